"""El pronóstico de cada fila: con lo que el baremo sabe y los hechos del cliente, sin mirar a los demás.

En memoria se calcula con numpy, una vez por terna distinta. En un marco perezoso (DuckDB, Spark) se recogen solo las
combinaciones distintas de los hechos que cuentan, se calculan una vez y se unen de vuelta: ninguna función de usuario.
"""

from collections.abc import Callable
from typing import Any

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.expresiones import Marco
from cartera_xl.nucleo.percentiles import TablaPercentiles, tabla_de
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS
from cartera_xl.nucleo.pronostico.clv import (
    DIAS_POR_MES,
    ComprasEsperadas,
    GastoEsperado,
    clv,
    flujo_descontado,
    intervalo_clv,
)
from cartera_xl.nucleo.pronostico.contratos import prob_renovacion, valor_residual
from cartera_xl.nucleo.pronostico.espera import PLAZO, dias_de_espera
from cartera_xl.nucleo.pronostico.gasto import dispersion_de_una_compra, gasto_esperado
from cartera_xl.nucleo.pronostico.incertidumbre import momentos_de
from cartera_xl.nucleo.pronostico.puntual import (
    Columnas,
    con_historia,
    economia_de,
    elegidos,
    esperadas_de,
    historia_de_columnas,
    margen_de,
    prob_volver_de,
    redondeada,
)
from cartera_xl.nucleo.pronostico.recalibracion import aplicar
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Historia, Numeros
from cartera_xl.nucleo.pronostico.tipos import FormaDeGasto, Pronostico
from cartera_xl.nucleo.puntuacion import PRONOSTICADAS
from cartera_xl.nucleo.riesgo import ES_CLIENTE

_MITAD = 0.5
_USADOS = (
    ES_CLIENTE,
    "compras",
    "recompras",
    "edad_ultima_compra",
    "antiguedad",
    "dias_sin_comprar",
    "ritmo",
    *(f"compras_{dias}d" for dias in PERIODOS),
    "meses_activos",
    "mes_ultima",
    "mes_corte",
    "compras_pagadas",
    "importe_neto",
    "importe_12m",
    "importe_contrato",
    "margen",
    "renovaciones",
    "vence",
)


def con_pronostico(marco: Marco, baremo: Baremo, configuracion: Configuracion) -> Marco:
    """Añade `PRONOSTICADAS` (float64, nulas donde no se sabe); pide los hechos en float64 y `ES_CLIENTE`."""
    if isinstance(marco, nw.LazyFrame):
        return _unidas(marco, lambda distintas: _columnas(distintas, baremo, configuracion))
    columnas = _columnas(_leidas(marco), baremo, configuracion)
    series = [
        nw.new_series(nombre, valores, nw.Float64, backend=marco.implementation) for nombre, valores in columnas.items()
    ]
    return marco.with_columns(*(serie.fill_nan(None) for serie in series))


def tabla_de_clv(
    hechos: nw.DataFrame[Any] | nw.LazyFrame[Any], baremo: Baremo, configuracion: Configuracion
) -> TablaPercentiles:
    """Los percentiles del CLV de los clientes; vacía si ordenar por él no acertó en la prueba con el pasado."""
    pronostico = baremo.pronostico
    if pronostico is None or pronostico.prueba is None or not pronostico.prueba.clv_validado:
        return TablaPercentiles()
    clientes = hechos.filter(nw.col("estado") == "cliente").with_columns(nw.lit(True).alias(ES_CLIENTE))
    tabla = clientes.select(*_USADOS)
    leidos = _leidas(tabla.collect() if isinstance(tabla, nw.LazyFrame) else tabla)
    suyos = elegidos(leidos, con_historia(leidos))
    historia = historia_de_columnas(suyos, numero_de_dia(baremo.corte))
    if pronostico.gasto.forma is FormaDeGasto.NINGUNA or not len(historia):
        return TablaPercentiles()
    por_mes = esperadas_de(historia, pronostico, configuracion)
    gasto = _gasto(historia, suyos, pronostico, configuracion)
    return tabla_de(redondeada("clv", clv(por_mes, gasto.media, economia_de(configuracion))))


def _unidas(marco: nw.LazyFrame[Any], calcular: Callable[[Columnas], Columnas]) -> nw.LazyFrame[Any]:
    """Los resultados de cada combinación distinta, unidos a sus filas; lo que falta viaja como un número imposible."""
    llaves = {nombre: f"_llave_{nombre}" for nombre in _USADOS}
    con_llaves = marco.with_columns(
        nw.col(nombre).cast(nw.Float64).fill_null(_FALTA).alias(llave) for nombre, llave in llaves.items()
    )
    distintas = con_llaves.select(*llaves.values()).unique().collect()
    leidas = {nombre: _sin_falta(distintas, llave) for nombre, llave in llaves.items()}
    series = [
        nw.new_series(nombre, valores, nw.Float64, backend=distintas.implementation).fill_nan(None)
        for nombre, valores in calcular(leidas).items()
    ]
    resultados = distintas.with_columns(*series).lazy(backend=marco.implementation)
    return con_llaves.join(resultados, on=list(llaves.values()), how="left").drop(*llaves.values())


_FALTA = -1e300


def _sin_falta(distintas: nw.DataFrame[Any], llave: str) -> Numeros:
    valores = np.asarray(distintas[llave].to_numpy(), dtype=np.float64)
    return np.where(valores == _FALTA, np.nan, valores)


