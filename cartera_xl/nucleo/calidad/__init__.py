"""Calidad de los datos: identificadores, contactos, duplicados y fichas incompletas. Marca y propone."""
