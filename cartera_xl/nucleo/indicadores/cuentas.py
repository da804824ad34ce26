"""La cuenta de cada indicador: entran los grupos y lo que no está en la cartera; sale una `Cuenta`, o por qué no."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.indicadores.base import Ejercicio, Enteros, a_centimos, fecha_de
from cartera_xl.nucleo.indicadores.captacion import Captacion
from cartera_xl.nucleo.indicadores.dimensiones import Reparto
from cartera_xl.nucleo.indicadores.medidas import (
    Cuenta,
    complementaria,
    cuantos,
    dinero,
    entre,
    media,
    proporcion,
    sumar,
)
from cartera_xl.nucleo.indicadores.respuestas import Respuestas

SIN_COMPRAS = "Hace falta la lista de compras, una a una (hoja Movimientos o --movimientos)"
SIN_IMPORTES = "La hoja no trae importes"
PARTIDO = "Es un dato de cada cliente entero: no se puede partir por lo que dice cada compra"


@dataclass(frozen=True, slots=True)
class Aparte:
    """Lo que no está en la hoja de clientes ni en las compras: gasto de captación y consultas; `None` si no consta."""

    captacion: Captacion | None = None
    respuestas: Respuestas | None = None


Contar = Callable[[Reparto, Aparte], Cuenta]


def sin(reparto: Reparto, por_que: str) -> Cuenta:
    """Nada que contar, y por qué."""
    return Cuenta(np.full(len(reparto.nombres), np.nan), falta=por_que)


def con_compras(cuenta: Contar) -> Contar:
    """La misma cuenta, que sin lista de compras dice que falta."""

    def exigente(reparto: Reparto, aparte: Aparte) -> Cuenta:
        return sin(reparto, SIN_COMPRAS) if reparto.base.compras is None else cuenta(reparto, aparte)

    return exigente


def con_un_ejercicio(cuenta: Contar) -> Contar:
    """La misma cuenta, que sin compras de hace más de un año dice desde cuándo las hay."""

    def exigente(reparto: Reparto, aparte: Aparte) -> Cuenta:
        base = reparto.base
        if base.compras is None:
            return sin(reparto, SIN_COMPRAS)
        if not base.alcanza_un_ejercicio:
            desde = fecha_de(base.compras.primer_dia)
            return sin(reparto, f"Las compras empiezan el {desde:%d/%m/%Y}: falta más de un año para saberlo")
        return cuenta(reparto, aparte)

    return exigente


def del_cliente(cuenta: Contar) -> Contar:
    """La misma cuenta, que no se parte por productos."""

    def exigente(reparto: Reparto, aparte: Aparte) -> Cuenta:
        return sin(reparto, PARTIDO) if reparto.base.repartida else cuenta(reparto, aparte)

    return exigente


def clientes(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Clientes del grupo; partido por productos, los que lo han comprado alguna vez."""
    return cuantos(reparto, reparto.base.es_cliente)


