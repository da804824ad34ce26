"""BG/BB: las donaciones del artículo, identidades entre sus fórmulas y bordes sin desbordar."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo, ModeloDeCompras
from cartera_xl.nucleo.modelos.bgbb import BGBB
from cartera_xl.nucleo.modelos.grupos import Grupos

DONACIONES = Path(__file__).parents[2] / "datos" / "donations.csv"
PARAMETROS = (1.204, 0.750, 0.657, 2.783)
"""Los impresos en Fader, Hardie y Shang (2010)."""


def donaciones() -> Grupos:
    return Grupos.de(*np.loadtxt(DONACIONES, delimiter=",", skiprows=1).T)


@pytest.fixture(scope="module")
def ajuste() -> Ajuste:
    return ajustar(BGBB, donaciones())


@pytest.mark.parametrize(("posicion", "publicado"), list(enumerate([1.2035, 0.7497, 0.6567, 2.7835])))
def test_las_donaciones_dan_los_parametros_publicados(ajuste: Ajuste, posicion: int, publicado: float) -> None:
    """Fader, Hardie y Shang (2010), cohorte de 1995, donaciones de 1996 a 2001."""
    assert ajuste.parametros[posicion] == pytest.approx(publicado, rel=1e-4)


def test_las_donaciones_dan_la_verosimilitud_publicada(ajuste: Ajuste) -> None:
    assert ajuste.log_verosimilitud == pytest.approx(-33225.58, abs=0.01)
    assert ajuste.clientes == 11_104
    assert ajuste.metodo is Metodo.MAXIMA_VEROSIMILITUD


def test_las_donaciones_esperadas_en_cinco_ejercicios_son_las_publicadas(ajuste: Ajuste) -> None:
    grupos = donaciones()
    esperadas = BGBB.esperadas(ajuste.parametros, grupos.x, grupos.tx, grupos.t, 5)

    assert float(grupos.n @ esperadas) == pytest.approx(12_884.2, abs=0.05)


def test_quien_dono_siempre_da_los_valores_publicados(ajuste: Ajuste) -> None:
    """Ecuaciones 13 y A10, y DERT, en (x, t_x, n) = (6, 6, 6); la última, con un descuento del 10 %."""
    assert BGBB.esperadas(ajuste.parametros, 6, 6, 6, 5) == pytest.approx(3.7525, abs=1e-4)
    assert BGBB.prob_activo(ajuste.parametros, 6, 6, 6) == pytest.approx(0.93043, abs=1e-5)
    assert BGBB.residuales_descontadas(ajuste.parametros, 6, 6, 6, 0.1) == pytest.approx(5.9098, abs=2e-4)


def test_es_un_modelo_de_compras() -> None:
    modelo: ModeloDeCompras = BGBB

    assert modelo.id == "bgbb"
    assert len(modelo.parametros) == len(modelo.centro) == len(modelo.escala) == 4


def test_las_probabilidades_de_todas_las_historias_suman_uno() -> None:
    """Ecuación 5: con n ocasiones hay 2^n historias y cada (x, t_x) la comparten C(t_x - 1, x - 1)."""
    historias = np.array(list(itertools.product((0, 1), repeat=7)))
    x = historias.sum(axis=1)
    tx = np.max(historias * np.arange(1, 8), axis=1)

    assert np.exp(BGBB.filas(PARAMETROS, x, tx, 7)).sum() == pytest.approx(1.0, abs=1e-12)


def test_sin_ocasiones_no_hay_verosimilitud() -> None:
    assert BGBB.filas(PARAMETROS, 0, 0, 0) == pytest.approx(0.0, abs=1e-15)


def test_el_gradiente_es_el_de_las_diferencias() -> None:
    grupos = donaciones()
    logs, paso = np.log([0.7, 1.9, 1.0, 3.1]), 1e-6
    _, gradiente = BGBB.valor_y_gradiente(np.exp(logs), grupos)

    for i, analitico in enumerate(gradiente):
        empuje = paso * np.eye(4)[i]
        delante, detras = (BGBB.valor_y_gradiente(np.exp(logs + s * empuje), grupos)[0] for s in (1, -1))
        assert analitico == pytest.approx((delante - detras) / (2 * paso), rel=1e-5)


def test_volver_es_comprar_al_menos_una_vez() -> None:
    grupos = donaciones()
    ternas = grupos.x, grupos.tx, grupos.t

    for h in (1, 5, 40):
        directa = BGBB.prob_volver(PARAMETROS, *ternas, h)
        assert directa == pytest.approx(BGBB.prob_al_menos(PARAMETROS, *ternas, h, 1), abs=1e-12)


def test_lo_esperado_es_la_suma_de_las_probabilidades() -> None:
    grupos = donaciones()
    ternas = grupos.x, grupos.tx, grupos.t
    suma = sum(BGBB.prob_al_menos(PARAMETROS, *ternas, 5, m) for m in range(1, 6))

    assert BGBB.esperadas(PARAMETROS, *ternas, 5) == pytest.approx(suma, abs=1e-12)


def test_lo_esperado_es_la_ecuacion_13_cuando_esta_no_se_anula() -> None:
    """La resta de la ecuación 13, con gamma lejos de 1; y con gamma = 1 justo, continuidad."""
    from scipy.special import betaln, gammaln

    a, b, g, d = PARAMETROS
    x, tx, n, h = 3, 4, 6, 5
    restos = [np.exp(gammaln(1 + d + k) - gammaln(g + d + k)) for k in (n, n + h)]
    factor = np.exp(betaln(a + x + 1, b + n - x) - betaln(a, b) + gammaln(g + d) - gammaln(1 + d))
    ecuacion = factor * d / (g - 1) * (restos[0] - restos[1]) / np.exp(BGBB.filas(PARAMETROS, x, tx, n))

    assert BGBB.esperadas(PARAMETROS, x, tx, n, h) == pytest.approx(float(ecuacion), rel=1e-9)
    uno, casi = (BGBB.esperadas((a, b, gamma, d), x, tx, n, h) for gamma in (1.0, 1.0 + 1e-9))
    assert uno == pytest.approx(float(casi), rel=1e-7)


def test_las_de_un_cliente_nuevo_son_las_de_quien_no_tiene_historia() -> None:
    """Esperanza de la ecuación 7."""
    for h in (0, 1, 6, 60):
        assert BGBB.esperadas_nuevo(PARAMETROS, h) == pytest.approx(
            float(BGBB.esperadas(PARAMETROS, 0, 0, 0, h)), abs=1e-12
        )
    assert BGBB.esperadas_nuevo(PARAMETROS, [1, 6]).shape == (2,)


def test_las_residuales_descontadas_son_la_suma_de_las_esperadas_de_cada_ocasion() -> None:
    """DERT: Σ_k (E Y(k) - E Y(k - 1))/(1 + d)^k."""
    k = np.arange(0, 400)
    por_ocasion = np.diff(BGBB.esperadas(PARAMETROS, 2, 5, 6, k))
    suma = float(por_ocasion @ (1.1 ** -k[1:].astype(float)))

    assert BGBB.residuales_descontadas(PARAMETROS, 2, 5, 6, 0.1) == pytest.approx(suma, rel=1e-10)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8), st.integers(1, 30))
def test_mas_plazo_nunca_es_menos(a: int, b: int, c: int, h: int) -> None:
    x, tx, t = sorted((a, b, c))
    tx = tx if x else 0

    def en(dentro: int) -> list[float]:
        activas = BGBB.prob_volver(PARAMETROS, x, tx, t, dentro), BGBB.esperadas(PARAMETROS, x, tx, t, dentro)
        return [float(valor) for valor in activas]

    assert 0 <= en(h)[0] <= en(h + 1)[0] <= 1
    assert 0 <= en(h)[1] <= en(h + 1)[1]
    assert en(h)[0] <= en(h)[1] + 1e-12
    assert float(BGBB.prob_volver(PARAMETROS, x, tx, t, h)) <= float(BGBB.prob_activo(PARAMETROS, x, tx, t)) + 1e-12


@pytest.mark.parametrize("p", list(itertools.product((1e-6, 1.0, 2e6), repeat=4)))
def test_en_los_limites_de_los_parametros_todo_es_finito(p: tuple[float, ...]) -> None:
    x, tx, t = np.array([[0, 0, 0], [0, 0, 12], [1, 1, 1], [1, 12, 300], [12, 12, 12], [3000, 3000, 3000]]).T

    assert np.isfinite(BGBB.filas(p, x, tx, t)).all()
    for probabilidad in (BGBB.prob_activo(p, x, tx, t), BGBB.prob_volver(p, x, tx, t, 12)):
        assert ((probabilidad >= 0) & (probabilidad <= 1)).all()
    for compras in (BGBB.esperadas(p, x, tx, t, 12), BGBB.residuales_descontadas(p, x, tx, t, 0.1)):
        assert (np.isfinite(compras) & (compras >= 0)).all()


@pytest.mark.parametrize("sigma", [None, 0.5])
@pytest.mark.parametrize(
    "ternas",
    [([0], [0], [0]), ([3], [6], [6]), ([0] * 20, [0] * 20, [6] * 20), ([6] * 20, [6] * 20, [6] * 20)],
    ids=["de hoy", "uno solo", "nadie vuelve", "todos siempre"],
)
def test_cualquier_cartera_da_un_ajuste_finito(ternas: tuple[list[int], ...], sigma: float | None) -> None:
    ajuste = ajustar(BGBB, Grupos.de(*ternas), sigma)

    assert np.isfinite([*ajuste.parametros, ajuste.log_verosimilitud]).all()
    assert 0 <= float(BGBB.prob_volver(ajuste.parametros, *(columna[0] for columna in ternas), 3)) <= 1


@pytest.mark.parametrize("terna", [(1, 2.5, 6), (4, 3, 6), (1, 7, 6)])
def test_una_terna_que_no_son_ocasiones_es_un_defecto(terna: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="BG/BB"):
        BGBB.filas(PARAMETROS, *terna)


def test_una_fila_sola_da_lo_mismo_que_en_un_lote() -> None:
    grupos = donaciones()
    lote = BGBB.residuales_descontadas(PARAMETROS, grupos.x, grupos.tx, grupos.t, 0.1)

    for i in (0, 9, 21):
        sola = BGBB.residuales_descontadas(PARAMETROS, grupos.x[i], grupos.tx[i], grupos.t[i], 0.1)
        assert float(sola) == pytest.approx(lote[i], rel=1e-13)
