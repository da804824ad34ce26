"""`cartera indicadores`: how the portfolio is doing, in figures and against its goals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen, writing_options


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option(
    "--por",
    multiple=True,
    metavar="QUÉ",
    help="segmento, ciclo, responsable, canal, medio, fuente, sector, tamano, zona, comunidad, provincia, ciudad, "
    "producto, categoria o etapa. Se puede repetir.",
)
@writing_options("Indicadores")
@click.pass_context
def indicadores(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Mide la cartera de LIBRO y sus objetivos.

    Retención, ticket medio, CLV, rentabilidad, conversión, coste de captar, satisfacción… En total, por grupos y
    contra el mes, el trimestre y el año anteriores. Con --guardar llena además la hoja «Objetivos» con lo que hay y su
    semáforo; el gasto de captación se escribe en «Gasto de captación».

    \b
    Ejemplos:
      cartera indicadores clientes.xlsx
      cartera indicadores clientes.xlsx --por canal --por sector
      cartera indicadores clientes.xlsx --guardar
      cartera indicadores clientes.xlsx --json
    """
    from cartera_xl.casos.indicadores import POR_DEFECTO
    from cartera_xl.casos.indicadores import indicadores as use_case
    from cartera_xl.commands.indicadores_screen import show_indicators
    from cartera_xl.commands.written import show_written
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    by, save = options.pop("por"), options.pop("guardar")
    chosen = read_options(libro, {"simular": not save} | options)
    console = screen(chosen)
    with progress_bar(console, 6) as steps, open_book(chosen) as book:
        report = use_case(book.host, open_journal(), request(chosen, steps), por=by or POR_DEFECTO, en_hoja=save)
    if chosen.as_json:
        print_json(report.a_dict())
    else:
        show_indicators(console, report)
        if save:
            show_written(
                console, chosen.salida or libro, "», «".join(report.hojas or ("Indicadores",)), report.ejecucion
            )
    ctx.exit(3 if report.con_errores() else 0)
