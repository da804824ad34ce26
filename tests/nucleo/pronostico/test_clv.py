"""El CLV: la definición mes a mes, la unidad de tiempo que no cuenta y un intervalo que cubre lo que dice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma as gamma_de_scipy

from cartera_xl.nucleo.modelos.cuantiles_gamma import cuantil_gamma_con_cero
from cartera_xl.nucleo.pronostico.clv import (
    DIAS_POR_MES,
    ComprasEsperadas,
    Economia,
    GastoEsperado,
    clv,
    coste_descontado,
    esperadas_por_mes,
    flujo_descontado,
    intervalo_clv,
    tasa_mensual,
)


def test_doce_tasas_mensuales_hacen_la_anual() -> None:
    assert (1 + tasa_mensual(0.1)) ** 12 == pytest.approx(1.1, rel=1e-14)
    assert tasa_mensual(0.0) == 0.0


def test_el_clv_es_la_definicion_a_mano() -> None:
    por_mes = np.array([[1.0, 0.0], [0.5, 2.0]])
    i = 1.1 ** (1 / 12) - 1
    coste = 10 * ((1 + i) ** -0.5 + (1 + i) ** -1.5)
    esperado = [
        0.3 * 40 * (1 / (1 + i) ** 0.5 + 0.5 / (1 + i) ** 1.5) - coste,
        0.3 * 60 * 2 / (1 + i) ** 1.5 - coste,
    ]

    assert clv(por_mes, [40.0, 60.0], Economia(0.3, 0.1, 120.0)) == pytest.approx(esperado, rel=1e-12)


def test_sin_descuento_ni_coste_es_margen_por_gasto_por_compras() -> None:
    por_mes = np.random.default_rng(0).random((12, 5))

    assert clv(por_mes, 20.0, Economia(0.5, 0.0)) == pytest.approx(10 * por_mes.sum(axis=0))


def test_el_coste_se_reparte_por_meses_y_se_descuenta_igual() -> None:
    economia = Economia(1.0, 0.1, 120.0)

    assert coste_descontado(economia) == pytest.approx(float(flujo_descontado(np.full((12, 1), 10.0), 0.1)[0]))
    assert coste_descontado(Economia(1.0, 0.0, 120.0), meses=6) == pytest.approx(60.0)


def test_el_mes_son_los_dias_de_un_doceavo_de_ejercicio() -> None:
    pedidos = []
    esperadas_por_mes(lambda h: (pedidos.append(h), np.zeros(1))[1], meses=12)

    assert pedidos == pytest.approx([k * 30.4375 for k in range(1, 13)])
    assert pytest.approx(365.25 / 12) == DIAS_POR_MES


def _esperadas(dias: float, unidad: float) -> np.ndarray:
    """E Y de tres clientes NBD con abandono exponencial, con parámetros en esa unidad de tiempo (días por unidad)."""
    ritmo, abandono = np.array([0.02, 0.1, 0.0]) * unidad, 0.004 * unidad
    h = dias / unidad
    return ritmo / abandono * -np.expm1(-abandono * h)


def test_en_dias_semanas_o_meses_sale_lo_mismo() -> None:
    economia = Economia(0.4, 0.08, 12.0)
    resultados = [
        clv(esperadas_por_mes(lambda h, u=unidad: _esperadas(h, u)), 30.0, economia)
        for unidad in (1.0, 7.0, DIAS_POR_MES)
    ]

    assert resultados[1] == pytest.approx(resultados[0], rel=1e-12)
    assert resultados[2] == pytest.approx(resultados[0], rel=1e-12)


def test_un_retroceso_de_redondeo_no_resta() -> None:
    acumuladas = iter([1.0, 1.0 - 1e-12, 2.0])

    assert (esperadas_por_mes(lambda h: np.array([next(acumuladas)]), meses=3) >= 0).all()


@given(
    st.lists(st.floats(0, 100), min_size=12, max_size=12),
    st.floats(0, 1e6),
    st.floats(0, 1),
    st.floats(-0.5, 3),
)
def test_sin_coste_nunca_es_negativo(por_mes: list[float], gasto: float, margen: float, tasa: float) -> None:
    assert clv(np.reshape(por_mes, (12, 1)), gasto, Economia(margen, tasa))[0] >= 0


def test_mas_tasa_es_menos_valor_y_mas_margen_es_mas() -> None:
    por_mes = np.ones((12, 1))

    def valor(margen: float, tasa: float) -> float:
        return float(clv(por_mes, 10.0, Economia(margen, tasa))[0])

    assert valor(0.5, 0.0) > valor(0.5, 0.1) > valor(0.5, 0.3)
    assert valor(0.6, 0.1) > valor(0.5, 0.1)


@pytest.mark.parametrize("datos", [(1.2, 0.1, 0.0), (-0.1, 0.1, 0.0), (0.5, -1.0, 0.0), (0.5, 0.1, -1.0)])
def test_una_economia_imposible_no_existe(datos: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="economía imposible"):
        Economia(*datos)


def _cartera(clientes: int, semilla: int) -> tuple[ComprasEsperadas, GastoEsperado, np.ndarray]:
    """Clientes NBD con abandono previo y gasto Gamma-Gamma: lo que se espera de cada uno y lo que de verdad ingresa.

    Cada compra cae en un día cualquiera de los doce meses y se descuenta al 10 % desde él.
    """
    azar = np.random.default_rng(semilla)
    vivo = azar.uniform(0.3, 1.0, clientes)
    forma, alfa = azar.uniform(0.5, 12.0, clientes), azar.uniform(0.5, 3.0, clientes)
    compras = np.where(azar.random(clientes) < vivo, azar.poisson(azar.gamma(forma) / alfa), 0)
    p, q = 4.0, azar.uniform(4.0, 40.0, clientes)
    tasas = azar.gamma(q) / (20 * q)
    dueno = np.repeat(np.arange(clientes), compras)
    importes = azar.gamma(p, size=len(dueno)) / tasas[dueno] * 1.1 ** -azar.random(len(dueno))
    media = vivo * forma / alfa
    segundo = vivo * (forma / alfa + forma * (forma + 1) / alfa**2)
    volver = vivo * (1 - (alfa / (alfa + 1)) ** forma)
    factor = float(flujo_descontado(np.full((12, 1), 1 / 12), 0.1)[0])
    gasto_medio = p * 20 * q / (q - 1)
    esperado = GastoEsperado(gasto_medio, gasto_medio**2 / (q - 2), 1 / p)
    ingreso = np.bincount(dueno, weights=importes, minlength=clientes)
    return ComprasEsperadas(media, segundo, volver, media * factor), esperado, ingreso


@pytest.mark.parametrize("semilla", [1, 2])
def test_el_intervalo_del_80_cubre_lo_que_dice(semilla: int) -> None:
    compras, gasto, ingreso = _cartera(20_000, semilla)
    bajo, alto = intervalo_clv(compras, gasto, Economia(0.3, 0.1, 6.0))
    real = 0.3 * ingreso - coste_descontado(Economia(0.3, 0.1, 6.0))
    seguros = compras.prob_volver > 0.9

    assert 0.77 <= _cubre(bajo, alto, real)[seguros].mean() <= 0.84
    assert 0.80 <= _cubre(bajo, alto, real).mean() <= 0.91


def test_por_debajo_del_extremo_alto_quedan_nueve_de_cada_diez() -> None:
    """También a quien puede no volver, mientras el extremo no sea el cero."""
    compras, gasto, ingreso = _cartera(20_000, 4)
    _, alto = intervalo_clv(compras, gasto, Economia(1.0, 0.1))

    for parte in np.array_split(np.argsort(compras.prob_volver), 4):
        assert 0.88 <= (ingreso <= alto)[parte].mean() <= 0.92


def _cubre(bajo: np.ndarray, alto: np.ndarray, real: np.ndarray) -> np.ndarray:
    return (bajo <= real + 1e-9) & (real <= alto + 1e-9)


def test_el_clv_esperado_es_el_ingreso_medio() -> None:
    compras, gasto, ingreso = _cartera(60_000, 3)
    por_mes = np.tile(compras.media / 12, (12, 1))

    assert clv(por_mes, gasto.media, Economia(1.0, 0.1)).sum() == pytest.approx(ingreso.sum(), rel=0.02)


def test_quien_casi_seguro_no_vuelve_tiene_el_extremo_alto_en_cero() -> None:
    compras = ComprasEsperadas(np.array([0.05, 0.0]), np.array([0.06, 0.0]), np.array([0.04, 0.0]), np.array([0.04, 0]))
    gasto = GastoEsperado(np.array([50.0, 50.0]), np.array([10.0, 10.0]))

    for extremo in intervalo_clv(compras, gasto, Economia()):
        assert list(extremo) == [0.0, 0.0]


def test_quien_compra_seguro_y_siempre_lo_mismo_no_tiene_duda() -> None:
    uno = np.ones(1)
    compras = ComprasEsperadas(4 * uno, 16 * uno, uno, 3.8 * uno)
    bajo, alto = intervalo_clv(compras, GastoEsperado(25 * uno, 0 * uno), Economia(0.5, 0.1))

    assert bajo == pytest.approx([47.5], rel=1e-5)
    assert alto == pytest.approx([47.5], rel=1e-5)


def test_una_compra_segura_de_importe_disperso_es_una_exponencial() -> None:
    """Una gamma de dispersión 1 es una exponencial: sus cuantiles son -ln(1 - q) veces la media."""
    uno = np.ones(1)
    compras = ComprasEsperadas(uno, uno, uno, 0.95 * uno)
    extremos = intervalo_clv(compras, GastoEsperado(25 * uno, 0 * uno, 1.0), Economia(1.0, 0.1))

    assert np.concatenate(extremos) == pytest.approx(-0.95 * 25 * np.log([0.9, 0.1]), rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(
    st.floats(0, 50),
    st.floats(1, 20),
    st.floats(0, 1),
    st.floats(0, 1e7),
    st.floats(0, 3),
)
def test_el_intervalo_siempre_es_finito_y_ordenado(
    media: float, exceso: float, volver: float, gasto: float, duda: float
) -> None:
    columnas = [np.array([valor]) for valor in (media, exceso * (media + media**2), volver, 0.95 * media)]
    esperado = GastoEsperado(np.array([gasto]), np.array([duda * gasto**2]), 0.3)
    bajo, alto = intervalo_clv(ComprasEsperadas(*columnas), esperado, Economia(0.3, 0.1))

    assert np.isfinite([bajo[0], alto[0]]).all()
    assert 0 <= bajo[0] <= alto[0]


@pytest.mark.parametrize("nivel", [0.1, 0.5, 0.9])
def test_el_cuantil_es_el_de_la_mezcla(nivel: float) -> None:
    """Cero con probabilidad .4 y, si no, gamma de forma 2 y media 10."""
    esperado = 0.0 if nivel <= 0.4 else gamma_de_scipy.ppf((nivel - 0.4) / 0.6, 2, scale=5)

    assert cuantil_gamma_con_cero(nivel, 0.6, 6.0, 0.6 * (100 + 50)) == pytest.approx(esperado, rel=1e-10)


def test_en_el_borde_justo_el_cuantil_es_cero() -> None:
    assert cuantil_gamma_con_cero(0.5, 0.5, 5.0, 60.0) == 0.0
    assert cuantil_gamma_con_cero(0.5, 0.5001, 5.0, 60.0) > 0.0