def potenciales(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Los que todavía no han comprado."""
    return cuantos(reparto, ~reparto.base.es_cliente)


def activos(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Con alguna compra en los últimos 12 meses."""
    return cuantos(reparto, _ejercicio(reparto).compras > 0)


def nuevos(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Con su primera compra en los últimos 12 meses."""
    return cuantos(reparto, _ejercicio(reparto).nuevos)


def neto(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Neto de siempre."""
    if not reparto.base.neto.any():
        return sin(reparto, SIN_IMPORTES)
    return dinero(reparto, reparto.base.neto)


def neto_12m(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Neto de los últimos 12 meses."""
    return dinero(reparto, _ejercicio(reparto).neto)


def cuota(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Parte del neto de los últimos 12 meses o, sin lista de compras, del de siempre."""
    importes = neto(reparto, aparte) if reparto.base.compras is None else neto_12m(reparto, aparte)
    total = float(np.nansum(importes.valor))
    return Cuenta(entre(importes.valor, np.full(len(reparto.nombres), total)), falta=importes.falta)


def crecimiento(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Últimos 12 meses contra los 12 anteriores; solo si las compras llegan a cubrir los dos."""
    compras, bordes = reparto.base.compras, reparto.base.bordes
    if compras is not None and compras.primer_dia > bordes.hace_24m + MARGEN_DE_INICIO:
        desde = fecha_de(compras.primer_dia)
        return sin(reparto, f"Las compras empiezan el {desde:%d/%m/%Y}: no llegan a los 12 meses anteriores")
    previos = dinero(reparto, _ejercicio(reparto).previo).valor
    return Cuenta(entre(neto_12m(reparto, aparte).valor, previos) - 1)


MARGEN_DE_INICIO = 31
"""Días que las compras pueden empezar tarde sin que falten los 12 meses previos: los mismos que en la tendencia."""


def compras_12m(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Días con compra, por cliente, en los últimos 12 meses."""
    return Cuenta(sumar(reparto, _ejercicio(reparto).compras))


def ticket(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Neto entre compras, de los últimos 12 meses o, sin lista de compras, de siempre."""
    if reparto.base.compras is None:
        veces = sumar(reparto, np.where(reparto.base.es_cliente, np.nan_to_num(reparto.base.veces), 0.0))
        importes = neto(reparto, aparte)
        falta = importes.falta or ("" if veces.any() else "La hoja no dice cuántas compras ha hecho cada uno")
        return Cuenta(entre(importes.valor, veces), veces, falta=falta)
    veces = compras_12m(reparto, aparte).valor
    return Cuenta(entre(neto_12m(reparto, aparte).valor, veces), veces)


def clv_total(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Suma de los CLV, al céntimo."""
    if np.isnan(reparto.base.clv).all():
        return sin(reparto, por_que_no_hay_clv(reparto))
    return dinero(reparto, a_centimos(reparto.base.clv))


def clv_medio(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Media de los clientes que lo tienen."""
    if np.isnan(reparto.base.clv).all():
        return sin(reparto, por_que_no_hay_clv(reparto))
    return media(reparto, reparto.base.clv)


def por_que_no_hay_clv(reparto: Reparto) -> str:
    """Sin compras no se pronostica; con ellas, es que el baremo guardado no lleva pronóstico."""
    return SIN_COMPRAS if reparto.base.compras is None else "El baremo no lleva pronóstico: use --recalibrar"


def valor_historico(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Lo que han dejado hasta hoy: margen por neto de siempre."""
    if not reparto.base.neto.any():
        return sin(reparto, SIN_IMPORTES)
    return dinero(reparto, _con_margen(reparto, reparto.base.neto))


def valor_historico_medio(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Lo mismo, por cliente."""
    total, n = valor_historico(reparto, aparte), clientes(reparto, aparte).valor
    return Cuenta(entre(total.valor, n), n, falta=total.falta)


def rentabilidad(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Margen de los últimos 12 meses menos lo que cuesta retener a los clientes activos (Configuración)."""
    base = reparto.base
    if not base.hay_margen:
        return sin(reparto, "No consta el margen: escríbalo en Configuración o en una columna «Margen»")
    ganado = sumar(reparto, _con_margen(reparto, _ejercicio(reparto).neto)) / 100
    retener = 0.0 if base.repartida else base.coste_anual
    return Cuenta(ganado - retener * activos(reparto, aparte).valor)


def retencion(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """De quienes compraron en los 12 meses anteriores, la parte que ha vuelto a comprar en los últimos 12."""
    ejercicio = _ejercicio(reparto)
    return proporcion(reparto, ejercicio.vuelven, ejercicio.antes)


def abandono(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Los que no han vuelto: uno menos la retención."""
    return complementaria(retencion(reparto, aparte))


def inactivos(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Parte de los clientes en ciclo Inactivo."""
    return proporcion(reparto, reparto.base.inactivo, reparto.base.es_cliente)


def en_riesgo(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Clientes valiosos con riesgo alto."""
    return cuantos(reparto, reparto.base.en_riesgo)


def neto_de_primera(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Lo facturado el día de la primera compra de cada cliente, en los últimos 12 meses."""
    return dinero(reparto, _ejercicio(reparto).de_primera)


def neto_de_recompra(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """El resto del neto de los últimos 12 meses: con el de primera compra suma el total."""
    de_primera = np.rint(100 * neto_de_primera(reparto, aparte).valor)
    return Cuenta((np.rint(100 * neto_12m(reparto, aparte).valor) - de_primera) / 100)


def cuota_de_recompra(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Parte del neto de los últimos 12 meses que viene de quien ya era cliente."""
    return Cuenta(entre(neto_de_recompra(reparto, aparte).valor, neto_12m(reparto, aparte).valor))


def conversion(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Parte de las fichas que ya son clientes."""
    base = reparto.base
    if base.es_cliente.all():
        return sin(reparto, "En la hoja no hay potenciales: no consta a quién se intentó captar y no compró")
    return proporcion(reparto, base.es_cliente, np.ones(len(base), dtype=bool))


def csat(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Media de la satisfacción de los que han contestado."""
    if np.isnan(reparto.base.csat).all():
        return sin(reparto, SIN_CSAT)
    return media(reparto, reparto.base.csat)


def contestan(reparto: Reparto, _aparte: Aparte) -> Cuenta:
    """Parte de los clientes con satisfacción anotada."""
    if np.isnan(reparto.base.csat).all():
        return sin(reparto, SIN_CSAT)
    return proporcion(reparto, ~np.isnan(reparto.base.csat), reparto.base.es_cliente)


SIN_CSAT = "Añada una columna «Satisfacción» a la hoja de clientes"


def _ejercicio(reparto: Reparto) -> Ejercicio:
    """Los últimos 12 meses; quien llama ya sabe que hay lista de compras."""
    ejercicio = reparto.base.ejercicio
    assert ejercicio is not None, "sin lista de compras no se llega aquí"
    return ejercicio


def _con_margen(reparto: Reparto, centimos: Enteros) -> Enteros:
    return np.rint(centimos * reparto.base.margen).astype(np.int64)
