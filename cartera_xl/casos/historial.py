"""Qué ejecuciones ha tenido un libro en este equipo."""

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.corrida import Corrida


def historial(anfitrion: SheetHost, diario: Journal) -> list[Corrida]:
    """Las ejecuciones, de la más antigua a la más nueva; vacía si el libro nunca se ha recalculado aquí."""
    identificador = abrir(anfitrion).configuracion.identificador
    return diario.history(identificador) if identificador else []
