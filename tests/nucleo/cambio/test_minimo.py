"""La compra que sube sube siempre, y con un céntimo menos nunca: se comprueba puntuando la fila cambiada."""

import numpy as np
import pytest

from cartera_xl.nucleo.cambio.minimo import IMPORTE_DE_SOBRA
from cartera_xl.nucleo.cambio.propuestas import Salida, subidas
from tests.support.cambios import AJUSTES
from tests.support.compras_supuestas import CASOS, CON_CADA_REGLA, EN_CADA_CASO, Banco, ninguna_menor_vale

PLAZO = 30


@EN_CADA_CASO
@CON_CADA_REGLA
def test_la_compra_que_sube_sube_y_ninguna_menor_lo_hace(caso, ajustes) -> None:
    banco = Banco(caso(), ajustes)
    filas = np.flatnonzero((banco.hoy > 0) & (banco.hoy < 4))[::3]
    hoy = banco.hoy[filas]
    encontradas = subidas(banco.evaluador, filas, hoy, PLAZO)
    plazo = np.full(len(filas), PLAZO)

    una = np.isin(encontradas.salida, (Salida.UNA, Salida.CARA))
    assert una.any()
    llega = banco.de_verdad(filas[una], plazo[una], plazo[una], encontradas.centimos[una])
    assert (llega > hoy[una]).all()
    assert (llega[encontradas.salida[una] == Salida.UNA] == encontradas.rango[encontradas.salida == Salida.UNA]).all()
    ninguna_menor_vale(
        banco, filas[una], plazo[una], plazo[una], encontradas.centimos[una], lambda r, i: r > hoy[una][i]
    )


@EN_CADA_CASO
@CON_CADA_REGLA
def test_donde_no_hay_compra_unica_ninguna_vale_y_las_compras_son_las_menos_posibles(caso, ajustes) -> None:
    banco = Banco(caso(), ajustes)
    filas = np.flatnonzero((banco.hoy > 0) & (banco.hoy < 4))[::3]
    hoy, plazo = banco.hoy[filas], np.full(len(filas), PLAZO)
    encontradas = subidas(banco.evaluador, filas, hoy, PLAZO)

    ninguna = encontradas.salida == Salida.NINGUNA
    importes = np.array([1, 100, 5_000, 30_000, 100_000, 1_000_000, IMPORTE_DE_SOBRA])
    juntas, dias = np.repeat(filas[ninguna], len(importes)), np.full(ninguna.sum() * len(importes), PLAZO)
    llega = banco.de_verdad(juntas, dias, dias, np.tile(importes, ninguna.sum()))
    assert not (llega > np.repeat(hoy[ninguna], len(importes))).any()
    varias = np.flatnonzero(encontradas.salida == Salida.VARIAS)
    for n in (2, 3, 4, 6, 9, 12):
        suyas = varias[encontradas.veces[varias] >= n]
        donde = filas[suyas], plazo[suyas], plazo[suyas], encontradas.centimos[suyas]
        llega = banco.de_verdad(*donde, veces=n)
        assert ((llega > hoy[suyas]) == (encontradas.veces[suyas] == n)).all()


@pytest.mark.parametrize("plazo", [1, 7, 400])
def test_a_cualquier_plazo(plazo: int) -> None:
    banco = Banco(CASOS["doce meses"](), AJUSTES["de partida"])
    filas = np.flatnonzero((banco.hoy > 0) & (banco.hoy < 4))[::3]
    hoy, dias = banco.hoy[filas], np.full(len(filas), plazo)
    encontradas = subidas(banco.evaluador, filas, hoy, plazo)
    una = encontradas.salida == Salida.UNA
    assert (banco.de_verdad(filas[una], dias[una], dias[una], encontradas.centimos[una]) > hoy[una]).all()
    ninguna_menor_vale(banco, filas[una], dias[una], dias[una], encontradas.centimos[una], lambda r, i: r > hoy[una][i])
