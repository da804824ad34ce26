"""A worksheet as raw XML: the bytes of every cell and of every element around the rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from lxml import etree

from cartera_xl.nucleo.celdas import Rango


@dataclass(slots=True)
class RawRow:
    """A row: its attributes and the raw XML of its cells by column."""

    attributes: dict[str, str]
    cells: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawElement:
    """A child of the worksheet other than the rows, as it is written."""

    name: str
    xml: bytes


@dataclass(slots=True)
class RawSheet:
    """`prologue` is everything up to the first child of the worksheet, root tag included."""

    prologue: bytes = b""
    rows: dict[int, RawRow] = field(default_factory=dict)
    elements: list[RawElement] = field(default_factory=list)

    def parse(self, element: RawElement) -> etree._Element:
        """The element on its own, with the namespaces of the worksheet."""
        start = self.prologue.rindex(b"<")
        name = self.prologue[start + 1 :].split()[0].rstrip(b">")
        return etree.fromstring(self.prologue[start:] + element.xml + b"</" + name + b">")[0]


class _Reader:
    """Cuts the raw bytes of the elements by the positions that expat reports."""

    def __init__(self, data: bytes) -> None:
        self.sheet = RawSheet()
        self._data = data
        self._path: list[str] = []
        self._starts: list[int] = []
        self._pending: Callable[[int], None] | None = None
        self._row: RawRow | None = None
        self._last_row = 0
        self._column = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.DefaultHandler = lambda text: self._flush()

    def read(self) -> RawSheet:
        """Parses everything."""
        self._parser.Parse(self._data, True)
        return self.sheet

    def _flush(self) -> None:
        """An element ends where the next event begins."""
        if self._pending is not None:
            self._pending(self._parser.CurrentByteIndex)
            self._pending = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        name = name.rpartition(":")[2]
        position = self._parser.CurrentByteIndex
        if len(self._path) == 1 and not self.sheet.prologue:
            self.sheet.prologue = self._data[:position]
        if self._path[1:] == ["sheetData"] and name == "row":
            self._last_row = int(attributes.get("r", self._last_row + 1))
            self._row = self.sheet.rows[self._last_row] = RawRow(attributes)
            self._column = 0
        if self._path[1:] == ["sheetData", "row"] and name == "c":
            address = attributes.get("r")
            self._column = Rango.desde_a1(address).columna1 if address else self._column + 1
        self._path.append(name)
        self._starts.append(position)

    def _end(self, _: str) -> None:
        self._flush()
        start, name = self._starts.pop(), self._path.pop()
        if len(self._path) == 1 and name != "sheetData":
            self._pending = lambda end: self.sheet.elements.append(RawElement(name, self._data[start:end]))
        elif self._path[1:] == ["sheetData", "row"] and name == "c" and self._row is not None:
            row, column = self._row, self._column
            self._pending = lambda end: row.cells.update({column: self._data[start:end]})


def read_raw_sheet(data: bytes) -> RawSheet:
    """Reads a worksheet part."""
    return _Reader(data).read()
