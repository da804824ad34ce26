"""What may be typed in a range: lists and comparisons."""

import re
from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.collection import OfRange
from cartera_xl.hosts.libreoffice.formulas import address_of
from cartera_xl.hosts.libreoffice.guard import engine_class
from cartera_xl.hosts.libreoffice.uno_values import enum

_TYPES = {
    "none": "ANY",
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "list": "LIST",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "custom": "CUSTOM",
}
_OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}
_ALERTS = {"stop": "STOP", "warning": "WARNING", "information": "INFO"}
_COMPARED = {"whole_number", "decimal", "date", "time", "text_length"}
_HIDDEN, _AS_GIVEN = 0, 1
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


@engine_class
class DataValidation(OfRange, base_classes.DataValidation):
    """The validation of a range."""

    @property
    def api(self) -> Any:
        """A copy of LibreOffice's own validation: changes count once it is given back to the range."""
        return self._range.api.Validation

    @property
    def type(self) -> str:
        """One of xlwings' words; `inconsistent` if its cells differ."""
        if self._range.common("Validation") is None:
            return "inconsistent"
        kind = self.api.Type.value
        return next((word for word, name in _TYPES.items() if name == kind), "unknown")

    @property
    def operator(self) -> str | None:
        """How it compares; nothing for lists and formulas."""
        if self.type not in _COMPARED:
            return None
        found = self.api.getOperator().value
        return next((word for word, name in _OPERATORS.items() if name == found), None)

    @property
    def formula1(self) -> str | None:
        """What it compares with, the formula, or the source of the list."""
        kind = self.type
        if kind in ("none", "inconsistent", "unknown"):
            return None
        return self.source if kind == "list" else self._formula(0)

    @property
    def formula2(self) -> str | None:
        """The second value of a comparison with two."""
        return self._formula(1) if self.operator in ("between", "not_between") else None

    @property
    def formula(self) -> str | None:
        """The formula of a rule that follows one."""
        return self._formula(0) if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        """The choices of a list with commas, or the formula that gives them."""
        if self.type != "list":
            return None
        text = self.api.getFormula1()
        if _LITERAL.sub("", text).strip("; ") == "":
            return ",".join(found.replace('""', '"') for found in _LITERAL.findall(text))
        return self._formula(0)

    def _formula(self, place: int) -> str:
        text = self.api.getFormula2() if place else self.api.getFormula1()
        return str(self._range.sheet.book.translator.rule_to_excel(text, self._range.site()))

    @property
    def in_cell_dropdown(self) -> bool | None:
        """Whether the choices are offered; nothing if it is not a list."""
        return bool(self.api.ShowList) if self.type == "list" else None

    @property
    def ignore_blank(self) -> bool:
        """Whether nothing is also accepted."""
        return bool(self.api.IgnoreBlankCells)

    @property
    def show_input(self) -> bool:
        """Whether there is a message on arriving at the cell."""
        return bool(self.api.ShowInputMessage)

    @property
    def input_title(self) -> str:
        """Title of that message."""
        return str(self.api.InputTitle)

    @property
    def input_message(self) -> str:
        """Text of that message."""
        return str(self.api.InputMessage)

    @property
    def show_error(self) -> bool:
        """Whether there is a message on typing anything else."""
        return bool(self.api.ShowErrorMessage)

    @property
    def error_title(self) -> str:
        """Title of that message."""
        return str(self.api.ErrorTitle)

    @property
    def error_message(self) -> str:
        """Text of that message."""
        return str(self.api.ErrorMessage)

    @property
    def alert_style(self) -> str | None:
        """Whether anything else is refused (`stop`) or only warned about."""
        style = self.api.ErrorAlertStyle.value
        return next((word for word, name in _ALERTS.items() if name == style), None)

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Only those choices: texts, a range or a name."""
        native = self._new("list")
        native.setFormula1(self._source(source))
        native.ShowList = _AS_GIVEN if in_cell_dropdown else _HIDDEN
        self._range.put("Validation", native)

    @staticmethod
    def _source(source: Any) -> str:
        if isinstance(source, list):
            return ";".join('"' + text.replace('"', '""') + '"' for text in source)
        return str(source.api.AbsoluteName) if hasattr(source, "area") else str(source.name)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        """Only what compares like that, or what makes a formula true."""
        native = self._new(rule_type)
        if operator is not None:
            native.setOperator(enum("sheet.ConditionOperator", _OPERATORS[operator]))
        site, translator = self._range.site(), self._range.sheet.book.translator
        native.setSourcePosition(address_of(site))
        native.setFormula1(translator.rule_to_office(formula1, site))
        if formula2 is not None:
            native.setFormula2(translator.rule_to_office(formula2, site))
        self._range.put("Validation", native)

    def _new(self, rule_type: str) -> Any:
        native = self.api
        native.Type = enum("sheet.ValidationType", _TYPES[rule_type])
        native.IgnoreBlankCells = native.ShowErrorMessage = True
        native.ErrorAlertStyle = enum("sheet.ValidationAlertStyle", "STOP")
        native.ErrorTitle = native.ErrorMessage = native.InputTitle = native.InputMessage = ""
        native.ShowInputMessage = False
        return native

    def delete(self) -> None:
        """Anything may be typed again."""
        native = self._new("none")
        native.ShowErrorMessage = False
        self._range.put("Validation", native)
