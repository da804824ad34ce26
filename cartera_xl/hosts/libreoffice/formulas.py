"""Formulas in Excel's notation (English names, commas, `Hoja!A1`), in and out, without asking cell by cell.

LibreOffice translates one formula at a time, and slowly. In a column they are nearly always the same one, moved: it is
translated once, and the others come from moving its references.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from cartera_xl.hosts.libreoffice.uno_values import struct
from cartera_xl.hosts.libreoffice.values import serial
from cartera_xl.nucleo.celdas import letras, numero_de_columna

_XL_A1 = 1
_ARGUMENTS = re.compile(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\[[^\[\]]*\])|(\{[^}]*\})|([,;|])')
_REFERENCES = re.compile(
    r"(?P<fixed>\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[[^\[\]]*\])"
    r"|(?<![\w$])(?P<cell>\$?[A-Z]{1,3}\$?[1-9]\d*)(?![\w(.!])"
    r"|(?<![\w$])(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w(.!])"
    r"|(?<![\w$.])(?P<rows>\$?[1-9]\d*:\$?[1-9]\d*)(?![\w(.!])"
)
_PIECE = re.compile(r"(\$?)([A-Z]*)(\$?)(\d*)")


class Site(NamedTuple):
    """A cell: its sheet counted from 0, its row and column from 1."""

    sheet: int
    row: int
    column: int


class Translator:
    """Between the formulas of one document and Excel's."""

    def __init__(self, document: Any) -> None:
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = _XL_A1
        self._read: dict[str, tuple[str, Site]] = {}

    def to_excel(self, formula: str, cell: Any, site: Site) -> str:
        """The formula of a cell, whose text for programs is `formula`."""
        key = pattern(formula, site)
        if key not in self._read:
            printed = self._parser.printFormula(cell(site).getTokens(), _address(site))
            self._read[key] = ("=" + _with_commas(printed) if printed else formula, site)
        text, origin = self._read[key]
        return moved(text, site.row - origin.row, site.column - origin.column)

    def tokens(self, formula: str, site: Site) -> Any:
        """A formula of Excel, understood from that cell."""
        return self._parser.parseFormula(_with_semicolons(formula.removeprefix("=")), _address(site))


def pattern(formula: str, site: Site) -> str:
    """The formula with its relative references said from its own cell: equal for formulas that are one, copied."""

    def relative(piece: "re.Match[str]") -> str:
        column_mark, column, row_mark, row = piece.groups()
        left = column if column_mark or not column else f"<{numero_de_columna(column) - site.column}>"
        right = row if row_mark or not row else f"<{int(row) - site.row}>"
        return f"{column_mark}{left}{row_mark}{right}"

    return _each_reference(formula, relative)


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula as copied that many rows down and columns to the right; what falls off the sheet is `#REF!`."""

    def shifted(piece: "re.Match[str]") -> str:
        column_mark, column, row_mark, row = piece.groups()
        new_column = numero_de_columna(column) + (0 if column_mark else columns) if column else None
        new_row = int(row) + (0 if row_mark else rows) if row else None
        if (new_column is not None and new_column < 1) or (new_row is not None and new_row < 1):
            return "#REF!"
        return f"{column_mark}{letras(new_column) if new_column else ''}{row_mark}{new_row or ''}"

    return _each_reference(formula, shifted) if rows or columns else formula


def typed_text(value: Any, epoch: dt.datetime) -> str:
    """A value as it would be typed in the formula bar, in English."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return repr(serial(value, epoch))
    return value if isinstance(value, str) else repr(float(value))


def read_formulas(rng: Any, translator: Translator, sites: Sequence[Sequence[Site]]) -> list[list[str]]:
    """What the formula bar shows for each cell. Only true formulas begin with `=`: a text that does, with `'=`."""
    texts = rng.getFormulaArray()
    data = rng.getDataArray()
    real = _formula_cells(rng) if any(text[:1] in ("=", "{") for row in texts for text in row) else set()
    corner = sites[0][0]

    def cell(site: Site) -> Any:
        return rng.getCellByPosition(site.column - corner.column, site.row - corner.row)

    def shown(text: str, value: Any, site: Site) -> str:
        if (site.row, site.column) in real:
            return translator.to_excel(text.strip("{}") if text.startswith("{=") else text, cell, site)
        if isinstance(value, str):
            return f"'{value}" if value.startswith("=") else value
        return text

    return [[shown(*three) for three in zip(*rows, strict=True)] for rows in zip(texts, data, sites, strict=True)]


def _formula_cells(rng: Any) -> set[tuple[int, int]]:
    """Rows and columns, from 1, of the cells with a formula."""
    any_result = 1 | 2 | 4
    return {
        (row + 1, column + 1)
        for area in rng.queryFormulaCells(any_result).getRangeAddresses()
        for row in range(area.StartRow, area.EndRow + 1)
        for column in range(area.StartColumn, area.EndColumn + 1)
    }


def write_formulas(
    rng: Any, translator: Translator, sites: Sequence[Sequence[Site]], grid: Sequence[Sequence[Any]], epoch: dt.datetime
) -> None:
    """Each cell as if it were typed. A formula is understood once; its copies are made from it."""
    corner = sites[0][0]
    known: dict[str, tuple[str, Site]] = {}

    def entry(value: Any, site: Site) -> str:
        text = typed_text(value, epoch)
        if not text.startswith("=") or len(text) == 1:
            return text
        key = pattern(text, site)
        if key not in known:
            cell = rng.getCellByPosition(site.column - corner.column, site.row - corner.row)
            cell.setTokens(translator.tokens(text, site))
            known[key] = (cell.getFormula(), site)
        own, origin = known[key]
        return moved(own, site.row - origin.row, site.column - origin.column)

    rng.setFormulaArray(
        tuple(
            tuple(entry(value, site) for value, site in zip(*rows, strict=True))
            for rows in zip(grid, sites, strict=True)
        )
    )


def _each_reference(formula: str, change: Any) -> str:
    def replace(found: "re.Match[str]") -> str:
        if found["fixed"] is not None:
            return found[0]
        first, colon, second = found[0].partition(":")
        pieces = [change(_PIECE.fullmatch(piece)) for piece in ((first, second) if colon else (first,))]
        return ":".join(pieces)

    return _REFERENCES.sub(replace, formula)


def _address(site: Site) -> Any:
    return struct("table.CellAddress", site.sheet, site.column - 1, site.row - 1)


def _with_commas(formula: str) -> str:
    """The parser separates arguments with `;`; inside a constant array it already writes as Excel does."""
    return _ARGUMENTS.sub(lambda found: "," if found[3] == ";" else found[0], formula)


def _with_semicolons(formula: str) -> str:
    return _ARGUMENTS.sub(lambda found: ";" if found[3] == "," else found[0], formula)
