"""Un valor, como texto de su celda."""

from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from cartera_xl.hosts.ooxml.cell_xml import EMPTY, MAX_TEXT, CellFormatter, escaped_text, serial
from cartera_xl.nucleo.celdas import ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.plan import CONSERVAR


@pytest.mark.parametrize(
    ("valor", "fragmento"),
    [
        (None, "/>"),
        ("", "/>"),
        (float("nan"), "/>"),
        (float("inf"), "/>"),
        (5.0, "><v>5</v></c>"),
        (-0.1, "><v>-0.1</v></c>"),
        (1e300, "><v>1e+300</v></c>"),
        (np.float64(2.5), "><v>2.5</v></c>"),
        (np.int64(7), "><v>7</v></c>"),
        (True, ' t="b"><v>1</v></c>'),
        (np.bool_(False), ' t="b"><v>0</v></c>'),
        (ErrorCelda("#DIV/0!"), ' t="e"><v>#DIV/0!</v></c>'),
        (" a\n", ' t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c>'),
        ("a b", ' t="inlineStr"><is><t>a b</t></is></c>'),
        ("a  b", ' t="inlineStr"><is><t xml:space="preserve">a  b</t></is></c>'),
        ("a\nb", ' t="inlineStr"><is><t xml:space="preserve">a\nb</t></is></c>'),
        (date(2025, 1, 1), "><v>45658</v></c>"),
        (datetime(2025, 1, 1, 12), "><v>45658.5</v></c>"),
        (time(6), "><v>0.25</v></c>"),
        (timedelta(days=2, hours=12), "><v>2.5</v></c>"),
        (date(1850, 3, 4), ' t="inlineStr"><is><t>04/03/1850</t></is></c>'),
    ],
)
def test_cada_clase_de_valor(valor: object, fragmento: str) -> None:
    assert CellFormatter().fragment(valor) == fragmento  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fecha", "en_1900", "en_1904"),
    [
        (date(1899, 12, 31), None, None),
        (date(1900, 1, 1), 1, None),
        (date(1900, 2, 28), 59, None),
        (date(1900, 3, 1), 61, None),
        (date(1903, 12, 31), 1461, None),
        (date(1904, 1, 1), 1462, 0),
        (date(2025, 1, 1), 45658, 44196),
    ],
)
def test_el_28_de_febrero_de_1900_es_59_y_el_1_de_marzo_61(fecha: date, en_1900: int, en_1904: int) -> None:
    assert serial(fecha, date1904=False) == en_1900
    assert serial(fecha, date1904=True) == en_1904


@given(st.text(max_size=50))
def test_el_texto_escapado_es_xml_y_dice_lo_mismo(texto: str) -> None:
    leido = ElementTree.fromstring(f"<t>{escaped_text(texto)}</t>").text or ""
    assert unescape(leido) == texto


@pytest.mark.parametrize("texto", ["_x0041_", "_x_", "_xZZZZ_", "__x0041__", "a_x0d0a_"])
def test_lo_que_ya_parecia_un_escape_no_lo_es(texto: str) -> None:
    assert unescape(escaped_text(texto)) == texto


def test_un_texto_no_pasa_de_lo_que_cabe_en_una_celda() -> None:
    assert len(escaped_text("ñ" * 40_000)) == MAX_TEXT
    assert len(escaped_text("😀" * 20_000).encode("utf-16-le")) // 2 == MAX_TEXT - 1


@given(st.lists(st.one_of(st.floats(), st.integers(-5, 5).map(float)), min_size=1, max_size=20))
def test_un_numero_se_escribe_igual_solo_que_en_su_columna(numeros: list[float]) -> None:
    formato = CellFormatter()
    assert formato.encoded_column(np.array(numeros)) == [formato.fragment(numero).encode() for numero in numeros]


def test_una_columna_de_objetos_distingue_uno_de_verdadero_y_lo_que_se_conserva() -> None:
    columna = columna_de_objetos([1, True, 1.0, "1", CONSERVAR, None])
    assert CellFormatter("x:").encoded_column(columna) == [
        b"><x:v>1</x:v></x:c>",
        b' t="b"><x:v>1</x:v></x:c>',
        b"><x:v>1</x:v></x:c>",
        b' t="inlineStr"><x:is><x:t>1</x:t></x:is></x:c>',
        None,
        EMPTY.encode(),
    ]
