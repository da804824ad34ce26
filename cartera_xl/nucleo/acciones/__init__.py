"""Qué hacer ahora con cada cliente: planes de trato, registro de contactos, lista de la semana y agenda."""
