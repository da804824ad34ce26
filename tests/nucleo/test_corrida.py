"""Huellas de fila: reconocen al cliente aunque la hoja se ordene, y no dejan leerlo."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.celdas import columna_de_objetos
from cartera_xl.nucleo.corrida import emparejar_filas, huellas_de_fila

NOMBRES = st.lists(st.sampled_from(["Ana", "Bea", "Ciro", "Dora"]), max_size=12)


def huellas(nombres: list[str], sal: str = "libro"):
    return huellas_de_fila([columna_de_objetos(nombres)], sal)


@given(NOMBRES, st.randoms(use_true_random=False))
def test_ordenar_la_hoja_no_pierde_ninguna_fila(nombres, azar) -> None:
    barajados = list(nombres)
    azar.shuffle(barajados)

    sitios = emparejar_filas(huellas(nombres), huellas(barajados))

    assert sorted(sitios.tolist()) == list(range(len(nombres)))
    assert [nombres[s] for s in sitios] == barajados


def test_la_enesima_repetida_es_la_enesima_de_antes() -> None:
    assert emparejar_filas(huellas(["Ana", "Bea", "Ana"]), huellas(["Bea", "Ana", "Ana"])).tolist() == [1, 0, 2]


def test_una_fila_nueva_no_se_empareja_con_nadie() -> None:
    assert emparejar_filas(huellas(["Ana"]), huellas(["Zoe", "Ana"])).tolist() == [-1, 0]


def test_un_id_numerico_y_el_mismo_en_texto_son_la_misma_fila() -> None:
    numeros = huellas_de_fila([np.array([17850.0])], "libro")

    assert numeros.tolist() == huellas(["17850"]).tolist()


def test_dos_libros_dan_huellas_distintas_al_mismo_cliente() -> None:
    assert huellas(["Ana"], "uno").tolist() != huellas(["Ana"], "otro").tolist()


def test_sin_filas_no_hay_huellas() -> None:
    assert len(huellas([])) == 0
