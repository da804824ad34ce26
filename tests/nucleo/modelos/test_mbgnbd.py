"""MBG/NBD con CDNOW, y en qué se distingue de BG/NBD."""

import numpy as np
import pytest

from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.bgnbd import BGNBD
from cartera_xl.nucleo.modelos.grupos import agrupar
from cartera_xl.nucleo.modelos.mbgnbd import MBGNBD
from tests.support.cdnow import compras_despues, ternas_cdnow


@pytest.fixture(scope="module")
def cdnow() -> Ajuste:
    return ajustar(MBGNBD, agrupar(*ternas_cdnow())[0])


def test_parametros_y_verosimilitud_publicados(cdnow) -> None:
    """Batislam, Denizel y Filiztekin (2007), el modelo, con los datos de Fader, Hardie y Lee (2005)."""
    assert cdnow.parametros == pytest.approx((0.5248, 6.1831, 0.8914, 1.6140), rel=1e-3)
    assert [round(v, 4) for v in cdnow.parametros] == [0.5248, 6.1831, 0.8914, 1.6140]
    assert cdnow.log_verosimilitud == pytest.approx(-9582.1357, abs=1e-3)


def test_el_error_en_las_39_semanas_siguientes(cdnow) -> None:
    x, tx, t = ternas_cdnow()
    error = np.abs(MBGNBD.esperadas(cdnow.parametros, x, tx, t, 39) - compras_despues()).mean()

    assert round(error, 4) == 0.7648


def test_quien_solo_ha_comprado_una_vez_puede_haberse_ido_y_mas_cuanto_mas_calla(cdnow) -> None:
    _, _, a, b = cdnow.parametros
    activos = MBGNBD.prob_activo(cdnow.parametros, 0, 0, np.array([0.0, 10.0, 100.0]))

    assert activos[0] == pytest.approx(b / (a + b))
    assert activos[0] > activos[1] > activos[2]


def test_un_cliente_nuevo_es_uno_visto_cero_tiempo(cdnow) -> None:
    plazos = np.array([1.0, 10.0, 78.0])
    nuevo = MBGNBD.esperadas_nuevo(cdnow.parametros, plazos)

    assert nuevo == pytest.approx(MBGNBD.esperadas(cdnow.parametros, 0, 0, 0, plazos))


def test_sin_abandono_es_el_mismo_modelo_que_bg() -> None:
    p = (0.5, 6.0, 1e-9, 1e6)
    terna = (3, 20.0, 38.0)

    assert MBGNBD.filas(p, *terna) == pytest.approx(BGNBD.filas(p, *terna))
    assert MBGNBD.esperadas(p, *terna, 39) == pytest.approx(BGNBD.esperadas(p, *terna, 39))
