"""Cuantiles de una cantidad que vale cero con cierta probabilidad y, si no, se reparte como una gamma."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from cartera_xl.nucleo.modelos.grupos import Numeros

_VARIACION_MINIMA = 1e-12
"""Varianza mínima de la parte positiva, sobre el cuadrado de su media: por debajo es un valor fijo."""
_MEDIA_MINIMA = 1e-100
"""Una media menor es cero: su cuadrado ya no cabe en un número de máquina."""


def cuantil_gamma_con_cero(
    nivel: float, prob_positiva: ArrayLike, media: ArrayLike, segundo_momento: ArrayLike
) -> Numeros:
    """Cuantil `nivel` de una cantidad de media y segundo momento dados, positiva con `prob_positiva`.

    Hasta `nivel` = 1 - `prob_positiva`, incluido, es 0. La parte positiva es la gamma de sus mismos momentos; si estos
    no caben en esa probabilidad (por redondeo o porque se recalibró), se le quita la dispersión y no la media.
    """
    pv, primero, segundo = np.broadcast_arrays(
        *(np.asarray(a, dtype=float) for a in (prob_positiva, media, segundo_momento))
    )
    positiva = (pv > 1.0 - nivel) & (primero > _MEDIA_MINIMA)
    pv = np.where(positiva, np.minimum(pv, 1.0), 1.0)
    media_positiva = np.where(positiva, primero, 1.0) / pv
    variacion = np.where(positiva, segundo, 1.0) / pv / media_positiva**2 - 1.0
    forma = 1.0 / np.maximum(variacion, _VARIACION_MINIMA)
    probabilidad = np.clip((nivel - (1.0 - pv)) / pv, 0.0, 1.0)
    return np.where(positiva, media_positiva / forma * gammaincinv(forma, probabilidad), 0.0)
