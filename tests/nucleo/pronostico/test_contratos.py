"""Las renovaciones: quién se da por perdido, qué se dice con pocos contratos y cuánto valen las que quedan."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos import sbg
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.pronostico.contratos import (
    DIAS_POR_EJERCICIO,
    ajustar_contratos,
    intervalo_renovacion,
    prob_renovacion,
    valor_residual,
)

QUEDAN = {
    "High End": [1000, 869, 743, 653, 593, 551, 517, 491],
    "Regular": [1000, 631, 468, 382, 326, 289, 262, 241],
}
"""Fader y Hardie (2007), tabla 1, en clientes de cada mil."""


def contratos(cartera: str) -> tuple[np.ndarray, np.ndarray]:
    """(renovaciones, vence) de mil clientes al séptimo vencimiento: los perdidos vencieron ayer o antes."""
    perdidos = -np.diff(QUEDAN[cartera])
    renovaciones = np.r_[np.repeat(np.arange(7), perdidos), np.full(QUEDAN[cartera][-1], 7)].astype(float)
    vence = np.r_[np.full(perdidos.sum(), -1), np.full(QUEDAN[cartera][-1], 200)].astype(float)
    return renovaciones, vence


@pytest.fixture(scope="module")
def regular() -> Ajuste:
    ajuste = ajustar_contratos(*contratos("Regular"))
    assert ajuste is not None
    return ajuste


@pytest.mark.parametrize(("cartera", "nuevo", "tras_tres"), [("High End", 0.851, 0.911), ("Regular", 0.627, 0.856)])
def test_tras_tres_renovaciones_se_renueva_mas(cartera: str, nuevo: float, tras_tres: float) -> None:
    """Fader y Hardie (2007), r = (beta + k)/(alfa + beta + k)."""
    ajuste = ajustar_contratos(*contratos(cartera))
    assert ajuste is not None

    assert prob_renovacion(ajuste, [0, 3], [10, 10]) == pytest.approx([nuevo, tras_tres], abs=5e-4)
    assert (ajuste.metodo, ajuste.sigma, ajuste.aviso) == (Metodo.MAXIMA_VEROSIMILITUD, None, "")
    assert ajuste.clientes == 1000


def test_los_clientes_sin_contrato_no_cuentan(regular: Ajuste) -> None:
    renovaciones, vence = contratos("Regular")
    con_otros = ajustar_contratos(np.r_[renovaciones, np.full(500, 9.0)], np.r_[vence, np.full(500, np.nan)])

    assert con_otros == regular
    assert ajustar_contratos([1, 2], [np.nan, np.nan]) is None
    assert ajustar_contratos([], []) is None


@pytest.mark.parametrize(("dias", "perdido"), [(-1, True), (0, False), (1, False)])
def test_el_contrato_que_vence_el_dia_del_corte_sigue_vivo(dias: float, perdido: bool) -> None:
    renovaciones, vence = contratos("Regular")
    con_uno = ajustar_contratos(np.r_[renovaciones, 2], np.r_[vence, dias])
    assert con_uno is not None
    esperado = sbg.ajustar(np.r_[renovaciones, 2], np.r_[vence < 0, perdido])

    assert con_uno.parametros == pytest.approx(esperado.parametros, rel=1e-9)
    assert bool(np.isnan(prob_renovacion(con_uno, [2], [dias])[0])) is perdido


def test_no_saber_las_renovaciones_es_ninguna(regular: Ajuste) -> None:
    renovaciones, vence = contratos("Regular")
    sin_saber = np.where(renovaciones == 0, np.nan, renovaciones)

    assert ajustar_contratos(sin_saber, vence) == regular
    assert list(prob_renovacion(regular, [np.nan], [5])) == list(prob_renovacion(regular, [0], [5]))


def test_sin_contrato_o_ya_vencido_no_hay_probabilidad(regular: Ajuste) -> None:
    vence = [np.nan, -1, -400]

    assert np.isnan(prob_renovacion(regular, [1, 1, 1], vence)).all()
    assert np.isnan(intervalo_renovacion(regular, [1, 1, 1], vence)).all()
    assert np.isnan(valor_residual(regular, [1, 1, 1], vence, 100.0, 1.0, 0.1)).all()


@pytest.mark.parametrize("cuantos", [1, 2, 19])
def test_con_menos_de_veinte_se_dice_que_la_muestra_no_basta(cuantos: int) -> None:
    ajuste = ajustar_contratos([1.0] * cuantos, [30.0] * (cuantos - 1) + [-30.0])
    assert ajuste is not None

    assert ajuste.metodo is Metodo.MAP
    assert "muestra insuficiente" in ajuste.aviso
    assert 0 < prob_renovacion(ajuste, [0], [30])[0] < 1


def test_entre_veinte_y_trescientos_hay_previa_sin_aviso() -> None:
    renovaciones, vence = (columna[::10] for columna in contratos("Regular"))
    ajuste = ajustar_contratos(renovaciones, vence)
    assert ajuste is not None

    assert (ajuste.metodo, ajuste.sigma, ajuste.aviso) == (Metodo.MAP, sbg.SIGMA, "")


@pytest.mark.parametrize(("vence", "aviso"), [(0.0, "ningún contrato perdido"), (-1.0, "todos los contratos")])
def test_si_no_se_pierde_nadie_o_se_pierden_todos_se_dice(vence: float, aviso: str) -> None:
    ajuste = ajustar_contratos(np.arange(500) % 3, np.full(500, vence))
    assert ajuste is not None

    assert ajuste.metodo is Metodo.MAP
    assert aviso in ajuste.aviso
    assert 0 < prob_renovacion(ajuste, [0], [1])[0] < 1


def test_el_intervalo_encierra_la_probabilidad_y_se_estrecha_con_mas_contratos(regular: Ajuste) -> None:
    pocos = ajustar_contratos(*(columna[::20] for columna in contratos("Regular")))
    assert pocos is not None
    k, vence = np.arange(10.0), np.full(10, 5.0)
    anchos = []
    for ajuste in (pocos, regular):
        bajo, alto = intervalo_renovacion(ajuste, k, vence)
        centro = prob_renovacion(ajuste, k, vence)
        assert ((bajo >= 0) & (bajo < centro) & (centro < alto) & (alto <= 1)).all()
        anchos.append(alto - bajo)

    assert (anchos[1] < anchos[0]).all()


def test_el_intervalo_contiene_la_retencion_verdadera_lo_que_dice() -> None:
    """Ochenta carteras simuladas de 300 contratos, alfa = .7 y beta = 2; intervalo del 80 %."""
    azar = np.random.default_rng(12)
    verdadera, dentro = 5 / 5.7, 0
    for _ in range(80):
        irse = azar.beta(0.7, 2.0, 300)
        duracion = azar.geometric(np.maximum(irse, 1e-12))
        renovaciones, perdido = np.minimum(duracion - 1, 5), duracion <= 5
        ajuste = ajustar_contratos(renovaciones, np.where(perdido, -1.0, 1.0))
        assert ajuste is not None
        bajo, alto = intervalo_renovacion(ajuste, [3], [1])
        dentro += bool(bajo[0] <= verdadera <= alto[0])

    assert 0.68 <= dentro / 80 <= 0.92


def test_el_intervalo_no_depende_de_la_compania(regular: Ajuste) -> None:
    lote = intervalo_renovacion(regular, [0, 3, 9, 3], [1, 1, np.nan, 1])
    solo = intervalo_renovacion(regular, [3], [1])

    assert (lote[0][1], lote[1][1]) == (solo[0][0], solo[1][0]) == (lote[0][3], lote[1][3])


@pytest.mark.parametrize(("renovaciones", "valor"), [(0, 288), (1, 394), (4, 568)])
def test_el_valor_residual_al_vencer_es_el_publicado(regular: Ajuste, renovaciones: int, valor: float) -> None:
    """Fader y Hardie (2010), E(RLV) tras 1, 2 y 5 periodos: 100 al ejercicio con gamma = .764, delta = 1.296 y 10 %."""
    ajuste = Ajuste("sbg", (0.764, 1.296), 0.0, regular.covarianza, 1000, Metodo.MAXIMA_VEROSIMILITUD)

    assert valor_residual(ajuste, [renovaciones], [0], 200.0, 0.5, 0.1) == pytest.approx([valor], abs=0.5)


def test_el_valor_residual_se_descuenta_lo_que_falta_para_vencer(regular: Ajuste) -> None:
    hoy, dentro_de_uno = valor_residual(regular, [2, 2], [0, DIAS_POR_EJERCICIO], 100.0, 1.0, 0.1)

    assert dentro_de_uno == pytest.approx(hoy / 1.1)


def test_sin_tasa_de_descuento_el_valor_es_finito(regular: Ajuste) -> None:
    assert np.isfinite(valor_residual(regular, [0, 9], [30, 30], 100.0, 1.0, 0.0)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.floats(-4000, 4000) | st.just(np.nan)), max_size=30))
def test_cualquier_cartera_da_probabilidades(filas: list[tuple[int, float]]) -> None:
    renovaciones, vence = np.array(filas, dtype=float).reshape(-1, 2).T
    ajuste = ajustar_contratos(renovaciones, vence)
    if ajuste is None:
        assert not np.isfinite(vence).any()
        return
    probabilidad = prob_renovacion(ajuste, renovaciones, vence)
    bajo, alto = intervalo_renovacion(ajuste, renovaciones, vence)
    vivos = vence >= 0

    assert (np.isnan(probabilidad) == ~vivos).all()
    assert ((probabilidad[vivos] > 0) & (probabilidad[vivos] < 1)).all()
    assert ((bajo[vivos] >= 0) & (bajo[vivos] <= alto[vivos]) & (alto[vivos] <= 1)).all()
    assert (valor_residual(ajuste, renovaciones, vence, 50.0, 1.0, 0.1)[vivos] > 0).all()
