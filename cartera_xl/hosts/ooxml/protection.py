"""Protected sheets: only cells that the person left unlocked may change."""

from collections.abc import Callable
from typing import NamedTuple

from cartera_xl.hosts.ooxml.rows import RowEditor, RowSplitter, Wanted, rows_of
from cartera_xl.hosts.ooxml.sheet_frame import column_styles, is_protected
from cartera_xl.hosts.ooxml.sheet_read import SheetStream
from cartera_xl.hosts.ooxml.sheet_scan import ZoneFacts
from cartera_xl.hosts.ooxml.styles import StyleSheet
from cartera_xl.nucleo.celdas import a1
from cartera_xl.nucleo.errores import LibroNoEditable


class Targets(NamedTuple):
    """Columns whose data cells change, and those whose header changes too."""

    data: tuple[int, ...]
    header: tuple[int, ...]


def refuse_locked(
    stream: Callable[[], SheetStream],
    facts: ZoneFacts,
    styles: StyleSheet,
    targets: Targets,
    wanted: Wanted,
    where: str,
) -> None:
    """`LibroNoEditable` with the first locked cell that the plan would change, if the sheet is protected.

    A cell that does not exist is as its column says, and locked if the column says nothing.
    """
    if not targets.data or not is_protected(facts.tail):
        return
    defaults = column_styles(facts.head)
    editor = RowEditor(facts.prefix, where)
    for rows in rows_of(stream().blocks(), RowSplitter(facts.prefix, wanted, where)):
        for row, piece in zip(rows.numbers, rows.pieces, strict=True):
            if row not in wanted:
                continue
            found = {cell.column: cell.style for cell in editor.cells(piece, row)[1]}
            for column in targets.data if row in wanted.data else targets.header:
                if not styles.unlocked(found.get(column, defaults.get(column, 0))):
                    raise locked(a1(row, column), where)


def locked(cell: str, where: str) -> LibroNoEditable:
    """The error for a protected sheet."""
    return LibroNoEditable(
        f"La hoja está protegida y la celda {cell} está bloqueada.",
        donde=f"{where}, celda {cell}",
        remedio="Desproteja la hoja en Excel (Revisar > Desproteger hoja) y vuelva a intentarlo",
    )
