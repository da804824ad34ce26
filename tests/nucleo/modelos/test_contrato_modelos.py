"""Lo que todo modelo del catálogo cumple: finito siempre, coherente consigo mismo, y con el gradiente que dice."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos.catalogo import MODELOS
from cartera_xl.nucleo.modelos.grupos import agrupar

EN_CADA_MODELO = pytest.mark.parametrize("modelo", list(MODELOS.values()), ids=lambda m: m.id)
EXTREMOS = list(product((0.01, 50.0), (0.01, 1e4), ((0.01, 0.01), (1.0, 1.0), (1e-3, 500.0), (200.0, 0.05))))
TERNAS = ((0, 0.0, 3650.0), (1, 0.5, 400.0), (3000, 3650.0, 3650.0))
PLAZOS = (1e-9, 1.0, 365.0, 1e6)
REDONDEO = 1e-12
LOGS = st.floats(-5, 5)
TERNA = st.one_of(
    st.just((0.0, 0.0, 0.0)),
    st.tuples(st.just(0.0), st.just(0.0), st.floats(0.01, 1e4)),
    st.tuples(st.integers(1, 40).map(float), st.floats(0.01, 1e3)).map(lambda v: (*v, v[1])),
    st.tuples(st.integers(1, 40).map(float), st.floats(0.01, 1e3), st.floats(0, 1e3)).map(
        lambda v: (v[0], v[1], v[1] + v[2])
    ),
    st.just((3000.0, 3650.0, 3651.0)),
)


def _parametros(modelo, r, alpha, a, b) -> tuple[float, ...]:
    return (r, alpha, a, b)[: len(modelo.parametros)]


@EN_CADA_MODELO
@pytest.mark.parametrize(("r", "alpha", "ab"), EXTREMOS)
@pytest.mark.parametrize("terna", TERNAS)
def test_en_los_extremos_todo_es_finito_y_las_probabilidades_lo_son(modelo, r, alpha, ab, terna) -> None:
    p = _parametros(modelo, r, alpha, *ab)
    h = np.array(PLAZOS)
    activo, esperadas = modelo.prob_activo(p, *terna), modelo.esperadas(p, *terna, h)
    al_menos = modelo.prob_al_menos(p, *terna, h[:, None], np.array([1.0, 2.0, 50.0]))

    assert np.isfinite(modelo.filas(p, *terna))
    assert 0 <= activo <= 1
    assert np.isfinite(esperadas).all()
    assert (np.diff(esperadas, prepend=0.0) >= 0).all()
    assert ((al_menos >= 0) & (al_menos <= activo)).all()
    assert (np.diff(al_menos, axis=1) <= REDONDEO).all()
    assert (np.diff(al_menos, axis=0) >= -REDONDEO).all()
    assert (esperadas >= al_menos[:, 0] * (1 - 1e-9)).all()


@EN_CADA_MODELO
@settings(max_examples=25)
@given(logs=st.tuples(LOGS, LOGS, LOGS, LOGS), ternas=st.lists(TERNA, min_size=1, max_size=12))
def test_el_gradiente_es_el_de_las_filas_y_la_suma_tambien(modelo, logs, ternas) -> None:
    logs = np.array(logs[: len(modelo.parametros)])
    x, tx, t = np.array(ternas).T
    valor, gradiente = modelo.valor_y_gradiente(np.exp(logs), agrupar(x, tx, t)[0])

    paso = 1e-5
    filas = [
        (modelo.filas(np.exp(logs + e), x, tx, t), modelo.filas(np.exp(logs - e), x, tx, t))
        for e in paso * np.eye(len(logs))
    ]
    tamanos = 1 + np.abs(modelo.filas(np.exp(logs), x, tx, t)).sum()
    assert valor == pytest.approx(modelo.filas(np.exp(logs), x, tx, t).sum(), abs=1e-12 * tamanos)
    numerico = [(mas - menos).sum() / (2 * paso) for mas, menos in filas]
    assert gradiente == pytest.approx(numerico, abs=1e-7 * tamanos)


@EN_CADA_MODELO
@settings(max_examples=25)
@given(logs=st.tuples(LOGS, LOGS, LOGS, LOGS), terna=TERNA, h=st.floats(1e-6, 1e4))
def test_volver_es_que_el_silencio_no_siga(modelo, logs, terna, h) -> None:
    p = np.exp(logs[: len(modelo.parametros)])
    x, tx, t = terna
    silencio = modelo.filas(p, x, tx, t + h) - modelo.filas(p, x, tx, t)

    assert modelo.prob_al_menos(p, x, tx, t, h, 1) == pytest.approx(-np.expm1(silencio), rel=1e-6, abs=1e-9)
    assert modelo.prob_al_menos(p, x, tx, t, h, np.array([1.0]))[0] == pytest.approx(
        float(modelo.prob_al_menos(p, x, tx, t, h, 1)), rel=1e-9, abs=1e-300
    )


@EN_CADA_MODELO
@pytest.mark.parametrize("ab", [(0.01, 0.01), (1.0, 1.0), (0.79, 2.43), (1e-3, 500.0), (200.0, 0.05)])
@pytest.mark.parametrize("terna", [(0, 0.0, 30.0), (2, 30.43, 38.86), (60, 300.0, 310.0), (3000, 3650.0, 3650.0)])
@pytest.mark.parametrize("h", [1e-4, 5.0, 39.0])
def test_las_esperadas_son_la_suma_de_las_probabilidades(modelo, ab, terna, h) -> None:
    p = _parametros(modelo, 0.6, 8.0, *ab)
    m = np.arange(1.0, 2001.0)

    suma = modelo.prob_al_menos(p, *terna, h, m).sum()
    assert modelo.esperadas(p, *terna, h) == pytest.approx(suma, rel=1e-8)


@EN_CADA_MODELO
def test_un_cliente_nuevo_es_el_que_aun_no_se_ha_visto(modelo) -> None:
    p = _parametros(modelo, 0.6, 8.0, 0.8, 2.0)
    h = np.array([0.0, 1.0, 52.0])

    assert modelo.esperadas_nuevo(p, h) == pytest.approx(modelo.esperadas(p, 0, 0, 0, h))
    assert modelo.esperadas_nuevo(p, h)[0] == 0


@EN_CADA_MODELO
def test_cliente_de_hoy_no_aporta_verosimilitud(modelo) -> None:
    assert modelo.filas(_parametros(modelo, 0.6, 8.0, 0.8, 2.0), 0, 0, 0) == pytest.approx(0.0, abs=1e-15)


@EN_CADA_MODELO
def test_las_columnas_se_combinan_por_difusion(modelo) -> None:
    p = _parametros(modelo, 0.6, 8.0, 0.8, 2.0)
    x, t, h = np.array([0.0, 2.0, 5.0]), 40.0, np.array([[1.0], [10.0]])
    tx = np.where(x > 0, 20.0, 0.0)

    assert modelo.filas(p, x, tx, t).shape == modelo.prob_activo(p, x, tx, t).shape == (3,)
    assert modelo.esperadas(p, x, tx, t, h).shape == modelo.prob_al_menos(p, x, tx, t, h, 2).shape == (2, 3)
    assert modelo.esperadas(p, [], [], [], 5).shape == (0,)


@EN_CADA_MODELO
def test_mas_recompras_mas_se_espera_y_mas_silencio_menos(modelo) -> None:
    p = _parametros(modelo, 0.6, 8.0, 0.8, 2.0)

    por_compras = modelo.esperadas(p, np.arange(1, 8), 39.0, 40.0, 30.0)
    por_silencio = modelo.prob_activo(p, 4, np.array([40.0, 30.0, 20.0, 5.0]), 40.0)
    assert (np.diff(por_compras) > 0).all()
    assert (np.diff(por_silencio) <= 0).all()
