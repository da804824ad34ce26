"""Formulas in Excel's notation (English names, commas, `Hoja!A1`), in and out, without asking cell by cell.

LibreOffice translates one formula at a time, and slowly. In a column they are nearly always the same one, moved: it is
translated once, and the others come from moving its references.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cartera_xl.hosts.libreoffice.formula_text import (
    Site,
    moved,
    needs_text,
    pattern,
    text_to_excel,
    text_to_office,
    typed_text,
    with_commas,
    with_semicolons,
)
from cartera_xl.hosts.libreoffice.reading import format_parts
from cartera_xl.hosts.libreoffice.uno_values import area_of, enum, struct

_OFFICE_A1, _XL_A1 = 0, 1
_WORTH_FILLING = 32


class Translator:
    """Between the formulas of one document and Excel's."""

    def __init__(self, document: Any) -> None:
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = _XL_A1
        self._office_parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._office_parser.CompileEnglish = True
        self._office_parser.FormulaConvention = _OFFICE_A1
        self._read: dict[str, tuple[str, Site]] = {}

    def to_excel(self, formula: str, cell: Callable[[], Any], site: Site) -> str:
        """The formula of a cell, whose text for programs is `formula`."""
        key = pattern(formula, site)
        if key not in self._read:
            self._read[key] = (self._first_to_excel(formula, cell, site), site)
        text, origin = self._read[key]
        return moved(text, site.row - origin.row, site.column - origin.column)

    def _first_to_excel(self, formula: str, cell: Callable[[], Any], site: Site) -> str:
        if needs_text(formula):
            return text_to_excel(formula)
        return self._printed(cell().getTokens(), site)

    def enter(self, cell: Any, formula: str, site: Site) -> None:
        """Put a formula of Excel in a cell."""
        if needs_text(formula):
            cell.setFormula(text_to_office(formula))
        else:
            cell.setTokens(self.tokens(formula, site))

    def array_to_excel(self, formula: str, site: Site) -> str:
        """An array formula: all its cells give the same text, which is that of the first one."""
        return text_to_excel(formula) if needs_text(formula) else self.rule_to_excel(formula.removeprefix("="), site)

    def rule_to_excel(self, formula: str, site: Site) -> str:
        """The formula of a rule, which LibreOffice gives as a text, without `=`."""
        return self._printed(self._office_parser.parseFormula(formula, address_of(site)), site)

    def rule_to_office(self, formula: str, site: Site) -> str:
        """A formula of Excel for a rule."""
        return str(self._office_parser.printFormula(self.tokens(formula, site), address_of(site)))

    def _printed(self, tokens: Any, site: Site) -> str:
        text = self._parser.printFormula(tokens, address_of(site))
        return f"={with_commas(text)}" if text else ""

    def tokens(self, formula: str, site: Site) -> Any:
        """A formula of Excel, understood from that cell."""
        return self._parser.parseFormula(with_semicolons(formula.removeprefix("=")), address_of(site))


def read_formulas(rng: Any, translator: Translator, corner: Site) -> list[list[str]]:
    """What the formula bar shows for each cell. Only true formulas begin with `=`: a text that does, with `'=`."""
    texts, data = rng.getFormulaArray(), rng.getDataArray()
    suspicious = any(text[:1] in ("=", "{") for row in texts for text in row)
    real = _formula_cells(rng) if suspicious else frozenset()

    def shown(text: str, value: Any, row: int, column: int) -> str:
        site = Site(corner.sheet, corner.row + row, corner.column + column)
        if (site.row, site.column) in real:
            if text.startswith("{="):
                return translator.array_to_excel(text.strip("{}"), site)
            return translator.to_excel(text, lambda: rng.getCellByPosition(column, row), site)
        if isinstance(value, str):
            return f"'{value}" if value.startswith("=") else value
        return text

    return [
        [shown(text, value, row, column) for column, (text, value) in enumerate(zip(*lines, strict=True))]
        for row, lines in enumerate(zip(texts, data, strict=True))
    ]


def _formula_cells(rng: Any) -> frozenset[tuple[int, int]]:
    """Rows and columns, from 1, of the cells with a formula."""
    any_result = 1 | 2 | 4
    areas = [area_of(area) for area in rng.queryFormulaCells(any_result).getRangeAddresses()]
    return frozenset(
        (row, column)
        for top, left, bottom, right in areas
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    )


class FormulaWriter:
    """Writes in one range as if it were typed. A formula is understood once; its copies are made from it."""

    def __init__(self, rng: Any, translator: Translator, corner: Site, epoch: dt.datetime) -> None:
        self._rng = rng
        self._translator = translator
        self._corner = corner
        self._epoch = epoch
        self._known: dict[str, tuple[str, Site]] = {}

    def write(self, grid: Sequence[Sequence[Any]]) -> None:
        """The rows, as wide and as many as the range."""
        for place, column in enumerate(zip(*grid, strict=True)):
            for first, last, is_copied in _stretches(
                [self._key(value, row, place) for row, value in enumerate(column)]
            ):
                rng = self._rng.getCellRangeByPosition(place, first, place, last - 1)
                texts = [self._entry(column[row], row, place) for row in (range(first, last))]
                if not (is_copied and self._fill(rng, texts)):
                    rng.setFormulaArray(tuple((text,) for text in texts))

    def _fill(self, rng: Any, texts: Sequence[str]) -> bool:
        """Copy the first formula downwards: LibreOffice takes minutes to write ten thousand of them one by one.

        Copying also copies the look, so it is done in each part of equal look; and rows under a filter may be left
        out, so it is not enough if it did not reach all of them.
        """
        for _, parts in format_parts(rng):
            for part in parts:
                rng.getCellByPosition(0, part.top).setFormula(texts[part.top])
                piece = rng.getCellRangeByPosition(0, part.top, 0, part.bottom - 1)
                piece.fillAuto(enum("sheet.FillDirection", "TO_BOTTOM"), 1)
        return bool(rng.getFormulaArray() == tuple((text,) for text in texts))

    def _key(self, value: Any, row: int, column: int) -> str:
        """The same for the formulas of a column that are one, copied; nothing for what is not a formula."""
        return pattern(value, self._site(row, column)) if _is_formula(value) else ""

    def _entry(self, value: Any, row: int, column: int) -> str:
        """The text for LibreOffice."""
        if not _is_formula(value):
            return typed_text(value, self._epoch)
        site = self._site(row, column)
        key = pattern(value, site)
        if key not in self._known:
            cell = self._rng.getCellByPosition(column, row)
            self._translator.enter(cell, value, site)
            self._known[key] = (cell.getFormula(), site)
        own, origin = self._known[key]
        return moved(own, site.row - origin.row, site.column - origin.column)

    def _site(self, row: int, column: int) -> Site:
        return Site(self._corner.sheet, self._corner.row + row, self._corner.column + column)


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=") and len(value) > 1


def _stretches(keys: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """Consecutive rows to be written together, and whether they are one formula copied many times."""
    pending = start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            if keys[start] and end - start >= _WORTH_FILLING:
                if pending < start:
                    yield pending, start, False
                yield start, end, True
                pending = end
            start = end
    if pending < len(keys):
        yield pending, len(keys), False


def address_of(site: Site) -> Any:
    """The cell, as LibreOffice names it."""
    return struct("table.CellAddress", site.sheet, site.column - 1, site.row - 1)
