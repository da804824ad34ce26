"""What puts the cells of a range in another order or gives them something from elsewhere: sort, copies, links."""

from typing import Any

from cartera_xl.hosts.libreoffice.addresses import Area
from cartera_xl.hosts.libreoffice.guard import unsupported
from cartera_xl.hosts.libreoffice.reading import format_parts
from cartera_xl.hosts.libreoffice.uno_import import import_uno
from cartera_xl.hosts.libreoffice.uno_values import color_number, enum, properties, struct

_LINK = "com.sun.star.text.TextField.URL"
_LOOKS = (
    "CellStyle",
    "NumberFormat",
    "CellBackColor",
    "CharColor",
    "CharFontName",
    "CharHeight",
    "CharPosture",
    "CharUnderline",
    "CharWeight",
    "HoriJustify",
    "VertJustify",
    "IsTextWrapped",
    "ParaIndent",
    "TopBorder2",
    "BottomBorder2",
    "LeftBorder2",
    "RightBorder2",
    "CellProtection",
)
"""The look of a cell; the style goes first, because it changes the others."""


class ArrangeMixin:
    """What a `Range` does with order, looks of others and links. The rest comes from the range."""

    api: Any
    area: Area
    _sheet: Any
    _at: Any
    check_editable: Any
    raw_value: Any
    formula: Any

    def sort(self, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
        """Put the rows in order by some columns, counted from 1; the look goes with them."""
        self.check_editable()
        fields = tuple(_sort_field(key - 1, up) for key, up in zip(keys, ascending, strict=True))
        uno = import_uno()
        typed = uno.Any("[]com.sun.star.table.TableSortField", fields)
        wanted = properties(ContainsHeader=has_headers, BindFormatsToContent=True)
        order = struct("beans.PropertyValue", "SortFields", 0, typed, 0)
        uno.invoke(self.api, "sort", ((*wanted, order),))

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """Take the look (`formats`), the values or everything of another range of the book."""
        if skip_blanks or transpose:
            raise unsupported("Range.copy_from con huecos o traspuesto")
        source = source_range.impl
        self.check_editable()
        if copy_type == "formats":
            self._take_looks(source)
        elif copy_type in ("values", "formulas"):
            target = self._at(Area(self.area.row, self.area.column, source.area.rows, source.area.columns))
            setattr(
                target, *(("raw_value", source.raw_value) if copy_type == "values" else ("formula", source.formula))
            )
        elif copy_type == "all":
            corner = self.api.getCellByPosition(0, 0).getCellAddress()
            self._sheet.api.copyRange(corner, source.api.getRangeAddress())
        else:
            raise unsupported(f"Range.copy_from {copy_type}")

    def _take_looks(self, source: Any) -> None:
        """Each part of equal look of the source, over all the places where it falls in this range."""
        rows, columns = source.area.rows, source.area.columns
        for _, parts in format_parts(source.api):
            model = source.api.getCellByPosition(parts[0].left, parts[0].top)
            looks = [(name, model.getPropertyValue(name)) for name in _LOOKS]
            for part in parts:
                tall = part.bottom - part.top == rows
                wide = part.right - part.left == columns
                for top in (part.top,) if tall else range(part.top, self.area.rows, rows):
                    for left in (part.left,) if wide else range(part.left, self.area.columns, columns):
                        bottom = self.area.rows if tall else min(top + part.bottom - part.top, self.area.rows)
                        right = self.area.columns if wide else min(left + part.right - part.left, self.area.columns)
                        if top < bottom and left < right:
                            self._wear(self.api.getCellRangeByPosition(left, top, right - 1, bottom - 1), looks)

    @staticmethod
    def _wear(native: Any, looks: list[tuple[str, Any]]) -> None:
        for name, value in looks:
            native.setPropertyValue(name, value)

    def set_colors(self, colors: list[list[Any]]) -> None:
        """A background for each cell: a colour, `None` to take it away, or `...` to leave it."""
        self.check_editable()
        for row, line in enumerate(colors):
            start = 0
            for end in range(1, len(line) + 1):
                if end == len(line) or line[end] != line[start]:
                    if line[start] is not ...:
                        color = -1 if line[start] is None else color_number(line[start])
                        self.api.getCellRangeByPosition(start, row, end - 1, row).CellBackColor = color
                    start = end

    @property
    def hyperlink(self) -> str:
        """Where the first link of its first cell goes. `ValueError` if it has none."""
        fields = self.api.getCellByPosition(0, 0).getTextFields().createEnumeration()
        if not fields.hasMoreElements():
            raise ValueError("La celda no tiene ningún enlace.")
        return str(fields.nextElement().URL)

    def add_hyperlink(self, address: Any, text_to_display: Any = None, screen_tip: Any = None) -> None:  # noqa: ARG002
        """A link in its first cell. LibreOffice shows the address itself as the tip."""
        self.check_editable()
        cell = self.api.getCellByPosition(0, 0)
        cell.setString("")
        field = self._sheet.book.api.createInstance(_LINK)
        field.URL, field.Representation = address, text_to_display
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def name(self) -> Any:
        """The name of exactly these cells, if they have one."""
        for name in (*self._sheet.names, *self._sheet.book.names):
            native = name.api.getReferredCells()
            if native is not None and native.AbsoluteName == self.api.AbsoluteName:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        sheet = self._sheet.name.replace("'", "''")
        self._sheet.book.names.add(value, f"='{sheet}'!{self.area.text()}")


def _sort_field(column: int, ascending: bool) -> Any:
    field = struct("table.TableSortField")
    field.Field, field.IsAscending = column, ascending
    field.FieldType = enum("table.TableSortFieldType", "AUTOMATIC")
    return field
