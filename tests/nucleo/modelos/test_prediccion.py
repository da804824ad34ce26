"""Lo que se dice de cada cliente, con cualquier modelo: coherente con P(al menos m), y acertado al simular."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo, ModeloDeCompras
from cartera_xl.nucleo.modelos.bgnbd import BGNBD
from cartera_xl.nucleo.modelos.grupos import agrupar
from cartera_xl.nucleo.modelos.mbgcnbd import MBGCNBD3
from cartera_xl.nucleo.modelos.mbgnbd import MBGNBD
from cartera_xl.nucleo.modelos.nbd import NBD
from cartera_xl.nucleo.modelos.paretonbd import PARETONBD
from cartera_xl.nucleo.modelos.prediccion import (
    cuantiles,
    cuantos_sorteos,
    dias_hasta_proxima,
    momentos,
    prob_volver,
    sorteos,
)
from tests.support.cdnow import ternas_cdnow

PARAMETROS = {
    "paretonbd": (0.5533, 10.578, 0.6062, 11.669),
    "bgnbd": (0.2426, 4.4136, 0.7929, 2.4259),
    "mbgnbd": (0.5248, 6.1831, 0.8914, 1.6140),
    "mbgcnbd3": (0.533, 1.258, 1.289, 1.845),
    "nbd": (0.385, 12.07),
}
MODELOS = pytest.mark.parametrize("modelo", [PARETONBD, BGNBD, MBGNBD, MBGCNBD3, NBD], ids=lambda m: m.id)
DE_LOS_SIMULADOS = (0.9, 9.0, 0.7, 15.0)
NIVELES = (0.1, 0.5, 0.9)
X = np.array([0.0, 0.0, 1.0, 2.0, 5.0, 26.0, 50.0, 0.0])
TX = np.array([0.0, 0.0, 3.0, 30.43, 20.0, 30.86, 38.9, 0.0])
T = np.array([1.0, 38.86, 38.86, 38.86, 39.0, 31.0, 39.0, 0.0])


@dataclass(frozen=True, slots=True)
class _Solo:
    """Un modelo sin más métodos que los del contrato, y con un id que no dice nada."""

    modelo: ModeloDeCompras
    id: str = "otro"

    def prob_al_menos(self, *argumentos):
        return self.modelo.prob_al_menos(*argumentos)


def _ajuste(modelo, sigma: float = 0.05, clientes: int = 10**6) -> Ajuste:
    p = PARAMETROS[modelo.id]
    covarianza = tuple(tuple(fila) for fila in (sigma**2 * np.eye(len(p))).tolist())
    return Ajuste(modelo.id, p, 0.0, covarianza, clientes, Metodo.MAXIMA_VEROSIMILITUD)


@MODELOS
def test_volver_es_hacer_al_menos_una_compra(modelo) -> None:
    p, h = PARAMETROS[modelo.id], np.array([[0.0], [1e-3], [1.0], [39.0], [1e4]])
    volver = prob_volver(modelo, p, X, TX, T, h)

    assert volver == pytest.approx(modelo.prob_al_menos(p, X, TX, T, h, 1), rel=1e-7, abs=1e-12)
    assert (volver[0] == 0).all()
    assert (np.diff(volver, axis=0) >= 0).all()


@MODELOS
@pytest.mark.parametrize("h", [1e-3, 5.0, 39.0, 300.0])
def test_los_momentos_son_sumas_de_probabilidades(modelo, h) -> None:
    p, m = PARAMETROS[modelo.id], np.arange(1.0, 3001.0)
    al_menos = modelo.prob_al_menos(p, X[:, None], TX[:, None], T[:, None], h, m)
    media, segundo = momentos(modelo, p, X, TX, T, h)

    assert media == pytest.approx(al_menos.sum(axis=1), rel=2e-5)
    assert media == pytest.approx(modelo.esperadas(p, X, TX, T, h), rel=2e-5)
    assert segundo == pytest.approx(((2 * m - 1) * al_menos).sum(axis=1), rel=1e-4)
    assert (segundo >= np.maximum(media, media**2) * (1 - 1e-9)).all()


@pytest.mark.parametrize("modelo", [PARETONBD, MBGCNBD3, BGNBD], ids=lambda m: m.id)
def test_los_atajos_de_cada_modelo_dan_lo_mismo_que_sumar(modelo) -> None:
    p = PARAMETROS[modelo.id]
    atajo, suma = momentos(modelo, p, X, TX, T, 39), momentos(_Solo(modelo), p, X, TX, T, 39)

    assert atajo.media == pytest.approx(suma.media, rel=1e-5)
    assert atajo.segundo == pytest.approx(suma.segundo, rel=1e-4)
    ajuste, x = _ajuste(modelo), np.arange(1.0, 13.0)
    callado = np.linspace(0.0, 9.0, 10)[:, None]
    columnas = x, 39.0 - callado, 39.0, 8.0
    assert (cuantiles(modelo, ajuste, *columnas, NIVELES) == cuantiles(_Solo(modelo), ajuste, *columnas, NIVELES)).all()


@MODELOS
def test_el_cuantil_es_el_menor_numero_que_alcanza_el_nivel(modelo) -> None:
    """Con la cuenta entera a la vista: P(N <= n) de todos los n, media de los mismos sorteos."""
    ajuste = _ajuste(modelo, sigma=0.3, clientes=5000)
    posibles = sorteos(ajuste, cuantos_sorteos(5000), 4)
    n = np.arange(400)
    columnas = X[:, None], TX[:, None], T[:, None]
    acumulada = 1 - np.mean([modelo.prob_al_menos(p, *columnas, 39, n + 1.0) for p in posibles], axis=0)
    esperados = [[n[fila >= nivel - 1e-12].min() for fila in acumulada] for nivel in NIVELES]

    assert cuantiles(modelo, ajuste, X, TX, T, 39, NIVELES, semilla=4).tolist() == esperados


@MODELOS
def test_los_cuantiles_de_muchas_compras_y_de_ninguna(modelo) -> None:
    ajuste = _ajuste(modelo, clientes=10**7)
    bajo, alto = cuantiles(modelo, ajuste, [3000.0, 0.0], [3650.0, 0.0], [3650.0, 3650.0], [365.0, 1e-9], (0.1, 0.9))
    media, segundo = momentos(modelo, ajuste.parametros, 3000.0, 3650.0, 3650.0, 365.0)

    assert bajo[1] == alto[1] == 0
    assert bajo[0] <= media[0] + 1
    assert alto[0] <= media[0] + 5 * np.sqrt(segundo[0] - media[0] ** 2)
    assert alto[0] >= bajo[0]


@MODELOS
def test_mas_nivel_o_mas_plazo_no_da_menos(modelo) -> None:
    ajuste, niveles = _ajuste(modelo), (0.05, 0.25, 0.5, 0.75, 0.95, 0.999)
    por_plazo = [cuantiles(modelo, ajuste, X, TX, T, h, niveles) for h in (1.0, 13.0, 52.0)]

    for tabla in por_plazo:
        assert (np.diff(tabla, axis=0) >= 0).all()
    assert (np.diff(por_plazo, axis=0) >= 0).all()


@MODELOS
def test_sola_en_lote_o_en_otro_orden_una_fila_da_lo_mismo(modelo) -> None:
    x, tx, t = (columna[:300] for columna in ternas_cdnow())
    ajuste, p = _ajuste(modelo), PARAMETROS[modelo.id]
    orden = np.random.default_rng(1).permutation(len(x))

    def todo(x, tx, t) -> np.ndarray:
        return np.concatenate(
            [
                prob_volver(modelo, p, x, tx, t, 39)[None],
                np.stack(momentos(modelo, p, x, tx, t, 39)),
                cuantiles(modelo, ajuste, x, tx, t, 39, NIVELES),
                dias_hasta_proxima(modelo, p, x, tx, t, 39, NIVELES),
            ]
        )

    juntas = todo(x, tx, t)
    assert todo(x[orden], tx[orden], t[orden]) == pytest.approx(juntas[:, orden], rel=1e-12)
    for i in range(0, 300, 37):
        assert todo(x[i : i + 1], tx[i : i + 1], t[i : i + 1])[:, 0] == pytest.approx(juntas[:, i], rel=1e-12)


@MODELOS
@pytest.mark.parametrize("horizonte", [4.0, 39.0, 500.0, 3650.0])
def test_la_proxima_compra_llega_antes_con_la_probabilidad_dicha(modelo, horizonte) -> None:
    p, si_vuelve = PARAMETROS[modelo.id], slice(0, -1)
    x, tx, t = X[si_vuelve], TX[si_vuelve], T[si_vuelve]
    dias = dias_hasta_proxima(modelo, p, x, tx, t, horizonte, NIVELES)
    alcanzado = prob_volver(modelo, p, x, tx, t, dias) / prob_volver(modelo, p, x, tx, t, horizonte)

    assert alcanzado == pytest.approx(np.broadcast_to(np.array(NIVELES)[:, None], dias.shape), abs=0.02)
    assert ((dias > 0) & (dias < horizonte)).all()
    assert (np.diff(dias, axis=0) > 0).all()


@MODELOS
@pytest.mark.parametrize("terna", [(3000.0, 3650.0, 3650.0), (3000.0, 100.0, 3650.0), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)])
@pytest.mark.parametrize("horizonte", [1e-6, 365.0, 1e7])
def test_la_proxima_compra_es_finita_en_los_extremos(modelo, terna, horizonte) -> None:
    dias = dias_hasta_proxima(modelo, PARAMETROS[modelo.id], *terna, horizonte, NIVELES)

    assert np.isfinite(dias).all()
    assert (dias >= 0).all()
    assert (dias <= horizonte).all()
    assert (np.diff(dias, axis=0) >= 0).all()


def test_a_quien_no_vuelve_se_le_reparte_el_horizonte_por_igual() -> None:
    dias = dias_hasta_proxima(PARETONBD, PARAMETROS["paretonbd"], 3000, 100, 3650, 200, NIVELES)
    assert dias[:, 0] == pytest.approx([20, 100, 180])


def test_los_sorteos_son_pares_opuestos_repetibles_y_con_la_dispersion_del_ajuste() -> None:
    raiz = np.array([[0.3, 0.0], [0.2, 0.1]])
    ajuste = Ajuste("nbd", (0.4, 12.0), 0.0, tuple(map(tuple, (raiz @ raiz.T).tolist())), 100, Metodo.MAP)
    muestra = sorteos(ajuste, 4000, 3)
    logs = np.log(muestra) - np.log(ajuste.parametros)

    assert (muestra == sorteos(ajuste, 4000, 3)).all()
    assert (muestra != sorteos(ajuste, 4000, 4)).any()
    assert logs[::2] == pytest.approx(-logs[1::2], abs=1e-12)
    assert np.cov(logs.T) == pytest.approx(raiz @ raiz.T, abs=0.006)
    assert sorteos(ajuste, 3, 0)[-1] == pytest.approx(ajuste.parametros)
    assert sorteos(ajuste, 3, 0).shape == (3, 2)


def test_una_covarianza_nula_deja_los_parametros_como_estan() -> None:
    ajuste = Ajuste("nbd", (0.4, 12.0), 0.0, ((0.0, 0.0), (0.0, 0.0)), 100, Metodo.MAP)
    assert sorteos(ajuste, 2, 0) == pytest.approx(np.tile(ajuste.parametros, (2, 1)))


@pytest.mark.parametrize(("clientes", "cuantos"), [(0, 16), (1, 16), (3000, 16), (20_000, 10), (99_999, 2), (10**6, 2)])
def test_cuantos_sorteos_depende_del_tamano_de_la_muestra(clientes, cuantos) -> None:
    assert cuantos_sorteos(clientes) == cuantos


def test_dudar_mas_de_los_parametros_ensancha_el_intervalo() -> None:
    seguro, dudoso = (
        cuantiles(PARETONBD, _ajuste(PARETONBD, sigma, 3000), [26.0], [30.86], [31.0], 52, (0.05, 0.95))
        for sigma in (0.01, 0.8)
    )
    assert dudoso[0, 0] < seguro[0, 0]
    assert dudoso[1, 0] > seguro[1, 0]


@settings(max_examples=30)
@given(
    logs=st.tuples(*[st.floats(-4, 4)] * 4),
    x=st.integers(0, 200),
    tx=st.floats(0.1, 1e3),
    callado=st.floats(0, 1e3),
    h=st.floats(1e-6, 1e4),
)
def test_con_cualquier_cliente_y_parametros_todo_es_finito(logs, x, tx, callado, h) -> None:
    edad = tx if x else 0.0
    for modelo in (PARETONBD, MBGCNBD3, MBGNBD):
        p = np.exp(logs)
        covarianza = tuple(map(tuple, (0.04 * np.eye(4)).tolist()))
        ajuste = Ajuste(modelo.id, tuple(p.tolist()), 0.0, covarianza, 10**6, Metodo.MAP)
        volver = prob_volver(modelo, p, x, edad, edad + callado, h)
        media, segundo = momentos(modelo, p, x, edad, edad + callado, h)
        bajo, alto = cuantiles(modelo, ajuste, x, edad, edad + callado, h, (0.1, 0.9))

        assert 0 <= volver <= 1
        assert np.isfinite(segundo).all()
        assert media >= volver * (1 - 1e-6) - 1e-9
        assert segundo >= media * (1 - 1e-6)
        assert 0 <= bajo <= alto < 1e9


def _clientes(azar, cuantos: int) -> tuple[np.ndarray, ...]:
    """(x, tx, t, compras en los 26 siguientes, cuándo la primera) de unos clientes de Pareto/NBD."""
    r, alfa, s, beta = DE_LOS_SIMULADOS
    t = azar.uniform(10, 60, cuantos)
    vida = azar.exponential(1 / azar.gamma(s, 1 / beta, cuantos))
    ritmo = azar.gamma(r, 1 / alfa, cuantos)
    x = azar.poisson(ritmo * np.minimum(vida, t)).astype(float)
    tx = np.where(x > 0, np.minimum(vida, t) * azar.beta(np.maximum(x, 1), 1), 0.0)
    queda, primera = np.clip(vida - t, 0, 26), azar.exponential(1 / ritmo)
    despues = np.where(primera < queda, 1 + azar.poisson(ritmo * np.maximum(queda - primera, 0)), 0)
    return x, tx, t, despues, primera


@pytest.mark.parametrize(("clientes", "semilla"), [(40, 1), (150, 2), (3000, 3)])
def test_el_intervalo_del_80_por_ciento_cubre(clientes, semilla) -> None:
    """Las cuentas son enteras y muchas valen cero: se cubre de más, nunca mucho de menos."""
    azar = np.random.default_rng(semilla)
    ajuste = ajustar(PARETONBD, agrupar(*_clientes(azar, clientes)[:3])[0], 0.5 if clientes < 300 else None)
    x, tx, t, despues, _ = _clientes(azar, 4000)
    bajo, alto = cuantiles(PARETONBD, ajuste, x, tx, t, 26, (0.1, 0.9))
    dentro = (despues >= bajo) & (despues <= alto)

    assert 0.75 < dentro.mean() < 0.97
    assert 0.70 < dentro[x >= 5].mean() < 0.97


def test_la_proxima_compra_de_los_simulados_cae_donde_se_dice() -> None:
    """De quienes vuelven en 26 semanas, la mitad lo hace antes de la mediana y un décimo antes del primer decil."""
    x, tx, t, despues, primera = _clientes(np.random.default_rng(5), 6000)
    vuelve = despues > 0
    dias = dias_hasta_proxima(PARETONBD, DE_LOS_SIMULADOS, x, tx, t, 26.0, NIVELES)
    antes = (primera[vuelve] < dias[:, vuelve]).mean(axis=1)

    assert vuelve.mean() == pytest.approx(prob_volver(PARETONBD, DE_LOS_SIMULADOS, x, tx, t, 26.0).mean(), abs=0.02)
    assert antes == pytest.approx(NIVELES, abs=0.03)
