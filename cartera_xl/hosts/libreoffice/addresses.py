"""Addresses in Excel's notation: rectangles of cells counted from 1."""

import re
from typing import NamedTuple

from cartera_xl.nucleo.celdas import letras, numero_de_columna

_PART = re.compile(r"(?P<column>[A-Za-z]{1,3})?(?P<row>[1-9]\d{0,6})?")


class Area(NamedTuple):
    """A rectangle: its corner and its size."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def last_row(self) -> int:
        """Its last row."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """Its last column."""
        return self.column + self.columns - 1

    def joined(self, other: "Area") -> "Area":
        """The smallest rectangle with both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        last_row = max(self.last_row, other.last_row)
        last_column = max(self.last_column, other.last_column)
        return Area(row, column, last_row - row + 1, last_column - column + 1)

    def contains(self, other: "Area") -> bool:
        """True if the other one is wholly inside."""
        return self.joined(other) == self

    def text(self, *, row_mark: str = "$", column_mark: str = "$") -> str:
        """`$A$1:$B$2`, or `$A$1` if it is one cell."""
        first = f"{column_mark}{letras(self.column)}{row_mark}{self.row}"
        if (self.rows, self.columns) == (1, 1):
            return first
        return f"{first}:{column_mark}{letras(self.last_column)}{row_mark}{self.last_row}"


def split_sheet(text: str) -> tuple[str | None, str]:
    """The sheet and the rest of `'Mi hoja'!A1`; no sheet if it is not said."""
    sheet, mark, rest = text.rpartition("!")
    if not mark:
        return None, text
    return (sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet), rest


def parse(text: str, *, rows: int, columns: int) -> Area | None:
    """`A1`, `$A$1:B7`, `A:C` or `3:5` in a sheet of that size; `None` if it is not an address."""
    first, colon, second = text.replace("$", "").partition(":")
    one, other = _PART.fullmatch(first), _PART.fullmatch(second if colon else first)
    if not first or one is None or other is None:
        return None
    names = {name for match in (one, other) for name, value in match.groupdict().items() if value is None}
    if len(names) == 2 or (names and not colon) or any(one[name] or other[name] for name in names):
        return None
    top, bottom = int(one["row"] or 1), int(other["row"] or rows)
    left = numero_de_columna(one["column"] or "A")
    right = numero_de_columna(other["column"]) if other["column"] else columns
    corner = Area(min(top, bottom), min(left, right))
    area = corner.joined(Area(max(top, bottom), max(left, right)))
    return area if area.last_row <= rows and area.last_column <= columns else None
