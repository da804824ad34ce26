"""`cartera interesado`: everything held about one client, on screen, as PDF and as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import BOOK, NEW_FILE, print_json, read_options, reading_options, screen

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.casos.interesado import DatoSuyo, Interesado

MOST_ON_SCREEN = 20


@click.command()
@click.argument("libro", type=BOOK)
@click.argument("cliente")
@reading_options
@click.option("--pdf", type=NEW_FILE, metavar="FICHERO.pdf", help="Déjalo todo en un PDF para entregar.")
@click.option("--csv", type=NEW_FILE, metavar="FICHERO.csv", help="Déjalo todo en un CSV (portabilidad).")
def interesado(libro: Path, cliente: str, pdf: Path | None, csv: Path | None, **options: Any) -> None:
    """Reúne todo lo que LIBRO tiene de CLIENTE, por si pide sus datos.

    Su fila, sus compras, las demás celdas que lo nombran, lo que guarda el diario, lo que se calcula y sus derechos.
    CLIENTE es su código, su nombre, su correo o «fila 12». No escribe nada en el libro.

    \b
    Ejemplos:
      cartera interesado clientes.xlsx C0012
      cartera interesado clientes.xlsx "Ana Pérez" --pdf ana.pdf --csv ana.csv
    """
    from cartera_xl.casos.interesado import interesado as use_case
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 7) as steps, open_book(chosen) as book:
        held = use_case(book.host, open_journal(), request(chosen, steps), cliente)
    if csv is not None:
        _save(csv, _as_csv(held))
    if pdf is not None:
        from cartera_xl.reports.documents import person_pdf

        _save(pdf, person_pdf(held.a_dict()))
    if chosen.as_json:
        print_json(held.a_dict())
        return
    _show(console, held)
    for path in (pdf, csv):
        if path is not None:
            console.print(f"[green]✓[/] Guardado en «{path}»; solo usted puede abrirlo.", highlight=False)


def _save(path: Path, data: bytes) -> None:
    from cartera_xl.private_files import write_private

    write_private(path, data)


def _as_csv(held: Interesado) -> bytes:
    from cartera_xl.casos.interesado_filas import CABECERA, filas
    from cartera_xl.private_files import csv_bytes

    return csv_bytes([CABECERA, *filas(held)])


def _show(console: Console, held: Interesado) -> None:
    from rich.markup import escape

    from cartera_xl.casos.interesado import NO_SE_BUSCA, PARA_QUE
    from cartera_xl.commands.privacy_parts import show_appearances, show_rules, show_traces
    from cartera_xl.console_parts import paragraph
    from cartera_xl.nucleo.lectura.textos import contar

    console.print(f"\n[bold]{escape(held.nombre)}[/]  ·  hoja «{escape(held.hoja)}», fila {held.fila}")
    _facts(console, "Sus datos", [dato for dato in held.ficha if not dato.calculado])
    if held.compras is not None:
        lines = contar(len(held.compras.lineas), "línea", "líneas")
        paragraph(console, f"Compras: {lines} en «{held.compras.hoja}».")
    show_appearances(console, held.apariciones)
    show_traces(console, "También lo nombran, fuera de las celdas:", held.rastros)
    if held.ejecuciones:
        runs = contar(len(held.ejecuciones), "ejecución guarda", "ejecuciones guardan")
        first, last = held.ejecuciones[0].momento, held.ejecuciones[-1].momento
        paragraph(console, f"Diario de este equipo: {runs} algo suyo, del {first:%d/%m/%Y} al {last:%d/%m/%Y}.")
    _facts(console, "Lo que el programa calcula hoy", list(held.perfil[:MOST_ON_SCREEN]))
    if len(held.perfil) > MOST_ON_SCREEN:
        paragraph(console, f"y {len(held.perfil) - MOST_ON_SCREEN} datos más, en el PDF, en el CSV y con --json.")
    paragraph(console, PARA_QUE)
    console.print()
    for what, why in held.permisos:
        paragraph(console, f"{what}: {why}")
    show_rules(console, "Sus derechos", held.derechos, held.nota_de_pais)
    paragraph(console, NO_SE_BUSCA, style="bright_black")


def _facts(console: Console, title: str, facts: list[DatoSuyo]) -> None:
    from rich.markup import escape

    from cartera_xl.console_parts import show_table, text_table

    table = text_table(title, "")
    for fact in facts:
        table.add_row(escape(fact.titulo), escape(fact.valor))
    show_table(console, table)
