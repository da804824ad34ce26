"""La integral de Pareto/NBD: haber dejado de ser cliente en algún momento entre la última compra y hoy.

    s · ∫_tx^t ((α+t)/(α+u))^(r+x) ((β+t)/(β+u))^s du/(β+u)

Es la razón entre «se fue sin que se viera» y «sigue siendo cliente» (Fader y Hardie 2005, «A note on deriving the
Pareto/NBD model», donde la integral se escribe con 2F1, que se desborda). Aquí va por Gauss-Legendre en
v = log((c+u)/(c+tx)) con c = min(α, β): así las dos potencias son suaves en v (sus singularidades quedan a distancia
π del eje real) y nada se desborda.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.modelos.grupos import Numeros

_CORTE = 30.0
"""El integrando se deja de mirar cuando ha caído a exp(-30) = 1e-13 de lo que vale en `tx`."""
_FILAS = 8192
"""De una vez: con sus nodos, aún caben en la memoria rápida del procesador."""
_ESCALONES = ((8, 3.0, 1.6), (12, 8.0, 2.6), (20, 24.0, 4.5), (32, 64.0, 9.0), (96, np.inf, np.inf))
"""Nodos que bastan para un error relativo de 1e-9 según cuánto cae el integrando (exponente) y lo largo del tramo."""
_NODOS = {n: np.polynomial.legendre.leggauss(n) for n, _, _ in _ESCALONES}


@dataclass(frozen=True, slots=True)
class Abandono:
    """Lo que se sabe del abandono de cada fila entre `tx` y `t`.

    * `log_razon`: logaritmo de la razón entre haberse ido y seguir; -inf si tx = t.
    * `log_alfa`, `log_beta`: medias de log((α+u)/(α+tx)) y log((β+u)/(β+tx)), con u el momento del abandono.
    * `parte_alfa`, `parte_beta`: medias de u/(α+u) y u/(β+u).
    """

    log_razon: Numeros
    log_alfa: Numeros
    log_beta: Numeros
    parte_alfa: Numeros
    parte_beta: Numeros


@dataclass(frozen=True, slots=True)
class _Integrando:
    """exp(-(caida·v + exponente·log(1 + razon·(e^v - 1)))) de v = 0 a `tramo`; una posición por fila."""

    tramo: Numeros
    caida: Numeros
    exponente: Numeros
    razon: Numeros

    def elegir(self, cuales: NDArray[np.bool_]) -> "_Integrando":
        return _Integrando(self.tramo[cuales], self.caida[cuales], self.exponente[cuales], self.razon[cuales])


def log_integral(p: Numeros, x: Numeros, tx: Numeros, t: Numeros) -> Numeros:
    """log de s ∫_tx^t ((α+tx)/(α+u))^(r+x) ((β+tx)/(β+u))^s du/(β+u), de columnas iguales de largas; -inf si tx = t."""
    salida = np.empty(len(x))
    for filas in trozos(len(x)):
        integrando = _integrando(p, x[filas], tx[filas], t[filas])
        salida[filas] = _log_medida(p, tx[filas], _sumas(integrando, 1)[0] * integrando.tramo)
    return salida


def hasta_hoy(p: Numeros, x: Numeros, tx: Numeros, t: Numeros) -> Numeros:
    """log de ((α+t)/(α+tx))^(r+x) ((β+t)/(β+tx))^s: lo que va de esa integral a la razón entre irse y seguir."""
    r, alfa, s, beta = p
    return np.asarray((r + x) * np.log1p((t - tx) / (alfa + tx)) + s * np.log1p((t - tx) / (beta + tx)))


def abandono(p: Numeros, x: Numeros, tx: Numeros, t: Numeros) -> Abandono:
    """La razón y las medias que pide el gradiente, de columnas de la misma longitud (mejor, un trozo)."""
    _, alfa, _, beta = p
    integrando = _integrando(p, x, tx, t)
    sumas = _sumas(integrando, 5)
    medias = sumas[1:] / sumas[0]
    menor, mayor = min(alfa, beta), max(alfa, beta)
    parte_menor = (tx + menor * medias[2]) / (menor + tx)
    parte_mayor = (tx + mayor * medias[3]) / (mayor + tx)
    razon = _log_medida(p, tx, integrando.tramo * sumas[0]) + hasta_hoy(p, x, tx, t)
    if alfa <= beta:
        return Abandono(razon, medias[0], medias[1], parte_menor, parte_mayor)
    return Abandono(razon, medias[1], medias[0], parte_mayor, parte_menor)


def trozos(cuantas: int, largo: int = _FILAS) -> Iterator[slice]:
    """Las filas en trozos que caben en la memoria rápida del procesador."""
    return (slice(inicio, min(inicio + largo, cuantas)) for inicio in range(0, cuantas, largo))


def sumar(valores: Numeros) -> Numeros:
    """La suma de las filas de una tabla en su orden: la de cada columna no depende de cuántas vayan con ella."""
    suma = np.zeros(valores.shape[1:])
    for fila in valores:
        suma += fila
    return suma


def _integrando(p: Numeros, x: Numeros, tx: Numeros, t: Numeros) -> _Integrando:
    """El de cada fila: el diferencial en v aporta (c+u), así que el exponente de c baja en uno."""
    r, alfa, s, beta = p
    de_alfa, de_beta = r + x, np.full_like(x, s + 1.0)
    caida, exponente = (de_alfa - 1.0, de_beta) if alfa <= beta else (de_beta - 1.0, de_alfa)
    menor, mayor = min(alfa, beta), max(alfa, beta)
    razon = (menor + tx) / (mayor + tx)
    entero = np.log1p((t - tx) / (menor + tx))
    return _Integrando(_hasta_donde(entero, caida, exponente, razon), caida, exponente, razon)


def _hasta_donde(entero: Numeros, caida: Numeros, exponente: Numeros, razon: Numeros) -> Numeros:
    """Parte del tramo en que el integrando pesa: hasta que cae a exp(-_CORTE), si llega a caer.

    Su logaritmo lo acotan dos curvas: la tangente en v = 0, si es decreciente desde el principio; y el sumando en C
    solo, que si el otro crece (caida < 0) ha de compensarlo: v <= log(1+razon·(e^v-1)) - log razon.
    """
    crece = np.minimum(caida, 0.0)
    pendiente = np.where(crece < 0, 1e-300, np.maximum(caida + exponente * razon, 1e-300))
    potencia = (_CORTE + crece * np.log(razon)) / (exponente + crece)
    por_potencia = np.log1p(np.expm1(np.minimum(potencia, 300.0)) / razon)
    return np.asarray(np.minimum(entero, np.minimum(_CORTE / pendiente, por_potencia)))


def _sumas(integrando: _Integrando, cuantas: int) -> NDArray[np.float64]:
    """Las sumas de cada fila con los nodos que pide su dificultad: una fila sola usa los mismos que en un lote."""
    tramo = integrando.tramo
    cae = np.abs(integrando.caida) * tramo + integrando.exponente * np.log1p(integrando.razon * np.expm1(tramo))
    sumas = np.empty((cuantas, len(tramo)))
    faltan = np.ones(len(tramo), dtype=bool)
    for nodos, caida_maxima, largo_maximo in _ESCALONES:
        cuales = faltan & (cae <= caida_maxima) & (tramo <= largo_maximo)
        if cuales.any():
            sumas[:, cuales] = _cuadratura(nodos, integrando.elegir(cuales), cuantas)
            faltan &= ~cuales
    return sumas


def _cuadratura(nodos: int, integrando: _Integrando, cuantas: int) -> NDArray[np.float64]:
    """∫ del integrando (y, si `cuantas` es 5, de él por v, log((C+u)/(C+tx)), (u-tx)/(c+u) y (u-tx)/(C+u)).

    c es la menor de α y β, y C la mayor. Falta multiplicar por `tramo`.
    """
    posiciones, pesos = (columna[:, None] for columna in _NODOS[nodos])
    v = integrando.tramo * (0.5 + 0.5 * posiciones)
    menor = np.expm1(v)
    mayor = integrando.razon * menor
    log_mayor = np.log1p(mayor)
    valor = np.exp(-(integrando.caida * v + integrando.exponente * log_mayor))
    valor *= 0.5 * pesos
    if cuantas == 1:
        return sumar(valor)[None]
    partes = (valor, valor * v, valor * log_mayor, valor * menor / (1.0 + menor), valor * mayor / (1.0 + mayor))
    return np.stack([sumar(parte) for parte in partes])


def _log_medida(p: Numeros, tx: Numeros, integral: Numeros) -> Numeros:
    """log de s·(c+tx)/(β+tx)·integral."""
    _, alfa, s, beta = p
    with np.errstate(divide="ignore"):  # con tx = t no ha podido irse: el -inf de log 0 es lo que se quiere decir
        return np.asarray(np.log(s * (min(alfa, beta) + tx) / (beta + tx) * integral))
