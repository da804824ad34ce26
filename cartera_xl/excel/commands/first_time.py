"""The first time that a workbook is recalculated, the person is asked before it changes; never again.

A first click adds some thirty columns and several sheets to a workbook that others may share: that surprises even if
nothing is lost, and the question says in which sheet it will be while it still can be another. From then on the click
only renews what is ours and can be undone, so that asking would only pester. The question comes with everything read
and scored, so that it says exactly what will be written and nothing is computed twice.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.excel.commands.notices import Notice
from cartera_xl.excel.commands.read_once import ReadOnce
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.nucleo.plan import PlanEscritura

if TYPE_CHECKING:
    from cartera_xl.casos.puertos import SheetHost

_SHOWN = 6


class Declined(ErrorCartera):
    """The person said no; the use case takes it as a refused writing and forgets the run."""

    def __init__(self) -> None:
        super().__init__("No se ha escrito nada.", donde="el libro", remedio="Pulse el botón cuando quiera")


class AskingHost(ReadOnce):
    """A workbook that asks before it is written."""

    def __init__(self, host: "SheetHost", agree: Callable[[PlanEscritura], bool]) -> None:
        super().__init__(host)
        self._agree = agree

    def write(self, plan: PlanEscritura) -> None:
        """`Declined` if the answer is no."""
        if not self._agree(plan):
            raise Declined
        super().write(plan)


def is_first_time(book: LibroAbierto) -> bool:
    """True for a workbook without history: nothing of ours is in it."""
    return book.info.hoja(book.nombre_historial) is None


def question(book: LibroAbierto, plan: PlanEscritura, title: str) -> Notice:
    """What will be added, and that it can be taken away."""
    parts = ["Es la primera vez que se recalcula este libro. Se va a añadir:", ""]
    added = [column.titulo for column in plan.columnas if column.columna is None]
    if plan.zona is not None and added:
        count = f"{len(added)} columnas" if len(added) > 1 else "1 columna"
        parts.append(f" · {count} a la derecha de la tabla de la hoja «{plan.zona.hoja}»: {_named(added)}")
    sheets = [f"«{sheet.nombre}»" for sheet in plan.hojas if book.info.hoja(sheet.nombre) is None]
    if sheets:
        parts.append(f" · {'las hojas' if len(sheets) > 1 else 'la hoja'} {_listed(sheets)}")
    parts += [
        "",
        "Sus columnas y sus demás hojas no se tocan, y «Deshacer último recálculo» quita las columnas. "
        "No se volverá a preguntar en este libro.",
        "",
        "¿Continuar?",
    ]
    return Notice(title, "\n".join(parts))


def _named(titles: Sequence[str]) -> str:
    shown = ", ".join(titles[:_SHOWN])
    return f"{shown}…" if len(titles) > _SHOWN else f"{shown}."


def _listed(names: Sequence[str]) -> str:
    """«una, otra y la última»; «e» delante de un sonido i."""
    if len(names) == 1:
        return names[0]
    sounds = names[-1].lstrip("«").casefold()
    joint = "e" if sounds.startswith(("i", "hi")) and not sounds.startswith("hie") else "y"
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"
