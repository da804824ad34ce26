"""Is the book still the one that was read? If only the order of the rows changed, where is each one now?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cartera_xl.hosts.desktop import reading
from cartera_xl.hosts.desktop.errors import changed
from cartera_xl.hosts.desktop.matching import Places, match_rows
from cartera_xl.hosts.desktop.memory import Memory, SheetMemory
from cartera_xl.hosts.desktop.mentions import mentions_rows
from cartera_xl.hosts.desktop.native import Native
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Cuadro, Rango, a1, celda_de, misma_celda
from cartera_xl.nucleo.plan import PlanEscritura, Zona

if TYPE_CHECKING:
    import xlwings


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a zone as they were read: their columns by number, from the zone's first row to its last."""

    zone: Zona
    columns: Mapping[int, ColumnaLeida]

    @property
    def count(self) -> int:
        """Rows of the zone."""
        return self.zone.ultima_fila - self.zone.primera_fila + 1

    def without(self, numbers: Sequence[int]) -> "Rows":
        """Without those columns, which are about to change."""
        return Rows(self.zone, {n: values for n, values in self.columns.items() if n not in numbers})


Groups = Mapping[int, Mapping[int, ColumnaLeida]]
"""Whole columns of one sheet, by the row in which they begin and by their number."""


@dataclass(frozen=True, slots=True)
class Now:
    """What was read to compare, so that it is not read again: the zone's columns, and whole sheets by their name."""

    zone: Groups
    grids: dict[str, Cuadro]


def refuse_changed(book: "xlwings.Book", plan: PlanEscritura, memory: Memory, native: Native, where: str) -> Now:
    """`LibroCambiado` if something that was read is not as it was; the order of the rows is another matter."""
    found: dict[str, Groups] = {}
    grids: dict[str, Cuadro] = {}
    present = {sheet.name.casefold(): sheet for sheet in book.sheets}
    for output in plan.hojas:
        if memory.info is not None and memory.knew(output.nombre) is not (output.nombre.casefold() in present):
            raise changed(f"La hoja «{output.nombre}» ha aparecido o desaparecido", where)
    for known in memory.sheets.values():
        if not known.columns and known.grid is None:
            continue
        sheet = present.get(known.name.casefold())
        if sheet is None:
            raise changed(f"Se ha eliminado la hoja «{known.name}», o ha cambiado de nombre,", where)
        key, here = known.name.casefold(), f"{where}, hoja «{known.name}»"
        found[key] = _refuse_changed_sheet(sheet, known, plan, native, here)
        if known.grid is not None:
            grids[key] = _refuse_other_grid(sheet, known.grid, native, here)
    return Now(found.get(plan.zona.hoja.casefold(), {}) if plan.zona is not None else {}, grids)


def rows_in(groups: Groups, zone: Zona) -> Rows | None:
    """The rows of a zone in what was read of its sheet; `None` if its columns were not read."""
    firsts = [first for first in groups if first <= zone.primera_fila]
    if not firsts:
        return None
    first = max(firsts, key=lambda row: len(groups[row]))
    skip, count = zone.primera_fila - first, zone.ultima_fila - zone.primera_fila + 1
    return Rows(zone, {number: _exactly(values[skip:], count) for number, values in groups[first].items()})


def rows_now(sheet: "xlwings.Sheet", zone: Zona, numbers: Sequence[int], native: Native) -> Rows:
    """The same columns as they are now."""
    ordered = sorted(numbers)
    found = reading.columns(sheet, zone.primera_fila, ordered, native, zone.ultima_fila)
    count = zone.ultima_fila - zone.primera_fila + 1
    return Rows(zone, {n: _exactly(values, count) for n, values in zip(ordered, found, strict=True)})


def where_now(before: Rows, now: Rows) -> Places | None:
    """Position of each row of before; `None` if they are not the same rows."""
    if not before.columns:
        return np.arange(before.count, dtype=np.int64)
    numbers = sorted(before.columns)
    return match_rows([before.columns[n] for n in numbers], [now.columns[n] for n in numbers])


def _refuse_changed_sheet(
    sheet: "xlwings.Sheet", known: SheetMemory, plan: PlanEscritura, native: Native, where: str
) -> Groups:
    found: dict[int, Mapping[int, ColumnaLeida]] = {}
    for first_row, group in known.columns.items():
        numbers = sorted(group)
        _refuse_other_titles(sheet, known, first_row, numbers, native, where)
        now = reading.columns(sheet, first_row, numbers, native)
        found[first_row] = dict(zip(numbers, now, strict=True))
        places = _places([group[number] for number in numbers], now)
        if places is None:
            raise changed("Alguien ha cambiado datos, o ha añadido o quitado filas,", where)
        if mentions_rows(plan) and not np.array_equal(places, np.arange(len(places))):
            # What is about to be written says «fila 12» somewhere: with the rows in another order it would point at
            # another client. Moving each result to its row does not mend that; computing again does, in seconds.
            raise changed("Alguien ha ordenado las filas", where)
    return found


def _places(before: Sequence[ColumnaLeida], now: Sequence[ColumnaLeida]) -> Places | None:
    length = max(map(len, before), default=0)
    if max(map(len, now), default=0) != length:
        return None
    return match_rows([_exactly(values, length) for values in before], [_exactly(values, length) for values in now])


def _refuse_other_titles(
    sheet: "xlwings.Sheet", known: SheetMemory, first_row: int, numbers: Sequence[int], native: Native, where: str
) -> None:
    row = first_row - 1
    if not 1 <= row <= len(known.head) or not numbers:
        return
    now = reading.grid(sheet, Rango(row, 1, row, max(numbers)), native)[0]
    for number in numbers:
        before = celda_de(known.head, row, number)
        if not misma_celda(before, now[number - 1]):
            raise changed(f"El título «{before or ''}» ya no está en {a1(row, number)}: alguien lo ha cambiado", where)


def _refuse_other_grid(sheet: "xlwings.Sheet", before: Cuadro, native: Native, where: str) -> Cuadro:
    last_row, last_column = reading.used(sheet)
    now = reading.grid(sheet, Rango(1, 1, last_row, last_column), native)
    for row in range(1, max(len(before), len(now)) + 1):
        for column, (one, other) in enumerate(_paired(before, now, row), 1):
            if one is not other and not misma_celda(one, other):
                raise changed(f"Alguien ha cambiado la celda {a1(row, column)}", where)
    return now


def _paired(before: Cuadro, now: Cuadro, row: int) -> Iterator[tuple[Celda, Celda]]:
    width = max(len(grid[row - 1]) if row <= len(grid) else 0 for grid in (before, now))
    return ((celda_de(before, row, column), celda_de(now, row, column)) for column in range(1, width + 1))


def _exactly(values: ColumnaLeida, length: int) -> ColumnaLeida:
    """The column with that many cells: what is below is left out, and what was never written is empty."""
    if len(values) >= length:
        return values[:length]
    empty = {"f": np.nan, "M": np.datetime64("NaT")}.get(values.dtype.kind)
    filled = np.full(length, empty, dtype=values.dtype)
    filled[: len(values)] = values
    return filled
