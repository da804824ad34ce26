"""La búsqueda encuentra el mismo primer punto que mirarlos todos, con pistas buenas, malas o ninguna."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.cambio.busqueda import NUNCA, SIN_PISTA, Escalones, Tramos, primer_punto
from cartera_xl.nucleo.cambio.cotas import Cotas
from cartera_xl.nucleo.cambio.distintas import distintas

ULTIMO = 90
AZAR = settings(max_examples=150, deadline=None)
SALTOS = st.lists(st.tuples(st.integers(1, ULTIMO), st.integers(0, 3)), max_size=6)
FILAS = st.lists(SALTOS, min_size=1, max_size=5)
BUENOS = st.frozensets(st.integers(0, 8), max_size=4)


def _a_mano(saltos, cortes=()) -> list[int]:
    """El código de 1 a ULTIMO: sube en cada salto y, en cada corte, vuelve a empezar en otro sitio."""
    codigo, salida = 0, []
    for punto in range(1, ULTIMO + 1):
        codigo = punto % 3 if punto in cortes else codigo
        codigo += sum(alto for donde, alto in saltos if donde == punto)
        salida.append(codigo)
    return salida


@AZAR
@given(FILAS, BUENOS, st.frozensets(st.integers(2, ULTIMO), max_size=3), st.sampled_from(["", "buena", "mala"]))
def test_el_primer_punto_es_el_de_mirarlos_todos(filas, buenos, cortes, clase_de_pista) -> None:
    tabla = np.array([_a_mano(saltos, cortes) for saltos in filas])
    fila = np.repeat(np.arange(len(filas)), 1 + len(cortes))
    tramos = Tramos.partidos(fila, np.tile([1, *cortes], len(filas)), ULTIMO)
    en_tramo = tramos.fila

    def pista(cual, uno, otro):
        buena = [
            next((p for p in range(1, ULTIMO + 1) if tabla[en_tramo[c], p - 1] != u), 1)
            for c, u in zip(cual, uno, strict=True)
        ]
        return np.array(buena) if clase_de_pista == "buena" else np.full(len(cual), SIN_PISTA + len(otro) % 2 * 7)

    encontrado = primer_punto(
        tramos,
        lambda cual, punto: tabla[en_tramo[cual], punto - 1],
        lambda _, codigo: np.isin(codigo, list(buenos)),
        len(filas),
        pista=pista if clase_de_pista else None,
    )
    esperado = [next((p + 1 for p in range(ULTIMO) if suya[p] in buenos), NUNCA) for suya in tabla.tolist()]
    assert encontrado.tolist() == esperado


@AZAR
@given(FILAS)
def test_los_escalones_dicen_el_codigo_de_cada_punto(filas) -> None:
    tabla = np.array([_a_mano(saltos) for saltos in filas])
    todas = np.arange(len(filas))
    tramos = Tramos(todas, np.ones_like(todas), np.full_like(todas, ULTIMO))
    escalones = Escalones.de(tramos, lambda fila, punto: tabla[fila, punto - 1])

    fila, punto = np.repeat(todas, ULTIMO), np.tile(np.arange(1, ULTIMO + 1), len(filas))
    assert escalones.en(fila, punto).tolist() == tabla.ravel().tolist()


@AZAR
@given(
    st.lists(st.lists(st.integers(0, 100), min_size=ULTIMO + 1, max_size=ULTIMO + 1), min_size=1, max_size=4), SALTOS
)
def test_entre_cotas_sale_el_mismo_dia_que_mirandolos_todos(filas, saltos) -> None:
    """La actividad solo baja; en cada tramo, otra cosa quieta se le suma al código."""
    actividad = -np.sort(-np.array(filas, dtype=float), axis=1)
    cortes = sorted({1, *(donde for donde, _ in saltos)})
    fila = np.repeat(np.arange(len(filas)), len(cortes))
    tramos = Tramos.partidos(fila, np.tile(cortes, len(filas)), ULTIMO)
    quieto = tramos.desde % 3 * 10

    def codigo(suyo, activo):
        return suyo + np.searchsorted([20.0, 50.0, 60.0], activo, side="right")

    malos = [1, 12, 20]
    dia = np.full(len(filas), NUNCA)
    Cotas.de(tramos, (0, ULTIMO), (actividad[:, 0], actividad[:, ULTIMO])).primer_dia(
        lambda cual, activo: codigo(quieto[cual], activo),
        lambda fila, t: actividad[fila, t],
        lambda _, suyo: np.isin(suyo, malos),
        dia,
    )
    for i in range(len(filas)):
        de_cada_dia = [max(c for c in cortes if c <= t) % 3 * 10 for t in range(1, ULTIMO + 1)]
        malo = np.isin(codigo(np.array(de_cada_dia), actividad[i, 1:]), malos)
        assert dia[i] == (malo.argmax() + 1 if malo.any() else NUNCA)


@pytest.mark.parametrize("grande", [1, 10**9])
def test_las_combinaciones_distintas_se_reconocen_aunque_los_numeros_sean_enormes(grande: int) -> None:
    columnas = [
        np.array([1, 2, 1, 2, 1]) * grande,
        np.array([5.0, np.nan, 5.0, np.nan, 7.0]),
        np.arange(5) % 2 * grande,
    ]
    unos, cual = distintas([*columnas, *columnas, *columnas])
    filas = [tuple(str(columna[i]) for columna in columnas) for i in range(5)]
    assert len(unos) == len(set(filas))
    assert [filas[unos[c]] for c in cual] == filas
