"""Blocks of rows and single rows, as text.

A row travels as a *piece*: its text from wherever the previous row ended to just before its own end tag. Rows that the
product does not touch are never looked into.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from typing import Final, NamedTuple

from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.nucleo.celdas import a1, letras, numero_de_columna
from cartera_xl.nucleo.errores import LibroNoEditable

_ADDRESS: Final = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Z]+)(\d+)["']""")
_STYLE: Final = re.compile(rb"""(?<![\w:])s\s*=\s*["'](\d+)["']""")
MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384


class Rows(NamedTuple):
    """Rows of a block: numbers ascending, one piece each, and what follows the last one."""

    numbers: list[int]
    pieces: list[bytes]
    rest: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows to be changed: the data rows, which are a range, and some single ones around them."""

    data: range
    singles: tuple[int, ...] = ()

    def __contains__(self, row: int) -> bool:
        return row in self.data or row in self.singles

    def between(self, low: int, high: int) -> list[int]:
        """Wanted rows strictly between two rows, ascending."""
        data = range(max(self.data.start, low + 1), min(self.data.stop, high))
        return sorted({*data, *(row for row in self.singles if low < row < high)})

    @property
    def last(self) -> int:
        return max((self.data.stop - 1 if self.data else 0), *self.singles, 0)


class RowSplitter:
    """Splits blocks into rows, giving a number to those without it and making the wanted ones that are missing."""

    def __init__(self, prefix: bytes, wanted: Wanted, where: str) -> None:
        self.end = b"</" + prefix + b"row>"
        self._open = b"<" + prefix + b"row"
        self._plain = re.compile(self._open + rb' r="(\d+)"')
        self._any = re.compile(self._open + rb"(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
        self._wanted = wanted
        self._where = where
        self._last = 0

    def untouched(self, block: bytes) -> bool:
        """Whether no row of the block is wanted (nor missing); then its text can go on as it is."""
        numbers = self._plain.findall(block[:4096])
        if not numbers or int(numbers[0]) <= self._last:
            return False
        cut = block.rfind(self._open)
        last = self._plain.match(block, cut)
        if last is None or self._wanted.between(self._last, int(last[1]) + 1):
            return False
        self._last = int(last[1])
        return True

    def split(self, block: bytes) -> Rows:
        """The rows of the next block."""
        pieces = block.split(self.end)
        rest = pieces.pop()
        first = self._last + 1
        # A row in the wrong place or closed in its own tag (`<row/>`) makes the next piece begin with another number.
        expected = map((self._open + b' r="%d"').__mod__, range(first, first + len(pieces)))
        regular = bool(pieces) and not rest.strip() and pieces[-1].count(self._open) == 1
        if not regular or not all(map(bytes.startswith, pieces, expected)):
            return self._carefully(block)
        self._last += len(pieces)
        return Rows(list(range(first, first + len(pieces))), pieces, rest)

    def missing(self) -> Rows:
        """Wanted rows after the last row of the sheet."""
        numbers = self._wanted.between(self._last, MAX_ROW + 1)
        return Rows(numbers, [self._new(row) for row in numbers], b"")

    def _carefully(self, block: bytes) -> Rows:
        numbers: list[int] = []
        pieces: list[bytes] = []
        lead = 0
        for found in self._any.finditer(block):
            tag = xml.attributes_in(found[1])
            row = int(tag["r"]) if "r" in tag else self._last + 1
            if row <= self._last or row > MAX_ROW:
                raise self._disordered(row)
            for absent in self._wanted.between(self._last, row):
                numbers.append(absent)
                pieces.append(block[lead : found.start()] + self._new(absent))
                lead = found.start()
            self._last = row
            if found[2] and row not in self._wanted:
                continue
            opening = found.group() if "r" in tag else xml.set_attribute(found.group(), "r", str(row))
            if found[2]:
                piece, stop = opening[:-2].rstrip() + b">", found.end()
            else:
                close = block.find(self.end, found.end())
                piece, stop = opening + block[found.end() : close], close + len(self.end)
            numbers.append(row)
            pieces.append(block[lead : found.start()] + piece)
            lead = stop
        return Rows(numbers, pieces, block[lead:])

    def _new(self, row: int) -> bytes:
        return self._open + b' r="%d">' % row

    def _disordered(self, row: int) -> LibroNoEditable:
        return LibroNoEditable(
            f"Las filas de la hoja están guardadas en desorden (fila {row}).",
            donde=self._where,
            remedio="Abra el libro con Excel, guárdelo y vuelva a intentarlo",
        )


def joined(rows: Rows, end: bytes) -> bytes:
    """The text of the rows again."""
    return b"".join(chain.from_iterable(zip(rows.pieces, repeat(end), strict=False))) + rows.rest


class Cell(NamedTuple):
    """A cell of a row as it is written; `addressed` tells whether it says its own address."""

    column: int
    text: bytes
    style: int
    empty: bool
    addressed: bool


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What to leave in a cell: a fragment (see `cell_xml`), or nothing at all if `fragment` is `None`.

    `style` is for a cell that does not exist yet; one that exists keeps its own unless `restyle`.
    """

    fragment: str | None
    style: int = 0
    restyle: bool = False


