"""Pieces that the privacy commands share: cells that name a person, other traces, and rules of law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from cartera_xl.console_parts import paragraph, show_table, text_table

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.casos.persona import Aparicion
    from cartera_xl.nucleo.privacidad.borrado import Rastro
    from cartera_xl.nucleo.privacidad.leyes import Norma

MOST_ON_SCREEN = 12


def show_appearances(console: Console, found: Sequence[Aparicion], title: str = "En otras celdas") -> None:
    """The cells, with their address; the ones that do not fit are counted."""
    from cartera_xl.nucleo.privacidad.borrado import muestra

    if not found:
        return
    table = text_table(title, "Qué es", "Dice")
    for one in found[:MOST_ON_SCREEN]:
        doubt = "" if one.seguro else " (puede ser otra cosa)"
        kind = one.dato.value if one.coincide.value == "igual" else f"{one.dato.value}, dentro de un texto"
        table.add_row(escape(f"{one.hoja}!{one.celda}"), kind + doubt, escape(muestra(str(one.valor))))
    show_table(console, table)
    rest = len(found) - MOST_ON_SCREEN
    if rest > 0:
        paragraph(console, f"y {rest} más: véalas todas con --json.")


def show_traces(console: Console, title: str, traces: Sequence[Rastro]) -> None:
    """Comments, links and stored copies, one per line."""
    if not traces:
        return
    paragraph(console, title)
    for trace in traces[:MOST_ON_SCREEN]:
        paragraph(console, f"{trace.sitio}: «{trace.texto}»" if trace.texto else trace.sitio, mark="·")
    if len(traces) > MOST_ON_SCREEN:
        paragraph(console, f"y {len(traces) - MOST_ON_SCREEN} más: véalos con --json.", mark="·")


def show_rules(console: Console, title: str, rules: Sequence[Norma], note: str) -> None:
    """What the law says, and when somebody read it."""
    from cartera_xl.nucleo.privacidad.leyes import NO_ES_ASESORAMIENTO

    console.print(f"\n[bold]{escape(title)}[/]")
    paragraph(console, note)
    if rules:
        table = text_table("", "Norma", "Qué dice", "Consulta")
        for rule in rules:
            when = f"{rule.consultada:%d/%m/%Y}" if rule.consultada else "no verificado"
            table.add_row(escape(rule.tema.value.capitalize()), escape(rule.cita), escape(rule.que), when)
        show_table(console, table)
    paragraph(console, NO_ES_ASESORAMIENTO, style="bright_black")
