"""A workbook of which each thing is read only once per click.

The use cases ask for the sheets, the titles and our own sheets several times; in an open workbook every reading is a
trip to another program, and between two of them the person may have changed something. What `DesktopBook` compares
before writing is the first reading, which is this one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro
from cartera_xl.nucleo.libro import LibroInfo
from cartera_xl.nucleo.plan import PlanEscritura

if TYPE_CHECKING:
    from cartera_xl.casos.puertos import SheetHost


class ReadOnce:
    """A `SheetHost` over another; whole columns, which are large and asked for once, are not kept."""

    def __init__(self, host: "SheetHost") -> None:
        self._host = host
        self._info: LibroInfo | None = None
        self._heads: dict[str, tuple[int, Cuadro]] = {}
        self._grids: dict[str, Cuadro] = {}

    def info(self) -> LibroInfo:
        """As the other the first time."""
        if self._info is None:
            self._info = self._host.info()
        return self._info

    def head(self, sheet: str, rows: int) -> Cuadro:
        """The longest one that has been asked for serves the shorter ones."""
        asked, found = self._heads.get(sheet, (0, []))
        if asked < rows:
            found = self._host.head(sheet, rows)
            self._heads[sheet] = rows, found
        return [list(row) for row in found[:rows]]

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        """As the other."""
        return self._host.columns(sheet, first_row, columns)

    def formula_without_value(self, sheet: str, column: int, first_row: int) -> str | None:
        """As the other."""
        return self._host.formula_without_value(sheet, column, first_row)

    def grid(self, sheet: str) -> Cuadro:
        """As the other the first time."""
        if sheet not in self._grids:
            self._grids[sheet] = self._host.grid(sheet)
        return [list(row) for row in self._grids[sheet]]

    def write(self, plan: PlanEscritura) -> None:
        """As the other; what was read is no longer so."""
        try:
            self._host.write(plan)
        finally:
            self._info = None
            self._heads.clear()
            self._grids.clear()
