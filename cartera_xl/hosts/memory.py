"""A workbook held in memory: the simplest host that keeps the whole contract of `SheetHost`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, count

import numpy as np

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Cuadro, Rango, columna_de_objetos, vacia
from cartera_xl.nucleo.errores import HojaNoEncontrada, LibroNoEditable
from cartera_xl.nucleo.libro import HojaInfo, LibroInfo, TablaExcel
from cartera_xl.nucleo.plan import CONSERVAR, ColumnaSalida, HojaSalida, PlanEscritura, Zona
from cartera_xl.nucleo.privacidad.borrado import Borrado, PlanBorrado, Rastro
from cartera_xl.nucleo.privacidad.identidad import Identidad


class MemoryHost:
    """Grids by sheet name; what `write` does to them is what the other hosts must do to a real workbook."""

    def __init__(self, sheets: Mapping[str, Cuadro], *, name: str = "memoria.xlsx") -> None:
        self._name = name
        self._grids: dict[str, Cuadro] = {sheet: [list(row) for row in grid] for sheet, grid in sheets.items()}
        self._infos: dict[str, HojaInfo] = {sheet: HojaInfo(sheet) for sheet in sheets}
        self.writes = 0

    def add_table(self, sheet: str, name: str, area: str) -> None:
        """Declare a ListObject over `area` (A1 notation)."""
        info = self._infos[sheet]
        self._infos[sheet] = replace(info, tablas=(*info.tablas, TablaExcel(name, Rango.desde_a1(area))))

    def info(self) -> LibroInfo:
        """The sheets in the order in which they were given or created."""
        return LibroInfo(self._name, tuple(self._infos.values()))

    def head(self, sheet: str, rows: int) -> Cuadro:
        """First rows, as they are."""
        return [list(row) for row in self._grid(sheet)[:rows]]

    def grid(self, sheet: str) -> Cuadro:
        """The whole sheet."""
        return [list(row) for row in self._grid(sheet)]

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        """Each column from `first_row` down to the last used row; all-number columns come as `float64`."""
        rows = self._grid(sheet)[first_row - 1 :]
        return [_typed([row[c - 1] if c <= len(row) else None for row in rows]) for c in columns]

    def formula_without_value(self, sheet: str, column: int, first_row: int) -> str | None:  # noqa: ARG002
        """Never: a grid in memory holds values, not formulas."""
        return None

    def write(self, plan: PlanEscritura) -> None:
        """Apply the whole plan."""
        self.writes += 1
        if plan.zona is not None:
            self._write_columns(plan, plan.zona)
            for column in plan.quitar:
                self._clear_column(plan.zona, column)
            self._resize_table(plan, plan.zona)
        for sheet in plan.hojas:
            self._write_sheet(sheet)

    def traces(self, identity: Identidad) -> tuple[Rastro, ...]:  # noqa: ARG002
        """None: here there are only cells."""
        return ()

    def erase(self, plan: PlanBorrado, *, simulate: bool = False) -> Borrado:
        """Leave in each cell what the plan says."""
        if not simulate:
            self.writes += 1
            for sheet, cells in plan.celdas.items():
                for site, value in cells.items():
                    self._put(sheet, *site, value)
            for output in plan.hojas:
                self._write_sheet(output)
        return Borrado()

    def _grid(self, sheet: str) -> Cuadro:
        found = self.info().hoja(sheet)
        if found is None:
            raise HojaNoEncontrada(
                f"El libro no tiene la hoja «{sheet}».", donde=f"libro «{self._name}»", remedio="Compruebe el nombre"
            )
        return self._grids[found.nombre]

    def _write_columns(self, plan: PlanEscritura, zone: Zona) -> None:
        added = [output for output in plan.columnas if output.columna is None]
        following = count(self._first_free(zone, len(added)))
        for output in plan.columnas:
            place = output.columna or next(following)
            if output.columna is None or output.renombrar:
                self._put(zone.hoja, zone.fila_cabecera, place, output.titulo)
            self._put_values(zone.hoja, zone.primera_fila, place, output)

    def _put_values(self, sheet: str, first_row: int, column: int, output: ColumnaSalida) -> None:
        for row, value in enumerate(output.valores.tolist(), start=first_row):
            if value is not CONSERVAR:
                self._put(sheet, row, column, None if vacia(value) else value)

    def _first_free(self, zone: Zona, width: int) -> int:
        """A table grows only over free cells; a plain range leaves a free column, or goes after everything else."""
        first = zone.ultima_columna + 1
        rows = self._grid(zone.hoja)[zone.fila_cabecera - 1 : zone.ultima_fila]
        used = {c for row in rows for c, cell in enumerate(row[first - 1 :], first) if not vacia(cell)}
        needed = range(first, first + width + (zone.tabla is None))
        if not width or used.isdisjoint(needed):
            return first
        if zone.tabla is not None:
            raise LibroNoEditable(
                f"La tabla «{zone.tabla}» no puede crecer: a su derecha hay datos.",
                donde=f"hoja «{zone.hoja}»",
                remedio="Muévalos más a la derecha, más abajo o a otra hoja",
            )
        return max(used) + 1

    def _clear_column(self, zone: Zona, column: int) -> None:
        for row in range(zone.fila_cabecera, zone.ultima_fila + 1):
            self._put(zone.hoja, row, column, None)

    def _resize_table(self, plan: PlanEscritura, zone: Zona) -> None:
        """A table grows with what is appended and shrinks when its last columns go."""
        last = zone.ultima_columna + sum(output.columna is None for output in plan.columnas)
        while last in plan.quitar:
            last -= 1
        info = self._infos[zone.hoja]
        tables = tuple(
            replace(t, rango=t.rango._replace(columna2=last)) if t.nombre == zone.tabla else t for t in info.tablas
        )
        self._infos[zone.hoja] = replace(info, tablas=tables)

    def _write_sheet(self, output: HojaSalida) -> None:
        if output.nombre not in self._grids:
            self._grids[output.nombre] = []
            self._infos[output.nombre] = HojaInfo(output.nombre)
            if output.tabla and output.cuadro is not None:
                table = TablaExcel(self._free_table_name(output.tabla), output.cuadro)
                self._infos[output.nombre] = HojaInfo(output.nombre, tablas=(table,))
            for place, column in enumerate(output.columnas, 1):
                self._put(output.nombre, output.fila_tabla, place, column.titulo)
                self._put_values(output.nombre, output.fila_tabla + 1, place, column)
        for site, cell in output.celdas.items():
            self._put(output.nombre, *site, cell.valor)

    def _free_table_name(self, wanted: str) -> str:
        used = {table.nombre.casefold() for info in self._infos.values() for table in info.tablas}
        names = chain([wanted], (f"{wanted}_{number}" for number in count(2)))
        return next(name for name in names if name.casefold() not in used)

    def _put(self, sheet: str, row: int, column: int, value: Celda) -> None:
        grid = self._grids[sheet]
        grid.extend([] for _ in range(row - len(grid)))
        line = grid[row - 1]
        line.extend([None] * (column - len(line)))
        line[column - 1] = value


def _typed(cells: list[Celda]) -> ColumnaLeida:
    numbers = [cell for cell in cells if cell is not None]
    if numbers and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in numbers):
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    return columna_de_objetos(cells)
