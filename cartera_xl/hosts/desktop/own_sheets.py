"""Sheets of ours: made with all they have, or with only the given cells changed if they were already there."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, count, product
from typing import TYPE_CHECKING, Any

from cartera_xl.hosts import looks
from cartera_xl.hosts.desktop import blocks, cells, dressing, reading
from cartera_xl.hosts.desktop.errors import protected
from cartera_xl.hosts.desktop.native import Native
from cartera_xl.hosts.desktop.reading import area_of, rect
from cartera_xl.hosts.desktop.undo import Undo
from cartera_xl.nucleo.celdas import Cuadro, Rango, a1, celda_de, misma_celda
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, HojaSalida, PlanEscritura

if TYPE_CHECKING:
    import xlwings

Cells = Mapping[tuple[int, int], CeldaSalida]


class SheetsWriter:
    """Writes the sheets of one plan; what it does can be taken back."""

    def __init__(
        self, book: "xlwings.Book", native: Native, grids: dict[str, Cuadro], *, date1904: bool, where: str, undo: Undo
    ) -> None:
        self._book = book
        self._native = native
        self._grids = grids
        self._date1904 = date1904
        self._where = where
        self._undo = undo

    def refuse(self, plan: PlanEscritura) -> None:
        """`LibroNoEditable` if some sheet cannot be made or changed."""
        present = {sheet.name.casefold(): sheet for sheet in self._book.sheets}
        others = {name.casefold() for name in self._native.other_sheets(self._book)}
        for output in plan.hojas:
            sheet = present.get(output.nombre.casefold())
            if sheet is None:
                self._refuse_new(output.nombre, others)
                continue
            if output.columnas:
                raise ValueError("whole columns go only in a new sheet")
            if self._native.is_protected(sheet) and _pending(output, self._grid(sheet)):
                raise protected(f"{self._where}, hoja «{sheet.name}»")
            self._refuse_covered(sheet, output)

    def write(self, plan: PlanEscritura) -> None:
        """All of them, in order; the sheet in sight stays in sight."""
        for output in plan.hojas:
            found = next((s for s in self._book.sheets if s.name.casefold() == output.nombre.casefold()), None)
            if found is None:
                self._create(output)
            else:
                self._change(found, output)

    def _refuse_new(self, name: str, others: set[str]) -> None:
        if self._native.is_structure_locked(self._book):
            raise LibroNoEditable(
                f"La estructura del libro está protegida y no se puede añadir la hoja «{name}».",
                donde=self._where,
                remedio="Desproteja el libro (Revisar > Proteger libro) y vuelva a intentarlo",
            )
        if name.casefold() in others:
            raise LibroNoEditable(
                f"Ya hay una hoja llamada «{name}» que no es de celdas.",
                donde=self._where,
                remedio="Cambie el nombre de esa hoja y vuelva a intentarlo",
            )

    def _refuse_covered(self, sheet: "xlwings.Sheet", output: HojaSalida) -> None:
        """A value in a cell that a merged one covers would be lost in silence."""
        filled = [site for site, cell in output.celdas.items() if cell.valor is not None]
        if not filled:
            return
        corners = Rango(
            min(row for row, _ in filled),
            min(column for _, column in filled),
            max(row for row, _ in filled),
            max(column for _, column in filled),
        )
        for area in reading.merged(sheet, corners):
            for row, column in filled:
                if area.toca(Rango(row, column, row, column)) and (row, column) != area[:2]:
                    raise LibroNoEditable(
                        f"La celda {a1(row, column)} está tapada por una celda combinada.",
                        donde=f"{self._where}, hoja «{sheet.name}», celda {a1(row, column)}",
                        remedio="Separe esas celdas y vuelva a intentarlo",
                    )

    def _create(self, output: HojaSalida) -> None:
        shown = self._book.sheets.active
        last = list(self._book.sheets)[-1]
        sheet = self._book.sheets.add(output.nombre, after=last)
        self._undo.add(sheet.delete)
        try:
            self._dress(sheet, output)
            self._fill(sheet, output)
            if output.tabla is not None and output.cuadro is not None:
                self._add_table(sheet, output.tabla, output.cuadro)
            self._native.hide_gridlines(sheet)
            if output.inmovilizar_filas:
                sheet.freeze_panes.freeze_at(f"1:{output.inmovilizar_filas}")
        finally:
            shown.activate()

    def _dress(self, sheet: "xlwings.Sheet", output: HojaSalida) -> None:
        widths = dict(output.anchos) | {place: column.ancho for place, column in enumerate(output.columnas, 1)}
        for place, width in widths.items():
            sheet.range((1, place)).column_width = width
        self._dress_cells(sheet, output.celdas)
        area = output.cuadro
        if not output.columnas or area is None:
            return
        dressing.dress_own(rect(sheet, area._replace(fila2=area.fila1)), Aspecto.CABECERA, self._native)
        for place, column in enumerate(output.columnas, 1):
            body = Rango(area.fila1 + 1, place, area.fila2, place)
            dressing.dress_own(rect(sheet, body), column.aspecto, self._native)
            dressing.highlight_column(sheet, body, column, self._native)

    def _fill(self, sheet: "xlwings.Sheet", output: HojaSalida) -> None:
        """An empty sheet takes all its cells in one write; those around whole columns, in a few."""
        if not output.columnas:
            self._put(sheet, Rango(1, 1, 1, 1), self._whole(output.celdas))
            return
        for area, rows in self._rectangles(output.celdas):
            self._put(sheet, area, rows)
        columns = [[column.titulo, *map(self._written, column.valores.tolist())] for column in output.columnas]
        self._put(sheet, Rango(output.fila_tabla, 1, output.fila_tabla, 1), list(zip(*columns, strict=True)))

    def _whole(self, written: Cells) -> list[list[Any]]:
        """The cells as rows from A1, with nothing where there is none."""
        rows = max((row for row, _ in written), default=0)
        columns = max((column for _, column in written), default=0)
        grid = [[cells.EMPTY] * columns for _ in range(rows)]
        for (row, column), cell in written.items():
            grid[row - 1][column - 1] = self._written(cell.valor)
        return grid

    def _add_table(self, sheet: "xlwings.Sheet", wanted: str, area: Rango) -> None:
        used = {table.name.casefold() for each in self._book.sheets for table in each.tables}
        used |= {name.name.casefold() for name in self._book.names}
        names = chain([wanted], (f"{wanted}_{number}" for number in count(2)))
        free = next(name for name in names if name.casefold() not in used)
        sheet.tables.add(rect(sheet, area), name=free, has_headers=True, table_style_name=looks.TABLE_STYLE)

    def _change(self, sheet: "xlwings.Sheet", output: HojaSalida) -> None:
        current = self._grid(sheet)
        pending = _pending(output, current)
        self._dress_cells(sheet, {site: cell for site, cell in pending.items() if celda_de(current, *site) is None})
        for area, rows in self._rectangles(output.celdas):
            if not any(site in pending for site in _sites(area)):
                continue
            self._undo.add(partial(self._put_back, sheet, area, current, self._formulas(sheet, area)))
            self._put(sheet, area, rows)
        if output.tabla is not None:
            self._grow_table(sheet, output.tabla, output.celdas)
        del self._grids[sheet.name.casefold()]

    def _grow_table(self, sheet: "xlwings.Sheet", name: str, written: Cells) -> None:
        """Rows written right under the sheet's table become part of it, as when they are typed."""
        for table in sheet.tables:
            if table.name.casefold() != name.casefold() or table.show_totals:
                continue
            area = area_of(table.range)
            columns = range(area.columna1, area.columna2 + 1)
            filled = {row for (row, column), cell in written.items() if column in columns and cell.valor is not None}
            last = area.fila2
            while last + 1 in filled:
                last += 1
            if last > area.fila2:
                self._undo.add(partial(table.resize, rect(sheet, area)))
                table.resize(rect(sheet, area._replace(fila2=last)))

    def _dress_cells(self, sheet: "xlwings.Sheet", written: Cells) -> None:
        by_aspect: dict[Aspecto, dict[tuple[int, int], CeldaSalida]] = {}
        for site, cell in written.items():
            if cell.valor is not None or cell.aspecto in looks.FILLS:
                by_aspect.setdefault(looks.aspect_of(cell), {})[site] = cell
        for aspect, same in by_aspect.items():
            for area in _areas(same):
                dressing.dress_own(rect(sheet, area), aspect, self._native)

    def _rectangles(self, written: Cells) -> Iterator[tuple[Rango, list[list[Any]]]]:
        for area in _areas(written):
            columns = range(area.columna1, area.columna2 + 1)
            rows = range(area.fila1, area.fila2 + 1)
            yield area, [[self._written(written[row, column].valor) for column in columns] for row in rows]

    def _written(self, value: object) -> Any:
        return cells.to_write(value, str, date1904=self._date1904)

    def _put(self, sheet: "xlwings.Sheet", area: Rango, rows: list[Any]) -> None:
        blocks.write_block(sheet, area[:2], rows, self._native, date1904=self._date1904)

    def _put_back(
        self, sheet: "xlwings.Sheet", area: Rango, before: Cuadro, formulas: dict[tuple[int, int], str]
    ) -> None:
        columns = range(area.columna1, area.columna2 + 1)
        rows = range(area.fila1, area.fila2 + 1)
        self._put(sheet, area, [[self._written(celda_de(before, row, column)) for column in columns] for row in rows])
        for site, formula in formulas.items():
            sheet.range(site).formula = formula

    def _formulas(self, sheet: "xlwings.Sheet", area: Rango) -> dict[tuple[int, int], str]:
        if not self._native.has_formulas(rect(sheet, area)):
            return {}
        texts = ((site, sheet.range(site).formula) for site in _sites(area))
        return {site: text for site, text in texts if isinstance(text, str) and text.startswith("=")}

    def _grid(self, sheet: "xlwings.Sheet") -> Cuadro:
        """What the sheet says: it has probably just been read, to be compared."""
        key = sheet.name.casefold()
        if key not in self._grids:
            last_row, last_column = reading.used(sheet)
            self._grids[key] = reading.grid(sheet, Rango(1, 1, last_row, last_column), self._native)
        return self._grids[key]


def _pending(output: HojaSalida, current: Cuadro) -> dict[tuple[int, int], CeldaSalida]:
    """The cells that do not say yet what they have to."""
    return {site: cell for site, cell in output.celdas.items() if not misma_celda(celda_de(current, *site), cell.valor)}


def _sites(area: Rango) -> Iterator[tuple[int, int]]:
    return product(range(area.fila1, area.fila2 + 1), range(area.columna1, area.columna2 + 1))


def _areas(sites: Iterable[tuple[int, int]]) -> list[Rango]:
    """The sites as rectangles: runs of neighbours in a row, together with equal ones in the rows below."""
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(sites):
        by_row.setdefault(row, []).append(column)
    done: list[Rango] = []
    growing: dict[tuple[int, int], Rango] = {}
    for row, columns in by_row.items():
        runs = set(reading.blocks(columns))
        done += [area for run, area in growing.items() if run not in runs or area.fila2 != row - 1]
        growing = {
            run: growing[run]._replace(fila2=row)
            if run in growing and growing[run].fila2 == row - 1
            else Rango(row, run[0], row, run[1])
            for run in sorted(runs)
        }
    return sorted([*done, *growing.values()])
