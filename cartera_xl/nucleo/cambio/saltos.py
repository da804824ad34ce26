"""Los días en que, sin comprar, un hecho puede dar un salto: sale algo de una ventana o se cumple un plazo."""

from typing import TypeAlias

import numpy as np

from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.compras_agregado import MARGEN_DE_INICIO
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros
from cartera_xl.nucleo.puntuacion import dias_de_inactividad

Puntos: TypeAlias = tuple[Posiciones, Enteros]
"""Posiciones de filas y, de cada una, un día desde el corte; sin orden, y puede haber días de fuera del plazo."""


def saltos(evaluador: Evaluador, filas: Posiciones, dias: int) -> Puntos:
    """Posición en `filas` y día de todo lo que puede dar un salto; lo que pronostica el método va aparte."""
    parejas = [_del_importe(evaluador, filas, dias), _del_ciclo(evaluador, filas)]
    fila, dia = (np.concatenate(columna) for columna in zip(*parejas, strict=True))
    return fila, dia


def _del_importe(evaluador: Evaluador, filas: Posiciones, dias: int) -> Puntos:
    """Cuándo sale cada compra o devolución de los doce meses y de los veinticuatro, y cuándo hay ya tendencia."""
    partida, pide = evaluador.partida, evaluador.pide
    calendario, pasado = partida.calendario, partida.pasado
    if pasado is None or not (pide.importe_12m or pide.tendencia):
        return filas[:0], np.zeros(0, dtype=np.int64)
    bordes = [calendario.hace_12m, calendario.hace_24m] if pide.tendencia else [calendario.hace_12m]
    de, entradas = pasado.despues_de(filas, np.full(len(filas), bordes[-1][0])).entradas()
    sale = [np.searchsorted(borde[: dias + 1], pasado.dia[entradas], side="left") for borde in bordes]
    fila, dia = [de] * len(bordes), sale
    if pide.tendencia:
        todas, antiguedad = np.arange(len(filas)), partida.hoy("antiguedad", filas)
        primera = calendario.corte - np.nan_to_num(antiguedad)
        madura = np.searchsorted(calendario.hace_12m[: dias + 1], primera, side="left")
        empieza = _primer_dia_con_previos(evaluador, dias)
        fila, dia = [*fila, todas, todas], [*dia, madura, np.full(len(filas), empieza)]
    return np.concatenate(fila), np.concatenate(dia).astype(np.int64)


def _primer_dia_con_previos(evaluador: Evaluador, dias: int) -> int:
    """Cuándo llega el registro a los doce meses anteriores; igual para todas las filas."""
    pasado, calendario = evaluador.partida.pasado, evaluador.partida.calendario
    if pasado is None or pasado.inicio is None:
        return 0
    return int(np.searchsorted(calendario.hace_24m[: dias + 1], pasado.inicio - MARGEN_DE_INICIO, side="left"))


def _del_ciclo(evaluador: Evaluador, filas: Posiciones) -> Puntos:
    """Cuándo cumple los días de inactividad sin comprar y de antigüedad, si alguna regla mira el ciclo."""
    if not evaluador.regiones.usa("ciclo"):
        return filas[:0], np.zeros(0, dtype=np.int64)
    plazo = dias_de_inactividad(evaluador.baremo, evaluador.configuracion)
    partida, todas = evaluador.partida, np.arange(len(filas))
    dias = [plazo - np.nan_to_num(partida.hoy(nombre, filas)) for nombre in ("dias_sin_comprar", "antiguedad")]
    return np.concatenate([todas, todas]), np.ceil(np.concatenate(dias)).astype(np.int64)
