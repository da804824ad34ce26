"""La extensión dentro de un LibreOffice de verdad, sin pantalla: funciones, formatos de archivo y órdenes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.extension.checks import run_checks
from cartera_xl.excel.extension.install import uninstall
from cartera_xl.excel.extension.names import FUNCTIONS_SERVICE, command_url
from cartera_xl.excel.extension.office import Office
from cartera_xl.excel.functions_book import NO_SCALE
from cartera_xl.excel.registry import COMMANDS, FUNCTIONS
from cartera_xl.opening import new_book
from tests.support.installed_office import XLSX, RunningCalc, installed, running, save_as

pytestmark = pytest.mark.libreoffice

UNKNOWN_NAME, BAD_ARGUMENT, DIVISION = 525, 504, 532
NOT_A_FORMULA = "mire cartera_generacion(1985)"
LONG_NAME = f"{FUNCTIONS_SERVICE.upper()}."
EXTERNAL_LINK = """<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"><definedNames>
<definedName name="CARTERA_GENERACION"/></definedNames></externalBook></externalLink>"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("extension") / "datos"
        patch.setenv("CARTERA_DATOS", str(folder))
        yield folder


@pytest.fixture(scope="module")
def office(data: Path) -> Office:
    return installed(data.parent)


@pytest.fixture(scope="module")
def calc(office: Office, data: Path) -> Iterator[RunningCalc]:
    """El enlace se escribe mal primero: es lo que se ve antes de que el entorno se cargue, y solo entonces."""
    right = office.settings.read_text(encoding="utf-8")
    office.settings.write_text(right.replace("python = 3.", "python = 2."), encoding="utf-8")
    with running(office, data, "--headless", "--nodefault") as calc:
        document = calc.open()
        cell = document.Sheets.getByIndex(0).getCellRangeByName("A1")
        cell.setFormula("=CARTERA_GENERACION(1985)")
        assert "está instalado con Python 2." in cell.String
        office.settings.unlink()
        cell.setFormula("=CARTERA_GENERACION(1985)")
        assert "Ejecute en un terminal: cartera libreoffice instalar" in cell.String
        office.settings.write_text(right, encoding="utf-8")
        document.close(True)
        yield calc


@pytest.fixture
def empty(calc: RunningCalc) -> Iterator[Any]:
    document = calc.open()
    yield document
    document.close(True)


@pytest.fixture
def book(calc: RunningCalc, tmp_path: Path) -> Iterator[Any]:
    """El libro de ejemplo, todavía sin recalcular."""
    document = calc.open(new_book(tmp_path / "ejemplo.xlsx", example=True))
    yield document
    document.close(True)


def _cells(document: Any, name: str, sheet: int = 0) -> Any:
    return document.Sheets.getByIndex(sheet).getCellRangeByName(name)


def _answer(document: Any, formula: str) -> Any:
    cell = _cells(document, "H1")
    cell.setFormula(formula)
    return cell


def test_el_asistente_conoce_todas_las_funciones_y_sus_argumentos_en_orden(calc: RunningCalc) -> None:
    descriptions = calc.service("com.sun.star.sheet.FunctionDescriptions")
    for function in FUNCTIONS:
        found = {value.Name: value.Value for value in descriptions.getByName(function.id)}
        assert function.help in found["Description"]
        assert [argument.Name for argument in found["Arguments"]] == [a.name for a in function.arguments]
        assert [argument.Description for argument in found["Arguments"]] == [a.help for a in function.arguments]


@pytest.mark.parametrize(
    ("formula", "ident", "arguments"),
    [
        ("=CARTERA_GENERACION(1985)", "CARTERA_GENERACION", [1985.0]),
        ("=CARTERA_GENERACION(DATE(1999;1;1))", "CARTERA_GENERACION", [36161.0]),
        ('=CARTERA_GENERACION("hola")', "CARTERA_GENERACION", ["hola"]),
        ("=CARTERA_GENERACION()", "CARTERA_GENERACION", [None]),
        ('=CARTERA_VALIDA_ID("12345678Z")', "CARTERA_VALIDA_ID", ["12345678Z", None]),
        ('=CARTERA_VALIDA_ID("12345678Z";"ES")', "CARTERA_VALIDA_ID", ["12345678Z", "ES"]),
        ('=CARTERA_VALIDA_ID("12345678Z";"Marte")', "CARTERA_VALIDA_ID", ["12345678Z", "Marte"]),
        ("=CARTERA_SEGMENTO(DATE(2025;1;1);3;900)", "CARTERA_SEGMENTO", [45658.0, 3.0, 900.0, None, None]),
    ],
)
def test_una_celda_dice_lo_mismo_que_el_programa(empty: Any, formula: str, ident: str, arguments: list[Any]) -> None:
    expected = evaluate(ident, arguments)[0][0]

    cell = _answer(empty, formula)

    assert cell.getError() == 0
    assert cell.String == str(expected)


