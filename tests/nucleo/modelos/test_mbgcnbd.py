"""MBG/CNBD-k: con k = 1 es MBG/NBD; con k > 1, lo que sale de simular la propia definición."""

from datetime import date
from itertools import product
from math import lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.grupos import Grupos, agrupar
from cartera_xl.nucleo.modelos.mbgcnbd import MBGCNBD2, MBGCNBD3, MBGCNBD4, MbgCnbd, constante_regularidad
from cartera_xl.nucleo.modelos.mbgnbd import MBGNBD
from tests.support.cdnow import CALIBRACION, compras_cdnow, ternas_cdnow

MBGCNBD1 = MbgCnbd(1)
MODELOS = pytest.mark.parametrize("modelo", [MBGCNBD1, MBGCNBD2, MBGCNBD3, MBGCNBD4], ids=lambda m: m.id)
PRIMERO_Y_ULTIMO = pytest.mark.parametrize("modelo", [MBGCNBD1, MBGCNBD4], ids=lambda m: m.id)
EXTREMOS = list(product((0.01, 50.0), (0.01, 1e4), ((0.01, 0.01), (1.0, 1.0), (1e-8, 1e8), (200.0, 0.05))))
TERNAS = ((0, 0.0, 3650.0), (1, 0.5, 400.0), (3000, 3650.0, 3650.0))
"""Con los extremos, 48 puntos."""
P = (0.5248, 6.1831, 0.8914, 1.6140)


def test_los_nombres_dicen_la_regularidad() -> None:
    assert [m.id for m in (MBGCNBD2, MBGCNBD3, MBGCNBD4)] == ["mbgcnbd2", "mbgcnbd3", "mbgcnbd4"]
    assert MBGCNBD3.nombre == "MBG/CNBD-3"
    with pytest.raises(ValueError, match="k=0"):
        MbgCnbd(0)


@pytest.mark.parametrize("p", [P, (1.2, 0.5, 3.0, 80.0), (0.3, 1e3, 1e-6, 1e6)])
def test_con_k_igual_a_1_es_mbg_nbd(p) -> None:
    x, tx, t = (columna[:400] for columna in ternas_cdnow())
    grupos, _ = agrupar(x, tx, t)

    assert MBGCNBD1.filas(p, x, tx, t) == pytest.approx(MBGNBD.filas(p, x, tx, t), rel=1e-12, abs=1e-12)
    assert MBGCNBD1.prob_activo(p, x, tx, t) == pytest.approx(MBGNBD.prob_activo(p, x, tx, t), rel=1e-12)
    for m in (1, 2, 5):
        assert MBGCNBD1.prob_al_menos(p, x, tx, t, 39, m) == pytest.approx(MBGNBD.prob_al_menos(p, x, tx, t, 39, m))
    assert MBGCNBD1.esperadas(p, x, tx, t, 39) == pytest.approx(MBGNBD.esperadas(p, x, tx, t, 39), rel=1e-7)
    assert MBGCNBD1.valor_y_gradiente(p, grupos)[1] == pytest.approx(MBGNBD.valor_y_gradiente(p, grupos)[1], rel=1e-9)


def test_en_cdnow_k_igual_a_1_da_lo_publicado_y_gana_a_los_demas() -> None:
    """MBG/NBD: -9.582,1357. Quien compra discos no lo hace a plazo fijo."""
    x, tx, t = ternas_cdnow()
    grupos, _ = agrupar(x, tx, t)
    cliente, dia, _ = compras_cdnow()
    visto = dia <= (CALIBRACION - date(1970, 1, 1)).days
    huecos = np.diff(dia[visto])[np.diff(cliente[visto]) == 0] / 7
    ajustes = {modelo.k: ajustar(modelo, grupos) for modelo in (MBGCNBD1, MBGCNBD2, MBGCNBD3)}
    comparables = [
        ajuste.log_verosimilitud + constante_regularidad(k, np.log(huecos).sum(), x.sum())
        for k, ajuste in ajustes.items()
    ]

    assert len(huecos) == x.sum()
    assert ajustes[1].log_verosimilitud == pytest.approx(-9582.1357, abs=1e-3)
    assert ajustes[1].parametros == pytest.approx(P, rel=1e-3)
    assert comparables == sorted(comparables, reverse=True)


