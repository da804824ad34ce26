"""Las formas normales: lo que se considera el mismo nombre, código, teléfono o correo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.calidad.normal import (
    alfanumericos,
    cifras,
    codigos_normales,
    minusculas,
    nombres_normales,
    palabras_normales,
    repetidos,
)


@pytest.mark.parametrize(
    ("nombre", "normal"),
    [
        ("Panadería Núñez, S.L.", "panaderianunez"),
        ("PANADERIA NUÑEZ SLU", "panaderianunez"),
        ("Panadería Núñez S. L.", "panaderianunez"),
        ("Panadería Núñez (S.L.)", "panaderianunez"),
        ("Tacos de México S.A. de C.V.", "tacosdemexico"),
        ("Tacos S. de R.L. de C.V.", "tacos"),
        ("Tacos, S.A.P.I. de C.V.", "tacos"),
        ("Viña Sur SpA", "vinasur"),
        ("Café Andino S.A.S.", "cafeandino"),
        ("Bodega Lima E.I.R.L.", "bodegalima"),
        ("Bodega Lima S.A.C.", "bodegalima"),
        ("Pérez y Cía. Ltda.", "perez"),
        ("Hermanos Díaz C.B.", "hermanosdiaz"),
        ("Coop. Uno S. Coop.", "coopuno"),
        ("Acme GmbH", "acme"),
        ("Acme Sociedad Anónima", "acme"),
        ("S.A.", "sa"),
        ("Casa Salas", "casasalas"),
        ("Comercial Asl", "comercialasl"),
        ("Иван", "иван"),
        ("Ángel½", "angel"),
        ("  ", ""),
        (None, ""),
        ("Ana\nLópez", "analopez"),
    ],
)
def test_el_nombre_pierde_la_forma_juridica_y_lo_que_no_es_letra_ni_cifra(nombre, normal) -> None:
    assert nombres_normales([nombre]) == [normal]


def test_con_forma_dos_sociedades_distintas_siguen_siendo_distintas() -> None:
    assert nombres_normales(["Pan S.L.", "Pan SL", "Pan S.A."], con_forma=True) == ["pansl", "pansl", "pansa"]


def test_las_palabras_quedan_separadas_para_comparar_parecidos() -> None:
    assert palabras_normales("Núñez  e Hijos, S.L.") == "nunez e hijos"


@pytest.mark.parametrize(
    ("funcion", "valor", "normal"),
    [
        (alfanumericos, "b-12.345.674", "B12345674"),
        (alfanumericos, "ñ&a010101aaa", "N&A010101AAA"),
        (cifras, "+34 600 11-22-33", "34600112233"),
        (minusculas, " Ana@X.es ", "ana@x.es"),
        (codigos_normales, "17850.0", "17850"),
        (codigos_normales, "007", "007"),
        (codigos_normales, "A-7.05", "a-7.05"),
    ],
)
def test_cada_identificador_tiene_su_forma(funcion, valor, normal) -> None:
    assert funcion([valor, None]) == [normal, ""]


@pytest.mark.parametrize(("codigo", "normal"), [("00017850", "17850"), ("000", "0"), ("A07", "a07")])
def test_un_codigo_de_cifras_pierde_los_ceros_si_se_pide(codigo, normal) -> None:
    assert codigos_normales([codigo], sin_ceros=True) == [normal]


TEXTOS = st.lists(st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["Pan S.L.", "Ñandú, S.A.", "Ж S.L."])))


@given(TEXTOS)
def test_normalizar_la_columna_es_normalizar_cada_celda(valores) -> None:
    for funcion in (nombres_normales, alfanumericos, cifras, minusculas, codigos_normales):
        assert funcion(valores) == [funcion([valor])[0] for valor in valores]


@given(st.lists(st.text(alphabet="aÑé S.L,-", max_size=10)))
def test_normalizar_dos_veces_es_normalizar_una(valores) -> None:
    una = nombres_normales(valores, con_forma=True)

    assert nombres_normales(una, con_forma=True) == una


@given(st.lists(st.text(alphabet="ab", max_size=2)))
def test_los_repetidos_son_los_que_aparecen_mas_de_una_vez(claves) -> None:
    grupos = repetidos(claves)

    assert sorted(p for grupo in grupos for p in grupo) == [
        p for p, clave in enumerate(claves) if clave and claves.count(clave) > 1
    ]
    assert all(len({claves[p] for p in grupo}) == 1 and grupo == sorted(grupo) for grupo in grupos)
