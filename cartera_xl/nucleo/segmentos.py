"""Ejes de una fila y segmento que le toca según la tabla de reglas.

Los ejes están definidos en `reglas`. Lo que una regla decide depende solo de la fila y del baremo.
"""

from collections.abc import Sequence

import narwhals as nw

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.expresiones import Caso, Marco, con_texto, redondear, todas
from cartera_xl.nucleo.percentiles import DECIMALES_P, con_percentil
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, Condicion, Intervalo, Regla, Segmento, SinDato, UnoDe
from cartera_xl.nucleo.riesgo import ES_CLIENTE

_PUNTOS_POR_DUPLICAR = 25.0
MANUAL, REGLA_MANUAL = "segmento_manual", "manual"


def con_ejes(marco: Marco, baremo: Baremo) -> Marco:
    """Añade `valor`, `constancia`, `actividad` y `potencial` (0..100, nulo sin dato); pide p_r, p_f y p_m.

    Pide también `prob_volver` y `clv`, aunque sean nulos.

    * valor: percentil del CLV, si ordenar por él acertó en la prueba con el pasado; si no, del neto de 12 meses o, sin
      movimientos, del neto. En un potencial, el percentil que tendría su gasto previsto entre los clientes.
    * actividad: la probabilidad de volver en tanto por ciento, si se ha probado con el pasado; si no, p_r.
    * potencial: actividad por potencial dado (en tanto por ciento; sin él, entero) más 25 puntos por cada duplicación
      de la tendencia, como mucho una, arriba o abajo; en un potencial, su encaje o, si falta, el potencial dado.
    """
    probado = baremo.pronostico is not None and baremo.pronostico.prueba is not None
    reciente = nw.col("p_r")
    activo = nw.coalesce(redondear(nw.col("prob_volver") * 100.0, DECIMALES_P), reciente) if probado else reciente
    con_valor = _con_valor(marco, baremo).with_columns(activo.alias("actividad"))
    dado = nw.coalesce("encaje", "potencial_dado").clip(0.0, 100.0)
    potencial = nw.when(nw.col(ES_CLIENTE)).then(_potencial_de_cliente()).otherwise(dado)
    return con_valor.with_columns(
        nw.col("p_f").alias("constancia"),
        redondear(potencial, DECIMALES_P).alias("potencial"),
    )


def _con_valor(marco: Marco, baremo: Baremo) -> Marco:
    con_12m = bool(baremo.tabla_12m)
    base = "importe_12m" if con_12m else "importe_neto"
    tabla = baremo.tabla_12m if con_12m else baremo.tabla_neto
    importe = nw.when(nw.col(ES_CLIENTE)).then(nw.col(base)).otherwise(nw.col("gasto_previsto"))
    con_importe = con_percentil(marco.with_columns(importe.alias("_importe")), "_importe", tabla, "_valor")
    solo_clientes = nw.when(nw.col(ES_CLIENTE)).then(nw.col("clv")).alias("_clv")
    con_clv = con_percentil(con_importe.with_columns(solo_clientes), "_clv", baremo.tabla_clv, "_valor_clv")
    valor = nw.when(nw.col(ES_CLIENTE)).then(nw.coalesce("_valor_clv", "_valor", "p_m")).otherwise(nw.col("_valor"))
    return con_clv.with_columns(valor.alias("valor")).drop("_importe", "_valor", "_clv", "_valor_clv")


def _potencial_de_cliente() -> nw.Expr:
    parte = nw.col("potencial_dado").clip(0.0, 100.0).fill_null(100.0) * 0.01
    crecimiento = (nw.col("tendencia").fill_null(0.0) + 1.0).clip(0.5, 2.0).log(2)
    return (nw.col("actividad") * parte + crecimiento * _PUNTOS_POR_DUPLICAR).clip(0.0, 100.0)


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
