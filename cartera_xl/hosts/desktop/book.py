"""A workbook that is open in front of its user, as a `SheetHost`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cartera_xl.hosts.desktop import checking, reading
from cartera_xl.hosts.desktop.errors import changed, half_done, in_user_words, is_gone
from cartera_xl.hosts.desktop.memory import Memory
from cartera_xl.hosts.desktop.mentions import mentions_rows
from cartera_xl.hosts.desktop.native import native_of
from cartera_xl.hosts.desktop.own_sheets import SheetsWriter
from cartera_xl.hosts.desktop.places import ZonePlaces, find_places, find_sheet
from cartera_xl.hosts.desktop.quiet import quiet
from cartera_xl.hosts.desktop.undo import Undo
from cartera_xl.hosts.desktop.zone import ZoneWriter
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro, Rango
from cartera_xl.nucleo.errores import HojaNoEncontrada, LibroNoEditable
from cartera_xl.nucleo.libro import LibroInfo
from cartera_xl.nucleo.plan import PlanEscritura

if TYPE_CHECKING:
    import xlwings


class DesktopBook:
    """A `SheetHost` over a book that is open in a spreadsheet program, through xlwings.

    The book is the user's: between reading and writing she may sort, filter, edit or close it. So what is read is
    remembered, and nothing is written unless it is still there; see `write`. Only what she can act upon is an
    `ErrorCartera`. Nothing is saved to disk.
    """

    def __init__(self, book: "xlwings.Book") -> None:
        self._book = book
        self._native = native_of(book)
        self._memory = Memory()
        self.where = "libro abierto"
        with in_user_words(self.where):
            self.where = f"libro «{book.name}»"

    def info(self) -> LibroInfo:
        """Sheets in order, with their tables and protections; merged cells, only of the rows where titles may be."""
        with in_user_words(self.where):
            found = reading.book_info(self._book, self._native)
        self._memory.note_info(found)
        return found

    def head(self, sheet: str, rows: int) -> Cuadro:
        """The first rows, from column A."""
        with in_user_words(self.where):
            found = self._find(sheet)
            last_row, last_column = reading.used(found)
            head = reading.grid(found, Rango(1, 1, min(rows, last_row), last_column), self._native)
        self._memory.note_head(sheet, head)
        return head

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        """Whole columns from a row on, all of the same length; hidden and filtered rows are rows."""
        with in_user_words(self.where):
            found = reading.columns(self._find(sheet), first_row, columns, self._native)
        self._memory.note_columns(sheet, first_row, columns, found)
        return list(found)

    def grid(self, sheet: str) -> Cuadro:
        """A whole small sheet."""
        with in_user_words(self.where):
            found = self._find(sheet)
            grid = reading.grid(found, Rango(1, 1, *reading.used(found)), self._native)
        self._memory.note_grid(sheet, grid)
        return grid

    def formula_without_value(self, sheet: str, column: int, first_row: int) -> str | None:  # noqa: ARG002
        """Never: an open book has calculated its formulas."""
        return None

    def write(self, plan: PlanEscritura) -> None:
        """The whole plan or nothing, every result in the row of its client.

        With the user's input blocked, what was read is read again. The same rows, maybe in another order: each value
        goes to its row. Anything else: `LibroCambiado`, and the caller may run again. What was written is then read and
        compared with the rows it belongs to; if it cannot be put right, all is taken back.
        """
        done = False
        try:
            with in_user_words(self.where), quiet(self._book.app):
                self._write(plan)
            done = True
        finally:
            self._memory.close(forget=done)

    def _write(self, plan: PlanEscritura) -> None:
        undo = Undo()
        date1904 = self._native.starts_in_1904(self._book)
        self._refuse_unwritable()
        now = checking.refuse_changed(self._book, plan, self._memory, self._native, self.where)
        places = find_places(self._book, plan, self._native, self.where)
        sheets = SheetsWriter(self._book, self._native, now.grids, date1904=date1904, where=self.where, undo=undo)
        sheets.refuse(plan)
        zone = None if places is None else self._zone_writer(places, now.zone, date1904=date1904, undo=undo)
        try:
            if zone is not None:
                zone.grow()
                zone.put()
            sheets.write(plan)
            if zone is not None:
                zone.settle(by_row=mentions_rows(plan))
                zone.shrink()
        except BaseException as error:
            failed = undo.all()
            if failed and not is_gone(failed[0]):
                raise half_done(self.where) from error
            raise

    def _zone_writer(self, places: ZonePlaces, now: checking.Groups, *, date1904: bool, undo: Undo) -> ZoneWriter:
        known = self._memory.of(places.zone.hoja)
        before = checking.rows_in(known.columns, places.zone) if known else None
        rows = checking.rows_in(now, places.zone)
        if before is None or rows is None:
            numbers = range(places.zone.primera_columna, places.zone.ultima_columna + 1)
            rows = checking.rows_now(places.sheet, places.zone, numbers, self._native)
            before = rows
        first = checking.where_now(before, rows)
        if first is None:
            raise changed("Las filas de la tabla ya no son las mismas", f"{self.where}, hoja «{places.zone.hoja}»")
        if len(first) == 0:
            first = np.arange(rows.count, dtype=np.int64)
        return ZoneWriter(places, self._native, rows, first, date1904=date1904, where=self.where, undo=undo)

    def _refuse_unwritable(self) -> None:
        if self._native.is_read_only(self._book):
            raise LibroNoEditable(
                "El libro está abierto solo para leer.",
                donde=self.where,
                remedio="Guárdelo con otro nombre, o ciérrelo donde esté abierto, y vuelva a intentarlo",
            )
        if self._native.is_shared(self._book):
            raise LibroNoEditable(
                "El libro está compartido con control de cambios, y así no admite columnas ni tablas nuevas.",
                donde=self.where,
                remedio="Deje de compartirlo (Revisar > Dejar de compartir libro) y vuelva a intentarlo",
            )

    def _find(self, name: str) -> "xlwings.Sheet":
        """The sheet. `LibroCambiado` if it was there when the book was looked at and is not any more."""
        try:
            return find_sheet(self._book, name, self.where)
        except HojaNoEncontrada as error:
            if self._memory.knew(name):
                raise changed(f"Se ha eliminado la hoja «{name}», o ha cambiado de nombre,", self.where) from error
            raise
