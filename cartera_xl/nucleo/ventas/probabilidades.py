"""Las cuentas de azar de las asociaciones: colas exactas y cuántos hallazgos falsos se admiten.

Con numpy y los logaritmos de los factoriales: todo en columnas, una posición por pareja de productos.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.hechos import Marca, Numeros

Enteros = NDArray[np.int64]
_DESPRECIABLE = 1e-15
"""Un término tan pequeño frente a la suma ya no la cambia."""
_VUELTAS = 100_000


def logaritmos_de_factoriales(hasta: int) -> Numeros:
    """`log(n!)` de 0 a `hasta`.

    >>> [round(float(v), 4) for v in logaritmos_de_factoriales(3)]
    [0.0, 0.0, 0.6931, 1.7918]
    """
    return np.array([math.lgamma(n + 1) for n in range(hasta + 1)])


def cola_hipergeometrica(ambos: Enteros, a: Enteros, b: Enteros, total: int) -> Numeros:
    """P(X >= ambos) si de `total` clientes `a` tienen un producto y `b` otro, sin relación: la prueba exacta de Fisher.

    Si `ambos` no pasa de lo esperado se da 1, que no decide nada. Fuente: Fisher (1935), una cola.
    """
    pasa = (ambos * float(total) > a * b.astype(float)) & (ambos <= np.minimum(a, b))
    k, uno, otro = ambos[pasa], a[pasa], b[pasa]
    log_f = logaritmos_de_factoriales(total)
    log_p = log_f[uno] - log_f[k] - log_f[uno - k] + log_f[total - uno] - log_f[otro - k]
    log_p -= log_f[total - uno - otro + k] + log_f[total] - log_f[otro] - log_f[total - otro]

    def razon(x: Numeros) -> Numeros:
        arriba = (uno - x) * (otro - x)
        return np.asarray(np.maximum(arriba, 0.0) / ((x + 1) * (total - uno - otro + x + 1)))

    cola = np.where(ambos > np.minimum(a, b), 0.0, 1.0)
    cola[pasa] = np.minimum(np.exp(log_p) * _suma_de_cola(k.astype(float), razon), 1.0)
    return cola


def cola_acotada(ambos: Enteros, esperados: Numeros, intentos: Numeros) -> Numeros:
    """Cota por arriba de P(X >= ambos) si X suma ensayos independientes cualesquiera de media `esperados` en total.

    Es la cola de la binomial de la misma media; vale si `ambos` pasa de la media en uno o más, y donde no, se da 1.
    Una suma de hipergeométricas es una suma de ensayos así (Vatutin y Mikhailov 1982). Fuente: Hoeffding (1956), th. 5.
    """
    pasa = (ambos >= esperados + 1) & (esperados > 0) & (intentos >= ambos)
    k, n = ambos[pasa], np.ceil(intentos[pasa]).astype(np.int64)
    q = np.minimum(esperados[pasa] / n, 1 - 1e-12)
    log_f = logaritmos_de_factoriales(int(n.max(initial=1)))
    log_p = log_f[n] - log_f[k] - log_f[n - k] + k * np.log(q) + (n - k) * np.log1p(-q)

    def razon(x: Numeros) -> Numeros:
        return np.asarray(np.maximum(n - x, 0.0) / (x + 1) * (q / (1 - q)))

    cola = np.where((esperados <= 0) & (ambos > 0), 0.0, 1.0)
    cola[pasa] = np.minimum(np.exp(log_p) * _suma_de_cola(k.astype(float), razon), 1.0)
    return cola


def _suma_de_cola(desde: Numeros, razon: Callable[[Numeros], Numeros]) -> Numeros:
    """1 + r(k) + r(k) r(k+1) + …: la cola en unidades de su primer término."""
    suma, termino, k = np.ones(len(desde)), np.ones(len(desde)), desde.copy()
    for _ in range(_VUELTAS):
        termino = termino * razon(k)
        suma += termino
        k = k + 1
        if not len(termino) or (termino <= _DESPRECIABLE * suma).all():
            break
    return suma


def no_son_azar(p: Numeros, pruebas: int, tasa: float) -> Marca:
    """Cuáles se aceptan para que, de media, no más de `tasa` de las aceptadas sean falsas.

    `pruebas` son todas las parejas que se podían haber probado, aunque solo se den las prometedoras.
    Fuente: Benjamini y Hochberg (1995).

    >>> no_son_azar(np.array([0.001, 0.02, 0.2]), 4, 0.05).tolist()
    [True, True, False]
    """
    if not len(p):
        return np.zeros(0, dtype=bool)
    orden = np.argsort(p, kind="stable")
    limite = tasa * np.arange(1, len(p) + 1) / max(pruebas, len(p))
    pasan = np.flatnonzero(p[orden] <= limite)
    return np.asarray(p <= (p[orden][pasan[-1]] if len(pasan) else -1.0), dtype=bool)
