"""A range of cells: where it is, what it holds, and how to go from it to others."""

from collections.abc import Sequence
from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.addresses import Area
from cartera_xl.hosts.libreoffice.arranging import ArrangeMixin
from cartera_xl.hosts.libreoffice.cell_formats import FormatsMixin
from cartera_xl.hosts.libreoffice.conditional_formats import ConditionalFormats
from cartera_xl.hosts.libreoffice.edits import EditsMixin
from cartera_xl.hosts.libreoffice.filters import AutoFilter
from cartera_xl.hosts.libreoffice.formula_text import Site, moved
from cartera_xl.hosts.libreoffice.formulas import FormulaWriter, read_formulas
from cartera_xl.hosts.libreoffice.guard import engine_class
from cartera_xl.hosts.libreoffice.reading import read_grid
from cartera_xl.hosts.libreoffice.validation import DataValidation
from cartera_xl.hosts.libreoffice.writing import write_grid

_STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}


@engine_class
class Range(ArrangeMixin, EditsMixin, FormatsMixin, base_classes.Range):
    """A rectangle of a sheet. It stays at its address: unlike in Excel, it does not follow its cells if they move."""

    max_cells_per_read = None
    max_cells_per_write = None

    area: Area
    options: dict[str, Any]

    def __init__(self, sheet: Any, area: Area) -> None:
        self._sheet = sheet
        self.area = area
        self.options: dict[str, Any] = {}

    def _alive(self) -> bool:
        return bool(self._sheet.book.alive)

    @property
    def api(self) -> Any:
        """LibreOffice's own range."""
        area = self.area
        return self._sheet.api.getCellRangeByPosition(
            area.column - 1, area.row - 1, area.last_column - 1, area.last_row - 1
        )

    @property
    def arg1_input(self) -> str:
        """How it would be asked for; xlwings looks at it to tell rows from columns."""
        return self.area.text(row_mark="", column_mark="")

    @property
    def sheet(self) -> Any:
        """Its sheet."""
        return self._sheet

    @property
    def row(self) -> int:
        """First row, from 1."""
        return self.area.row

    @property
    def column(self) -> int:
        """First column, from 1."""
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.area.rows, self.area.columns

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Name of the sheet, corner and size."""
        return self._sheet.name, *self.area

    def __len__(self) -> int:
        return self.area.rows * self.area.columns

    def __call__(self, *args: int) -> "Range":
        """A cell, by its row and column or by its order, both from its corner and possibly outside."""
        if len(args) == 2:
            row, column = args
        else:
            row, column = divmod(args[0] - 1, self.area.columns)
            row, column = row + 1, column + 1
        return self._at(Area(self.area.row + row - 1, self.area.column + column - 1))

    def _at(self, area: Area) -> "Range":
        """Another range of the same sheet. `IndexError` if it falls off it."""
        return Range(self._sheet, self._sheet.checked(area))

    @property
    def raw_value(self) -> Any:
        """The values as they are: rows, or the value itself if it is one cell. Errors are `ErrorCelda`."""
        book = self._sheet.book
        grid = read_grid(self.api, book.api, book.formats)
        return grid[0][0] if len(self) == 1 else grid

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        """A text stays a text, whatever it looks like: for formulas there is `formula`."""
        self.check_editable()
        grid = self._as_grid(data)
        self.whole_arrays()
        write_grid(self.api, self._sheet.book.formats, grid)

    def _as_grid(self, data: Any) -> Sequence[Sequence[Any]]:
        """One row of values for each of its rows. `ValueError` if they are not as many as its cells."""
        if not isinstance(data, list | tuple):
            return [[data] * self.area.columns] * self.area.rows
        grid = data if isinstance(data[0], list | tuple) else [data]
        if len(grid) != self.area.rows or any(len(row) != self.area.columns for row in grid):
            raise ValueError(f"Los valores no son tantos como las celdas de {self.address}.")
        return grid

    def site(self) -> Site:
        """Its first cell, as formulas need it."""
        return Site(self._sheet.index - 1, self.area.row, self.area.column)

    @property
    def formula(self) -> Any:
        """What the formula bar shows, in English: rows, or the text itself if it is one cell."""
        texts = read_formulas(self.api, self._sheet.book.translator, self.site())
        return texts[0][0] if len(self) == 1 else tuple(tuple(row) for row in texts)

    @formula.setter
    def formula(self, value: Any) -> None:
        """As if typed. One formula over several cells is copied from the first one, as Excel does."""
        self.check_editable()
        book = self._sheet.book
        grid = self._formula_grid(value)
        for array in self.whole_arrays():  # they are written column by column, and an array only goes at once
            array.clear_contents()
        FormulaWriter(self.api, book.translator, self.site(), book.formats.epoch).write(grid)

    def _formula_grid(self, value: Any) -> Sequence[Sequence[Any]]:
        if not isinstance(value, str) or not value.startswith("="):
            return self._as_grid(value)
        return [[moved(value, row, column) for column in range(self.area.columns)] for row in range(self.area.rows)]

    formula2 = formula

    @property
    def formula_array(self) -> str | None:
        """The array formula to which the cell belongs; `None` without one."""
        if not self.has_array:
            return None
        first: str = self(1, 1).formula
        return first

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.check_editable()
        self.api.setArrayTokens(self._sheet.book.translator.tokens(value, self.site()))

    @property
    def has_array(self) -> bool:
        """True if its first cell belongs to an array formula."""
        return bool(self(1, 1).api.getArrayFormula())

    def end(self, direction: str) -> "Range":
        """Where Ctrl and an arrow take to from its first cell."""
        down, right = _STEPS[direction]
        filled = self._filled(along_rows=bool(down))
        place = _jump(filled, self.area.row if down else self.area.column, down or right, self._size(bool(down)))
        return self._at(Area(place, self.area.column) if down else Area(self.area.row, place))

    def _size(self, along_rows: bool) -> int:
        size: tuple[int, int] = self._sheet.size
        return size[0] if along_rows else size[1]

    def _filled(self, *, along_rows: bool) -> list[bool]:
        """Whether each cell of its column (or row) holds something, up to the last one in use."""
        used = self._sheet.used_range.area
        if along_rows:
            area = Area(1, self.area.column, rows=max(used.last_row, 1))
            return [row[0] != "" for row in self._at(area).api.getDataArray()]
        area = Area(self.area.row, 1, columns=max(used.last_column, 1))
        return [cell != "" for cell in self._at(area).api.getDataArray()[0]]

    @property
    def current_region(self) -> "Range":
        """The block of cells around it, up to empty rows and columns."""
        cursor = self._sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return self._of(cursor)

    def _of(self, native: Any) -> "Range":
        return self._of_area(native.getRangeAddress())

    def _of_area(self, found: Any) -> "Range":
        rows, columns = found.EndRow - found.StartRow + 1, found.EndColumn - found.StartColumn + 1
        return Range(self._sheet, Area(found.StartRow + 1, found.StartColumn + 1, rows, columns))

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        """Its address; with its book and sheet if `external`."""
        text = self.area.text(row_mark="$" if row_absolute else "", column_mark="$" if col_absolute else "")
        if not external:
            return text
        place = f"[{self._sheet.book.name}]{self._sheet.name}"
        return (
            f"{place}!{text}"
            if place.replace("[", "").replace("]", "").replace(".", "").isalnum()
            else f"'{place}'!{text}"
        )

    @property
    def address(self) -> str:
        """`$A$1:$B$2`."""
        return self.get_address()

    @property
    def table(self) -> Any:
        """The table in which its first cell is, if any."""
        corner = Area(self.area.row, self.area.column)
        return next((table for table in self._sheet.tables if table.range.area.contains(corner)), None)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that change its look."""
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        """What may be typed in it."""
        return DataValidation(self)

    @property
    def autofilter(self) -> AutoFilter:
        """The filter of its columns."""
        return AutoFilter(self)

    def select(self) -> None:
        """Select it in the window."""
        self._sheet.activate()
        self._sheet.book.controller().select(self.api)


def _jump(filled: Sequence[bool], start: int, step: int, size: int) -> int:
    """From a place, counted from 1: to the end of its block, or to the beginning of the next, or to the border."""

    def full(place: int) -> bool:
        return 1 <= place <= len(filled) and filled[place - 1]

    place = start + step
    if full(start) and full(place):
        while full(place + step):
            place += step
        return place
    if step < 0:
        place = min(place, len(filled))
    while 1 <= place <= len(filled):
        if full(place):
            return place
        place += step
    return 1 if step < 0 else size
