"""Rules of one worksheet, read as a stream: order of its children, ranges and the rows in between."""

import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import IO
from zipfile import BadZipFile

from lxml import etree

from cartera_xl.hosts.ooxml.linter.cells import CellChecker, CellFacts, Indexes
from cartera_xl.hosts.ooxml.linter.findings import Report, Rule
from cartera_xl.hosts.ooxml.linter.markup import (
    MAX_COLUMN,
    AttributeReader,
    child,
    children,
    local_name,
    out_of_order,
    overlapping_pairs,
    parse_range,
)
from cartera_xl.hosts.ooxml.linter.package import Package, relationship_ids
from cartera_xl.hosts.ooxml.schema import WORKSHEET_CHILDREN
from cartera_xl.nucleo.celdas import Rango

_REPEATABLE = {"conditionalFormatting"}
_COUNTED = {"mergeCells": "mergeCell", "dataValidations": "dataValidation", "tableParts": "tablePart"}
_MAX_LIST = 255
_NEED_FORMULA = {"expression", "cellIs", "containsText", "notContainsText", "beginsWith", "endsWith"}


@dataclass(slots=True)
class SheetFacts:
    """What the rules of tables and of the calculation chain need to know of a sheet."""

    cells: CellFacts
    merges: list[Rango] = field(default_factory=list)
    filter_area: Rango | None = None
    tables_announced: int = 0
    tab_selected: bool = False


