"""CDNOW: calibrar hasta el 30/9/1997 y predecir las 39 semanas siguientes, cliente a cliente.

Listones: los de Pareto/NBD por máxima verosimilitud en lifetimes y BTYD (MAE 0,7545 y RMSE 1,603 en la muestra; 0,7938
en los 23.570 clientes) y la mejor regla sencilla (0,90). La previa se elige sin mirar esas 39 semanas.
"""

import numpy as np
import pytest

from cartera_xl.nucleo.pronostico import metricas
from cartera_xl.nucleo.pronostico.candidatos import AJUSTABLES, elegir_sigma
from cartera_xl.nucleo.pronostico.gasto import elegir_gasto, gasto_esperado
from cartera_xl.nucleo.pronostico.registro import Numeros, Particion, Registro, partir
from cartera_xl.nucleo.pronostico.reglas_sencillas import REGLAS
from tests.support.registros import FIN_DE_CALIBRACION, FIN_DE_CDNOW, registro_cdnow, registro_cdnow_entero

DIAS = FIN_DE_CDNOW - FIN_DE_CALIBRACION
PARETO = AJUSTABLES["paretonbd"]


@pytest.fixture(scope="module")
def registro() -> Registro:
    return registro_cdnow()


@pytest.fixture(scope="module")
def futuro(registro: Registro) -> Particion:
    return partir(registro, FIN_DE_CALIBRACION, DIAS)


def _esperadas(registro: Registro, futuro: Particion, sigma: float | None) -> Numeros:
    return PARETO.esperadas(PARETO.entrenar(registro, FIN_DE_CALIBRACION, DIAS, sigma), futuro.historia, DIAS)


def test_son_39_semanas_2357_clientes_y_1882_compras(futuro: Particion) -> None:
    assert (DIAS, len(futuro), futuro.compras.sum(), futuro.historia.x.sum()) == (273, 2357, 1882, 2457)


def test_por_maxima_verosimilitud_es_el_error_publicado(registro: Registro, futuro: Particion) -> None:
    esperadas = _esperadas(registro, futuro, None)

    assert metricas.mae(futuro.compras, esperadas) == pytest.approx(0.7545, abs=5e-5)
    assert metricas.rmse(futuro.compras, esperadas) == pytest.approx(1.603, abs=5e-4)
    assert metricas.sesgo(futuro.compras, esperadas) == pytest.approx(-0.115, abs=5e-4)


def test_con_la_previa_elegida_por_dentro_el_error_es_menor(registro: Registro, futuro: Particion) -> None:
    sigma = elegir_sigma(PARETO, registro, FIN_DE_CALIBRACION, DIAS)
    esperadas = _esperadas(registro, futuro, sigma)

    assert sigma == 0.1
    assert metricas.mae(futuro.compras, esperadas) == pytest.approx(0.7540, abs=5e-5)
    assert metricas.rmse(futuro.compras, esperadas) == pytest.approx(1.6009, abs=5e-5)


def test_la_semana_78_se_sigue_con_menos_de_un_2_por_ciento(registro: Registro, futuro: Particion) -> None:
    """Recompras acumuladas: 4.270,0 de Pareto/NBD contra 4.339 (Fader y Hardie, nota 009: -1,59 %)."""
    ajuste = PARETO.entrenar(registro, FIN_DE_CALIBRACION, DIAS, None)
    predichas = PARETO.modelo.esperadas_nuevo(ajuste.parametros, futuro.historia.t + DIAS).sum()
    reales = futuro.historia.x.sum() + futuro.compras.sum()

    assert reales == 4339
    assert predichas == pytest.approx(4270.0, abs=0.05)
    assert abs(predichas / reales - 1) < 0.02


def test_la_mejor_regla_que_suma_bien_se_queda_en_noventa_centesimas(registro: Registro, futuro: Particion) -> None:
    """El hueco tiene menos MAE a fuerza de ceros: ni en error cuadrático ni al ordenar se acerca."""
    medidas = {}
    for clave, regla in REGLAS.items():
        ajuste = regla.entrenar(registro, FIN_DE_CALIBRACION, DIAS, None)
        esperadas = regla.esperadas(ajuste, futuro.historia, DIAS)
        prob = regla.prob_volver(ajuste, futuro.historia, DIAS)
        auc = metricas.auc(futuro.compras > 0, prob)
        medidas[clave] = metricas.mae(futuro.compras, esperadas), metricas.rmse(futuro.compras, esperadas), auc

    assert medidas["ultimo_periodo"][0] == pytest.approx(0.8973, abs=5e-5)
    assert min(medidas[clave][0] for clave in ("ultimo_periodo", "ritmo_medio", "rango_fr")) > 0.89
    assert medidas["hueco"][0] < 0.75
    assert medidas["hueco"][1] > 1.68
    assert medidas["rango_fr"][2] == pytest.approx(0.780, abs=2e-3)


def test_el_gasto_se_equivoca_un_tercio_menos_que_el_ritmo_por_la_media_propia(
    registro: Registro, futuro: Particion
) -> None:
    """En dólares por cliente: 29,45 es el de Pareto/NBD por Gamma-Gamma y 43,3 el de la cuenta sencilla."""
    historia = futuro.historia
    gasto = elegir_gasto(historia.compras_pagadas, historia.neto)
    por_compra, _ = gasto_esperado(gasto, historia.compras_pagadas, historia.neto)
    propio = historia.neto / np.maximum(historia.compras_pagadas, 1)
    ritmo = historia.x / np.maximum(historia.t, 1) * DIAS
    error = metricas.mae(futuro.neto, _esperadas(registro, futuro, None) * por_compra)

    assert error < 29.45
    assert error < 0.7 * metricas.mae(futuro.neto, ritmo * propio)


def test_en_los_23570_clientes_la_previa_elegida_por_dentro_baja_de_079() -> None:
    registro = registro_cdnow_entero()
    futuro = partir(registro, FIN_DE_CALIBRACION, DIAS)
    sigma = elegir_sigma(PARETO, registro, FIN_DE_CALIBRACION, DIAS)

    assert len(futuro) == 23_570
    assert metricas.mae(futuro.compras, _esperadas(registro, futuro, None)) == pytest.approx(0.7938, abs=5e-5)
    assert metricas.mae(futuro.compras, _esperadas(registro, futuro, sigma)) == pytest.approx(0.7834, abs=5e-5)