def test_la_constante_deja_la_verosimilitud_de_los_huecos() -> None:
    """Un cliente con λ y p conocidos (r y alfa enormes): producto de densidades de Erlang a mano."""
    k, ritmo, huecos, callado = 3, 0.2, [10.0, 14.0, 21.0], 6.0
    p = (1e9, 1e9 / ritmo, 1e-9, 1.0)
    a_mano = sum(k * log(ritmo) + (k - 1) * log(hueco) - lgamma(k) - ritmo * hueco for hueco in huecos)
    a_mano += log(sum((ritmo * callado) ** j / np.prod(np.arange(1, j + 1)) for j in range(k))) - ritmo * callado
    filas = MbgCnbd(k).filas(p, 3, sum(huecos), sum(huecos) + callado)

    assert filas + constante_regularidad(k, sum(log(h) for h in huecos), 3) == pytest.approx(a_mano, abs=1e-4)


@PRIMERO_Y_ULTIMO
@pytest.mark.parametrize(("r", "alfa", "ab"), EXTREMOS)
@pytest.mark.parametrize("terna", TERNAS)
def test_en_los_extremos_todo_es_finito_y_las_probabilidades_lo_son(modelo, r, alfa, ab, terna) -> None:
    p, h = (r, alfa, *ab), np.array([1e-9, 1.0, 365.0, 1e6])
    activo, momentos = modelo.prob_activo(p, *terna), modelo.momentos(p, *terna, h)
    al_menos = modelo.prob_al_menos(p, *terna, h[:, None], np.array([1.0, 2.0, 50.0]))
    valor, gradiente = modelo.valor_y_gradiente(p, Grupos.de(*([valor] for valor in terna)))

    assert valor == pytest.approx(float(modelo.filas(p, *terna)), rel=1e-9)
    assert np.isfinite(gradiente).all()
    assert 0 <= activo <= 1
    assert np.isfinite(momentos.segundo).all()
    assert (np.diff(momentos.media, prepend=0.0) >= -1e-9 * momentos.media).all()
    assert (momentos.segundo >= momentos.media * (1 - 1e-9)).all()
    assert ((al_menos >= 0) & (al_menos <= activo)).all()
    assert (np.diff(al_menos, axis=1) <= 0).all()
    assert (np.diff(al_menos, axis=0) >= 0).all()
    assert (momentos.media >= al_menos[:, 0] * (1 - 1e-7)).all()


@PRIMERO_Y_ULTIMO
@pytest.mark.parametrize("ab", [(0.01, 0.01), (0.79, 2.43), (1e-8, 1e8), (200.0, 0.05)])
@pytest.mark.parametrize("terna", [(0, 0.0, 30.0), (2, 30.43, 38.86), (3000, 3650.0, 3650.0)])
@pytest.mark.parametrize(("r", "h"), [(0.6, 1e-3), (0.6, 39.0), (0.6, 1000.0), (50.0, 300.0), (1e6, 2e-3)])
def test_los_momentos_son_sumas_de_probabilidades(modelo, ab, terna, r, h) -> None:
    """También los de muchas compras casi seguras, en que las primeras colas valen todas uno."""
    p, m = (r, 8.0, *ab), np.arange(1.0, 5001.0)
    al_menos = modelo.prob_al_menos(p, *terna, h, m)
    momentos = modelo.momentos(p, *terna, h)

    assert al_menos[-1] < 1e-9
    assert modelo.esperadas(p, *terna, h) == pytest.approx(al_menos.sum(), rel=5e-8)
    assert momentos.segundo == pytest.approx(((2 * m - 1) * al_menos).sum(), rel=1e-6)


LOGS = st.floats(-5, 5)
TERNA = st.one_of(
    st.just((0.0, 0.0, 0.0)),
    st.tuples(st.just(0.0), st.just(0.0), st.floats(0.01, 1e4)),
    st.tuples(st.integers(1, 40).map(float), st.floats(0.01, 1e3), st.floats(0, 1e3)),
    st.just((3000.0, 3650.0, 1.0)),
).map(lambda v: (v[0], v[1], v[1] + v[2]))


@PRIMERO_Y_ULTIMO
@settings(max_examples=25)
@given(logs=st.tuples(LOGS, LOGS, LOGS, LOGS), ternas=st.lists(TERNA, min_size=1, max_size=10))
def test_el_gradiente_es_el_de_las_filas_y_la_suma_tambien(modelo, logs, ternas) -> None:
    x, tx, t = np.array(ternas).T
    valor, gradiente = modelo.valor_y_gradiente(np.exp(logs), agrupar(x, tx, t)[0])

    paso = 1e-5
    filas = [
        modelo.filas(np.exp(logs + e), x, tx, t) - modelo.filas(np.exp(logs - e), x, tx, t) for e in paso * np.eye(4)
    ]
    tamano = 1 + np.abs(modelo.filas(np.exp(logs), x, tx, t)).sum()
    assert valor == pytest.approx(modelo.filas(np.exp(logs), x, tx, t).sum(), abs=1e-11 * tamano)
    assert gradiente == pytest.approx([fila.sum() / (2 * paso) for fila in filas], abs=1e-6 * tamano)