def _leidas(marco: nw.DataFrame[Any]) -> Columnas:
    return {nombre: np.asarray(marco[nombre].cast(nw.Float64).to_numpy(), dtype=np.float64) for nombre in _USADOS}


def _columnas(hechos: Columnas, baremo: Baremo, configuracion: Configuracion) -> Columnas:
    """Cada columna pronosticada, ya redondeada; NaN donde no se sabe."""
    filas = len(hechos["compras"])
    columnas = {nombre: np.full(filas, np.nan) for nombre in PRONOSTICADAS}
    if baremo.contratos is not None:
        vence, renovaciones = hechos["vence"], hechos["renovaciones"]
        columnas["prob_renovacion"] = prob_renovacion(baremo.contratos, renovaciones, vence)
        importe, margen = hechos["importe_contrato"], margen_de(hechos["margen"], configuracion)
        economia = importe, margen, configuracion.tasa_anual
        columnas["valor_contrato"] = valor_residual(baremo.contratos, renovaciones, vence, *economia)
    cuales = con_historia(hechos)
    if baremo.pronostico is not None and cuales.any():
        suyos = elegidos(hechos, cuales)
        historia = historia_de_columnas(suyos, numero_de_dia(baremo.corte))
        for nombre, valores in _de_compras(historia, suyos, baremo.pronostico, configuracion).items():
            columnas[nombre][cuales] = valores
    return {nombre: redondeada(nombre, valores) for nombre, valores in columnas.items()}


def _de_compras(historia: Historia, hechos: Columnas, pronostico: Pronostico, configuracion: Configuracion) -> Columnas:
    """Lo que sale del método elegido y del gasto."""
    por_mes = esperadas_de(historia, pronostico, configuracion)
    columnas = {"compras_esperadas": por_mes.sum(axis=0)}
    if not pronostico.insuficiente:
        columnas["prob_volver"] = prob_volver_de(historia, pronostico)
    columnas |= _proxima(historia, hechos, pronostico)
    if pronostico.gasto.forma is not FormaDeGasto.NINGUNA:
        columnas |= _dinero(historia, hechos, pronostico, configuracion, por_mes)
    return columnas


def _gasto(historia: Historia, hechos: Columnas, pronostico: Pronostico, configuracion: Configuracion) -> GastoEsperado:
    """El de una compra, ya por el margen de cada fila."""
    media, varianza = gasto_esperado(pronostico.gasto, historia.compras_pagadas, historia.neto)
    margen = margen_de(hechos["margen"], configuracion)
    return GastoEsperado(margen * media, margen**2 * varianza, dispersion_de_una_compra(pronostico.gasto))


def _dinero(
    historia: Historia, hechos: Columnas, pronostico: Pronostico, configuracion: Configuracion, por_mes: Numeros
) -> Columnas:
    """El CLV y, si la muestra da para él, su intervalo."""
    gasto, economia = _gasto(historia, hechos, pronostico, configuracion), economia_de(configuracion)
    columnas = {"clv": clv(por_mes, gasto.media, economia)}
    if not pronostico.insuficiente:
        plazo, metodo = configuracion.meses_clv * DIAS_POR_MES, CANDIDATOS[pronostico.ajuste.modelo]
        compras, segundo, vuelve = momentos_de(metodo, pronostico.ajuste, historia, plazo)
        descontadas = flujo_descontado(por_mes, configuracion.tasa_anual) * _razon(compras, por_mes.sum(axis=0))
        esperadas = ComprasEsperadas(compras, segundo, vuelve, descontadas)
        desde, hasta = intervalo_clv(esperadas, gasto, economia, configuracion.meses_clv)
        columnas |= {"clv_desde": desde, "clv_hasta": hasta}
    return columnas


def _razon(uno: Numeros, otro: Numeros) -> Numeros:
    return np.divide(uno, otro, out=np.ones_like(uno), where=otro > 0)


def _proxima(historia: Historia, hechos: Columnas, pronostico: Pronostico) -> Columnas:
    """Cuándo se espera la próxima compra, si en un año es más fácil que vuelva que no.

    Con una regla sencilla, la última más el ritmo del cliente (o lo que espera la regla entre dos compras, si no lo
    tiene), sin intervalo; si ya ha pasado, el día del corte.
    """
    metodo, ajuste = CANDIDATOS[pronostico.ajuste.modelo], pronostico.ajuste
    esperadas = metodo.esperadas(ajuste, historia, PLAZO)
    vuelve = esperadas > 0
    if not pronostico.insuficiente:
        vuelve = vuelve & (aplicar(pronostico.recalibracion, metodo.prob_volver(ajuste, historia, PLAZO)) >= _MITAD)
    dias = dias_de_espera(metodo, ajuste, historia)
    if dias is None:
        entre_compras = PLAZO / np.where(vuelve, esperadas, 1.0)
        paso = np.where(np.isnan(hechos["ritmo"]), entre_compras, hechos["ritmo"])
        return {"proxima": np.where(vuelve, np.maximum(paso - hechos["dias_sin_comprar"], 0.0), np.nan)}
    desde, medio, hasta = (np.where(vuelve, nivel, np.nan) for nivel in dias)
    return {"proxima": medio, "proxima_desde": desde, "proxima_hasta": hasta}
