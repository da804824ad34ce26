"""Cells between a spreadsheet program, as xlwings hands them over, and cartera."""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np

from cartera_xl.hosts.ooxml.cell_xml import MAX_TEXT, serial
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.plan import CONSERVAR

EMPTY: Final = ""
_COM_ERRORS: Final = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
"""xlCVError: what Excel shows for each; xlwings knows only the seven oldest and lets the rest through as numbers."""

_COM_ERROR_BASE: Final = 0x800A0000 - (1 << 32)
_ERRORS: Final = frozenset(_COM_ERRORS.values())
_FIRST_DAY: Final = datetime(1899, 12, 31)
_DAY: Final = timedelta(days=1)
_ROUGH: Final = 2e-8
"""Two milliseconds in days: programs keep dates as numbers and hand them over rounded."""


def cell(value: Any) -> Celda:
    """One cell as cartera knows it; a day without hours is a `date`, as the readers of files give it."""
    if value is None or value == EMPTY:
        return None
    if isinstance(value, str):
        return ErrorCelda(value) if value in _ERRORS else value
    if isinstance(value, bool | float | ErrorCelda):
        return value
    if isinstance(value, int):
        code = value - _COM_ERROR_BASE
        return ErrorCelda(_COM_ERRORS.get(code, "#N/A")) if 2000 <= code < 2100 else float(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        naive = value.replace(tzinfo=None)
        if naive < _FIRST_DAY:
            return naive.time()
        return naive if naive.time() != time() else naive.date()
    return value  # type: ignore[no-any-return]


def column(values: Sequence[Any]) -> ColumnaLeida:
    """A column as narrow as it allows: numbers, dates, or objects."""
    kinds = set(map(type, values))
    if kinds <= {str, type(None)} and _ERRORS.isdisjoint(values) and EMPTY not in values:
        return columna_de_objetos(values) if str in kinds else np.full(len(values), np.nan)
    cells = values if kinds <= {float, type(None)} else [cell(value) for value in values]
    kinds = set(map(type, cells)) - {type(None)}
    if kinds <= {float}:
        return np.array([math.nan if value is None else value for value in cells], dtype=np.float64)
    if kinds and kinds <= {date, datetime}:
        return np.array([np.datetime64("NaT") if v is None else v for v in cells], dtype="datetime64[us]")
    return columna_de_objetos(cells)


def plain(values: ColumnaLeida) -> list[Celda]:
    """A column's cells one by one, with `None` in the empty ones."""
    if values.dtype.kind == "f":
        return [None if value != value else value for value in values.tolist()]
    listed: list[Celda] = values.tolist()
    return listed


def to_write(value: Any, text: Callable[[str], str], *, date1904: bool) -> Any:
    """A value as a program takes it: dates go as numbers, so that no regional setting has a say; nothing, as `""`."""
    if value is None or value == EMPTY:
        return EMPTY
    if isinstance(value, bool | ErrorCelda):
        return value
    if isinstance(value, float | int | np.number):
        return float(value) if math.isfinite(value) else EMPTY
    if isinstance(value, date):
        number = serial(value, date1904=date1904)
        return f"{value:%d/%m/%Y}" if number is None else float(number)
    if isinstance(value, time):
        return (datetime.combine(date.min, value) - datetime.min) / _DAY
    if isinstance(value, timedelta):
        return value / _DAY
    return text(_clipped(str(value)))


def column_to_write(values: ColumnaLeida, *, date1904: bool) -> list[Any]:
    """A whole column as `to_write` gives each cell, its texts plain; `CONSERVAR` stays. Each distinct text, once."""
    if values.dtype.kind == "f":
        return [value if value - value == 0.0 else EMPTY for value in values.tolist()]
    known: dict[str, str] = {}
    return [
        value
        if value is CONSERVAR
        else known.setdefault(value, _clipped(value))
        if value.__class__ is str
        else to_write(value, str, date1904=date1904)
        for value in values.tolist()
    ]


def same(written: Any, read: Any, *, date1904: bool) -> bool:
    """Whether what is read is what was meant to be written (given by `to_write` with texts as they are)."""
    found = cell(read)
    if written == EMPTY or found is None:
        return written == EMPTY and found is None
    if isinstance(found, date | time):
        number = to_write(found, str, date1904=date1904)
        return isinstance(written, float) and isinstance(number, float) and abs(number - written) < _ROUGH
    if isinstance(found, str):
        return isinstance(written, str) and _lines(found) == _lines(written)
    if isinstance(written, str):
        return False
    return float(written) == found or math.isclose(written, found, rel_tol=1e-14)  # type: ignore[arg-type]


def _clipped(text: str) -> str:
    if len(text) * 2 <= MAX_TEXT:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
