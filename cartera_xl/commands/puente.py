"""`cartera puente`: where the difference between last year's income and this year's comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen, writing_options
from cartera_xl.idiomas.spanish_click import Date

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--desde", type=Date(), metavar="DD/MM/AAAA", help="Compara con los 12 meses que acaban ese día.")
@click.option("--ejecucion", metavar="ID", help="Compara con ese recálculo; «ultima» es el último.")
@click.option("--por", multiple=True, metavar="COLUMNA", help="Parte el puente por esa columna. Se puede repetir.")
@writing_options("Puente de ingresos")
@click.pass_context
def puente(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Explica de dónde sale la diferencia de ingresos con hace un año.

    Altas, recuperados, clientes que compran más o menos y bajas: las cuentas cierran al céntimo, también por segmento
    y por responsable. Sin --guardar no escribe nada.

    \b
    Ejemplos:
      cartera puente clientes.xlsx
      cartera puente clientes.xlsx --desde 30/06/2025
      cartera puente clientes.xlsx --ejecucion ultima
      cartera puente clientes.xlsx --por responsable --por sector
      cartera puente clientes.xlsx --guardar
    """
    from cartera_xl.casos.puente import PedidoDePuente
    from cartera_xl.casos.puente import puente as use_case
    from cartera_xl.commands.income_screen import show_bridge
    from cartera_xl.commands.written import show_left_out, show_written
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    since: datetime | None = options.pop("desde")
    run, by, save = options.pop("ejecucion"), options.pop("por"), options.pop("guardar")
    if since and run:
        raise click.UsageError("Elija --desde o --ejecucion, no los dos.")
    asked = PedidoDePuente(since.date() if since else None, run, by, save)
    chosen = read_options(libro, {"simular": not save} | options)
    console = screen(chosen)
    with progress_bar(console, 5) as steps, open_book(chosen) as book:
        bridge = use_case(book.host, open_journal(), request(chosen, steps), asked)
    if chosen.as_json:
        print_json(bridge.a_dict())
    else:
        show_bridge(console, bridge)
        show_left_out(console, libro, bridge.datos_fuera)
        if save:
            show_written(console, chosen.salida or libro, bridge.hoja, bridge.escrita)
    ctx.exit(3 if bridge.con_errores() else 0)
