"""Cifras dentro de una frase: como se escriben en el país del libro, sin símbolo de moneda.

Lo que va en una celda propia es un número y lo presenta la hoja; esto es solo para números que van dentro de un texto.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache

from cartera_xl.nucleo.paises import pais as convenciones

_SIN_PAIS = "ES"
MESES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


def importe(valor: float, pais: str | None = None, *, decimales: int = 0) -> str:
    """Con separador de miles y los decimales pedidos, redondeando; sin país, como en España.

    >>> importe(12345.6), importe(12345.6, "MX"), importe(-0.4), importe(9.5, "ES", decimales=2)
    ('12.346', '12,346', '0', '9,50')
    """
    texto = f"{valor:,.{decimales}f}"
    if texto.startswith("-") and not texto.strip("-0.,"):
        texto = texto[1:]
    return texto.translate(_signos(pais or _SIN_PAIS))


def importes(valores: Sequence[float], pais: str | None = None, *, decimales: int = 0) -> list[str]:
    """Muchos importes positivos de una vez, como `importe`: cien mil cuestan la mitad.

    >>> importes([12345.6, 9.5], decimales=2)
    ['12.345,60', '9,50']
    """
    juntos = "\n".join(f"{valor:,.{decimales}f}" for valor in valores)
    return juntos.translate(_signos(pais or _SIN_PAIS)).split("\n") if valores else []


@cache
def _signos(pais: str) -> dict[int, str]:
    """De la escritura de Python a la del país."""
    suyas = convenciones(pais)
    return {ord(","): suyas.miles, ord("."): suyas.decimal}


def decimal(valor: float, pais: str | None = None, *, decimales: int = 1) -> str:
    """Con los decimales pedidos; sin ninguno si es entero.

    >>> decimal(3.0), decimal(3.26), decimal(3.25, "MX", decimales=2)
    ('3', '3,3', '3.25')
    """
    redondo = round(float(valor), decimales)
    return importe(redondo, pais, decimales=0 if redondo.is_integer() else decimales)


def por_ciento(parte: float) -> str:
    """Una parte de 1, sin decimales.

    >>> por_ciento(0.854)
    '85 %'
    """
    return f"{100 * parte:.0f} %"


def fecha(dia: date) -> str:
    """Día, mes y año.

    >>> fecha(date(2026, 3, 1))
    '01/03/2026'
    """
    return f"{dia:%d/%m/%Y}"
