"""Recalibrar la probabilidad: finita siempre, sin dar la vuelta a la lista y sin depender del orden de las filas."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.pronostico.metricas import brier
from cartera_xl.nucleo.pronostico.recalibracion import (
    SIN_RECALIBRAR,
    aplicar,
    brier_a_ciegas,
    recalibradas_a_ciegas,
    recalibrar,
)

FILAS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def _muestra(n: int, ordenada: float, pendiente: float, semilla: int = 3) -> tuple[np.ndarray, np.ndarray]:
    azar = np.random.default_rng(semilla)
    p = azar.uniform(0.02, 0.98, n)
    return p, azar.random(n) < aplicar((ordenada, pendiente), p)


@pytest.mark.parametrize(("ordenada", "pendiente"), [(0, 1), (-1, 1), (0.5, 0.6), (-0.4, 1.5)])
def test_recupera_la_deformacion_con_muchos_clientes(ordenada: float, pendiente: float) -> None:
    assert recalibrar(*_muestra(40_000, ordenada, pendiente)) == pytest.approx((ordenada, pendiente), abs=0.06)


def test_sin_recalibrar_no_toca_nada() -> None:
    p = np.array([0.001, 0.3, 0.5, 0.999])

    assert aplicar(SIN_RECALIBRAR, p) == pytest.approx(p, rel=1e-12)


def test_nunca_sale_cero_ni_uno() -> None:
    p = aplicar((0.0, 1.0), np.array([0.0, 1.0]))

    assert p == pytest.approx([1e-6, 1 - 1e-6])
    assert (aplicar((50.0, 9.0), np.array([0.0, 1.0])) >= 0).all()


@pytest.mark.parametrize("volvieron", [True, False])
@pytest.mark.parametrize("n", [1, 2, 20, 1000])
def test_si_volvieron_todos_o_nadie_queda_finita_y_va_hacia_ellos(n: int, volvieron: bool) -> None:
    p = np.linspace(0.2, 0.6, n)
    ordenada, pendiente = recalibrar(p, np.full(n, volvieron))

    assert math.isfinite(ordenada)
    assert pendiente > 0
    assert ((aplicar((ordenada, pendiente), p) > p) == volvieron).all()


def test_con_pocos_clientes_casi_no_se_toca() -> None:
    """Tres clientes no bastan para decir que la probabilidad está del revés."""
    ordenada, pendiente = recalibrar(np.array([0.2, 0.5, 0.8]), np.array([True, True, False]))

    assert abs(ordenada) < 0.5
    assert pendiente > 0.5


def test_una_lista_del_reves_no_se_da_la_vuelta_se_acerca_a_la_tasa() -> None:
    p, volvio = _muestra(5_000, -1.0, -2.0)

    ordenada, pendiente = recalibrar(p, volvio)

    assert pendiente == 0.05
    assert aplicar((ordenada, pendiente), p).mean() == pytest.approx(volvio.mean(), abs=0.01)


def test_cumple_las_ecuaciones_del_maximo() -> None:
    """En el óptimo, el resto ponderado iguala a la previa: se comprueba sin usar el mismo código."""
    p, volvio = _muestra(60, -0.5, 0.7)
    ordenada, pendiente = recalibrar(p, volvio)
    logits = np.log(p / (1 - p))
    resto = volvio - 1 / (1 + np.exp(-ordenada - pendiente * logits))

    assert resto.sum() == pytest.approx(ordenada / 1.5**2, abs=1e-9)
    assert (resto * logits).sum() == pytest.approx((pendiente - 1) / 0.5**2, abs=1e-9)


def test_recalibrar_mejora_donde_no_se_ajusto_si_habia_que_mejorar() -> None:
    p, volvio = _muestra(2_000, -1.5, 0.5)

    assert brier_a_ciegas(p, volvio) < brier(volvio, p) - 0.02


def test_a_ciegas_nadie_se_recalibra_con_su_propio_resultado() -> None:
    """Cambiar el resultado de un cliente no cambia su propia probabilidad, solo las de la otra mitad."""
    p, volvio = _muestra(50, 0.0, 1.0)
    otro = volvio.copy()
    otro[7] = ~otro[7]

    antes, despues = recalibradas_a_ciegas(p, volvio), recalibradas_a_ciegas(p, otro)

    assert antes[7] == despues[7]
    assert 0 < (antes != despues).sum() < 50


@given(FILAS)
def test_siempre_es_finita_creciente_y_entre_cero_y_uno(filas: list[tuple[float, bool]]) -> None:
    p, volvio = (np.array(columna) for columna in zip(*filas, strict=True))
    recalibracion = recalibrar(p, volvio)
    nuevas = aplicar(recalibracion, np.sort(p))

    assert np.isfinite(recalibracion).all()
    assert recalibracion[1] >= 0.05
    assert ((nuevas > 0) & (nuevas < 1)).all()
    assert (np.diff(nuevas) >= 0).all()
    assert 0 <= brier_a_ciegas(p, volvio) <= 1


@given(FILAS, st.randoms())
def test_el_orden_de_las_filas_no_cambia_nada(filas: list[tuple[float, bool]], azar) -> None:
    revueltas = filas.copy()
    azar.shuffle(revueltas)
    p, volvio = (np.array(columna) for columna in zip(*filas, strict=True))
    p2, volvio2 = (np.array(columna) for columna in zip(*revueltas, strict=True))

    assert recalibrar(p2, volvio2) == pytest.approx(recalibrar(p, volvio), abs=1e-8)
    assert brier_a_ciegas(p2, volvio2) == pytest.approx(brier_a_ciegas(p, volvio), abs=1e-8)