@PRIMERO_Y_ULTIMO
@settings(max_examples=25)
@given(logs=st.tuples(LOGS, LOGS, LOGS, LOGS), terna=TERNA, h=st.floats(1e-3, 1e4))
def test_volver_es_que_el_silencio_no_siga(modelo, logs, terna, h) -> None:
    p, (x, tx, t) = np.exp(logs), terna
    silencio = modelo.filas(p, x, tx, t + h) - modelo.filas(p, x, tx, t)

    assert modelo.prob_al_menos(p, x, tx, t, h, 1) == pytest.approx(-np.expm1(silencio), rel=1e-6, abs=1e-9)


@MODELOS
def test_el_cliente_de_hoy_no_aporta_y_un_cliente_nuevo_es_el_que_no_se_ha_visto(modelo) -> None:
    h = np.array([0.0, 1.0, 52.0])

    assert modelo.filas(P, 0, 0, 0) == pytest.approx(0.0, abs=1e-15)
    assert modelo.esperadas_nuevo(P, h) == pytest.approx(modelo.esperadas(P, 0, 0, 0, h))
    assert modelo.esperadas_nuevo(P, h)[0] == 0


@MODELOS
def test_las_columnas_se_combinan_por_difusion(modelo) -> None:
    x, h = np.array([0.0, 2.0, 5.0]), np.array([[1.0], [10.0]])
    tx = np.where(x > 0, 20.0, 0.0)

    assert modelo.filas(P, x, tx, 40.0).shape == modelo.prob_activo(P, x, tx, 40.0).shape == (3,)
    assert modelo.esperadas(P, x, tx, 40.0, h).shape == modelo.prob_al_menos(P, x, tx, 40.0, h, 2).shape == (2, 3)
    assert modelo.esperadas(P, [], [], [], 5).shape == (0,)


def test_cuanto_mas_regular_antes_se_nota_el_silencio() -> None:
    """Diez compras cada siete días y tres semanas callado: con k mayor, más seguro que se ha ido."""
    activos = [float(MbgCnbd(k).prob_activo((2.0, 14.0 / k, 1.0, 5.0), 10, 70.0, 91.0)) for k in (1, 2, 3, 4)]
    assert activos == sorted(activos, reverse=True)


def _simular(k: int, p: tuple[float, ...], clientes: int, hasta: float, azar) -> list[np.ndarray]:
    """Fechas de recompra de cada cliente, con la definición tal cual: Erlang-k y abandono tras cada compra."""
    r, alfa, a, b = p
    historias = []
    for ritmo, abandono in zip(azar.gamma(r, 1 / alfa, clientes), azar.beta(a, b, clientes), strict=True):
        fechas, fecha = [], 0.0
        while azar.random() >= abandono:
            fecha += azar.gamma(k, 1 / ritmo)
            if fecha > hasta:
                break
            fechas.append(fecha)
        historias.append(np.array(fechas))
    return historias


@pytest.fixture(scope="module")
def simulados() -> tuple[tuple[float, ...], list[np.ndarray], np.ndarray]:
    """5.000 clientes de un MBG/CNBD-3, observados entre 30 y 52 semanas y seguidos 26 más."""
    azar = np.random.default_rng(11)
    p = (1.5, 4.0, 0.7, 2.5)
    return p, _simular(3, p, 5000, 78.0, azar), azar.uniform(30, 52, 5000)


def _ternas(historias, t) -> tuple[np.ndarray, np.ndarray]:
    vistas = [fechas[fechas <= hoy] for fechas, hoy in zip(historias, t, strict=True)]
    return np.array([float(len(v)) for v in vistas]), np.array([v[-1] if len(v) else 0.0 for v in vistas])


