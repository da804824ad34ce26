"""Recalibrar la probabilidad de volver con lo que pasó en la prueba: logit p' = ordenada + pendiente · logit p.

Es la recalibración logística de Cox (1958), «Two further applications of a model for binary regression», con una
previa floja hacia (0, 1), que es no tocar nada: N(0; 1,5²) la ordenada y N(1; 0,5²) la pendiente. Con 300 clientes
apenas pesa; con 20, o si volvieron todos o nadie, evita que la corrección se dispare.

La pendiente no baja de 0,05. Una pendiente negativa daría la vuelta a la lista, y para una probabilidad que no ordena
basta con acercarlas todas a la tasa general, que es lo que hace una pendiente casi nula. El problema es convexo: si el
óptimo libre se sale, el óptimo con tope está en el tope.
"""

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.pronostico.metricas import brier
from cartera_xl.nucleo.pronostico.registro import Numeros

SIN_RECALIBRAR = (0.0, 1.0)
_EXTREMO = 1e-6
_PENDIENTE_MINIMA = 0.05
_CENTRO = np.array(SIN_RECALIBRAR)
_PESOS = np.array([1 / 1.5**2, 1 / 0.5**2])
_VUELTAS = 50
_BASTANTE = 1e-12
_RUIDO = 1e-13

Recalibracion = tuple[float, float]


def aplicar(recalibracion: Recalibracion, p: Numeros) -> Numeros:
    """Las probabilidades recalibradas; nunca 0 ni 1."""
    ordenada, pendiente = recalibracion
    return _logistica(ordenada + pendiente * _logit(p))


def recalibrar(p: Numeros, volvio: NDArray[np.bool_]) -> Recalibracion:
    """(Ordenada, pendiente) de máxima verosimilitud con su previa; siempre finitas y con la pendiente positiva."""
    orden = np.lexsort((volvio, p))
    logits, volvio = _logit(p[orden]), volvio[orden]
    libre = _newton(logits, volvio, _CENTRO, fijas=0)
    if libre[1] < _PENDIENTE_MINIMA:
        libre = _newton(logits, volvio, np.array([0.0, _PENDIENTE_MINIMA]), fijas=1)
    return float(libre[0]), float(libre[1])


def recalibradas_a_ciegas(p: Numeros, volvio: NDArray[np.bool_]) -> Numeros:
    """Cada probabilidad, recalibrada con la mitad de los clientes en la que no está.

    Las mitades salen del puesto de cada cliente al ordenar por probabilidad (y resultado, si empatan), revuelto; el
    orden de las filas no cuenta.
    """
    orden = np.lexsort((volvio, p))
    mitad = np.empty(len(p), dtype=bool)
    mitad[orden] = _mitades(len(p))
    resultado = np.empty(len(p))
    for esta in (mitad, ~mitad):
        resultado[esta] = aplicar(recalibrar(p[~esta], volvio[~esta]), p[esta])
    return resultado


def brier_a_ciegas(p: Numeros, volvio: NDArray[np.bool_]) -> float:
    """El error cuadrático tras recalibrar, medido donde no se ajustó."""
    return brier(volvio, recalibradas_a_ciegas(p, volvio))


def _mitades(cuantos: int) -> NDArray[np.bool_]:
    """Cara o cruz reproducible por puesto: hash multiplicativo de Knuth."""
    puestos = np.arange(cuantos, dtype=np.uint64)
    return (((puestos * np.uint64(2654435761)) >> np.uint64(16)) & np.uint64(1)).astype(bool)


def _newton(logits: Numeros, volvio: NDArray[np.bool_], inicio: Numeros, *, fijas: int) -> Numeros:
    """Newton con paso a la mitad si no mejora; las últimas `fijas` variables no se mueven."""
    libres = slice(0, 2 - fijas)
    punto, objetivo = inicio.copy(), _objetivo(logits, volvio, inicio)
    for _ in range(_VUELTAS):
        q = _logistica(punto[0] + punto[1] * logits)
        resto, peso = volvio - q, q * (1 - q)
        gradiente = np.array([resto.sum(), (resto * logits).sum()]) - _PESOS * (punto - _CENTRO)
        cruzado = (peso * logits).sum()
        hessiano = np.array([[peso.sum(), cruzado], [cruzado, (peso * logits**2).sum()]]) + np.diag(_PESOS)
        paso = np.zeros(2)
        paso[libres] = np.linalg.solve(hessiano[libres, libres], gradiente[libres])
        suelo = objetivo - _RUIDO * abs(objetivo)
        while (nuevo := _objetivo(logits, volvio, punto + paso)) < suelo and np.abs(paso).max() > _BASTANTE:
            paso /= 2
        if np.abs(paso).max() <= _BASTANTE:
            break
        punto, objetivo = punto + paso, nuevo
    return punto


def _objetivo(logits: Numeros, volvio: NDArray[np.bool_], punto: Numeros) -> float:
    z = punto[0] + punto[1] * logits
    verosimilitud = -np.logaddexp(0.0, np.where(volvio, -z, z)).sum()
    return float(verosimilitud - (_PESOS * np.square(punto - _CENTRO)).sum() / 2)


def _logit(p: Numeros) -> Numeros:
    dentro = np.clip(p, _EXTREMO, 1 - _EXTREMO)
    return np.asarray(np.log(dentro) - np.log1p(-dentro), dtype=np.float64)


def _logistica(z: Numeros) -> Numeros:
    """1/(1 + e^-z) sin desbordar."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -z)), dtype=np.float64)
