"""Las medidas de un pronóstico: a mano, en los bordes y sin depender del orden de las filas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.pronostico import metricas

REAL = np.array([0.0, 2.0, 4.0])
PREDICHA = np.array([1.0, 2.0, 1.5])
FILAS = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans(), st.floats(-20, 100)), min_size=1, max_size=40
)


def test_el_error_es_por_cliente_y_el_sesgo_sobre_el_total() -> None:
    assert metricas.mae(REAL, PREDICHA) == pytest.approx(3.5 / 3)
    assert metricas.rmse(REAL, PREDICHA) == pytest.approx(np.sqrt(7.25 / 3))
    assert metricas.sesgo(REAL, PREDICHA) == pytest.approx(-0.25)
    assert metricas.seguimiento(REAL, PREDICHA) == pytest.approx(0.75)


def test_la_desviacion_de_poisson_es_cero_si_se_acierta_y_finita_si_se_predice_cero() -> None:
    assert metricas.desviacion_de_poisson(REAL, REAL) == pytest.approx(0, abs=1e-5)
    assert metricas.desviacion_de_poisson(np.array([2.0]), np.array([1.0])) == pytest.approx(2 * (2 * np.log(2) - 1))
    assert 20 < metricas.desviacion_de_poisson(np.array([1.0]), np.zeros(1)) < 30


def test_sin_compras_no_hay_sesgo_ni_seguimiento() -> None:
    assert metricas.sesgo(np.zeros(2), np.ones(2)) is None
    assert metricas.seguimiento(np.zeros(2), np.ones(2)) is None


@pytest.mark.parametrize(
    ("p", "esperado"),
    [
        ([0.1, 0.2, 0.8, 0.9], 1.0),
        ([0.9, 0.8, 0.2, 0.1], 0.0),
        ([0.5, 0.5, 0.5, 0.5], 0.5),
        ([0.1, 0.5, 0.5, 0.9], 0.875),
    ],
)
def test_auc_cuenta_los_empates_media_vez(p: list[float], esperado: float) -> None:
    assert metricas.auc(np.array([False, False, True, True]), np.array(p)) == pytest.approx(esperado)


@pytest.mark.parametrize("todos", [True, False])
def test_no_hay_auc_si_volvieron_todos_o_nadie(todos: bool) -> None:
    assert metricas.auc(np.array([todos, todos]), np.array([0.1, 0.9])) is None


def test_brier_es_el_error_cuadratico_de_la_probabilidad() -> None:
    assert metricas.brier(np.array([True, False]), np.array([0.8, 0.4])) == pytest.approx((0.04 + 0.16) / 2)


def test_la_captura_es_del_quinto_de_delante() -> None:
    neto = np.array([50.0, 10, 10, 10, 20])

    assert metricas.captura(np.array([5.0, 4, 3, 2, 1]), neto) == pytest.approx(0.5)
    assert metricas.captura(np.array([1.0, 2, 3, 4, 5]), neto) == pytest.approx(0.2)


def test_los_empatados_en_el_borde_entran_a_partes_iguales() -> None:
    """El 20 % de 10 son 2 plazas: una para el primero y otra a repartir entre los cuatro que empatan (40 en total)."""
    nota = np.array([9.0, 5, 5, 5, 5, 1, 1, 1, 1, 1])
    neto = np.array([20.0, 40, 0, 0, 0, 8, 8, 8, 8, 8])

    assert metricas.captura(nota, neto) == pytest.approx((20 + 10) / 100)


def test_si_no_se_distingue_a_nadie_la_captura_es_la_de_un_quinto_al_azar() -> None:
    assert metricas.captura(np.ones(7), np.arange(7.0)) == pytest.approx(0.2)


@pytest.mark.parametrize("neto", [[0.0, 0.0], [5.0, -9.0]])
def test_no_hay_captura_de_un_neto_que_no_es_positivo(neto: list[float]) -> None:
    assert metricas.captura(np.array([1.0, 2.0]), np.array(neto)) is None


def test_los_decimos_van_de_menos_a_mas_y_cuentan_a_todos() -> None:
    p = np.linspace(0.01, 0.99, 95)

    decimos = metricas.deciles(p, p / 2, p > 0.5)

    assert len(decimos) == 10
    assert sum(decimo.clientes for decimo in decimos) == 95
    assert [decimo.predicha for decimo in decimos] == sorted(decimo.predicha for decimo in decimos)
    assert [decimo.recalibrada for decimo in decimos] == pytest.approx([decimo.predicha / 2 for decimo in decimos])
    assert (decimos[0].real, decimos[-1].real) == (0.0, 1.0)


def test_los_empatados_no_se_reparten_entre_dos_decimos() -> None:
    """El 80 % compró una vez y tiene la misma probabilidad: un solo grupo."""
    p = np.array([0.1] * 80 + list(np.linspace(0.3, 0.9, 20)))

    decimos = metricas.deciles(p, p, p > 0.5)

    assert [decimo.clientes for decimo in decimos] == [80, 10, 10]


@given(FILAS, st.randoms())
def test_el_orden_de_las_filas_no_cambia_nada(filas: list[tuple[float, bool, float]], azar) -> None:
    def medir(estas: list[tuple[float, bool, float]]) -> list[float | None]:
        p, volvio, neto = (np.array(columna) for columna in zip(*estas, strict=True))
        decimos = metricas.deciles(p, p, volvio)
        return [
            metricas.auc(volvio, p),
            metricas.brier(volvio, p),
            metricas.captura(p, neto) if abs(neto.sum()) > 1e-6 else None,
            *(decimo.real for decimo in decimos),
        ]

    revueltas = filas.copy()
    azar.shuffle(revueltas)

    assert medir(revueltas) == [pytest.approx(uno) if uno is not None else None for uno in medir(filas)]
