"""Momentos de un número de compras a partir de sus colas: E[N] = Σ P(N >= m) y E[N²] = Σ (2m - 1) P(N >= m)."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from cartera_xl.nucleo.modelos.grupos import Numeros, Posiciones

Cola: TypeAlias = Callable[[Posiciones, Numeros], Numeros]
"""De unas filas y un m (un número, o una columna de ellos; puede no ser entero) a P(N >= m) de cada fila."""

_DE_UNA_EN_UNA = 24
"""Hasta aquí se suma m por m; en adelante, por bloques."""
_BLOQUE_MINIMO = 8.0
_M_MAXIMA = 1e12
_NODOS, _PESOS = np.polynomial.legendre.leggauss(8)


class Momentos(NamedTuple):
    """De cada fila: E[N] y E[N²]."""

    media: Numeros
    segundo: Numeros


def sumar_colas(cola: Cola, filas: int, precision: float = 1e-5) -> Momentos:
    """Los dos momentos, fila por fila: cada una deja de sumarse cuando lo que falta pesa menos que `precision`.

    Lo que falta se estima y se añade como si las colas siguieran cayendo al último ritmo visto. Pasadas las primeras
    compras, P(N >= m) es suave en m y la suma de un bloque es una integral (Euler-Maclaurin, NIST DLMF 2.10.1).
    """
    media, segundo = np.zeros(filas), np.zeros(filas)
    vivas, anterior = np.arange(filas), np.ones(filas)
    for m in range(1, _DE_UNA_EN_UNA + 1):
        actual = cola(vivas, np.float64(m))
        media[vivas] += actual
        segundo[vivas] += (2 * m - 1) * actual
        caida = np.minimum(actual / np.maximum(anterior, 1e-300), 1.0)
        sigue = actual * (m + 1) * caida > precision * media[vivas] * (1 - caida)
        _anadir_resto(media, segundo, vivas[~sigue], actual[~sigue], caida[~sigue], m)
        vivas, anterior = vivas[sigue], actual[sigue]
        if not len(vivas):
            return Momentos(media, segundo)
    _sumar_bloques(cola, media, segundo, vivas, anterior, precision)
    return Momentos(media, segundo)


def _anadir_resto(media: Numeros, segundo: Numeros, filas: Posiciones, ultima: Numeros, caida: Numeros, m: int) -> None:
    """Σ_{i>=1} y Σ_{i>=1} (2(m+i) - 1) de ultima·caida^i."""
    resto = ultima * caida / np.maximum(1 - caida, 1e-12)
    media[filas] += resto
    segundo[filas] += resto * (2 * m - 1 + 2 / np.maximum(1 - caida, 1e-12))


def _sumar_bloques(
    cola: Cola, media: Numeros, segundo: Numeros, vivas: Posiciones, anterior: Numeros, precision: float
) -> None:
    """Sigue desde m = 24 con bloques cada vez más largos; escribe en `media` y `segundo`."""
    borde = _DE_UNA_EN_UNA + 0.5
    cambio = cola(vivas, np.float64(_DE_UNA_EN_UNA + 1)) - anterior
    media[vivas] += cambio / 24
    segundo[vivas] += ((2 * borde - 1) * cambio + 2 * anterior) / 24
    while len(vivas) and borde < _M_MAXIMA:
        largo = np.ceil(max(_BLOQUE_MINIMO, borde / 16))
        m = borde + largo * (0.5 + 0.5 * _NODOS[:, None])
        colas = cola(vivas, m)
        trozo = 0.5 * largo * (_PESOS @ colas)
        media[vivas] += trozo
        segundo[vivas] += 0.5 * largo * ((_PESOS * (2 * m[:, 0] - 1)) @ colas)
        borde += largo
        vivas = vivas[trozo * borde > precision * largo * 0.05 * media[vivas]]
