"""Conditional formats of a range: those that compare the cell, and those that follow a formula."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.collection import OfRange
from cartera_xl.hosts.libreoffice.formula_text import sheets_to_office
from cartera_xl.hosts.libreoffice.guard import engine_class
from cartera_xl.hosts.libreoffice.uno_values import area_of, color_number, enum, rgb

_CONDITION = 0
_EXPRESSION = 24
_OPERATORS = {
    "equal_to": 0,
    "less_than": 1,
    "greater_than": 2,
    "less_than_or_equal": 3,
    "greater_than_or_equal": 4,
    "not_equal_to": 5,
    "between": 6,
    "not_between": 7,
}
_STYLES = "CellStyles"
_LOOKS: tuple[str, ...] = ("fill_color", "font_color", "font_bold", "font_italic")


@engine_class
class ConditionalFormats(OfRange, base_classes.ConditionalFormats):
    """The rules that touch a range, whoever made them."""

    @property
    def api(self) -> Any:
        """LibreOffice's conditional formats, those of the whole sheet."""
        return self._range.sheet.api.ConditionalFormats

    def _touching(self) -> list[Any]:
        """LibreOffice's formats, each with its rules, that share cells with the range."""
        address = self._range.api.getRangeAddress()
        formats = self.api.getConditionalFormats()
        return [each for each in formats if each.Range.queryIntersection(address).getCount()]

    def _rules(self) -> Iterator["ConditionalFormat"]:
        for each in self._touching():
            for place in range(each.getCount()):
                yield ConditionalFormat(self, each, place)

    def __len__(self) -> int:
        return len(list(self._rules()))

    def __iter__(self) -> Iterator["ConditionalFormat"]:
        return self._rules()

    def __call__(self, key: int) -> "ConditionalFormat":
        """By its order, from 1."""
        return list(self._rules())[key - 1]

    def add_cell_value(self, spec: dict[str, Any]) -> "ConditionalFormat":
        """A look for the cells whose value compares like that."""
        return self._add(spec, _OPERATORS[spec["operator"]], spec["formula1"], spec["formula2"])

    def add_custom(self, spec: dict[str, Any]) -> "ConditionalFormat":
        """A look for the cells in which a formula, said for the first one, is true."""
        return self._add(spec, _EXPRESSION, spec["formula"], None)

    def _add(self, spec: dict[str, Any], operator: int, first: str, second: str | None) -> "ConditionalFormat":
        """`stop_if_true` changes nothing: in Calc, of several rules of a range the first that is met always wins."""
        self._range.check_editable()
        target = self._own()
        place = target.getCount()
        target.createEntry(_CONDITION, place)
        entry = target.getByIndex(place)
        entry.Operator = operator
        entry.Formula1 = sheets_to_office(first.removeprefix("="))
        if second is not None:
            entry.Formula2 = sheets_to_office(second.removeprefix("="))
        entry.StyleName = self._style(spec)
        return ConditionalFormat(self, target, place)

    def _own(self) -> Any:
        """The format of exactly this range; a new one if there is none."""
        own = area_of(self._range.api.getRangeAddress())
        for each in self._touching():
            if [area_of(area) for area in each.Range.getRangeAddresses()] == [own]:
                return each
        ranges = self._range.sheet.book.api.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddress(self._range.api.getRangeAddress(), False)
        number = self.api.createByRange(ranges)
        return next(each for each in self.api.getConditionalFormats() if number == each.ID)

    def _style(self, spec: dict[str, Any]) -> str:
        """The cell style with that look; it is made the first time."""
        document = self._range.sheet.book.api
        looks: dict[str, Any] = {name: spec[name] for name in _LOOKS if name in spec}
        name = "Cartera " + " ".join(f"{key}={value}" for key, value in sorted(looks.items()))
        styles = document.StyleFamilies.getByName(_STYLES)
        if not styles.hasByName(name):
            style = document.createInstance("com.sun.star.style.CellStyle")
            styles.insertByName(name, style)
            _dress(style, looks)
        return name

    def clear(self) -> None:
        """Take the rules away from these cells; elsewhere they stay."""
        self._range.check_editable()
        address = self._range.api.getRangeAddress()
        for each in self._touching():
            ranges = each.Range
            for shared in ranges.queryIntersection(address).getRangeAddresses():
                ranges.removeRangeAddress(shared)
            if ranges.getCount():
                each.Range = ranges
            else:
                self.api.removeByID(each.ID)


@engine_class
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule."""

    def __init__(self, owner: ConditionalFormats, native: Any, place: int) -> None:
        self._owner = owner
        self._native = native
        self._place = place

    def _alive(self) -> bool:
        return self._owner._alive()

    @property
    def api(self) -> Any:
        """LibreOffice's own rule."""
        return self._native.getByIndex(self._place)

    @property
    def type(self) -> str:
        """`cell_value` or `custom`; `unknown` for colour scales, bars, icons and the like."""
        if self.api.getType() != _CONDITION:
            return "unknown"
        operator = self.api.Operator
        return "custom" if operator == _EXPRESSION else "cell_value" if operator in _OPERATORS.values() else "unknown"

    @property
    def operator(self) -> str | None:
        """How it compares."""
        if self.type != "cell_value":
            return None
        return next(word for word, code in _OPERATORS.items() if code == self.api.Operator)

    @property
    def formula1(self) -> str | None:
        """What it compares with."""
        return str(self.api.Formula1) if self.type == "cell_value" else None

    @property
    def formula2(self) -> str | None:
        """The second value of a rule with two."""
        return (str(self.api.Formula2) or None) if self.type == "cell_value" else None

    @property
    def formula(self) -> str | None:
        """The formula that it follows."""
        return f"={self.api.Formula1}" if self.type == "custom" else None

    @property
    def stop_if_true(self) -> bool:
        """Always: Calc stops at the first rule that is met."""
        return True

    @property
    def _style(self) -> Any:
        styles = self._owner._range.sheet.book.api.StyleFamilies.getByName(_STYLES)
        return styles.getByName(self.api.StyleName)

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """The background that it gives."""
        color = self._style.CellBackColor
        return None if color < 0 else rgb(color)

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        """The ink that it gives."""
        color = self._style.CharColor
        return None if color < 0 else rgb(color)

    @property
    def font_bold(self) -> bool:
        """Whether it makes it bold."""
        return bool(self._style.CharWeight > 110)

    @property
    def font_italic(self) -> bool:
        """Whether it makes it italic."""
        return bool(self._style.CharPosture.value == "ITALIC")

    def delete(self) -> None:
        """Take it away from all its cells."""
        if self._native.getCount() > 1:
            self._native.removeByIndex(self._place)
        else:
            self._owner.api.removeByID(self._native.ID)


def _dress(style: Any, looks: dict[str, Any]) -> None:
    if "fill_color" in looks:
        style.CellBackColor = color_number(looks["fill_color"])
    if "font_color" in looks:
        style.CharColor = color_number(looks["font_color"])
    if "font_bold" in looks:
        style.CharWeight = 150.0 if looks["font_bold"] else 100.0
    if "font_italic" in looks:
        style.CharPosture = enum("awt.FontSlant", "ITALIC" if looks["font_italic"] else "NONE")
