"""The little that xlwings' public interface lacks, asked to each program in its own words.

One implementation per family of engines. Excel's names are those of its object model (COM) and of its AppleScript
dictionary; LibreOffice's, those of UNO.
"""

import re
from typing import TYPE_CHECKING, Any, Final, Protocol

from cartera_xl.hosts.libreoffice.uno_values import enum, struct

if TYPE_CHECKING:
    import xlwings

_TEXT_STRING, _BEGINS_WITH = 9, 2  # XlFormatConditionType.xlTextString, XlContainsOperator.xlBeginsWith
_LIST, _WARNING = 3, 2  # XlDVType.xlValidateList, XlDVAlertStyle.xlValidAlertWarning
_WEIGHTS: Final = {"hair": "hairline", "medium": "medium"}
_UNO_WIDTHS: Final = {"hair": 2, "medium": 62}  # hundredths of a millimetre
_UNO_BORDERS: Final = ("LeftBorder2", "TopBorder2", "RightBorder2", "BottomBorder2")
_UNO_FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA
_SAFE_TEXT: Final = re.compile(r"[^\W\d_][^\d]*")
_READ_AS_VALUES: Final = frozenset({"true", "false", "verdadero", "falso"})


class Native(Protocol):
    """What has to be asked to the program itself."""

    def is_protected(self, sheet: "xlwings.Sheet") -> bool:
        """Whether the sheet refuses changes, also those of a program."""
        ...

    def is_structure_locked(self, book: "xlwings.Book") -> bool:
        """Whether no sheet may be added, removed or renamed."""
        ...

    def is_read_only(self, book: "xlwings.Book") -> bool:
        """Whether the book cannot be saved where it is, or is marked as final."""
        ...

    def is_shared(self, book: "xlwings.Book") -> bool:
        """Whether it is open in the old shared mode, with its record of revisions."""
        ...

    def starts_in_1904(self, book: "xlwings.Book") -> bool:
        """Whether its day numbers count from 1904."""
        ...

    def other_sheets(self, book: "xlwings.Book") -> list[str]:
        """Names of the sheets that are not of cells, as those of a chart."""
        ...

    def skips_filtered_rows(self, sheet: "xlwings.Sheet") -> bool:
        """Whether writing a block now would leave out the rows that a filter hides."""
        ...

    def has_formulas(self, area: "xlwings.Range") -> bool:
        """Whether some cell of the area has a formula."""
        ...

    def exact(self, area: "xlwings.Range") -> Any:
        """The numbers of an area with all their decimals, where xlwings hands them over as money."""
        ...

    def text(self, text: str) -> str:
        """A text so that it is written as such, whatever it looks like."""
        ...

    def highlight(self, area: "xlwings.Range", text: str, fill: str, ink: str) -> None:
        """A conditional format for the cells that begin with that text; colours as `RRGGBB`."""
        ...

    def only_warns(self, area: "xlwings.Range") -> None:
        """The list of choices of the area lets another value in, after a warning."""
        ...

    def copy_borders(self, source: "xlwings.Range", target: "xlwings.Range") -> None:
        """The borders of one cell, in all those of another area."""
        ...

    def line_below(self, area: "xlwings.Range", weight: str, color: str) -> None:
        """A line under every cell of the area."""
        ...


def native_of(book: "xlwings.Book") -> Native:
    """The implementation for the program that has the book open."""
    if book.app.engine.name == "libreoffice":
        return LibreOffice()
    return ExcelOnMac() if type(book.impl).__module__.endswith("_xlmac") else ExcelOnWindows()


def guarded_text(text: str) -> str:
    """Excel takes what is written as if it were typed: an apostrophe keeps «007», «1-2», «=A1» or «VERDADERO» a text.

    It shows nowhere, and goes only where it is needed.
    """
    safe = _SAFE_TEXT.fullmatch(text) and text.strip().casefold() not in _READ_AS_VALUES
    return text if safe else f"'{text}"


