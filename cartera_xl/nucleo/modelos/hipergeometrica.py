"""La hipergeométrica ₂F₁(1, b; c; z) que suma una vida residual descontada, sin los fallos de las rutinas generales."""

from math import ceil, log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from cartera_xl.nucleo.modelos.grupos import Numeros

TASA_MINIMA = 0.01
"""Por debajo se usa esta: sin descuento, la suma de una vida sin fin puede no acabar nunca."""
_DECIMALES = 37.0
"""-log de la precisión buscada, 1e-16."""


def descuento(tasa: float) -> float:
    """1/(1 + tasa), con la tasa por periodo no menor que `TASA_MINIMA`."""
    return 1.0 / (1.0 + max(tasa, TASA_MINIMA))


def serie_descontada(b: ArrayLike, c: ArrayLike, z: float) -> Numeros:
    """₂F₁(1, b; c; z) = Σ_j (b)_j/(c)_j z^j, con 0 < b < c y 0 <= z < 1, por la fracción continua de Gauss.

    Todos los términos son positivos y el número de ellos depende solo de z: el mismo valor solo o en un lote, y sin
    NaN con b y c enormes. Fuente: DLMF 15.7.5, con un parámetro a cero.
    """
    primero, segundo = np.asarray(b, dtype=np.float64), np.asarray(c, dtype=np.float64) - 1.0
    raiz = sqrt(1.0 - z)
    parejas = 1 if z == 0 else ceil(_DECIMALES / -log((1.0 - raiz) / (1.0 + raiz)) / 2) + 4
    fraccion = np.ones(np.broadcast(primero, segundo).shape)
    for m in range(parejas, 0, -1):
        impar = (primero + m) * (segundo + m) / ((segundo + 2 * m) * (segundo + 2 * m + 1))
        par = m * (segundo - primero + m) / ((segundo + 2 * m - 1) * (segundo + 2 * m))
        fraccion = 1.0 - par * z / (1.0 - impar * z / fraccion)
    return np.asarray(1.0 / (1.0 - primero / (segundo + 1.0) * z / fraccion), dtype=np.float64)
