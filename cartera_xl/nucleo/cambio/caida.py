"""La fecha de caída: el primer día en que una fila, sin comprar nada, baja de segmento.

Exacta: entre los días en que algo puede dar un salto (sale una compra de una ventana, cumple un plazo) los ejes solo
bajan, y ahí la búsqueda no se deja ningún cambio de región (`busqueda`).
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.cambio.busqueda import NUNCA, Tramos, primer_punto
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.compras_agregado import MARGEN_DE_INICIO
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros
from cartera_xl.nucleo.puntuacion import dias_de_inactividad

DIAS_DE_CAIDA = 1095
"""Hasta dónde se mira: tres años, más que los 24 meses que miran los hechos. Decisión de la casa, 2026."""
_DIAS_DE_TANDA = 365


@dataclass(frozen=True, slots=True)
class Caidas:
    """De cada fila: días del corte a la caída y rango del segmento de ese día; -1 donde no cae."""

    dia: Enteros
    rango: Enteros


def caidas(evaluador: Evaluador, filas: Posiciones, rango: Enteros, dias: int) -> Caidas:
    """De unas filas con el rango que tienen hoy; se mira de mañana a `dias`.

    Por años: quien cae en el primero no se mira en los siguientes.
    """
    fila, corte = _saltos(evaluador, filas, dias)
    dia = np.full(len(filas), NUNCA, dtype=np.int64)
    for desde in range(1, dias + 1, _DIAS_DE_TANDA):
        vivas = dia == NUNCA
        hasta = min(desde + _DIAS_DE_TANDA - 1, dias)
        suyos = vivas[fila] & (corte > desde) & (corte <= hasta)
        todas = np.flatnonzero(vivas)
        cuales = np.concatenate([todas, fila[suyos]])
        tramos = Tramos.partidos(cuales, np.concatenate([np.full(len(todas), desde), corte[suyos]]), hasta)
        dia = np.minimum(dia, _primera(evaluador, filas, rango, tramos))
    cae = np.flatnonzero(dia != NUNCA)
    nuevo = np.full(len(filas), -1, dtype=np.int64)
    if len(cae):
        nuevo[cae] = evaluador.regiones.rangos(evaluador.codigo(filas[cae], dia[cae]))
    return Caidas(np.where(dia == NUNCA, -1, dia), nuevo)


def _primera(evaluador: Evaluador, filas: Posiciones, rango: Enteros, tramos: Tramos) -> Enteros:
    return primer_punto(
        tramos,
        lambda fila, t: evaluador.codigo(filas[fila], t),
        lambda fila, codigo: evaluador.regiones.rangos(codigo) < rango[fila],
        len(filas),
    )


def _saltos(evaluador: Evaluador, filas: Posiciones, dias: int) -> tuple[Posiciones, Enteros]:
    """Posición en `filas` y día de todo lo que puede dar un salto o cambiar de sentido."""
    parejas = [_del_importe(evaluador, filas, dias), _del_ciclo(evaluador, filas)]
    if evaluador.pide.pronostico:
        from cartera_xl.nucleo.cambio.silencio import quiebros  # scipy: solo si hay pronóstico

        parejas.append(quiebros(evaluador, filas, dias))
    fila, dia = (np.concatenate(columna) for columna in zip(*parejas, strict=True))
    return fila, dia


def _del_importe(evaluador: Evaluador, filas: Posiciones, dias: int) -> tuple[Posiciones, Enteros]:
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
        todas, antiguedad = np.arange(len(filas)), partida.columnas["antiguedad"][filas]
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


def _del_ciclo(evaluador: Evaluador, filas: Posiciones) -> tuple[Posiciones, Enteros]:
    """Cuándo cumple los días de inactividad sin comprar y de antigüedad, si alguna regla mira el ciclo."""
    if not evaluador.regiones.usa("ciclo"):
        return filas[:0], np.zeros(0, dtype=np.int64)
    plazo = dias_de_inactividad(evaluador.baremo, evaluador.configuracion)
    columnas, todas = evaluador.partida.columnas, np.arange(len(filas))
    dias = [plazo - np.nan_to_num(columnas[nombre][filas]) for nombre in ("dias_sin_comprar", "antiguedad")]
    return np.concatenate([todas, todas]), np.ceil(np.concatenate(dias)).astype(np.int64)
