"""The command `lista`: clients of a kind, as a file for a mailing or a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import BOOK, NEW_FILE, print_json, read_options, reading_options, screen

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.casos.lista import ListaHecha

SEGMENTS = ("Estratégico", "Clave", "Emergente", "Bajo valor")
CHANNELS = ("correo", "teléfono", "whatsapp", "sms", "postal")
KINDS = ("segmento", "vip", "casos", "referidos")
SHOWN = 10


@click.command()
@click.argument("libro", type=BOOK)
@click.option("--tipo", type=click.Choice(KINDS), default="segmento", show_default=True, help="Qué lista.")
@click.option("--segmento", metavar="SEGMENTO", help=f"{', '.join(SEGMENTS)}; si falta, todos.")
@click.option(
    "--canal",
    type=click.Choice(CHANNELS),
    default="correo",
    show_default=True,
    help="Por dónde se les va a enviar algo: solo salen quienes lo aceptan.",
)
@click.option("--salida", type=NEW_FILE, metavar="ARCHIVO.csv", help="Dónde guardarla; si falta, solo se enseña.")
@reading_options
def lista(libro: Path, **options: Any) -> None:
    """Hace una lista de clientes, sin quien no quiere o no puede estar.

    «segmento» es para envíos y respeta el consentimiento; «vip», «casos» (de éxito) y «referidos» (quién recomienda)
    son para decidir. No escribe nada en LIBRO.

    \b
    Ejemplos:
      cartera lista clientes.xlsx --segmento Clave --salida claves.csv
      cartera lista clientes.xlsx --tipo vip
    """
    from cartera_xl.casos.lista import lista as use_case
    from cartera_xl.commands.outputs import require_suffix, written
    from cartera_xl.console import progress_bar
    from cartera_xl.motores.csv_out import write_csv
    from cartera_xl.opening import open_book, open_journal, request

    output = options.pop("salida")
    require_suffix(output, ".csv", "--salida")
    wanted = _wanted(options.pop("tipo"), options.pop("segmento"), options.pop("canal"))
    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 5) as steps, open_book(chosen) as book:
        made = use_case(book.host, open_journal(), request(chosen, steps), wanted)
    if output is not None:
        rows, mark = made.lista.filas, made.decimal
        written(output, lambda path: write_csv(path, made.lista.cabeceras, rows, decimal_mark=mark))
    if chosen.as_json:
        print_json(made.a_dict())
    else:
        _show(console, made, output)


def _wanted(kind: str, segment: str | None, channel: str) -> Any:
    from cartera_xl.casos.lista import PedidoDeLista
    from cartera_xl.nucleo.acciones.canales import canal_de
    from cartera_xl.nucleo.acciones.listas import TipoDeLista
    from cartera_xl.nucleo.errores import ConfiguracionErronea
    from cartera_xl.nucleo.lectura.textos import clave

    known = {clave(name): name for name in SEGMENTS}
    if segment is not None and clave(segment) not in known:
        raise ConfiguracionErronea(
            f"«{segment}» no es un segmento.",
            donde="opción --segmento",
            remedio=f"Escriba uno de estos: {', '.join(SEGMENTS)}",
        )
    medium = canal_de(channel)
    assert medium is not None, "every choice is a channel"
    return PedidoDeLista(TipoDeLista(kind), known[clave(segment)] if segment else "", medium)


def _show(console: Console, made: ListaHecha, output: Path | None) -> None:
    from rich.markup import escape

    from cartera_xl.console import Figures, show_heading
    from cartera_xl.console_parts import paragraph, show_table, text_table

    figures, made_list = Figures(made.pais, None), made.lista
    show_heading(console, made.libro, made_list.titulo)
    paragraph(console, f"{made.resumen}.")
    for notice in made_list.avisos:
        paragraph(console, notice, style="yellow")
    for reason, count in made_list.fuera.items():
        paragraph(console, f"{figures.count(count)} fuera: {reason}", mark="·")
    if made_list.filas:
        table = text_table(*_without_contact(made, made_list.cabeceras))
        for row in made_list.filas[:SHOWN]:
            cells = [figures.count(v) if isinstance(v, float | int) else escape(v or "") for v in row]
            table.add_row(*_without_contact(made, cells))
        show_table(console, table)
    if len(made_list.filas) > SHOWN and output is None:
        paragraph(console, f"Se enseñan {SHOWN}: para tenerlos todos, --salida lista.csv o --json.")
    if output is not None:
        console.print(f"[green]✓[/] Guardado «{escape(str(output))}».", soft_wrap=True)


def _without_contact(made: ListaHecha, cells: Sequence[str]) -> list[str]:
    """A list for a mailing has its address in the third column; on screen it only takes room."""
    return [cell for i, cell in enumerate(cells) if i != 2 or made.lista.tipo != "segmento"]
