"""What has been read of an open book, to be compared with what it says when the moment of writing comes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro
from cartera_xl.nucleo.libro import LibroInfo


@dataclass(slots=True)
class SheetMemory:
    """One sheet: its first rows, whole columns by the row in which they begin, and all of it if it is small."""

    name: str
    head: Cuadro = field(default_factory=list)
    columns: dict[int, dict[int, ColumnaLeida]] = field(default_factory=dict)
    grid: Cuadro | None = None


class Memory:
    """Everything read since the last attempt to write, which closes the account."""

    def __init__(self) -> None:
        self.info: LibroInfo | None = None
        self.sheets: dict[str, SheetMemory] = {}
        self._spent = False

    def close(self, *, forget: bool) -> None:
        """An attempt to write has ended. If it failed, what was read stays until something is read again.

        So nobody writes what was computed from rows that are not there any more just by trying twice.
        """
        self._spent = True
        if forget:
            self._open()

    def note_info(self, info: LibroInfo) -> None:
        """The sheets and tables that there were."""
        self._open()
        self.info = info

    def note_head(self, sheet: str, head: Cuadro) -> None:
        """The first rows of a sheet."""
        known = self._sheet(sheet)
        if len(head) >= len(known.head):
            known.head = head

    def note_columns(self, sheet: str, first_row: int, columns: Sequence[int], values: Sequence[ColumnaLeida]) -> None:
        """Whole columns of a sheet."""
        known = self._sheet(sheet).columns.setdefault(first_row, {})
        known.update(zip(columns, values, strict=True))

    def note_grid(self, sheet: str, grid: Cuadro) -> None:
        """All of a sheet."""
        self._sheet(sheet).grid = grid

    def of(self, sheet: str) -> SheetMemory | None:
        """What is remembered of a sheet."""
        return self.sheets.get(sheet.casefold())

    def knew(self, sheet: str) -> bool:
        """Whether the sheet was there when the book was looked at."""
        return self.info is not None and self.info.hoja(sheet) is not None

    def _sheet(self, name: str) -> SheetMemory:
        self._open()
        return self.sheets.setdefault(name.casefold(), SheetMemory(name))

    def _open(self) -> None:
        if self._spent:
            self.info, self.sheets, self._spent = None, {}, False
