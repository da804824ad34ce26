"""Workbook cells: fastexcel column by column, python-calamine where a column mixes types.

python-calamine is exact on mixed columns but returns '' for an error cell, so errors come from the XML itself or, in
the formats that have none, from fastexcel.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from cartera_xl.hosts import readers_fast, readers_ods, readers_xlsx
from cartera_xl.hosts.readers_fast import to_cells
from cartera_xl.hosts.readers_source import Source, label, readable
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Cuadro, ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.errores import HojaNoEncontrada

if TYPE_CHECKING:
    import python_calamine

Errors: TypeAlias = Mapping[tuple[int, int], ErrorCelda]

_BLOCK = 8192
_GLANCE = 200


def sheet_names(source: Source) -> list[str]:
    """Worksheets in book order; chart, dialog and macro sheets are left out."""
    with readable(source):
        return _worksheets(_calamine(source))


def sheets(source: Source) -> list[tuple[str, bool, list[tuple[int, int, int, int]]]]:
    """(name, is visible, merged ranges as 1-based row1, column1, row2, column2) of each worksheet."""
    import python_calamine

    with readable(source):
        book = _calamine(source)
        visible = {m.name: m.visible == python_calamine.SheetVisibleEnum.Visible for m in book.sheets_metadata}
        found = []
        for name in _worksheets(book):
            merged = book.get_sheet_by_name(name).merged_cell_ranges or []
            ranges = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged]
            found.append((name, visible[name], ranges))
    return found


def iter_rows(source: Source, sheet: str) -> Iterator[list[Celda]]:
    """Every row from row 1, each from column A, one at a time, error cells included."""
    with readable(source):
        book = _calamine(source)
        name = _find_sheet(source, _worksheets(book), sheet)
        loaded = book.get_sheet_by_name(name)
        margin: list[Celda] = [None] * (loaded.start[1] if loaded.start else 0)
        errors = _error_cells(source, name)
    for number, row in enumerate(loaded.iter_rows(), 1):
        cells = margin + [_cell(value) for value in row]
        for column, by_row in errors.items():
            if number in by_row:
                cells[column - 1] = by_row[number]
        yield cells


def read_grid(source: Source, sheet: str, rows: int | None = None, *, with_errors: bool = True) -> Cuadro:
    """The sheet from A1, at most `rows` rows."""
    with readable(source):
        book = _calamine(source)
        name = _find_sheet(source, _worksheets(book), sheet)
        raw = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)
        grid: Cuadro = [[_cell(value) for value in row] for row in raw]
        errors = _error_cells(source, name) if with_errors else {}
    last = len(grid) if rows is None else rows
    places = {(row, column): e for column, by_row in errors.items() for row, e in by_row.items() if row <= last}
    return overlay_errors(grid, places)


def overlay_errors(grid: Cuadro, errors: Errors) -> Cuadro:
    """Puts the error cells, keyed by 1-based (row, column), where calamine left blanks; widens the grid if needed."""
    for (row, column), error in errors.items():
        while len(grid) < row:
            grid.append([])
        cells = grid[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = error
    return grid


def read_columns(source: Source, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
    """Columns from `first_row` to the last used row."""
    import fastexcel

    with readable(source):
        reader = fastexcel.read_excel(source)
        known = list(reader.sheet_names)
        if sheet not in known:
            known = _worksheets(_calamine(source))
        name = _find_sheet(source, known, sheet)
        if _mixed_at_a_glance(source, name, first_row, columns):
            del reader
            return _mixed_columns(source, name, first_row, columns)
        try:
            fast = readers_fast.fast_columns(reader, name, first_row, columns)
            hidden = readers_ods.error_cells(source, name)
            return fast if not hidden else readers_fast.overlay(fast, hidden, first_row, columns)
        except (fastexcel.UnsupportedColumnTypeCombinationError, fastexcel.CalamineCellError):
            del reader
            return _mixed_columns(source, name, first_row, columns)
        except fastexcel.InvalidParametersError:  # first_row is below the last used row
            return [np.full(0, np.nan) for _ in columns]


def _calamine(source: Source) -> "python_calamine.CalamineWorkbook":
    import python_calamine

    if isinstance(source, bytes):
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(source))
    return python_calamine.CalamineWorkbook.from_path(source)


def _worksheets(book: "python_calamine.CalamineWorkbook") -> list[str]:
    import python_calamine

    return [m.name for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]


def _find_sheet(source: Source, names: Sequence[str], wanted: str) -> str:
    for name in names:
        if name.casefold() == wanted.casefold():
            return name
    raise HojaNoEncontrada(
        f"El libro no tiene la hoja «{wanted}».",
        donde=label(source),
        remedio=f"Elija una de estas: {', '.join(f'«{name}»' for name in names)}",
    )


def _mixed_at_a_glance(source: Source, sheet: str, first_row: int, columns: Sequence[int]) -> bool:
    """True if the first rows already mix kinds in a column, so that the fast pass over a big sheet would be wasted."""
    short = readers_xlsx.head_of_package(source, sheet, first_row + _GLANCE)
    if short is None:
        return False
    rows = _calamine(short.package).get_sheet_by_name(sheet).to_python(skip_empty_area=False)[first_row - 1 :]
    kinds = {date: datetime, int: float}
    for column in columns:
        found = {kinds.get(type(v), type(v)) for row in rows if column <= len(row) and (v := row[column - 1]) != ""}
        if len(found) > 1:
            return True
    return False


def _mixed_columns(source: Source, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
    """Exact but slower: every cell as an object, narrowed block by block so that memory stays flat."""
    errors = _error_cells(source, sheet, columns)
    loaded = _calamine(source).get_sheet_by_name(sheet)
    places = [column - 1 - (loaded.start[1] if loaded.start else 0) for column in columns]
    width = loaded.width
    shared: dict[str, str] = {}
    blocks: list[list[ColumnaLeida]] = [[] for _ in columns]
    rows = islice(loaded.iter_rows(), first_row - 1, None)
    start = first_row
    while block := list(islice(rows, _BLOCK)):
        for parts, column, place in zip(blocks, columns, places, strict=True):
            raw = [row[place] for row in block] if 0 <= place < width else [""] * len(block)
            here = {row - start: e for row, e in errors.get(column, {}).items() if start <= row < start + len(block)}
            parts.append(_block_of_column(raw, here, shared))
        start += len(block)
    return [_join(parts) for parts in blocks]


def _block_of_column(raw: list[Any], errors: Mapping[int, ErrorCelda], shared: dict[str, str]) -> ColumnaLeida:
    """A block's cells as the narrowest array; repeated texts are kept once."""
    if not errors and set(map(type, raw)) == {float}:
        return np.array(raw, dtype=np.float64)
    distinct = set(raw)
    if len(distinct) < len(raw) // 2:
        raw = [shared.setdefault(v, v) if v.__class__ is str else v for v in raw]
    cells = [_cell(value) for value in raw] if "" in distinct else raw
    for index, error in errors.items():
        cells[index] = error
    return _narrow(cells)


