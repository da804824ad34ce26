"""La extensión como la usa una persona: ratón y teclado de verdad sobre un LibreOffice a la vista.

Las capturas quedan en la carpeta de la prueba, o en la que diga CARTERA_PANTALLAS.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cartera_xl.excel.extension.names import TOOLBAR_URL
from cartera_xl.excel.registry import COMMANDS, command
from cartera_xl.opening import new_book
from tests.support.installed_office import RunningCalc, installed, running, wait_for
from tests.support.screen import Screen, Window, virtual_screen

pytestmark = pytest.mark.pantalla

RECALCULATE = command("recalcular_segmentos").label
UNDO = command("deshacer_recalculo").label
YES, OK = ("Yes", "Sí"), ("OK", "Aceptar")
CLIENTS = "Clientes"


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    folder = Path(os.environ.get("CARTERA_PANTALLAS") or tmp_path_factory.mktemp("pantallas")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with virtual_screen(folder) as screen:
        yield screen


@pytest.fixture(scope="module")
def calc(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCalc]:
    data = tmp_path_factory.mktemp("gui") / "datos"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARTERA_DATOS", str(data))
        with running(installed(data.parent), data, "--nodefault", display=screen.display) as calc:
            yield calc


@pytest.fixture
def window(calc: RunningCalc, screen: Screen, tmp_path: Path) -> Iterator[Window]:
    """El libro de ejemplo, todavía sin recalcular, en una ventana a pantalla completa."""
    document = calc.open(new_book(tmp_path / "cartera-ejemplo.xlsx", example=True))
    yield Window(calc, screen, document)
    document.setModified(False)
    document.close(True)


def _contents(window: Window) -> dict[str, tuple[tuple[Any, ...], ...]]:
    """Fórmulas y valores de todas las hojas."""
    contents = {}
    for sheet in window.document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        contents[sheet.Name] = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).getFormulaArray()
    return contents


def _without_identifier(cells: tuple[tuple[Any, ...], ...]) -> list[tuple[Any, ...]]:
    """Sin las filas vacías del final, y con la del identificador, que se queda para poder deshacer, como al empezar."""
    rows = [(row[0], "", *row[2:]) if row[0] == "Identificador del libro" else row for row in cells]
    while not any(rows[-1]):
        rows.pop()
    return [tuple(row) for row in rows]


def _place(places: dict[str, tuple[int, int]], names: tuple[str, ...]) -> tuple[int, int]:
    return next(places[name] for name in names if name in places)


def test_recalcular_con_el_raton_comprobar_con_una_formula_y_deshacer(window: Window) -> None:
    before = _contents(window)
    window.press(TOOLBAR_URL, RECALCULATE)
    question = window.box(RECALCULATE)
    assert "¿Continuar?" in question.text
    window.screen.shot("libreoffice-pregunta")
    assert _contents(window) == before
    window.screen.click(_place(question.places, YES))
    first = window.document.Sheets.getByName(CLIENTS).getCellByPosition(len(before[CLIENTS][0]), 0)
    wait_for("columnas nuevas", lambda: first.String)
    result = window.box(RECALCULATE)
    assert "Estratégico" in result.text
    window.screen.shot("libreoffice-resultado")
    window.screen.key("Return")
    window.closed(RECALCULATE)
    window.document.CurrentController.setFirstVisibleColumn(before[CLIENTS][0].index("Notas"))
    window.screen.shot("libreoffice-columnas")

    _a_typed_formula_says_the_same(window)

    window.press(TOOLBAR_URL, UNDO)
    done = window.box(UNDO)
    assert "se quitan" in done.text
    window.screen.shot("libreoffice-deshecho")
    window.screen.click(_place(done.places, OK))
    window.closed(UNDO)
    after = _contents(window)
    assert after.keys() - before.keys() == {"Hoy", "Historial"}
    for name, cells in before.items():
        assert _without_identifier(after[name]) == _without_identifier(cells), name


def _a_typed_formula_says_the_same(window: Window) -> None:
    """En una hoja nueva, como fórmula de matriz: con Ctrl+Mayús+Intro."""
    contents = _contents(window)
    table = contents[CLIENTS]
    segment = [row[table[0].index("Segmento")] for row in table]
    width = chr(ord("A") + table[0].index("Notas"))
    window.document.Sheets.insertNewByName("Prueba", window.document.Sheets.Count)
    window.select("Prueba", f"A1:A{len(table)}")
    moves = len(contents["Movimientos"])
    window.screen.type(f"=CARTERA_SEGMENTO($Clientes.A1:{width}{len(table)};$Movimientos.A1:Z{moves})")
    window.screen.key("ctrl+shift+Return")
    cells = window.document.Sheets.getByName("Prueba").getCellRangeByName(f"A1:A{len(table)}")
    wait_for("fórmula calculada", lambda: cells.getCellByPosition(0, 1).String)
    window.screen.shot("libreoffice-formula")

    assert [row[0] for row in cells.getDataArray()][1:] == segment[1:]
    window.document.Sheets.removeByName("Prueba")
    window.select(CLIENTS, "A1")


def test_lo_que_se_estaba_escribiendo_en_una_celda_se_queda_en_ella(window: Window) -> None:
    before = _contents(window)
    window.select(CLIENTS, "B4")
    window.screen.type("Nombre a medio escribir")
    window.screen.shot("libreoffice-escribiendo")
    window.press(TOOLBAR_URL, RECALCULATE)
    window.box(RECALCULATE)
    cell = window.document.Sheets.getByName(CLIENTS).getCellRangeByName("B4")

    assert cell.String == "Nombre a medio escribir"

    window.screen.key("Escape")
    window.closed(RECALCULATE)
    window.screen.key("Escape")
    after = _contents(window)
    assert cell.String == "Nombre a medio escribir"
    cell.setFormula(before[CLIENTS][3][1])
    assert {**after, CLIENTS: _contents(window)[CLIENTS]} == before


def test_la_barra_ensena_todas_las_ordenes_dentro_de_la_pantalla(window: Window) -> None:
    buttons = window.still(TOOLBAR_URL)

    assert [button.name for button in buttons] == [command.label for command in COMMANDS]
    assert all(0 < button.place[0] < 1366 for button in buttons)
    assert len({button.place[1] for button in buttons}) == 1
