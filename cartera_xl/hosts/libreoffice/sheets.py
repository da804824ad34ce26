"""The sheets of a book."""

from collections.abc import Iterator
from typing import Any

from xlwings import NoSuchObjectError, base_classes

from cartera_xl.hosts.libreoffice.addresses import Area, parse, split_sheet
from cartera_xl.hosts.libreoffice.edits import _CONTENTS, _EVERYTHING, _LOOKS
from cartera_xl.hosts.libreoffice.guard import engine_class, unsupported
from cartera_xl.hosts.libreoffice.names import Names
from cartera_xl.hosts.libreoffice.ranges import Range
from cartera_xl.hosts.libreoffice.tables import Tables


@engine_class
class Sheets(base_classes.Sheets):
    """The sheets of a book, in order."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def _alive(self) -> bool:
        return bool(self.book.alive)

    @property
    def api(self) -> Any:
        """LibreOffice's collection of sheets."""
        return self.book.api.Sheets

    @property
    def active(self) -> "Sheet":
        """The one that is seen."""
        return Sheet(self.book, self.book.controller().getActiveSheet())

    def __call__(self, key: Any) -> "Sheet":
        """By its order, from 1, or by its name in any case. `KeyError` if there is none."""
        if isinstance(key, int):
            if not 1 <= key <= len(self):
                raise KeyError(key)
            return Sheet(self.book, self.api.getByIndex(key - 1))
        name = next((name for name in self.api.getElementNames() if name.lower() == key.lower()), None)
        if name is None:
            raise KeyError(key)
        return Sheet(self.book, self.api.getByName(name))

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator["Sheet"]:
        natives = self.api
        return iter([Sheet(self.book, natives.getByIndex(number)) for number in range(natives.getCount())])

    def __contains__(self, key: str) -> bool:
        return key.lower() in (name.lower() for name in self.api.getElementNames())

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> "Sheet":
        """A new sheet; by default, before the active one."""
        natives = self.api
        taken = {present.lower() for present in natives.getElementNames()}
        chosen = name or next(f"Sheet{n}" for n in range(1, len(taken) + 2) if f"sheet{n}" not in taken)
        place = before.index - 1 if before else after.index if after else self.active.index - 1
        natives.insertNewByName(chosen, place)
        return self(chosen)


