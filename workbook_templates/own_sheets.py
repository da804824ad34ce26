"""The sheets of ours that the user fills in: Planes, Registro de contactos, Objetivos and Complementos."""

from collections.abc import Mapping, Sequence

from cartera_xl.casos.hojas_editables import EDITABLES, Celdas, HojaEditable
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from workbook_templates.style import Pen, print_setup

NAMES = ("Planes", "Registro de contactos", "Objetivos", "Complementos")
Filled = Mapping[tuple[str, str], Sequence[Sequence[Celda]]]
"""Sheet and title of a section -> its rows, in the order of its headers."""


def write_own_sheets(pen: Pen, filled: Filled) -> None:
    """Each sheet as the program creates it, with the rows given under the header of their section."""
    known = {sheet.nombre: sheet for sheet in EDITABLES}
    for name in NAMES:
        rows = {section: lines for (sheet, section), lines in filled.items() if sheet == name}
        _write(pen, known[name], rows)


def _write(pen: Pen, editable: HojaEditable, rows: Mapping[str, Sequence[Sequence[Celda]]]) -> None:
    sheet = pen.book.add_worksheet(editable.nombre)
    sheet.hide_gridlines(2)
    for column, width in editable.anchos.items():
        sheet.set_column(column - 1, column - 1, width, pen.format())
    sheet.set_row(0, 30)
    cells = dict(editable.celdas())
    for section, lines in rows.items():
        cells |= _under(cells, section, lines)
    for (row, column), cell in cells.items():
        extra = {"align": "left"} if cell.aspecto is Aspecto.ENTRADA else {}
        pen.write(sheet, row, column, cell, **extra)
    sheet.freeze_panes(1, 0)
    print_setup(sheet)


def _under(cells: Celdas, section: str, lines: Sequence[Sequence[Celda]]) -> dict[tuple[int, int], CeldaSalida]:
    """The lines below the first header row that follows the title of the section."""
    title = min(row for (row, _), cell in cells.items() if cell.valor == section)
    header = min(row for (row, _), cell in cells.items() if row > title and cell.aspecto is Aspecto.CABECERA)
    return {
        (header + number, column): CeldaSalida(value, _aspect(value))
        for number, line in enumerate(lines, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }


def _aspect(value: Celda) -> Aspecto:
    return Aspecto.TEXTO if isinstance(value, str) else Aspecto.FECHA
