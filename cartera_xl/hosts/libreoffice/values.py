"""Between the cells of Calc and those of cartera, without asking cell by cell."""

import datetime as dt
import re
import sys
from collections.abc import Sequence
from typing import Any

from cartera_xl.nucleo.celdas import ErrorCelda

EXCEL_ERRORS = {
    502: "#NUM!",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    523: "#NUM!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""LibreOffice's error codes and what Excel shows for the same mistake; any other code is `#VALUE!`."""

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_DAY = dt.timedelta(days=1)
_EMPTY = ""
READY = {str, float, int, bool, type(None), dt.datetime, dt.date}
"""Types that are written as they are."""
Grid = list[list[Any]]


def error_cell(code: int) -> ErrorCelda:
    """The error cell of one of LibreOffice's codes."""
    return ErrorCelda(EXCEL_ERRORS.get(code, "#VALUE!"))


def moment(serial: float, epoch: dt.datetime) -> dt.datetime | float:
    """The date of a serial number, to the millisecond; the number itself if Python has no such date."""
    days, fraction = divmod(serial, 1.0)
    try:
        return epoch + dt.timedelta(days=days, milliseconds=round(fraction * 86_400_000))
    except OverflowError:
        return serial


def serial(value: dt.date | dt.time | dt.timedelta, epoch: dt.datetime) -> float:
    """The serial number of a date, an hour or a duration; a time zone is left out, as in any sheet."""
    if isinstance(value, dt.datetime):
        return float((value.replace(tzinfo=None) - epoch) / _DAY)
    if isinstance(value, dt.date):
        return float((dt.datetime(value.year, value.month, value.day) - epoch).days)
    if isinstance(value, dt.time):
        value = dt.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    return value / _DAY


def kind_of(value: Any) -> str:
    """Which number format a value needs to be seen as it is."""
    if isinstance(value, bool):
        return "logical"
    if isinstance(value, dt.datetime):
        return "moment" if value.time() != dt.time() else "date"
    if isinstance(value, dt.date):
        return "date"
    if isinstance(value, dt.time):
        return "hour"
    return "duration" if isinstance(value, dt.timedelta) else ""


def clean_text(text: str) -> str:
    """Without what no sheet holds: null characters go, and half a surrogate pair becomes «\ufffd»."""
    if _UNWRITABLE.search(text) is None:
        return text
    return _UNWRITABLE.sub(lambda found: "" if found[0] == "\x00" else "\ufffd", text)


def to_sheet(value: Any, epoch: dt.datetime) -> str | float:
    """One value as Calc takes it: a text, a number, or the empty text for nothing. `TypeError` for anything else."""
    if value is None or value != value:
        return _EMPTY
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool | int | float):
        number = float(value)
        if number in (float("inf"), float("-inf")):
            raise ValueError("Una celda no puede contener infinito.")
        return number
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return serial(value, epoch)
    return _other_to_sheet(value, epoch)


def _other_to_sheet(value: Any, epoch: dt.datetime) -> str | float:
    """What comes from numpy: its scalars know how to become plain ones."""
    plain = value.item() if hasattr(value, "item") else value
    if type(plain) is type(value):
        raise TypeError(f"«{value!r}» no es algo que quepa en una celda.")
    return to_sheet(plain, epoch)


def prepared(value: Any) -> Any:
    """A value before writing, as xlwings wants it: missing ones as nothing, numpy's as plain ones."""
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return value if value == value else None
    if _is_missing(value):
        return None
    return _plain_scalar(value)


def _is_missing(value: Any) -> bool:
    """pandas' and numpy's own ways of saying that there is nothing; neither is loaded for it."""
    pandas = sys.modules.get("pandas")
    return (pandas is not None and value is pandas.NA) or bool(value != value)


def _plain_scalar(value: Any) -> Any:
    """A numpy moment of nanoseconds would become a number: it is taken to microseconds first."""
    if type(value).__name__ == "datetime64":
        return value.astype("datetime64[us]").item()
    return value.item() if hasattr(value, "item") else value


def cleaned(data: Sequence[Sequence[Any]], options: "ReadOptions") -> Grid:
    """What was read, as the options of `Range.options` ask for it."""
    if options.plain and options.errors_as_text:
        return [list(row) for row in data]
    return [[options.convert(cell) for cell in row] for row in data]


class ReadOptions:
    """How xlwings asks for dates, numbers, errors and empty cells."""

    __slots__ = ("_date", "_empty", "_number", "errors_as_text", "plain")

    def __init__(self, date: Any, empty: Any, number: Any, errors_as_text: bool) -> None:
        self._date, self._empty, self._number = date, empty, number
        self.errors_as_text = errors_as_text
        self.plain = date is dt.datetime and empty is None and number is None

    def convert(self, cell: Any) -> Any:
        """One cell."""
        if cell is None:
            return self._empty
        if isinstance(cell, ErrorCelda):
            return cell if self.errors_as_text else None
        if isinstance(cell, dt.datetime):
            return cell if self._date is dt.datetime else self._converted_date(cell)
        if isinstance(cell, float) and self._number is not None:
            return self._number(cell)
        return cell

    def _converted_date(self, cell: dt.datetime) -> Any:
        return self._date(
            year=cell.year,
            month=cell.month,
            day=cell.day,
            hour=cell.hour,
            minute=cell.minute,
            second=cell.second,
            microsecond=cell.microsecond,
            tzinfo=None,
        )
