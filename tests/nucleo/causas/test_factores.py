"""Qué factores son la causa, con los segmentos como números: 0 es el mejor y 3, el peor."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.causas.factores import ORDEN, Factor, Juicio, juzgar

P, D, T, C, V, B, R, M = ORDEN


def _camino(inicio: int, **cambios: int) -> list[int]:
    """Un camino que solo se mueve en los pasos dichos, por su letra."""
    camino, ahora = [inicio], inicio
    for letra in "PDTCVBRM":
        ahora = cambios.get(letra, ahora)
        camino.append(ahora)
    return camino


@pytest.mark.parametrize(
    ("camino", "solos", "sin", "esperado"),
    [
        pytest.param(_camino(1, T=3), {T: 3}, {T: 1}, Juicio((T,)), id="solo el tiempo"),
        pytest.param(_camino(3, C=1), {C: 1}, {C: 3}, Juicio((C,)), id="solo una compra"),
        pytest.param(_camino(2, T=3, C=0), {T: 3, C: 0}, {C: 3}, Juicio((C,)), id="la compra vence al tiempo"),
        pytest.param(_camino(0, T=2, C=1), {T: 2}, {C: 2}, Juicio((T,)), id="la compra solo frena la caída"),
        pytest.param(_camino(3, B=1), {B: 3, C: 3}, {B: 3, C: 3}, Juicio((C, B)), id="hacen falta las dos"),
        pytest.param(
            _camino(3, C=1), {C: 1, B: 1}, {C: 1, B: 1}, Juicio((C, B), cualquiera=True), id="cualquiera habría bastado"
        ),
        pytest.param(_camino(3, C=2, B=1), {C: 2, B: 2}, {C: 2, B: 2}, Juicio((C, B)), id="cada una, un escalón"),
        pytest.param(_camino(2, T=3, M=1), {T: 3, M: 1}, {M: 3}, Juicio((M,)), id="lo impuesto manda"),
        pytest.param(_camino(2, C=1), {C: 1, M: 1}, {M: 1, C: 1}, Juicio((M,)), id="lo impuesto, aunque coincida"),
        pytest.param(_camino(1, P=2), {P: 2}, {}, Juicio((P,)), id="otro programa"),
        pytest.param(_camino(3, C=1, B=2, R=1), {C: 1}, {}, Juicio((C,)), id="el baremo y la regla se anulan"),
        pytest.param(_camino(1, D=2, T=3), {D: 2}, {}, Juicio((D, T)), id="con datos corregidos, los que empujan"),
    ],
)
def test_la_causa_de_cada_camino(camino, solos, sin, esperado) -> None:
    assert juzgar(camino, solos, sin) == esperado


CODIGOS = st.integers(0, 4)
PARTES = st.dictionaries(st.sampled_from(list(Factor)), CODIGOS)


@given(st.lists(CODIGOS, min_size=9, max_size=9).filter(lambda c: c[0] != c[-1]), PARTES, PARTES)
def test_todo_cambio_tiene_causa_en_orden_y_ninguna_tira_al_reves(camino, solos, sin) -> None:
    juicio = juzgar(camino, solos, sin)

    assert juicio.factores
    assert list(juicio.factores) == [factor for factor in ORDEN if factor in juicio.factores]
    sentido = camino[-1] - camino[0]
    pasos = dict(zip(ORDEN, (b - a for a, b in pairwise(camino)), strict=True))
    assert all(pasos[factor] * sentido >= 0 for factor in juicio.factores)
    assert not juicio.cualquiera or len(juicio.factores) > 1
