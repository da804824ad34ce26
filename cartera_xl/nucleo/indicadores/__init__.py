"""Indicadores de la cartera: cifras por grupos y periodos, objetivos, embudo y perfil ideal."""
