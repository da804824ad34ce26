"""Qué se espera de cada cliente: qué método gana en el pasado de la propia cartera, y lo que dice del futuro."""
