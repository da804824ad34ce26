"""A file that can be read but not patched in place: .xls, .xlsb, .ods and delimited text."""

from collections.abc import Sequence
from pathlib import Path

from cartera_xl.hosts import readers, readers_calamine
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro, Rango
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.libro import HojaInfo, LibroInfo
from cartera_xl.nucleo.plan import PlanEscritura

READ_ONLY_SUFFIXES = frozenset({".xls", ".xlsb", ".ods", *readers.TEXT_SUFFIXES})


class ReadOnlyFile:
    """A `SheetHost` over one of those files; writing always refuses and says how to go on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def info(self) -> LibroInfo:
        """Sheets with their visibility and, where the format tells, their merged ranges."""
        if readers.is_text(self._path):
            return LibroInfo(self._path.name, (HojaInfo(readers.sheet_names(self._path)[0]),))
        return LibroInfo(self._path.name, tuple(_sheet(*each) for each in readers_calamine.sheets(self._path)))

    def head(self, sheet: str, rows: int) -> Cuadro:
        """The first rows, from A1."""
        return readers.read_head(self._path, sheet, rows)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        """Those columns, from `first_row` to the last used row."""
        return readers.read_columns(self._path, sheet, first_row, columns)

    def grid(self, sheet: str) -> Cuadro:
        """The whole sheet."""
        return readers.read_grid(self._path, sheet)

    def write(self, plan: PlanEscritura) -> None:  # noqa: ARG002 - part of the protocol
        """Always refuses: nothing has been touched."""
        raise LibroNoEditable(
            f"Un archivo {self._path.suffix} se puede leer, pero no escribir en él sin perder nada.",
            donde=f"libro «{self._path.name}»",
            remedio=f'Guarde el resultado en otro libro con --salida "{self._path.stem}.xlsx"',
        )


def _sheet(name: str, visible: bool, merged: Sequence[tuple[int, int, int, int]]) -> HojaInfo:
    return HojaInfo(name, visible=visible, combinadas=tuple(Rango(*each) for each in merged))
