"""Refusals: what would be spoilt by writing is found out before anything is written."""

from collections.abc import Iterable

from cartera_xl.hosts.ooxml.package import Package
from cartera_xl.hosts.ooxml.sheet_frame import merged_ranges
from cartera_xl.hosts.ooxml.sheet_scan import ZoneFacts
from cartera_xl.hosts.ooxml.tables import TablePart
from cartera_xl.nucleo.celdas import Rango, a1
from cartera_xl.nucleo.errores import LibroNoEditable


def refuse_unwritable_package(package: Package, *, break_signature: bool) -> None:
    """Signed and shared workbooks: any change would spoil the signature or the record of revisions."""
    if package.signed and not break_signature:
        raise LibroNoEditable(
            "El libro lleva una firma digital, que dejaría de valer al cambiarlo.",
            donde=package.where,
            remedio="Quite la firma con Excel o repita la orden con --romper-firma",
        )
    if package.related(package.workbook_part, "revisionHeaders"):
        raise LibroNoEditable(
            "El libro está compartido con control de cambios, y su registro dejaría de cuadrar.",
            donde=package.where,
            remedio="Deje de compartirlo en Excel (Revisar > Dejar de compartir libro) y vuelva a intentarlo",
        )


def refuse_new_sheet(package: Package, name: str) -> None:
    """The structure may be locked, or a chart sheet may already have that name."""
    if package.structure_locked:
        raise LibroNoEditable(
            f"La estructura del libro está protegida y no se puede añadir la hoja «{name}».",
            donde=package.where,
            remedio="Desproteja el libro en Excel (Revisar > Proteger libro) y vuelva a intentarlo",
        )
    if any(sheet.name.casefold() == name.casefold() for sheet in package.sheets):
        raise LibroNoEditable(
            f"Ya hay una hoja llamada «{name}» que no es de celdas.",
            donde=package.where,
            remedio="Cambie el nombre de esa hoja y vuelva a intentarlo",
        )


def refuse_merged(facts: ZoneFacts, cells: Rango, where: str) -> None:
    """Merged cells would hide values or make them land somewhere else."""
    for merged in merged_ranges(facts.tail):
        if merged.toca(cells):
            raise LibroNoEditable(
                f"Dentro de la tabla hay celdas combinadas: {merged}.",
                donde=f"{where}, celdas {merged}",
                remedio="Selecciónelas, pulse «Combinar y centrar» para separarlas y vuelva a intentarlo",
            )


def refuse_spilled(facts: ZoneFacts, columns: Iterable[int], rows: Rango, where: str) -> None:
    """Part of an array formula cannot be changed alone."""
    for column in columns:
        target = rows._replace(columna1=column, columna2=column)
        for spilled in facts.spilled:
            if spilled.toca(target):
                cell = a1(max(spilled.fila1, target.fila1), column)
                raise LibroNoEditable(
                    f"Una fórmula matricial ocupa {spilled}, donde van los resultados.",
                    donde=f"{where}, celda {cell}",
                    remedio="Elimine esa fórmula o muévala a otra columna y vuelva a intentarlo",
                )


def refuse_occupied(table: TablePart, blocks: Iterable[Rango], facts: ZoneFacts, width: int, where: str) -> None:
    """A table grows only over free cells at its right; what is further to the right does not matter."""
    room = Rango(table.range.fila1, table.range.columna2 + 1, table.range.fila2, table.range.columna2 + width)
    cells = what_occupies(room, blocks, facts)
    if cells is None:
        return
    raise LibroNoEditable(
        f"La tabla «{table.name}» no puede crecer: a su derecha hay datos en {cells}.",
        donde=f"{where}, celdas {cells}",
        remedio="Muévalos más a la derecha, más abajo o a otra hoja y vuelva a intentarlo",
    )


def what_occupies(room: Rango, blocks: Iterable[Rango], facts: ZoneFacts) -> str | None:
    """The first cells that are in the way, after the neighbour; `blocks` are those that may look empty."""
    used = [column for column in facts.taken if room.columna1 <= column <= room.columna2]
    if used:
        return a1(facts.taken[min(used)], min(used))
    return next((str(block) for block in blocks if block.toca(room)), None)
