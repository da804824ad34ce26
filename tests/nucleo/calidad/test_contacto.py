"""Correos, teléfonos y códigos postales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.calidad.contacto import (
    PROVINCIAS_ES,
    correos_sin_forma,
    numero_de_provincia,
    revisar_postal,
    revisar_telefono,
)


@pytest.mark.parametrize(
    ("correo", "bien"),
    [
        ("ana@bar.es", True),
        ("ana.lopez+x@sub.bar.com.mx", True),
        ("ANA@BAR.ES", True),
        ("peña@señal.es", True),
        ("ana@bar", False),
        ("ana bar.es", False),
        ("ana@@bar.es", False),
        ("ana@bar..es", False),
        (".ana@bar.es", False),
        ("ana.@bar.es", False),
        ("ana@-bar.es", False),
        ("ana@bar.es; eva@bar.es", False),
        ("ana@bar.es ", False),
        ("ana@\nbar.es", False),
        ("no tiene", False),
    ],
)
def test_el_correo_tiene_forma_de_serlo(correo, bien) -> None:
    assert correos_sin_forma(["b@b.es", correo]) == ([] if bien else [1])


@given(st.lists(st.text(alphabet="ab@. \n-", max_size=8)))
def test_mirar_la_columna_de_correos_es_mirar_cada_celda(correos) -> None:
    assert correos_sin_forma(correos) == [p for p, correo in enumerate(correos) if correos_sin_forma([correo])]


@pytest.mark.parametrize(
    ("texto", "pais", "e164"),
    [
        ("600 11 22 33", "ES", "+34600112233"),
        ("91 123 45 67 / 600112233", "ES", "+34911234567"),
        ("+52 1 55 1234 5678", "MX", "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("045 55 1234 5678", "MX", "+525512345678"),
        ("(1) 234 5678", "CO", "+576012345678"),
        ("57 1 234 5678", "CO", "+576012345678"),
        ("300 123 4567", "CO", "+573001234567"),
        ("011 15-2345-6789", "AR", "+5491123456789"),
        ("+56 9 6123 4567", None, "+56961234567"),
        ("+34 600 11 22 33", "MX", "+34600112233"),
        ("123", "ES", None),
        ("600112233", None, None),
        ("no tiene", "ES", None),
        ("", "ES", None),
    ],
)
def test_el_telefono_se_entiende_en_su_pais(texto, pais, e164) -> None:
    assert revisar_telefono(texto, pais).e164 == e164


@given(st.text(max_size=20), st.sampled_from(["ES", "MX", "CO", None]))
def test_ningun_texto_hace_caer_el_telefono(texto, pais) -> None:
    assert revisar_telefono(texto, pais).e164 is None or revisar_telefono(texto, pais).valido


@pytest.mark.parametrize(
    ("texto", "codigo", "provincia", "corregido"),
    [
        ("8080", "08080", "Barcelona", True),
        ("08080", "08080", "Barcelona", False),
        ("28 001", "28001", "Madrid", False),
        ("01001", "01001", "Álava", False),
        ("52001", "52001", "Melilla", False),
        ("53001", "53001", None, False),
        ("00123", "00123", None, False),
        ("123", "123", None, False),
        ("SW1A", "SW1A", None, False),
    ],
)
def test_el_codigo_postal_dice_la_provincia(texto, codigo, provincia, corregido) -> None:
    postal = revisar_postal(texto)

    assert (postal.codigo, postal.provincia, postal.corregido) == (codigo, provincia, corregido)


def test_hay_52_provincias_y_todas_se_reconocen_por_cualquiera_de_sus_nombres() -> None:
    assert len(PROVINCIAS_ES) == 52
    for numero, nombres in PROVINCIAS_ES.items():
        assert {numero_de_provincia(nombre) for nombre in nombres.split("|")} == {numero}


@pytest.mark.parametrize(
    ("escrita", "numero"),
    [("Vizcaya / Bizkaia", "48"), ("A CORUÑA", "15"), ("Coruña, A", "15"), ("Alicante/Alacant", "03"), ("Lima", None)],
)
def test_la_provincia_se_reconoce_se_escriba_como_se_escriba(escrita, numero) -> None:
    assert numero_de_provincia(escrita) == numero
