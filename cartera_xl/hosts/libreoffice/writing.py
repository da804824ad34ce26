"""Writes values in a range: all of them in one call, and a number format only where a value needs one."""

from collections.abc import Iterator, Sequence
from typing import Any

from cartera_xl.hosts.libreoffice.number_formats import NumberFormats
from cartera_xl.hosts.libreoffice.reading import format_areas
from cartera_xl.hosts.libreoffice.values import kind_of, to_sheet

_UNTYPED = (str, float, int, type(None))


def write_grid(rng: Any, formats: NumberFormats, grid: Sequence[Sequence[Any]]) -> None:
    """Write the rows, as wide and as many as the range. A text stays a text even if it looks like something else."""
    epoch = formats.epoch
    rng.setDataArray(tuple(tuple(to_sheet(value, epoch) for value in row) for row in grid))
    _drop_truths(rng, formats)
    for column in range(len(grid[0])):
        for first, last, kind in _runs(grid, column):
            _give_format(rng.getCellRangeByPosition(column, first, column, last), formats, kind)


def _runs(grid: Sequence[Sequence[Any]], column: int) -> Iterator[tuple[int, int, str]]:
    """The stretches of a column whose values need the same number format."""
    start, current = 0, ""
    for row, line in enumerate(grid):
        value = line[column]
        kind = "" if type(value) in _UNTYPED else kind_of(value)
        if kind != current:
            if current:
                yield start, row - 1, current
            start, current = row, kind
    if current:
        yield start, len(grid) - 1, current


def _drop_truths(rng: Any, formats: NumberFormats) -> None:
    """In Calc a truth is a number with a format: the format must not outlive the truth, nor turn a 1 into «true»."""
    for key, areas in list(format_areas(rng)):
        if formats.format(key).is_logical:
            for part in _parts(rng, areas):
                part.NumberFormat = formats.key_for("")


def _give_format(rng: Any, formats: NumberFormats, kind: str) -> None:
    """Truths always need theirs; dates and hours keep the one that somebody chose for the cell."""
    key = formats.key_for(kind)
    if kind == "logical":
        rng.NumberFormat = key
        return
    for present, areas in list(format_areas(rng)):
        if formats.format(present).is_general:
            for part in _parts(rng, areas):
                part.NumberFormat = key


def _parts(rng: Any, areas: Sequence[Any]) -> Iterator[Any]:
    corner = rng.getRangeAddress()
    for area in areas:
        yield rng.getCellRangeByPosition(
            area.StartColumn - corner.StartColumn,
            area.StartRow - corner.StartRow,
            area.EndColumn - corner.StartColumn,
            area.EndRow - corner.StartRow,
        )
