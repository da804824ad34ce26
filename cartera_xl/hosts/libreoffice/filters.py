"""The filter of a table or of a range: what its buttons would do."""

import datetime as dt
from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.collection import OfRange
from cartera_xl.hosts.libreoffice.guard import engine_class, unsupported
from cartera_xl.hosts.libreoffice.uno_values import area_of, enum, struct
from cartera_xl.hosts.libreoffice.values import serial

_NUMERIC, _STRING = 0, 1
_EMPTY, _NOT_EMPTY, _EQUAL, _NOT_EQUAL = 0, 1, 2, 3
_COMPARISONS = {
    "equal_to": _EQUAL,
    "not_equal_to": _NOT_EQUAL,
    "greater_than": 4,
    "greater_than_or_equal": 5,
    "less_than": 6,
    "less_than_or_equal": 7,
}
_RANKS = {"top_items": 8, "top_percent": 9, "bottom_items": 10, "bottom_percent": 11}


@engine_class
class AutoFilter(OfRange, base_classes.AutoFilter):
    """The filter of a range, or of the range of a table without its totals; its first row is the header."""

    @property
    def api(self) -> Any:
        """LibreOffice's own filter of that range."""
        return self._database().getFilterDescriptor()

    def _database(self) -> Any:
        """The database range that keeps the filter: that of the table, or the only nameless one that a sheet has."""
        own = self._range.api.getRangeAddress()
        for table in self._range.sheet.tables:
            if table.range.area.contains(self._range.area):
                return table.api
        nameless = self._range.sheet.book.api.getPropertyValue("UnnamedDatabaseRanges")
        if not nameless.hasByTable(own.Sheet) or area_of(nameless.getByTable(own.Sheet).DataArea) != area_of(own):
            nameless.setByTable(own)
        return nameless.getByTable(own.Sheet)

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """What each filtered column asks for, as xlwings describes it."""
        found: dict[int, list[Any]] = {}
        for field in self.api.getFilterFields3():
            found.setdefault(field.Field + 1, []).append(field)
        return [_described(number, fields) for number, fields in sorted(found.items())]

    def apply_values(self, field: int, values: list[str]) -> None:
        """Only the rows that show one of those texts."""
        self._apply(field, [_field(field, _EQUAL, [_text(value) for value in values])])

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        """Only the rows that compare like that."""
        if operator in ("between", "not_between"):
            inside = operator == "between"
            low, high = ("greater_than_or_equal", "less_than_or_equal") if inside else ("less_than", "greater_than")
            first = _field(field, _COMPARISONS[low], [self._value(value1)])
            second = _field(field, _COMPARISONS[high], [self._value(value2)])
            second.Connection = enum("sheet.FilterConnection", "AND" if inside else "OR")
            self._apply(field, [first, second])
        elif value1 is None:
            self._apply(field, [_field(field, _EMPTY if operator == "equal_to" else _NOT_EMPTY, [_text("")])])
        else:
            self._apply(field, [_field(field, _COMPARISONS[operator], [self._value(value1)])])

    def apply_top_items(self, field: int, count: int) -> None:
        """Only the rows with the greatest values."""
        self._apply(field, [_field(field, _RANKS["top_items"], [_number(count)])])

    def apply_bottom_items(self, field: int, count: int) -> None:
        """Only the rows with the least values."""
        self._apply(field, [_field(field, _RANKS["bottom_items"], [_number(count)])])

    def apply_top_percent(self, field: int, percent: float) -> None:
        """Only that part of the rows, those with the greatest values."""
        self._apply(field, [_field(field, _RANKS["top_percent"], [_number(percent)])])

    def apply_bottom_percent(self, field: int, percent: float) -> None:
        """Only that part of the rows, those with the least values."""
        self._apply(field, [_field(field, _RANKS["bottom_percent"], [_number(percent)])])

    def clear(self, field: int | None) -> None:
        """Show again the rows that a column hides; without column, all of them."""
        self._apply(field, [])

    def _apply(self, field: int | None, wanted: list[Any]) -> None:
        self._range.check_editable()
        database = self._database()
        descriptor = database.getFilterDescriptor()
        kept = [] if field is None else [_again(old) for old in _others(descriptor, field)]
        fields = (*kept, *wanted)
        if len({each.Field for each in fields}) > 1 and any(each.Connection.value == "OR" for each in fields):
            raise unsupported("AutoFilter: «not_between» junto con el filtro de otra columna")
        _show_all(self._range, database)
        if fields:
            _refresh(database, fields)

    def _value(self, value: Any) -> Any:
        """A date comes from xlwings in words; a number, as a text."""
        if isinstance(value, dict):
            moment = dt.datetime.fromisoformat(value["value"])
            return _number(serial(moment, self._range.sheet.book.formats.epoch))
        try:
            return _number(float(value))
        except ValueError:
            return _text(value)


