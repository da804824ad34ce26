"""(z)_k = Γ(z+k)/Γ(z) en logaritmos, y las sumas de k términos con que se escribe si k es entero."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from cartera_xl.nucleo.modelos.grupos import Numeros

_GRANDE = 1e3


def log_ascenso(z: ArrayLike, k: ArrayLike) -> Numeros:
    """ln Γ(z+k)/Γ(z), con z > 0 y k >= 0, sin perder cifras cuando z es enorme.

    Con z grande se restan a mano las dos series de Stirling (NIST DLMF 5.11.1), que juntas no llevan números grandes.

    >>> round(float(np.exp(log_ascenso(3.0, 2.0))), 9)  # 3·4
    12.0
    """
    z, k = np.broadcast_arrays(np.asarray(z, dtype=np.float64), np.asarray(k, dtype=np.float64))
    base = np.maximum(z, _GRANDE)
    suma = base + k
    stirling = k * np.log(base) + (suma - 0.5) * np.log1p(k / base) - k + _resto(suma) - _resto(base)
    return np.asarray(np.where(z < _GRANDE, gammaln(z + k) - gammaln(z), stirling))


def sumas(terminos: Numeros) -> Numeros:
    """Suma de los k primeros términos, para k = 0, 1, …, todos."""
    return np.concatenate(([0.0], np.cumsum(terminos)))


def _resto(z: Numeros) -> Numeros:
    """Lo que ln Γ(z) se aparta de los primeros términos de Stirling, con z >= 1000."""
    return 1 / (12 * z) - 1 / (360 * z**3)
