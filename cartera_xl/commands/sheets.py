"""`cartera hojas`: the sheets that the user fills in, and adding those that the book lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, screen


@click.command()
@click.argument("libro", type=BOOK)
@click.argument("nombres", nargs=-1, metavar="[HOJA]…")
@click.option("--simular", is_flag=True, help="Enseña lo que añadiría y no escribe nada.")
@click.option("--sin-copia", is_flag=True, help="No deja copia de seguridad al lado.")
@click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")
def hojas(libro: Path, nombres: tuple[str, ...], **options: Any) -> None:
    """Lista las hojas que usted puede llenar, y añade las que pida.

    La hoja que ya está se deja como está.

    \b
    Ejemplos:
      cartera hojas clientes.xlsx
      cartera hojas clientes.xlsx Objetivos "Registro de contactos"
    """
    from cartera_xl.casos.hojas_editables import hojas_editables
    from cartera_xl.console_parts import paragraph, show_table, text_table
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, options)
    console = screen(chosen)
    with open_book(chosen) as book:
        found = hojas_editables(book.host, open_journal(), request(chosen, None), nombres)
    if chosen.as_json:
        print_json(found.a_dict())
        return
    table = text_table("Hoja", "Está", "Para qué")
    for sheet, present in found.hojas:
        new = sheet.nombre in found.anadidas
        table.add_row(sheet.nombre, "nueva" if new else "sí" if present else "no", sheet.para_que)
    show_table(console, table)
    if found.ejecucion:
        paragraph(
            console,
            f"Añadidas en «{libro.name}». Se quitan con: cartera deshacer {libro.name} --ejecucion {found.ejecucion}",
            mark="✓",
        )
    elif found.anadidas:
        paragraph(console, "Simulación: no se ha escrito nada.", mark="·")
