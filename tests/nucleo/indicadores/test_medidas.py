"""Proporciones con su margen, y sumas por grupo."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.indicadores.base import centimos_partidos
from cartera_xl.nucleo.indicadores.medidas import wilson


@pytest.mark.parametrize(
    ("casos", "n", "desde", "hasta"),
    [
        # Publicados: Newcombe (1998), Statistics in Medicine 17, 857-872, tabla I, método 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_el_margen_es_el_publicado(casos: int, n: int, desde: float, hasta: float) -> None:
    abajo, arriba = wilson(np.array([float(casos)]), np.array([float(n)]))
    assert (round(abajo[0], 4), round(arriba[0], 4)) == (desde, hasta)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_el_margen_contiene_la_proporcion_y_no_se_sale(par: tuple[int, int]) -> None:
    casos, n = par
    abajo, arriba = wilson(np.array([float(casos)]), np.array([float(n)]))
    assert 0 <= abajo[0] <= casos / n + 1e-12
    assert casos / n - 1e-12 <= arriba[0] <= 1


def test_sin_casos_no_hay_margen() -> None:
    abajo, arriba = wilson(np.array([0.0]), np.array([0.0]))
    assert np.isnan(abajo[0])
    assert np.isnan(arriba[0])


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-(10**7), 10**7)), min_size=1, max_size=40))
def test_las_partes_de_un_cliente_suman_sus_centimos(partes: list[tuple[int, int]]) -> None:
    cliente = np.array([quien for quien, _ in partes], dtype=np.int64)
    unidades = np.array([cuanto for _, cuanto in partes], dtype=np.int64)

    centimos = centimos_partidos(unidades, cliente)

    for quien in set(cliente.tolist()):
        entero = unidades[cliente == quien].sum() / 10_000
        assert centimos[cliente == quien].sum() == np.rint(np.round(entero, 2) * 100)
