"""Lo que se escribe en LibreOffice se vuelve a leer igual: números, textos, fechas, verdaderos, errores y vacíos."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
import xlwings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.celdas import ErrorCelda

pytestmark = pytest.mark.libreoffice

CELDAS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1),
    st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2200, 1, 1)).map(lambda d: d.replace(microsecond=0)),
)
CUADROS = st.integers(1, 4).flatmap(
    lambda ancho: st.lists(st.lists(CELDAS, min_size=ancho, max_size=ancho), min_size=1, max_size=5)
)


@pytest.fixture(scope="module")
def hoja(office: xlwings.App) -> Iterator[xlwings.Sheet]:
    libro = office.books.add()
    yield libro.sheets[0]
    libro.close()


@pytest.fixture
def limpia(hoja: xlwings.Sheet) -> xlwings.Sheet:
    hoja.clear()
    return hoja


def leer(rango: xlwings.Range) -> Any:
    return rango.options(ndim=2, err_to_str=True).value


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuadro=CUADROS)
def test_lo_escrito_se_lee_igual(limpia: xlwings.Sheet, cuadro: list[list[Any]]) -> None:
    limpia.clear()
    rango = limpia["B2"].resize(len(cuadro), len(cuadro[0]))

    rango.value = cuadro
    vuelta = leer(rango)

    assert vuelta == cuadro
    assert [[type(celda) for celda in fila] for fila in vuelta] == [[type(celda) for celda in fila] for fila in cuadro]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(antes=CUADROS, despues=CUADROS)
def test_lo_de_antes_no_tine_lo_de_despues(limpia: xlwings.Sheet, antes: list[Any], despues: list[Any]) -> None:
    """Un verdadero o un error anterior no cambia el número ni el texto que se escribe encima."""
    limpia.clear()
    sin_fechas = [[None if isinstance(celda, dt.datetime) else celda for celda in fila] for fila in antes]
    limpia["A1"].value = sin_fechas
    rango = limpia["A1"].resize(len(despues), len(despues[0]))

    rango.value = despues

    assert leer(rango) == despues


def test_un_uno_donde_hubo_un_verdadero_es_un_uno(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [[True, False, True]]

    limpia["A1"].value = [[1, 0.0, None]]

    assert [repr(celda) for celda in limpia["A1:C1"].value] == ["1.0", "0.0", "None"]
    assert limpia["A1:C1"].number_format == "General"


@pytest.mark.parametrize("texto", ["=1+1", "5", "'cinco", "01/02/2024", "TRUE", "#N/A", "@x", " dos ", "a\nb", "€ñ🙂"])
def test_un_texto_sigue_siendo_texto(limpia: xlwings.Sheet, texto: str) -> None:
    limpia["A1"].value = texto

    assert limpia["A1"].raw_value == texto
    assert not isinstance(limpia["A1"].raw_value, ErrorCelda)


@pytest.mark.parametrize(("texto", "queda"), [("a\0b", "ab"), ("x\ud800y", "x\ufffdy"), ("\0", None)])
def test_lo_que_no_cabe_en_una_hoja_no_la_rompe(limpia: xlwings.Sheet, texto: str, queda: str | None) -> None:
    limpia["A1"].value = texto

    assert limpia["A1"].value == queda


def test_infinito_no_se_escribe_en_silencio(limpia: xlwings.Sheet) -> None:
    with pytest.raises(ValueError, match="infinito"):
        limpia["A1"].value = float("inf")


def test_los_errores_nunca_se_leen_como_vacios(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [[1], [0], ["texto"], [None]]
    formulas = ["=A1/A2", "=NA()", "=A1+A3", "=SQRT(-1)", "=NOEXISTE(1)", "=#REF!+1", "=A1", '=IF(A1=1,"","x")']
    limpia["B1"].options(transpose=True).formula = formulas

    errores = [fila[0] for fila in leer(limpia["B1:B8"])]

    assert errores == ["#DIV/0!", "#N/A", "#VALUE!", "#NUM!", "#NAME?", "#REF!", 1.0, None]
    assert all(isinstance(error, ErrorCelda) for error in errores[:6])
    assert limpia["B2"].options(err_to_str=False).value is None


def test_un_texto_que_parece_un_error_no_lo_es(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [["#N/A"], [None]]
    limpia["A2"].formula = "=NA()"

    texto, error = limpia["A1:A2"].raw_value

    assert texto == error == ["#N/A"]
    assert not isinstance(texto[0], ErrorCelda)
    assert isinstance(error[0], ErrorCelda)


def test_muchos_errores_en_una_columna_oculta_por_un_filtro(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [["x"], *[[float(n % 3)] for n in range(300)]]
    limpia["B2:B301"].formula = "=IF(A2=1,1/0,A2)"
    limpia["A1:B301"].autofilter.apply_comparison(1, "equal_to", 2)

    leido = [fila[0] for fila in leer(limpia["B2:B301"])]

    assert leido == [0.0, "#DIV/0!", 2.0] * 100
    limpia["A1:B301"].autofilter.clear()


def test_una_fecha_solo_lo_es_con_formato_de_fecha(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [45000.5, 45000.5, 0.4375, 1.5]
    limpia["B1"].number_format = "dd/mm/yyyy"
    limpia["C1"].number_format = "hh:mm"
    limpia["D1"].number_format = "[h]:mm"

    assert limpia["A1:D1"].value == [45000.5, dt.datetime(2023, 3, 15, 12), 0.4375, 1.5]


def test_la_fecha_respeta_el_formato_elegido(limpia: xlwings.Sheet) -> None:
    limpia["B1"].number_format = "yyyy-mm-dd"

    limpia["A1"].value = [[dt.date(2024, 2, 29), dt.date(2024, 2, 29)]]

    assert limpia["A1"].number_format == "dd/mm/yyyy"
    assert limpia["B1"].number_format == "yyyy-mm-dd"
    assert limpia["A1:B1"].value == [dt.datetime(2024, 2, 29)] * 2


def test_el_vacio_vacia_y_conserva_el_formato(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = 3
    limpia["A1"].number_format = "0.00"

    limpia["A1"].value = [[None]]

    assert limpia["A1"].value is None
    assert limpia["A1"].number_format == "0.00"


def test_un_valor_suelto_llena_el_rango(limpia: xlwings.Sheet) -> None:
    limpia["A1:B3"].value = "Clave"

    assert limpia["A1:B3"].value == [["Clave", "Clave"]] * 3


def test_los_valores_de_numpy_y_de_pandas_son_los_de_siempre(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [
        [np.float64(1.5), np.int64(2), np.bool_(True), np.datetime64("2024-02-29T10:00"), np.nan],
        [pd.Timestamp(2024, 2, 29), pd.NaT, pd.NA, np.str_("x"), np.datetime64("NaT")],
    ]

    assert leer(limpia["A1:E2"]) == [
        [1.5, 2.0, True, dt.datetime(2024, 2, 29, 10), None],
        [dt.datetime(2024, 2, 29), None, None, "x", None],
    ]


def test_un_dataframe_va_y_vuelve(limpia: xlwings.Sheet) -> None:
    tabla = pd.DataFrame({"cliente": ["a", "b"], "importe": [1.5, 2.0], "fecha": pd.to_datetime(["2024-01-31"] * 2)})

    limpia["A1"].options(index=False).value = tabla
    vuelta = limpia["A1"].expand().options(pd.DataFrame, index=False).value

    assert vuelta["importe"].tolist() == [1.5, 2.0]
    assert vuelta["fecha"].tolist() == tabla["fecha"].tolist()


def test_un_libro_de_1904_cuenta_sus_dias(open_book: Callable[[Path], xlwings.Book], tmp_path: Path) -> None:
    ruta = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(ruta, {"date_1904": True, "default_date_format": "dd/mm/yyyy"}) as libro:
        libro.add_worksheet("Hoja").write_datetime(0, 0, dt.datetime(2024, 2, 29))
    hoja = open_book(ruta).sheets["Hoja"]

    hoja["A2"].value = dt.datetime(2024, 3, 1)

    assert hoja["A1:A2"].value == [dt.datetime(2024, 2, 29), dt.datetime(2024, 3, 1)]
    assert hoja["A2"].api.getDataArray() == ((43890.0,),)


def test_los_verdaderos_de_un_xlsx_lo_son(open_book: Callable[[Path], xlwings.Book], tmp_path: Path) -> None:
    ruta = tmp_path / "verdaderos.xlsx"
    with xlsxwriter.Workbook(ruta) as libro:
        libro.add_worksheet().write_row(0, 0, [True, False, 1, 0])

    assert open_book(ruta).sheets[0]["A1:D1"].value == [True, False, 1.0, 0.0]
    assert isinstance(open_book(ruta).sheets[0]["C1"].value, float)
