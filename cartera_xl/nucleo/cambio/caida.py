"""La fecha de caída: el primer día en que una fila, sin comprar nada, baja de segmento.

Exacta: entre los días en que algo puede dar un salto (`saltos`) o cambiar de sentido (`silencio`) cada eje va en uno
solo, casi siempre a menos, y ahí la búsqueda no se deja ningún cambio de región.
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.cambio.busqueda import NUNCA, Escalones, Tramos, primer_punto
from cartera_xl.nucleo.cambio.cotas import Cotas
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.saltos import Puntos, saltos
from cartera_xl.nucleo.cambio.sin_comprar import SinComprar
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros

DIAS_DE_CAIDA = 1095
"""Hasta dónde se mira: tres años, más que los 24 meses que miran los hechos. Decisión de la casa, 2026."""
_FIN_DE_TANDA = (60, 182, 365)
"""Se mira por tandas, y quien cae en una ya no está en las siguientes; sin movimientos hay poco que mirar: en una."""


@dataclass(frozen=True, slots=True)
class Caidas:
    """De cada fila: días del corte a la caída y rango del segmento de ese día; -1 donde no cae."""

    dia: Enteros
    rango: Enteros


def caidas(evaluador: Evaluador, filas: Posiciones, rango: Enteros, dias: int = DIAS_DE_CAIDA) -> Caidas:
    """De unas filas con el rango que tienen hoy; se mira de mañana a `dias` días del corte.

    A un potencial no le pasa el tiempo: no cae.
    """
    dia, nuevo = np.full((2, len(filas)), -1, dtype=np.int64)
    cuales = np.flatnonzero(evaluador.partida.es_cliente[filas])
    if len(cuales):
        dia[cuales], nuevo[cuales] = _de_clientes(SinComprar.de(evaluador, filas[cuales]), rango[cuales], dias)
    return Caidas(dia, nuevo)


def _de_clientes(clientes: SinComprar, rango: Enteros, dias: int) -> tuple[Enteros, Enteros]:
    if not clientes.se_mueve:
        return np.full_like(rango, -1), np.full_like(rango, -1)
    iguales = clientes.iguales(rango)
    if iguales is None:
        return _caidas(clientes, rango, dias)
    unos, cual = iguales
    dia, nuevo = _caidas(clientes.elegir(unos), rango[unos], dias)
    return dia[cual], nuevo[cual]


def _caidas(clientes: SinComprar, rango: Enteros, dias: int) -> tuple[Enteros, Enteros]:
    evaluador, filas = clientes.evaluador, clientes.filas
    busca = _Busqueda(clientes, rango, saltos(evaluador, filas, dias), _quiebros(evaluador, filas, dias))
    dia, tanda = np.full(len(filas), NUNCA, dtype=np.int64), _Tanda.primera(clientes)
    tandas = () if evaluador.partida.pasado is None else _FIN_DE_TANDA
    for hasta in (*(fin for fin in tandas if fin < dias), dias):
        vivas = np.flatnonzero(dia == NUNCA)
        if not len(vivas):
            break
        dia[vivas], tanda = busca.en_tanda(vivas, tanda, hasta)
    cae = np.flatnonzero(dia != NUNCA)
    nuevo = np.full(len(filas), -1, dtype=np.int64)
    if len(cae):
        nuevo[cae] = evaluador.regiones.rangos(evaluador.codigo(filas[cae], dia[cae]))
    return np.where(dia == NUNCA, -1, dia), nuevo


def _quiebros(evaluador: Evaluador, filas: Posiciones, dias: int) -> Puntos:
    if not evaluador.pide.pronostico:
        return filas[:0], np.zeros(0, dtype=np.int64)
    from cartera_xl.nucleo.cambio.silencio import quiebros  # scipy: solo si hay pronóstico

    return quiebros(evaluador, filas, dias)


@dataclass(frozen=True, slots=True)
class _Tanda:
    """Lo que se sabe el día `dia` de cada cliente: su actividad y la parte del código que pone el CLV, si la pone."""

    dia: int
    actividad: Numeros
    de_clv: Enteros | None

    @classmethod
    def primera(cls, clientes: SinComprar) -> "_Tanda":
        """La de hoy."""
        todas, hoy = np.arange(len(clientes.filas)), np.zeros(len(clientes.filas), dtype=np.int64)
        de_clv = clientes.por_clv(todas, hoy) if clientes.evaluador.pide.clv else None
        return cls(0, clientes.actividad(todas, hoy), de_clv)

    def siguiente(self, clientes: SinComprar, vivas: Posiciones, dia: int) -> "_Tanda":
        """La de otro día, con la actividad de las vivas; lo que pone el CLV está por poner."""
        activo = np.full(len(self.actividad), np.nan)
        activo[vivas] = clientes.actividad(vivas, np.full(len(vivas), dia))
        return _Tanda(dia, activo, None if self.de_clv is None else self.de_clv.copy())


@dataclass(frozen=True, slots=True)
class _Busqueda:
    """Los clientes, el rango que tienen hoy y los días en que algo salta o cambia de sentido."""

    clientes: SinComprar
    rango: Enteros
    saltos: Puntos
    quiebros: Puntos

    def en_tanda(self, vivas: Posiciones, antes: _Tanda, hasta: int) -> tuple[Enteros, _Tanda]:
        """El día en que cae cada una de `vivas`, de la víspera de la tanda a `hasta`, y lo que se sabe ese día."""
        despues = antes.siguiente(self.clientes, vivas, hasta)
        rara = self.clientes.sin_clv[vivas] | _tienen(self.quiebros, vivas, antes.dia + 1, hasta, len(self.rango))
        dia = np.full(len(self.rango), NUNCA, dtype=np.int64)
        self._a_ciegas(vivas[rara], (antes, despues), dia)
        self._en_un_sentido(vivas[~rara], (antes, despues), dia)
        return dia[vivas], despues

    def _a_ciegas(self, cuales: Posiciones, tanda: tuple[_Tanda, _Tanda], dia: Enteros) -> None:
        """Sin suponer más que lo que dicen los saltos y los quiebros. Escribe en `dia`."""
        if not len(cuales):
            return
        antes, despues = tanda
        tramos = _tramos(cuales, [self.saltos, self.quiebros], (antes.dia + 1, despues.dia), len(self.rango))
        codigo, filas = self.clientes.evaluador.codigo, self.clientes.filas
        ciego = primer_punto(tramos, lambda cual, t: codigo(filas[tramos.fila[cual]], t), self._cumple, len(self.rango))
        np.minimum(dia, ciego, out=dia)
        self._al_acabar(cuales, despues)

    def _en_un_sentido(self, cuales: Posiciones, tanda: tuple[_Tanda, _Tanda], dia: Enteros) -> None:
        """Donde nada cambia de sentido. Escribe en `dia`.

        Primero como si el CLV no cambiase de tramo, que es lo normal y se ve con mirar el final.
        """
        antes, despues = tanda
        if not len(cuales):
            return
        if antes.de_clv is None or despues.de_clv is None:
            self._entre_cotas(cuales, tanda, None, dia)
            return
        desde = np.full(len(cuales), antes.dia)
        self._entre_cotas(cuales, tanda, Escalones.ordenados(cuales, desde, antes.de_clv[cuales]), dia)
        fin = np.minimum(dia[cuales], despues.dia)
        despues.de_clv[cuales] = self.clientes.por_clv(cuales, fin)
        cambia = despues.de_clv[cuales] != antes.de_clv[cuales]
        otras = cuales[cambia]
        self._al_acabar(otras[fin[cambia] < despues.dia], despues)
        dia[otras] = NUNCA
        tramos = Tramos(otras, desde[cambia], np.full(len(otras), despues.dia))
        extremos = antes.de_clv[otras], despues.de_clv[otras]
        self._entre_cotas(otras, tanda, Escalones.de(tramos, self.clientes.por_clv, extremos), dia)

    def _al_acabar(self, cuales: Posiciones, despues: _Tanda) -> None:
        """Escribe en `despues` lo que pone el CLV ese día."""
        if despues.de_clv is not None and len(cuales):
            despues.de_clv[cuales] = self.clientes.por_clv(cuales, np.full(len(cuales), despues.dia))

    def _entre_cotas(
        self, cuales: Posiciones, tanda: tuple[_Tanda, _Tanda], de_clv: Escalones | None, dia: Enteros
    ) -> None:
        """Con la actividad entre la de los dos extremos de la tanda. Escribe en `dia`."""
        antes, despues = tanda
        puntos = [self.saltos, *([] if de_clv is None else [(de_clv.fila, de_clv.punto)])]
        tramos = _tramos(cuales, puntos, (antes.dia + 1, despues.dia), len(self.rango))
        fila, desde = tramos.fila, tramos.desde
        quieto = self.clientes.quieto(fila, desde, None if de_clv is None else de_clv.en(fila, desde))
        cotas = Cotas.de(tramos, (antes.dia, despues.dia), (antes.actividad, despues.actividad))

        def region(cual: Posiciones, activo: Numeros) -> Enteros:
            return self.clientes.con_actividad(quieto.elegir(cual), activo)

        cotas.primer_dia(region, self.clientes.actividad, self._cumple, dia)

    def _cumple(self, fila: Posiciones, codigo: Enteros) -> Marca:
        return self.clientes.evaluador.regiones.rangos(codigo) < self.rango[fila]


def _tienen(puntos: Puntos, cuales: Posiciones, desde: int, hasta: int, filas: int) -> Marca:
    """Si cada una de esas filas tiene algún punto entre esos días, los dos incluidos."""
    fila, dia = puntos
    tiene = np.zeros(filas, dtype=bool)
    tiene[fila[(dia >= desde) & (dia <= hasta)]] = True
    return tiene[cuales]


def _tramos(cuales: Posiciones, puntos: list[Puntos], entre: tuple[int, int], filas: int) -> Tramos:
    """Los de esas filas entre dos días, partidos en los puntos."""
    desde, hasta = entre
    suya = np.zeros(filas, dtype=bool)
    suya[cuales] = True
    fila, dia = [cuales], [np.full(len(cuales), desde)]
    for de, cuando in puntos:
        dentro = suya[de] & (cuando > desde) & (cuando <= hasta)
        fila.append(de[dentro])
        dia.append(cuando[dentro])
    return Tramos.partidos(np.concatenate(fila), np.concatenate(dia), hasta)
