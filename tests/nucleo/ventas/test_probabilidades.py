"""Las colas contra scipy, y la corrección de muchas pruebas en sus bordes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from cartera_xl.nucleo.ventas.probabilidades import cola_acotada, cola_hipergeometrica, no_son_azar
from tests.nucleo.fabrica import RAPIDO


@RAPIDO
@given(st.integers(1, 3000), st.data())
def test_la_cola_hipergeometrica_es_la_de_scipy(total, datos):
    a, b = datos.draw(st.integers(0, total)), datos.draw(st.integers(0, total))
    ambos = datos.draw(st.integers(0, min(a, b) + 1))
    cola = cola_hipergeometrica(np.array([ambos]), np.array([a]), np.array([b]), total)[0]

    if ambos * total <= a * b:
        assert cola == (1.0 if ambos <= min(a, b) else 0.0)
    else:
        assert cola == pytest.approx(hypergeom.sf(ambos - 1, total, a, b), rel=1e-6, abs=1e-300)


def test_la_cola_no_se_pierde_lejos_de_la_media():
    cola = cola_hipergeometrica(np.array([60]), np.array([100]), np.array([100]), 100_000)[0]

    assert cola == pytest.approx(hypergeom.sf(59, 100_000, 100, 100), rel=1e-6)
    assert 0 < cola < 1e-100


@RAPIDO
@given(st.integers(1, 400), st.integers(0, 400), st.floats(0.001, 100))
def test_la_cola_acotada_es_la_binomial_de_la_misma_media(intentos, ambos, esperados):
    cola = cola_acotada(np.array([ambos]), np.array([esperados]), np.array([float(intentos)]))[0]

    if ambos < esperados + 1 or ambos > intentos:
        assert cola == 1
    else:
        assert cola == pytest.approx(binom.sf(ambos - 1, intentos, min(esperados / intentos, 1)), rel=1e-6, abs=1e-300)


@RAPIDO
@given(st.lists(st.tuples(st.integers(5, 60), st.floats(0.1, 0.9), st.floats(0.1, 0.9)), min_size=1, max_size=4))
def test_la_cota_nunca_es_menor_que_la_cola_exacta_de_varios_grupos(grupos):
    suma = np.ones(1)
    esperados = intentos = 0.0
    for total, parte_a, parte_b in grupos:
        a, b = round(total * parte_a), round(total * parte_b)
        suma = np.convolve(suma, hypergeom.pmf(np.arange(total + 1), total, a, b))
        esperados, intentos = esperados + a * b / total, intentos + min(a, b)
    exacta = np.cumsum(suma[::-1])[::-1]
    for k in range(1, len(suma)):
        cota = cola_acotada(np.array([k]), np.array([esperados]), np.array([intentos]))[0]
        assert cota >= exacta[k] - 1e-9


def test_si_no_se_esperaba_ninguno_no_es_azar():
    assert cola_acotada(np.array([3]), np.array([0.0]), np.array([3.0]))[0] == 0


@pytest.mark.parametrize(
    ("p", "pruebas", "aceptadas"),
    [
        ([], 0, []),
        ([0.05], 1, [True]),
        ([0.0501], 1, [False]),
        ([0.05], 2, [False]),
        ([0.01, 0.02, 0.03, 0.04, 0.05], 5, [True] * 5),
        ([0.04, 0.001, 0.012], 4, [False, True, True]),
        ([0.02, 0.02], 2, [True, True]),
    ],
)
def test_bordes_de_benjamini_y_hochberg(p, pruebas, aceptadas):
    assert no_son_azar(np.array(p), pruebas, 0.05).tolist() == aceptadas
