"""Writes values in a range: all of them in one call, and a number format only where a value needs one."""

from collections.abc import Iterator, Sequence
from typing import Any

from cartera_xl.hosts.libreoffice.number_formats import NumberFormats
from cartera_xl.hosts.libreoffice.reading import Part, format_parts
from cartera_xl.hosts.libreoffice.values import kind_of, to_sheet

_PLAIN = {str, float, int, type(None)}


def write_grid(rng: Any, formats: NumberFormats, grid: Sequence[Sequence[Any]]) -> None:
    """Write the rows, as wide and as many as the range. A text stays a text even if it looks like something else."""
    epoch = formats.epoch
    # In two million cells, not calling a function for the ordinary ones is half of the time.
    rng.setDataArray(
        tuple(
            tuple(
                [
                    value
                    if (value.__class__ is float and value - value == 0.0)
                    or (value.__class__ is str and value.isascii() and "\0" not in value)
                    else to_sheet(value, epoch)
                    for value in row
                ]
            )
            for row in grid
        )
    )
    _drop_truths(rng, formats)
    for place, column in enumerate(zip(*grid, strict=True)):
        if not _PLAIN.issuperset(map(type, column)):
            for first, last, kind in _runs(column):
                _give_format(_inside(rng, Part(first, place, last, place + 1)), formats, kind)


def _runs(column: Sequence[Any]) -> Iterator[tuple[int, int, str]]:
    """The stretches of a column whose values need the same number format."""
    start, current = 0, ""
    for row, value in enumerate((*column, None)):
        kind = "" if type(value) in _PLAIN else kind_of(value)
        if kind != current:
            if current:
                yield start, row, current
            start, current = row, kind


def _drop_truths(rng: Any, formats: NumberFormats) -> None:
    """In Calc a truth is a number with a format: the format must not outlive the truth, nor turn a 1 into «true»."""
    for key, parts in format_parts(rng):
        if formats.format(key).is_logical:
            for part in parts:
                _inside(rng, part).NumberFormat = formats.key_for("")


def _give_format(rng: Any, formats: NumberFormats, kind: str) -> None:
    """Truths always need theirs; dates and hours keep the one that somebody chose for the cell."""
    key = formats.key_for(kind)
    if kind == "logical":
        rng.NumberFormat = key
        return
    for present, parts in format_parts(rng):
        if formats.format(present).is_general:
            for part in parts:
                _inside(rng, part).NumberFormat = key


def _inside(rng: Any, part: Part) -> Any:
    return rng.getCellRangeByPosition(part.left, part.top, part.right - 1, part.bottom - 1)
