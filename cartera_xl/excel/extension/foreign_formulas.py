"""Formulas with our functions that Excel wrote: LibreOffice 7.4 takes them for unknown names until entered again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_IN_FORMULAS = 0
_PREFIX = "CARTERA_"
_TITLE = "Reconocer las funciones de Cartera"
_UNKNOWN = re.compile(r"(?<![\w.])(?:\[\d+\]!)?(CARTERA_\w+)(?=\()", re.IGNORECASE)
"""Alone or, if the add-in was open in another machine, after the number of its file: `[1]!CARTERA_ABC(`."""


def enter_again(document: Any) -> None:
    """Make them known, in one step of «Deshacer». It is no change of the person's: it does not ask to be saved."""
    modified = document.isModified()
    document.UndoManager.enterUndoContext(_TITLE)
    try:
        for sheet in document.Sheets:
            if not sheet.isProtected():
                for cell in _with_our_functions(sheet):
                    _enter_again(sheet, cell)
    finally:
        document.UndoManager.leaveUndoContext()
    if not modified:
        document.setModified(False)


def _with_our_functions(sheet: Any) -> Iterator[Any]:
    search = sheet.createSearchDescriptor()
    search.SearchString, search.SearchType = _PREFIX, _IN_FORMULAS
    found = sheet.findAll(search)
    if found is not None:
        yield from found.Cells


def _enter_again(sheet: Any, cell: Any) -> None:
    """One formula, or a whole array when the cell is its first one."""
    if not _UNKNOWN.search(cell.Formula):
        return
    formula = _UNKNOWN.sub(lambda found: found[1].upper(), cell.Formula)
    if not cell.ArrayFormula:
        cell.setFormula(formula)
        return
    array = sheet.createCursorByRange(cell)
    array.collapseToCurrentArray()
    if array.getCellByPosition(0, 0).CellAddress == cell.CellAddress:
        array.setArrayFormula(formula.strip("{}"))
