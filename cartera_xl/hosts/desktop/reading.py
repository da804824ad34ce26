"""What an open book holds: sheets, tables, merged cells and values, in as few questions as possible."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cartera_xl.hosts.desktop import cells
from cartera_xl.hosts.desktop.native import Native
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro, Rango
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA
from cartera_xl.nucleo.libro import HojaInfo, LibroInfo, TablaExcel

if TYPE_CHECKING:
    import xlwings

_MAX_PROBES: Final = 300
"""Questions about merged cells that one sheet may cost; one answers for a sheet without them."""


def rect(sheet: "xlwings.Sheet", area: Rango) -> "xlwings.Range":
    """The range of that rectangle."""
    return sheet.range((area.fila1, area.columna1), (area.fila2, area.columna2))


def area_of(cells_range: "xlwings.Range") -> Rango:
    """The rectangle of a range."""
    rows, columns = cells_range.shape
    return Rango(cells_range.row, cells_range.column, cells_range.row + rows - 1, cells_range.column + columns - 1)


def used(sheet: "xlwings.Sheet") -> tuple[int, int]:
    """Last row and last column in use, counted from 1; formats count too."""
    area = area_of(sheet.used_range)
    return area.fila2, area.columna2


def raw(sheet: "xlwings.Sheet", area: Rango, native: Native) -> list[list[Any]]:
    """The values of a rectangle in one question, row by row; a second one if some come as money, rounded."""
    found: list[list[Any]] = rect(sheet, area).options(ndim=2, err_to_str=True).value
    if any(Decimal in set(map(type, row)) for row in found):
        whole = native.exact(rect(sheet, area))
        for row, exact in zip(found, whole, strict=True):
            row[:] = [number if type(value) is Decimal else value for value, number in zip(row, exact, strict=True)]
    return found


def grid(sheet: "xlwings.Sheet", area: Rango, native: Native) -> Cuadro:
    """A rectangle as cartera's cells."""
    return [[cells.cell(value) for value in row] for row in raw(sheet, area, native)]


def columns(
    sheet: "xlwings.Sheet", first_row: int, wanted: Sequence[int], native: Native, last_row: int | None = None
) -> list[ColumnaLeida]:
    """Whole columns down to the last used row of the sheet, one question for each block of neighbours.

    The empty rows at the end, which a format leaves behind, are left out; all are of the same length.
    """
    last = used(sheet)[0] if last_row is None else last_row
    if last < first_row:
        return [np.full(0, np.nan) for _ in wanted]
    found: dict[int, Sequence[Any]] = {}
    for first, end in blocks(sorted(set(wanted))):
        rows = raw(sheet, Rango(first_row, first, last, end), native)
        found |= dict(zip(range(first, end + 1), zip(*rows, strict=True), strict=True))
    length = max((_filled(values) for values in found.values()), default=0)
    return [cells.column(found[number][:length]) for number in wanted]


def blocks(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers; they come in order."""
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield numbers[start], numbers[place - 1]
            start = place


def _filled(values: Sequence[Any]) -> int:
    length = len(values)
    while length and (values[length - 1] is None or values[length - 1] == cells.EMPTY):
        length -= 1
    return length


def book_info(book: "xlwings.Book", native: Native) -> LibroInfo:
    """The sheets in order. Merged cells are looked for only where titles may be: the first rows in use."""
    sheets = tuple(_sheet_info(sheet, native) for sheet in book.sheets)
    return LibroInfo(book.name, sheets, native.starts_in_1904(book))


def _sheet_info(sheet: "xlwings.Sheet", native: Native) -> HojaInfo:
    last_row, last_column = used(sheet)
    head = Rango(1, 1, min(last_row, FILAS_DE_CABEZA), last_column)
    return HojaInfo(
        sheet.name,
        sheet.visible in (True, -1),  # Excel has a third state, hidden also from its menus
        native.is_protected(sheet),
        tuple(map(table_info, sheet.tables)),
        tuple(merged(sheet, head)),
    )


def table_info(table: "xlwings.main.Table") -> TablaExcel:
    """A table as cartera describes it."""
    return TablaExcel(table.name, area_of(table.range), bool(table.show_headers), bool(table.show_totals))


def merged(sheet: "xlwings.Sheet", area: Rango) -> list[Rango]:
    """The merged areas inside a rectangle: it is halved only where the program says that there is some."""
    found: dict[Rango, None] = {}
    pending, probes = [area], 0
    while pending and probes < _MAX_PROBES:
        part = pending.pop()
        probes += 1
        if any(_contains(known, part) for known in found):
            continue
        here = rect(sheet, part)
        state = here.merge_cells
        if state is True or (state is None and part[:2] == part[2:]):
            found[area_of(here.merge_area)] = None
            if _contains(area_of(here.merge_area), part):
                continue
        if state is not False and part[:2] != part[2:]:
            pending += _halves(part)
    return sorted(found)


def _halves(area: Rango) -> list[Rango]:
    """Two parts of a rectangle, the first one last: it is the next to be looked at."""
    if area.fila2 > area.fila1:
        middle = (area.fila1 + area.fila2) // 2
        return [area._replace(fila1=middle + 1), area._replace(fila2=middle)]
    middle = (area.columna1 + area.columna2) // 2
    return [area._replace(columna1=middle + 1), area._replace(columna2=middle)]


def _contains(outer: Rango, inner: Rango) -> bool:
    rows = outer.fila1 <= inner.fila1 and inner.fila2 <= outer.fila2
    return rows and outer.columna1 <= inner.columna1 and inner.columna2 <= outer.columna2
