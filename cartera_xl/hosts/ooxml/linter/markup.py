"""SpreadsheetML vocabulary: the same names whether the workbook is transitional or strict."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from lxml import etree

from cartera_xl.hosts.ooxml.linter.findings import Report, Rule
from cartera_xl.nucleo.celdas import Rango, numero_de_columna

MAIN_NAMESPACES = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
RELATIONSHIP_NAMESPACES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_XML_BLANKS = " \t\r\n"
_HEX_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[1-9]\d{0,6}|[RrCc]|[Rr]\d*[Cc]\d*")
_COLUMNS_ONLY = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS_ONLY = re.compile(r"\$?([1-9]\d*):\$?([1-9]\d*)")


def local_name(element: etree._Element) -> str | None:
    """Name of a main-namespace element without its namespace; `None` for comments and other vocabularies."""
    tag = element.tag
    if isinstance(tag, str) and tag.startswith(MAIN_NAMESPACES):
        return tag.rpartition("}")[2]
    return None


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Direct children called `name` in the main namespace."""
    return [child for child in element if local_name(child) == name]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """First direct child called `name` in the main namespace."""
    return next((child for child in element if local_name(child) == name), None)


def relationship_id(element: etree._Element) -> str | None:
    """The `r:id` attribute."""
    return next(
        (str(element.get(space + "id")) for space in RELATIONSHIP_NAMESPACES if element.get(space + "id")), None
    )


def plain_text(element: etree._Element) -> str:
    """Text of an `is` or `si`: its runs joined, phonetic hints left out."""
    texts = (node.text or "" for node in element.iter() if local_name(node) == "t" and not _is_phonetic(node))
    return "".join(texts)


def _is_phonetic(text: etree._Element) -> bool:
    parent = text.getparent()
    return parent is not None and local_name(parent) == "rPh"


def loses_space(element: etree._Element) -> bool:
    """True if a `t` inside has blanks at its ends and does not ask to keep them: Excel would drop them."""
    return any(
        node.text and node.text != node.text.strip(_XML_BLANKS) and node.get(XML_SPACE) != "preserve"
        for node in element.iter()
        if local_name(node) == "t"
    )


def unescape(text: str) -> str:
    """Decodes the `_xHHHH_` escapes of SpreadsheetML."""
    return _HEX_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def is_legal_name(name: str) -> bool:
    """True if it can name a table or a range: a word of at most 255 characters that is not a cell address."""
    return len(name) <= 255 and _NAME.fullmatch(name) is not None and not _is_cell_address(name)


def _is_cell_address(name: str) -> bool:
    if _LOOKS_LIKE_CELL.fullmatch(name) is None:
        return False
    letters = name.rstrip("0123456789")
    return not name[-1].isdigit() or not letters.isalpha() or numero_de_columna(letters) <= MAX_COLUMN


def parse_range(text: str) -> Rango | None:
    """A1 reference, also whole columns (`A:C`) or rows (`1:3`); `None` if illegal or outside the grid."""
    if columns := _COLUMNS_ONLY.fullmatch(text):
        area = Rango(1, numero_de_columna(columns[1]), MAX_ROW, numero_de_columna(columns[2]))
    elif rows := _ROWS_ONLY.fullmatch(text):
        area = Rango(int(rows[1]), 1, int(rows[2]), MAX_COLUMN)
    else:
        try:
            area = Rango.desde_a1(text)
        except ValueError:
            return None
    in_order = area.fila1 <= area.fila2 and area.columna1 <= area.columna2
    return area if in_order and area.fila2 <= MAX_ROW and area.columna2 <= MAX_COLUMN else None


def overlapping_pairs(areas: Iterable[Rango]) -> Iterator[tuple[Rango, Rango]]:
    """Pairs of rectangles that share a cell, by a sweep over their first row."""
    active: list[Rango] = []
    for area in sorted(areas):
        active = [other for other in active if other.fila2 >= area.fila1]
        yield from ((other, area) for other in active if other.toca(area))
        active.append(area)


def out_of_order(names: Sequence[str], order: Sequence[str]) -> str | None:
    """First name that comes after one that should follow it; names that `order` does not know are ignored."""
    reached = -1
    for name in names:
        if name in order:
            if order.index(name) < reached:
                return name
            reached = order.index(name)
    return None


class AttributeReader:
    """Reads whole-number attributes of one part and reports those that are not numbers."""

    def __init__(self, report: Report, part: str) -> None:
        self._report = report
        self._part = part

    def integer(self, element: etree._Element, attribute: str) -> int | None:
        """The attribute, or `None` if it is absent or (reported) not a whole number."""
        text = element.get(attribute)
        if text is None:
            return None
        digits = text.strip()
        if digits.isascii() and digits.isdigit():
            return int(digits)
        self._report.add(Rule.XML_BAD_NUMBER, self._part, f"{etree.QName(element).localname}/@{attribute} = «{text}»")
        return None


def check_duplicates(values: Iterable[str], complain: Callable[[str], None]) -> None:
    """Calls `complain` once per value seen before."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            complain(value)
        seen.add(value)
