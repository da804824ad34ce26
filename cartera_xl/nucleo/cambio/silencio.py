"""Qué hace lo pronosticado de un cliente mientras no compra: en qué días puede cambiar de sentido.

La búsqueda de la caída necesita saber dónde partir. En Pareto/NBD, BG/NBD, MBG/NBD, NBD y BG/BB la probabilidad de
volver y el CLV solo bajan con el silencio: el momento de la próxima compra es una mezcla de leyes de riesgo decreciente
(Barlow y Proschan, 1975, «Statistical Theory of Reliability and Life Testing», teorema 4.4.7), y seguir callado hace
menos probable, a la vez, que siga y que compre deprisa. En MBG/CNBD-k el riesgo de volver sube hasta un máximo y
después solo baja: hasta ese día se mira cada uno. Las reglas sencillas leen en una curva un nivel que solo baja: si la
curva no crece siempre, se parte donde el nivel pasa por un nudo; la de los últimos días, donde sale una compra.
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.cambio.busqueda import Escalones, Tramos, primer_punto
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS
from cartera_xl.nucleo.pronostico.metodos import MetodoDePronostico
from cartera_xl.nucleo.pronostico.puntual import historia_de
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Enteros, Historia
from cartera_xl.nucleo.pronostico.reglas_sencillas import RangoFR, ReglaSencilla
from cartera_xl.nucleo.pronostico.tipos import Pronostico

_CON_REGULARIDAD = "mbgcnbd"

Puntos = tuple[Posiciones, Enteros]


def quiebros(evaluador: Evaluador, filas: Posiciones, dias: int) -> Puntos:
    """Filas (posición en `filas`) y días en que empieza un tramo donde lo pronosticado va en un solo sentido.

    Puede llevar otros días: partir de más no cambia nada.
    """
    ninguno = filas[:0], np.zeros(0, dtype=np.int64)
    pronostico = evaluador.baremo.pronostico
    if pronostico is None or not evaluador.pide.pronostico or not len(filas):
        return ninguno
    en = _Silencio(evaluador, filas, pronostico)
    con_historia = np.flatnonzero(en.con_historia())
    metodo = CANDIDATOS[pronostico.ajuste.modelo]
    if metodo.id.startswith(_CON_REGULARIDAD):
        return _hasta_el_maximo(en, metodo, con_historia, dias)
    if evaluador.pide.periodos:
        return _al_salir_de_periodos(en, con_historia)
    if isinstance(metodo, ReglaSencilla | RangoFR):
        return _en_los_nudos(en, metodo, con_historia, dias)
    return ninguno


@dataclass(frozen=True, slots=True)
class _Silencio:
    """La historia de unas filas si siguen calladas."""

    evaluador: Evaluador
    filas: Posiciones
    pronostico: Pronostico

    def con_historia(self) -> Marca:
        """Las que tienen algo que pronosticar."""
        columnas = self.evaluador.columnas(self.filas, np.zeros(len(self.filas), dtype=np.int64), None)
        return np.asarray(historia_de(columnas, self.evaluador.baremo)[1], dtype=bool)

    def historia(self, cuales: Posiciones, t: Enteros) -> Historia:
        """Al cabo de `t` días."""
        columnas = self.evaluador.columnas(self.filas[cuales], t, None)
        return historia_de(columnas, self.evaluador.baremo)[0]


def _hasta_el_maximo(en: _Silencio, metodo: MetodoDePronostico, cuales: Posiciones, dias: int) -> Puntos:
    """Cada día hasta que el riesgo de volver al siguiente deja de subir."""
    ajuste = en.pronostico.ajuste

    def baja(fila: Posiciones, t: Enteros) -> Enteros:
        hoy, manana = (metodo.prob_volver(ajuste, en.historia(cuales[fila], cuando), 1.0) for cuando in (t - 1, t))
        return (manana <= hoy).astype(np.int64)

    todas = Tramos(np.arange(len(cuales)), np.ones(len(cuales), dtype=np.int64), np.full(len(cuales), dias))
    desde = np.minimum(primer_punto(todas, baja, lambda _, codigo: codigo == 1, len(cuales)), dias)
    cuantos = np.where(desde > 1, np.minimum(desde + 1, dias), 0)
    fila = np.repeat(np.arange(len(cuales)), cuantos)
    return cuales[fila], np.arange(len(fila)) - (np.cumsum(cuantos) - cuantos)[fila] + 1


def _al_salir_de_periodos(en: _Silencio, cuales: Posiciones) -> Puntos:
    """Los días en que alguna compra deja de estar entre las de los últimos tantos, y el cliente, de ser nuevo."""
    partida, corte = en.evaluador.partida, en.evaluador.partida.calendario.corte
    filas, todas = en.filas[cuales], np.arange(len(cuales))
    antiguedad = partida.hoy("antiguedad", filas).astype(np.int64)
    fila, dia = [todas] * len(PERIODOS), [dias - antiguedad for dias in PERIODOS]
    if partida.pasado is not None:
        de, entradas = partida.pasado.despues_de(filas, np.full(len(filas), corte - PERIODOS[-1])).entradas()
        fila += [de] * len(PERIODOS)
        dia += [partida.pasado.dia[entradas] + dias - corte for dias in PERIODOS]
    return cuales[np.concatenate(fila)], np.concatenate(dia)


def _en_los_nudos(en: _Silencio, metodo: ReglaSencilla | RangoFR, cuales: Posiciones, dias: int) -> Puntos:
    ajuste = en.pronostico.ajuste
    if not len(cuales) or all(curva.creciente for curva in metodo.leer(ajuste, en.historia(cuales[:1], _CERO))[1]):
        return cuales[:0], np.zeros(0, dtype=np.int64)

    def trozo_de_curva(fila: Posiciones, t: Enteros) -> Enteros:
        nivel, (curva, *_) = metodo.leer(ajuste, en.historia(cuales[fila], t))
        return np.searchsorted(curva.niveles, nivel, side="right")

    todas = Tramos(np.arange(len(cuales)), np.ones(len(cuales), dtype=np.int64), np.full(len(cuales), dias))
    cambios = Escalones.de(todas, trozo_de_curva)
    return cuales[cambios.fila], cambios.punto


_CERO = np.zeros(1, dtype=np.int64)