def test_un_rango_se_contesta_de_una_vez_y_las_celdas_vacias_quedan_vacias(empty: Any) -> None:
    _cells(empty, "A1:A4").setDataArray(((1985.0,), ("",), ("hola",), (2001.0,)))

    _cells(empty, "C1:C4").setArrayFormula("=CARTERA_GENERACION(A1:A4)")

    expected = evaluate("CARTERA_GENERACION", [[[1985.0], [None], ["hola"], [2001.0]]])
    assert [row[0] for row in _cells(empty, "C1:C4").getDataArray()] == [row[0] for row in expected]


def test_una_celda_con_error_da_el_mismo_error(empty: Any) -> None:
    _cells(empty, "A1").setFormula("=1/0")

    assert _answer(empty, "=CARTERA_GENERACION(A1)").getError() == DIVISION


def test_un_rango_con_un_error_lo_rechaza_libreoffice_y_hay_remedio(empty: Any) -> None:
    """LibreOffice ni siquiera llama a la función: es el límite que dice la documentación, con su salida."""
    _cells(empty, "A1").setValue(1985)
    _cells(empty, "A2").setFormula("=1/0")

    assert _answer(empty, "=CARTERA_GENERACION(A1:A2)").getError() == BAD_ARGUMENT
    _cells(empty, "C1:C2").setArrayFormula('=CARTERA_GENERACION(IFERROR(A1:A2;""))')
    assert _cells(empty, "C1:C2").getDataArray() == (("Milenial",), ("",))


def test_un_libro_que_cuenta_desde_1904_se_rechaza_en_vez_de_contestar_otro_dia(empty: Any) -> None:
    day = empty.NullDate
    day.Year, day.Month, day.Day = 1904, 1, 1
    empty.NullDate = day

    assert "no cuenta los días desde 1900" in _answer(empty, "=CARTERA_GENERACION(1)").String


def test_lo_que_guarda_libreoffice_lo_vuelve_a_abrir(calc: RunningCalc, empty: Any, tmp_path: Path) -> None:
    _answer(empty, "=CARTERA_GENERACION(1985)")
    for name, kind in (("libro.ods", "calc8"), ("libro.xlsx", XLSX)):
        save_as(empty, tmp_path / name, kind)
        again = calc.open(tmp_path / name)
        again.calculateAll()
        assert _cells(again, "H1").String == "Milenial"
        again.close(True)


def test_un_xlsx_guardado_por_libreoffice_lleva_el_nombre_largo_que_excel_no_conoce(empty: Any, tmp_path: Path) -> None:
    """Quitar el prefijo con «Buscar y reemplazar» lo arregla: es lo que dice la documentación."""
    _answer(empty, "=CARTERA_VALIDA_ID(A1)")
    save_as(empty, tmp_path / "libro.xlsx", XLSX)

    formula = openpyxl.load_workbook(tmp_path / "libro.xlsx").worksheets[0]["H1"].value

    assert formula == f"={LONG_NAME}CARTERA_VALIDA_ID(A1)"
    assert formula.replace(LONG_NAME, "") == "=CARTERA_VALIDA_ID(A1)"


def test_las_formulas_escritas_por_excel_se_reconocen_al_pulsar_un_boton(calc: RunningCalc, tmp_path: Path) -> None:
    document = calc.open(_written_by_excel(tmp_path / "excel.xlsx"))
    _cells(document, "A1").setValue(1986)
    assert _cells(document, "B1").getError() == UNKNOWN_NAME
    document.setModified(False)

    calc.press(document, command_url("diagnostico"))

    assert not document.isModified()
    assert document.UndoManager.getAllUndoActionTitles() == ("Reconocer las funciones de Cartera", "Input")
    assert _cells(document, "C1").String == NOT_A_FORMULA
    for cell in ("B1", "B2", "B3", "D1", "D2"):
        assert (cell, _cells(document, cell).String) == (cell, "Milenial")
    assert _cells(document, "D1:D2").getArrayFormula().startswith("{=")
    document.close(True)


