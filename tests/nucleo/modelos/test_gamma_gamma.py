"""Gamma-Gamma: los valores publicados con CDNOW, la moneda que no cuenta y los bordes que dejan todo finito."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from cartera_xl.nucleo.modelos import gamma_gamma
from cartera_xl.nucleo.modelos.base import Ajuste
from tests.support.cdnow import gasto_repetido_cdnow

PARAMETROS = (6.25, 3.74, 15.44)
"""Los que imprime la nota 025, con sus cifras."""


@pytest.fixture(scope="module")
def cdnow() -> Ajuste:
    return gamma_gamma.ajustar(*gasto_repetido_cdnow())


@pytest.mark.parametrize(("posicion", "publicado"), [(0, 6.2496), (1, 3.7442), (2, 15.4435)])
def test_cdnow_da_los_parametros_publicados(cdnow: Ajuste, posicion: int, publicado: float) -> None:
    """Fader y Hardie (2013), nota 025: los 946 que repiten en las 39 primeras semanas."""
    assert cdnow.parametros[posicion] == pytest.approx(publicado, rel=1e-4)


def test_cdnow_da_la_verosimilitud_y_la_media_publicadas(cdnow: Ajuste) -> None:
    assert cdnow.clientes == 946
    assert cdnow.log_verosimilitud == pytest.approx(-4055.918, abs=1e-3)
    assert gamma_gamma.media_poblacional(cdnow.parametros) == pytest.approx(35.2, abs=0.05)
    assert cdnow.aviso == ""


def test_los_ocho_que_no_pagaron_nada_no_repitieron() -> None:
    _, gasto = gasto_repetido_cdnow()

    assert (gasto > 0).all()


def test_el_ajuste_es_el_maximo_de_la_suma_de_las_filas(cdnow: Ajuste) -> None:
    x, z = gasto_repetido_cdnow()
    valor, gradiente = gamma_gamma.valor_y_gradiente(cdnow.parametros, x, z)

    assert valor == pytest.approx(cdnow.log_verosimilitud, abs=1e-8)
    assert gamma_gamma.filas(cdnow.parametros, x, z).sum() == pytest.approx(valor, abs=1e-7)
    assert np.abs(gradiente).max() < 1e-2


def test_el_gradiente_es_el_de_las_diferencias() -> None:
    x, z, n = np.array([1.0, 2, 7, 3000]), np.array([12.0, 40, 3, 25]), np.array([3.0, 1, 2, 1])
    logs, paso = np.log([3.0, 1.5, 20.0]), 1e-6

    def valor(punto: np.ndarray) -> tuple[float, np.ndarray]:
        p, q, v = np.exp(punto)
        return gamma_gamma.valor_y_gradiente((p, 1 + q, v), x, z, n)

    for i, analitico in enumerate(valor(logs)[1]):
        empuje = paso * np.eye(3)[i]
        diferencias = (valor(logs + empuje)[0] - valor(logs - empuje)[0]) / (2 * paso)
        assert analitico == pytest.approx(diferencias, rel=1e-6, abs=1e-4)


def test_la_densidad_suma_uno() -> None:
    """Nota 025, ecuación 1a."""
    for x in (1, 4):
        total, _ = quad(lambda z, x=x: float(np.exp(gamma_gamma.filas(PARAMETROS, x, z))), 0, np.inf)
        assert total == pytest.approx(1.0, abs=1e-6)


def test_pesar_es_repetir_filas() -> None:
    juntas = gamma_gamma.valor_y_gradiente(PARAMETROS, [1, 4], [20.0, 35.0], [3, 2])
    sueltas = gamma_gamma.valor_y_gradiente(PARAMETROS, [1, 1, 1, 4, 4], [20.0] * 3 + [35.0] * 2)

    assert juntas[0] == pytest.approx(sueltas[0], rel=1e-12)
    assert juntas[1] == pytest.approx(sueltas[1], rel=1e-12)


@pytest.mark.parametrize("factor", [1e-3, 1e3, 1e6])
def test_en_miles_o_en_millones_el_ajuste_es_el_mismo(cdnow: Ajuste, factor: float) -> None:
    x, z = gasto_repetido_cdnow()
    otro = gamma_gamma.ajustar(x, factor * z)

    assert otro.parametros[:2] == pytest.approx(cdnow.parametros[:2], rel=1e-6)
    assert otro.parametros[2] == pytest.approx(factor * cdnow.parametros[2], rel=1e-6)
    assert otro.log_verosimilitud == pytest.approx(cdnow.log_verosimilitud - 946 * np.log(factor), abs=1e-6)
    assert gamma_gamma.gasto_esperado(otro.parametros, x, factor * z) == pytest.approx(
        factor * gamma_gamma.gasto_esperado(cdnow.parametros, x, z), rel=1e-6
    )


def test_el_orden_de_las_filas_no_cambia_el_ajuste(cdnow: Ajuste) -> None:
    x, z = gasto_repetido_cdnow()
    orden = np.random.default_rng(4).permutation(len(x))

    assert gamma_gamma.ajustar(x[orden], z[orden]).parametros == pytest.approx(cdnow.parametros, rel=1e-6)


def test_la_media_y_la_varianza_son_las_de_la_gamma_inversa() -> None:
    """Nota 025, ecuación 5: p/ν a posteriori, comparada con sorteos de ν."""
    p, q, v = PARAMETROS
    x, z = 3, 50.0
    tasas = np.random.default_rng(1).gamma(p * x + q, 1.0 / (v + x * z), 400_000)

    assert gamma_gamma.gasto_esperado(PARAMETROS, x, z) == pytest.approx((p / tasas).mean(), rel=2e-3)
    assert gamma_gamma.varianza_del_gasto(PARAMETROS, x, z) == pytest.approx((p / tasas).var(), rel=2e-2)


def test_sin_compras_se_espera_lo_que_la_cartera() -> None:
    esperado = gamma_gamma.gasto_esperado(PARAMETROS, 0, 0.0)

    assert esperado == pytest.approx(gamma_gamma.media_poblacional(PARAMETROS), rel=1e-12)


def test_con_muchas_compras_se_espera_lo_propio() -> None:
    assert gamma_gamma.gasto_esperado(PARAMETROS, 3000, 80.0) == pytest.approx(80.0, rel=1e-2)
    assert gamma_gamma.varianza_del_gasto(PARAMETROS, 3000, 80.0) < 1.0


@given(st.integers(1, 500), st.floats(0.01, 1e6), st.floats(1.1, 30), st.floats(0.05, 50))
def test_lo_esperado_queda_entre_lo_propio_y_lo_de_la_cartera(x: int, z: float, q: float, p: float) -> None:
    parametros = (p, q, 20.0)
    cartera = gamma_gamma.media_poblacional(parametros)
    esperado = float(gamma_gamma.gasto_esperado(parametros, x, z))

    assert min(z, cartera) * (1 - 1e-9) <= esperado <= max(z, cartera) * (1 + 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3000), st.floats(1e-3, 1e7)), min_size=1, max_size=20))
def test_cualquier_muestra_da_un_ajuste_finito(filas: list[tuple[int, float]]) -> None:
    x, z = np.array(filas, dtype=float).T
    ajuste = gamma_gamma.ajustar(x, z)

    _todo_finito(ajuste, x, z)


@pytest.mark.parametrize(
    ("x", "z", "aviso"),
    [
        ([1.0], [30.0], ""),
        ([3000.0], [30.0], ""),
        ([1.0] * 50, [30.0] * 50, "casi"),
        ([2.0, 5.0, 3000.0] * 10, [30.0] * 30, "todos los clientes gastan casi lo mismo"),
        ([2.0] * 40, [(40 / (i + 1)) ** 2 for i in range(40)], "no se puede estimar"),
    ],
    ids=["uno", "x=3000", "iguales de una compra", "iguales", "cola"],
)
def test_los_bordes_quedan_finitos_y_se_dicen(x: list[float], z: list[float], aviso: str) -> None:
    ajuste = gamma_gamma.ajustar(x, z)

    _todo_finito(ajuste, np.array(x), np.array(z))
    assert aviso in ajuste.aviso


@pytest.mark.parametrize(("x", "z"), [([], []), ([0.0], [5.0]), ([1.0], [0.0]), ([1.0], [-2.0]), ([1.0], [np.nan])])
def test_quien_no_ha_pagado_nada_no_entra_en_el_ajuste(x: list[float], z: list[float]) -> None:
    with pytest.raises(ValueError, match="gasto medio positivo"):
        gamma_gamma.ajustar(x, z)


def _todo_finito(ajuste: Ajuste, x: np.ndarray, z: np.ndarray) -> None:
    media = gamma_gamma.gasto_esperado(ajuste.parametros, x, z)
    varianza = gamma_gamma.varianza_del_gasto(ajuste.parametros, x, z)
    covarianza = np.array(ajuste.covarianza)

    assert ajuste.parametros[1] > 1
    assert np.isfinite([*ajuste.parametros, ajuste.log_verosimilitud]).all()
    assert np.isfinite(media).all()
    assert (media > 0).all()
    assert np.isfinite(varianza).all()
    assert (varianza >= 0).all()
    assert np.linalg.eigvalsh(covarianza).min() >= -1e-9
