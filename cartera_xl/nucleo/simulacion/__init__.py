"""Qué pasaría si: la misma cartera puntuada con otros ajustes, sin cambiar nada de ella."""
