"""Ejes de una fila y segmento que le toca según la tabla de reglas.

Los ejes están definidos en `reglas`. Lo que una regla decide depende solo de la fila y del baremo.
"""

from collections.abc import Sequence

import narwhals as nw

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.expresiones import Caso, Marco, con_texto, redondear, todas
from cartera_xl.nucleo.percentiles import DECIMALES_P, con_percentil
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, Condicion, Intervalo, Regla, Segmento, SinDato, UnoDe

ES_CLIENTE = "_es_cliente"
"""Columna de trabajo: cierto en los clientes, falso en los potenciales."""
_PUNTOS_POR_DUPLICAR = 25.0
_ACTIVIDAD_BAJA = 20.0
_VECES_EL_RITMO = 2.0
_COMPRAS_CON_RITMO = 3
_VALIOSOS = (Segmento.ESTRATEGICO.value, Segmento.CLAVE.value)
MANUAL, REGLA_MANUAL = "segmento_manual", "manual"


def con_ejes(marco: Marco, baremo: Baremo) -> Marco:
    """Añade `valor`, `constancia`, `actividad` y `potencial` (0..100, nulo sin dato); pide p_r, p_f y p_m.

    * valor: percentil del neto de 12 meses o, si no hay movimientos, el del neto; en un potencial, el percentil que
      tendría su gasto previsto entre los clientes.
    * potencial: actividad por potencial dado (en tanto por ciento; sin él, entero) más 25 puntos por cada duplicación
      de la tendencia, como mucho una, arriba o abajo; en un potencial, su encaje o, si falta, el potencial dado.
    """
    con_12m = bool(baremo.tabla_12m)
    base = "importe_12m" if con_12m else "importe_neto"
    tabla = baremo.tabla_12m if con_12m else baremo.tabla_neto
    importe = nw.when(nw.col(ES_CLIENTE)).then(nw.col(base)).otherwise(nw.col("gasto_previsto"))
    con_valor = con_percentil(marco.with_columns(importe.alias("_importe")), "_importe", tabla, "_valor")
    valor = nw.when(nw.col(ES_CLIENTE)).then(nw.coalesce("_valor", "p_m")).otherwise(nw.col("_valor"))
    dado = nw.coalesce("encaje", "potencial_dado").clip(0.0, 100.0)
    potencial = nw.when(nw.col(ES_CLIENTE)).then(_potencial_de_cliente()).otherwise(dado)
    return con_valor.with_columns(
        valor.alias("valor"),
        nw.col("p_f").alias("constancia"),
        nw.col("p_r").alias("actividad"),
        redondear(potencial, DECIMALES_P).alias("potencial"),
    ).drop("_importe", "_valor")


def _potencial_de_cliente() -> nw.Expr:
    parte = nw.col("potencial_dado").clip(0.0, 100.0).fill_null(100.0) * 0.01
    crecimiento = (nw.col("tendencia").fill_null(0.0) + 1.0).clip(0.5, 2.0).log(2)
    return (nw.col("p_r") * parte + crecimiento * _PUNTOS_POR_DUPLICAR).clip(0.0, 100.0)


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


def en_riesgo(dias_inactividad: int) -> nw.Expr:
    """Cierto si un cliente Estratégico o Clave lleva demasiado sin comprar.

    Demasiado es más del doble de su ritmo, si tiene al menos tres compras y ritmo conocido; si no, actividad por debajo
    de 20. Y siempre, haber llegado a los días de inactividad.
    """
    dias, ritmo = nw.col("dias_sin_comprar"), nw.col("ritmo")
    con_ritmo = (nw.col("compras") >= _COMPRAS_CON_RITMO).fill_null(False) & ~ritmo.is_null()
    tarde = (dias > ritmo * _VECES_EL_RITMO).fill_null(False)
    dormido = (nw.col("actividad") < _ACTIVIDAD_BAJA).fill_null(False)
    inactivo = (dias >= dias_inactividad).fill_null(False)
    demasiado = (con_ritmo & tarde) | (~con_ritmo & dormido) | inactivo
    valioso = nw.col(ES_CLIENTE) & nw.col("segmento").is_in(list(_VALIOSOS))
    return valioso & demasiado
