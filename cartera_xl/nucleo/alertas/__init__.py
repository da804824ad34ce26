"""Alertas: qué clientes piden atención, por qué, y cuántas de ellas serían falsas alarmas."""
