"""Beta-geométrica desplazada (sBG): cuántos contratos se renuevan.

Cada cliente deja de renovar con su propia probabilidad, la misma en cada vencimiento, y esa probabilidad varía entre
clientes como beta(alfa, beta). La retención de la cartera sube con las renovaciones porque los que se iban a ir ya se
han ido, no porque cada cliente cambie. Vale para contratos que vencen y se renuevan o no; la parte de clientes que
vuelve a comprar sin contrato NO es una retención y no se ajusta con esto. Parámetros naturales (alfa, beta).

Fuente: Fader y Hardie (2007), «How to project customer retention», J. of Interactive Marketing 21:76; Fader y Hardie
(2010), «Customer-base valuation in a contractual setting», Marketing Science 29:85.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, psi

from cartera_xl.nucleo.modelos.ajuste import maximizar
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.modelos.grupos import Distintos, Numeros
from cartera_xl.nucleo.modelos.hipergeometrica import descuento, serie_descontada

ID = "sbg"
CENTRO = (0.7, 2.0)
"""Centro de la previa: pierde uno de cada cuatro en el primer vencimiento y cada vez menos después.

En los tres ajustes que publican las fuentes alfa va de .67 a .76 y beta de 1.18 a 3.81.
"""
SIGMA = 1.0
"""Desviación de la previa en los logaritmos: de 2,7 veces menos a 2,7 veces más entra en una desviación."""
_BORDE = "las renovaciones no dejan ver diferencias entre clientes"


def filas(parametros: ArrayLike, renovaciones: ArrayLike, perdido: ArrayLike) -> Numeros:
    """Log-verosimilitud de cada contrato: renovado k veces y perdido en el siguiente vencimiento, o cliente todavía.

    P(T = k + 1) = B(alfa + 1, beta + k)/B(alfa, beta) y S(k) = B(alfa, beta + k)/B(alfa, beta) (2007).
    """
    alfa, beta = np.asarray(parametros, dtype=np.float64)
    k, se_fue = np.asarray(renovaciones, dtype=np.float64), np.asarray(perdido, dtype=bool)
    sigue = betaln(alfa, beta + k) - betaln(alfa, beta)
    return np.asarray(sigue + np.where(se_fue, np.log(alfa / (alfa + beta + k)), 0.0), dtype=np.float64)


def valor_y_gradiente(
    parametros: ArrayLike, renovaciones: ArrayLike, perdido: ArrayLike, n: ArrayLike | None = None
) -> tuple[float, Numeros]:
    """Suma de n·log-verosimilitud y su gradiente respecto a (log alfa, log beta)."""
    k = np.asarray(renovaciones, dtype=np.float64)
    pesos = np.ones(len(k)) if n is None else np.asarray(n, dtype=np.float64)
    alfa, beta = (float(valor) for valor in np.asarray(parametros, dtype=np.float64))
    ultimo = k + np.asarray(perdido, dtype=np.float64)
    d_suma = psi(alfa + beta) - psi(alfa + beta + ultimo)
    d_alfa = d_suma + np.where(ultimo > k, 1.0 / alfa, 0.0)
    d_beta = d_suma + psi(beta + k) - psi(beta)
    valor = float(pesos @ filas((alfa, beta), k, perdido))
    return valor, np.array([alfa * float(pesos @ d_alfa), beta * float(pesos @ d_beta)])


def ajustar(
    renovaciones: ArrayLike, perdido: ArrayLike, n: ArrayLike | None = None, sigma: float | None = None
) -> Ajuste:
    """Máxima verosimilitud, o máximo a posteriori con la previa `CENTRO` si se da `sigma`. `ValueError` sin filas."""
    k, se_fue, pesos = _juntar(renovaciones, perdido, n)
    centro = np.log(CENTRO)
    optimo = maximizar(_objetivo(k, se_fue, pesos), centro, centro=centro, sigma=sigma)
    alfa, beta = np.exp(optimo.logs)
    return Ajuste(
        modelo=ID,
        parametros=(float(alfa), float(beta)),
        log_verosimilitud=float(optimo.valor),
        covarianza=tuple(tuple(float(valor) for valor in fila) for fila in optimo.covarianza),
        clientes=round(float(pesos.sum())),
        metodo=Metodo.MAXIMA_VEROSIMILITUD if sigma is None else Metodo.MAP,
        sigma=sigma,
        aviso=_BORDE if optimo.en_borde else "",
    )


def supervivencia(parametros: ArrayLike, periodos: ArrayLike) -> Numeros:
    """Parte de los clientes nuevos que lo siguen siendo tras `periodos` vencimientos: S(t) (2007)."""
    alfa, beta = np.asarray(parametros, dtype=np.float64)
    transcurridos = np.asarray(periodos, dtype=np.float64)
    return np.asarray(np.exp(betaln(alfa, beta + transcurridos) - betaln(alfa, beta)), dtype=np.float64)


def prob_renovar(parametros: ArrayLike, renovaciones: ArrayLike) -> Numeros:
    """P(renueva en el próximo vencimiento | ha renovado k veces) = (beta + k)/(alfa + beta + k) (2007)."""
    alfa, beta = np.asarray(parametros, dtype=np.float64)
    k = np.asarray(renovaciones, dtype=np.float64)
    return np.asarray((beta + k) / (alfa + beta + k), dtype=np.float64)


def vida_residual_descontada(parametros: ArrayLike, renovaciones: ArrayLike, tasa: float) -> Numeros:
    """Renovaciones que quedan, descontadas, justo antes de que el cliente decida la k + 1 (DERL; 2010).

    La primera, la que va a decidir, cuenta entera y por su probabilidad. `tasa`, por periodo de contrato.
    """
    alfa, beta = np.asarray(parametros, dtype=np.float64)
    k = np.asarray(renovaciones, dtype=np.float64)
    serie = serie_descontada(beta + k + 1.0, alfa + beta + k + 1.0, descuento(tasa))
    return prob_renovar(parametros, k) * serie


def _objetivo(k: Numeros, perdido: NDArray[np.bool_], n: Numeros) -> Callable[[Numeros], tuple[float, Numeros]]:
    return lambda logs: valor_y_gradiente(np.exp(logs), k, perdido, n)


def _juntar(
    renovaciones: ArrayLike, perdido: ArrayLike, n: ArrayLike | None
) -> tuple[Numeros, NDArray[np.bool_], Numeros]:
    """Los contratos iguales, juntados: quedan tantas filas como renovaciones distintas, por dos."""
    k, se_fue = np.asarray(renovaciones, dtype=np.float64), np.asarray(perdido, dtype=bool)
    if not len(k) or (k < 0).any() or not np.isfinite(k).all():
        raise ValueError("sBG necesita contratos con un número de renovaciones")
    distintos = Distintos.de(2.0 * k + se_fue)
    pesos = np.bincount(distintos.donde, weights=None if n is None else np.asarray(n, dtype=np.float64))
    perdidos = distintos.valores % 2.0 == 1.0
    return (distintos.valores - perdidos) / 2.0, perdidos, pesos.astype(np.float64)
