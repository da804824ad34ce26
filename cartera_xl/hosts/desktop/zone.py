"""The result columns of the sheet of clients: grown, filled, checked row by row, and taken back if need be."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cartera_xl.hosts.desktop import blocks, cells, checking, dressing, reading
from cartera_xl.hosts.desktop.checking import Rows
from cartera_xl.hosts.desktop.errors import changed
from cartera_xl.hosts.desktop.matching import Places, one_answer_per_row, paired_rows
from cartera_xl.hosts.desktop.native import Native
from cartera_xl.hosts.desktop.places import Target, ZonePlaces
from cartera_xl.hosts.desktop.reading import rect
from cartera_xl.hosts.desktop.site import Site
from cartera_xl.hosts.desktop.undo import Undo
from cartera_xl.nucleo.celdas import ColumnaLeida, Rango, vacia
from cartera_xl.nucleo.plan import CONSERVAR

if TYPE_CHECKING:
    import xlwings

ATTEMPTS: Final = 3
_USUAL_WIDTH: Final = 8.43


class ZoneWriter:
    """Writes the columns of one plan.

    `rows` are those of the sheet when the writing begins, and `first` says which of them is each row of the plan.
    """

    def __init__(self, places: ZonePlaces, native: Native, rows: Rows, first: Places, **known: Any) -> None:
        self._places = places
        self._sheet = places.sheet
        self._native = native
        self._date1904: bool = known["date1904"]
        self._undo: Undo = known["undo"]
        self._where = f"{known['where']}, hoja «{places.sheet.name}»"
        changing = [target.place for target in places.targets if target.changes]
        self._rows = rows.without([*changing, *places.removed])
        self._first = first
        self._site = Site.of(places)
        self._values: dict[int, list[Any]] = {}
        self._before = {t.place: self._said(t.place, rows) for t in places.targets if not t.is_new and t.changes}

    def grow(self) -> None:
        """The table takes its new columns; titles, formats, colours, lists and widths."""
        new, zone, table = self._places.new, self._places.zone, self._places.table
        if new:
            area = Rango(zone.fila_cabecera, new[0].place, self._places.last_row, new[-1].place)
            self._keep_widths(area)
            if table is not None:
                self._undo.add(partial(_widen, table, -len(new)))
                _widen(table, len(new))
            self._undo.add(lambda: self._clear(area))
            titles = [[target.output.titulo for target in new]]
            blocks.write_block(self._sheet, area[:2], titles, self._native, date1904=self._date1904)
            self._site.note_titles()
            data = area._replace(fila2=zone.ultima_fila)
            dressing.dress_columns(self._sheet, data, [t.output for t in new], self._native)
        for target in self._places.targets:
            if target.output.renombrar and not target.is_new:
                self._rename(target)
            self._fit_format(target)
            dressing.highlight_column(self._sheet, self._places.data(target.place), target.output, self._native)

    def put(self, places: Places | None = None) -> None:
        """Every value in the row where its client is: neighbouring columns in one write."""
        places = self._first if places is None else places
        if self._before:
            self._undo.add(self._restore)
        whole = [target for target in self._places.targets if target.changes and not target.keeps]
        top = self._places.zone.primera_fila
        for group in blocks.neighbours(whole):
            rows = list(zip(*(self._arranged(target, places) for target in group), strict=True))
            blocks.write_block(self._sheet, (top, group[0].place), rows, self._native, date1904=self._date1904)
        for target in self._places.targets:
            if target.keeps and target.changes:
                self._put_stretches(target.place, self._arranged(target, places), top)

    def settle(self, *, by_row: bool) -> None:
        """Read again and compare; whoever sorted the rows between two writes has them repaired, up to three times.

        `LibroCambiado` if they are no longer the same rows, if what was written names them by their number (`by_row`),
        or if there is no way of having them right.
        """
        places = self._first
        for _ in range(ATTEMPTS):
            now = self._places_now()
            if np.array_equal(now, places) and not self._is_wrong(places):
                return
            if by_row and not np.array_equal(now, self._first):
                raise changed("Alguien ha ordenado las filas", self._where)
            places = now
            self.put(places)
        if not np.array_equal(self._places_now(), places) or self._is_wrong(places):
            raise changed("Las filas o los resultados cambian una y otra vez", self._where)

    def shrink(self) -> None:
        """The columns to be taken away: the last ones leave the table, those in the middle stay empty."""
        removed = sorted(self._places.removed)
        if not removed:
            return
        zone, table, area = self._places.zone, self._places.table, self._places.table_area
        last = zone.ultima_columna if area is None else area.columna2
        first = zone.primera_columna if area is None else area.columna1
        edge = last
        while edge in removed and edge > first:
            edge -= 1
        for place in removed:
            inner = table is not None and place <= edge
            top, bottom = (
                (zone.primera_fila, zone.ultima_fila) if inner else (zone.fila_cabecera, self._places.last_row)
            )
            self._take_away(Rango(top, place, bottom, place), keep=inner)
        if table is not None and area is not None and edge < last:
            self._undo.add(partial(_widen, table, last - edge))
            _widen(table, edge - last)

    def _said(self, place: int, rows: Rows) -> ColumnaLeida:
        """What a column says before it is changed: it has probably just been read."""
        known = rows.columns.get(place)
        return known if known is not None else self._read(self._places.data(place))

    def _read(self, area: Rango) -> ColumnaLeida:
        read = reading.raw(self._sheet, area, self._native)
        return cells.column([value for (value,) in read])

    def _writable(self, value: Any) -> Any:
        return cells.to_write(value, str, date1904=self._date1904)

    def _arranged(self, target: Target, places: Places) -> list[Any]:
        """The values of a column in the order in which its rows are now."""
        values = self._values.get(target.place)
        if values is None:
            values = cells.column_to_write(target.output.valores, date1904=self._date1904)
            self._values[target.place] = values
        if np.array_equal(places, np.arange(len(places))):
            return values
        arranged: list[Any] = [None] * len(values)
        for place, value in zip(places.tolist(), values, strict=True):
            arranged[place] = value
        return arranged

    def _put_stretches(self, place: int, wanted: Sequence[Any], top: int) -> None:
        """A column that keeps some cells: one with a formula is never touched; another may be written as it is."""
        area = Rango(top, place, top + len(wanted) - 1, place)
        current = cells.column_to_write(self._read(area), date1904=self._date1904)
        for first, last in blocks.stretches(wanted, current, self._formula_rows(area)):
            rows = [[current[n] if wanted[n] is CONSERVAR else wanted[n]] for n in range(first, last + 1)]
            blocks.write_block(self._sheet, (top + first, place), rows, self._native, date1904=self._date1904)

    def _formula_rows(self, area: Rango) -> set[int]:
        here = rect(self._sheet, area)
        if not self._native.has_formulas(here):
            return set()
        found = here.formula
        texts = [row[0] for row in found] if isinstance(found, tuple | list) else [found]
        return {row for row, text in enumerate(texts) if isinstance(text, str) and text.startswith("=")}

    def _places_now(self) -> Places:
        """Where each row of the plan is now. `LibroCambiado` if they are not the same rows."""
        if not self._site.is_still_there():
            raise changed("La tabla ha cambiado de sitio o de nombre", self._where)
        rows = self._rows
        if not rows.columns:
            return self._first
        now = checking.rows_now(self._sheet, rows.zone, sorted(rows.columns), self._native)
        moved = checking.where_now(rows, now)
        if moved is None:
            raise changed("Alguien ha cambiado datos, o ha añadido o quitado filas,", self._where)
        if not np.array_equal(moved, np.arange(len(moved))):
            self._refuse_ambiguous()
        found: Places = moved[self._first]
        return found

    def _refuse_ambiguous(self) -> None:
        """Rows that cannot be told apart may change places only if they get the same."""
        outputs = zip(*(self._arranged(t, self._first) for t in self._places.targets if t.changes), strict=True)
        if not one_answer_per_row([self._rows.columns[n] for n in sorted(self._rows.columns)], list(outputs)):
            raise changed("Alguien ha ordenado las filas, y hay varias iguales con distinto resultado,", self._where)

    def _is_wrong(self, places: Places) -> bool:
        for group in blocks.neighbours([target for target in self._places.targets if target.changes]):
            area = self._places.data(group[0].place, group[-1].place)
            read = zip(*reading.raw(self._sheet, area, self._native), strict=True)
            for target, found in zip(group, read, strict=True):
                if not self._same(self._arranged(target, places), found):
                    return True
        return False

    def _same(self, wanted: Sequence[Any], found: Sequence[Any]) -> bool:
        return all(
            one is CONSERVAR or one == other or cells.same(one, other, date1904=self._date1904)
            for one, other in zip(wanted, found, strict=True)
        )

    def _rename(self, target: Target) -> None:
        cell = self._sheet.range((self._places.zone.fila_cabecera, target.place))
        old = cell.value
        self._undo.add(lambda: setattr(cell, "raw_value", self._native.text(str(old))))
        cell.raw_value = self._native.text(target.output.titulo)
        self._site.note_titles()

    def _fit_format(self, target: Target) -> None:
        """A number written in a cell formatted as text would become one."""
        area = rect(self._sheet, self._places.data(target.place))
        if not target.is_new and target.output.valores.dtype.kind == "f" and dressing.is_text(area):
            self._undo.add(lambda: setattr(area, "number_format", dressing.TEXT))
            area.number_format = dressing.number_format_of(target.output.aspecto)

    def _keep_widths(self, area: Rango) -> None:
        for place in range(area.columna1, area.columna2 + 1):
            column = self._sheet.range((area.fila1, place))
            self._undo.add(partial(setattr, column, "column_width", column.column_width))

    def _clear(self, area: Rango) -> None:
        """Away with new columns, wherever they are now."""
        now = self._site.now()
        places = [now.place(old) for old in range(area.columna1, area.columna2 + 1)]
        for first, last in reading.blocks(sorted(place for place in places if place is not None)):
            _wipe(rect(self._sheet, now.area(area)._replace(columna1=first, columna2=last)))

    def _restore(self) -> None:
        """What the columns said, each in its row: the rows may not be where they were, nor all of them be there."""
        numbers = sorted(self._rows.columns)
        site = self._site.now()
        zone = site.area(self._places.data(1))
        now = reading.columns(self._sheet, zone.fila1, numbers, self._native) if numbers else []
        pairs = paired_rows([self._rows.columns[n] for n in numbers], now)
        count = max(self._rows.count, *(position + 1 for position in pairs), 0)
        alone = set(range(self._rows.count)) - set(pairs.values())
        sources = [pairs.get(n, n if n in alone else None) for n in range(count)]
        for target in self._places.targets:
            place = site.place(target.place) if target.place in self._before else None
            if place is not None:
                said = cells.column_to_write(self._before[target.place], date1904=self._date1904)
                kept = self._kept(target)
                wanted = [cells.EMPTY if n is None else CONSERVAR if n in kept else said[n] for n in sources]
                self._put_stretches(place, wanted, zone.fila1)

    def _kept(self, target: Target) -> set[int]:
        """The rows, by where they were when the writing began, whose cell of that column was not touched."""
        values = target.output.valores.tolist() if target.keeps else []
        return {int(row) for row, value in zip(self._first, values, strict=False) if value is CONSERVAR}

    def _take_away(self, area: Rango, *, keep: bool) -> None:
        """Empty a column, with its colours and lists; what it said can be put back."""
        rows = [[self._writable(cells.cell(value))] for (value,) in reading.raw(self._sheet, area, self._native)]
        back = partial(blocks.write_block, self._sheet, area[:2], rows, self._native, date1904=self._date1904)
        self._undo.add(back)
        _wipe(rect(self._sheet, area))
        last_row, last_column = reading.used(self._sheet)
        whole = reading.grid(self._sheet, Rango(1, area.columna1, last_row, area.columna1), self._native)
        if not keep and all(vacia(value) for (value,) in whole):
            rect(self._sheet, area).column_width = self._free_width(last_column)

    def _free_width(self, last_column: int) -> float:
        """That of a column that nobody uses."""
        place = min(last_column + 2, self._sheet.cells.shape[1])
        width = self._sheet.range((1, place)).column_width
        return _USUAL_WIDTH if width is None else width


def _widen(table: "xlwings.main.Table", columns: int) -> None:
    """More columns at its right, or fewer, from what it is now: the person may have changed it meanwhile."""
    area = reading.area_of(table.range)
    table.resize(rect(table.parent, area._replace(columna2=area.columna2 + columns)))


def _wipe(area: "xlwings.Range") -> None:
    area.conditional_formats.clear()
    area.data_validation.delete()
    area.clear()
