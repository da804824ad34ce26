"""Números escritos como texto: formas, convenio por columna y lo que nunca se adivina."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.lectura.numeros import convenio_decimal, leer_llanos, leer_numero, partes, voto
from cartera_xl.nucleo.paises import pais


@pytest.mark.parametrize(
    ("texto", "decimal", "numero"),
    [
        ("1.234,56 €", ",", 1234.56),
        ("€1.234,56", ",", 1234.56),
        ("$ 1,234.56", ".", 1234.56),
        ("US$ 12.50", ".", 12.5),
        ("S/. 1,200.00", ".", 1200),
        ("Bs. 15,5", ",", 15.5),
        ("R$ 99,90", ",", 99.9),
        ("1200 EUR", ",", 1200),
        ("(1.200)", ",", -1200),
        ("(1.200) €", ",", -1200),
        ("$ (1,200.50)", ".", -1200.5),
        ("1.200-", ",", -1200),
        ("-1.200", ",", -1200),
        ("−1.200", ",", -1200),
        ("- 5", ",", -5),
        ("+5", ",", 5),
        ("1 234,5", ",", 1234.5),
        ("1\u00a0234,5", ",", 1234.5),
        ("1\u202f234\u2009567,5", ",", 1234567.5),
        ("1'234.50", ".", 1234.5),
        ("1’234.50", ".", 1234.5),
        ("12,5 %", ",", 0.125),
        ("12%", ",", 0.12),
        (",5", ",", 0.5),
        ("5,", ",", 5),
        ("0012", ",", 12),
        ("1,5E+03", ",", 1500),
        ("1234567", "", 1234567),
        ("1 234", "", 1234),
    ],
)
def test_se_lee(texto: str, decimal: str, numero: float) -> None:
    assert leer_numero(texto, decimal) == pytest.approx(numero)


@pytest.mark.parametrize(
    ("texto", "decimal"),
    [
        ("12.5O", ","),
        ("12.5", ","),
        ("12,5", "."),
        ("1.23.456", ","),
        ("1,234,5", "."),
        ("1.234,56", "."),
        ("12.345,678.9", ","),
        ("1.234", ""),
        ("doce", ","),
        ("", ","),
        ("€", ","),
        ("()", ","),
        ("--5", ","),
        ("12-34", ","),
        ("1/2", ","),
        ("12 %%", ","),
        ("QL", ","),
    ],
)
def test_no_se_lee(texto: str, decimal: str) -> None:
    assert leer_numero(texto, decimal) is None


@pytest.mark.parametrize(
    ("cuerpo", "dice"),
    [
        ("1.234,56", ","),
        ("1,234.56", "."),
        ("1.234.567", ","),
        ("1,234,567", "."),
        ("12,5", ","),
        ("1234,567", ","),
        ("0,125", ","),
        ("1.234", "?"),
        ("999.999", "?"),
        ("1 234,567", ","),
        ("1234", None),
        ("1 234", None),
    ],
)
def test_lo_que_demuestra_un_numero(cuerpo: str, dice: str | None) -> None:
    assert voto(cuerpo) == dice


def test_la_mayoria_clara_manda_sobre_el_pais() -> None:
    convenio = convenio_decimal("importe", {"12.50": 3, "1,5": 1, "1.234": 2}, pais("ES"), None)

    assert (convenio.valor, convenio.origen, convenio.a_favor, convenio.en_contra) == (".", "celdas", 3, 1)


def test_en_empate_manda_el_pais() -> None:
    assert convenio_decimal("importe", {"12.50": 1, "1,5": 1}, pais("MX"), None).valor == "."


def test_sin_pruebas_ni_pais_decide_la_vecina_y_sin_vecina_nadie() -> None:
    assert convenio_decimal("importe", {"1.234": 1}, None, ",").origen == "hoja"
    assert convenio_decimal("importe", {"1.234": 1}, None, None).ambiguo


def test_una_columna_sin_signos_no_es_ambigua() -> None:
    assert not convenio_decimal("importe", {"1234": 1}, None, None).ambiguo


@settings(deadline=None)
@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["ES", "MX"]), st.sampled_from(["{}", "{} €", "$ {}"]))
def test_lo_que_escribe_un_pais_se_lee_igual(numero, codigo: str, molde: str) -> None:
    escrito = f"{numero:,.2f}"
    if codigo == "ES":
        escrito = escrito.translate({ord(","): ".", ord("."): ","})

    assert leer_numero(molde.format(escrito), pais(codigo).decimal) == pytest.approx(float(numero))


@settings(deadline=None)
@given(st.text(max_size=20))
def test_ningun_texto_rompe_la_lectura(texto: str) -> None:
    for decimal in (",", ".", ""):
        assert isinstance(leer_numero(texto, decimal), float | None)
    leido = partes(texto)
    if leido is not None:
        voto(leido.cuerpo)


@settings(deadline=None)
@given(
    st.lists(st.from_regex(r"-?[0-9]{1,4}([.,][0-9]{1,3}){0,2}", fullmatch=True), min_size=1),
    st.sampled_from([",", ".", ""]),
)
def test_leer_de_una_vez_da_lo_mismo_que_uno_a_uno(textos: list[str], decimal: str) -> None:
    for texto, numero in leer_llanos(set(textos), decimal).items():
        assert leer_numero(texto, decimal) == pytest.approx(numero, rel=1e-15)


@pytest.mark.parametrize("textos", [{"1,5", "2.000,25", "-3"}, {"1"}])
def test_una_columna_llana_se_lee_de_una_vez(textos: set[str]) -> None:
    assert set(leer_llanos(textos, ",")) == textos


@pytest.mark.parametrize("textos", [{"1,5", "2 €"}, {"1.5"}, {"1\n2"}, {""}, set(), {"٣"}])
def test_una_columna_con_adornos_no(textos: set[str]) -> None:
    assert leer_llanos(textos, ",") == {}
