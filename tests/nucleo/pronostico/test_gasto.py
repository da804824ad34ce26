"""El gasto por compra: cuándo vale Gamma-Gamma, qué se usa si no vale, y que siempre haya un número sensato."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from cartera_xl.nucleo.modelos import gamma_gamma
from cartera_xl.nucleo.pronostico.gasto import (
    CORRELACION_TOLERABLE,
    _credibilidad,
    correlacion_de_rangos,
    dispersion_de_una_compra,
    elegir_gasto,
    gasto_esperado,
)
from cartera_xl.nucleo.pronostico.tipos import FormaDeGasto
from tests.support.cdnow import compras_cdnow


def cartera(clientes: int = 600, *, dependencia: float = 0.0, semilla: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """(compras pagadas, neto) con gasto Gamma-Gamma p = 4, q = 5, v = 25, multiplicado por compras**dependencia."""
    azar = np.random.default_rng(semilla)
    compras = azar.geometric(0.35, clientes).astype(float)
    medias = 4 / azar.gamma(5, 1 / 25, clientes) * compras**dependencia
    return compras, azar.gamma(4 * compras) * medias / 4


def cdnow() -> tuple[np.ndarray, np.ndarray]:
    """Las compras de importe positivo de cada cliente de CDNOW, la primera incluida."""
    cliente, _, dolares = compras_cdnow()
    return np.bincount(cliente, weights=dolares > 0), np.bincount(cliente, weights=dolares)


def test_cdnow_usa_gamma_gamma() -> None:
    """Fader, Hardie y Lee (2005), «RFM and CLV»: la correlación de CDNOW es baja y se da por buena la independencia."""
    gasto = elegir_gasto(*cdnow())

    assert gasto.forma is FormaDeGasto.GAMMA_GAMMA
    assert gasto.aviso == ""
    assert gasto.correlacion is not None
    assert 0 < gasto.correlacion < CORRELACION_TOLERABLE
    assert gasto.compradores == 2349  # los 2.357 menos los 8 que no pagaron nada


def test_gamma_gamma_recupera_la_media_de_la_cartera() -> None:
    gasto = elegir_gasto(*cartera(5000))
    media, _ = gasto_esperado(gasto, [0], [0])

    assert gasto.forma is FormaDeGasto.GAMMA_GAMMA
    assert media == pytest.approx(25.0, rel=0.03)
    assert dispersion_de_una_compra(gasto) == pytest.approx(1 / 4, rel=0.2)


@pytest.mark.parametrize(("dependencia", "sentido"), [(1.0, "gasta más"), (-1.0, "gasta menos")])
def test_si_gasto_y_compras_van_juntos_se_usan_grupos_y_se_dice(dependencia: float, sentido: str) -> None:
    gasto = elegir_gasto(*cartera(dependencia=dependencia))

    assert gasto.forma is FormaDeGasto.POR_GRUPO
    assert sentido in gasto.aviso
    assert f"{gasto.correlacion:.2f}".replace(".", ",") in gasto.aviso
    assert len(gasto.parametros) == 9


def test_por_grupos_acierta_mas_que_la_media_propia_y_que_una_sola_media() -> None:
    azar = np.random.default_rng(8)
    compras = azar.geometric(0.35, 2000).astype(float)
    verdaderas = 4 / azar.gamma(5, 1 / 25, 2000) * compras
    neto = azar.gamma(4 * compras) * verdaderas / 4
    media, _ = gasto_esperado(elegir_gasto(compras, neto), compras, neto)
    error = np.abs(media - verdaderas).mean()

    assert error < np.abs(neto / compras - verdaderas).mean()
    assert error < np.abs((neto / compras).mean() - verdaderas).mean()


def test_con_pocos_que_repiten_hay_una_sola_media_y_se_dice() -> None:
    compras, neto = cartera(20)
    gasto = elegir_gasto(compras, neto)
    media, _ = gasto_esperado(gasto, compras, neto)

    assert gasto.forma is FormaDeGasto.PROPIA
    assert "Muestra insuficiente" in gasto.aviso
    todas = (neto / compras).mean()
    assert media == pytest.approx((neto + todas) / (compras + 1))


@pytest.mark.parametrize(("repiten", "forma"), [(19, FormaDeGasto.PROPIA), (20, FormaDeGasto.GAMMA_GAMMA)])
def test_veinte_que_repiten_bastan(repiten: int, forma: FormaDeGasto) -> None:
    compras, neto = cartera(3000)
    unos, varios = np.flatnonzero(compras == 1)[:200], np.flatnonzero(compras > 1)[:repiten]
    elegidos = np.concatenate([unos, varios])

    assert elegir_gasto(compras[elegidos], neto[elegidos]).forma is forma


def test_sin_importes_se_dice_y_no_hay_dinero() -> None:
    gasto = elegir_gasto([3, 0, 2], [0.0, 50.0, -4.0])
    media, varianza = gasto_esperado(gasto, [3, 2], [0.0, 10.0])

    assert gasto.forma is FormaDeGasto.NINGUNA
    assert gasto.aviso
    assert list(media) == list(varianza) == [0.0, 0.0]


@pytest.mark.parametrize("dependencia", [0.0, 1.0])
def test_quien_no_tiene_gasto_positivo_espera_lo_que_un_desconocido(dependencia: float) -> None:
    gasto = elegir_gasto(*cartera(dependencia=dependencia))
    media, varianza = gasto_esperado(gasto, [0, 1, 1, 0, np.nan], [0.0, 0.0, -30.0, 80.0, np.nan])

    assert len(set(media)) == len(set(varianza)) == 1
    assert media[0] > 0


def test_mas_compras_encogen_menos_y_dejan_menos_duda() -> None:
    for dependencia in (0.0, 1.0):
        gasto = elegir_gasto(*cartera(dependencia=dependencia))
        compras = np.array([8.0, 30, 3000])
        media, varianza = gasto_esperado(gasto, compras, 500 * compras)

        assert (np.diff(np.abs(media - 500)) < 0).all()
        assert (np.diff(np.sqrt(varianza) / media) < 0).all()
        assert media[-1] == pytest.approx(500, rel=0.01)


@pytest.mark.parametrize("factor", [1e-3, 1e6])
@pytest.mark.parametrize(("clientes", "dependencia"), [(15, 0.0), (600, 0.0), (600, 1.0)])
def test_en_miles_o_en_millones_sale_lo_mismo(clientes: int, dependencia: float, factor: float) -> None:
    compras, neto = cartera(clientes, dependencia=dependencia)
    base, otra = elegir_gasto(compras, neto), elegir_gasto(compras, factor * neto)
    esperado, duda = gasto_esperado(base, compras, neto)
    esperado_otra, duda_otra = gasto_esperado(otra, compras, factor * neto)

    assert base.forma is otra.forma
    assert esperado_otra == pytest.approx(factor * esperado, rel=1e-5)
    assert duda_otra == pytest.approx(factor**2 * duda, rel=1e-4)


@pytest.mark.parametrize("clientes", [1, 2, 5, 40, 400])
def test_si_todos_gastan_igual_se_espera_eso(clientes: int) -> None:
    compras = 1.0 + np.arange(clientes) % 7
    neto = 19.99 * compras
    media, varianza = gasto_esperado(elegir_gasto(compras, neto), compras, neto)

    assert media == pytest.approx(np.full(clientes, 19.99), rel=1e-6)
    assert np.isfinite(varianza).all()


def test_el_redondeo_de_las_sumas_no_inventa_una_correlacion() -> None:
    compras = 2.0 + np.arange(40) % 30
    neto = np.array([sum([19.99] * int(k)) for k in compras])
    assert len(set(neto / compras)) > 1

    assert elegir_gasto(compras, neto).correlacion is None


def test_unos_pocos_gastos_enormes_no_hacen_infinita_la_media() -> None:
    azar = np.random.default_rng(1)
    compras = azar.geometric(0.35, 500).astype(float)
    neto = compras * np.exp(azar.normal(3, 2, 500))
    gasto = elegir_gasto(compras, neto)
    media, _ = gasto_esperado(gasto, [0], [0])

    assert gasto.forma is FormaDeGasto.POR_GRUPO
    assert gasto.aviso
    assert media < 3 * (neto / compras).mean()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3000), st.floats(-1e6, 1e9)), max_size=60))
def test_siempre_hay_un_gasto_finito_y_no_negativo(filas: list[tuple[int, float]]) -> None:
    compras, neto = np.array(filas, dtype=float).reshape(-1, 2).T
    gasto = elegir_gasto(compras, neto)
    media, varianza = gasto_esperado(gasto, compras, neto)

    assert (np.isfinite(media) & (media >= 0)).all()
    assert (np.isfinite(varianza) & (varianza >= 0)).all()
    assert np.isfinite(gasto.parametros).all()
    assert dispersion_de_una_compra(gasto) >= 0


@pytest.mark.parametrize("dependencia", [0.0, 1.0])
def test_una_fila_sola_da_lo_mismo_que_en_un_lote(dependencia: float) -> None:
    compras, neto = cartera(dependencia=dependencia)
    gasto = elegir_gasto(compras, neto)
    lote = gasto_esperado(gasto, compras, neto)

    for i in (0, 7, 99):
        sola = gasto_esperado(gasto, compras[i : i + 1], neto[i : i + 1])
        assert (sola[0][0], sola[1][0]) == (lote[0][i], lote[1][i])


def test_el_orden_de_los_clientes_no_cambia_nada() -> None:
    compras, neto = cartera()
    orden = np.random.default_rng(2).permutation(len(compras))

    derecha, revuelta = elegir_gasto(compras, neto), elegir_gasto(compras[orden], neto[orden])
    assert derecha.correlacion == pytest.approx(revuelta.correlacion, abs=1e-12)
    assert derecha.parametros == pytest.approx(revuelta.parametros, rel=1e-5)


@given(st.lists(st.tuples(st.integers(2, 9), st.integers(1, 9)), min_size=3, max_size=40))
def test_la_correlacion_es_la_de_spearman(pares: list[tuple[int, int]]) -> None:
    uno, otro = np.array(pares, dtype=float).T
    nuestra = correlacion_de_rangos(uno, otro)

    if len(set(uno)) == 1 or len(set(otro)) == 1:
        assert nuestra is None
    else:
        assert nuestra == pytest.approx(spearmanr(uno, otro).statistic, abs=1e-12)


def test_sin_tres_clientes_no_hay_correlacion() -> None:
    assert correlacion_de_rangos(np.array([2.0, 3.0]), np.array([1.0, 5.0])) is None


def test_el_gasto_de_gamma_gamma_es_el_del_modelo() -> None:
    compras, neto = cartera()
    gasto = elegir_gasto(compras, neto)
    media, varianza = gasto_esperado(gasto, compras, neto)

    assert media == pytest.approx(gamma_gamma.gasto_esperado(gasto.parametros, compras, neto / compras))
    assert varianza == pytest.approx(gamma_gamma.varianza_del_gasto(gasto.parametros, compras, neto / compras))


def test_con_el_mismo_numero_de_compras_la_dispersion_medida_distingue_a_los_clientes() -> None:
    """Treinta clientes, trece compras: con sus medias solas no se sabe si gastan distinto u oscilan."""
    azar = np.random.default_rng(4)
    medias = np.exp(azar.normal(7.0, 0.8, 30))
    compras = np.full(30, 13.0)
    neto = np.array([azar.gamma(1 / 0.35, media * 0.35, 13).sum() for media in medias])
    esperado, _ = gasto_esperado(elegir_gasto(compras, neto, 0.35), compras, neto)

    assert np.corrcoef(esperado, medias)[0, 1] > 0.9
    assert np.abs(np.log(esperado / medias)).mean() < 0.25
    assert elegir_gasto(compras, neto, 0.35).parametros[-1] == 0.35


def test_si_las_compras_no_oscilan_como_supone_gamma_gamma_no_se_usa() -> None:
    compras, neto = cdnow()
    en_gamma = 1 / elegir_gasto(compras, neto).parametros[0]

    assert elegir_gasto(compras, neto, 3.9 * en_gamma).forma is FormaDeGasto.GAMMA_GAMMA
    for dispersion in (4.1 * en_gamma, en_gamma / 4.1):
        otro = elegir_gasto(compras, neto, dispersion)
        assert (otro.forma, otro.parametros[-1]) == (FormaDeGasto.POR_GRUPO, dispersion)
        assert "no oscilan" in otro.aviso


@pytest.mark.parametrize(("relativo", "k"), [(np.ones(50), 100.0), (np.repeat([0.2, 1.8], 25), 0.5)])
def test_cuanto_mas_distintos_los_clientes_menos_pesa_la_media_del_grupo(relativo, k) -> None:
    """Varianza entre clientes 0 (tope de cien) y .64: k = .35/(.64 - .35/10) = .58."""
    assert _credibilidad(np.full(50, 10.0), relativo, 0.35) == pytest.approx(k, rel=0.2)


def test_quien_gasta_siempre_lo_mismo_no_encoge() -> None:
    compras, neto = np.full(40, 5.0), np.repeat([50.0, 500.0], 20)
    esperado, varianza = gasto_esperado(elegir_gasto(compras, neto, 0.0), compras, neto)

    assert esperado == pytest.approx(neto / 5, rel=1e-2)
    assert (varianza < 1.0).all()
