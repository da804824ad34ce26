"""Línea de órdenes: traduce argumentos, llama a un caso de uso y enseña lo que devuelve.

Códigos de salida: 0 todo bien; 1 no se ha podido seguir (nada ha cambiado); 2 orden mal escrita; 3 hecho, pero
algún dato se ha quedado fuera (mire las incidencias). Lo pesado se importa dentro de la orden que lo usa.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from cartera_xl.opening import Options

CODES = "\b\nCódigos de salida: 0 bien · 1 no se pudo seguir · 2 orden mal escrita · 3 hecho con datos fuera"
DATE = click.DateTime(["%d/%m/%Y", "%Y-%m-%d"])
BOOK = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class Group(click.Group):
    """The only place where an `ErrorCartera` becomes text; a defect of ours keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            from cartera_xl.nucleo.errores import ErrorCartera

            if isinstance(error, ErrorCartera):
                raise click.ClickException(str(error)) from error
            raise


def reading_options(command: Any) -> Any:
    """Options shared by every command that reads clients from a book."""
    options = (
        click.option("--hoja", metavar="NOMBRE", help="Hoja de los clientes, si hay más de una posible."),
        click.option("--pais", metavar="ES|MX|AR…", help="País de números, fechas e identificadores; se recuerda."),
        click.option("--corte", type=DATE, metavar="DD/MM/AAAA", help="Fecha de corte; si falta, la última del libro."),
        click.option(
            "--columna",
            "columnas",
            multiple=True,
            metavar='CAMPO="TÍTULO"',
            help='Dice qué columna es un dato: --columna importe_neto="Facturado 2025". Se puede repetir.',
        ),
        click.option(
            "--movimientos", type=BOOK, metavar="FICHERO", help="Compras en un .csv, .parquet o .xlsx aparte."
        ),
        click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help", "--ayuda"], "max_content_width": 100},
    epilog=CODES,
)
@click.version_option(package_name="cartera-xl", prog_name="cartera", message="%(prog)s %(version)s")
def main() -> None:
    """Puntúa y segmenta la cartera de clientes en su propio libro de Excel, sin perder nada de él.

    \b
    Para empezar:
      cartera demo                     un libro de ejemplo ya recalculado
      cartera nueva mi-cartera.xlsx    un libro vacío, listo para llenar
      cartera recalcular clientes.xlsx
      cartera deshacer clientes.xlsx
    """


