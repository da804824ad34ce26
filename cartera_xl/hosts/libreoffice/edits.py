"""What changes a range beyond its values: clearing, moving cells, merging, sorting, copying, links."""

from collections.abc import Iterator
from typing import Any

from cartera_xl.hosts.libreoffice.addresses import Area
from cartera_xl.hosts.libreoffice.errors import SheetProtected
from cartera_xl.hosts.libreoffice.guard import unsupported
from cartera_xl.hosts.libreoffice.uno_values import enum

_FORMULAS = 16
_CONTENTS = 1 | 2 | 4 | _FORMULAS
_LOOKS = 32 | 64 | 256
_EVERYTHING = _CONTENTS | _LOOKS | 8
_INSERT = {"down": "DOWN", "right": "RIGHT"}
_DELETE = {"up": "UP", "left": "LEFT"}


class EditsMixin:
    """What a `Range` does to its cells. `api`, `area`, `_sheet`, `_of` and `_at` come from the range."""

    api: Any
    area: Area
    _sheet: Any
    _of: Any
    _of_area: Any
    _at: Any

    def check_editable(self) -> None:
        """`SheetProtected` if some cell cannot be changed: Calc would often do nothing, in silence."""
        book, native = self._sheet.book, self._sheet.api
        if book.api.isReadonly():
            raise SheetProtected(f"El libro «{book.name}» está abierto solo para lectura.")
        if not native.isProtected():
            return
        rng = self.api
        ambiguous = rng.getPropertyState("CellProtection") == enum("beans.PropertyState", "AMBIGUOUS_VALUE")
        if ambiguous or rng.CellProtection.IsLocked:
            raise SheetProtected(f"La hoja «{native.Name}» está protegida.")

    def clear_contents(self) -> None:
        """Empty its cells; their look stays."""
        self._clear(_CONTENTS)

    def clear_formats(self) -> None:
        """Take away their look."""
        self._clear(_LOOKS)

    def clear(self) -> None:
        """Contents, notes and look."""
        self._clear(_EVERYTHING)

    def _clear(self, what: int) -> None:
        self.check_editable()
        if what & _FORMULAS:
            self.whole_arrays()
        self.api.clearContents(what)

    def whole_arrays(self) -> list[Any]:
        """The array formulas inside. `ValueError` if one is only partly inside: Calc would do nothing, in silence."""
        found: list[Any] = []
        for cell in self._array_cells():
            if not any(array.area.contains(cell) for array in found):
                found.append(self._array_at(cell))
        for array in found:
            if not self.area.contains(array.area):
                address = array.area.text(row_mark="", column_mark="")
                raise ValueError(f"En {address} hay una fórmula matricial, que solo se puede cambiar entera.")
        return found

    def _array_cells(self) -> Iterator[Area]:
        for block in self.api.queryContentCells(_FORMULAS).getRangeAddresses():
            part = self._of_area(block)
            for row, texts in enumerate(part.api.getFormulaArray(), part.row):
                yield from (Area(row, column) for column, text in enumerate(texts, part.column) if text[:2] == "{=")

    def _array_at(self, cell: Area) -> Any:
        cursor = self._sheet.api.createCursorByRange(self._at(cell).api)
        cursor.collapseToCurrentArray()
        return self._of(cursor)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:  # noqa: ARG002
        """Put empty cells here and move the present ones `down` or `right`."""
        self.check_editable()
        mode = enum("sheet.CellInsertMode", _INSERT[shift or self._natural_shift("down", "right")])
        self._sheet.api.insertCells(self.api.getRangeAddress(), mode)

    def delete(self, shift: str | None = None) -> None:
        """Take the cells away and bring those from below (`up`) or from the right (`left`)."""
        self.check_editable()
        self.whole_arrays()
        mode = enum("sheet.CellDeleteMode", _DELETE[shift or self._natural_shift("up", "left")])
        self._sheet.api.removeRange(self.api.getRangeAddress(), mode)

    def _natural_shift(self, vertical: str, horizontal: str) -> str:
        """As Excel decides it when it is not told: a tall range moves sideways."""
        return horizontal if self.area.rows > self.area.columns else vertical

    @property
    def merge_cells(self) -> bool | None:
        """True if it is inside one merged area, False if it touches none, `None` if only a part of it is merged."""
        if self.merge_area.area.contains(self.area) and self.merge_area.area != self._at(self.area)(1, 1).area:
            return True
        return None if self._touches_merged() else False

    def _touches_merged(self) -> bool:
        cursor = self._sheet.api.createCursorByRange(self.api)
        cursor.collapseToMergedArea()
        return bool(cursor.getIsMerged()) or self._of(cursor).area != self.area

    @property
    def merge_area(self) -> Any:
        """The merged area of its first cell; the cell itself if it is not merged."""
        cursor = self._sheet.api.createCursorByRange(self._at(self.area)(1, 1).api)
        cursor.collapseToMergedArea()
        return self._of(cursor)

    def merge(self, across: bool = False) -> None:
        """Make one cell of all; with `across`, one of each row."""
        self.check_editable()
        if not across:
            self.api.merge(True)
            return
        for row in range(self.area.rows):
            self.api.getCellRangeByPosition(0, row, self.area.columns - 1, row).merge(True)

    def unmerge(self) -> None:
        """Undo `merge`."""
        self.check_editable()
        self.api.merge(False)

    def copy(self, destination: Any = None) -> None:
        """Copy all of it to another place of the same book."""
        if destination is None:
            raise unsupported("Range.copy sin destino")
        target = destination.impl
        target.check_editable()
        corner = target.api.getCellByPosition(0, 0).getCellAddress()
        target.sheet.api.copyRange(corner, self.api.getRangeAddress())