class SheetChecker:
    """Streams one worksheet part; `text_rows` are the rows whose texts the tables need."""

    def __init__(self, package: Package, part: str, indexes: Indexes, text_rows: set[int], report: Report) -> None:
        self._package = package
        self._part = part
        self._report = report
        self._reader = AttributeReader(report, part)
        self._dxf_count = indexes.styles.differential_formats
        self._cells = CellChecker(part, indexes, text_rows, report)
        self._facts = SheetFacts(self._cells.facts)
        self._dimension: str | None = None

    def check(self) -> SheetFacts:
        """Reads the whole part once and returns what was seen."""
        try:
            with self._package.open(self._part) as stream:
                self._read(stream)
        except (etree.XMLSyntaxError, BadZipFile, zlib.error, EOFError) as error:
            self._complain(Rule.XML_MALFORMED, str(error))
            return self._facts
        self._cells.finish()
        self._check_dimension()
        for one, other in overlapping_pairs(self._facts.merges):
            self._complain(Rule.MERGE_OVERLAP, f"{one} y {other}")
        return self._facts

    def _read(self, stream: IO[bytes]) -> None:
        names: list[str] = []
        used_ids: set[str] = set()
        depth = 0
        events = etree.iterparse(stream, events=("start", "end"), huge_tree=True, resolve_entities=False)
        for event, element in events:
            if event == "start":
                depth += 1
                continue
            depth -= 1
            used_ids.update(relationship_ids(element))
            name = local_name(element)
            if name == "row" and depth == 2:
                self._cells.check_row(element)
                _forget(element)
            elif depth == 1:
                names.extend([name] if name else [])
                self._check_child(name, element)
            elif depth == 0:
                self._package.check_markup(self._part, element, used_ids)
        self._check_children(names)

    def _complain(self, rule: Rule, detail: str) -> None:
        self._report.add(rule, self._part, detail)

    def _check_children(self, names: list[str]) -> None:
        if late := out_of_order(names, WORKSHEET_CHILDREN):
            self._complain(Rule.SHEET_CHILD_ORDER, f"«{late}» va antes")
        for name, times in Counter(names).items():
            if times > 1 and name not in _REPEATABLE:
                self._complain(Rule.SHEET_CHILD_REPEATED, f"«{name}»")
        if "sheetData" not in names:
            self._complain(Rule.SHEET_DATA_MISSING, "no hay filas")

    def _check_child(self, name: str | None, element: etree._Element) -> None:
        if name in _COUNTED:
            found = len(children(element, _COUNTED[name]))
            self._report.check_count(Rule.SHEET_COUNT, self._part, name, declared=element.get("count"), found=found)
        match name:
            case "cols":
                self._check_columns(element)
            case "mergeCells":
                merges = (self._area(merge.get("ref"), "mergeCell") for merge in children(element, "mergeCell"))
                self._facts.merges.extend(merge for merge in merges if merge)
            case "conditionalFormatting":
                self._check_condition(element)
            case "dataValidations":
                for validation in children(element, "dataValidation"):
                    self._check_validation(validation)
            case "hyperlinks":
                for link in children(element, "hyperlink"):
                    self._area(link.get("ref"), "hyperlink")
            case "protectedRanges" | "ignoredErrors":
                for ranged in element:
                    self._check_sqref(ranged)
            case _:
                self._note_child(name, element)

    def _note_child(self, name: str | None, element: etree._Element) -> None:
        """Keeps what later rules need."""
        match name:
            case "dimension":
                self._dimension = element.get("ref")
            case "sheetViews":
                views = children(element, "sheetView")
                self._facts.tab_selected = any(view.get("tabSelected") in ("1", "true") for view in views)
            case "autoFilter":
                self._facts.filter_area = self._area(element.get("ref"), "autoFilter")
            case "tableParts":
                self._facts.tables_announced = len(children(element, "tablePart"))

    def _area(self, reference: str | None, what: str) -> Rango | None:
        area = parse_range(reference or "")
        if area is None:
            self._complain(Rule.REFERENCE_ILLEGAL, f"{what}: «{reference or ''}»")
        return area

    def _check_sqref(self, element: etree._Element) -> None:
        name = local_name(element)
        if name is None:
            return
        for reference in (element.get("sqref") or "").split() or [""]:
            self._area(reference, name)

    def _check_columns(self, element: etree._Element) -> None:
        last = 0
        for column in children(element, "col"):
            low, high = self._reader.integer(column, "min"), self._reader.integer(column, "max")
            if low is None or high is None or not 1 <= low <= high <= MAX_COLUMN:
                self._complain(Rule.COLUMNS_OUT_OF_RANGE, f"columnas {low}–{high}")
                continue
            if low <= last:
                self._complain(Rule.COLUMNS_OVERLAP, f"columnas {low}–{high}")
            last = max(last, high)
            self._cells.check_style(column, "style", f"columnas {low}–{high}")

    def _check_condition(self, element: etree._Element) -> None:
        self._check_sqref(element)
        where = element.get("sqref")
        for rule in children(element, "cfRule"):
            dxf = self._reader.integer(rule, "dxfId")
            if dxf is not None and self._dxf_count is not None and dxf >= self._dxf_count:
                self._complain(Rule.DXF_OUT_OF_RANGE, f"{where}: dxfId = {dxf}")
            if not (rule.get("priority") or "").isdigit() or rule.get("priority") == "0":
                self._complain(Rule.CONDITION_BAD_PRIORITY, f"{where}: «{rule.get('priority') or ''}»")
            if rule.get("type") in _NEED_FORMULA and not _formula_text(rule, "formula"):
                self._complain(Rule.CONDITION_WITHOUT_FORMULA, f"{where}: {rule.get('type')}")

    def _check_validation(self, element: etree._Element) -> None:
        self._check_sqref(element)
        kind, formula = element.get("type", "none"), _formula_text(element, "formula1")
        if kind not in ("none", "any") and not formula and child(element, "formula1") is None:
            self._complain(Rule.VALIDATION_WITHOUT_FORMULA, f"{element.get('sqref')}: {kind}")
        if kind == "list" and formula.startswith('"') and len(formula) - 2 > _MAX_LIST:
            self._complain(Rule.VALIDATION_LIST_TOO_LONG, f"{element.get('sqref')}: {len(formula) - 2} caracteres")

    def _check_dimension(self) -> None:
        bounds = self._facts.cells.bounds
        if self._dimension is None or bounds is None:
            return
        area = self._area(self._dimension, "dimension")
        if area is not None and not _contains(area, bounds):
            self._complain(Rule.DIMENSION_TOO_SMALL, f"«{self._dimension}»")


def _formula_text(element: etree._Element, name: str) -> str:
    formula = child(element, name)
    return (formula.text or "") if formula is not None else ""


def _contains(outer: Rango, inner: Rango) -> bool:
    return (
        outer.fila1 <= inner.fila1
        and outer.columna1 <= inner.columna1
        and outer.fila2 >= inner.fila2
        and outer.columna2 >= inner.columna2
    )


def _forget(row: etree._Element) -> None:
    """Frees a row that has been checked, and whatever came before it in its parent."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]