def _show_all(rng: Any, database: Any) -> None:
    """A database range does not know how to do it: it has to be asked of its cells."""
    cells = rng.sheet.cells._of_area(database.DataArea).api
    cells.filter(cells.createFilterDescriptor(True))


def _refresh(database: Any, fields: tuple[Any, ...]) -> None:
    """Filter again. Cells, if asked, would take only one value of each column; and totals are not rows to be hidden."""
    whole = database.DataArea
    shorter = database.DataArea
    shorter.EndRow -= int(bool(database.TotalsRow))
    database.DataArea = shorter
    try:
        descriptor = database.getFilterDescriptor()
        descriptor.setFilterFields3(fields)
        descriptor.ContainsHeader = True
        database.refresh()
    finally:
        database.DataArea = whole


def _field(field: int, operator: int, values: list[Any]) -> Any:
    found = struct("sheet.TableFilterField3")
    found.Connection = enum("sheet.FilterConnection", "AND")
    found.Field, found.Operator, found.Values = field - 1, operator, tuple(values)
    return found


def _others(descriptor: Any, field: int) -> list[Any]:
    return [old for old in descriptor.getFilterFields3() if old.Field != field - 1]


def _again(old: Any) -> Any:
    """A filter that was read: LibreOffice does not say whether its values are texts, and it has to be told."""
    values = [_number(value.NumericValue) if value.IsNumeric else _text(value.StringValue) for value in old.Values]
    found = _field(old.Field + 1, old.Operator, values)
    found.Connection = old.Connection
    return found


def _text(value: str) -> Any:
    found = struct("sheet.FilterFieldValue")
    found.FilterType, found.IsNumeric, found.StringValue = _STRING, False, value
    return found


def _number(value: float) -> Any:
    found = struct("sheet.FilterFieldValue")
    found.FilterType, found.IsNumeric, found.NumericValue = _NUMERIC, True, float(value)
    return found


def _shown(value: Any) -> str:
    return f"{value.NumericValue:g}" if value.IsNumeric else str(value.StringValue)


def _described(number: int, fields: list[Any]) -> dict[str, Any]:
    described = base_classes.empty_autofilter_criteria(number, "unknown")
    first = fields[0]
    rank = next((word for word, code in _RANKS.items() if code == first.Operator), None)
    operator = next((word for word, code in _COMPARISONS.items() if code == first.Operator), None)
    if rank is not None:
        unit = "percent" if rank.endswith("percent") else "count"
        return described | {"type": rank, unit: first.Values[0].NumericValue}
    if len(fields) == 2:
        inside = operator == "greater_than_or_equal"
        values = {"value1": _shown(first.Values[0]), "value2": _shown(fields[1].Values[0])}
        return described | {"type": "comparison", "operator": "between" if inside else "not_between"} | values
    if first.Operator == _EQUAL and not any(value.IsNumeric for value in first.Values):
        return described | {"type": "values", "values": [_shown(value) for value in first.Values]}
    if operator is not None:
        return described | {"type": "comparison", "operator": operator, "value1": _shown(first.Values[0])}
    return described
