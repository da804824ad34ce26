"""Does what is about to be written name rows of the sheet by their number?"""

import re
from collections.abc import Iterator
from typing import Any, Final

from cartera_xl.nucleo.plan import HojaSalida, PlanEscritura

_ROW: Final = re.compile(r"\b(?:filas? \d|celdas? [A-Z]{1,3}\d)", re.IGNORECASE)
_ROW_TITLES: Final = frozenset({"fila", "filas", "celda"})


def mentions_rows(plan: PlanEscritura) -> bool:
    """True if some text says «fila 12» («Posible duplicado de la fila 12»), or some list has a column «Fila».

    Seen in what is written, not known by the name of each sheet: a new sheet, or one without such texts this time,
    is judged right.
    """
    return any(_ROW.search(text) for text in _texts(plan)) or any(_lists_rows(sheet) for sheet in plan.hojas)


def _texts(plan: PlanEscritura) -> Iterator[str]:
    for column in (*plan.columnas, *(column for sheet in plan.hojas for column in sheet.columnas)):
        if column.valores.dtype == object:
            yield from {value for value in column.valores.tolist() if isinstance(value, str)}
    for sheet in plan.hojas:
        yield from (cell.valor for cell in sheet.celdas.values() if isinstance(cell.valor, str))


def _lists_rows(sheet: HojaSalida) -> bool:
    titles: list[Any] = [cell.valor for cell in sheet.celdas.values()] + [column.titulo for column in sheet.columnas]
    return any(isinstance(title, str) and title.strip().casefold() in _ROW_TITLES for title in titles)
