"""Second pass over the sheet of clients: the same rows with the result columns in them.

Rows are changed as text, thousands at a time: one `%` per row puts the new cells after the old ones (or in the place of
the ones that were), and only unusual rows are taken apart cell by cell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from operator import itemgetter

from cartera_xl.hosts.ooxml.cell_xml import ENCODED_EMPTY, CellFormatter
from cartera_xl.hosts.ooxml.rows import CellEdit, RowEditor, Rows, RowSplitter, Wanted, column_number, joined
from cartera_xl.hosts.ooxml.sheet_read import SheetStream
from cartera_xl.hosts.ooxml.sheet_scan import ZoneFacts
from cartera_xl.nucleo.celdas import ColumnaLeida, letras

Fragments = list[bytes | None]


@dataclass(frozen=True, slots=True)
class Target:
    """A result column: where it goes and its values by data row.

    `style` is the format of a cell that does not exist yet. An appended column takes it from `styles`, by the format of
    the row's neighbour.
    """

    column: int
    values: ColumnaLeida
    style: int = 0
    styles: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ZoneEdits:
    """Everything that changes in the rows of the zone."""

    wanted: Wanted
    existing: tuple[Target, ...]
    appended: tuple[Target, ...]
    removed: frozenset[int]
    singles: Mapping[int, Mapping[int, CellEdit]]


class ZonePatcher:
    """Rewrites the rows of one sheet."""

    def __init__(self, facts: ZoneFacts, edits: ZoneEdits, formatter: CellFormatter, where: str) -> None:
        self._facts = facts
        self._edits = edits
        self._formatter = formatter
        self._prefix = facts.prefix.decode()
        self._splitter = RowSplitter(facts.prefix, edits.wanted, where)
        self._editor = RowEditor(facts.prefix, where)
        self._runs = _runs(edits, facts, self._prefix)
        self._append_formats: dict[int, bytes] = {}
        self._known_spans: dict[bytes, bytes] = {}
        self._first_appended = edits.appended[0].column if edits.appended else 0
        written = [target.column for target in (*edits.existing, *edits.appended)]
        self._written = (min(written), max(written)) if written else None

    def rows(self, stream: SheetStream) -> Iterator[bytes]:
        """The text of all the rows of the sheet, block by block."""
        end = self._splitter.end
        for block in stream.blocks():
            if self._splitter.untouched(block):
                yield block
            else:
                yield self._block(self._splitter.split(block), end)
        missing = self._splitter.missing()
        if missing.numbers:
            yield self._block(missing, end)

    def _block(self, rows: Rows, end: bytes) -> bytes:
        data = self._edits.wanted.data
        pieces = rows.pieces
        low = next((i for i, row in enumerate(rows.numbers) if row in data), len(pieces))
        high = next((i for i in range(len(pieces), low, -1) if rows.numbers[i - 1] in data), low)
        for index in chain(range(low), range(high, len(pieces))):
            edits = self._edits.singles.get(rows.numbers[index])
            if edits:
                pieces[index] = self._editor.edit(pieces[index], rows.numbers[index], edits)
                self._fix_spans(pieces, index, index + 1)
        if low == high:
            return joined(rows, end)
        tails = self._data_rows(pieces, low, high, rows.numbers[low])
        ends = repeat(end)
        self._fix_spans(pieces, low, high)
        text = chain(
            chain.from_iterable(zip(pieces[:low], ends, strict=False)),
            chain.from_iterable(zip(pieces[low:high], tails, ends, strict=False)),
            chain.from_iterable(zip(pieces[high:], ends, strict=False)),
            (rows.rest,),
        )
        return b"".join(text)

    def _data_rows(self, pieces: list[bytes], low: int, high: int, first_row: int) -> list[bytes]:
        """Changes in their place the cells that exist and returns what goes at the end of each row."""
        offset = first_row - self._edits.wanted.data.start
        span = slice(offset, offset + high - low)
        numbers = range(first_row, first_row + high - low)
        existing = [self._formatter.encoded_column(target.values[span]) for target in self._edits.existing]
        appended = [self._formatter.encoded_column(target.values[span]) for target in self._edits.appended]
        slow = self._slow_rows(numbers)
        for run in self._runs:
            chosen = [existing[index] for index in run.sources]
            slow |= run.replace(pieces, low, numbers, chosen)
        tails = self._tails(numbers, appended, offset)
        for row in slow:
            at = row - first_row
            edits = self._row_edits(existing, appended, at, offset)
            pieces[low + at] = self._editor.edit(pieces[low + at], row, edits)
            tails[at] = b""
        return tails

    def _slow_rows(self, numbers: range) -> set[int]:
        facts = self._facts
        slow = {row for row in facts.careful if row in numbers} if facts.careful else set()
        if self._first_appended and facts.ends:
            slow |= {row for row, end in facts.ends.items() if end >= self._first_appended and row in numbers}
        return slow

    def _tails(self, numbers: range, appended: Sequence[Fragments], offset: int) -> list[bytes]:
        if not appended:
            return [b""] * len(numbers)
        styles = self._facts.neighbours[offset : offset + len(numbers)]
        written = [b"%d" % number for number in numbers]
        arguments: list[object] = []
        for fragments in appended:
            arguments.append(written)
            arguments.append([ENCODED_EMPTY if f is None else f for f in fragments] if None in fragments else fragments)
        rows = zip(*arguments, strict=True)
        if len(set(styles)) == 1:
            return list(map(self._append_format(styles[0]).__mod__, rows))
        return [self._append_format(style) % row for style, row in zip(styles, rows, strict=True)]

    def _append_format(self, neighbour: int) -> bytes:
        found = self._append_formats.get(neighbour)
        if found is None:
            parts = [_cell_format(self._prefix, t.column, _style_for(t, neighbour)) for t in self._edits.appended]
            found = self._append_formats[neighbour] = b"".join(parts)
        return found

    def _row_edits(
        self, existing: Sequence[Fragments], appended: Sequence[Fragments], at: int, offset: int
    ) -> dict[int, CellEdit]:
        edits = {column: CellEdit(None) for column in self._edits.removed}
        for target, fragments in zip(self._edits.existing, existing, strict=True):
            fragment = fragments[at]
            if fragment is not None:
                edits[target.column] = CellEdit(fragment.decode(), target.style)
        neighbour = self._facts.neighbours[offset + at]
        for target, fragments in zip(self._edits.appended, appended, strict=True):
            appended_text = (fragments[at] or ENCODED_EMPTY).decode()
            edits[target.column] = CellEdit(appended_text, _style_for(target, neighbour), restyle=True)
        return edits

    def _fix_spans(self, pieces: list[bytes], low: int, high: int) -> None:
        """`spans` widened to the new columns, or narrowed when the ones at the right edge went away."""
        old = new = b""
        for index in range(low, high):
            piece = pieces[index]
            tag_end = piece.find(b">")
            if not old or piece.find(old, 0, tag_end) < 0:
                at = piece.find(b' spans="', 0, tag_end)
                if at < 0:
                    continue
                old = piece[at : piece.index(b'"', at + 8) + 1]
                new = b' spans="%b"' % self._spans(old[8:-1])
            pieces[index] = piece.replace(old, new, 1)

    def _spans(self, old: bytes) -> bytes:
        new = self._known_spans.get(old)
        if new is None:
            low, _, high = old.rpartition(b":")
            left, right = int(low.split(b":")[0]), int(high)
            while right in self._edits.removed:
                right -= 1
            if self._written is not None:
                left, right = min(left, self._written[0]), max(right, self._written[1])
            new = self._known_spans[old] = b"%d:%d" % (left, right)
        return new


class _Run:
    """Neighbouring columns whose cells are replaced (or taken away) together."""

    def __init__(self, columns: Sequence[int], sources: Sequence[int], targets: Sequence[Target], prefix: str) -> None:
        self.sources = sources
        self.reaches_end = False
        self._columns = columns
        self._targets = {letras(target.column).encode(): target for target in targets}
        self._names = {letras(column).encode() for column in columns}
        self._prefix = prefix
        self._open = f"<{prefix}c".encode()
        self._start = f'<{prefix}c r="{letras(columns[0])}'.encode()
        self._next = f'<{prefix}c r="{letras(columns[-1] + 1)}'.encode()
        self._cells = re.compile(f'<{prefix}c r="([A-Z]+)\\d+"((?: s="\\d+")?)'.encode())
        self._formula = f"<{prefix}f".encode()
        self._formats: dict[tuple[tuple[bytes, bytes], ...], bytes | None] = {}

    def replace(self, pieces: list[bytes], low: int, numbers: range, fragments: Sequence[Fragments]) -> set[int]:
        """Replaces in place and returns the rows that must be taken cell by cell."""
        slow: set[int] = set()
        written = [b"%d" % number for number in numbers]
        arguments: list[object] = [numbers]
        for column in fragments:
            arguments += (written, column)
        kept = any(None in column for column in fragments)
        for index, values in enumerate(zip(*arguments, strict=True), low):
            piece = pieces[index]
            begin, stop = self._stretch(piece, values[0])
            old = piece[begin:stop]
            pattern = None if begin < 0 or self._formula in old else self._format(old)
            if pattern is None:
                slow.add(values[0])
            elif kept and None in values:
                pieces[index] = piece[:begin] + self._with_kept(old, values[0], values[2::2]) + piece[stop:]
            else:
                pieces[index] = piece[:begin] + pattern % values[1:] + piece[stop:]
        return slow

    def _stretch(self, piece: bytes, row: int) -> tuple[int, int]:
        """Where the cells of the run are in the row, or would be; -1 if the row has something unexpected."""
        begin = piece.find(b'%s%d"' % (self._start, row))
        stop = len(piece) if self.reaches_end else piece.find(b'%s%d"' % (self._next, row), begin)
        if begin >= 0 and stop >= 0:
            return begin, stop
        begin = stop = end = len(piece)
        while (at := piece.rfind(self._open, 0, end)) >= 0:
            cell = self._cells.match(piece, at)
            if cell is None:
                return -1, -1
            column = column_number(cell[1])
            if column < self._columns[0]:
                break
            begin = end = at
            if column > self._columns[-1]:
                stop = at
        return begin, stop

    def _with_kept(self, old: bytes, row: int, fragments: Sequence[bytes | None]) -> bytes:
        """The new cells, with those that must be left as they are (`None`) as they were."""
        found = list(self._cells.finditer(old))
        borders = [*(cell.start() for cell in found), len(old)]
        texts = {cell[1]: old[start:stop] for cell, (start, stop) in zip(found, pairwise(borders), strict=True)}
        styles = {cell[1]: int(cell[2][4:-1] or b"0") for cell in found}
        out = b""
        for (name, target), fragment in zip(self._targets.items(), fragments, strict=True):
            if fragment is None:
                out += texts.get(name, b"")
            else:
                pattern = _cell_format(self._prefix, target.column, styles.get(name, target.style))
                out += pattern % (b"%d" % row, fragment)
        return out

    def _format(self, old: bytes) -> bytes | None:
        """The format of the new cells, with the styles of the old ones; `None` if there is something unexpected."""
        key = tuple(self._cells.findall(old))
        found = self._formats.get(key, b"")
        if found == b"":
            found = self._formats[key] = self._make_format(key)
        styled = sum(map(bool, map(itemgetter(1), key)))
        return found if old.count(b' s="') == styled else None

    def _make_format(self, key: tuple[tuple[bytes, bytes], ...]) -> bytes | None:
        if any(name not in self._names for name, _ in key):
            return None
        seen = dict(key)
        parts = []
        for name, target in self._targets.items():
            style = target.style
            if name in seen:
                style = int(seen[name][4:-1] or b"0")
            parts.append(_cell_format(self._prefix, target.column, style))
        return b"".join(parts)


def _runs(edits: ZoneEdits, facts: ZoneFacts, prefix: str) -> list[_Run]:
    index_of = {target.column: index for index, target in enumerate(edits.existing)}
    columns = sorted({*index_of, *edits.removed})
    groups: list[list[int]] = []
    for column in columns:
        if groups and groups[-1][-1] == column - 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    runs = []
    edge = max([facts.right_edge, *facts.ends.values()])
    for group in groups:
        sources = [index_of[column] for column in group if column in index_of]
        run = _Run(group, sources, [edits.existing[index] for index in sources], prefix)
        run.reaches_end = group[-1] >= edge
        runs.append(run)
    return runs


def _style_for(target: Target, neighbour: int) -> int:
    return target.style if target.styles is None else target.styles.get(neighbour, target.style)


def _cell_format(prefix: str, column: int, style: int) -> bytes:
    """What a row number and a fragment, both encoded, make a cell with."""
    mark = f' s="{style}"' if style else ""
    return f'<{prefix}c r="{letras(column)}%b"{mark}%b'.encode()
