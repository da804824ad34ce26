"""Named ranges of a book or of a sheet."""

import re
from collections.abc import Callable
from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.collection import Listed
from cartera_xl.hosts.libreoffice.guard import engine_class
from cartera_xl.hosts.libreoffice.uno_values import struct

_EXCEL = re.compile(r"=?(?P<sheet>'(?:[^']|'')*'|[^'!]+)!(?P<rest>.+)")
_OFFICE = re.compile(r"\$?(?P<sheet>'(?:[^']|'')*'|[^'.]+)\.(?P<rest>.+)")


@engine_class
class Names(Listed, base_classes.Names):
    """The names of a book, or those that only a sheet knows."""

    def __init__(self, book: Any, native: Callable[[], Any]) -> None:
        self.book = book
        self._native = native

    def _alive(self) -> bool:
        return bool(self.book.alive)

    @property
    def api(self) -> Any:
        """LibreOffice's collection of names."""
        self.book.check()
        return self._native()

    def _members(self) -> list[Any]:
        return [Name(self, name) for name in self.api.getElementNames()]

    def snapshot(self) -> list[tuple[str, "Name"]]:
        """Each name, with its text."""
        return [(name.name, name) for name in self._members()]

    def contains(self, key: str) -> bool:
        """Whether there is such a name."""
        return key in self

    def add(self, name: str, refers_to: str) -> "Name":
        """A name for what a formula of Excel says."""
        native = self.api
        if native.hasByName(name):
            native.removeByName(name)
        native.addNewByName(name, _to_office(refers_to), struct("table.CellAddress", 0, 0, 0), 0)
        return Name(self, name)


@engine_class
class Name(base_classes.Name):
    """A name for a range or for a formula."""

    def __init__(self, names: Names, text: str) -> None:
        self._names = names
        self._text = text

    def _alive(self) -> bool:
        return self._names._alive()

    @property
    def api(self) -> Any:
        """LibreOffice's own name."""
        return self._names.api.getByName(self._text)

    @property
    def name(self) -> str:
        """The name."""
        return self._text

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self._text = value

    def delete(self) -> None:
        """Take it away."""
        self._names.api.removeByName(self._text)

    @property
    def refers_to(self) -> str:
        """The formula, in Excel's notation."""
        content = self.api.getContent()
        found = _OFFICE.fullmatch(content)
        return f"={found['sheet']}!{found['rest']}" if found else f"={content}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(_to_office(value))

    @property
    def refers_to_range(self) -> Any:
        """Its cells. `ValueError` if it is not the name of a range."""
        native = self.api.getReferredCells()
        if native is None:
            raise ValueError(f"El nombre «{self._text}» no es el de un rango.")
        found = native.getRangeAddress()
        return self._names.book.sheets(found.Sheet + 1).cells._of_area(found)


def _to_office(formula: str) -> str:
    """A reference with its sheet, as LibreOffice writes it; any other formula, as it is."""
    found = _EXCEL.fullmatch(formula)
    return f"${found['sheet']}.{found['rest']}" if found else formula.removeprefix("=")
