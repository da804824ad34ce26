"""`cartera valor`: what the portfolio may be worth, as a range with its assumptions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen, writing_options


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--retencion", metavar="PARTE", help="Parte del ingreso que sigue un año después: 0,8 u 80 %.")
@click.option("--tasa", metavar="PARTE", help="Tasa de descuento anual: 0,12 o 12 %.")
@click.option("--meses", metavar="N", help="Plazo que se cuenta, de 1 a 60 meses.")
@click.option("--coste", metavar="IMPORTE", help="Coste de retener a un cliente un año.")
@writing_options("Valor de la cartera")
@click.pass_context
def valor(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Da un rango de lo que puede valer la cartera, nunca un precio.

    Parte del margen que dejan los clientes recurrentes y quita, a la vista, lo que restan las bajas, la concentración,
    la falta de contratos, los datos incompletos o atrasados y depender de una sola persona. No es una tasación. Sin
    --guardar no escribe nada.

    \b
    Ejemplos:
      cartera valor clientes.xlsx
      cartera valor clientes.xlsx --retencion 0,8 --tasa 12%
      cartera valor clientes.xlsx --guardar
    """
    from cartera_xl.casos.valor import PedidoDeValor, leer_supuesto, valorar
    from cartera_xl.commands.value_screen import show_value
    from cartera_xl.commands.written import show_left_out, show_written
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    given = {name: options.pop(name) for name in ("retencion", "tasa", "meses", "coste")}
    assumed = {name: leer_supuesto(name, text) for name, text in given.items() if text is not None}
    save = options.pop("guardar")
    chosen = read_options(libro, {"simular": not save} | options)
    console = screen(chosen)
    with progress_bar(console, 5) as steps, open_book(chosen) as book:
        value = valorar(book.host, open_journal(), request(chosen, steps), PedidoDeValor(assumed, save))
    if chosen.as_json:
        print_json(value.a_dict())
    else:
        show_value(console, value)
        show_left_out(console, libro, value.datos_fuera)
        if save:
            show_written(console, chosen.salida or libro, value.hoja, value.escrita)
    ctx.exit(3 if value.con_errores() else 0)
