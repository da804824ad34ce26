"""The result columns of the sheet of clients: decides where each one goes and leaves the parts ready to be written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.hosts.ooxml import conditional, preflight, sheet_frame, tables, zone_table
from cartera_xl.hosts.ooxml.cell_xml import CellFormatter
from cartera_xl.hosts.ooxml.package import Package, SheetEntry
from cartera_xl.hosts.ooxml.protection import Targets, refuse_locked
from cartera_xl.hosts.ooxml.rows import MAX_COLUMN, CellEdit, Wanted
from cartera_xl.hosts.ooxml.sheet_patch import Target, ZoneEdits, ZonePatcher
from cartera_xl.hosts.ooxml.sheet_read import SheetStream
from cartera_xl.hosts.ooxml.sheet_scan import ScanColumns, ZoneFacts, ZoneScanner
from cartera_xl.hosts.ooxml.styles import StyleSheet
from cartera_xl.hosts.ooxml.tables import TablePart
from cartera_xl.nucleo.celdas import Rango, a1
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import CONSERVAR, ColumnaSalida, PlanEscritura, Zona


@dataclass(frozen=True, slots=True)
class _Context:
    """What the steps of one zone share."""

    package: Package
    sheet: SheetEntry
    zone: Zona
    plan: PlanEscritura
    styles: StyleSheet
    table: TablePart | None
    all_tables: tuple[TablePart, ...]
    where: str

    @property
    def rows(self) -> Wanted:
        singles = [self.zone.fila_cabecera]
        if self.table is not None and self.table.totals_rows:
            singles.append(self.table.range.fila2)
        return Wanted(range(self.zone.primera_fila, self.zone.ultima_fila + 1), tuple(singles))

    @property
    def last_row(self) -> int:
        return self.rows.last

    def stream(self, *, checked: bool = False) -> SheetStream:
        entry = self.package.zip.find(self.sheet.part)
        if entry is None:
            raise self.package.not_a_workbook(f"Al libro le falta la hoja «{self.sheet.name}».")
        return SheetStream(self.package.zip.stream(entry), self.where, checked=checked)


def write_zone(package: Package, sheet: SheetEntry, plan: PlanEscritura, styles: StyleSheet) -> list[str]:
    """Leaves in the package the new sheet (as a stream) and its table; `styles` gets the formats that are needed.

    Returns the addresses of the cells whose formula goes away.
    """
    zone = plan.zona
    if zone is None:
        return []
    if plan.quitar and any(column.columna is None for column in plan.columnas):
        raise ValueError("a plan either adds columns or takes them away")
    context = _context(package, sheet, zone, plan, styles)
    new = [column for column in plan.columnas if column.columna is None]
    existing = [column for column in plan.columnas if column.columna is not None]
    facts = ZoneScanner(context.stream(), context.rows, _scan_columns(context, existing), context.where).run()
    first = _first_free_column(context, facts, len(new))
    cells = Rango(zone.fila_cabecera, zone.primera_columna, zone.ultima_fila, zone.ultima_columna)
    preflight.refuse_merged(facts, cells, context.where)
    whole = (*plan.quitar, *range(first, first + len(new)))
    changed = tuple(c.columna for c in existing if c.columna is not None)
    preflight.refuse_spilled(facts, [*changed, *plan.quitar], cells, context.where)
    targets = Targets((*changed, *whole), whole)
    refuse_locked(context.stream, facts, styles, targets, context.rows, context.where)
    edits = _edits(context, facts, existing, new, first)
    if context.table is not None:
        zone_table.write_table(package, context.table, plan, context.where)
    head, tail = _frame(context, facts, new, first)
    formatter = CellFormatter(facts.prefix.decode(), date1904=package.date1904)

    def patched() -> Iterator[bytes]:
        patcher = ZonePatcher(facts, edits, formatter, context.where)
        yield head
        yield from patcher.rows(context.stream(checked=True))
        yield tail

    package.streams[sheet.part.casefold()] = patched
    return _replaced_formulas(context, facts)


def _context(package: Package, sheet: SheetEntry, zone: Zona, plan: PlanEscritura, styles: StyleSheet) -> _Context:
    where = f"{package.where}, hoja «{sheet.name}»"
    found = tuple(tables.tables_of(package, sheet.part))
    table = None
    if zone.tabla is not None:
        table = next((t for t in found if t.name.casefold() == zone.tabla.casefold()), None)
        if table is None:
            raise LibroNoEditable(
                f"La tabla «{zone.tabla}» no está en la hoja.",
                donde=where,
                remedio="Compruebe el nombre de la tabla en Excel (Diseño de tabla) y vuelva a intentarlo",
            )
    return _Context(package, sheet, zone, plan, styles, table, found, where)


def _scan_columns(context: _Context, existing: Sequence[ColumnaSalida]) -> ScanColumns:
    neighbour = context.table.range.columna2 if context.table else context.zone.ultima_columna
    columns = tuple(c.columna for c in existing if c.columna is not None)
    return ScanColumns(neighbour, columns, context.plan.quitar)


def _first_free_column(context: _Context, facts: ZoneFacts, width: int) -> int:
    """Where the first appended column goes: next to the table, or after everything else in those rows."""
    zone, table = context.zone, context.table
    if table is not None and (width or zone_table.renamed(context.plan)):
        zone_table.refuse_unusable(table, context.plan, context.where)
    if not width:
        return zone.ultima_columna + 1
    blocks = _blocks(context, facts)
    if table is not None:
        preflight.refuse_occupied(table, blocks, facts, width, context.where)
        return table.range.columna2 + 1
    first = _free_beside(zone, blocks, facts, width)
    if first + width - 1 > MAX_COLUMN:
        raise LibroNoEditable(
            f"No quedan columnas libres a la derecha de la tabla (haría falta llegar a la {first + width - 1}).",
            donde=context.where,
            remedio="Elimine las columnas que no use y vuelva a intentarlo",
        )
    return first


def _blocks(context: _Context, facts: ZoneFacts) -> list[Rango]:
    """Ranges of the sheet that cannot be written over even where their cells are empty."""
    others = [t.range for t in context.all_tables if t is not context.table]
    pivots = tables.pivot_ranges(context.package, context.sheet.part)
    return [*others, *pivots, *sheet_frame.merged_ranges(facts.tail), *facts.spilled]


def _free_beside(zone: Zona, blocks: Sequence[Rango], facts: ZoneFacts, width: int) -> int:
    """Where `width` columns fit beside a plain range: next to it, or after everything else in its rows.

    They go next to it only if a free column keeps them apart from what follows: without it, the range and what follows
    would be one block for the spreadsheet program.
    """
    first = zone.ultima_columna + 1
    rows = Rango(zone.fila_cabecera, first, zone.ultima_fila, MAX_COLUMN)
    beside = rows._replace(columna2=first + width)
    if preflight.what_occupies(beside, blocks, facts) is None:
        return first
    return max([first, facts.right_edge + 1, *(block.columna2 + 1 for block in blocks if block.toca(rows))])


def _edits(
    context: _Context, facts: ZoneFacts, existing: Sequence[ColumnaSalida], new: Sequence[ColumnaSalida], first: int
) -> ZoneEdits:
    defaults = sheet_frame.column_styles(facts.head)
    old_targets = []
    for column in sorted(existing, key=lambda c: c.columna or 0):
        place = column.columna or 0
        style = facts.column_styles.get(place, defaults.get(place, 0))
        old_targets.append(Target(place, column.valores, style))
    seen = sorted(set(facts.neighbours))
    appended = []
    for index, column in enumerate(new):
        styles = {neighbour: context.styles.derive(neighbour, column.aspecto) for neighbour in seen}
        appended.append(Target(first + index, column.valores, 0, styles))
    return ZoneEdits(
        context.rows,
        tuple(old_targets),
        tuple(appended),
        frozenset(context.plan.quitar),
        _single_rows(context, facts, new, first),
    )


def _single_rows(
    context: _Context, facts: ZoneFacts, new: Sequence[ColumnaSalida], first: int
) -> Mapping[int, Mapping[int, CellEdit]]:
    """Header titles, and the formatted but empty cells that a totals row needs to look whole."""
    formatter = CellFormatter(facts.prefix.decode())
    removed = context.plan.quitar
    staying = set() if context.table is None else zone_table.inner_columns(context.table, removed)
    gone = {column: CellEdit(None) for column in removed if column not in staying}
    singles: dict[int, dict[int, CellEdit]] = {}
    for row in context.rows.singles:
        style = facts.single_neighbours.get(row, 0)
        edits = dict(gone) | (_renamed_titles(context, formatter) if row == context.zone.fila_cabecera else {})
        for index, column in enumerate(new):
            title = column.titulo if row == context.zone.fila_cabecera else None
            edits[first + index] = CellEdit(formatter.fragment(title), style, restyle=True)
        singles[row] = edits
    return singles


def _renamed_titles(context: _Context, formatter: CellFormatter) -> dict[int, CellEdit]:
    """Header cells of the existing columns that get another title, in the format they have."""
    return {place: CellEdit(formatter.fragment(title)) for place, title in zone_table.renamed(context.plan).items()}


def _replaced_formulas(context: _Context, facts: ZoneFacts) -> list[str]:
    """Formulas of ours that are written over; a cell that is kept keeps its own."""
    values = {column.columna: column.valores for column in context.plan.columnas}
    renamed = zone_table.renamed(context.plan)
    first = context.zone.primera_fila
    gone = []
    for row, column in facts.formulas:
        data_row = row in context.rows.data
        titled = row == context.zone.fila_cabecera and column in renamed
        if titled or column in context.plan.quitar or (data_row and values[column][row - first] is not CONSERVAR):
            gone.append(a1(row, column))
    return gone


def _frame(context: _Context, facts: ZoneFacts, new: Sequence[ColumnaSalida], first: int) -> tuple[bytes, bytes]:
    head, tail, prefix = facts.head, facts.tail, facts.prefix
    gone = context.plan.quitar
    if gone:
        stretches = [Rango(context.zone.fila_cabecera, column, context.last_row, column) for column in gone]
        tail = conditional.without_ours(tail, stretches)
        staying = facts.kept if context.table is None else facts.kept | zone_table.inner_columns(context.table, gone)
        head = sheet_frame.without_widths(head, [column for column in gone if column not in staying])
        if not new:
            head = sheet_frame.with_last_column(head, facts.kept_edge) if facts.kept_edge else head
    placed = {first + index: column for index, column in enumerate(new)}
    head = sheet_frame.with_widths(head, prefix, {place: column.ancho for place, column in placed.items()})
    old = {column.columna: column for column in context.plan.columnas if column.columna is not None}
    top, bottom = context.zone.primera_fila, context.zone.ultima_fila
    columns = [*placed, *old]
    if columns:
        corners = [(context.zone.fila_cabecera, min(columns)), (context.last_row, max(columns))]
        head = sheet_frame.with_dimension(head, corners)
    for place, column in sorted({**old, **placed}.items()):
        cells = Rango(top, place, bottom, place)
        if column.realce:
            tail = conditional.with_highlight(tail, prefix, cells, column.realce, context.styles.dxf)
        if column.opciones:
            tail = conditional.with_choices(tail, prefix, cells, column.opciones)
    return head, tail
