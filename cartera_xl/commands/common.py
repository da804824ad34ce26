"""What the commands share: the reading options, the screen and JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.idiomas.spanish_click import Date, is_utf8, path_type

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from cartera_xl.opening import Options

BOOK = path_type("archivo", exists=True, dir_okay=False)
NEW_FILE = path_type("archivo", dir_okay=False)
FOLDER = path_type("carpeta", file_okay=False)


def reading_options(command: Any) -> Any:
    """Options shared by every command that reads clients from a book."""
    options = (
        click.option("--hoja", metavar="NOMBRE", help="Hoja de los clientes, si hay más de una posible."),
        click.option("--pais", metavar="ES|MX|AR…", help="País de números, fechas e identificadores; se recuerda."),
        click.option(
            "--corte", type=Date(), metavar="DD/MM/AAAA", help="Fecha de corte; si falta, la última del libro."
        ),
        click.option(
            "--columna",
            "columnas",
            multiple=True,
            metavar='CAMPO="TÍTULO"',
            help='Dice qué columna es un dato: --columna importe_neto="Facturado 2025". Se puede repetir.',
        ),
        click.option(
            "--movimientos", type=BOOK, metavar="ARCHIVO", help="Compras en un .csv, .parquet o .xlsx aparte."
        ),
        click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def writing_options(sheet: str) -> Callable[[Any], Any]:
    """Options of a command that can leave its result in one of our own sheets."""

    def decorate(command: Any) -> Any:
        options = (
            click.option("--guardar", is_flag=True, help=f"Deja el resultado en la hoja «{sheet}» del libro."),
            click.option("--salida", type=NEW_FILE, metavar="LIBRO.xlsx", help="Con --guardar, escribe en otro libro."),
            click.option("--sin-copia", is_flag=True, help="Con --guardar, no deja copia de seguridad al lado."),
        )
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def read_options(book: Path, options: dict[str, Any]) -> Options:
    """What the command line said, with the cut-off as a date."""
    from cartera_xl.opening import Options

    corte: datetime | None = options.pop("corte", None)
    return Options(libro=book, corte=corte.date() if corte else None, **options)


def screen(options: Options) -> Console:
    """Where to show things: not on standard output if that is for JSON."""
    from rich.console import Console

    return Console(stderr=options.as_json, highlight=False, soft_wrap=False)


def print_json(content: Any) -> None:
    """Write a result for other programs; accents as they are if the output is UTF-8, which JSON wants."""
    import json

    json.dump(content, sys.stdout, ensure_ascii=not is_utf8(sys.stdout), indent=2)
    sys.stdout.write("\n")
    sys.stdout.flush()
