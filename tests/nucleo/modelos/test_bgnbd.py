"""BG/NBD con CDNOW: lo que publican Fader, Hardie y Lee (2005), y su fórmula de las compras esperadas."""

import numpy as np
import pytest
from scipy.special import hyp2f1

from cartera_xl.nucleo.modelos.abandono import compras_si_activo
from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.bgnbd import BGNBD
from cartera_xl.nucleo.modelos.grupos import agrupar
from tests.support.cdnow import compras_despues, ternas_cdnow

PUBLICADOS = (0.243, 4.414, 0.793, 2.426)
"""r, alpha, a y b como los imprime el artículo (tabla 2), en semanas."""


@pytest.fixture(scope="module")
def cdnow() -> Ajuste:
    return ajustar(BGNBD, agrupar(*ternas_cdnow())[0])


def test_parametros_y_verosimilitud_publicados(cdnow) -> None:
    """Fader, Hardie y Lee (2005), tabla 2: LL -9.582,4; con más cifras, la nota de los mismos autores en Excel."""
    assert cdnow.parametros == pytest.approx((0.24259, 4.41360, 0.79292, 2.42589), rel=1e-3)
    assert [round(v, 3) for v in cdnow.parametros] == list(PUBLICADOS)
    assert cdnow.log_verosimilitud == pytest.approx(-9582.4292, abs=1e-3)
    assert cdnow.aviso == ""


def test_el_cliente_del_ejemplo(cdnow) -> None:
    """Ec. 10 y su ejemplo: x = 2, t_x = 30,43, T = 38,86, 39 semanas más."""
    for p in (PUBLICADOS, cdnow.parametros):
        assert BGNBD.esperadas(p, 2, 30.43, 38.86, 39) == pytest.approx(1.226, abs=5e-4)
        assert BGNBD.prob_activo(p, 2, 30.43, 38.86) == pytest.approx(0.7266, abs=5e-5)


@pytest.mark.parametrize(
    ("semanas", "esperadas"),
    [(0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437), (78, 1.8580)],
)
def test_las_recompras_de_un_cliente_nuevo(cdnow, semanas, esperadas) -> None:
    """Ec. 9, como en la hoja de cálculo de los autores."""
    assert BGNBD.esperadas_nuevo(cdnow.parametros, semanas) == pytest.approx(esperadas, abs=5e-5)


def test_las_recompras_acumuladas_de_la_semana_78(cdnow) -> None:
    """Figura 4: 4.160,6 esperadas; hubo 4.339."""
    x, _, t = ternas_cdnow()

    assert x.sum() + compras_despues().sum() == 4339
    assert BGNBD.esperadas_nuevo(cdnow.parametros, t + 39).sum() == pytest.approx(4160.6, abs=0.05)


def test_las_medias_por_numero_de_recompras(cdnow) -> None:
    """Figura 5: media esperada de cada grupo en las 39 semanas siguientes, y la que hubo."""
    x, tx, t = ternas_cdnow()
    grupo = np.minimum(x, 7).astype(int)
    cuantos = np.bincount(grupo)
    esperadas = np.bincount(grupo, weights=BGNBD.esperadas(cdnow.parametros, x, tx, t, 39)) / cuantos
    reales = np.bincount(grupo, weights=compras_despues()) / cuantos

    assert cuantos.tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert reales.round(3).tolist() == [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359]
    assert esperadas.round(3).tolist() == [0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157]


def test_quien_solo_ha_comprado_una_vez_sigue_activo_por_mucho_que_calle(cdnow) -> None:
    assert BGNBD.prob_activo(cdnow.parametros, 0, 0, [0, 1, 1e6]).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("a", [0.2, 0.79, 0.99, 1.01, 1.7, 4.0])
@pytest.mark.parametrize(("x", "h"), [(0, 5.0), (2, 39.0), (12, 100.0)])
def test_las_esperadas_son_la_ec_10_donde_esta_se_puede_calcular(a, x, h) -> None:
    r, alpha, b, t = 0.243, 4.414, 2.426, 38.86
    z = h / (alpha + t + h)
    corchete = 1 - (1 - z) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, z)
    ec_10 = (a + b + x - 1) / (a - 1) * corchete

    assert compras_si_activo(r + x, h / (alpha + t), a, b + x) == pytest.approx(ec_10, rel=1e-10)


@pytest.mark.parametrize(("x", "h"), [(0, 5.0), (2, 39.0), (30, 1000.0)])
def test_en_a_igual_a_1_no_pasa_nada(x, h) -> None:
    antes, en_uno, despues = compras_si_activo(0.243 + x, h / 43.0, [1 - 1e-5, 1, 1 + 1e-5], 2.426 + x)

    assert en_uno == pytest.approx((antes + despues) / 2, rel=1e-9)
    assert antes > en_uno > despues


@pytest.mark.parametrize("h", [1e-9, 1e-3, 1.0, 1e3])
def test_si_apenas_hay_abandono_se_espera_lo_mismo_que_sin_el(h) -> None:
    """Donde la ec. 10 restaría números casi iguales: a casi cero y b enorme."""
    assert compras_si_activo(2.5, h / 40, 1e-6, 2e6) == pytest.approx(2.5 * h / 40, rel=1e-9)


@pytest.mark.parametrize(
    ("forma", "tiempo", "a", "b", "esperadas"),
    [
        (2.0, 0.0, 1.0, 1.0, 0.0),  # sin plazo no hay compras
        (5.0, 1e5, 1e6, 1e-6, 1.0),  # abandona seguro tras la primera
        (5.0, 1e5, 1e6, 1e6, 2.0),  # abandona en una de cada dos
        (5.0, 1e300, 3.0, 5.0, 3.5),  # plazo infinito: E[1/p] = (a+b-1)/(a-1)
        (1e6, 1e-6, 1e-9, 1e9, 1.0),  # Poisson de media 1
    ],
)
def test_los_limites_de_las_compras_de_quien_sigue_activo(forma, tiempo, a, b, esperadas) -> None:
    assert compras_si_activo(forma, tiempo, a, b) == pytest.approx(esperadas, rel=1e-4)


@pytest.mark.parametrize(("a", "tiempo"), [(0.1, 1e300), (0.1, 1e-300), (1e-6, 1e300), (1e6, 1e-300)])
def test_un_plazo_absurdo_tambien_da_un_numero(a, tiempo) -> None:
    assert np.isfinite(compras_si_activo(5.0, tiempo, a, 0.2))


def test_muchas_filas_dan_lo_mismo_que_una_a_una(cdnow) -> None:
    ternas = [columna[:40] for columna in ternas_cdnow()]
    juntas = BGNBD.esperadas(cdnow.parametros, *ternas, 39)

    assert juntas.tolist() == [float(BGNBD.esperadas(cdnow.parametros, *una, 39)) for una in np.transpose(ternas)]