def _between_rows(side: str, area: "xlwings.Range") -> tuple[str, ...]:
    """That side; the lower one of an area of several rows has to be drawn between them too."""
    return (side, "inside_horizontal") if side == "edge_bottom" and area.shape[0] > 1 else (side,)


def _blue_first(color: str) -> int:
    return int(color[4:6] + color[2:4] + color[0:2], 16)


class _Excel:
    """What is the same in both: how it takes texts, and borders, which xlwings knows in the two."""

    text = staticmethod(guarded_text)

    def copy_borders(self, source: "xlwings.Range", target: "xlwings.Range") -> None:
        """Side by side, without the clipboard, which belongs to the user."""
        for side in ("edge_left", "edge_top", "edge_bottom", "edge_right"):
            old: Any = source.borders[side]
            if old.line_style not in (None, "none"):
                for each in _between_rows(side, target):
                    target.borders.set(each, line_style=old.line_style, weight=old.weight, color=old.color)

    def line_below(self, area: "xlwings.Range", weight: str, color: str) -> None:
        """The edge below, and the lines between rows if there are several."""
        borders: Any = area.borders
        borders.set(list(_between_rows("edge_bottom", area)), line_style="continuous", weight=_WEIGHTS[weight])
        borders.set(list(_between_rows("edge_bottom", area)), color=f"#{color}")


class ExcelOnWindows(_Excel):
    """Excel through COM."""

    def is_protected(self, sheet: "xlwings.Sheet") -> bool:
        """Protection «for the user only» lets programs write."""
        return bool(sheet.api.ProtectContents) and not sheet.api.ProtectionMode

    def is_structure_locked(self, book: "xlwings.Book") -> bool:
        """`Workbook.ProtectStructure`."""
        return bool(book.api.ProtectStructure)

    def is_read_only(self, book: "xlwings.Book") -> bool:
        """`Workbook.ReadOnly`, or marked as final."""
        return bool(book.api.ReadOnly or book.api.Final)

    def is_shared(self, book: "xlwings.Book") -> bool:
        """`Workbook.MultiUserEditing`; several people at once through the cloud is another thing, and is fine."""
        return bool(book.api.MultiUserEditing)

    def starts_in_1904(self, book: "xlwings.Book") -> bool:
        """`Workbook.Date1904`."""
        return bool(book.api.Date1904)

    def other_sheets(self, book: "xlwings.Book") -> list[str]:
        """`Workbook.Sheets` has them all; `Worksheets`, which is what xlwings shows, only those of cells."""
        cells = {sheet.name for sheet in book.sheets}
        return [sheet.Name for sheet in book.api.Sheets if sheet.Name not in cells]

    def skips_filtered_rows(self, sheet: "xlwings.Sheet") -> bool:
        """With a filter on, Excel writes a block only in the rows in sight, and the first value in all of them."""
        if sheet.api.FilterMode:
            return True
        filters = [table.AutoFilter for table in sheet.api.ListObjects]
        return any(each is not None and each.FilterMode for each in filters)

    def has_formulas(self, area: "xlwings.Range") -> bool:
        """`Range.HasFormula` is `None` where only some cells have one."""
        return area.api.HasFormula is not False

    def exact(self, area: "xlwings.Range") -> Any:
        """`Value2` knows neither of money, which has four decimals, nor of dates."""
        found = area.api.Value2
        return found if isinstance(found, tuple) else ((found,),)

    def highlight(self, area: "xlwings.Range", text: str, fill: str, ink: str) -> None:
        """As a rule of texts: one with a formula would have to be in the language of each Excel."""
        rule = area.api.FormatConditions.Add(Type=_TEXT_STRING, String=text, TextOperator=_BEGINS_WITH)
        rule.Interior.Color = _blue_first(fill)
        rule.Font.Color = _blue_first(ink)
        rule.StopIfTrue = False

    def only_warns(self, area: "xlwings.Range") -> None:
        """`Validation.Modify`, keeping its list."""
        validation = area.api.Validation
        validation.Modify(Type=_LIST, AlertStyle=_WARNING, Formula1=validation.Formula1)