class RowEditor:
    """Changes cells of one row, looking at every cell of it: slow and sure.

    `replaced_formulas` collects the addresses of the cells that lost a formula of their own.
    """

    def __init__(self, prefix: bytes, where: str) -> None:
        p = prefix
        self._prefix = prefix
        self._where = where
        self.replaced_formulas: list[str] = []
        self._cell = re.compile(b"<" + p + rb"c(?=[\s/>])([^<>/]*)(?:/>|>(.*?)</" + p + rb"c>)", re.DOTALL)
        self._formula = re.compile(b"<" + p + rb"f(?=[\s/>])[^<>]*>")
        self._row = re.compile(b"<" + p + rb"row(?=[\s>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")

    def cells(self, piece: bytes, row: int) -> tuple[int, list[Cell]]:
        """Where the cells of the row begin in the piece, and the cells."""
        start = self._cells_start(piece)
        found = []
        last = 0
        for match in self._cell.finditer(piece, start):
            address = _ADDRESS.search(match[1])
            column = column_number(address[1]) if address else last + 1
            if column <= last or (address and int(address[2]) != row):
                raise self._refused("Hay una celda guardada fuera de su sitio", row, column)
            style = _STYLE.search(match[1])
            empty = not match[2] or match[2].isspace()
            found.append(Cell(column, match.group(), int(style[1]) if style else 0, empty, address is not None))
            last = column
        return start, found

    def edit(self, piece: bytes, row: int, edits: Mapping[int, CellEdit]) -> bytes:
        """The row with those cells changed; `spans` is widened if need be."""
        start, cells = self.cells(piece, row)
        out = {cell.column: self._numbered(cell, row) for cell in cells}
        by_column = {cell.column: cell for cell in cells if cell.column in edits}
        for column, edit in edits.items():
            old = by_column.get(column)
            if old is not None:
                self._check_formula(old, row)
            if edit.fragment is None:
                out.pop(column, None)
                continue
            style = edit.style if edit.restyle or old is None else old.style
            if old is not None or edit.fragment != "/>" or style:
                out[column] = self.cell(row, column, style, edit.fragment)
        return self.with_spans(piece[:start], out.keys()) + b"".join(out[column] for column in sorted(out))

    def cell(self, row: int, column: int, style: int, fragment: str) -> bytes:
        """The text of a cell."""
        mark = f' s="{style}"' if style else ""
        return f'<{self._prefix.decode()}c r="{a1(row, column)}"{mark}{fragment}'.encode()

    def with_spans(self, opening: bytes, columns: Iterable[int]) -> bytes:
        """The row's start tag with `spans` true for these columns, if it had it."""
        used = list(columns)
        found = self._row_tag(opening)
        if found is None or not used or b"spans" not in found.group():
            return opening
        spans = xml.attributes(found.group()).get("spans", "").split()
        borders = [int(part) for span in spans for part in span.split(":") if part.isdigit()]
        if not borders or (min(borders) <= min(used) and max(used) <= max(borders)):
            return opening
        new = f"{min(*borders, *used)}:{max(*borders, *used)}"
        return opening[: found.start()] + xml.set_attribute(found.group(), "spans", new) + opening[found.end() :]

    def _cells_start(self, piece: bytes) -> int:
        found = self._row_tag(piece)
        return found.end() if found else len(piece)

    def _row_tag(self, piece: bytes) -> re.Match[bytes] | None:
        found = self._row.search(piece)
        while found is not None and found.group().endswith(b"/>"):
            found = self._row.search(piece, found.end())
        return found

    def _numbered(self, cell: Cell, row: int) -> bytes:
        if cell.addressed:
            return cell.text
        head = len(self._prefix) + 2
        return cell.text[:head] + b' r="%s"' % a1(row, cell.column).encode() + cell.text[head:]

    def _check_formula(self, cell: Cell, row: int) -> None:
        formula = self._formula.search(cell.text)
        if formula is None:
            return
        if xml.attributes(formula.group()).get("t", "normal") != "normal":
            raise self._refused("Hay una fórmula compartida o matricial donde va un resultado", row, cell.column)
        self.replaced_formulas.append(a1(row, cell.column))

    def _refused(self, what: str, row: int, column: int) -> LibroNoEditable:
        return LibroNoEditable(
            f"{what}: celda {letras(column)}{row}.",
            donde=f"{self._where}, celda {a1(row, column)}",
            remedio="Elimine esa fórmula o deje esa columna vacía, guarde el libro y vuelva a intentarlo",
        )


@cache
def column_number(name: bytes) -> int:
    """Number of a column said with letters, as bytes."""
    return numero_de_columna(name.decode())


def rows_of(blocks: Iterator[bytes], splitter: RowSplitter) -> Iterator[Rows]:
    """The rows of the whole sheet, block by block, the wanted ones that were missing included."""
    for block in blocks:
        yield splitter.split(block)
    extra = splitter.missing()
    if extra.numbers:
        yield extra
