"""Cómo se leen las celdas que escribe el baremo, y qué se dice cuando falta una."""

import math
from datetime import date, datetime

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lienzo import Lienzo, Seccion

RECALIBRE = "Deshaga el cambio, o calcule un baremo nuevo con --recalibrar"


def fecha(celda: Celda) -> date:
    """Una fecha, venga como fecha, momento o texto ISO; `ValueError` si no lo es."""
    if isinstance(celda, datetime):
        return celda.date()
    if isinstance(celda, date):
        return celda
    return date.fromisoformat(str(celda))


def numero(celda: Celda) -> float:
    """Un número finito; `ValueError` si no lo es, y un sí o no, tampoco."""
    if isinstance(celda, bool) or not isinstance(celda, int | float) or not math.isfinite(celda):
        raise ValueError(str(celda))
    return float(celda)


def falta(lienzo: Lienzo, seccion: Seccion, nombre: str) -> ConfiguracionErronea:
    """El error de un dato que la sección debería tener."""
    return ConfiguracionErronea(
        f"Falta el dato «{nombre}» del baremo.",
        donde=f"hoja «{lienzo.hoja}», sección «{seccion.titulo}»",
        remedio=RECALIBRE,
    )
