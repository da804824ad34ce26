"""What a formula of LibreOffice calls: its cells become ours, and the answer goes back as its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cartera_xl.excel.registry import OWN_SHEETS, function
from cartera_xl.nucleo.celdas import Cuadro, ErrorCelda

OTHER_CALENDAR = "Este libro no cuenta los días desde 1900; cámbielo en Herramientas ▸ Opciones ▸ Calc ▸ Calcular."
_OWN_SUFFIX = " (Cartera)"
_BOOKS_KEPT = 8

_Data = tuple[tuple[Any, ...], ...]
Answer = tuple[tuple[str | float | bool, ...], ...]
_own_sheets_kept: dict[tuple[str, str], tuple[_Data, Cuadro]] = {}


def calculate(ident: str, document: Any, arguments: Sequence[Any]) -> Answer:
    """The answer of a worksheet function, as UNO takes it."""
    from cartera_xl.excel.evaluate import evaluate

    known = function(ident)
    if document.NullDate.Year != 1899:
        return ((OTHER_CALENDAR,),)  # the numbers of its dates would be those of other days
    own = own_sheets(document) if known.needs_book else ()
    answer = evaluate(ident, [_argument(value) for value in arguments], own, document.Title)
    return tuple(tuple(map(_result, row)) for row in answer)


def own_sheets(document: Any) -> tuple[Cuadro | None, ...]:
    """The sheets of the workbook that the functions need, `None` for those that it does not have."""
    names = {name.casefold(): name for name in document.Sheets.ElementNames}
    found = (names.get((name + _OWN_SUFFIX).casefold(), names.get(name.casefold())) for name in OWN_SHEETS)
    return tuple(None if name is None else _own_sheet(document, name) for name in found)


def _own_sheet(document: Any, name: str) -> Cuadro:
    """Its cells from A1. A column of formulas asks once per row: dates are only looked for if something changed."""
    from cartera_xl.hosts.libreoffice.number_formats import NumberFormats
    from cartera_xl.hosts.libreoffice.reading import read_grid

    area = _used_area(document.Sheets.getByName(name))
    data, key = area.getDataArray(), (document.RuntimeUID, name)
    kept = _own_sheets_kept.get(key)
    if kept is not None and kept[0] == data:
        return kept[1]
    grid = read_grid(area, document, NumberFormats(document))
    if len(_own_sheets_kept) >= _BOOKS_KEPT * len(OWN_SHEETS):
        _own_sheets_kept.clear()
    _own_sheets_kept[key] = data, grid
    return grid


def _used_area(sheet: Any) -> Any:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _argument(value: Any) -> Any:
    """An empty cell of a range comes as an empty text; dates come as numbers and stay so."""
    if not isinstance(value, tuple):
        return value
    return [[None if cell == "" else cell for cell in row] for row in value]


def _result(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, ErrorCelda):
        return str(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return cell
