"""The use cases speak to the command line as well: here what they say is turned into buttons, sheets and cells.

What has no button yet keeps its order, written whole so that it can be copied, and says that the workbook has to be
closed: the order works on the file.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cartera_xl.nucleo.errores import ErrorCartera

_GO = "vaya a la hoja de sus clientes y vuelva a pulsar el botón"
_ORDER = "guarde y cierre el libro y use la orden:"
_PHRASES: tuple[tuple[str, str], ...] = (
    (r'Diga cuál con --hoja "[^"]*"', _GO.capitalize()),
    (r"o diga la hoja con --hoja", f"o {_GO}"),
    (
        r'Diga cuál con --movimientos "[^"]*"',
        "Pulse «Configuración» y escriba cuál es en el ajuste «Hoja de movimientos»",
    ),
    (r"o dé las compras con --movimientos \w+", "o ponga las compras en otra hoja del libro"),
    (r"Dé las compras con --movimientos ARCHIVO( \([^)]*\))? o en", "Ponga las compras en"),
    (
        r"(?P<verb>[Dd]iga|[Ii]ndique) (cuál es|la columna del cliente) con --columna "
        r"(?P<field>\w+)=(\"Título\"|«Título»)",
        r"\g<verb> cuál es en «Configuración», sección «Columnas reconocidas», dato «\g<field>»",
    ),
    (
        r"Diga el país con --pais, por ejemplo --pais ES; se recordará en el libro",
        "Pulse «Configuración» y escriba el país en el ajuste «País», por ejemplo ES",
    ),
    (r" o la opción --pais", ""),
    (r"calcule un baremo nuevo con --recalibrar", f"{_ORDER} cartera recalcular LIBRO --recalibrar"),
    (r"valdrá cuando use --recalibrar", f"para que valga, {_ORDER} cartera recalcular LIBRO --recalibrar"),
    (r"use --recalibrar para calcularlo", f"para calcularlo, {_ORDER} cartera recalcular LIBRO --recalibrar"),
    (
        r"Renuévelo con --recalibrar cuando le convenga",
        f"Para renovarlo cuando le convenga, {_ORDER} cartera recalcular LIBRO --recalibrar",
    ),
    (r"Para renovarlo: cartera recalcular --recalibrar", f"Para renovarlo, {_ORDER} cartera recalcular LIBRO"),
    (
        r"(cambie la fecha de corte|indique otro corte) con --corte",
        rf"\1: {_ORDER} cartera recalcular LIBRO --corte DD/MM/AAAA",
    ),
    (
        r"Mire con «cartera historial» las que hay; si fue en otro equipo, deshaga allí o use la copia",
        "Si se recalculó en otro equipo o con otro usuario, deshágalo allí",
    ),
    (r"«cartera comprobar» los enseña todos", "«Comprobar datos» los enseña todos"),
    (r"«cartera deshacer» los devuelve", "«Deshacer último recálculo» los devuelve"),
    (r"«cartera recalcular»", "«Recalcular segmentos»"),
)


def for_the_ribbon(text: str) -> str:
    """The text as it is said to somebody who has buttons and no command line."""
    for pattern, said in _PHRASES:
        text = re.sub(pattern, said, text)
    return text


def of_error(error: "ErrorCartera") -> str:
    """What happened, where and what to do."""
    where, remedy = for_the_ribbon(error.donde), for_the_ribbon(error.remedio)
    return f"{for_the_ribbon(error.que)}\n\nDónde: {where.rstrip('.')}.\nQué hacer: {remedy.rstrip('.')}."


def cut(text: str, most: int) -> str:
    """A text of the workbook that may be of any length, at most so long, never in the middle of a word."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    if not text[most - 1].isspace():
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,.;:") + "…"
