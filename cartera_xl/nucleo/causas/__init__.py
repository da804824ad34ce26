"""Por qué un cliente ha cambiado de segmento entre dos ejecuciones."""