def _join(parts: list[ColumnaLeida]) -> ColumnaLeida:
    """One array of the blocks' common type; an all-empty block goes with anything."""
    kinds = {part.dtype.kind for part in parts if not (part.dtype.kind == "f" and np.isnan(part).all())}
    if not parts or (len(kinds) <= 1 and kinds <= {"f"}):
        return np.concatenate(parts) if parts else np.full(0, np.nan)
    if kinds == {"M"}:
        return np.concatenate([p if p.dtype.kind == "M" else np.full(len(p), "NaT", "datetime64[us]") for p in parts])
    return columna_de_objetos([cell for part in parts for cell in to_cells(part)])


def _cell(value: Any) -> Celda:
    """'' is calamine's empty cell; a day without hours comes as a `date`."""
    return None if value == "" else value


def _narrow(values: list[Celda]) -> ColumnaLeida:
    """The typed array when the whole column allows it."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds <= {float, int}:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if kinds <= {date, datetime}:
        return np.array([np.datetime64("NaT") if v is None else v for v in values], dtype="datetime64[us]")
    return columna_de_objetos(values)


def _error_cells(source: Source, sheet: str, columns: Sequence[int] | None = None) -> dict[int, dict[int, ErrorCelda]]:
    """Error cells as column -> row -> error: from the XML where there is one, else through fastexcel."""
    found = readers_xlsx.error_cells(source, sheet)
    if found is None:
        found = readers_ods.error_cells(source, sheet)
    if found is None:
        found = readers_fast.error_cells(source, sheet)
    by_column: dict[int, dict[int, ErrorCelda]] = {}
    for (row, column), error in found.items():
        if columns is None or column in columns:
            by_column.setdefault(column, {})[row] = error
    return by_column
