"""Valor de cada cliente en un plazo (CLV): margen × gasto × compras esperadas, descontado por meses, y su intervalo.

CLV = margen · gasto · Σ_k [E Y(kd) - E Y((k-1)d)]/(1+i)^(k-½) - coste de retener, con d = 365,25/12 días, i la tasa
mensual equivalente a la anual y cada mes cobrado en su mitad. E Y es lo que el método espera comprar en ese tiempo
(Fader, Hardie y Lee 2005, «RFM and CLV»). El mes va en DÍAS: un modelo en semanas se pregunta en kd/7.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cartera_xl.nucleo.modelos.cuantiles_gamma import cuantil_gamma_con_cero
from cartera_xl.nucleo.modelos.grupos import Numeros

DIAS_POR_MES = 365.25 / 12
MESES_POR_EJERCICIO = 12


@dataclass(frozen=True, slots=True)
class Economia:
    """Lo que convierte compras en dinero.

    `margen`: parte del importe que se gana, de 0 a 1. `tasa_anual`: de descuento, 0,1 es un 10 %. `coste_anual`: de
    retener a un cliente, en la moneda del libro; se reparte por meses y se descuenta igual que los ingresos.
    """

    margen: float = 1.0
    tasa_anual: float = 0.1
    coste_anual: float = 0.0

    def __post_init__(self) -> None:
        if self.tasa_anual <= -1.0 or self.coste_anual < 0 or not 0 <= self.margen <= 1:
            raise ValueError(f"economía imposible: {self}")


@dataclass(frozen=True, slots=True)
class ComprasEsperadas:
    """Cuántas compras hará cada cliente en el plazo: media, segundo momento, P(al menos una) y la media ya descontada.

    Una posición por cliente. `descontadas` es `flujo_descontado` de las esperadas por mes.
    """

    media: Numeros
    segundo_momento: Numeros
    prob_volver: Numeros
    descontadas: Numeros


@dataclass(frozen=True, slots=True)
class GastoEsperado:
    """Gasto por compra de cada cliente: media, varianza con que se conoce y dispersión relativa de una compra."""

    media: Numeros
    varianza: Numeros
    dispersion: float = 0.0


def tasa_mensual(tasa_anual: float) -> float:
    """La que en doce meses da la anual: (1 + i)^(1/12) - 1."""
    return float(np.expm1(np.log1p(tasa_anual) / MESES_POR_EJERCICIO))


def esperadas_por_mes(esperadas: Callable[[float], Numeros], meses: int = MESES_POR_EJERCICIO) -> Numeros:
    """Compras esperadas en cada uno de los próximos `meses` (filas) por cliente (columnas).

    `esperadas(h)`: las de los h DÍAS siguientes. Un retroceso por redondeo cuenta como cero.
    """
    return por_mes_de(np.stack([esperadas(plazo) for plazo in plazos_de_meses(meses)]))


def plazos_de_meses(meses: int) -> list[float]:
    """Días que van de hoy al final de cada uno de los próximos meses."""
    return [k * DIAS_POR_MES for k in range(1, meses + 1)]


def por_mes_de(acumuladas: Numeros) -> Numeros:
    """Las de cada mes, de las que se esperan hasta el final de cada uno (filas)."""
    return np.maximum(np.diff(acumuladas, axis=0, prepend=np.zeros((1, *acumuladas.shape[1:]))), 0.0)


def flujo_descontado(por_mes: ArrayLike, tasa_anual: float) -> Numeros:
    """Suma de cada mes (primera dimensión) traída a hoy desde la mitad del mes."""
    meses = np.asarray(por_mes, dtype=np.float64)
    return np.asarray(np.tensordot(_factores(len(meses), tasa_anual), meses, axes=1), dtype=np.float64)


def clv(por_mes: ArrayLike, gasto: ArrayLike, economia: Economia) -> Numeros:
    """CLV esperado en tantos meses como filas tenga `por_mes`; negativo solo si retener cuesta más de lo que deja."""
    meses = np.asarray(por_mes, dtype=np.float64)
    return clv_de_flujo(flujo_descontado(meses, economia.tasa_anual), gasto, economia, len(meses))


def clv_de_flujo(flujo: Numeros, gasto: ArrayLike, economia: Economia, meses: int) -> Numeros:
    """El mismo CLV, con las compras de cada cliente ya descontadas (`flujo_descontado`)."""
    ingresos = economia.margen * np.asarray(gasto, dtype=np.float64) * flujo
    return np.asarray(ingresos - coste_descontado(economia, meses), dtype=np.float64)


def intervalo_clv(
    compras: ComprasEsperadas,
    gasto: GastoEsperado,
    economia: Economia,
    meses: int = MESES_POR_EJERCICIO,
    nivel: float = 0.8,
) -> tuple[Numeros, Numeros]:
    """Extremos entre los que quedará lo que deje de verdad cada cliente, con probabilidad `nivel` o algo más.

    Son dos cuantiles con lo mismo fuera a cada lado. No comprar nada es un solo valor y no se puede partir: si es más
    probable que un lado, es el extremo bajo, y al 80 % el intervalo cubre un 90 %.
    El ingreso es N compras de importe incierto: cero si no vuelve y, si vuelve, una gamma con los momentos de la suma,
    E S² = (E N² + c·E N)·E M², con M el gasto medio del cliente y c la dispersión de una compra; N y M, independientes.
    Todas las compras se descuentan como la media de ellas.
    """
    neto = economia.margen * np.divide(
        compras.descontadas, compras.media, out=np.zeros_like(compras.media), where=compras.media > 0
    )
    media = neto * compras.media * gasto.media
    segundo = compras.segundo_momento + gasto.dispersion * compras.media
    segundo = neto**2 * segundo * (gasto.media**2 + gasto.varianza)
    coste = coste_descontado(economia, meses)
    niveles = (1.0 - nivel) / 2.0, (1.0 + nivel) / 2.0
    bajo, alto = (cuantil_gamma_con_cero(q, compras.prob_volver, media, segundo) - coste for q in niveles)
    return bajo, alto


def coste_descontado(economia: Economia, meses: int = MESES_POR_EJERCICIO) -> float:
    """Lo que cuesta hoy retener a un cliente todo el plazo."""
    mensual = economia.coste_anual / MESES_POR_EJERCICIO
    return mensual * float(_factores(meses, economia.tasa_anual).sum())


def _factores(meses: int, tasa_anual: float) -> Numeros:
    return np.asarray((1.0 + tasa_mensual(tasa_anual)) ** -(np.arange(1, meses + 1) - 0.5), dtype=np.float64)
