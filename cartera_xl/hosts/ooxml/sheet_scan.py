"""First pass over the sheet of clients: everything that has to be known before writing its first byte."""

import re
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.rows import RowEditor, Rows, RowSplitter, Wanted
from cartera_xl.hosts.ooxml.sheet_read import SheetStream
from cartera_xl.nucleo.celdas import Rango, numero_de_columna

_SAMPLE_ROWS: Final = 100
NO_STYLE: Final = -1


@dataclass(slots=True)
class ZoneFacts:
    """What the rows of the zone look like.

    `right_edge` is the last column with something in it of any wanted row; `taken` says, for each column after the
    neighbour with something in it, the first row where it is; `ends` has the last written column, empty or not, of the
    rows that go on after the neighbour. Only when columns go away: `kept_edge` is the last column that stays in the
    whole sheet and `kept` has those, of the ones that go away, which other rows use too. `neighbours` has, for each
    data row, the style of the cell that a new column imitates. `careful` are the rows whose text is unusual: they are
    changed cell by cell. `formulas` are the (row, column) of those in the columns that change or go away; `spilled`,
    the ranges of array formulas.
    """

    right_edge: int = 0
    kept_edge: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    ends: dict[int, int] = field(default_factory=dict)
    neighbours: "array[int]" = field(default_factory=lambda: array("l"))
    single_neighbours: dict[int, int] = field(default_factory=dict)
    careful: set[int] = field(default_factory=set)
    column_styles: dict[int, int] = field(default_factory=dict)
    spilled: list[Rango] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    head: bytes = b""
    tail: bytes = b""
    prefix: bytes = b""


class ScanColumns(NamedTuple):
    """The column that new ones imitate, the existing ones that get values and the ones that go away."""

    neighbour: int
    existing: tuple[int, ...]
    removed: tuple[int, ...]


