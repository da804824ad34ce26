"""Reads the values of a range: all of them in one call, and two or three more for what is not a plain value."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from cartera_xl.hosts.libreoffice.number_formats import NumberFormats
from cartera_xl.hosts.libreoffice.values import Grid, error_cell, moment


class Part(NamedTuple):
    """A rectangle inside a range, counted from 0 and without its last border: reading a UNO structure is slow."""

    top: int
    left: int
    bottom: int
    right: int


_INSIDE_ERROR: None = None
"""What `getDataArray` gives for a cell in error; an empty one is an empty text."""


def read_grid(rng: Any, document: Any, formats: NumberFormats) -> Grid:
    """The values, row by row: numbers, texts, truths, dates, `ErrorCelda`, and `None` for an empty cell."""
    data = rng.getDataArray()
    failed = [place for place, column in enumerate(zip(*data, strict=True)) if _INSIDE_ERROR in column]
    grid = [[None if cell == "" else cell for cell in row] for row in data]
    for row, column, value in _errors(rng, document, grid, failed, data):
        grid[row][column] = value
    if any(float in map(type, row) for row in grid):
        _type_numbers(rng, formats, grid)
    return grid


def _errors(
    rng: Any, document: Any, grid: Grid, failed: list[int], data: tuple[tuple[Any, ...], ...]
) -> Iterator[tuple[int, int, Any]]:
    """The cells in error of those columns. Their texts come together; the code behind each text is asked for once."""
    seen: dict[str, Any] = {}
    for column in failed:
        texts = _texts(rng, document, column, len(grid))
        for row, text in enumerate(texts):
            if data[row][column] is _INSIDE_ERROR:
                if text not in seen:
                    seen[text] = error_cell(rng.getCellByPosition(column, row).getError())
                yield row, column, seen[text]


def _texts(rng: Any, document: Any, column: int, rows: int) -> tuple[str, ...]:
    """What a column shows; the only way of having it in one call is to ask as a chart would."""
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    address = rng.getCellRangeByPosition(column, 0, column, rows - 1).AbsoluteName
    sequence = provider.createDataSequenceByRangeRepresentation(address)
    sequence.IncludeHiddenCells = True
    texts: tuple[str, ...] = sequence.getTextualData()
    return texts


def _type_numbers(rng: Any, formats: NumberFormats, grid: Grid) -> None:
    """Numbers shown as dates become dates; ones and zeros shown as truths become truths."""
    for key, parts in format_parts(rng):
        found = formats.format(key)
        if found.is_date:
            for part in parts:
                _dates(grid, part, formats.epoch)
        elif found.is_logical:
            for part in parts:
                _truths(grid, part)


def _dates(grid: Grid, part: Part, epoch: dt.datetime) -> None:
    known: dict[float, Any] = {}
    for row in grid[part.top : part.bottom]:
        for place in range(part.left, part.right):
            cell = row[place]
            if isinstance(cell, float):
                if cell not in known:
                    known[cell] = moment(cell, epoch)
                row[place] = known[cell]


def _truths(grid: Grid, part: Part) -> None:
    for row in grid[part.top : part.bottom]:
        for place in range(part.left, part.right):
            if row[place] in (0.0, 1.0):
                row[place] = bool(row[place])


def format_parts(rng: Any) -> list[tuple[int, list[Part]]]:
    """The parts of a range with the same look: their number format and where they are, from its corner."""
    corner = rng.getRangeAddress()
    top, left = corner.StartRow, corner.StartColumn
    groups = rng.getUniqueCellFormatRanges()  # asking each object of these takes a millisecond: as few as possible
    return [
        (group.NumberFormat, [_part(area, top, left) for area in group.getRangeAddresses()])
        for group in (groups.getByIndex(number) for number in range(groups.getCount()))
    ]


def _part(area: Any, top: int, left: int) -> Part:
    return Part(area.StartRow - top, area.StartColumn - left, area.EndRow - top + 1, area.EndColumn - left + 1)
