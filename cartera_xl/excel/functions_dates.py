"""Dates instead of a table: the same as a table with four columns, one row for each client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cartera_xl.excel.functions_cells import Wrong, grid_of, height_of, without_error
from cartera_xl.excel.functions_study import Question
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.lectura.fechas import tercia
from cartera_xl.nucleo.lectura.numeros import partes
from cartera_xl.nucleo.lectura.textos import contar, limpiar, sin_dato

ONE_COLUMN = "Con fechas, «{}» ha de ser una celda o una columna."
SAME_HEIGHT = "«{}» tiene {} y «datos» tiene {}: han de tener las mismas, o ser una sola celda."
AMOUNTS_WANTED = "La clase sale del importe: dé los importes; o las fechas y, en «importe», el de cada cliente."

_NAMES = ("datos", "compras", "importe", "primera")
_FIELDS = ("ultima_compra", "compras", "importe_neto", "primera_compra")
_TITLES = {
    "id_cliente": "Código",
    "ultima_compra": "Última compra",
    "compras": "Número de compras",
    "importe_neto": "Importe",
    "primera_compra": "Primera compra",
}


@dataclass(frozen=True, slots=True)
class Dates:
    """What was given, by field: a column of `height` cells, or one cell for all the clients.

    `titled` if the first row is of titles and not a client.
    """

    columns: dict[str, list[Celda]]
    height: int
    titled: bool

    def question(self, cut: date) -> Question:
        """The table that says the same; a row with nothing of its own is blank there too."""
        rows: Cuadro = [[_TITLES["id_cliente"], *(_TITLES[field] for field in self.columns)]]
        for row in range(int(self.titled), self._last_row()):
            cells = [column[row if len(column) > 1 else 0] for column in self.columns.values()]
            rows.append([None if self._blank(row) else f"C{row + 1}", *cells])
        forced = {field: title for field, title in _TITLES.items() if title in rows[0]}
        return Question(rows, None, cut, forced)

    def _last_row(self) -> int:
        """A whole column has a million cells, nearly all of them blank."""
        last = self.height
        while last and self._blank(last - 1):
            last -= 1
        return last

    def _blank(self, row: int) -> bool:
        return all(vacia(column[row]) for column in self.columns.values() if len(column) == self.height)


def dates_of(arguments: Sequence[object], result: str) -> Dates:
    """The four arguments as columns; `Wrong` if their shapes do not match.

    Without «importe», the class (ABC) has no use for dates: then the numbers of «datos» are amounts. In any other
    case a number is a serial date, as LibreOffice gives them.
    """
    height = height_of(arguments[0])
    columns = [_column(argument, name, height) for argument, name in zip(arguments, _NAMES, strict=True)]
    if result == "abc" and columns[2] is None:
        if any(isinstance(cell, datetime) for cell in columns[0] or ()):
            raise Wrong(AMOUNTS_WANTED)
        columns[0], columns[2] = None, columns[0]
    found = {field: column for field, column in zip(_FIELDS, columns, strict=True) if column is not None}
    return Dates(found, height, titled=height > 1 and _is_title(columns[0] or columns[2]))


def _column(argument: object, name: str, height: int) -> list[Celda] | None:
    """The cells of the argument, one or `height` of them; `None` if it was omitted or it is a blank cell."""
    grid, own_height = grid_of(argument), height_of(argument)
    if grid is not None and len(grid[0]) > 1:
        raise Wrong(ONE_COLUMN.format(name))
    if own_height not in (1, height):
        raise Wrong(SAME_HEIGHT.format(name, contar(own_height, "fila", "filas"), height))
    if own_height == 1:
        return None if grid is None else [without_error(grid[0][0])]
    cells = [] if grid is None else [row[0] for row in grid]
    return cells + [None] * (height - len(cells))


def _is_title(column: Sequence[Celda] | None) -> bool:
    """True if it starts with a text that is not a date, nor a number, nor a way of saying «no data»."""
    first = column[0] if column else None
    if not isinstance(first, str):
        return False
    text = limpiar(first)
    return not sin_dato(text) and tercia(text) is None and partes(text) is None
