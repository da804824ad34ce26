"""Rules of rows and cells, checked while the sheet streams by."""

import math
import re
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from cartera_xl.hosts.ooxml.linter.findings import Report, Rule
from cartera_xl.hosts.ooxml.linter.markup import (
    MAX_COLUMN,
    MAX_ROW,
    AttributeReader,
    child,
    children,
    loses_space,
    plain_text,
    unescape,
)
from cartera_xl.hosts.ooxml.linter.styles import MetadataFacts, StyleFacts
from cartera_xl.nucleo.celdas import Rango, a1, numero_de_columna

MAX_TEXT = 32_767
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_ERRORS = {
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!",
}  # fmt: skip

_column_number = cache(numero_de_columna)


@dataclass(frozen=True, slots=True)
class Indexes:
    """Everything that a cell may refer to by number; `strings` is `None` if there is no such part."""

    styles: StyleFacts
    strings: list[str] | None
    metadata: MetadataFacts


@dataclass(slots=True)
class CellFacts:
    """What was seen in the cells: bounds, formulas and the texts of the rows that tables care about."""

    bounds: Rango | None = None
    formulas: set[str] = field(default_factory=set)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)


class CellChecker:
    """Checks the rows of one sheet in order. `text_rows` are the rows whose texts are kept."""

    def __init__(self, part: str, indexes: Indexes, text_rows: set[int], report: Report) -> None:
        self.facts = CellFacts()
        self._part = part
        self._indexes = indexes
        self._text_rows = text_rows
        self._report = report
        self._reader = AttributeReader(report, part)
        self._last_row = 0
        self._shared_defined: set[str] = set()
        self._shared_used: dict[str, str] = {}

    def check_row(self, row: etree._Element) -> None:
        """Checks one `row` element with all its cells."""
        number = self._reader.integer(row, "r") or self._last_row + 1
        if number <= self._last_row:
            self._complain(Rule.ROW_ORDER, f"fila {number} tras la {self._last_row}")
        if number > MAX_ROW:
            self._complain(Rule.ROW_OUT_OF_RANGE, f"fila {number}")
        self._last_row = max(number, self._last_row)
        if row.get("s"):
            self.check_style(row, "s", f"fila {number}")
        columns = self._check_cells(children(row, "c"), number)
        if columns:
            self._extend_bounds(number, min(columns), max(columns))
            self._check_spans(row, number, min(columns), max(columns))

    def check_style(self, element: etree._Element, attribute: str, where: str) -> None:
        """The cell format that an element asks for exists."""
        index = self._reader.integer(element, attribute)
        limit = self._indexes.styles.cell_formats
        if index is not None and limit is not None and index >= limit:
            self._complain(Rule.CELL_STYLE_OUT_OF_RANGE, f"{where}: formato {index}")

    def finish(self) -> None:
        """What can only be known once all rows have been seen."""
        for index, where in self._shared_used.items():
            if index not in self._shared_defined:
                self._complain(Rule.SHARED_FORMULA_ORPHAN, f"celda {where}, fórmula compartida {index}")

    def _complain(self, rule: Rule, detail: str) -> None:
        self._report.add(rule, self._part, detail)

    def _check_cells(self, cells: list[etree._Element], row: int) -> list[int]:
        """Checks the cells of a row and returns their columns."""
        columns: list[int] = []
        last = 0
        for cell in cells:
            column = self._check_address(cell, row, last)
            last = max(last, column)
            columns.append(column)
            where = cell.get("r") or a1(row, column)
            if cell.get("s"):
                self.check_style(cell, "s", f"celda {where}")
            self._check_metadata(cell, where)
            self._note_formula(cell, where)
            text = self._check_value(cell, where)
            if row in self._text_rows and text is not None:
                self.facts.texts[row, column] = unescape(text)
        return columns

    def _check_address(self, cell: etree._Element, row: int, last: int) -> int:
        address = cell.get("r")
        if address is None:
            return last + 1
        match = _ADDRESS.fullmatch(address)
        if match is None:
            self._complain(Rule.CELL_BAD_REFERENCE, f"celda «{address}» en la fila {row}")
            return last + 1
        column = _column_number(match[1])
        if int(match[2]) != row:
            self._complain(Rule.CELL_IN_OTHER_ROW, f"celda {address} en la fila {row}")
        if column <= last:
            self._complain(Rule.CELL_ORDER, f"celda {address}")
        if column > MAX_COLUMN:
            self._complain(Rule.CELL_OUT_OF_RANGE, f"celda {address}")
        return column

    def _check_metadata(self, cell: etree._Element, where: str) -> None:
        metadata = self._indexes.metadata
        for attribute, limit in (("cm", metadata.cell), ("vm", metadata.value)):
            index = self._reader.integer(cell, attribute) if cell.get(attribute) else None
            if index is not None and index > limit:
                self._complain(Rule.CELL_METADATA_OUT_OF_RANGE, f"celda {where}: {attribute} = {index}")

    def _note_formula(self, cell: etree._Element, where: str) -> None:
        formula = child(cell, "f")
        if formula is None:
            return
        self.facts.formulas.add(where)
        index = formula.get("si")
        if formula.get("t") == "shared" and index is not None:
            if formula.get("ref"):
                self._shared_defined.add(index)
            else:
                self._shared_used.setdefault(index, where)

    def _check_value(self, cell: etree._Element, where: str) -> str | None:
        """Checks the value by its type; returns the text of the cell if it is a text."""
        kind = cell.get("t", "n")
        value = child(cell, "v")
        content = value.text if value is not None else None
        if kind == "s":
            return self._check_length(self._shared_string(content, where), where)
        if kind == "inlineStr":
            return self._check_length(self._inline_string(cell, where), where)
        if kind == "str":
            return self._check_length(content or "", where)
        self._check_plain_value(kind, content, where)
        return None

    def _check_plain_value(self, kind: str, content: str | None, where: str) -> None:
        if kind not in ("n", "b", "e", "d"):
            self._complain(Rule.CELL_BAD_TYPE, f"celda {where}: t = «{kind}»")
        elif content is None:
            return
        elif kind == "n" and not _is_finite_number(content):
            self._complain(Rule.CELL_BAD_NUMBER, f"celda {where}: «{content}»")
        elif kind == "b" and content.strip() not in ("0", "1"):
            self._complain(Rule.CELL_BAD_BOOLEAN, f"celda {where}: «{content}»")
        elif kind == "e" and content.strip() not in _ERRORS:
            self._complain(Rule.CELL_BAD_ERROR, f"celda {where}: «{content}»")

    def _shared_string(self, content: str | None, where: str) -> str:
        strings = self._indexes.strings or []
        index = (content or "").strip()
        if index.isdigit() and int(index) < len(strings):
            return strings[int(index)]
        self._complain(Rule.CELL_STRING_OUT_OF_RANGE, f"celda {where}: texto «{index}»")
        return ""

    def _inline_string(self, cell: etree._Element, where: str) -> str:
        inline = child(cell, "is")
        if inline is None:
            return ""
        if loses_space(inline):
            self._complain(Rule.CELL_SPACE_LOST, f"celda {where}")
        return plain_text(inline)

    def _check_length(self, text: str, where: str) -> str:
        """Excel counts UTF-16 units: a character outside the basic plane weighs two."""
        if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
            self._complain(Rule.CELL_TEXT_TOO_LONG, f"celda {where}")
        return text

    def _extend_bounds(self, row: int, first: int, last: int) -> None:
        old = self.facts.bounds or Rango(row, first, row, last)
        self.facts.bounds = Rango(
            min(old.fila1, row), min(old.columna1, first), max(old.fila2, row), max(old.columna2, last)
        )

    def _check_spans(self, row: etree._Element, number: int, first: int, last: int) -> None:
        spans = row.get("spans")
        if not spans:
            return
        pairs = [tuple(int(n) for n in span.split(":")) for span in spans.split() if _is_span(span)]
        if not any(low <= first <= high for low, high in pairs) or not any(low <= last <= high for low, high in pairs):
            self._complain(Rule.ROW_SPANS_TOO_SMALL, f"fila {number}: spans «{spans}»")


def _is_span(text: str) -> bool:
    low, _, high = text.partition(":")
    return low.isdigit() and high.isdigit()


def _is_finite_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))
