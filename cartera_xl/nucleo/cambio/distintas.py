"""Las combinaciones distintas de varias columnas: lo que es igual se calcula una vez."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.modelos.grupos import Posiciones

_CABEN = 2**62


def distintas(columnas: Sequence[NDArray[Any]]) -> tuple[Posiciones, Posiciones]:
    """Una posición de cada combinación de valores, y cuál de ellas es cada fila; NaN es un valor más.

    >>> unos, cual = distintas([np.array([5.0, 7.0, 5.0]), np.array([1, 1, 1])])
    >>> unos.tolist(), cual.tolist()
    ([0, 1], [0, 1, 0])
    """
    junto, cuantos = np.zeros(len(columnas[0]), dtype=np.int64), 1
    for columna in columnas:
        valores, cual = _numeradas(columna)
        if cuantos * valores >= _CABEN:
            cuantos, junto = _numeradas(junto)
        junto, cuantos = junto * valores + cual, cuantos * valores
    _, unos, cual = np.unique(junto, return_index=True, return_inverse=True)
    return unos, cual


def _numeradas(columna: NDArray[Any]) -> tuple[int, Posiciones]:
    """Cuántos valores distintos hay, como mucho, y el número de cada uno; los enteros pequeños ya lo son."""
    if columna.dtype.kind in "bi" and len(columna):
        menor, mayor = int(columna.min()), int(columna.max())
        if mayor - menor < 4 * len(columna) + 64:
            return mayor - menor + 1, columna.astype(np.int64) - menor
    valores, cual = np.unique(columna, return_inverse=True)
    return max(len(valores), 1), cual
