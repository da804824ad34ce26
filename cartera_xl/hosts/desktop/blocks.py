"""Writes a block of values in one go, or around a filter where the program cannot do it in one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from cartera_xl.hosts.desktop import cells, reading
from cartera_xl.hosts.desktop.native import Native
from cartera_xl.hosts.desktop.places import Target
from cartera_xl.hosts.desktop.reading import rect
from cartera_xl.nucleo.celdas import ErrorCelda, Rango
from cartera_xl.nucleo.plan import CONSERVAR

if TYPE_CHECKING:
    import xlwings

Rows = Sequence[Sequence[Any]]
MAX_CELLS: Final = 1_000_000
"""Cells of one write: ten thousand rows with all our columns go in one, so that nobody gets in between."""

_LONG_GAP: Final = 64
"""Cells to keep between two to change: from here on it is cheaper to write two stretches."""


def write_block(sheet: "xlwings.Sheet", corner: tuple[int, int], rows: Rows, native: Native, *, date1904: bool) -> None:
    """The rows, already as `cells.to_write` gives them but with their texts plain, from that corner on."""
    if not rows or not rows[0]:
        return
    area = Rango(*corner, corner[0] + len(rows) - 1, corner[1] + len(rows[0]) - 1)
    if len(rows) > 1 and native.skips_filtered_rows(sheet):
        _write_around_filter(sheet, area, rows, native, date1904=date1904)
    else:
        _put(sheet, area, rows, native)


def wrong_rows(
    sheet: "xlwings.Sheet", corner: tuple[int, int], rows: Rows, native: Native, *, date1904: bool
) -> list[int]:
    """Positions of the rows that do not say what was written in them."""
    area = Rango(*corner, corner[0] + len(rows) - 1, corner[1] + len(rows[0]) - 1)
    read = reading.raw(sheet, area, native)
    return [
        position
        for position, (wanted, found) in enumerate(zip(rows, read, strict=True))
        if any(one != other and not cells.same(one, other, date1904=date1904) for one, other in zip(wanted, found))  # noqa: B905
    ]


def _put(sheet: "xlwings.Sheet", area: Rango, rows: Rows, native: Native) -> None:
    rect(sheet, area).raw_value = [
        [native.text(value) if type(value) is str and value else value for value in row] for row in rows
    ]


def _write_around_filter(sheet: "xlwings.Sheet", area: Rango, rows: Rows, native: Native, *, date1904: bool) -> None:
    """In stretches of rows that are all in sight or all hidden; what is then not right, row by row and cell by cell.

    The filter is not touched: taking it off and putting it on again would lose what cannot be asked for (colours,
    dates) and could show other rows than those that the person was looking at.
    """
    shown = _shown_rows(sheet, area)
    for first, last in _runs([area.fila1 + n in shown for n in range(len(rows))]):
        part = area._replace(fila1=area.fila1 + first, fila2=area.fila1 + last)
        _put(sheet, part, rows[first : last + 1], native)
    for position in wrong_rows(sheet, area[:2], rows, native, date1904=date1904):
        row = area.fila1 + position
        _put(sheet, area._replace(fila1=row, fila2=row), rows[position : position + 1], native)
    for position in wrong_rows(sheet, area[:2], rows, native, date1904=date1904):
        row = area.fila1 + position
        for column, value in enumerate(rows[position], area.columna1):
            _put(sheet, Rango(row, column, row, column), [[value]], native)


def _shown_rows(sheet: "xlwings.Sheet", area: Rango) -> set[int]:
    areas: Any = rect(sheet, area).get_special_cells("visible")
    return {row for part in areas for row in range(part.row, part.row + part.shape[0])}


def _runs(marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last position of each run of equal marks."""
    start = 0
    for place in range(1, len(marks) + 1):
        if place == len(marks) or marks[place] != marks[start]:
            yield start, place - 1
            start = place


def neighbours(targets: Sequence[Target]) -> Iterator[list[Target]]:
    """Columns that can be written in one go: side by side, and not too many cells."""
    group: list[Target] = []
    for target in targets:
        size = (len(group) + 1) * len(target.output.valores)
        if group and (target.place != group[-1].place + 1 or size > MAX_CELLS):
            yield group
            group = []
        group.append(target)
    if group:
        yield group


def stretches(wanted: Sequence[Any], current: Sequence[Any], fixed: set[int]) -> Iterator[tuple[int, int]]:
    """First and last position of each stretch to be written of a column that keeps some cells.

    A cell to be kept is written as it is if that saves a write; one of those `fixed`, or with an error, never is.
    """
    start = last = -1
    for position, value in enumerate(wanted):
        if value is not CONSERVAR:
            start = position if start < 0 else start
            last = position
        elif start >= 0 and (
            position in fixed or isinstance(current[position], ErrorCelda) or position - last > _LONG_GAP
        ):
            yield start, last
            start = -1
    if start >= 0:
        yield start, last
