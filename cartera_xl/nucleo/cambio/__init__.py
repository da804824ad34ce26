"""Qué movería a cada cliente de segmento: cuándo cae si no compra, y qué compra lo sube o evita que caiga."""
