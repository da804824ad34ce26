"""Celdas y rangos: el vocabulario común de lo que se lee y de lo que se escribe.

Filas y columnas se cuentan desde 1, como en la hoja. Una columna leída llega de una de tres formas:
* `float64`, si todas sus celdas son números (NaN = vacía);
* `datetime64[us]`, si todas son fechas (NaT = vacía);
* `object`, si hay de todo: cada elemento es una `Celda`.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray


class ErrorCelda(str):
    """Una celda de error de la hoja (`#N/A`, `#DIV/0!`): nunca se lee como vacía."""

    __slots__ = ()


Celda: TypeAlias = str | float | int | bool | datetime | date | time | timedelta | ErrorCelda | None
ColumnaLeida: TypeAlias = NDArray[Any]
Cuadro: TypeAlias = list[list[Celda]]

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)")


def letras(columna: int) -> str:
    """Letras de una columna contada desde 1.

    >>> letras(1), letras(26), letras(27), letras(16384)
    ('A', 'Z', 'AA', 'XFD')
    """
    texto = ""
    while columna:
        columna, resto = divmod(columna - 1, 26)
        texto = chr(65 + resto) + texto
    return texto


def numero_de_columna(texto: str) -> int:
    """Número, desde 1, de una columna dicha con letras.

    >>> numero_de_columna("XFD")
    16384
    """
    numero = 0
    for letra in texto.upper():
        numero = numero * 26 + ord(letra) - 64
    return numero


def a1(fila: int, columna: int) -> str:
    """Dirección de una celda: `a1(4, 3)` es `C4`."""
    return f"{letras(columna)}{fila}"


class Rango(NamedTuple):
    """Rectángulo de celdas, bordes incluidos, contado desde 1."""

    fila1: int
    columna1: int
    fila2: int
    columna2: int

    @classmethod
    def desde_a1(cls, texto: str) -> "Rango":
        """Lee `A1:D20` o `B2`; con o sin `$`. `ValueError` si no es una dirección."""
        inicio, _, fin = texto.partition(":")
        uno, otro = _A1.fullmatch(inicio), _A1.fullmatch(fin or inicio)
        if uno is None or otro is None:
            raise ValueError(f"no es un rango: {texto}")
        return cls(int(uno[2]), numero_de_columna(uno[1]), int(otro[2]), numero_de_columna(otro[1]))

    def __str__(self) -> str:
        return f"{a1(self.fila1, self.columna1)}:{a1(self.fila2, self.columna2)}"

    def toca(self, otro: "Rango") -> bool:
        """Cierto si comparten al menos una celda."""
        return (
            self.fila1 <= otro.fila2
            and otro.fila1 <= self.fila2
            and self.columna1 <= otro.columna2
            and otro.columna1 <= self.columna2
        )


def vacia(celda: Celda) -> bool:
    """Cierto para nada, texto en blanco (espacios duros incluidos) y NaN."""
    if celda is None:
        return True
    if isinstance(celda, str):
        return not celda.strip()
    return isinstance(celda, float) and celda != celda


def columna_de_objetos(valores: Sequence[Celda]) -> ColumnaLeida:
    """Columna `object` a partir de una lista de celdas, sin que numpy adivine otro tipo."""
    columna = np.empty(len(valores), dtype=object)
    columna[:] = valores
    return columna


def celda_de(cuadro: Cuadro, fila: int, columna: int) -> Celda:
    """La celda de ese sitio, desde 1; `None` si el cuadro no llega hasta ella."""
    return cuadro[fila - 1][columna - 1] if fila <= len(cuadro) and columna <= len(cuadro[fila - 1]) else None


def misma_celda(una: Celda, otra: Celda) -> bool:
    """Cierto si en la hoja serían la misma celda: vacío = blanco = NaN, 3 = 3.0, fecha = fecha a las 0:00.

    >>> misma_celda(None, " "), misma_celda(3, 3.0), misma_celda(True, 1)
    (True, True, False)
    """
    if vacia(una) or vacia(otra):
        return vacia(una) and vacia(otra)
    if isinstance(una, bool) is not isinstance(otra, bool) or isinstance(una, ErrorCelda) is not isinstance(
        otra, ErrorCelda
    ):
        return False
    return _como_momento(una) == _como_momento(otra)


def _como_momento(celda: Celda) -> Celda:
    if isinstance(celda, date) and not isinstance(celda, datetime):
        return datetime(celda.year, celda.month, celda.day)
    return celda.replace(tzinfo=None) if isinstance(celda, datetime) else celda
