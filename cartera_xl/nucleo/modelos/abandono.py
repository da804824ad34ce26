"""Cuánto compra en adelante quien sigue activo y puede abandonar tras cada compra."""

import numpy as np
from numpy.typing import ArrayLike

from cartera_xl.nucleo.modelos.grupos import Numeros

_NODOS = 128
_COLAS = 28.0
"""Lo que se deja fuera de la integral por cada lado pesa menos que e^-28."""
_FILAS_POR_TROZO = 1024
_DIMINUTO = 1e-300
_TIEMPO_MAXIMO = 1e100
"""A efectos prácticos, infinito; más allá se saldrían de rango los cuadrados."""


def compras_si_activo(forma: ArrayLike, tiempo: ArrayLike, a: ArrayLike, b: ArrayLike) -> Numeros:
    """Compras esperadas de un cliente activo con λ ~ Gamma(forma, β) y p ~ Beta(a, b) en un tiempo h = `tiempo`·β.

    Es E[(1 - e^(-λph))/p] = E_p[f(p)], con f(p) = (1 - (1+p·tiempo)^-forma)/p, lo que la ec. 10 de Fader, Hardie y Lee
    (2005) escribe con una 2F1 dividida por a - 1. Aquí se integra en p, que no tiene nada especial en a = 1 ni resta
    números grandes cuando apenas hay abandono o el plazo es muy corto. Todos los sumandos son positivos:

        E_p[f] = f(1) + b/(a+b) · E_q[((a+b)·k(q) - f'(q))/(a+b+1)],   k(q) = (f(q) - f(1))/(1-q)

    con q ~ Beta(a+1, b+1): sale de separar f(1) y de integrar por partes la potencia de p, y deja colas cortas en el
    logit de q aunque a o b sean casi cero. La regla del trapecio converge entonces exponencialmente.
    """
    columnas = np.broadcast_arrays(*(np.asarray(columna, dtype=np.float64) for columna in (forma, tiempo, a, b)))
    filas = [columna.reshape(-1) for columna in columnas]
    salida = np.empty(filas[0].size)
    for desde in range(0, salida.size, _FILAS_POR_TROZO):
        trozo = slice(desde, desde + _FILAS_POR_TROZO)
        salida[trozo] = _integral(*(fila[trozo, None] for fila in filas))
    return salida.reshape(columnas[0].shape)


def _integral(forma: Numeros, tiempo: Numeros, a: Numeros, b: Numeros) -> Numeros:
    tiempo = np.minimum(tiempo, _TIEMPO_MAXIMO)
    desde, hasta = _ventana(forma * tiempo, a, b)
    logit = desde + (hasta - desde) * np.linspace(0.0, 1.0, _NODOS)
    cola = np.exp(-np.abs(logit))
    p, no_p = np.where(logit > 0, 1.0, cola) / (1.0 + cola), np.where(logit > 0, cola, 1.0) / (1.0 + cola)
    comun = np.log1p(cola)
    pesos = (a + 1) * (np.minimum(logit, 0.0) - comun) - (b + 1) * (np.maximum(logit, 0.0) + comun)
    pesos = np.exp(pesos - pesos.max(axis=1, keepdims=True))
    en_uno = -np.expm1(-forma * np.log1p(tiempo))
    f, menos_derivada = _f_y_derivada(forma, tiempo, p)
    k = np.maximum(f - en_uno, 0.0) / no_p
    medias = (pesos * ((a + b) * k + menos_derivada)).sum(axis=1) / pesos.sum(axis=1)
    return np.asarray(en_uno[:, 0] + (b / ((a + b) * (a + b + 1)))[:, 0] * medias)


def _f_y_derivada(forma: Numeros, tiempo: Numeros, p: Numeros) -> tuple[Numeros, Numeros]:
    """f(p) y -f'(p): lo que aporta que haya alguna compra, y que haya dos o más, de una binomial negativa."""
    y = p * tiempo
    alguna = -np.expm1(-forma * np.log1p(y))
    dos_o_mas = alguna - (1 - alguna) * forma * y / (1 + y)
    return alguna / p, dos_o_mas / p**2


def _ventana(escala: Numeros, a: Numeros, b: Numeros) -> tuple[Numeros, Numeros]:
    """Entre qué logits está el integrando: el pico de la beta y, si a es pequeño, hasta donde f deja de crecer."""
    moda = np.log((a + 1) / (b + 1))
    pico = np.sqrt(2 * _COLAS * (1 / (a + 1) + 1 / (b + 1)))
    meseta = np.minimum(moda, -np.log(np.maximum(escala, _DIMINUTO))) - _COLAS / (a + 1)
    caida = moda - _COLAS / np.maximum(a - 1, _DIMINUTO)
    return np.maximum(meseta, caida) - pico, moda + pico + _COLAS / (b + 1)
