"""The command that says what to offer to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, NEW_FILE, print_json, read_options, reading_options, screen


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--guardar", is_flag=True, help="Crea la hoja «Complementos», en blanco, si el libro no la tiene.")
@click.option("--salida", type=NEW_FILE, metavar="LIBRO.xlsx", help="Con --guardar, escribe en otro libro.")
@click.option("--sin-copia", is_flag=True, help="Con --guardar, no deja copia de seguridad al lado.")
@click.pass_context
def sugerencias(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Dice qué ofrecer a cada cliente según lo que compran otros.

    Busca productos que compran los mismos clientes más de lo que explica el azar. En la hoja «Complementos» puede decir
    usted qué producto es superior a otro y cuál lo acompaña: eso manda. Con --guardar crea esa hoja, en blanco, si
    falta.

    \b
    Ejemplos:
      cartera sugerencias clientes.xlsx
      cartera sugerencias clientes.xlsx --guardar
      cartera sugerencias clientes.xlsx --movimientos ventas.csv --json
    """
    from cartera_xl.casos.sugerencias import sugerencias as use_case
    from cartera_xl.commands.suggestions_screen import show_suggestions
    from cartera_xl.commands.written import show_written
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    save = options.pop("guardar")
    chosen = read_options(libro, {"simular": not save} | options)
    console = screen(chosen)
    with progress_bar(console, 6) as steps, open_book(chosen) as book:
        found = use_case(book.host, open_journal(), request(chosen, steps), en_hoja=save)
    if chosen.as_json:
        print_json(found.a_dict())
    else:
        show_suggestions(console, found)
        if save:
            show_written(console, chosen.salida or libro, found.hoja, found.ejecucion)
    ctx.exit(3 if found.con_errores() else 0)
