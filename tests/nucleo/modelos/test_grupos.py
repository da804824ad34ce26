"""Juntar clientes iguales no pierde ni cambia nada, y lo imposible se rechaza."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos.grupos import Distintos, Grupos, agrupar

ENTERAS = st.tuples(st.integers(0, 4), st.integers(1, 30), st.integers(0, 30)).map(
    lambda v: (v[0], v[1] if v[0] else 0, (v[1] if v[0] else 0) + v[2])
)
CLIENTES = st.lists(ENTERAS, min_size=1, max_size=60)


@given(CLIENTES, st.sampled_from([1.0, 1 / 7, 12 / 365.25, 100_000.0]))
def test_cada_cliente_recupera_su_terna_y_los_grupos_suman_a_todos(clientes, unidad) -> None:
    x, tx, t = np.array(clientes, dtype=float).T * np.array([[1.0], [unidad], [unidad]])

    grupos, donde = agrupar(x, tx, t)

    assert grupos.clientes == len(clientes)
    assert len(grupos) == len(set(clientes))
    assert np.array_equal(np.bincount(donde), grupos.n)
    for columna, original in ((grupos.x, x), (grupos.tx, tx), (grupos.t, t)):
        assert np.array_equal(columna[donde], original)
    for columna, distintos in ((grupos.x, grupos.x_distintos), (grupos.tx, grupos.tx_distintos)):
        assert np.array_equal(distintos.valores[distintos.donde], columna)


@given(CLIENTES, st.randoms(use_true_random=False))
def test_el_orden_de_los_clientes_no_cambia_los_grupos(clientes, azar) -> None:
    revueltos = list(clientes)
    azar.shuffle(revueltos)

    uno, _ = agrupar(*np.array(clientes, dtype=float).T)
    otro, _ = agrupar(*np.array(revueltos, dtype=float).T)

    assert all(np.array_equal(getattr(uno, c), getattr(otro, c)) for c in ("x", "tx", "t", "n"))


@pytest.mark.parametrize(
    ("x", "tx", "t"),
    [(-1, 0, 5), (1, 6, 5), (1, -1, 5), (0, 2, 5), (2, 0, 5), (0, 0, np.inf), (0, 0, np.nan)],
)
def test_una_terna_imposible_se_dice(x, tx, t) -> None:
    with pytest.raises(ValueError, match="terna imposible"):
        Grupos.de([0, x], [0, tx], [3, t])


@pytest.mark.parametrize(
    ("t", "n", "esperada"), [([10, 20], [1, 3], 17.5), ([0, 0], [1, 1], 1.0), ([], [], 1.0), ([7], [2], 7.0)]
)
def test_la_antiguedad_media_es_por_cliente_y_nunca_cero(t, n, esperada) -> None:
    ceros = np.zeros(len(t))

    assert Grupos.de(ceros, ceros, t, n).t_media == esperada


def test_sin_clientes_hay_cero_grupos() -> None:
    grupos, donde = agrupar([], [], [])

    assert len(grupos) == len(donde) == grupos.clientes == 0


def test_los_distintos_van_ordenados() -> None:
    distintos = Distintos.de(np.array([3.0, 1.0, 3.0]))

    assert distintos.valores.tolist() == [1.0, 3.0]
    assert distintos.donde.tolist() == [1, 0, 1]
