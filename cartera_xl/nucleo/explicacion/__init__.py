"""Por qué cada cliente tiene su puntuación y su segmento: las mismas cuentas de `puntuar`, dichas con palabras."""
