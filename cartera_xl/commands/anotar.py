"""The command `anotar`: one more line in the contact log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, screen

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.casos.anotar import Anotado


class Moment(click.DateTime):
    """When it was; its error shows an example and not a pattern."""

    def __init__(self) -> None:
        super().__init__(["%d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            text = f'«{value}» no es una fecha.\nQué hacer: Escriba día, mes y año, como "31/12/2025 16:30".'
            raise click.BadParameter(text, ctx, param) from error


@click.command()
@click.argument("libro", type=BOOK)
@click.argument("cliente")
@click.option("--canal", default="", metavar="CANAL", help="Teléfono, correo, visita…")
@click.option("--motivo", default="", metavar="TEXTO", help="De qué se habló.")
@click.option("--entrante", is_flag=True, help="Lo inició el cliente y espera respuesta.")
@click.option("--responsable", metavar="NOMBRE", help="Quién; si falta, el responsable del cliente o usted.")
@click.option("--fecha", type=Moment(), metavar="DD/MM/AAAA", help="Cuándo fue, con hora o sin ella; si falta, ahora.")
@click.option("--nota", default="", metavar="TEXTO", help="Lo que convenga recordar.")
@click.option("--hoja", metavar="NOMBRE", help="Hoja de los clientes, si hay más de una posible.")
@click.option("--simular", is_flag=True, help="Enseña lo que anotaría y no escribe nada.")
@click.option("--sin-copia", is_flag=True, help="No deja copia de seguridad al lado.")
@click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")
def anotar(libro: Path, **options: Any) -> None:
    """Anota en LIBRO un contacto con CLIENTE (su código o su nombre).

    Añade una fila a la hoja «Registro de contactos», que crea si falta. La hoja de clientes no se toca.

    \b
    Ejemplos:
      cartera anotar clientes.xlsx C0012 --canal teléfono --motivo "Precio"
      cartera anotar clientes.xlsx "Bar Pepe" --canal correo --entrante
    """
    from cartera_xl.casos.anotar import PorAnotar
    from cartera_xl.casos.anotar import anotar as use_case
    from cartera_xl.opening import open_book, open_journal, request

    note = PorAnotar(
        cliente=options.pop("cliente"),
        canal=options.pop("canal"),
        motivo=options.pop("motivo"),
        entrante=options.pop("entrante"),
        responsable=options.pop("responsable"),
        nota=options.pop("nota"),
        momento=options.pop("fecha"),
    )
    chosen = read_options(libro, options)
    with open_book(chosen) as book:
        noted = use_case(book.host, open_journal(), request(chosen, None), note)
    if chosen.as_json:
        print_json(noted.a_dict())
    else:
        _show(screen(chosen), noted, libro, simulated=chosen.simular)


def _show(console: Console, noted: Anotado, book: Path, *, simulated: bool) -> None:
    from rich.markup import escape

    from cartera_xl.console import typed

    verb = "Simulado: se anotaría" if simulated else "[green]✓[/] Anotado"
    console.print(
        f"{verb} el contacto con «{escape(noted.cliente)}» del {noted.momento:%d/%m/%Y %H:%M} "
        f"({escape(noted.responsable)}). Hoja «{escape(noted.hoja)}», celda {noted.celda}."
    )
    if noted.ejecucion:
        undo = f"cartera deshacer {escape(typed(book))} --ejecucion {noted.ejecucion}"
        console.print(f"  Para volver atrás: {undo}", soft_wrap=True)