def _written_by_excel(path: Path) -> Path:
    """Una fórmula suelta, otra dentro de otra, una matriz, y una que nombra el complemento de otro equipo."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = 1985, 1990
    sheet["B1"], sheet["B2"] = "=CARTERA_GENERACION(A1)", "=[1]!CARTERA_GENERACION(A1)"
    sheet["B3"] = '=IF(A1>0,CARTERA_GENERACION(A1),"")'
    sheet["C1"] = NOT_A_FORMULA
    sheet["D1"] = ArrayFormula("D1:D2", "=CARTERA_GENERACION(A1:A2)")
    book.save(path)
    _add_external_link(path)
    return path


def _add_external_link(path: Path) -> None:
    relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    additions = {
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/></Types>',
        ),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{relationship}/externalLink" Target="externalLinks/externalLink1.xml"/>'
            "</Relationships>",
        ),
        "xl/workbook.xml": (
            "</sheets>",
            f'</sheets><externalReferences><externalReference xmlns:r="{relationship}" r:id="rId99"/>'
            "</externalReferences>",
        ),
    }
    for name, (old, new) in additions.items():
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    parts["xl/externalLinks/externalLink1.xml"] = EXTERNAL_LINK
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{relationship}/externalLinkPath" Target="file:///C:/complementos/cartera.xlam" TargetMode="External"/>'
        "</Relationships>"
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)


def test_cada_orden_del_menu_hace_lo_suyo(calc: RunningCalc, book: Any) -> None:
    """Con paridad: lo que escribe «Recalcular segmentos» es lo que contesta la función con las mismas filas."""
    clients = book.Sheets.getByName("Clientes")
    before = _used(clients)
    book.Sheets.insertNewByName("Consulta", book.Sheets.Count)
    asked = book.Sheets.getByName("Consulta").getCellRangeByName("A1")
    asked.setFormula("=CARTERA_ABC(50)")
    assert asked.String == NO_SCALE
    for command in COMMANDS:
        book.CurrentController.select(clients.getCellRangeByName("B3"))
        calc.press(book, command_url(command.id))
        assert f"{command.id}: termina" in calc.log(), calc.log()
        if command.id == "recalcular_segmentos":
            assert asked.String in ("A", "B", "C"), "la fórmula no ha visto el baremo nuevo"
            _same_as_the_function(book)

    assert asked.String == NO_SCALE
    assert _used(clients) == before


def _same_as_the_function(book: Any) -> None:
    table = _used(book.Sheets.getByName("Clientes"))
    segment = [row[table[0].index("Segmento")] for row in table]
    book.Sheets.insertNewByName("Prueba", book.Sheets.Count)
    cells = book.Sheets.getByName("Prueba").getCellRangeByName(f"A1:A{len(table)}")
    cells.setArrayFormula(f"=CARTERA_SEGMENTO($Clientes.A1:U{len(table)};$Movimientos.A1:Z{_rows(book)})")

    answered = [row[0] for row in cells.getDataArray()]

    book.Sheets.removeByName("Prueba")
    assert answered[1:] == segment[1:]
    assert len(set(answered)) > 3


def _rows(book: Any) -> int:
    return len(_used(book.Sheets.getByName("Movimientos")))


def _used(sheet: Any) -> tuple[tuple[Any, ...], ...]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
    return tuple(area.getFormulaArray())


def test_zz_al_cerrar_se_diagnostica_y_se_desinstala_sin_dejar_nada(office: Office, calc: RunningCalc) -> None:
    """La última: cierra LibreOffice."""
    calc.desktop.terminate()
    calc.process.wait(60)
    wrong = [check for check in run_checks(office.profile) if check.ok is False]
    assert wrong == []

    uninstall(office)

    files = [path for path in office.profile.rglob("*") if path.is_file()]
    assert [path for path in files if path.name.startswith("cartera") or b"cartera.xl" in _bytes(path)] == []
    assert not uninstall(office).changed


def _bytes(path: Path) -> bytes:
    """Los `.rdb` son dos turnos de lo mismo: LibreOffice escribe uno y deja el otro como estaba."""
    return b"" if path.suffix == ".rdb" else path.read_bytes()
