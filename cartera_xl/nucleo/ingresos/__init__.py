"""De dónde vienen los ingresos de la cartera, por qué cambian y cuánto puede valer."""
