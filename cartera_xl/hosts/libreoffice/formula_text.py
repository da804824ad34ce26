"""The text of formulas, without asking LibreOffice: moved to another cell, or between its notation and Excel's.

Both notations use English names; they differ in what separates arguments (`,` and `;`) and sheets (`Hoja!A1`,
`$Hoja.A1`). Texts between quotes are never touched.
"""

import datetime as dt
import re
from typing import Any, NamedTuple

from cartera_xl.hosts.libreoffice.values import serial
from cartera_xl.nucleo.celdas import letras, numero_de_columna

_TEXT, _QUOTED = r'"(?:[^"]|"")*"', r"'(?:[^']|'')*'"
_SEPARATORS = re.compile(rf"{_TEXT}|{_QUOTED}|\[[^\[\]]*\]|\{{[^}}]*\}}|(?P<mark>[,;])")
_TRUTHS = re.compile(rf"{_TEXT}|{_QUOTED}|\[[^\[\]]*\]|(?<![\w.])(?P<truth>TRUE|FALSE)(?P<call>\(\))?(?![\w.(!])")
_TO_OFFICE_SHEET = re.compile(rf"{_TEXT}|(?P<sheet>{_QUOTED}|(?<![#\w.])[^\W\d][\w.]*)!")
_TO_EXCEL_SHEET = re.compile(rf"{_TEXT}|\[[^\[\]]*\]|\$?(?P<sheet>{_QUOTED}|(?<![\w.])[^\W\d]\w*)\.(?=\$?[A-Z]+\$?\d)")
_FORGOTTEN = re.compile(rf"{_TEXT}|{_QUOTED}|(?P<what>\w\[|#[A-Z])")
_THIS_ROW = re.compile(rf"{_TEXT}|\[@(?:\[(?P<spaced>[^\[\]]*)\]|(?P<plain>[^\[\]]*))\]")
_REFERENCES = re.compile(
    rf"(?P<fixed>{_TEXT}|{_QUOTED}|\[[^\[\]]*\])"
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


def sheets_to_office(formula: str) -> str:
    """The references to other sheets as LibreOffice writes them, for the places in which it takes a formula as text."""
    return _TO_OFFICE_SHEET.sub(lambda found: found[0] if found["sheet"] is None else f"${found['sheet']}.", formula)


def typed_text(value: Any, epoch: dt.datetime) -> str:
    """A value as it would be typed in the formula bar, in English."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return repr(serial(value, epoch))
    return value if isinstance(value, str) else repr(float(value))


def with_commas(formula: str) -> str:
    """What LibreOffice's parser prints, as Excel writes it; constant arrays already come so."""
    commas = _SEPARATORS.sub(lambda found: "," if found["mark"] else found[0], formula)
    return _TRUTHS.sub(lambda found: found["truth"] or found[0], commas)


def with_semicolons(formula: str) -> str:
    """What Excel writes, as LibreOffice's parser understands it: for it, `TRUE` without `()` is a plain 1."""
    semicolons = _SEPARATORS.sub(lambda found: ";" if found["mark"] else found[0], formula)
    return _TRUTHS.sub(lambda found: f"{found['truth']}()" if found["truth"] else found[0], semicolons)


def needs_text(formula: str) -> bool:
    """Whether it has columns of a table or errors (`#REF!`): the parser forgets them, so the text is translated."""
    return any(found["what"] for found in _FORGOTTEN.finditer(formula))


def text_to_excel(formula: str) -> str:
    """A formula from LibreOffice's text, without its parser."""
    sheets = _TO_EXCEL_SHEET.sub(lambda found: f"{found['sheet']}!" if found["sheet"] else found[0], formula)
    return with_commas(sheets)


def text_to_office(formula: str) -> str:
    """A formula to LibreOffice's text, without its parser."""

    def this_row(found: "re.Match[str]") -> str:
        column = found["spaced"] if found["plain"] is None else found["plain"]
        return found[0] if found[0].startswith('"') else f"[[#This Row];[{column}]]"

    return _THIS_ROW.sub(this_row, with_semicolons(sheets_to_office(formula)))


def _each_reference(formula: str, change: Any) -> str:
    def replace(found: "re.Match[str]") -> str:
        if found["fixed"] is not None:
            return found[0]
        first, colon, second = found[0].partition(":")
        pieces = [change(_PIECE.fullmatch(piece)) for piece in ((first, second) if colon else (first,))]
        return ":".join(pieces)

    return _REFERENCES.sub(replace, formula)
