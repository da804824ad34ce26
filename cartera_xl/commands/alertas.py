"""`cartera alertas`: who needs attention now, why, and how many of the alerts would be false."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen

SEVERITIES = {"alta": "Alta", "media": "Media", "baja": "Baja"}


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--responsable", metavar="NOMBRE", help="Solo los clientes de esa persona.")
@click.option(
    "--gravedad",
    type=click.Choice(list(SEVERITIES), case_sensitive=False),
    help="Solo las de esa gravedad.",
)
@click.option("--probar", is_flag=True, help="Cuenta además cuánto habrían acertado hace unos meses.")
@click.pass_context
def alertas(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Enseña a qué clientes de LIBRO conviene atender ya, y por qué.

    Compara a cada uno con su propio ritmo y su temporada, y dice cuántas alertas se espera que sean falsas. No escribe
    nada en el libro.

    \b
    Ejemplos:
      cartera alertas clientes.xlsx
      cartera alertas clientes.xlsx --gravedad alta --responsable "Ana Ruiz"
      cartera alertas clientes.xlsx --probar
    """
    from cartera_xl.casos.alertas import FiltroDeAlertas
    from cartera_xl.casos.alertas import alertas as use_case
    from cartera_xl.commands.alertas_screen import show_alerts
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    severity = options.pop("gravedad")
    chosen_filter = FiltroDeAlertas(
        responsable=options.pop("responsable"),
        gravedad=SEVERITIES[severity] if severity else None,
        probar=options.pop("probar"),
    )
    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 7) as steps, open_book(chosen) as book:
        result = use_case(book.host, open_journal(), request(chosen, steps), chosen_filter)
    if chosen.as_json:
        print_json(result.a_dict())
    else:
        show_alerts(console, result)
    ctx.exit(3 if result.con_errores() else 0)
