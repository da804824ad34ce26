"""Reads the values of a range: all of them in one call, and two or three more for what is not a plain value."""

from collections.abc import Iterator
from typing import Any

from cartera_xl.hosts.libreoffice.number_formats import NumberFormats
from cartera_xl.hosts.libreoffice.values import Grid, error_cell, moment

_INSIDE_ERROR: None = None
"""What `getDataArray` gives for a cell in error; an empty one is an empty text."""


def read_grid(rng: Any, document: Any, formats: NumberFormats) -> Grid:
    """The values, row by row: numbers, texts, truths, dates, `ErrorCelda`, and `None` for an empty cell."""
    data = rng.getDataArray()
    failed = [column for column in range(len(data[0])) if any(row[column] is _INSIDE_ERROR for row in data)]
    grid = [[None if cell == "" else cell for cell in row] for row in data]
    for row, column, value in _errors(rng, document, grid, failed, data):
        grid[row][column] = value
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
    corner = rng.getRangeAddress()
    for key, areas in format_areas(rng):
        found = formats.format(key)
        if not (found.is_date or found.is_logical):
            continue
        for area in areas:
            for row in grid[area.StartRow - corner.StartRow : area.EndRow - corner.StartRow + 1]:
                for place in range(area.StartColumn - corner.StartColumn, area.EndColumn - corner.StartColumn + 1):
                    cell = row[place]
                    if isinstance(cell, float):
                        row[place] = moment(cell, formats.epoch) if found.is_date else _truth(cell)


def _truth(number: float) -> bool | float:
    return bool(number) if number in (0.0, 1.0) else number


def format_areas(rng: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The parts of a range with the same look: their number format and where they are."""
    groups = rng.getUniqueCellFormatRanges()
    for number in range(groups.getCount()):
        group = groups.getByIndex(number)
        yield group.getByIndex(0).NumberFormat, group.getRangeAddresses()