@main.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--simular", is_flag=True, help="Enseña lo que cambiaría y no escribe nada.")
@click.option("--salida", type=NEW_FILE, metavar="LIBRO.xlsx", help="Escribe en otro libro y deja este como está.")
@click.option("--recalibrar", is_flag=True, help="Renueva el baremo con los datos de hoy.")
@click.option(
    "--respetar-manual/--no-respetar-manual",
    default=True,
    show_default=True,
    help="Un segmento escrito a mano encima del nuestro pasa a «Segmento manual» y manda.",
)
@click.option("--sin-copia", is_flag=True, help="No deja copia de seguridad al lado.")
@click.option("--romper-firma", is_flag=True, help="Escribe aunque el libro esté firmado; la firma se pierde.")
@click.pass_context
def recalcular(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Puntúa y segmenta los clientes de LIBRO en su propia hoja.

    \b
    Ejemplos:
      cartera recalcular clientes.xlsx
      cartera recalcular clientes.xlsx --simular
      cartera recalcular clientes.xlsx --movimientos ventas.csv --pais MX
      cartera recalcular ventas.csv --salida cartera.xlsx
    """
    from cartera_xl.casos.recalcular import recalcular as use_case
    from cartera_xl.console import progress_bar, show_balance
    from cartera_xl.opening import open_book, open_journal, request

    chosen = _options(libro, options)
    console = _console(chosen)
    with progress_bar(console, 6) as steps, open_book(chosen) as book:
        balance = use_case(book.host, open_journal(), request(chosen, steps))
    if chosen.as_json:
        _print_json(balance.a_dict())
    else:
        show_balance(console, balance, balance.pais)
        _closing(console, chosen, balance.escrito, balance.celdas_cambiadas, book.backup_path())
    ctx.exit(3 if balance.con_errores() else 0)


@main.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.pass_context
def comprobar(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Enseña cómo se entiende LIBRO, columna por columna y con pruebas. No escribe nada.

    \b
    Ejemplos:
      cartera comprobar clientes.xlsx
      cartera comprobar clientes.xlsx --columna importe_neto="Facturado 2025"
    """
    from cartera_xl.casos.comprobar import comprobar as use_case
    from cartera_xl.console import progress_bar, show_check
    from cartera_xl.opening import open_book, request

    chosen = _options(libro, {"simular": True} | options)
    console = _console(chosen)
    with progress_bar(console, 4) as steps, open_book(chosen) as book:
        check = use_case(book.host, request(chosen, steps))
    if chosen.as_json:
        _print_json(check.a_dict())
    else:
        show_check(console, check)
    ctx.exit(3 if check.con_errores() else 0)


@main.command()
@click.argument("libro", type=BOOK)
@reading_options
def resumen(libro: Path, **options: Any) -> None:
    """Enseña las cifras de la cartera de LIBRO sin escribir nada.

    \b
    Ejemplos:
      cartera resumen clientes.xlsx
      cartera resumen clientes.xlsx --json
    """
    from cartera_xl.casos.recalcular import recalcular as use_case
    from cartera_xl.console import Figures, progress_bar, show_summary
    from cartera_xl.opening import open_book, open_journal, request

    chosen = _options(libro, {"simular": True} | options)
    console = _console(chosen)
    with progress_bar(console, 6) as steps, open_book(chosen) as book:
        balance = use_case(book.host, open_journal(), request(chosen, steps))
    if chosen.as_json:
        _print_json(balance.resumen.a_dict())
        return
    console.print(f"\n[bold]{libro.name}[/]  ·  corte {balance.corte:%d/%m/%Y}")
    show_summary(console, balance.resumen, Figures(balance.pais, balance.resumen.moneda))
    if balance.celdas_cambiadas:
        console.print(f"{balance.celdas_cambiadas} celdas del libro no están al día: ejecute «cartera recalcular».")


@main.command()
@click.argument("libro", type=BOOK)
@click.option("--ejecucion", metavar="ID", help="Cuál deshacer; si falta, la última («cartera historial» las lista).")
@click.option("--simular", is_flag=True, help="Enseña lo que haría y no escribe nada.")
@click.option("--sin-copia", is_flag=True, help="No deja copia de seguridad al lado.")
@click.option("--romper-firma", is_flag=True, help="Escribe aunque el libro esté firmado; la firma se pierde.")
@click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")
def deshacer(libro: Path, ejecucion: str | None, **options: Any) -> None:
    """Devuelve a LIBRO lo que había antes del último recálculo.

    Respeta, y dice cuáles son, las celdas que alguien haya cambiado después.
    """
    from cartera_xl.casos.deshacer import deshacer as use_case
    from cartera_xl.console import show_undo
    from cartera_xl.opening import open_book, open_journal, request

    chosen = _options(libro, options)
    console = _console(chosen)
    with open_book(chosen) as book:
        undo = use_case(book.host, open_journal(), request(chosen, None), ejecucion)
    if chosen.as_json:
        _print_json(undo.a_dict())
    else:
        show_undo(console, undo)


@main.command()
@click.argument("libro", type=BOOK)
@click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")
def historial(libro: Path, as_json: bool) -> None:
    """Lista las ejecuciones de LIBRO hechas desde este equipo: cuándo, quién y si se deshicieron."""
    from cartera_xl.casos.historial import historial as use_case
    from cartera_xl.console import show_history
    from cartera_xl.opening import open_book, open_journal, run_to_dict

    chosen = _options(libro, {"simular": True, "as_json": as_json})
    with open_book(chosen) as book:
        runs = use_case(book.host, open_journal())
    if as_json:
        _print_json([run_to_dict(run) for run in runs])
        return
    console = _console(chosen)
    if runs:
        show_history(console, runs)
    else:
        console.print(f"No consta ninguna ejecución sobre «{libro.name}» en este equipo.")


@main.command()
@click.argument("libro", type=NEW_FILE)
@click.option("--ejemplo", is_flag=True, help="Con clientes y compras de ejemplo, todos inventados.")
def nueva(libro: Path, ejemplo: bool) -> None:
    """Crea LIBRO a partir de la plantilla: hojas, listas y ajustes listos para llenar.

    \b
    Ejemplos:
      cartera nueva mi-cartera.xlsx
      cartera nueva prueba.xlsx --ejemplo
    """
    from cartera_xl.opening import new_book

    path = new_book(libro, example=ejemplo)
    click.echo(f"Creado «{path}».")
    click.echo(f"Siguiente paso: llene la hoja Clientes y ejecute  cartera recalcular {path}")


@main.command()
@click.option("--carpeta", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Dónde dejarlo.")
@click.pass_context
def demo(ctx: click.Context, carpeta: Path) -> None:
    """Copia el libro de ejemplo, lo recalcula y enseña el resumen."""
    from cartera_xl.opening import new_book

    path = new_book(carpeta / "cartera-ejemplo.xlsx", example=True, replace=True)
    click.echo(f"Libro de ejemplo: {path}")
    ctx.invoke(recalcular, libro=path, sin_copia=True)


@main.command()
@click.argument("interprete", type=click.Choice(["bash", "zsh", "fish"]))
def completar(interprete: str) -> None:
    """Escribe el guion que completa las órdenes con el tabulador.

    \b
    Ejemplo (bash):
      cartera completar bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    completer = get_completion_class(interprete)
    assert completer is not None
    click.echo(completer(main, {}, "cartera", "_CARTERA_COMPLETE").source())


def _options(book: Path, options: dict[str, Any]) -> Options:
    from cartera_xl.opening import Options

    corte: datetime | None = options.pop("corte", None)
    return Options(libro=book, corte=corte.date() if corte else None, **options)


def _console(options: Options) -> Console:
    from rich.console import Console

    return Console(stderr=options.as_json, highlight=False, soft_wrap=False)


def _closing(console: Console, options: Options, written: bool, changed: int, backup: Path | None) -> None:
    target = options.salida or options.libro
    if written:
        console.print(f"[green]✓[/] Escrito en «{target}»: {changed} celdas de resultado.")
        if backup:
            console.print(f"  Copia del libro anterior: «{backup.name}».")
        console.print(f"  Para volver atrás: cartera deshacer {target}", soft_wrap=True)
    elif options.simular:
        console.print(f"Simulado: cambiarían {changed} celdas de resultado. No se ha escrito nada.")
    else:
        console.print("[green]✓[/] El libro ya estaba al día: no se ha escrito nada.")


def _print_json(content: Any) -> None:
    import json

    json.dump(content, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
