"""The number formats of a document: what each one is, and its code in English as Excel writes it."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from cartera_xl.hosts.libreoffice.guard import is_uno_error
from cartera_xl.hosts.libreoffice.uno_values import struct

_DATE, _LOGICAL = 2, 1024
_TYPED = {
    "date": "DD/MM/YYYY",
    "moment": "DD/MM/YYYY HH:MM",
    "hour": "HH:MM:SS",
    "duration": "[HH]:MM:SS",
    "logical": "BOOLEAN",
}
_NOT_CODE = re.compile(r'("[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|AM/PM|General|E[+-])', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """One number format: whether its numbers are dates or truths, and whether it is nobody's choice (General)."""

    is_date: bool
    is_logical: bool
    is_general: bool


class NumberFormats:
    """The table of formats of a document; each one is asked for once.

    `epoch` is its day zero: 30-12-1899, or 1-1-1904 in books of the first Macs.
    """

    def __init__(self, document: Any) -> None:
        self._table = document.NumberFormats
        zero = document.NullDate
        self.epoch = dt.datetime(zero.Year, zero.Month, zero.Day)
        self._known: dict[int, Format] = {}
        self._codes: dict[int, str] = {}
        self._english = struct("lang.Locale", "en", "US", "")

    def format(self, key: int) -> Format:
        """What a format is."""
        if key not in self._known:
            entry = self._table.getByKey(key)
            kind = entry.Type
            self._known[key] = Format(
                is_date=bool(kind & _DATE) and not kind & _LOGICAL,
                is_logical=bool(kind & _LOGICAL),
                is_general=self._table.getStandardIndex(entry.Locale) == key,
            )
        return self._known[key]

    def code(self, key: int) -> str:
        """Its code in English."""
        if key not in self._codes:
            self._codes[key] = self._english_code(key)
        return self._codes[key]

    def key(self, code: str) -> int:
        """The format with that English code, added if the document lacked it. `ValueError` if it is not a code."""
        found = self._table.queryKey(code, self._english, False)
        if found != -1:
            return int(found)
        try:
            return int(self._table.addNew(code, self._english))
        except Exception as error:
            if is_uno_error(error):
                raise ValueError(f"«{code}» no es un formato de número.") from error
            raise

    def key_for(self, kind: str) -> int:
        """The format for values of one kind (`date`, `moment`, `hour`, `duration`, `logical`); General without kind."""
        return self.key(_TYPED[kind]) if kind else int(self._table.getStandardIndex(self._english))

    def _english_code(self, key: int) -> str:
        entry = self._table.getByKey(key)
        if self.format(key).is_general:
            return "General"
        if entry.Locale.Language not in ("", "en"):
            key = self._table.addNewConverted(entry.FormatString, entry.Locale, self._english)
            entry = self._table.getByKey(key)
        return _as_excel(entry.FormatString) if entry.Type & 6 else str(entry.FormatString)


def _as_excel(code: str) -> str:
    """Excel writes the letters of dates in lower case."""
    parts = _NOT_CODE.split(code)
    return "".join(part if number % 2 else part.lower() for number, part in enumerate(parts))
