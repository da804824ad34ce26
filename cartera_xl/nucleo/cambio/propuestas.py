"""Qué compra haría subir a cada fila, y cuál evitaría que caiga."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.cambio.busqueda import NUNCA
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.minimo import (
    COMPRAS_MAXIMAS,
    IMPORTE_DE_SOBRA,
    Cuando,
    Minimo,
    Vale,
    compra_minima,
    compras_minimas,
    rango_con,
)
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.percentiles import TablaPercentiles
from cartera_xl.nucleo.pronostico.registro import Enteros

VECES_EL_TICKET = COMPRAS_MAXIMAS
"""Hasta cuántas veces lo que el cliente compra de una vez, o lo que compra el cliente mediano, se propone gastar de
golpe: lo que sumarían las compras que como mucho se proponen. Decisión de la casa, 2026."""
_CENTIMOS = 100


class Salida(IntEnum):
    """En qué queda la búsqueda de una fila."""

    NO_SE_BUSCA = 0
    UNA = 1
    VARIAS = 2
    CARA = 3
    NINGUNA = 4


@dataclass(frozen=True, slots=True)
class Propuestas:
    """Una posición por fila.

    * `centimos`: de cada compra; en `CARA`, los que harían falta, que pasan del tope. `veces`: cuántas compras.
    * `rango`: al que llega. `o_mas`: con más importe también. `ya`: vale igual si se hace mañana.
    * `tope`: céntimos más allá de los que no se propone. `de_sobra`: región con todo el dinero, para decir qué falta.
    """

    salida: Enteros
    centimos: Enteros
    veces: Enteros
    rango: Enteros
    o_mas: Marca
    ya: Marca
    tope: Enteros
    de_sobra: Enteros

    def elegir(self, cuales: Posiciones) -> "Propuestas":
        """Solo esas filas."""
        return Propuestas(*(getattr(self, nombre)[cuales] for nombre in self.__slots__))


def subidas(evaluador: Evaluador, filas: Posiciones, rango: Enteros, plazo: int) -> Propuestas:
    """La menor compra, el último día del plazo, con la que cada fila supera el rango que tiene hoy."""
    cuando = Cuando(filas, *np.full((2, len(filas)), plazo, dtype=np.int64))
    manana = Cuando(filas, *np.ones((2, len(filas)), dtype=np.int64))
    return _propuestas(evaluador, cuando, manana, lambda i, llega: llega > rango[i])


def permanencias(evaluador: Evaluador, filas: Posiciones, rango: Enteros, caida: Enteros) -> Propuestas:
    """La menor compra, la víspera de la caída, con la que ese día conserva al menos el rango de hoy."""
    vispera, primero = Cuando(filas, caida, caida - 1), Cuando(filas, caida, np.minimum(caida - 1, 1))
    return _propuestas(evaluador, vispera, primero, lambda i, llega: llega >= rango[i])


def _propuestas(evaluador: Evaluador, cuando: Cuando, antes: Cuando, vale: Vale) -> Propuestas:
    """`antes` es la misma compra hecha cuanto antes."""
    tope, ticket = _topes(evaluador, cuando.filas)
    una = compra_minima(evaluador, cuando, vale)
    salida = np.where(una.centimos <= tope, Salida.UNA, np.where(una.centimos == NUNCA, Salida.NINGUNA, Salida.CARA))
    centimos, veces, rango = una.centimos.copy(), np.ones(len(tope), dtype=np.int64), una.rango.copy()
    resto = np.flatnonzero((salida != Salida.UNA) & (ticket > 0))
    cuantas, llega = compras_minimas(evaluador, cuando.elegir(resto), ticket[resto], lambda i, r: vale(resto[i], r))
    con = resto[cuantas > 0]
    salida[con], veces[con], rango[con] = Salida.VARIAS, cuantas[cuantas > 0], llega[cuantas > 0]
    centimos[con] = ticket[con]
    return Propuestas(
        salida=salida,
        centimos=centimos,
        veces=veces,
        rango=rango,
        o_mas=una.o_mas,
        ya=_ya(evaluador, antes, una, salida, vale),
        tope=tope,
        de_sobra=una.de_sobra,
    )


def _ya(evaluador: Evaluador, antes: Cuando, una: Minimo, salida: Enteros, vale: Vale) -> Marca:
    cuales = np.flatnonzero(salida == Salida.UNA)
    ya = np.zeros(len(salida), dtype=bool)
    ya[cuales] = vale(cuales, rango_con(evaluador, antes.elegir(cuales), una.centimos[cuales]))
    return ya


def _topes(evaluador: Evaluador, filas: Posiciones) -> tuple[Enteros, Enteros]:
    """Céntimos hasta los que se propone una compra, y lo que el cliente gasta de una vez (0 si no se sabe)."""
    suyo, mediano = evaluador.partida.hoy("ticket_medio", filas), ticket_mediano(evaluador.baremo)
    suyo = np.where(suyo > 0, suyo, mediano)
    ticket = np.rint(np.nan_to_num(suyo) * _CENTIMOS)
    tope = VECES_EL_TICKET * np.fmax(ticket, np.nan_to_num(mediano) * _CENTIMOS)
    return np.clip(np.rint(tope), 1, IMPORTE_DE_SOBRA).astype(np.int64), ticket.astype(np.int64)


def ticket_mediano(baremo: Baremo) -> float:
    """Lo que gasta de una vez el cliente mediano: mediana del neto entre la del número de compras; NaN sin importes."""
    compras = _mediana(baremo.tabla_compras)
    return _mediana(baremo.tabla_neto) / (compras if compras > 1.0 else 1.0)


def _mediana(tabla: TablaPercentiles) -> float:
    return float(np.interp(50.0, tabla.p, tabla.valores)) if tabla else float("nan")


def nada_que_buscar(filas: int) -> Propuestas:
    """Todas por buscar."""
    ceros, falso = np.zeros(filas, dtype=np.int64), np.zeros(filas, dtype=bool)
    return Propuestas(ceros, ceros, ceros, ceros, falso, falso, ceros, ceros)


def repartidas(propuestas: Propuestas, cuales: Posiciones, filas: int) -> Propuestas:
    """Cada una en su fila; las demás, sin buscar."""
    todas = nada_que_buscar(filas)
    columnas: dict[str, Any] = {}
    for nombre in Propuestas.__slots__:
        columna = getattr(todas, nombre).copy()
        columna[cuales] = getattr(propuestas, nombre)
        columnas[nombre] = columna
    return Propuestas(**columnas)
