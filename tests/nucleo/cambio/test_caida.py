"""La fecha de caída es la que saldría de puntuar la cartera todos los días, con reglas de todas clases."""

import numpy as np
import pytest

from cartera_xl.nucleo.cambio.caida import caidas
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.partida import Partida
from tests.support.cambios import (
    AJUSTES,
    CORTE,
    DIAS,
    con_metodo,
    con_movimientos,
    rangos,
    rangos_dia_a_dia,
    sin_movimientos,
)


def _caidas(caso, ajustes, filas, dias=DIAS):
    puntuados = caso.puntuada(ajustes)
    partida = Partida.de(puntuados, CORTE, dias, caso.registro, caso.claves)
    evaluador = Evaluador.de(partida, caso.baremo, ajustes, puntuados.implementation)
    return caidas(evaluador, filas, rangos(puntuados)[filas], dias), rangos(puntuados)[filas]


def _contra_la_fuerza_bruta(caso, ajustes, filas, dias=DIAS) -> int:
    encontradas, hoy = _caidas(caso, ajustes, filas, dias)
    cada_dia = rangos_dia_a_dia(caso, ajustes, filas, dias)
    baja = cada_dia < hoy
    esperado = np.where(baja.any(axis=0), baja.argmax(axis=0) + 1, -1)
    np.testing.assert_array_equal(encontradas.dia, esperado)
    cae = esperado > 0
    np.testing.assert_array_equal(encontradas.rango[cae], cada_dia[esperado[cae] - 1, np.flatnonzero(cae)])
    return int(cae.sum())


@pytest.mark.parametrize("ajustes", AJUSTES.values(), ids=AJUSTES)
def test_sin_movimientos_es_el_primer_dia_que_baja(ajustes) -> None:
    assert _contra_la_fuerza_bruta(sin_movimientos(), ajustes, np.arange(60)) > 3


@pytest.mark.parametrize("ajustes", AJUSTES.values(), ids=AJUSTES)
@pytest.mark.parametrize(("metodo", "clv"), [("hueco", False), ("nbd", True)])
def test_con_movimientos_es_el_primer_dia_que_baja(ajustes, metodo: str, clv: bool) -> None:
    caso = con_metodo(con_movimientos(), metodo, clv=clv)
    assert _contra_la_fuerza_bruta(caso, ajustes, np.arange(0, 156, 5)) > 5


METODOS = (
    *("paretonbd", "bgnbd", "mbgnbd", "mbgcnbd2", "mbgcnbd3", "nbd", "bgbb"),
    *("ultimo_periodo", "ritmo_medio", "hueco", "rango_fr"),
)


@pytest.mark.parametrize("metodo", METODOS)
def test_con_cada_metodo_y_el_clv_al_mando(metodo: str) -> None:
    caso = con_metodo(con_movimientos(), metodo, clv=True)
    pocas = metodo.startswith("mbgcnbd")
    filas = np.flatnonzero(rangos(caso.puntuada(AJUSTES["raras"])) > 1)[:: 25 if pocas else 9]
    assert _contra_la_fuerza_bruta(caso, AJUSTES["raras"], filas, 120 if pocas else 400) > 0
