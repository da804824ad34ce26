"""Casos de uso: lo que la persona pide, contado con palabras del núcleo y puertos hacia fuera."""
