"""Ejes de una fila y segmento que le toca según la tabla de reglas.

Los ejes están definidos en `reglas`. Lo que una regla decide depende solo de la fila y del baremo.
"""

from collections.abc import Sequence

import narwhals as nw

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.expresiones import Caso, Marco, con_texto, redondear, todas
from cartera_xl.nucleo.percentiles import DECIMALES_P, con_percentil
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, Condicion, Intervalo, Regla, Segmento, SinDato, UnoDe

_AJUSTE_DE_TENDENCIA = 25.0
_ACTIVIDAD_BAJA = 20.0
_VECES_EL_RITMO = 2.0
_COMPRAS_CON_RITMO = 3
_VALIOSOS = (Segmento.ESTRATEGICO.value, Segmento.CLAVE.value)


MANUAL, REGLA_MANUAL = "segmento_manual", "manual"


def es_cliente() -> nw.Expr:
    """Cierto en las filas que ya son clientes; las demás son potenciales."""
    return (nw.col("estado") == "cliente").fill_null(False)


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
    importe = nw.when(es_cliente()).then(nw.col(base)).otherwise(nw.col("gasto_previsto"))
    con_valor = con_percentil(marco.with_columns(importe.alias("_importe")), "_importe", tabla, "_valor")
    valor = nw.when(es_cliente()).then(nw.coalesce("_valor", "p_m")).otherwise(nw.col("_valor"))
    dado = nw.coalesce("encaje", "potencial_dado").clip(0.0, 100.0)
    potencial = nw.when(es_cliente()).then(_potencial_de_cliente()).otherwise(dado)
    return con_valor.with_columns(
        valor.alias("valor"),
        nw.col("p_f").alias("constancia"),
        nw.col("p_r").alias("actividad"),
        redondear(potencial, DECIMALES_P).alias("potencial"),
    ).drop("_importe", "_valor")


def _potencial_de_cliente() -> nw.Expr:
    parte = nw.col("potencial_dado").clip(0.0, 100.0).fill_null(100.0) * 0.01
    crecimiento = (nw.col("tendencia").fill_null(0.0) + 1.0).clip(0.5, 2.0).log(2)
    return (nw.col("p_r") * parte + crecimiento * _AJUSTE_DE_TENDENCIA).clip(0.0, 100.0)


def con_segmento(marco: Marco, reglas: Sequence[Regla]) -> Marco:
    """Añade `segmento` y `regla` (su id): la regla cumplida de menor prioridad; vacíos si no se cumple ninguna.

    Con reglas comprobadas siempre hay exactamente una. Si el cuadro trae `segmento_manual`, donde tenga valor manda
    sobre las reglas y la regla es «manual».
    """
    orden = sorted(reglas, key=lambda regla: regla.prioridad)
    casos = [(_cumple(regla), regla.id) for regla in orden]
    con_regla = con_texto(marco, "regla", [*_casos_manuales(marco), *casos], "")
    return con_texto(con_regla, "segmento", [*_segmentos_manuales(marco), *_casos_de_segmento(orden)], "")


def _casos_manuales(marco: Marco) -> list[Caso]:
    return [(~nw.col(MANUAL).is_null(), REGLA_MANUAL)] if MANUAL in marco.collect_schema().names() else []


def _segmentos_manuales(marco: Marco) -> list[Caso]:
    if MANUAL not in marco.collect_schema().names():
        return []
    return [((nw.col(MANUAL) == segmento.value).fill_null(False), segmento.value) for segmento in Segmento]


def _casos_de_segmento(reglas: Sequence[Regla]) -> list[Caso]:
    ids = {segmento: [regla.id for regla in reglas if regla.segmento is segmento] for segmento in Segmento}
    return [(nw.col("regla").is_in(suyos), segmento.value) for segmento, suyos in ids.items() if suyos]


def _cumple(regla: Regla) -> nw.Expr:
    condiciones = [_condicion(eje, condicion) for eje, condicion in regla.condiciones.items()]
    siempre = nw.col("estado").is_null() | ~nw.col("estado").is_null()
    return todas(condiciones) if condiciones else siempre


def _condicion(eje: str, condicion: Condicion) -> nw.Expr:
    """La condición como expresión sin nulos: un eje sin dato solo cumple «sin dato»."""
    columna = nw.col(eje)
    if isinstance(condicion, SinDato):
        return columna.is_null() if eje in EJES_NUMERICOS else columna.is_null() | (columna == "").fill_null(False)
    if isinstance(condicion, UnoDe):
        vistos = sorted(condicion.valores | {valor.capitalize() for valor in condicion.valores})
        return columna.is_in(vistos).fill_null(False)
    return _dentro(columna, condicion)


def _dentro(columna: nw.Expr, intervalo: Intervalo) -> nw.Expr:
    expresion = ~columna.is_null()
    if intervalo.desde is not None:
        abajo = columna >= intervalo.desde if intervalo.desde_incluido else columna > intervalo.desde
        expresion = expresion & abajo.fill_null(False)
    if intervalo.hasta is not None:
        arriba = columna <= intervalo.hasta if intervalo.hasta_incluido else columna < intervalo.hasta
        expresion = expresion & arriba.fill_null(False)
    return expresion


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
    valioso = es_cliente() & nw.col("segmento").is_in(list(_VALIOSOS))
    return valioso & demasiado
