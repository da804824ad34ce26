"""What is asked to LibreOffice itself, by the names of UNO."""

from typing import TYPE_CHECKING, Any, Final

from cartera_xl.hosts.libreoffice.uno_values import enum, properties, struct

if TYPE_CHECKING:
    import xlwings

_WIDTHS: Final = {"hair": 2, "medium": 62}  # hundredths of a millimetre
_BORDERS: Final = ("LeftBorder2", "TopBorder2", "RightBorder2", "BottomBorder2")
_FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA


def _style(document: Any, fill: str, ink: str) -> str:
    """The cell style with that background and that ink, made the first time."""
    name = f"Cartera {fill} {ink}"
    styles = document.StyleFamilies.getByName("CellStyles")
    if not styles.hasByName(name):
        style = document.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, style)
        style.CellBackColor, style.CharColor = int(fill, 16), int(ink, 16)
    return name


class LibreOffice:
    """LibreOffice Calc through UNO."""

    def is_protected(self, sheet: "xlwings.Sheet") -> bool:
        """`XProtectable` of the sheet."""
        return bool(sheet.api.isProtected())

    def is_structure_locked(self, book: "xlwings.Book") -> bool:
        """`XProtectable` of the document."""
        return bool(book.api.isProtected())

    def is_read_only(self, book: "xlwings.Book") -> bool:
        """`XStorable.isReadonly`."""
        return bool(book.api.isReadonly())

    def is_shared(self, book: "xlwings.Book") -> bool:  # noqa: ARG002
        """UNO does not say it, and only .ods books can be shared."""
        return False

    def starts_in_1904(self, book: "xlwings.Book") -> bool:
        """`NullDate` of the document."""
        return int(book.api.NullDate.Year) == 1904

    def other_sheets(self, book: "xlwings.Book") -> list[str]:  # noqa: ARG002
        """All the sheets of Calc have cells."""
        return []

    def skips_filtered_rows(self, sheet: "xlwings.Sheet") -> bool:  # noqa: ARG002
        """Calc writes in all the rows of the block, hidden or not."""
        return False

    def has_formulas(self, area: "xlwings.Range") -> bool:
        """`XCellRangesQuery.queryContentCells`."""
        return bool(area.api.queryContentCells(_FORMULAS).getCount())

    def exact(self, area: "xlwings.Range") -> Any:
        """Here money is a number like any other."""
        found = area.raw_value
        return found if isinstance(found, list) else [[found]]

    def text(self, text: str) -> str:
        """A text written as a value stays as it is."""
        return text

    def highlight(self, area: "xlwings.Range", text: str, fill: str, ink: str) -> None:
        """As a property of the cells: a format added to the sheet's list (Calc 7.4) is listed there and not painted."""
        literal = text.replace('"', '""')
        corner = area[0, 0].get_address(row_absolute=False, column_absolute=False)
        entries = area.api.ConditionalFormat
        first = area.api.getRangeAddress()
        entries.addNew(
            properties(
                SourcePosition=struct("table.CellAddress", first.Sheet, first.StartColumn, first.StartRow),
                Operator=enum("sheet.ConditionOperator", "FORMULA"),
                Formula1=f'LEFT({corner};{len(text)})="{literal}"',
                StyleName=_style(area.sheet.book.api, fill, ink),
            )
        )
        area.api.ConditionalFormat = entries

    def only_warns(self, area: "xlwings.Range") -> None:
        """`Validation` is given back whole."""
        validation = area.api.Validation
        validation.ErrorAlertStyle = enum("sheet.ValidationAlertStyle", "WARNING")
        area.api.Validation = validation

    def hide_gridlines(self, sheet: "xlwings.Sheet") -> None:
        """Here they are hidden in all the sheets of the window at once, those of the person too: they stay."""

    def copy_borders(self, source: "xlwings.Range", target: "xlwings.Range") -> None:
        """Those of a range are those of each of its cells."""
        for name in _BORDERS:
            target.api.setPropertyValue(name, source.api.getPropertyValue(name))

    def line_below(self, area: "xlwings.Range", weight: str, color: str) -> None:
        """`BorderLine2`: colour, inner width, outer width, distance, style and width of the line."""
        width = _WIDTHS[weight]
        line = struct("table.BorderLine2", int(color, 16), 0, width, 0, 0, width)
        area.api.setPropertyValue("BottomBorder2", line)
