"""Carteras en las que suponer compras, y el segmento que de verdad tendría cada fila con ellas."""

from dataclasses import dataclass

import numpy as np
import pytest

from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.futuro import cuadro_en
from cartera_xl.nucleo.cambio.partida import Compra, Partida
from cartera_xl.nucleo.cambio.porvenir import Momento
from cartera_xl.nucleo.puntuacion import puntuar
from tests.support.cambios import AJUSTES, CORTE, con_metodo, con_movimientos, rangos, sin_movimientos

CASOS = {
    "sin movimientos": sin_movimientos,
    "doce meses": lambda: con_metodo(con_movimientos(), "hueco", clv=False),
    "clv": lambda: con_metodo(con_movimientos(), "nbd", clv=True),
    "clv por meses": lambda: con_metodo(con_movimientos(), "bgbb", clv=True),
}
EN_CADA_CASO = pytest.mark.parametrize("caso", CASOS.values(), ids=CASOS)
CON_CADA_REGLA = pytest.mark.parametrize("ajustes", AJUSTES.values(), ids=AJUSTES)


@dataclass
class Banco:
    """Una cartera, y qué rango de verdad tendrían unas filas con una compra."""

    caso: object
    ajustes: object

    def __post_init__(self) -> None:
        self.puntuados = self.caso.puntuada(self.ajustes)
        self.hoy = rangos(self.puntuados)
        self.partida = Partida.de(self.puntuados, CORTE, 1100, self.caso.registro, self.caso.claves)
        self.evaluador = Evaluador.de(self.partida, self.caso.baremo, self.ajustes, self.puntuados.implementation)

    def de_verdad(self, filas, t, dia, centimos, veces=1) -> np.ndarray:
        compra = Compra(np.asarray(centimos) * 100, np.asarray(dia), veces)
        momento = Momento.con(self.partida, filas, np.asarray(t), compra)
        cuadro = cuadro_en(self.caso.hechos, momento, compra.unidades)
        return rangos(puntuar(cuadro, self.caso.baremo, self.ajustes))


def _menores(justo: np.ndarray, azar) -> np.ndarray:
    """Un céntimo menos, y otros importes menores al azar, de todos los tamaños."""
    partes = np.concatenate([[0.5, 0.9, 0.999], azar.random(4) ** 3])
    menos = np.floor(np.outer(partes, justo - 1)).astype(np.int64)
    return np.maximum(np.vstack([justo - 1, menos]), 1)


def ninguna_menor_vale(banco: Banco, filas, t, dia, justo, vale) -> None:
    azar = np.random.default_rng(5)
    posibles = justo > 1
    filas, t, dia, justo = filas[posibles], t[posibles], dia[posibles], justo[posibles]
    menores = _menores(justo, azar)
    juntas = banco.de_verdad(
        np.tile(filas, len(menores)), np.tile(t, len(menores)), np.tile(dia, len(menores)), menores.ravel()
    ).reshape(menores.shape)
    for llega in juntas:
        assert not vale(llega, np.flatnonzero(posibles)).any()
