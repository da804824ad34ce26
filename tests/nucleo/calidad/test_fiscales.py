"""Identificadores fiscales: qué vale en cada país, qué es genérico y qué se propone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.calidad.fiscales import es_generico, por_que_no_vale, revisar_fiscal, se_comprueba
from cartera_xl.nucleo.paises import codigos


@pytest.mark.parametrize(
    ("texto", "pais", "valido"),
    [
        ("B64717838", "ES", True),
        ("es b-64717838", "ES", True),
        ("B64717839", "ES", False),
        ("12345678z", "ES", True),
        ("X-2482300-W", "ES", True),
        ("K1234567L", "ES", True),
        ("DE136695976", "ES", True),
        ("GODE561231GR9", "MX", True),
        ("GODE561331GR9", "MX", False),
        ("12.531.909-2", "CL", True),
        ("12.531.909-3", "CL", False),
        ("20-05536168-2", "AR", True),
        ("20.123.456", "AR", True),
        ("213.123.432-1", "CO", True),
        ("52345678", "CO", None),
        ("20512333797", "PE", True),
        ("20512333798", "PE", False),
        ("21-100342-001-7", "UY", True),
        ("1792060346-001", "EC", True),
        ("155596713-2-2015", "PA", None),
        ("B64717838", None, None),
    ],
)
def test_el_identificador_vale_segun_el_pais(texto, pais, valido) -> None:
    assert revisar_fiscal(texto, pais).valido is valido


@pytest.mark.parametrize(
    ("texto", "pais", "propuesta"),
    [
        ("800197268", "CO", "800197268-4"),
        ("1234567L", "ES", "01234567L"),
        ("12345678", "ES", "12345678Z"),
        ("12345678A", "ES", None),
        ("B64717839", "ES", None),
        ("123456789", "CO", None),
    ],
)
def test_a_lo_que_le_falta_algo_se_le_propone(texto, pais, propuesta) -> None:
    assert revisar_fiscal(texto, pais).propuesta == propuesta


@pytest.mark.parametrize(
    ("normal", "generico"),
    [
        ("XAXX010101000", True),
        ("XEXX010101000", True),
        ("00000000T", True),
        ("11111111H", True),
        ("111111111", True),
        ("666666666", True),
        ("222222222222", True),
        ("CF", True),
        ("B64717838", False),
        ("A11", False),
        ("", False),
    ],
)
def test_un_generico_vale_pero_no_dice_quien_es(normal, generico) -> None:
    assert es_generico(normal) is generico
    if generico:
        assert not revisar_fiscal(normal, "MX").identifica


@given(st.text(max_size=16), st.sampled_from([*codigos(), None]))
def test_ningun_texto_hace_caer_la_revision(texto, pais) -> None:
    revisado = revisar_fiscal(texto, pais)

    assert revisado.propuesta is None or revisar_fiscal(revisado.propuesta, pais).valido


@pytest.mark.parametrize(
    ("texto", "pais", "motivo"),
    [
        ("12345678Z", "ES", ""),
        ("12345678A", "ES", "la cifra o letra de control no cuadra"),
        ("1234567", "ES", "le faltan o le sobran cifras"),
        ("hola", "ES", "no tiene la forma de un identificador de ese país"),
        ("GODE561331GR8", "MX", "una de sus partes (tipo, fecha o provincia) no existe"),
        ("12345678", "AR", ""),  # un DNI: vale el segundo formato
        ("20123456787", "AR", "la cifra o letra de control no cuadra"),
    ],
)
def test_se_dice_por_que_no_vale(texto: str, pais: str, motivo: str) -> None:
    assert por_que_no_vale(revisar_fiscal(texto, pais).normal, pais) == motivo


def test_todo_pais_con_validador_dice_por_que_no_vale() -> None:
    paises = [codigo for codigo in codigos() if se_comprueba(codigo)]

    assert len(paises) >= 16
    assert all(por_que_no_vale("?", codigo) for codigo in paises)
