"""What surrounds the rows of a worksheet: dimension, column widths, protection, merged cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.schema import WORKSHEET_CHILDREN
from cartera_xl.nucleo.celdas import Rango

_TRUE: Final = ("1", "true", "on")


def tail_start(tail: bytes) -> int:
    """Where the first element after the rows may be."""
    return tail.index(b">") + 1


def head_children(head: bytes) -> list[xml.Element]:
    """Elements before the rows."""
    return xml.children(head, xml.root_open(head).open_end).elements


def tail_children(tail: bytes) -> list[xml.Element]:
    """Elements after the rows."""
    return xml.children(tail, tail_start(tail)).elements


def merged_ranges(tail: bytes) -> list[Rango]:
    """Merged cells of the sheet."""
    holder = next((e for e in tail_children(tail) if e.name == "mergeCells"), None)
    merged = xml.inside(tail, holder) if holder else []
    return [Rango.desde_a1(xml.attributes(xml.tag_of(tail, cell))["ref"]) for cell in merged]


def is_protected(tail: bytes) -> bool:
    """Whether the sheet is protected right now."""
    found = next((e for e in tail_children(tail) if e.name == "sheetProtection"), None)
    return found is not None and xml.attributes(xml.tag_of(tail, found)).get("sheet", "0") in _TRUE


def with_dimension(head: bytes, used: Iterable[tuple[int, int]]) -> bytes:
    """The head with its `dimension`, if it has one, widened to take these (row, column) cells in."""
    found = _dimension(head)
    cells = list(used)
    if found is None or not cells:
        return head
    element, old = found
    rows = [row for row, _ in cells]
    columns = [column for _, column in cells]
    new = Rango(min(old.fila1, *rows), min(old.columna1, *columns), max(old.fila2, *rows), max(old.columna2, *columns))
    return head if new == old else _with_dimension(head, element, new)


def with_last_column(head: bytes, column: int) -> bytes:
    """The head with a `dimension` that ends in that column."""
    found = _dimension(head)
    if found is None or column < found[1].columna1:
        return head
    element, old = found
    return _with_dimension(head, element, old._replace(columna2=column))


def _dimension(head: bytes) -> tuple[xml.Element, Rango] | None:
    element = next((e for e in head_children(head) if e.name == "dimension"), None)
    if element is None:
        return None
    try:
        return element, Rango.desde_a1(xml.attributes(xml.tag_of(head, element)).get("ref", ""))
    except ValueError:
        return None


def _with_dimension(head: bytes, element: xml.Element, new: Rango) -> bytes:
    text = str(new) if new[:2] != new[2:] else str(new).partition(":")[0]
    return xml.with_open_tag(head, element, xml.set_attribute(xml.tag_of(head, element), "ref", text))


@dataclass(frozen=True, slots=True)
class _Columns:
    """One `<col>`: a stretch of columns and its start tag."""

    first: int
    last: int
    tag: bytes

    @property
    def chosen(self) -> bool:
        """Whether the width was set on purpose and can be seen."""
        tag = xml.attributes(self.tag)
        return tag.get("customWidth") in _TRUE and tag.get("hidden") not in _TRUE

    def cut(self, first: int, last: int) -> "_Columns":
        tag = xml.set_attribute(xml.set_attribute(self.tag, "min", str(first)), "max", str(last))
        return _Columns(first, last, tag)


def column_styles(head: bytes) -> dict[int, int]:
    """Default format of each column that has one; very long stretches are only read up to the last used column."""
    styles: dict[int, int] = {}
    for stretch in _stretches(head)[1]:
        style = int(xml.attributes(stretch.tag).get("style", "0"))
        if style:
            styles.update(dict.fromkeys(range(stretch.first, stretch.last + 1), style))
    return styles


def with_widths(head: bytes, prefix: bytes, widths: Mapping[int, float]) -> bytes:
    """The head with those column widths; a stretch that covers one of them is split and keeps everything else.

    A width that the person already gave to a column stays, unless the column was hidden.
    """
    element, stretches = _stretches(head)
    chosen = {column for s in stretches if s.chosen for column in widths if s.first <= column <= s.last}
    for column in sorted(set(widths) - chosen):
        stretches = _with_width(stretches, column, widths[column], prefix)
    if chosen.issuperset(widths):
        return head
    text = b"<" + prefix + b"cols>" + b"".join(s.tag for s in stretches) + b"</" + prefix + b"cols>"
    if element is not None:
        return xml.replaced(head, element, text)
    start = xml.root_open(head).open_end
    return xml.insert_in_order(head, start, WORKSHEET_CHILDREN, "cols", text)


def _with_width(stretches: list[_Columns], column: int, width: float, prefix: bytes) -> list[_Columns]:
    result: list[_Columns] = []
    tag = b"<" + prefix + b'col min="%d" max="%d"/>' % (column, column)
    for stretch in stretches:
        if not stretch.first <= column <= stretch.last:
            result.append(stretch)
            continue
        if stretch.first < column:
            result.append(stretch.cut(stretch.first, column - 1))
        tag = stretch.cut(column, column).tag
        if column < stretch.last:
            result.append(stretch.cut(column + 1, stretch.last))
    tag = xml.drop_attribute(xml.drop_attribute(tag, "hidden"), "bestFit")
    tag = xml.set_attribute(xml.set_attribute(tag, "width", f"{width:g}"), "customWidth", "1")
    return sorted([*result, _Columns(column, column, tag)], key=lambda s: s.first)


def without_widths(head: bytes, columns: Iterable[int]) -> bytes:
    """The head without the widths that only those columns had."""
    gone = set(columns)
    element, stretches = _stretches(head)
    if element is None:
        return head
    kept = []
    for stretch in stretches:
        plain = set(xml.attributes(stretch.tag)) <= {"min", "max", "width", "customWidth", "bestFit"}
        if not (plain and gone.issuperset(range(stretch.first, stretch.last + 1))):
            kept.append(stretch)
    if len(kept) == len(stretches):
        return head
    if not kept:
        return xml.replaced(head, element, b"")
    inner = b"".join(s.tag for s in kept)
    return head[: element.open_end] + inner + head[element.close_start :]


def _stretches(head: bytes) -> tuple[xml.Element | None, list[_Columns]]:
    element = next((e for e in head_children(head) if e.name == "cols"), None)
    found = []
    for col in xml.inside(head, element) if element else []:
        text = head[col.start : col.end] if col.open_end == col.end else xml.tag_of(head, col)[:-1] + b"/>"
        tag = xml.attributes(text)
        found.append(_Columns(int(tag["min"]), int(tag["max"]), text))
    return element, found