@engine_class
class FreezePanes(base_classes.FreezePanes):
    """The rows and columns that stay when the sheet moves."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet

    def _alive(self) -> bool:
        return bool(self._sheet.book.alive)

    def freeze_at(self, frozen_range: Any) -> None:
        """Freeze all the rows and columns of a range: whole rows freeze only rows."""
        area = frozen_range.impl.area if hasattr(frozen_range, "impl") else self._sheet.range(frozen_range).area
        rows, columns = self._sheet.size
        frozen_columns = 0 if area.columns == columns else area.last_column
        frozen_rows = 0 if area.rows == rows else area.last_row
        self._with_view(lambda view: view.freezeAtPosition(frozen_columns, frozen_rows))

    def unfreeze(self) -> None:
        """Let all move again."""
        self._with_view(lambda view: view.splitAtPosition(0, 0))

    def _with_view(self, action: Any) -> None:
        """A view only freezes the sheet that it shows."""
        view = self._sheet.book.controller()
        shown = view.getActiveSheet()
        view.setActiveSheet(self._sheet.api)
        action(view)
        view.setActiveSheet(shown)


@engine_class
class Sheet(base_classes.Sheet):
    """One sheet."""

    book: Any = None

    def __init__(self, book: Any, native: Any) -> None:
        self.book = book
        self._native = native

    def _alive(self) -> bool:
        return bool(self.book.alive)

    @property
    def api(self) -> Any:
        """LibreOffice's own sheet."""
        self.book.check()
        return self._native

    @property
    def name(self) -> str:
        """What its tab says."""
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def index(self) -> int:
        """Its order, from 1."""
        return int(self.api.getRangeAddress().Sheet) + 1

    @property
    def protected(self) -> bool:
        """Whether its locked cells cannot be changed."""
        return bool(self.api.isProtected())

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the whole sheet."""
        end = self.api.getRangeAddress()
        return end.EndRow + 1, end.EndColumn + 1

    def checked(self, area: Area) -> Area:
        """The area, if it fits in the sheet. `IndexError` otherwise."""
        rows, columns = self.book.sheet_size(self)
        if min(area) < 1 or area.last_row > rows or area.last_column > columns:
            raise IndexError(f"No hay celdas en {area} de la hoja «{self.name}».")
        return area

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """By address, by name of a table or of a range, by row and column, or from one corner to another."""
        first = self._one(arg1 if not isinstance(arg1, int) else (arg1, arg2))
        if arg2 is None or isinstance(arg1, int):
            return first
        second = self._one(arg2)
        return Range(self, first.area.joined(second.area))

    def _one(self, asked: Any) -> Range:
        if isinstance(asked, Range):
            return asked
        if isinstance(asked, tuple):
            if 0 in asked[:2]:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return Range(self, self.checked(Area(*asked)))
        other, text = split_sheet(asked)
        if other is not None:
            return self.book.sheets(other).range(text)  # type: ignore[no-any-return]
        rows, columns = self.book.sheet_size(self)
        area = parse(text, rows=rows, columns=columns)
        return Range(self, area) if area else self._named(text)

    def _named(self, text: str) -> Range:
        """The range of a name, or the data of a table."""
        for names in (self.names, self.book.names):
            if names.contains(text):
                return names(text).refers_to_range  # type: ignore[no-any-return]
        for sheet in self.book.sheets:
            if text in sheet.tables:
                found: Range | None = sheet.tables(text).data_body_range
                if found is not None:
                    return found
        raise NoSuchObjectError(f"«{text}» no es una dirección ni un nombre del libro.")

    @property
    def cells(self) -> Range:
        """All of them."""
        rows, columns = self.book.sheet_size(self)
        return Range(self, Area(1, 1, rows, columns))

    @property
    def used_range(self) -> Range:
        """From the first cell in use to the last one."""
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self.cells._of(cursor)

    def activate(self) -> None:
        """Show it."""
        self.book.controller().setActiveSheet(self.api)

    select = activate

    def clear_contents(self) -> None:
        """Empty all its cells."""
        self._clear(_CONTENTS)

    def clear_formats(self) -> None:
        """Take away the look of all its cells."""
        self._clear(_LOOKS)

    def clear(self) -> None:
        """Contents, notes and look of all its cells."""
        self._clear(_EVERYTHING)

    def _clear(self, what: int) -> None:
        self.cells._clear(what)

    def autofit(self, axis: str | None = None) -> None:
        """Make its columns, rows or both as big as what they hold."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Take it away."""
        self.book.api.Sheets.removeByName(self.name)

    def copy(self, before: Any, after: Any) -> None:
        """A copy of it, beside a sheet of this book or of another."""
        target = before or after
        place = before.index - 1 if before else after.index
        names = {name.lower() for name in target.book.api.Sheets.getElementNames()}
        new = next(f"{self.name} ({n})" for n in range(2, len(names) + 3) if f"{self.name} ({n})".lower() not in names)
        if target.book is self.book or target.book.api == self.book.api:
            self.book.api.Sheets.copyByName(self.name, new, place)
            return
        position = target.book.api.Sheets.importSheet(self.book.api, self.name, place)
        if self.name.lower() in names:
            target.book.api.Sheets.getByIndex(position).Name = new

    def move(self, before: Any, after: Any) -> None:
        """To another place of its book."""
        self.book.api.Sheets.moveByName(self.name, before.index - 1 if before else after.index)

    @property
    def visible(self) -> bool:
        """Whether its tab is seen."""
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        if value not in (True, False):
            raise unsupported("hoja muy oculta")
        self.api.IsVisible = bool(value)

    @property
    def show_gridlines(self) -> bool:
        """Whether the lines between cells are seen, in the view of the active sheet."""
        return bool(self.book.controller().ShowGrid)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        FreezePanes(self)._with_view(lambda view: setattr(view, "ShowGrid", bool(value)))

    @property
    def freeze_panes(self) -> FreezePanes:
        """What stays when it moves."""
        return FreezePanes(self)

    @property
    def pivot_tables(self) -> Any:
        """xlwings asks for them though its base class does not promise them."""
        raise unsupported("Sheet.pivot_tables")

    @property
    def names(self) -> Names:
        """The names that only it knows."""
        return Names(self.book, lambda: self.api.NamedRanges)

    @property
    def tables(self) -> Tables:
        """Its tables."""
        return Tables(self)
