"""What is asked to Excel itself: by the names of its object model (COM) and by those of its AppleScript dictionary."""

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import xlwings

_TEXT_STRING, _BEGINS_WITH = 9, 2  # XlFormatConditionType.xlTextString, XlContainsOperator.xlBeginsWith
_LIST, _WARNING = 3, 2  # XlDVType.xlValidateList, XlDVAlertStyle.xlValidAlertWarning
_WEIGHTS: Final = {"hair": "hairline", "medium": "medium"}
_SAFE_TEXT: Final = re.compile(r"[^\W\d_][^\d]*")
_READ_AS_VALUES: Final = frozenset({"true", "false", "verdadero", "falso"})


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

    def hide_gridlines(self, sheet: "xlwings.Sheet") -> None:
        """Each sheet has its own way of being seen."""
        sheet.show_gridlines = False

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
