"""The formulas of a document with our functions, entered again when LibreOffice needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_FORMULAS = 16
_IN_FORMULAS = 0
_PREFIX = "CARTERA_"
_UNKNOWN = re.compile(r"(?<![\w.])(?:\[\d+\]!)?(CARTERA_\w+)(?=\()", re.IGNORECASE)
"""Alone or, if the add-in was open in another machine, after the number of its file: `[1]!CARTERA_ABC(`."""


def recognise(document: Any) -> None:
    """Make known the formulas that Excel wrote: LibreOffice 7.4 takes their names for unknown ones.

    It is no change of the person's: the document does not ask to be saved because of it.
    """
    modified = document.isModified()
    with _one_step(document, "Reconocer las funciones de Cartera"):
        for sheet, cell in _with_our_functions(document):
            if _UNKNOWN.search(cell.Formula):
                _enter(sheet, cell, _UNKNOWN.sub(lambda found: found[1].upper(), cell.Formula))
    if not modified:
        document.setModified(False)


def calculate_again(document: Any) -> None:
    """For when the own sheets have changed: LibreOffice does not know that the formulas depend on them."""
    with _one_step(document, "Calcular las funciones de Cartera"):
        for sheet, cell in _with_our_functions(document):
            _enter(sheet, cell, cell.Formula)


@contextmanager
def _one_step(document: Any, title: str) -> Iterator[None]:
    """Everything inside is one step of «Deshacer»; nothing inside, none."""
    document.UndoManager.enterUndoContext(title)
    try:
        yield
    finally:
        document.UndoManager.leaveUndoContext()


def _with_our_functions(document: Any) -> Iterator[tuple[Any, Any]]:
    """Each one with its sheet; those of a protected sheet cannot be entered again."""
    for sheet in document.Sheets:
        if sheet.isProtected():
            continue
        formulas = sheet.queryContentCells(_FORMULAS)
        search = formulas.createSearchDescriptor()
        search.SearchString, search.SearchType = _PREFIX, _IN_FORMULAS
        found = formulas.findAll(search) if formulas.Count else None
        for cell in found.Cells if found is not None else ():
            yield sheet, cell


def _enter(sheet: Any, cell: Any, formula: str) -> None:
    """One formula, or a whole array when the cell is its first one."""
    if not cell.ArrayFormula:
        cell.setFormula(formula)
        return
    array = sheet.createCursorByRange(cell)
    array.collapseToCurrentArray()
    if array.getCellByPosition(0, 0).CellAddress == cell.CellAddress:
        array.setArrayFormula(formula.strip("{}"))
