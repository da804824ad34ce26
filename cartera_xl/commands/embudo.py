"""`cartera embudo`: where each prospect is, and who is not worth another call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen, writing_options


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@writing_options("Embudo")
@click.pass_context
def embudo(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Reparte los potenciales de LIBRO por etapas de venta.

    La etapa es la de la ficha o, si no dice ninguna, la que le toca por su medio y su fuente según la hoja «Embudo».
    El encaje sale de la hoja «Perfil ideal». Con --guardar crea las dos, si faltan, y deja el tablero en la primera.

    \b
    Ejemplos:
      cartera embudo clientes.xlsx
      cartera embudo clientes.xlsx --guardar
    """
    from cartera_xl.casos.embudo import embudo as use_case
    from cartera_xl.commands.embudo_screen import show_funnel
    from cartera_xl.commands.written import show_written
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    save = options.pop("guardar")
    chosen = read_options(libro, {"simular": not save} | options)
    console = screen(chosen)
    with progress_bar(console, 6) as steps, open_book(chosen) as book:
        report = use_case(book.host, open_journal(), request(chosen, steps), en_hoja=save)
    if chosen.as_json:
        print_json(report.a_dict())
    else:
        show_funnel(console, report)
        if save:
            show_written(console, chosen.salida or libro, "», «".join(report.hojas or ("Embudo",)), report.ejecucion)
    ctx.exit(3 if report.con_errores() else 0)
