"""Venta cruzada y de mejora: qué ofrecer a cada cliente según lo que compran los demás y según la tabla de la casa."""
