"""Momentos de un número de compras a partir de sus colas: E[N] = Σ P(N >= m) y E[N²] = Σ (2m - 1) P(N >= m)."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from cartera_xl.nucleo.modelos.grupos import Numeros, Posiciones

Cola: TypeAlias = Callable[[Posiciones, Numeros], Numeros]
"""De unas filas y un m (un número, o una columna de ellos; puede no ser entero) a P(N >= m) de cada fila."""

_DE_UNA_EN_UNA = 24
"""Hasta aquí se suma m por m; en adelante, por bloques."""
_PRIMERAS = 4
"""Antes no se sabe a qué ritmo caen las colas."""
_CAIDA_MINIMA = 0.05
"""Si P(N >= m) cae menos que esto de un m al siguiente, no se extrapola."""
_DIMINUTO = 1e-300
_BLOQUE_MINIMO = 8.0
_M_MAXIMA = 1e12
_EN_EL_BORDE = np.array([0.0, -1.0, 1.0, 0.0]) / 24 - np.array([-1.0, 3.0, -3.0, 1.0]) * 17 / 5760
"""Lo que la suma de m > 24 tiene de más que la integral desde 24,5, por diferencias en m = 23, 24, 25 y 26."""
_NODOS, _PESOS = np.polynomial.legendre.leggauss(8)


class Momentos(NamedTuple):
    """De cada fila: E[N] y E[N²]."""

    media: Numeros
    segundo: Numeros


def sumar_colas(cola: Cola, filas: int, precision: float = 1e-6) -> Momentos:
    """Los dos momentos de cada fila; cada una se deja cuando lo que falta por sumar se sabe con esa precisión relativa.

    Lo que falta se añade como una cola geométrica cuyo ritmo cambia poco a poco. Pasadas las primeras compras,
    P(N >= m) es suave en m y la suma de un bloque es una integral (Euler-Maclaurin, NIST DLMF 2.10.1).
    """
    media, segundo = np.zeros(filas), np.zeros(filas)
    vivas: Posiciones = np.arange(filas)
    anterior: Numeros = np.ones(filas)
    ritmo_anterior, cambio_anterior = anterior, anterior
    for m in range(1, _DE_UNA_EN_UNA + 1):
        actual = cola(vivas, np.array(float(m)))
        media[vivas] += actual
        segundo[vivas] += (2 * m - 1) * actual
        ritmo = np.minimum(actual / np.maximum(anterior, _DIMINUTO), 1.0 - 1e-12)
        cambio = ritmo - ritmo_anterior
        resto = _Resto.de(actual, ritmo, cambio, np.maximum(np.abs(cambio), np.abs(cambio_anterior)))
        sigue = (resto.duda * (2 * m - 1) > precision * media[vivas]) | ((m < _PRIMERAS) & (actual > 0))
        acaba = vivas[~sigue]
        media[acaba] += resto.suma[~sigue]
        segundo[acaba] += (2 * m - 1) * resto.suma[~sigue] + 2 * resto.suma_por_i[~sigue]
        vivas = vivas[sigue]
        anterior, ritmo_anterior, cambio_anterior = actual[sigue], ritmo[sigue], cambio[sigue]
        if not len(vivas):
            return Momentos(media, segundo)
    _sumar_bloques(cola, media, segundo, vivas, precision)
    return Momentos(media, segundo)


class _Resto(NamedTuple):
    """Lo que queda por sumar tras m: Σ P(m+i) y Σ i·P(m+i), con i >= 1, y cuánto se puede errar en ello."""

    suma: Numeros
    suma_por_i: Numeros
    duda: Numeros

    @classmethod
    def de(cls, actual: Numeros, ritmo: Numeros, cambio: Numeros, cambio_mayor: Numeros) -> "_Resto":
        """Si P(m+i+1)/P(m+i) = ritmo + cambio·i, a primer orden en `cambio`; lo que se yerra es de segundo orden.

        Un cambio grande para lo que queda de cola, o una cola que aún no cae, no se corrigen: se sigue sumando.
        """
        falta = 1.0 - ritmo
        relativo = cambio_mayor / falta**2
        sirve = (relativo < 0.3) & (falta > _CAIDA_MINIMA)
        corrige = np.where(sirve, cambio, 0.0)
        suma = actual * (ritmo / falta + corrige / falta**3)
        suma_por_i = actual * (ritmo / falta**2 + corrige * (1.0 + 2.0 * ritmo) / falta**4)
        duda = actual * ritmo / falta**2 * np.where(sirve, relativo**2, 1.0)
        return cls(np.maximum(suma, 0.0), np.maximum(suma_por_i, 0.0), duda)


def _sumar_bloques(cola: Cola, media: Numeros, segundo: Numeros, vivas: Posiciones, precision: float) -> None:
    """Sigue tras la última sumada con bloques cada vez más largos; escribe en `media` y `segundo`."""
    borde = _DE_UNA_EN_UNA + 0.5
    cerca = borde + np.array([[-1.5], [-0.5], [0.5], [1.5]])
    colas = cola(vivas, cerca)
    media[vivas] += _EN_EL_BORDE @ colas
    segundo[vivas] += _EN_EL_BORDE @ ((2 * cerca - 1) * colas)
    while len(vivas) and borde < _M_MAXIMA:
        largo = np.ceil(max(_BLOQUE_MINIMO, borde / 16))
        m = borde + largo * (0.5 + 0.5 * _NODOS[:, None])
        colas = cola(vivas, m)
        trozo = 0.5 * largo * (_PESOS @ colas)
        media[vivas] += trozo
        segundo[vivas] += 0.5 * largo * (_PESOS @ ((2 * m - 1) * colas))
        borde += largo
        # lo que falta es como mucho unos cuantos bloques como este
        vivas = vivas[trozo * borde > precision * media[vivas]]
