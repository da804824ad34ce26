"""Sheets of ours that already exist: only the given cells change, whatever the person did around them."""

from collections.abc import Mapping

from cartera_xl.hosts.looks import aspect_of
from cartera_xl.hosts.ooxml import sheet_frame, tables
from cartera_xl.hosts.ooxml.cell_xml import CellFormatter
from cartera_xl.hosts.ooxml.package import Package, SheetEntry
from cartera_xl.hosts.ooxml.protection import locked
from cartera_xl.hosts.ooxml.rows import CellEdit, RowEditor, Rows, RowSplitter, Wanted, joined, rows_of
from cartera_xl.hosts.ooxml.sheet_read import SheetStream
from cartera_xl.hosts.ooxml.styles import StyleSheet
from cartera_xl.nucleo.celdas import Rango, a1
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import HojaSalida


def patch_sheet(package: Package, sheet: SheetEntry, output: HojaSalida, styles: StyleSheet) -> list[str]:
    """Changes those cells of the sheet; returns the addresses of the cells that lose a formula."""
    if output.columnas:
        raise ValueError("whole columns go only in a new sheet")
    where = f"{package.where}, hoja «{sheet.name}»"
    stream = SheetStream(iter([package.text(sheet.part)]), where)
    edits = _edits(output, CellFormatter(stream.head.prefix.decode(), date1904=package.date1904), styles)
    splitter = RowSplitter(stream.head.prefix, Wanted(range(0), tuple(sorted(edits))), where)
    editor = RowEditor(stream.head.prefix, where)
    before = list(rows_of(stream.blocks(), splitter))
    _refuse(stream, before, edits, editor, styles, where)
    body = b"".join(_patched(rows, edits, editor, splitter.end) for rows in before)
    head = sheet_frame.with_dimension(
        stream.head.text, [cell for cell, out in output.celdas.items() if out.valor is not None]
    )
    package.set(sheet.part, head + body + stream.tail)
    _grow_table(package, sheet, output)
    return editor.replaced_formulas


def _edits(output: HojaSalida, formatter: CellFormatter, styles: StyleSheet) -> dict[int, dict[int, CellEdit]]:
    edits: dict[int, dict[int, CellEdit]] = {}
    for (row, column), cell in output.celdas.items():
        style = 0 if cell.valor is None else styles.own(aspect_of(cell))
        edits.setdefault(row, {})[column] = CellEdit(formatter.fragment(cell.valor), style)
    return edits


def _patched(rows: Rows, edits: Mapping[int, Mapping[int, CellEdit]], editor: RowEditor, end: bytes) -> bytes:
    for index, row in enumerate(rows.numbers):
        if row in edits:
            rows.pieces[index] = editor.edit(rows.pieces[index], row, edits[row])
    return joined(rows, end)


def _refuse(
    stream: SheetStream,
    blocks: list[Rows],
    edits: Mapping[int, Mapping[int, CellEdit]],
    editor: RowEditor,
    styles: StyleSheet,
    where: str,
) -> None:
    """Locked cells, and cells hidden under a merged one."""
    hidden = {
        (row, column)
        for merged in sheet_frame.merged_ranges(stream.tail)
        for row in edits
        if merged.fila1 <= row <= merged.fila2
        for column in edits[row]
        if merged.toca(Rango(row, column, row, column)) and (row, column) != merged[:2]
    }
    for row, column in sorted(hidden):
        if edits[row][column].fragment != "/>":
            raise LibroNoEditable(
                f"La celda {a1(row, column)} está tapada por una celda combinada.",
                donde=f"{where}, celda {a1(row, column)}",
                remedio="Separe esas celdas en Excel y vuelva a intentarlo",
            )
    if not sheet_frame.is_protected(stream.tail):
        return
    defaults = sheet_frame.column_styles(stream.head.text)
    for rows in blocks:
        for row, piece in zip(rows.numbers, rows.pieces, strict=True):
            found = {cell.column: cell.style for cell in editor.cells(piece, row)[1]} if row in edits else {}
            for column in edits.get(row, ()):
                if not styles.unlocked(found.get(column, defaults.get(column, 0))):
                    raise locked(a1(row, column), where)


def _grow_table(package: Package, sheet: SheetEntry, output: HojaSalida) -> None:
    """Rows written right under the sheet's table become part of it, as when they are typed in Excel."""
    if output.tabla is None:
        return
    for table in tables.tables_of(package, sheet.part):
        if table.name.casefold() != output.tabla.casefold() or table.totals_rows:
            continue
        columns = range(table.range.columna1, table.range.columna2 + 1)
        filled = {row for (row, column), cell in output.celdas.items() if column in columns and cell.valor is not None}
        last = table.range.fila2
        while last + 1 in filled:
            last += 1
        if last > table.range.fila2:
            package.set(table.part, tables.with_rows(package.text(table.part), last - table.range.fila2))
