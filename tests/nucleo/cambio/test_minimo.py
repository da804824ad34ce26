"""El cambio mínimo mueve siempre el segmento, y con un céntimo menos nunca: se comprueba puntuando la fila cambiada."""

from dataclasses import dataclass

import numpy as np
import pytest

from cartera_xl.nucleo.cambio.busqueda import NUNCA
from cartera_xl.nucleo.cambio.caida import caidas
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.futuro import cuadro_en
from cartera_xl.nucleo.cambio.minimo import IMPORTE_DE_SOBRA
from cartera_xl.nucleo.cambio.partida import Compra, Partida
from cartera_xl.nucleo.cambio.porvenir import Momento
from cartera_xl.nucleo.cambio.propuestas import Salida, permanencias, subidas
from cartera_xl.nucleo.puntuacion import puntuar
from tests.support.cambios import AJUSTES, CORTE, con_metodo, con_movimientos, rangos, sin_movimientos

PLAZO = 30
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
    partes = np.concatenate([[0.5, 0.9, 0.999], azar.random(9) ** 3])
    menos = np.floor(np.outer(partes, justo - 1)).astype(np.int64)
    return np.maximum(np.vstack([justo - 1, menos]), 1)


def _ninguno_menor_vale(banco: Banco, filas, t, dia, justo, vale) -> None:
    azar = np.random.default_rng(5)
    posibles = justo > 1
    filas, t, dia, justo = filas[posibles], t[posibles], dia[posibles], justo[posibles]
    menores = _menores(justo, azar)
    juntas = banco.de_verdad(
        np.tile(filas, len(menores)), np.tile(t, len(menores)), np.tile(dia, len(menores)), menores.ravel()
    ).reshape(menores.shape)
    for llega in juntas:
        assert not vale(llega, np.flatnonzero(posibles)).any()


@EN_CADA_CASO
@CON_CADA_REGLA
def test_la_compra_que_sube_sube_y_ninguna_menor_lo_hace(caso, ajustes) -> None:
    banco = Banco(caso(), ajustes)
    filas = np.flatnonzero((banco.hoy > 0) & (banco.hoy < 4))
    hoy = banco.hoy[filas]
    encontradas = subidas(banco.evaluador, filas, hoy, PLAZO)
    plazo = np.full(len(filas), PLAZO)

    una = np.isin(encontradas.salida, (Salida.UNA, Salida.CARA))
    assert una.any()
    llega = banco.de_verdad(filas[una], plazo[una], plazo[una], encontradas.centimos[una])
    assert (llega > hoy[una]).all()
    assert (llega[encontradas.salida[una] == Salida.UNA] == encontradas.rango[encontradas.salida == Salida.UNA]).all()
    _ninguno_menor_vale(banco, filas[una], plazo[una], plazo[una], encontradas.centimos[una], lambda r, i: r > hoy[una][i])


@EN_CADA_CASO
@CON_CADA_REGLA
def test_donde_no_hay_compra_unica_ninguna_vale_y_las_compras_son_las_menos_posibles(caso, ajustes) -> None:
    banco = Banco(caso(), ajustes)
    filas = np.flatnonzero((banco.hoy > 0) & (banco.hoy < 4))
    hoy, plazo = banco.hoy[filas], np.full(len(filas), PLAZO)
    encontradas = subidas(banco.evaluador, filas, hoy, PLAZO)

    ninguna = encontradas.salida == Salida.NINGUNA
    for centimos in (1, 100, 5_000, 30_000, 100_000, 1_000_000, IMPORTE_DE_SOBRA):
        llega = banco.de_verdad(filas[ninguna], plazo[ninguna], plazo[ninguna], np.full(ninguna.sum(), centimos))
        assert not (llega > hoy[ninguna]).any()
    varias = np.flatnonzero(encontradas.salida == Salida.VARIAS)
    for n in range(2, 13):
        suyas = varias[encontradas.veces[varias] >= n]
        donde = filas[suyas], plazo[suyas], plazo[suyas], encontradas.centimos[suyas]
        llega = banco.de_verdad(*donde, veces=n)
        assert ((llega > hoy[suyas]) == (encontradas.veces[suyas] == n)).all()


@EN_CADA_CASO
@CON_CADA_REGLA
def test_la_compra_que_evita_la_caida_la_evita_y_ninguna_menor_lo_hace(caso, ajustes) -> None:
    banco = Banco(caso(), ajustes)
    todas = np.flatnonzero(banco.hoy > 1)
    cae = caidas(banco.evaluador, todas, banco.hoy[todas])
    filas, t = todas[cae.dia > 0], cae.dia[cae.dia > 0]
    hoy = banco.hoy[filas]
    encontradas = permanencias(banco.evaluador, filas, hoy, t)

    una = encontradas.centimos != NUNCA
    una &= encontradas.salida != Salida.VARIAS
    assert una.any()
    llega = banco.de_verdad(filas[una], t[una], t[una] - 1, encontradas.centimos[una])
    assert (llega >= hoy[una]).all()
    justo = encontradas.centimos[una]
    _ninguno_menor_vale(banco, filas[una], t[una], t[una] - 1, justo, lambda r, i: r >= hoy[una][i])


@pytest.mark.parametrize("plazo", [1, 7, 400])
def test_a_cualquier_plazo(plazo: int) -> None:
    banco = Banco(CASOS["doce meses"](), AJUSTES["de partida"])
    filas = np.flatnonzero((banco.hoy > 0) & (banco.hoy < 4))
    hoy, dias = banco.hoy[filas], np.full(len(filas), plazo)
    encontradas = subidas(banco.evaluador, filas, hoy, plazo)
    una = encontradas.salida == Salida.UNA
    assert (banco.de_verdad(filas[una], dias[una], dias[una], encontradas.centimos[una]) > hoy[una]).all()
    _ninguno_menor_vale(banco, filas[una], dias[una], dias[una], encontradas.centimos[una], lambda r, i: r > hoy[una][i])
