"""sBG: las dos carteras del artículo de 2007, la vida residual del de 2010 y las carteras que no dicen nada."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos import sbg
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.modelos.hipergeometrica import serie_descontada

OBSERVADA = {
    "High End": [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1],
    "Regular": [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1],
}
"""Fader y Hardie (2007), tabla 1: clientes que quedan de cada cien, los ejercicios 0 a 7 con que se ajusta."""
DESPUES = {"High End": [46.8, 44.5, 42.7, 40.9, 39.4], "Regular": [22.3, 20.7, 19.4, 18.3, 17.3]}
"""La misma tabla, ejercicios 8 a 12: lo que pasó después."""
PUBLICADOS = {"High End": (0.66809, 3.80610, -1.61116), "Regular": (0.70408, 1.18204, -1.68027)}
"""La misma fuente: alfa, beta y log-verosimilitud por cliente."""
CARTERAS = list(OBSERVADA)


def contratos(cartera: str, clientes: float = 1000.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(renovaciones, perdido, cuántos) de la tabla: quien se va en el ejercicio t ha renovado t - 1 veces."""
    quedan = np.array(OBSERVADA[cartera]) / 100 * clientes
    perdidos = -np.diff(quedan)
    return np.r_[np.arange(7), 7], np.r_[np.ones(7), 0], np.r_[perdidos, quedan[-1]]


@pytest.fixture(scope="module")
def ajustes() -> dict[str, Ajuste]:
    return {cartera: sbg.ajustar(*contratos(cartera)) for cartera in CARTERAS}


@pytest.mark.parametrize("cartera", CARTERAS)
def test_da_los_parametros_y_la_verosimilitud_publicados(ajustes: dict[str, Ajuste], cartera: str) -> None:
    alfa, beta, por_cliente = PUBLICADOS[cartera]

    assert ajustes[cartera].parametros == pytest.approx((alfa, beta), rel=1e-5)
    assert ajustes[cartera].log_verosimilitud / 1000 == pytest.approx(por_cliente, abs=1e-5)
    assert ajustes[cartera].metodo is Metodo.MAXIMA_VEROSIMILITUD


@pytest.mark.parametrize("cartera", CARTERAS)
def test_la_curva_sigue_lo_visto_y_lo_que_paso_despues(ajustes: dict[str, Ajuste], cartera: str) -> None:
    """2007, S(t): dentro de 2 puntos en lo ajustado y en los cinco ejercicios siguientes."""
    curva = 100 * sbg.supervivencia(ajustes[cartera].parametros, np.arange(13))

    assert curva == pytest.approx(OBSERVADA[cartera] + DESPUES[cartera], abs=2.0)
    assert curva[0] == 100


def test_la_proyeccion_de_high_end_es_la_publicada(ajustes: dict[str, Ajuste]) -> None:
    """2007, S(8) a S(12)."""
    curva = sbg.supervivencia(ajustes["High End"].parametros, np.arange(8, 13))

    assert curva == pytest.approx([0.460, 0.436, 0.414, 0.395, 0.378], abs=5e-4)


@pytest.mark.parametrize(("cartera", "nuevo", "tras_tres"), [("High End", 0.851, 0.911), ("Regular", 0.627, 0.856)])
def test_la_retencion_sube_con_las_renovaciones(
    ajustes: dict[str, Ajuste], cartera: str, nuevo: float, tras_tres: float
) -> None:
    """2007, r = (beta + k)/(alfa + beta + k)."""
    parametros = ajustes[cartera].parametros

    assert sbg.prob_renovar(parametros, [0, 3]) == pytest.approx([nuevo, tras_tres], abs=5e-4)


@pytest.mark.parametrize(("renovaciones", "valor"), [(0, 288), (1, 394), (4, 568)])
def test_la_vida_residual_da_los_valores_publicados(renovaciones: int, valor: float) -> None:
    """Fader y Hardie (2010), E(RLV): 100 al ejercicio, 10 %, tras 1, 2 y 5 periodos de cliente."""
    assert 100 * sbg.vida_residual_descontada((0.764, 1.296), renovaciones, 0.1) == pytest.approx(valor, abs=0.5)


def test_con_la_misma_retencion_para_todos_es_la_formula_de_retencion_constante() -> None:
    """2010, retención constante: r(1 + d)/(1 + d - r); 343 con r = .833."""
    iguales = 1e8 * (1 - 0.833), 1e8 * 0.833

    assert 100 * sbg.vida_residual_descontada(iguales, 5, 0.1) == pytest.approx(343, abs=0.5)


def test_la_vida_residual_es_la_suma_de_la_supervivencia_descontada() -> None:
    parametros, k = (0.764, 1.296), 2
    t = np.arange(1, 2000)
    quedan = sbg.supervivencia(parametros, k + t) / sbg.supervivencia(parametros, k)

    assert sbg.vida_residual_descontada(parametros, k, 0.1) == pytest.approx(
        float(quedan @ 1.1 ** -(t - 1.0)), rel=1e-10
    )


