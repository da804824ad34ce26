"""Pareto/NBD: lo publicado sobre CDNOW, la integral contra otra cuenta independiente, y los bordes."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betainc

from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.grupos import Grupos, agrupar
from cartera_xl.nucleo.modelos.nbd import NBD
from cartera_xl.nucleo.modelos.pareto_integral import abandono, log_integral
from cartera_xl.nucleo.modelos.paretonbd import PARETONBD
from tests.support.cdnow import compras_despues, ternas_cdnow

DEL_RECORRIDO = (0.55336756, 10.57951989, 0.60590483, 11.65792807)
"""BTYD los imprime con tres cifras (.553 10.580 .606 11.66); con más, los que dan sus cinco valores a la vez."""
DEL_MANUAL = (0.55, 10.56, 0.61, 11.64)

PARAMETROS = [
    (0.55, 10.6, 0.61, 11.7),
    (0.55, 1e-3, 0.61, 1e3),
    (0.55, 1e3, 0.61, 1e-3),
    (0.01, 1e-4, 0.02, 1e-4),
    (5.0, 0.1, 8.0, 300.0),
    (300.0, 1e4, 1e-4, 1.0),
    (0.3, 1e8, 0.4, 1e9),
    (0.5, 1e5, 1e6, 1e7),
]
TERNAS = [
    (0, 0.0, 30.0),
    (0, 0.0, 1e4),
    (1, 1.0, 30.0),
    (50, 0.5, 1e3),
    (132, 150.0, 200.0),
    (3000, 199.99, 200.0),
]
REJILLA = list(product(PARAMETROS, TERNAS))
"""48 puntos, varios de los cuales dan NaN con la fórmula en 2F1."""


@pytest.fixture(scope="module")
def cdnow() -> Ajuste:
    return ajustar(PARETONBD, agrupar(*ternas_cdnow())[0])


def test_parametros_y_verosimilitud_publicados(cdnow) -> None:
    """Fader y Hardie (2005), «A note on implementing the Pareto/NBD model in MATLAB», e igual en BTYD 2.4."""
    assert cdnow.parametros == pytest.approx((0.5533, 10.578, 0.6062, 11.669), rel=1e-4)
    assert cdnow.log_verosimilitud == pytest.approx(-9594.976, abs=1e-3)
    assert cdnow.aviso == ""


def test_las_recompras_de_un_cliente_nuevo() -> None:
    """Ejemplo de pnbd.Expectation en el manual de BTYD, semanas 0 a 9."""
    publicadas = [0.05077821, 0.09916088, 0.14542507, 0.18979930, 0.23247466, 0.27361274, 0.31335159, 0.35181024]
    assert PARETONBD.esperadas_nuevo(DEL_MANUAL, np.arange(10)) == pytest.approx([0, *publicadas, 0.38909211], abs=6e-9)


def test_el_cliente_1516() -> None:
    """Recorrido de BTYD: x = 26, t_x = 30 y 6/7, T = 31, y 52 semanas más."""
    assert PARETONBD.esperadas(DEL_RECORRIDO, 26, 30 + 6 / 7, 31, 52) == pytest.approx(25.456, abs=5e-4)
    assert PARETONBD.prob_activo(DEL_RECORRIDO, 26, 30 + 6 / 7, 31) == pytest.approx(0.99787, abs=5e-6)
    assert PARETONBD.esperadas_nuevo(DEL_RECORRIDO, 52) == pytest.approx(1.473, abs=5e-4)


def test_los_parametros_del_recorrido_son_el_mismo_maximo(cdnow) -> None:
    grupos, _ = agrupar(*ternas_cdnow())

    assert cdnow.parametros == pytest.approx(DEL_RECORRIDO, rel=1e-3)
    assert PARETONBD.valor_y_gradiente(DEL_RECORRIDO, grupos)[0] == pytest.approx(-9594.976, abs=1e-3)


def test_la_paradoja_de_la_frecuencia_creciente() -> None:
    """Recorrido de BTYD: con la última compra en la semana 20 de 39, cuanto más se compraba menos se espera."""
    esperadas = PARETONBD.esperadas(DEL_RECORRIDO, [10, 15, 20, 25], 20, 39, 52)
    assert esperadas.round(5).tolist() == [0.70623, 0.14424, 0.02251, 0.00309]


def test_el_par_que_se_desbordaba() -> None:
    """Prueba de lifetimes: entre 132 y 133 recompras la fórmula en 2F1 se iba a cero."""
    esperadas = PARETONBD.esperadas((0.55, 10.58, 0.61, 11.67), [132, 133], 200, 200, 10)
    assert esperadas == pytest.approx([6.2060517889632418, 6.2528722475748113], rel=1e-10)


def test_las_recompras_acumuladas_de_la_semana_78(cdnow) -> None:
    x, _, t = ternas_cdnow()

    assert x.sum() + compras_despues().sum() == 4339
    assert PARETONBD.esperadas_nuevo(cdnow.parametros, t + 39).sum() == pytest.approx(4270.0, abs=0.05)


def test_las_medias_por_numero_de_recompras(cdnow) -> None:
    """Recorrido de BTYD; entre sus parámetros y el máximo exacto, una unidad de la última cifra."""
    x, tx, t = ternas_cdnow()
    grupo = np.minimum(x, 7).astype(int)
    cuantos = np.bincount(grupo)
    esperadas = np.bincount(grupo, weights=PARETONBD.esperadas(cdnow.parametros, x, tx, t, 39)) / cuantos

    assert esperadas.round(3).tolist() == [0.138, 0.599, 1.196, 1.714, 2.398, 2.907, 3.819, 6.403]


def test_el_error_fuera_de_la_muestra(cdnow) -> None:
    esperadas = PARETONBD.esperadas(cdnow.parametros, *ternas_cdnow(), 39)
    error = esperadas - compras_despues()

    assert np.abs(error).mean() == pytest.approx(0.7545, abs=5e-5)
    assert error.sum() / compras_despues().sum() == pytest.approx(-0.115, abs=5e-4)


def test_en_dias_semanas_y_meses_es_el_mismo_pronostico(cdnow) -> None:
    x, tx, t = ternas_cdnow()
    esperadas = PARETONBD.esperadas(cdnow.parametros, x, tx, t, 39)
    for unidad in (7.0, 1 / 4.348):
        otro = ajustar(PARETONBD, agrupar(x, tx * unidad, t * unidad)[0])
        assert PARETONBD.esperadas(otro.parametros, x, tx * unidad, t * unidad, 39 * unidad) == pytest.approx(
            esperadas, rel=1e-4
        )


def _integrales(p, x, tx, t) -> np.ndarray:
    """La integral y las medias del abandono, por trozos que se alargan y cuadratura adaptativa en cada uno."""
    r, alfa, s, beta = p
    ancho = min(alfa + tx, beta + tx) / (r + x + s + 2)
    bordes = [tx]
    while bordes[-1] < t:
        bordes.append(min(t, bordes[-1] + ancho))
        ancho *= 1.6

    def densidad(u: float) -> float:
        return np.exp(-(r + x) * np.log1p((u - tx) / (alfa + tx)) - (s + 1) * np.log1p((u - tx) / (beta + tx)))

    pesos = (
        lambda _: 1.0,
        lambda u: np.log1p((u - tx) / (alfa + tx)),
        lambda u: np.log1p((u - tx) / (beta + tx)),
        lambda u: u / (alfa + u),
        lambda u: u / (beta + u),
    )
    sumas = np.array(
        [
            sum(
                quad(lambda u, peso=peso: densidad(u) * peso(u), a, b, epsabs=0, epsrel=1e-11)[0]
                for a, b in pairwise(bordes)
                if densidad(a) > 1e-30
            )
            for peso in pesos
        ]
    )
    return np.concatenate([[s / (beta + tx) * sumas[0]], sumas[1:] / sumas[0]])


@pytest.mark.parametrize(("p", "terna"), REJILLA)
def test_la_integral_y_sus_medias_contra_la_cuadratura_adaptativa(p, terna) -> None:
    columnas = [np.array([float(valor)]) for valor in terna]
    ido = abandono(np.array(p), *columnas)
    esperado = _integrales(p, *terna)

    assert np.exp(log_integral(np.array(p), *columnas)) == pytest.approx(esperado[:1], rel=1e-8)
    assert [
        ido.log_alfa[0],
        ido.log_beta[0],
        ido.parte_alfa[0],
        ido.parte_beta[0],
    ] == pytest.approx(esperado[1:], rel=1e-8)


@pytest.mark.parametrize(("p", "terna"), REJILLA)
def test_en_la_rejilla_dificil_todo_es_finito_y_coherente(p, terna) -> None:
    h = np.array([1e-9, 1e-3, 1.0, 52.0, 1e4, 1e9])
    activo, esperadas = PARETONBD.prob_activo(p, *terna), PARETONBD.esperadas(p, *terna, h)
    al_menos = PARETONBD.prob_al_menos(p, *terna, h[:, None], np.array([1.0, 2.0, 50.0, 5000.0]))
    momentos = PARETONBD.momentos(p, *terna, h)
    valor, gradiente = PARETONBD.valor_y_gradiente(p, Grupos.de(*([valor] for valor in terna)))

    assert 0 <= activo <= 1
    assert np.isfinite(valor)
    assert valor == pytest.approx(float(PARETONBD.filas(p, *terna)), rel=1e-9)
    assert np.isfinite(gradiente).all()
    assert np.isfinite(esperadas).all()
    assert (np.diff(esperadas, prepend=0.0) >= 0).all()
    assert ((al_menos >= 0) & (al_menos <= activo)).all()
    assert (np.diff(al_menos, axis=1) <= 1e-9).all()
    assert (np.diff(al_menos, axis=0) >= -1e-9).all()
    assert (esperadas >= al_menos[:, 0] * (1 - 1e-9)).all()
    assert np.isfinite(momentos.segundo).all()
    assert (momentos.segundo >= esperadas).all()


@pytest.mark.parametrize(("p", "terna"), REJILLA)
def test_volver_es_que_el_silencio_no_siga(p, terna) -> None:
    x, tx, t = terna
    h = np.array([0.01, 1.0, 52.0, 1e4])
    silencio = PARETONBD.filas(p, x, tx, t + h) - PARETONBD.filas(p, x, tx, t)
    redondeo = 2e-14 * (1 + abs(PARETONBD.filas(p, x, tx, t)))

    assert PARETONBD.prob_al_menos(p, x, tx, t, h, 1) == pytest.approx(-np.expm1(silencio), rel=1e-9, abs=redondeo)


@pytest.mark.parametrize("p", PARAMETROS[:6])
@pytest.mark.parametrize("terna", [(0, 0.0, 30.0), (2, 30.43, 38.86), (60, 300.0, 310.0), (3000, 3650.0, 3650.0)])
@pytest.mark.parametrize("h", [1e-3, 5.0, 39.0])
def test_las_esperadas_y_su_cuadrado_son_sumas_de_probabilidades(p, terna, h) -> None:
    m = np.arange(1.0, 3001.0)
    al_menos = PARETONBD.prob_al_menos(p, *terna, h, m)
    momentos = PARETONBD.momentos(p, *terna, h)
    if al_menos[-1] > 1e-12:
        pytest.skip("la suma no acaba en 3000")

    assert PARETONBD.esperadas(p, *terna, h) == pytest.approx(al_menos.sum(), rel=1e-8)
    assert momentos.media == pytest.approx(al_menos.sum(), rel=1e-8)
    assert momentos.segundo == pytest.approx(((2 * m - 1) * al_menos).sum(), rel=1e-7)


@pytest.mark.parametrize(("m", "h"), [(1, 5.0), (2, 39.0), (7, 20.0), (30, 200.0)])
def test_al_menos_m_es_la_media_sobre_la_vida_restante(m, h) -> None:
    """La definición: o vive más que el plazo, o se va en w y le ha dado tiempo antes."""
    r, alfa, s, beta = p = (0.55, 10.6, 0.61, 11.7)
    x, tx, t = 6, 35.0, 38.86
    a, b = alfa + t, beta + t

    def se_va(w: float) -> float:
        return s * b**s * (b + w) ** -(s + 1) * betainc(m, r + x, w / (a + w))

    vive = (b / (b + h)) ** s * betainc(m, r + x, h / (a + h))
    esperado = PARETONBD.prob_activo(p, x, tx, t) * (vive + quad(se_va, 0, h, epsabs=0, epsrel=1e-11)[0])
    assert PARETONBD.prob_al_menos(p, x, tx, t, h, m) == pytest.approx(esperado, rel=1e-9)


@pytest.mark.parametrize("s", [1.0, 2.0])
@pytest.mark.parametrize("h", [1e-8, 1.0, 1e6])
def test_en_s_igual_a_1_y_a_2_no_pasa_nada(s, h) -> None:
    antes, justo, despues = (
        PARETONBD.momentos((0.5, 10.0, valor, 12.0), 3, 20, 30, h) for valor in (s - 1e-7, s, s + 1e-7)
    )

    for en_uno, vecinos in zip(justo, zip(antes, despues, strict=True), strict=True):
        assert en_uno == pytest.approx(sum(vecinos) / 2, rel=1e-7)
        assert vecinos[0] >= en_uno * (1 - 1e-12)


def test_el_cliente_de_hoy_no_aporta_y_el_que_acaba_de_comprar_sigue_activo() -> None:
    p = (0.55, 10.6, 0.61, 11.7)

    assert PARETONBD.filas(p, 0, 0, 0) == 0
    assert PARETONBD.prob_activo(p, [0, 5, 3000], [0, 30, 30], [0, 30, 30]).tolist() == [1, 1, 1]
    assert PARETONBD.prob_al_menos(p, 3, 20, 30, 0.0, [1, 2]).tolist() == [0, 0]


def test_las_columnas_se_combinan_por_difusion() -> None:
    p, x, h = (0.55, 10.6, 0.61, 11.7), np.array([0.0, 2.0, 5.0]), np.array([[1.0], [10.0]])
    tx = np.where(x > 0, 20.0, 0.0)

    assert PARETONBD.filas(p, x, tx, 40.0).shape == PARETONBD.prob_activo(p, x, tx, 40.0).shape == (3,)
    assert PARETONBD.esperadas(p, x, tx, 40.0, h).shape == PARETONBD.prob_al_menos(p, x, tx, 40.0, h, 2).shape == (2, 3)
    assert PARETONBD.esperadas(p, [], [], [], 5).shape == PARETONBD.prob_al_menos(p, [], [], [], 5, 1).shape == (0,)


def test_una_fila_sola_da_lo_mismo_que_en_un_lote(cdnow) -> None:
    x, tx, t = ternas_cdnow()
    p = cdnow.parametros
    pocos = range(0, len(x), 97)

    juntos = PARETONBD.esperadas(p, x, tx, t, 39), PARETONBD.prob_al_menos(p, x, tx, t, 39, 2)
    for i in pocos:
        assert float(PARETONBD.esperadas(p, x[i], tx[i], t[i], 39)) == juntos[0][i]
        assert float(PARETONBD.prob_al_menos(p, x[i], tx[i], t[i], 39, 2)) == juntos[1][i]


LOGS = st.floats(-6, 6)
TERNA = st.one_of(
    st.just((0.0, 0.0, 0.0)),
    st.tuples(st.just(0.0), st.just(0.0), st.floats(0.01, 1e4)),
    st.tuples(st.integers(1, 40).map(float), st.floats(0.01, 1e3), st.just(0.0)),
    st.tuples(st.integers(1, 40).map(float), st.floats(0.01, 1e3), st.floats(1e-6, 1e3)),
    st.just((3000.0, 3650.0, 1.0)),
).map(lambda v: (v[0], v[1], v[1] + v[2]))


@settings(max_examples=50)
@given(logs=st.tuples(LOGS, LOGS, LOGS, LOGS), ternas=st.lists(TERNA, min_size=1, max_size=10))
def test_el_gradiente_es_el_de_las_filas_y_la_suma_tambien(logs, ternas) -> None:
    x, tx, t = np.array(ternas).T
    valor, gradiente = PARETONBD.valor_y_gradiente(np.exp(logs), agrupar(x, tx, t)[0])

    paso = 1e-5
    filas = [
        PARETONBD.filas(np.exp(logs + e), x, tx, t) - PARETONBD.filas(np.exp(logs - e), x, tx, t)
        for e in paso * np.eye(4)
    ]
    tamano = 1 + np.abs(PARETONBD.filas(np.exp(logs), x, tx, t)).sum()
    assert valor == pytest.approx(PARETONBD.filas(np.exp(logs), x, tx, t).sum(), abs=1e-11 * tamano)
    assert gradiente == pytest.approx([fila.sum() / (2 * paso) for fila in filas], abs=1e-6 * tamano)


@pytest.mark.parametrize("cuantos", [1, 2, 3, 5, 8, 13, 20])
def test_con_pocos_clientes_el_ajuste_es_finito(cuantos) -> None:
    x, tx, t = (columna[:cuantos] for columna in ternas_cdnow())
    for sigma in (None, 0.2):
        _exigir_finito(ajustar(PARETONBD, agrupar(x, tx, t)[0], sigma), x, tx, t)


@pytest.mark.parametrize(
    ("x", "tx", "t"),
    [
        ([3.0] * 40, [20.0] * 40, [30.0] * 40),
        ([0.0] * 40, [0.0] * 40, [30.0] * 40),
        ([0.0] * 80 + [1.0, 2.0] * 10, [0.0] * 80 + [5.0, 25.0] * 10, [30.0] * 100),
        ([0.0] * 30, [0.0] * 30, [0.0] * 30),
        ([3000.0, 0.0, 1.0], [3600.0, 0.0, 3.0], [3650.0, 3650.0, 10.0]),
        ([5.0] * 30, [30.0] * 30, [30.0] * 30),
    ],
    ids=["iguales", "nadie-repite", "casi-nadie-repite", "todos-de-hoy", "uno-enorme", "todos-acaban-de-comprar"],
)
def test_los_datos_raros_dan_un_ajuste_finito(x, tx, t) -> None:
    for sigma in (None, 0.2):
        _exigir_finito(ajustar(PARETONBD, agrupar(x, tx, t)[0], sigma), x, tx, t)


def test_sin_abandono_el_ajuste_queda_finito_se_acerca_al_nbd_y_se_dice() -> None:
    azar = np.random.default_rng(7)
    t = azar.uniform(30, 60, 800)
    x = azar.poisson(azar.gamma(1.5, 1 / 20, 800) * t).astype(float)
    tx = np.where(x > 0, t * azar.beta(np.maximum(x, 1), 1), 0.0)
    pareto, nbd = (ajustar(modelo, agrupar(x, tx, t)[0]) for modelo in (PARETONBD, NBD))

    _exigir_finito(pareto, x, tx, t)
    assert "no se aprecia abandono" in pareto.aviso
    assert pareto.log_verosimilitud == pytest.approx(nbd.log_verosimilitud, abs=0.5)


def _exigir_finito(ajuste: Ajuste, x, tx, t) -> None:
    activo = PARETONBD.prob_activo(ajuste.parametros, x, tx, t)
    esperadas = PARETONBD.esperadas(ajuste.parametros, x, tx, t, 52)

    assert np.isfinite(ajuste.parametros).all()
    assert np.isfinite(ajuste.log_verosimilitud)
    assert np.isfinite(ajuste.covarianza).all()
    assert ((activo >= 0) & (activo <= 1)).all()
    assert np.isfinite(esperadas).all()
    assert (esperadas >= 0).all()
