"""Cuánto de raro tiene, si nada ha cambiado, lo que un cliente ha comprado últimamente o lo que lleva sin comprar."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from cartera_xl.nucleo.modelos.grupos import Numeros


def binomial_hasta(k: ArrayLike, n: ArrayLike, q: ArrayLike) -> Numeros:
    """P(X <= k) de una binomial de `n` intentos y probabilidad `q`; ni `k` ni `n` han de ser enteros.

    Es la prueba de dos tasas de Poisson: de n compras, cuántas caen en una ventana que es una parte `q` del tiempo.
    Fuente: Przyborowski y Wilenski (1940), Biometrika 31; la binomial como beta incompleta, NIST DLMF 8.17.5.
    """
    k, n, q = (np.asarray(a, dtype=np.float64) for a in (k, n, q))
    restantes = n - k
    dentro = (k >= 0) & (restantes > 0)
    cola = betainc(np.where(dentro, restantes, 1.0), np.where(dentro, k, 0.0) + 1.0, 1.0 - q)
    return np.asarray(np.where(dentro, cola, np.where(k < 0, 0.0, 1.0)), dtype=np.float64)


def binomial_desde(k: ArrayLike, n: ArrayLike, q: ArrayLike) -> Numeros:
    """P(X >= k) de la misma binomial."""
    k, n, q = (np.asarray(a, dtype=np.float64) for a in (k, n, q))
    dentro = (k > 0) & (k <= n)
    cola = betainc(np.where(dentro, k, 1.0), np.where(dentro, n - k, 0.0) + 1.0, q)
    return np.asarray(np.where(dentro, cola, np.where(k <= 0, 1.0, 0.0)), dtype=np.float64)


def cola_de_hueco(dias: ArrayLike, suma: ArrayLike, huecos: ArrayLike, forma: ArrayLike) -> Numeros:
    """P(otro hueco pase de `dias`) tras `huecos` que suman `suma` días, todos de una gamma de esa `forma`.

    Cuenta con lo poco que se sabe de un ritmo con pocos huecos: el cociente de dos gammas es una beta prima. Con forma
    1 (compras al azar) es (suma / (suma + dias)) ** huecos.
    """
    dias, suma, huecos, forma = (np.asarray(a, dtype=np.float64) for a in (dias, suma, huecos, forma))
    parte = suma / np.maximum(suma + dias, 1e-12)
    return np.asarray(betainc(huecos * forma, forma, parte), dtype=np.float64)
