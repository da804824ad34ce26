"""The look of a range: number format, colours, font, alignment, sizes and what is hidden."""

from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.addresses import Area
from cartera_xl.hosts.libreoffice.guard import engine_class, unsupported
from cartera_xl.hosts.libreoffice.uno_values import color_number, enum, rgb

_NO_COLOR = -1
_BOLD, _NORMAL, _SEMIBOLD = 150.0, 100.0, 110.0
_POINT = 2540 / 72
"""Hundredths of a millimetre in a point."""
_PIXEL = 2540 / 96
_DIGIT_PIXELS, _PADDING_PIXELS = 7, 5
"""Width of a digit of Excel's default font (Calibri 11) and what Excel adds to each column."""

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}


@engine_class
class Font(base_classes.Font):
    """The font of a range; a property is `None` if its cells differ."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner

    def _alive(self) -> bool:
        return bool(self._owner._alive())

    @property
    def api(self) -> Any:
        """LibreOffice keeps the font in the range itself."""
        return self._owner.api

    @property
    def bold(self) -> bool | None:
        """Whether it is bold."""
        weight = self._owner.common("CharWeight")
        return None if weight is None else weight > _SEMIBOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._owner.put("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        """Whether it is italic."""
        slant = self._owner.common("CharPosture")
        return None if slant is None else slant.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._owner.put("CharPosture", enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """In points."""
        size: float | None = self._owner.common("CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._owner.put("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        """The family."""
        name: str | None = self._owner.common("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._owner.put("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Red, green and blue."""
        color = self._owner.common("CharColor")
        return None if color is None else rgb(max(color, 0))

    @color.setter
    def color(self, value: Any) -> None:
        self._owner.put("CharColor", color_number(value))


class FormatsMixin:
    """What a `Range` knows of its look. `api`, `_sheet` and `check_editable` come from the range."""

    api: Any
    _sheet: Any
    area: Area

    def check_editable(self) -> None:
        """`SheetProtected` if its cells cannot be changed."""
        raise NotImplementedError

    def common(self, name: str) -> Any:
        """A property of all its cells; `None` if they differ."""
        native = self.api
        ambiguous = enum("beans.PropertyState", "AMBIGUOUS_VALUE")
        return None if native.getPropertyState(name) == ambiguous else native.getPropertyValue(name)

    def put(self, name: str, value: Any) -> None:
        """Give a property to all its cells."""
        self.check_editable()
        self.api.setPropertyValue(name, value)

    @property
    def font(self) -> Font:
        """Its font."""
        return Font(self)

    @property
    def number_format(self) -> str | None:
        """The code in English; `None` if its cells differ."""
        key = self.common("NumberFormat")
        return None if key is None else self._sheet.book.formats.code(key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.put("NumberFormat", self._sheet.book.formats.key(value))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Its background; `None` without one, or if its cells differ."""
        color = self.common("CellBackColor")
        return None if color in (None, _NO_COLOR) else rgb(color)

    @color.setter
    def color(self, value: Any) -> None:
        self.put("CellBackColor", _NO_COLOR if value is None else color_number(value))

    @property
    def wrap_text(self) -> bool | None:
        """Whether long texts take several lines; `None` if its cells differ."""
        wrapped: bool | None = self.common("IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.put("IsTextWrapped", bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        """One of xlwings' words; `None` if its cells differ."""
        kind = self.common("HoriJustify")
        return None if kind is None else next(word for word, name in _HORIZONTAL.items() if name == kind.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise unsupported(f"alineación horizontal {value}")
        self.put("HoriJustify", enum("table.CellHoriJustify", _HORIZONTAL[value]))

    @property
    def vertical_alignment(self) -> str | None:
        """One of xlwings' words; `None` if its cells differ. Calc's «standard» is Excel's bottom."""
        kind = self.common("VertJustify")
        return None if kind is None else next((word for word, code in _VERTICAL.items() if code == kind), "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise unsupported(f"alineación vertical {value}")
        self.put("VertJustify", _VERTICAL[value])

    @property
    def column_width(self) -> float | None:
        """In characters of Excel's default font; `None` if its columns differ."""
        width = _common(self.api.Columns, "Width")
        if width is None:
            return None
        pixels = width / _PIXEL
        if pixels < _DIGIT_PIXELS + _PADDING_PIXELS:
            return float(round(pixels / (_DIGIT_PIXELS + _PADDING_PIXELS), 2))
        return float(round((pixels - _PADDING_PIXELS) / _DIGIT_PIXELS, 2))

    @column_width.setter
    def column_width(self, value: float) -> None:
        padded = value * _DIGIT_PIXELS + _PADDING_PIXELS
        self.check_editable()
        self.api.Columns.Width = round((padded if value >= 1 else value * (_DIGIT_PIXELS + _PADDING_PIXELS)) * _PIXEL)

    @property
    def row_height(self) -> float | None:
        """In points; `None` if its rows differ."""
        height = _common(self.api.Rows, "Height")
        return None if height is None else round(height / _POINT, 2)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.check_editable()
        self.api.Rows.Height = round(value * _POINT)

    @property
    def row_hidden(self) -> bool | None:
        """Whether its rows are hidden, also by a filter; `None` if only some are."""
        first, last = self.area.row - 1, self.area.last_row - 1
        columns = self._sheet.size[1]
        shown = self._sheet.api.getCellRangeByPosition(0, first, columns - 1, last).queryVisibleCells()
        seen = {(part.StartRow, part.EndRow) for part in shown.getRangeAddresses()}
        return _none_or_all(seen, self.area.rows)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.check_editable()
        self.api.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether its columns are hidden; `None` if only some are."""
        visible = _common(self.api.Columns, "IsVisible")
        return None if visible is None else not visible

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.check_editable()
        self.api.Columns.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        """Make its columns (`c`), rows (`r`) or both as big as what they hold."""
        self.check_editable()
        if axis in (None, "c", "columns"):
            self.api.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.api.Rows.OptimalHeight = True

    @property
    def left(self) -> float:
        """Points from the left border of the sheet."""
        return float(self.api.Position.X / _POINT)

    @property
    def top(self) -> float:
        """Points from the upper border of the sheet."""
        return float(self.api.Position.Y / _POINT)

    @property
    def width(self) -> float:
        """In points."""
        return float(self.api.Size.Width / _POINT)

    @property
    def height(self) -> float:
        """In points."""
        return float(self.api.Size.Height / _POINT)


def _common(lines: Any, name: str) -> Any:
    """A property of all the rows, or of all the columns, or `None` at the first that differs."""
    first = lines.getByIndex(0).getPropertyValue(name)
    same = all(lines.getByIndex(number).getPropertyValue(name) == first for number in range(1, lines.getCount()))
    return first if same else None


def _none_or_all(seen: set[tuple[int, int]], lines: int) -> bool | None:
    """True if nothing is seen of those lines, False if all of them are, `None` if some are."""
    shown = sum(last - first + 1 for first, last in seen)
    return not shown if shown in (0, lines) else None
