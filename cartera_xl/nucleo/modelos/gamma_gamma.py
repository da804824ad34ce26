"""Gamma-Gamma: cuánto gasta cada cliente por compra, si lo que gasta no depende de cuántas veces compra.

Cada compra de un cliente es gamma(p, ν) y ν varía entre clientes como gamma(q, v): la media de sus x compras, z, encoge
hacia la de la cartera tanto más cuanto menos compras la respaldan. Parámetros naturales (p, q, v), con q > 1 para que
la media de la cartera exista; v, en moneda.

Fuente: Fader, Hardie y Lee (2005), «RFM and CLV», J. of Marketing Research 42:415; Fader y Hardie (2013), «The
Gamma-Gamma Model of Monetary Value», nota 025, ecuaciones 1a y 5.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, psi

from cartera_xl.nucleo.modelos.ajuste import Optimo, maximizar
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.modelos.grupos import Distintos, Numeros

ID = "gammagamma"
_INICIO = (2.0, 2.0, 1.0)
"""p, q - 1 y v de arranque cuando el gasto medio vale 1: entonces la media de la cartera también es 1."""
_DOF_MINIMOS = 0.25
"""La varianza solo existe si p·x + q > 2; por debajo se acota a cuatro veces el cuadrado de la media."""
_Q_AL_BORDE = 1.01
_COLA = "unos pocos clientes gastan tanto que la media de la cartera no se puede estimar"
_COMPRAS_IGUALES = "las compras de un mismo cliente son casi iguales"
_CLIENTES_IGUALES = "todos los clientes gastan casi lo mismo"
_POCOS_DATOS = "hay pocos datos para estimar el gasto"


@dataclass(frozen=True, slots=True)
class _Gastos:
    """Lo que la verosimilitud necesita: total y log(total) por cliente, compras distintas y pesos."""

    total: Numeros
    log_total: Numeros
    x: Distintos
    n: Numeros
    n_por_x: Numeros
    suma_log_z: float

    @classmethod
    def de(cls, x: Numeros, z: Numeros, n: Numeros) -> "_Gastos":
        distintos = Distintos.de(x)
        n_por_x = np.bincount(distintos.donde, weights=n, minlength=len(distintos.valores)).astype(np.float64)
        total = x * z
        return cls(total, np.log(total), distintos, n, n_por_x, float(n @ np.log(z)))


def filas(parametros: ArrayLike, x: ArrayLike, z: ArrayLike) -> Numeros:
    """Log-densidad del gasto medio `z` > 0 de cada cliente con `x` >= 1 compras (nota 025, ecuación 1a)."""
    p, q, v = np.asarray(parametros, dtype=np.float64)
    equis, media = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    log_u = -np.log1p(equis * media / v)
    log_resto = np.log(equis * media) - np.log(v) + log_u
    return np.asarray(p * equis * log_resto + q * log_u - betaln(p * equis, q) - np.log(media), dtype=np.float64)


def valor_y_gradiente(
    parametros: ArrayLike, x: ArrayLike, z: ArrayLike, n: ArrayLike | None = None
) -> tuple[float, Numeros]:
    """Suma de n·log-densidad y su gradiente respecto a (log p, log(q - 1), log v)."""
    p, q, v = (float(valor) for valor in np.asarray(parametros, dtype=np.float64))
    return _valor_y_gradiente((p, q, v), _gastos(x, z, n))


def ajustar(x: ArrayLike, z: ArrayLike, n: ArrayLike | None = None) -> Ajuste:
    """Máxima verosimilitud, sin previa. `ValueError` sin filas, con x < 1 o con z <= 0: esos clientes no entran.

    Los importes se dividen antes por su media, para que el ajuste sea el mismo en euros que en miles de euros; la
    verosimilitud se da en la moneda de `z`.
    """
    equis, media, pesos = _columnas(x, z, n)
    unidad = float(pesos @ media / pesos.sum())
    optimo = maximizar(_objetivo(_Gastos.de(equis, media / unidad, pesos)), np.log(_INICIO))
    p, q_menos_uno, v = np.exp(optimo.logs)
    return Ajuste(
        modelo=ID,
        parametros=(float(p), float(1.0 + q_menos_uno), float(v * unidad)),
        log_verosimilitud=float(optimo.valor - pesos.sum() * np.log(unidad)),
        covarianza=_covarianza(optimo),
        clientes=round(float(pesos.sum())),
        metodo=Metodo.MAXIMA_VEROSIMILITUD,
        aviso=_aviso(optimo),
    )


def media_poblacional(parametros: ArrayLike) -> float:
    """Gasto esperado por compra de un cliente del que no se sabe nada: p·v/(q - 1) (nota 025)."""
    p, q, v = np.asarray(parametros, dtype=np.float64)
    return float(p * v / (q - 1.0))


def gasto_esperado(parametros: ArrayLike, x: ArrayLike, z: ArrayLike) -> Numeros:
    """E(gasto por compra | x compras de media z); con x = 0, el de la cartera (nota 025, ecuación 5)."""
    p, q, v = np.asarray(parametros, dtype=np.float64)
    equis = np.asarray(x, dtype=np.float64)
    return np.asarray(p * (v + equis * np.asarray(z)) / (p * equis + q - 1.0), dtype=np.float64)


def varianza_del_gasto(parametros: ArrayLike, x: ArrayLike, z: ArrayLike) -> Numeros:
    """Varianza a posteriori del gasto medio por compra del cliente, p/ν: es una gamma inversa de forma p·x + q."""
    p, q, _ = np.asarray(parametros, dtype=np.float64)
    forma = p * np.asarray(x, dtype=np.float64) + q
    return np.asarray(gasto_esperado(parametros, x, z) ** 2 / np.maximum(forma - 2.0, _DOF_MINIMOS), dtype=np.float64)


def _valor_y_gradiente(parametros: tuple[float, float, float], datos: _Gastos) -> tuple[float, Numeros]:
    """Los términos en gamma y digamma solo dependen de x: una vez por x distinta y no por cliente."""
    p, q, v = parametros
    px = p * datos.x.valores
    log_u = -np.log1p(datos.total / v)
    log_resto = datos.log_total - np.log(v) + log_u
    u = np.exp(log_u)
    equis = datos.x.valores[datos.x.donde]
    suma_u, suma_resto = float(datos.n @ log_u), float((datos.n * equis) @ log_resto)
    valor = p * suma_resto + q * suma_u - float(datos.n_por_x @ betaln(px, q)) - datos.suma_log_z
    psi_ambos = psi(px + q)
    d_p = p * (float((datos.n_por_x * datos.x.valores) @ (psi_ambos - psi(px))) + suma_resto)
    d_q = (q - 1.0) * (float(datos.n_por_x @ (psi_ambos - psi(q))) + suma_u)
    d_v = float(datos.n @ (q * -np.expm1(log_u) - p * equis * u))
    return valor, np.array([d_p, d_q, d_v])


def _objetivo(datos: _Gastos) -> Callable[[Numeros], tuple[float, Numeros]]:
    def objetivo(logs: Numeros) -> tuple[float, Numeros]:
        p, q_menos_uno, v = np.exp(logs)
        return _valor_y_gradiente((float(p), float(1.0 + q_menos_uno), float(v)), datos)

    return objetivo


def _aviso(optimo: Optimo) -> str:
    """Qué borde han tocado los datos."""
    p, q = np.exp(optimo.logs[0]), 1.0 + np.exp(optimo.logs[1])
    avisos = []
    if 0 in optimo.en_borde:
        avisos.append(_COMPRAS_IGUALES if p > 1.0 else _POCOS_DATOS)
    if 1 in optimo.en_borde:
        avisos.append(_COLA if q < _Q_AL_BORDE else _CLIENTES_IGUALES)
    return "; ".join(avisos) if avisos or 2 not in optimo.en_borde else _POCOS_DATOS


def _covarianza(optimo: Optimo) -> tuple[tuple[float, ...], ...]:
    """La de (log p, log q, log v), a partir de la de (log p, log(q - 1), log v)."""
    q_menos_uno = float(np.exp(optimo.logs[1]))
    jacobiano = np.array([1.0, q_menos_uno / (1.0 + q_menos_uno), 1.0])
    covarianza = optimo.covarianza * np.outer(jacobiano, jacobiano)
    return tuple(tuple(float(valor) for valor in fila) for fila in covarianza)


def _gastos(x: ArrayLike, z: ArrayLike, n: ArrayLike | None) -> _Gastos:
    return _Gastos.de(*_columnas(x, z, n))


def _columnas(x: ArrayLike, z: ArrayLike, n: ArrayLike | None) -> tuple[Numeros, Numeros, Numeros]:
    equis, media = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    pesos = np.ones(len(equis)) if n is None else np.asarray(n, dtype=np.float64)
    if not (len(equis) and (equis >= 1).all() and (media > 0).all() and np.isfinite(media).all()):
        raise ValueError("Gamma-Gamma necesita clientes con alguna compra y gasto medio positivo")
    return equis, media, pesos