class ZoneScanner:
    """Looks at every wanted row once."""

    def __init__(self, stream: SheetStream, wanted: Wanted, columns: ScanColumns, where: str) -> None:
        prefix = stream.head.prefix
        self._stream = stream
        self._wanted = wanted
        self._neighbour = columns.neighbour
        self._removed = frozenset(columns.removed)
        self._splitter = RowSplitter(prefix, wanted, where)
        self._editor = RowEditor(prefix, where)
        self._open = b"<" + prefix + b"c"
        self._last = re.compile(self._open + rb' r="([A-Z]+)\d+"(?:[^<>]*? s="(\d+)")?')
        self._formula = b"<" + prefix + b"f"
        self._range_formula = re.compile(self._formula + rb"(?=\s)[^<>]*>")
        self._numbers: dict[bytes, int] = {}
        self._known: dict[tuple[bytes | None, ...], int] = {}
        self._samples: dict[int, Counter[int]] = {column: Counter() for column in columns.existing}
        self._sampled = 0
        self.facts = ZoneFacts(head=stream.head.text, prefix=prefix)

    def run(self) -> ZoneFacts:
        """Reads the sheet to its end."""
        facts = self.facts
        for block in self._stream.blocks():
            self._rows(self._splitter.split(block), has_formulas=b"f" in block and self._formula in block)
        self._rows(self._splitter.missing(), has_formulas=False)
        facts.tail = self._stream.tail
        for column, seen in self._samples.items():
            if seen:
                facts.column_styles[column] = seen.most_common(1)[0][0]
        self._fill_gaps()
        return facts

    def _fill_gaps(self) -> None:
        """Rows without any cell to imitate take the commonest style."""
        facts = self.facts
        if NO_STYLE in facts.neighbours:
            common = Counter(style for style in facts.neighbours if style != NO_STYLE).most_common(1)
            default = common[0][0] if common else 0
            facts.neighbours = array("l", (default if s == NO_STYLE else s for s in facts.neighbours))
        facts.single_neighbours = {row: max(style, 0) for row, style in facts.single_neighbours.items()}

    def _rows(self, rows: Rows, *, has_formulas: bool) -> None:
        wanted = self._wanted
        plain = not has_formulas and not self._removed
        for row, piece in zip(rows.numbers, rows.pieces, strict=True):
            if plain and row in wanted.data and self._seen_before(piece):
                continue
            if has_formulas and self._formula in piece:
                self._note_formulas(row, piece)
            if self._removed:
                self._kept(row, piece)
            if row in wanted.data:
                self.facts.neighbours.append(self._row(row, piece))
            elif row in wanted.singles:
                self.facts.single_neighbours[row] = self._row(row, piece)

    def _seen_before(self, piece: bytes) -> bool:
        """Notes at once a row that ends like one already looked at, in the same column and format."""
        last = self._last.match(piece, piece.rfind(self._open))
        style = self._known.get(last.groups()) if last else None
        if style is None:
            return False
        self.facts.neighbours.append(style)
        return True

    def _row(self, row: int, piece: bytes) -> int:
        at = piece.rfind(self._open)
        if at < 0:
            return NO_STYLE
        last = self._last.match(piece, at)
        if last is None or self._sampled < _SAMPLE_ROWS:
            return self._careful_row(row, piece, unusual=last is None)
        column = self._number(last[1])
        if column > self._neighbour:
            return self._careful_row(row, piece, unusual=False)
        self._edge(column)
        style = self._known[last.groups()] = int(last[2]) if last[2] else 0
        return style

    def _number(self, letters: bytes) -> int:
        column = self._numbers.get(letters)
        if column is None:
            column = self._numbers[letters] = numero_de_columna(letters.decode())
        return column

    def _careful_row(self, row: int, piece: bytes, *, unusual: bool) -> int:
        """Looks at every cell; the first rows of the zone always come here, as a sample of how the sheet is written."""
        self._sampled += 1
        _, cells = self._editor.cells(piece, row)
        if unusual:
            self.facts.careful.add(row)
        style = NO_STYLE
        for cell in cells:
            if cell.column <= self._neighbour:
                style = cell.style
            if cell.column in self._samples and row in self._wanted.data:
                self._samples[cell.column][cell.style] += 1
        full = [cell.column for cell in cells if not cell.empty or cell.column <= self._neighbour]
        if full:
            self._edge(full[-1])
        for column in full:
            if column > self._neighbour:
                self.facts.taken.setdefault(column, row)
        if cells and cells[-1].column > self._neighbour:
            self.facts.ends[row] = cells[-1].column
        return style

    def _edge(self, column: int) -> None:
        if column > self.facts.right_edge:
            self.facts.right_edge = column

    def _kept(self, row: int, piece: bytes) -> None:
        """Notes the last column of the row that will stay, and what other rows have in the columns that go away."""
        removed = self._removed if row in self._wanted else frozenset[int]()
        if not removed and self._open in piece:
            self.facts.kept |= {c.column for c in self._editor.cells(piece, row)[1]} & self._removed
        end = len(piece)
        while (at := piece.rfind(self._open, 0, end)) >= 0:
            last = self._last.match(piece, at)
            if last is None:
                columns = [c.column for c in self._editor.cells(piece, row)[1] if c.column not in removed]
                self.facts.kept_edge = max([self.facts.kept_edge, *columns])
                return
            column = self._number(last[1])
            if column not in removed:
                self.facts.kept_edge = max(self.facts.kept_edge, column)
                return
            end = at

    def _note_formulas(self, row: int, piece: bytes) -> None:
        for found in self._range_formula.findall(piece):
            tag = xml.attributes(found)
            if tag.get("t") in ("array", "dataTable") and "ref" in tag:
                self.facts.spilled.append(Rango.desde_a1(tag["ref"]))
        at = piece.find(self._formula) if row in self._wanted else -1
        while at >= 0:
            cell = self._last.match(piece, piece.rfind(self._open, 0, at))
            column = self._number(cell[1]) if cell else 0
            if column in self._samples or column in self._removed:
                self.facts.formulas.append((row, column))
            at = piece.find(self._formula, at + 1)