class ExcelOnMac(_Excel):
    """Excel through AppleScript."""

    def is_protected(self, sheet: "xlwings.Sheet") -> bool:
        """`protect contents` of the worksheet."""
        return bool(sheet.api.protect_contents.get()) and not sheet.api.protection_mode.get()

    def is_structure_locked(self, book: "xlwings.Book") -> bool:
        """`protect structure` of the workbook."""
        return bool(book.api.protect_structure.get())

    def is_read_only(self, book: "xlwings.Book") -> bool:
        """`read only` of the workbook."""
        return bool(book.api.read_only.get())

    def is_shared(self, book: "xlwings.Book") -> bool:
        """`multi user editing` of the workbook."""
        return bool(book.api.multi_user_editing.get())

    def starts_in_1904(self, book: "xlwings.Book") -> bool:
        """`date 1904` of the workbook."""
        return bool(book.api.date_1904.get())

    def other_sheets(self, book: "xlwings.Book") -> list[str]:
        """`sheets` has them all; `worksheets`, only those of cells."""
        cells = {sheet.name for sheet in book.sheets}
        return [name for name in book.api.sheets.name.get() if name not in cells]

    def skips_filtered_rows(self, sheet: "xlwings.Sheet") -> bool:
        """A table's own filter cannot be asked for here: one that has its arrows is taken as on, which is slower."""
        return bool(sheet.api.filter_mode.get()) or any(table.show_autofilter for table in sheet.tables)

    def has_formulas(self, area: "xlwings.Range") -> bool:
        """`has formula` is missing where only some cells have one."""
        return area.api.has_formula.get() is not False

    def exact(self, area: "xlwings.Range") -> Any:
        """AppleScript has no money: its numbers are already whole."""
        return area.raw_value

    def highlight(self, area: "xlwings.Range", text: str, fill: str, ink: str) -> None:
        """AppleScript cannot make rules of texts, and one with a formula depends on the language: equal, then."""
        literal = text.replace('"', '""')
        area.conditional_formats.add_cell_value(
            "equal_to", f'="{literal}"', fill_color=f"#{fill}", font_color=f"#{ink}"
        )

    def only_warns(self, area: "xlwings.Range") -> None:
        """Without the alert any value goes in: its style cannot be changed afterwards."""
        area.api.validation.show_error.set(False)


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
        return bool(area.api.queryContentCells(_UNO_FORMULAS).getCount())

    def exact(self, area: "xlwings.Range") -> Any:
        """Here money is a number like any other."""
        found = area.raw_value
        return found if isinstance(found, list) else [[found]]

    def text(self, text: str) -> str:
        """A text written as a value stays as it is."""
        return text

    def highlight(self, area: "xlwings.Range", text: str, fill: str, ink: str) -> None:
        """A formula in English is one for every language."""
        literal = text.replace('"', '""')
        corner = area[0, 0].get_address(row_absolute=False, column_absolute=False)
        formula = f'=LEFT({corner},{len(text)})="{literal}"'
        area.conditional_formats.add_custom(formula, fill_color=f"#{fill}", font_color=f"#{ink}")

    def only_warns(self, area: "xlwings.Range") -> None:
        """`Validation` is given back whole."""
        validation = area.api.Validation
        validation.ErrorAlertStyle = enum("sheet.ValidationAlertStyle", "WARNING")
        area.api.Validation = validation

    def copy_borders(self, source: "xlwings.Range", target: "xlwings.Range") -> None:
        """Those of a range are those of each of its cells."""
        for name in _UNO_BORDERS:
            target.api.setPropertyValue(name, source.api.getPropertyValue(name))

    def line_below(self, area: "xlwings.Range", weight: str, color: str) -> None:
        """`BorderLine2`: colour, inner width, outer width, distance, style and width of the line."""
        width = _UNO_WIDTHS[weight]
        line = struct("table.BorderLine2", int(color, 16), 0, width, 0, 0, width)
        area.api.setPropertyValue("BottomBorder2", line)
