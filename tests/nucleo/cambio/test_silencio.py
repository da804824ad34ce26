"""Mientras un cliente calla, entre un quiebro y el siguiente lo pronosticado va en un solo sentido."""

import numpy as np
import pytest

from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.partida import Partida
from cartera_xl.nucleo.cambio.silencio import quiebros
from cartera_xl.nucleo.configuracion import Configuracion
from tests.support.cambios import CORTE, con_metodo, con_movimientos

DIAS = 500
RUIDO = 1e-9
METODOS = (
    *("paretonbd", "bgnbd", "mbgnbd", "mbgcnbd2", "mbgcnbd3", "nbd", "bgbb"),
    *("ultimo_periodo", "ritmo_medio", "hueco", "rango_fr"),
)


CON_CURVA = ("ritmo_medio", "hueco", "rango_fr")
"""La curva de quién volvió puede no crecer siempre: entre dos nudos sube o baja. En los demás métodos, solo baja."""


@pytest.mark.parametrize("metodo", METODOS)
def test_entre_quiebros_la_probabilidad_y_el_clv_van_en_un_solo_sentido(metodo: str) -> None:
    caso, ajustes = con_metodo(con_movimientos(), metodo, clv=True), Configuracion()
    partida = Partida.de(caso.hechos, CORTE, DIAS, caso.registro, caso.claves)
    evaluador = Evaluador.de(partida, caso.baremo, ajustes, caso.hechos.implementation)
    filas = np.arange(0, 150, 30 if metodo.startswith("mbgcnbd") else 4)
    dias = np.arange(0, DIAS + 1, 7 if metodo.startswith("mbgcnbd") else 1)
    columnas = evaluador.columnas(np.repeat(filas, len(dias)), np.tile(dias, len(filas)), None)
    prob, clv = (valores.reshape(len(filas), len(dias)) for valores in evaluador.prob_y_clv(columnas))

    fila, dia = quiebros(evaluador, filas, DIAS)
    for i in range(len(filas)):
        trozo = np.searchsorted(np.unique(dia[fila == i]), dias, side="right")
        for valores in (prob[i], clv[i]):
            paso = np.where(np.diff(trozo) == 0, np.diff(valores), 0.0)
            ruido = RUIDO * np.maximum(np.abs(valores[1:]), 1.0)
            for cual in np.unique(trozo):
                suyos = trozo[1:] == cual
                assert not ((paso > ruido)[suyos].any() and (paso < -ruido)[suyos].any())
            if metodo not in CON_CURVA:
                assert not (paso > ruido).any()


def test_con_compras_regulares_la_probabilidad_si_sube_al_principio() -> None:
    """Si no subiera nunca, la prueba de arriba no diría nada de los quiebros de MBG/CNBD-k."""
    caso = con_metodo(con_movimientos(), "mbgcnbd3", clv=False)
    partida = Partida.de(caso.hechos, CORTE, DIAS, caso.registro, caso.claves)
    evaluador = Evaluador.de(partida, caso.baremo, Configuracion(), caso.hechos.implementation)
    filas = np.arange(150)
    fila, dia = quiebros(evaluador, filas, DIAS)
    assert 0 < len(np.unique(fila)) < 150
    assert dia.min() == 1
