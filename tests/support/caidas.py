"""La fecha de caída, contra puntuar la cartera todos los días."""

import numpy as np

from cartera_xl.nucleo.cambio.caida import caidas
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.partida import Partida
from tests.support.cambios import CORTE, DIAS, rangos, rangos_dia_a_dia


def _caidas(caso, ajustes, filas, dias=DIAS):
    puntuados = caso.puntuada(ajustes)
    partida = Partida.de(puntuados, CORTE, dias, caso.registro, caso.claves)
    evaluador = Evaluador.de(partida, caso.baremo, ajustes, puntuados.implementation)
    return caidas(evaluador, filas, rangos(puntuados)[filas], dias), rangos(puntuados)[filas]


def contra_la_fuerza_bruta(caso, ajustes, filas, dias=DIAS) -> int:
    encontradas, hoy = _caidas(caso, ajustes, filas, dias)
    cada_dia = rangos_dia_a_dia(caso, ajustes, filas, dias)
    baja = cada_dia < hoy
    esperado = np.where(baja.any(axis=0), baja.argmax(axis=0) + 1, -1)
    np.testing.assert_array_equal(encontradas.dia, esperado)
    cae = esperado > 0
    np.testing.assert_array_equal(encontradas.rango[cae], cada_dia[esperado[cae] - 1, np.flatnonzero(cae)])
    return int(cae.sum())