def test_el_ajuste_recupera_los_parametros_y_la_regularidad(simulados) -> None:
    p, historias, t = simulados
    x, tx = _ternas(historias, t)
    grupos, _ = agrupar(x, tx, t)
    huecos = np.concatenate(
        [np.diff(fechas[fechas <= hoy], prepend=0.0) for fechas, hoy in zip(historias, t, strict=True)]
    )
    ajustes = {modelo.k: ajustar(modelo, grupos) for modelo in (MBGCNBD1, MBGCNBD2, MBGCNBD3, MBGCNBD4)}
    verosimilitud = {
        k: ajuste.log_verosimilitud + constante_regularidad(k, np.log(huecos).sum(), x.sum())
        for k, ajuste in ajustes.items()
    }

    desvios = (np.log(ajustes[3].parametros) - np.log(p)) / np.sqrt(np.diag(ajustes[3].covarianza))
    assert max(verosimilitud, key=verosimilitud.__getitem__) == 3
    assert np.abs(desvios).max() < 3


def test_lo_que_se_predice_es_lo_que_pasa_al_simular(simulados) -> None:
    """Por grupos de silencio: volver, al menos tres y la media de los 26 siguientes, dentro de 3,5 errores típicos."""
    p, historias, t = simulados
    x, tx = _ternas(historias, t)
    despues = np.array(
        [((fechas > hoy) & (fechas <= hoy + 26)).sum() for fechas, hoy in zip(historias, t, strict=True)]
    )
    media = MBGCNBD3.esperadas(p, x, tx, t, 26)
    for silencio in (t - tx < 3, (t - tx >= 3) & (t - tx < 10), t - tx >= 10):
        for m in (1, 3):
            dicho = MBGCNBD3.prob_al_menos(p, x, tx, t, 26, m)[silencio]
            error = ((despues[silencio] >= m) - dicho).sum() / np.sqrt((dicho * (1 - dicho)).sum())
            assert abs(error) < 3.5
        sobra = despues[silencio] - media[silencio]
        assert abs(sobra.mean()) < 3.5 * sobra.std() / np.sqrt(silencio.sum())


@PRIMERO_Y_ULTIMO
@pytest.mark.parametrize("cuantos", [1, 2, 5, 20])
def test_con_pocos_clientes_el_ajuste_es_finito(modelo, cuantos) -> None:
    x, tx, t = (columna[:cuantos] for columna in ternas_cdnow())
    for sigma in (None, 0.2):
        _exigir_finito(modelo, ajustar(modelo, agrupar(x, tx, t)[0], sigma), x, tx, t)


@PRIMERO_Y_ULTIMO
@pytest.mark.parametrize(
    ("x", "tx", "t"),
    [
        ([3.0] * 40, [20.0] * 40, [30.0] * 40),
        ([0.0] * 40, [0.0] * 40, [30.0] * 40),
        ([0.0] * 80 + [1.0, 2.0] * 10, [0.0] * 80 + [5.0, 25.0] * 10, [30.0] * 100),
        ([3000.0, 0.0, 1.0], [3600.0, 0.0, 3.0], [3650.0, 3650.0, 10.0]),
    ],
    ids=["iguales", "nadie-repite", "casi-nadie-repite", "uno-enorme"],
)
def test_los_datos_raros_dan_un_ajuste_finito(modelo, x, tx, t) -> None:
    for sigma in (None, 0.2):
        _exigir_finito(modelo, ajustar(modelo, agrupar(x, tx, t)[0], sigma), x, tx, t)


def test_en_dias_y_en_semanas_es_el_mismo_pronostico() -> None:
    x, tx, t = ternas_cdnow()
    semanas, dias = (ajustar(MBGCNBD2, agrupar(x, tx * unidad, t * unidad)[0]) for unidad in (1, 7))
    pocos = slice(0, 300)
    esperadas = MBGCNBD2.esperadas(semanas.parametros, x[pocos], tx[pocos], t[pocos], 39)

    en_dias = MBGCNBD2.esperadas(dias.parametros, x[pocos], tx[pocos] * 7, t[pocos] * 7, 273)
    assert en_dias == pytest.approx(esperadas, rel=1e-4)


def _exigir_finito(modelo: MbgCnbd, ajuste: Ajuste, x, tx, t) -> None:
    activo = modelo.prob_activo(ajuste.parametros, x, tx, t)
    esperadas = modelo.esperadas(ajuste.parametros, x, tx, t, 52)

    assert np.isfinite(ajuste.parametros).all()
    assert np.isfinite(ajuste.log_verosimilitud)
    assert np.isfinite(ajuste.covarianza).all()
    assert ((activo >= 0) & (activo <= 1)).all()
    assert np.isfinite(esperadas).all()
    assert (esperadas >= 0).all()
