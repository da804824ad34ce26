"""The command that explains one client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen


@click.command()
@click.argument("libro", type=BOOK)
@click.argument("cliente", metavar="CLIENTE")
@reading_options
@click.pass_context
def explicar(ctx: click.Context, /, libro: Path, cliente: str, **options: Any) -> None:
    """Dice por qué CLIENTE tiene su puntuación y su segmento.

    CLIENTE es su código, su nombre o parte de él, o «fila 12». Enseña lo que suma cada parte, la regla que decidió, lo
    que falta para un segmento mejor, cuánto puede fiarse y qué hacer. No escribe nada en el libro.

    \b
    Ejemplos:
      cartera explicar clientes.xlsx C0042
      cartera explicar clientes.xlsx "Panadería Valdequimera"
      cartera explicar clientes.xlsx "fila 12" --json
    """
    from cartera_xl.casos.explicar import explicar as use_case
    from cartera_xl.commands.explain_screen import show_explanation
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 7) as steps, open_book(chosen) as book:
        explained = use_case(book.host, open_journal(), request(chosen, steps), cliente)
    if chosen.as_json:
        print_json(explained.a_dict())
    else:
        show_explanation(console, explained)
    ctx.exit(3 if explained.con_errores() else 0)
