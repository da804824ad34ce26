"""A value as the text that follows the style attribute of its `<c>` element.

`<c r="B7" s="4"` + fragment: `/>` if empty, `><v>3.5</v></c>`, ` t="inlineStr"><is>…</is></c>`. Formatting whole
columns this way, with one string per distinct value, is what makes writing a hundred thousand rows cheap.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, ErrorCelda
from cartera_xl.nucleo.plan import CONSERVAR

EMPTY: Final = "/>"
ENCODED_EMPTY: Final = EMPTY.encode()
MAX_TEXT: Final = 32_767  # UTF-16 units; Excel specifications and limits, «total number of characters in a cell»
_MAX_CACHED: Final = 50_000

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NEEDS_CARE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff&<>]|_x")
_BLANKS_TO_KEEP: Final = re.compile(r"\A\s|\s\Z|\s\s|[\t\n\r]")
_DAY: Final = timedelta(days=1)


def escaped_text(text: str) -> str:
    """Text content with `_xHHHH_` for what XML 1.0 cannot carry (ECMA-376 part 1, 22.9.2.19)."""
    if len(text) * 2 > MAX_TEXT:
        text = text.encode("utf-16-le", "surrogatepass")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
    if not _NEEDS_CARE.search(text):
        return text
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _ILLEGAL.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "_x000D_")


def serial(moment: date, *, date1904: bool) -> float | int | None:
    """Day number in the book's date system; `None` before its first day.

    In the 1900 system, 29 February 1900 is taken as a day (ECMA-376 part 1, 18.17.4.1), so January and February of that
    year are one less than plain arithmetic says.
    """
    naive = moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())
    if date1904:
        days = (naive - datetime(1904, 1, 1)) / _DAY
    else:
        days = (naive - datetime(1899, 12, 30)) / _DAY
        days = days if days >= 61 else days - 1
        if days < 1:
            return None
    return None if days < 0 else _short(days)


def _short(number: float) -> float | int:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


class CellFormatter:
    """Fragments of one workbook: it knows the namespace prefix of the sheet and the date system."""

    def __init__(self, prefix: str = "", *, date1904: bool = False) -> None:
        self._prefix = prefix
        self._date1904 = date1904
        self._texts = _TextCache(self._text)

    def fragment(self, value: Celda) -> str:
        """The fragment of any cell value; nothing, NaN, infinities and empty text give an empty cell."""
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or value == "":
            return EMPTY
        if isinstance(value, bool):
            return self._value(str(int(value)), ' t="b"')
        if isinstance(value, ErrorCelda):
            return self._value(escaped_text(value), ' t="e"')
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int):
            return self._value(str(value))
        if isinstance(value, float):
            return self._value(repr(_short(value))) if math.isfinite(value) else EMPTY
        return self._time(value)

    def encoded_column(self, values: ColumnaLeida) -> list[bytes | None]:
        """Fragments of a stretch of a column, encoded; `None` where the cell must be left as it is."""
        if values.dtype.kind == "f":
            return self._floats(values)
        listed: list[Any] = values.tolist()
        kinds = set(map(type, listed))
        if kinds <= {str, type(None)}:
            return list(map(self._texts.__getitem__, listed))
        if kinds <= {date, type(None)}:
            made = {value: self.fragment(value).encode() for value in set(listed)}
            return list(map(made.__getitem__, listed))
        return [None if value is CONSERVAR else self.fragment(value).encode() for value in listed]

    def _floats(self, values: ColumnaLeida) -> list[bytes | None]:
        distinct, places = np.unique(values, return_inverse=True)
        numbers = distinct.astype(object)
        whole = (distinct == np.floor(distinct)) & (np.abs(distinct) < 1e15)
        numbers[whole] = distinct[whole].astype(np.int64)
        made = np.array([*map(self._value("%r").encode().__mod__, numbers.tolist())], dtype=object)
        made[~np.isfinite(distinct)] = ENCODED_EMPTY
        found: list[bytes | None] = made[places].tolist()
        return found

    def _value(self, text: str, kind: str = "") -> str:
        p = self._prefix
        return f"{kind}><{p}v>{text}</{p}v></{p}c>"

    def _text(self, text: str | None) -> str:
        if not text:
            return EMPTY
        p = self._prefix
        space = ' xml:space="preserve"' if _BLANKS_TO_KEEP.search(text) else ""
        return f' t="inlineStr"><{p}is><{p}t{space}>{escaped_text(text)}</{p}t></{p}is></{p}c>'

    def _time(self, value: date | time | timedelta) -> str:
        if isinstance(value, timedelta):
            return self._value(repr(_short(value / _DAY)))
        if isinstance(value, time):
            spent = timedelta(
                hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
            )
            return self._value(repr(_short(spent / _DAY)))
        number = serial(value, date1904=self._date1904)
        return self._text(f"{value:%d/%m/%Y}") if number is None else self._value(repr(number))


class _TextCache(dict[str | None, bytes]):
    """Each distinct text is escaped and encoded once; it forgets everything when it grows, so memory stays flat."""

    def __init__(self, make: Callable[[str | None], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str | None) -> bytes:
        if len(self) >= _MAX_CACHED:
            self.clear()
        made = self._make(text).encode()
        self[text] = made
        return made
