"""`cartera cambios`: who moved from one segment to another since a run, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--ejecucion", metavar="ID", help="Con cuál comparar; si falta, la anterior («cartera historial»).")
@click.pass_context
def cambios(ctx: click.Context, /, libro: Path, ejecucion: str | None, **options: Any) -> None:
    """Dice quién ha cambiado de segmento en LIBRO y por qué.

    Compara con la ejecución anterior hecha en este equipo: de qué segmento a cuál, con cuántos clientes y cuánto
    importe, y la causa de cada cambio. No escribe nada en el libro.

    \b
    Ejemplos:
      cartera cambios clientes.xlsx
      cartera cambios clientes.xlsx --ejecucion R20260301-090000-1a2b
      cartera cambios clientes.xlsx --json
    """
    from cartera_xl.casos.cambios import cambios as use_case
    from cartera_xl.commands.changes_screen import show_changes
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 6) as steps, open_book(chosen) as book:
        report = use_case(book.host, open_journal(), request(chosen, steps), ejecucion)
    if chosen.as_json:
        print_json(report.a_dict())
    else:
        show_changes(console, report)
    ctx.exit(3 if report.con_errores else 0)
