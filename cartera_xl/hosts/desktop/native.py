"""The little that xlwings' public interface lacks, asked to each program in its own words.

One implementation for each family of engines: `native_excel` and `native_office`.
"""

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import xlwings


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

    def hide_gridlines(self, sheet: "xlwings.Sheet") -> None:
        """Only in that sheet, which is ours."""
        ...

    def copy_borders(self, source: "xlwings.Range", target: "xlwings.Range") -> None:
        """The borders of one cell, in all those of another area."""
        ...

    def line_below(self, area: "xlwings.Range", weight: str, color: str) -> None:
        """A line under every cell of the area."""
        ...


def native_of(book: "xlwings.Book") -> Native:
    """The implementation for the program that has the book open."""
    from cartera_xl.hosts.desktop.native_excel import ExcelOnMac, ExcelOnWindows
    from cartera_xl.hosts.desktop.native_office import LibreOffice

    if book.app.engine.name == "libreoffice":
        return LibreOffice()
    return ExcelOnMac() if type(book.impl).__module__.endswith("_xlmac") else ExcelOnWindows()
