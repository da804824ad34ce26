"""Lo que decide el segmento de lo pronosticado, la probabilidad de volver y el CLV, sin intervalos ni fechas.

Son los mismos números que da `filas.con_pronostico`, que los saca de aquí.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS, MetodoModelo
from cartera_xl.nucleo.pronostico.clv import (
    Economia,
    clv_de_flujo,
    esperadas_por_mes,
    flujo_descontado,
    plazos_de_meses,
    por_mes_de,
)
from cartera_xl.nucleo.pronostico.gasto import gasto_esperado
from cartera_xl.nucleo.pronostico.memoria import Memoria
from cartera_xl.nucleo.pronostico.recalibracion import aplicar
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Historia, Numeros
from cartera_xl.nucleo.pronostico.tipos import FormaDeGasto, Pronostico
from cartera_xl.nucleo.riesgo import ES_CLIENTE

_DECIMALES: Mapping[str, int] = {"prob_volver": 6, "prob_renovacion": 6, "compras_esperadas": 6}
_DE_DINERO = 2
_DE_HISTORIA = (
    "recompras",
    "edad_ultima_compra",
    "antiguedad",
    "meses_activos",
    "mes_ultima",
    "mes_corte",
    "compras_pagadas",
    "importe_neto",
)
Columnas = dict[str, Numeros]


def prob_y_flujo(
    hechos: Columnas, baremo: Baremo, configuracion: Configuracion, memoria: Memoria, *, con_prob: bool, con_clv: bool
) -> tuple[Numeros, Numeros]:
    """`prob_volver` y las compras esperadas ya descontadas, de las que sale el CLV; NaN lo que no hay o no se pide.

    `hechos` son los de `filas.con_pronostico` como columnas de float64, con NaN sin dato. `memoria`, una por baremo.
    """
    prob, flujo = np.full(len(hechos["compras"]), np.nan), np.full(len(hechos["compras"]), np.nan)
    historia, cuales = historia_de(hechos, baremo)
    pronostico = baremo.pronostico
    if pronostico is None or not len(historia):
        return prob, flujo
    if con_prob and not pronostico.insuficiente:
        prob[cuales] = redondeada("prob_volver", prob_volver_de(historia, pronostico))
    if con_clv and pronostico.gasto.forma is not FormaDeGasto.NINGUNA:
        por_mes = esperadas_de(historia, pronostico, configuracion, memoria)
        flujo[cuales] = flujo_descontado(por_mes, configuracion.tasa_anual)
    return prob, flujo


def clv_con_flujo(flujo: Numeros, hechos: Columnas, baremo: Baremo, configuracion: Configuracion) -> Numeros:
    """El CLV de unos hechos cuyo `flujo` (`prob_y_flujo`) ya se sabe: con otro importe, cambia solo el gasto."""
    valor, cuales, pronostico = np.full(len(flujo), np.nan), ~np.isnan(flujo), baremo.pronostico
    if pronostico is None or not cuales.any():
        return valor
    pagadas, neto, margen = (hechos[nombre][cuales] for nombre in ("compras_pagadas", "importe_neto", "margen"))
    gasto = margen_de(margen, configuracion) * gasto_esperado(pronostico.gasto, pagadas, neto)[0]
    crudo = clv_de_flujo(flujo[cuales], gasto, economia_de(configuracion), configuracion.meses_clv)
    valor[cuales] = redondeada("clv", crudo)
    return valor


def historia_de(hechos: Columnas, baremo: Baremo) -> tuple[Historia, Any]:
    """La historia que ven los métodos y, fila a fila, si la tiene: solo los clientes cuya historia consta entera."""
    cuales = con_historia(hechos)
    return historia_de_columnas(elegidos(hechos, cuales), numero_de_dia(baremo.corte)), cuales


def con_historia(hechos: Columnas) -> Any:
    """Qué filas son de un cliente cuya historia consta entera."""
    completas = [~np.isnan(hechos[nombre]) for nombre in _DE_HISTORIA]
    return np.logical_and.reduce([*completas, hechos[ES_CLIENTE] == 1.0, hechos["compras"] >= 1])


def elegidos(hechos: Columnas, cuales: Any) -> Columnas:
    """Solo esas filas."""
    return {nombre: valores[cuales] for nombre, valores in hechos.items()}


def historia_de_columnas(hechos: Columnas, corte: int) -> Historia:
    """Las columnas, con los nombres de los modelos."""
    noventa, ciento_ochenta, ano = (np.nan_to_num(hechos[f"compras_{dias}d"]) for dias in PERIODOS)
    return Historia(
        corte=corte,
        x=hechos["recompras"],
        tx=hechos["edad_ultima_compra"],
        t=hechos["antiguedad"],
        ultimas=(noventa, ciento_ochenta, ano),
        meses=hechos["meses_activos"],
        mes_ultima=hechos["mes_ultima"],
        mes_corte=hechos["mes_corte"],
        compras_pagadas=hechos["compras_pagadas"],
        neto=hechos["importe_neto"],
        neto_12m=np.nan_to_num(hechos["importe_12m"]),
    )


def prob_volver_de(historia: Historia, pronostico: Pronostico) -> Numeros:
    """La del método elegido, recalibrada y sin redondear."""
    prob = CANDIDATOS[pronostico.ajuste.modelo].prob_volver(pronostico.ajuste, historia, pronostico.horizonte)
    return aplicar(pronostico.recalibracion, prob)


def esperadas_de(
    historia: Historia, pronostico: Pronostico, configuracion: Configuracion, memoria: Memoria | None = None
) -> Numeros:
    """Compras de cada mes del CLV (filas) y cliente."""
    metodo, ajuste = CANDIDATOS[pronostico.ajuste.modelo], pronostico.ajuste
    if isinstance(metodo, MetodoModelo):
        return por_mes_de(
            metodo.esperadas_a_plazos(ajuste, historia, plazos_de_meses(configuracion.meses_clv), memoria)
        )
    return esperadas_por_mes(lambda h: metodo.esperadas(ajuste, historia, h), configuracion.meses_clv)


def economia_de(configuracion: Configuracion) -> Economia:
    """La de Configuración, sin el margen, que va con el gasto de cada fila."""
    return Economia(1.0, configuracion.tasa_anual, configuracion.coste_retencion)


def margen_de(escrito: Numeros, configuracion: Configuracion) -> Numeros:
    """El de la fila si es una parte de 1; si no, el de Configuración."""
    vale = (escrito >= 0) & (escrito <= 1)
    return np.where(vale, escrito, configuracion.margen)


def redondeada(nombre: str, valores: Numeros) -> Numeros:
    """Con los decimales de esa columna, el medio hacia arriba."""
    escala = 10.0 ** _DECIMALES.get(nombre, _DE_DINERO)
    return np.floor(valores * escala + 0.5) / escala