@pytest.mark.parametrize("tasa", [0.0, 0.005, 0.01])
def test_casi_sin_descuento_se_usa_el_minimo(tasa: float) -> None:
    """Con alfa <= 1 la suma sin descuento no acaba."""
    valor = sbg.vida_residual_descontada((0.7, 1.2), 3, tasa)

    assert np.isfinite(valor)
    assert valor == sbg.vida_residual_descontada((0.7, 1.2), 3, 0.01)


@pytest.mark.parametrize(
    ("b", "c", "z"), [(1, 3, 0.9), (0.3, 0.31, 0.99), (6.2, 7.9, 0.909), (0.5, 0.9, 0.0), (40, 90, 0.99)]
)
def test_la_serie_descontada_es_la_suma_de_sus_terminos(b: float, c: float, z: float) -> None:
    termino, suma = 1.0, 0.0
    for j in range(20_000):
        suma += termino
        termino *= (b + j) / (c + j) * z

    assert serie_descontada(b, c, z) == pytest.approx(suma, rel=1e-12)


def test_la_serie_descontada_aguanta_parametros_enormes() -> None:
    assert serie_descontada(2e6, 2e6 + 1, 0.5) == pytest.approx(2.0, rel=1e-5)
    assert serie_descontada(1.0, 2e9, 0.99) == pytest.approx(1.0, rel=1e-8)


def test_las_probabilidades_de_irse_y_quedarse_suman_uno() -> None:
    """2007, P(T = t) y S(t)."""
    k = np.arange(30)
    irse = np.exp(sbg.filas((0.7, 1.2), k, np.ones(30, dtype=bool))).sum()
    quedarse = np.exp(sbg.filas((0.7, 1.2), 30, False))

    assert irse + quedarse == pytest.approx(1.0, abs=1e-12)


def test_el_gradiente_es_el_de_las_diferencias() -> None:
    datos = contratos("Regular")
    logs, paso = np.array([0.4, -0.3]), 1e-6
    _, gradiente = sbg.valor_y_gradiente(np.exp(logs), *datos)

    for i, analitico in enumerate(gradiente):
        empuje = paso * np.eye(2)[i]
        delante, detras = (sbg.valor_y_gradiente(np.exp(logs + s * empuje), *datos)[0] for s in (1, -1))
        assert analitico == pytest.approx((delante - detras) / (2 * paso), rel=1e-5)


def test_juntar_contratos_iguales_no_cambia_el_ajuste(ajustes: dict[str, Ajuste]) -> None:
    k, perdido, cuantos = contratos("Regular")
    veces = np.round(cuantos).astype(int)
    sueltos = sbg.ajustar(np.repeat(k, veces), np.repeat(perdido, veces))

    assert sueltos.clientes == 1000
    assert sueltos.parametros == pytest.approx(ajustes["Regular"].parametros, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=25),
    st.sampled_from([None, sbg.SIGMA]),
)
def test_cualquier_cartera_da_un_ajuste_finito(filas: list[tuple[int, bool]], sigma: float | None) -> None:
    k, perdido = np.array(filas).T
    ajuste = sbg.ajustar(k, perdido, sigma=sigma)
    retencion = sbg.prob_renovar(ajuste.parametros, np.arange(61))

    assert np.isfinite([*ajuste.parametros, ajuste.log_verosimilitud]).all()
    assert np.isfinite(ajuste.covarianza).all()
    assert ((retencion >= 0) & (retencion <= 1)).all()
    assert (np.diff(retencion) >= 0).all()
    assert np.isfinite(sbg.vida_residual_descontada(ajuste.parametros, np.arange(61), 0.1)).all()


def test_sin_nadie_perdido_la_previa_deja_una_retencion_alta_y_no_segura() -> None:
    ajuste = sbg.ajustar(np.ones(30), np.zeros(30), sigma=sbg.SIGMA)

    assert ajuste.metodo is Metodo.MAP
    assert 0.9 < float(sbg.prob_renovar(ajuste.parametros, 0)) < 1


def test_sin_previa_el_borde_se_dice() -> None:
    assert sbg.ajustar(np.ones(30), np.zeros(30)).aviso


def test_con_pocos_contratos_manda_la_previa_y_con_muchos_los_datos(ajustes: dict[str, Ajuste]) -> None:
    pocos = sbg.ajustar(*contratos("Regular", clientes=4), sigma=0.2)
    muchos = sbg.ajustar(*contratos("Regular", clientes=1e6), sigma=0.2)

    assert pocos.parametros == pytest.approx(sbg.CENTRO, rel=0.2)
    assert muchos.parametros == pytest.approx(ajustes["Regular"].parametros, rel=1e-2)


@pytest.mark.parametrize("renovaciones", [[], [-1], [np.nan]])
def test_sin_renovaciones_posibles_es_un_defecto(renovaciones: list[float]) -> None:
    with pytest.raises(ValueError, match="renovaciones"):
        sbg.ajustar(renovaciones, [False] * len(renovaciones))
