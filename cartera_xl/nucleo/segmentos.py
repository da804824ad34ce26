"""Ejes de una fila y segmento que le toca según la tabla de reglas.

Los ejes están definidos en `reglas`. Lo que una regla decide depende solo de la fila y del baremo.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.expresiones import Caso, Marco, con_texto, numeros_redondeados, redondear, todas
from cartera_xl.nucleo.hechos import Numeros
from cartera_xl.nucleo.percentiles import DECIMALES_P, TablaPercentiles, con_percentil, percentiles
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, Condicion, Intervalo, Regla, Segmento, SinDato, UnoDe
from cartera_xl.nucleo.riesgo import ES_CLIENTE

PUNTOS_POR_DUPLICAR = 25.0
_DE_LOS_EJES = (
    ES_CLIENTE,
    "p_r",
    "p_m",
    "prob_volver",
    "clv",
    "importe_12m",
    "importe_neto",
    "gasto_previsto",
    "encaje",
    "potencial_dado",
    "tendencia",
)
MANUAL, REGLA_MANUAL = "segmento_manual", "manual"


def con_ejes(marco: Marco, baremo: Baremo) -> Marco:
    """Añade `valor`, `constancia`, `actividad` y `potencial` (0..100, nulo sin dato); pide p_r, p_f y p_m.

    Pide también `prob_volver` y `clv`, aunque sean nulos.

    * valor: percentil del CLV, si ordenar por él acertó en la prueba con el pasado; si no, del neto de 12 meses o, sin
      movimientos, del neto. En un potencial, el percentil que tendría su gasto previsto entre los clientes.
    * actividad: la probabilidad de volver en tanto por ciento, si se ha probado con el pasado; si no, p_r.
    * potencial: actividad por potencial dado (en tanto por ciento; sin él, entero) más 25 puntos por cada duplicación
      de la tendencia, como mucho una, arriba o abajo; en un potencial, su encaje o, si falta, el potencial dado.

    En memoria se calcula con numpy (`ejes`) y en un marco perezoso con expresiones: la misma cuenta.
    """
    con_constancia = marco.with_columns(nw.col("p_f").alias("constancia"))
    if isinstance(con_constancia, nw.LazyFrame):
        return _con_ejes_perezosos(con_constancia, baremo)
    datos = {nombre: con_constancia[nombre].to_numpy() for nombre in _DE_LOS_EJES}
    motor = con_constancia.implementation
    series = [
        nw.new_series(nombre, valores, nw.Float64, backend=motor) for nombre, valores in ejes(datos, baremo).items()
    ]
    return con_constancia.with_columns(*(serie.fill_nan(None) for serie in series))


def actividad_probada(baremo: Baremo) -> bool:
    """Cierto si el eje actividad es la probabilidad de volver, porque se ha probado con el pasado."""
    return baremo.pronostico is not None and baremo.pronostico.prueba is not None


def ejes(datos: Mapping[str, NDArray[Any]], baremo: Baremo) -> dict[str, Numeros]:
    """`valor`, `actividad` y `potencial` de unas columnas en memoria; NaN sin dato. `ES_CLIENTE` es booleana."""
    activo = actividad(datos["prob_volver"], datos["p_r"], baremo)
    return {"valor": valor(datos, baremo), "actividad": activo, "potencial": potencial(datos, activo)}


def valor(datos: Mapping[str, NDArray[Any]], baremo: Baremo) -> Numeros:
    """El eje valor; usa `ES_CLIENTE`, clv, importe_12m o importe_neto, gasto_previsto y p_m."""
    cliente, (base, tabla) = datos[ES_CLIENTE], _importe_del_valor(baremo)
    del_importe = percentiles(np.where(cliente, datos[base], datos["gasto_previsto"]), tabla)
    del_clv = percentiles(np.where(cliente, datos["clv"], np.nan), baremo.tabla_clv)
    de_cliente = _primero_con_dato(del_clv, del_importe, datos["p_m"])
    return np.where(cliente, de_cliente, del_importe)


def actividad(prob_volver: Numeros, p_r: Numeros, baremo: Baremo) -> Numeros:
    """El eje actividad."""
    if not actividad_probada(baremo):
        return p_r
    return _primero_con_dato(numeros_redondeados(prob_volver * 100.0, DECIMALES_P), p_r)


def potencial(datos: Mapping[str, NDArray[Any]], activo: Numeros) -> Numeros:
    """El eje potencial, ya con la actividad; usa `ES_CLIENTE`, encaje, potencial_dado y tendencia."""
    escrito = datos["potencial_dado"]
    parte = _primero_con_dato(np.clip(escrito, 0.0, 100.0), np.full(len(escrito), 100.0)) * 0.01
    razon = np.clip(np.nan_to_num(datos["tendencia"]) + 1.0, 0.5, 2.0)
    de_cliente = np.clip(activo * parte + np.log(razon) / np.log(2.0) * PUNTOS_POR_DUPLICAR, 0.0, 100.0)
    dado = np.clip(_primero_con_dato(datos["encaje"], escrito), 0.0, 100.0)
    return numeros_redondeados(np.where(datos[ES_CLIENTE], de_cliente, dado), DECIMALES_P)


def _primero_con_dato(*columnas: Numeros) -> Numeros:
    *antes, salida = columnas
    for columna in reversed(antes):
        salida = np.where(np.isnan(columna), salida, columna)
    return salida


def _importe_del_valor(baremo: Baremo) -> tuple[str, TablaPercentiles]:
    """Con qué importe se mide el valor de un cliente, y su tabla."""
    return ("importe_12m", baremo.tabla_12m) if baremo.tabla_12m else ("importe_neto", baremo.tabla_neto)


def _con_ejes_perezosos(marco: nw.LazyFrame[Any], baremo: Baremo) -> nw.LazyFrame[Any]:
    activo = nw.col("p_r")
    if actividad_probada(baremo):
        activo = nw.coalesce(redondear(nw.col("prob_volver") * 100.0, DECIMALES_P), activo)
    con_valor = _con_valor(marco, baremo).with_columns(activo.alias("actividad"))
    dado = nw.coalesce("encaje", "potencial_dado").clip(0.0, 100.0)
    potencial = nw.when(nw.col(ES_CLIENTE)).then(_potencial_de_cliente()).otherwise(dado)
    return con_valor.with_columns(redondear(potencial, DECIMALES_P).alias("potencial"))


def _con_valor(marco: nw.LazyFrame[Any], baremo: Baremo) -> nw.LazyFrame[Any]:
    base, tabla = _importe_del_valor(baremo)
    importe = nw.when(nw.col(ES_CLIENTE)).then(nw.col(base)).otherwise(nw.col("gasto_previsto"))
    con_importe = con_percentil(marco.with_columns(importe.alias("_importe")), "_importe", tabla, "_valor")
    solo_clientes = nw.when(nw.col(ES_CLIENTE)).then(nw.col("clv")).alias("_clv")
    con_clv = con_percentil(con_importe.with_columns(solo_clientes), "_clv", baremo.tabla_clv, "_valor_clv")
    valor = nw.when(nw.col(ES_CLIENTE)).then(nw.coalesce("_valor_clv", "_valor", "p_m")).otherwise(nw.col("_valor"))
    return con_clv.with_columns(valor.alias("valor")).drop("_importe", "_valor", "_clv", "_valor_clv")


def _potencial_de_cliente() -> nw.Expr:
    parte = nw.col("potencial_dado").clip(0.0, 100.0).fill_null(100.0) * 0.01
    crecimiento = (nw.col("tendencia").fill_null(0.0) + 1.0).clip(0.5, 2.0).log(2)
    return (nw.col("actividad") * parte + crecimiento * PUNTOS_POR_DUPLICAR).clip(0.0, 100.0)


def con_segmento(marco: Marco, reglas: Sequence[Regla]) -> Marco:
    """Añade `segmento` y `regla` (su id): la regla cumplida de menor prioridad; vacíos si no se cumple ninguna.

    Con reglas comprobadas siempre hay exactamente una. Si el cuadro trae `segmento_manual`, donde diga un
    segmento manda sobre las reglas y la regla es «manual».
    """
    hay_manual = MANUAL in marco.collect_schema().names()
    con_regla = con_texto(marco, "regla", _casos_de_regla(reglas, hay_manual=hay_manual), "")
    return con_texto(con_regla, "segmento", _casos_de_segmento(reglas, hay_manual=hay_manual), "")


def _casos_de_regla(reglas: Sequence[Regla], *, hay_manual: bool) -> list[Caso]:
    manual = [(nw.col(MANUAL).is_in([segmento.value for segmento in Segmento]), REGLA_MANUAL)] if hay_manual else []
    return manual + [(_cumple(regla), regla.id) for regla in sorted(reglas, key=lambda regla: regla.prioridad)]


def _casos_de_segmento(reglas: Sequence[Regla], *, hay_manual: bool) -> list[Caso]:
    manuales = [(nw.col(MANUAL) == segmento.value, segmento.value) for segmento in Segmento] if hay_manual else []
    ids = {segmento: [regla.id for regla in reglas if regla.segmento is segmento] for segmento in Segmento}
    return manuales + [(nw.col("regla").is_in(suyos), segmento.value) for segmento, suyos in ids.items() if suyos]


def _cumple(regla: Regla) -> nw.Expr:
    condiciones = [_condicion(eje, condicion) for eje, condicion in regla.condiciones.items()]
    siempre = nw.col("estado").is_null() | ~nw.col("estado").is_null()
    return todas(condiciones) if condiciones else siempre


def _condicion(eje: str, condicion: Condicion) -> nw.Expr:
    """La condición como expresión; sin dato da nulo o falso, que para `con_texto` es no cumplirla."""
    columna = nw.col(eje)
    if isinstance(condicion, SinDato):
        return columna.is_null() if eje in EJES_NUMERICOS else columna.is_null() | (columna == "")
    if isinstance(condicion, UnoDe):
        return columna.is_in(sorted(condicion.valores | {valor.capitalize() for valor in condicion.valores}))
    return _dentro(columna, condicion)


def _dentro(columna: nw.Expr, intervalo: Intervalo) -> nw.Expr:
    bordes = []
    if intervalo.desde is not None:
        bordes.append(columna >= intervalo.desde if intervalo.desde_incluido else columna > intervalo.desde)
    if intervalo.hasta is not None:
        bordes.append(columna <= intervalo.hasta if intervalo.hasta_incluido else columna < intervalo.hasta)
    return todas(bordes) if bordes else ~columna.is_null()
