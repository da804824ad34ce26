"""Línea de órdenes: traduce argumentos, llama a un caso de uso y enseña lo que devuelve.

Códigos de salida: 0 todo bien; 1 no se ha podido seguir (nada ha cambiado); 2 orden mal escrita; 3 hecho, pero
algún dato se ha quedado fuera (mire las incidencias). Lo pesado se importa dentro de la orden que lo usa.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.alertas import alertas
from cartera_xl.commands.anotar import anotar
from cartera_xl.commands.changes import cambios
from cartera_xl.commands.common import BOOK, FOLDER, NEW_FILE, print_json, read_options, reading_options, screen
from cartera_xl.commands.embudo import embudo
from cartera_xl.commands.excel import excel
from cartera_xl.commands.explain import explicar
from cartera_xl.commands.hoy import hoy
from cartera_xl.commands.indicadores import indicadores
from cartera_xl.commands.interesado import interesado
from cartera_xl.commands.libreoffice import libreoffice
from cartera_xl.commands.lista import lista
from cartera_xl.commands.olvidar import olvidar
from cartera_xl.commands.privacidad import privacidad
from cartera_xl.commands.puente import puente
from cartera_xl.commands.sheets import hojas
from cartera_xl.commands.simular import simular
from cartera_xl.commands.suggestions import sugerencias
from cartera_xl.commands.valor import valor
from cartera_xl.idiomas.spanish_click import Group

CODES = """
\b
Códigos de salida:
  0  todo bien
  1  no se ha podido seguir; nada ha cambiado
  2  la orden está mal escrita
  3  hecho, pero hay datos que no se entienden
"""


SECTIONS = {
    "Puntuar": ("nueva", "demo", "comprobar", "recalcular", "deshacer", "historial", "hojas"),
    "Entender": ("resumen", "explicar", "cambios", "indicadores", "embudo", "validar"),
    "Actuar": ("hoy", "alertas", "lista", "anotar", "sugerencias"),
    "Decidir": ("puente", "valor", "simular"),
    "Datos personales": ("privacidad", "interesado", "olvidar"),
    "Dentro de la hoja de cálculo": ("excel", "libreoffice"),
}


@click.group(
    cls=Group,
    sections=SECTIONS,
    options_metavar="[OPCIONES]",
    subcommand_metavar="ORDEN [ARGUMENTOS]…",
    context_settings={"help_option_names": ["-h", "--help", "--ayuda"], "max_content_width": 100},
    epilog=CODES,
)
@click.version_option(
    package_name="cartera-xl", prog_name="cartera", message="%(prog)s %(version)s", help="Enseña la versión y termina."
)
def main() -> None:
    """Puntúa y segmenta la cartera de clientes en su propio libro de Excel, sin perder nada de él.

    \b
    Para empezar:
      cartera demo                     un libro de ejemplo ya recalculado
      cartera nueva mi-cartera.xlsx    un libro vacío, listo para llenar
      cartera recalcular clientes.xlsx
      cartera deshacer clientes.xlsx
    """
    # NumPy reads it when the command imports it. Its threads only spin here: our sums are short, one core is faster.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


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
    from cartera_xl.console import progress_bar, show_balance, show_closing
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, options)
    console = screen(chosen)
    with progress_bar(console, 9) as steps, open_book(chosen) as book:
        balance = use_case(book.host, open_journal(), request(chosen, steps))
    if chosen.as_json:
        print_json(balance.a_dict())
    else:
        show_balance(console, balance, balance.pais)
        show_closing(console, balance, chosen.salida or chosen.libro, book.backup_path(), simulated=chosen.simular)
    ctx.exit(3 if balance.con_errores() else 0)


@main.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.pass_context
def comprobar(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Enseña cómo se entiende cada columna de LIBRO, con pruebas.

    No escribe nada en el libro.

    \b
    Ejemplos:
      cartera comprobar clientes.xlsx
      cartera comprobar clientes.xlsx --columna importe_neto="Facturado 2025"
    """
    from cartera_xl.casos.comprobar import comprobar as use_case
    from cartera_xl.console import progress_bar, show_check
    from cartera_xl.opening import open_book, request

    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 4) as steps, open_book(chosen) as book:
        check = use_case(book.host, request(chosen, steps))
    if chosen.as_json:
        print_json(check.a_dict())
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
    from cartera_xl.console import Figures, progress_bar, show_heading, show_outdated, show_summary
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 8) as steps, open_book(chosen) as book:
        balance = use_case(book.host, open_journal(), request(chosen, steps))
    if chosen.as_json:
        print_json(balance.resumen.a_dict())
        return
    figures = Figures(balance.pais, balance.resumen.moneda)
    show_heading(console, libro.name, f"corte {balance.corte:%d/%m/%Y}")
    show_summary(console, balance.resumen, figures)
    show_outdated(console, balance.celdas_cambiadas, figures)


@main.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.pass_context
def validar(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Prueba con el pasado de LIBRO sus pronósticos y sus segmentos.

    Dice qué método acierta más con sus clientes, y si los segmentos de hace un año acertaron. Hacen falta las compras
    una a una. No escribe nada en el libro.

    \b
    Ejemplos:
      cartera validar clientes.xlsx
      cartera validar clientes.xlsx --movimientos ventas.csv
      cartera validar ventas.csv --corte 31/12/2025
    """
    from cartera_xl.casos.validar import validar as use_case
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, request
    from cartera_xl.validation_console import show_validation

    chosen = read_options(libro, {"simular": True} | options)
    console = screen(chosen)
    with progress_bar(console, 5) as steps, open_book(chosen) as book:
        validation = use_case(book.host, request(chosen, steps))
    if chosen.as_json:
        print_json(validation.a_dict())
    else:
        show_validation(console, validation, chosen.libro, chosen.movimientos)
    ctx.exit(3 if validation.con_errores() else 0)


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

    \b
    Ejemplos:
      cartera deshacer clientes.xlsx
      cartera deshacer clientes.xlsx --simular
    """
    from cartera_xl.casos.deshacer import deshacer as use_case
    from cartera_xl.console import show_undo
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, options)
    console = screen(chosen)
    with open_book(chosen) as book:
        undo = use_case(book.host, open_journal(), request(chosen, None), ejecucion)
    if chosen.as_json:
        print_json(undo.a_dict())
    else:
        show_undo(console, undo)


@main.command()
@click.argument("libro", type=BOOK)
@click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")
def historial(libro: Path, as_json: bool) -> None:
    """Lista las ejecuciones de LIBRO hechas desde este equipo.

    Dice cuándo fue cada una, quién la hizo y si se deshizo.

    \b
    Ejemplo:
      cartera historial clientes.xlsx
    """
    from cartera_xl.casos.historial import historial as use_case
    from cartera_xl.console import show_history
    from cartera_xl.opening import open_book, open_journal, run_to_dict

    chosen = read_options(libro, {"simular": True, "as_json": as_json})
    with open_book(chosen) as book:
        runs = use_case(book.host, open_journal())
    if as_json:
        print_json([run_to_dict(run) for run in runs])
        return
    if runs:
        show_history(screen(chosen), runs)
    else:
        click.echo(f"No consta ninguna ejecución sobre «{libro.name}» en este equipo.")


@main.command()
@click.argument("libro", type=NEW_FILE)
@click.option("--ejemplo", is_flag=True, help="Con clientes y compras de ejemplo, todos inventados.")
def nueva(libro: Path, ejemplo: bool) -> None:
    """Crea LIBRO con hojas, listas y ajustes listos para llenar.

    Si LIBRO ya existe, lo deja como está y avisa. Con .xlsm, el libro trae la pestaña Cartera dentro.

    \b
    Ejemplos:
      cartera nueva mi-cartera.xlsx
      cartera nueva mi-cartera.xlsm
      cartera nueva prueba.xlsx --ejemplo
    """
    from cartera_xl.console import typed
    from cartera_xl.opening import new_book

    path = new_book(libro, example=ejemplo)
    click.echo(f"Creado «{path}».")
    if path.suffix.lower() == ".xlsm":
        click.echo("Siguiente paso: ábralo en Excel, llene la hoja Clientes y pulse Cartera > Recalcular segmentos.")
        return
    click.echo("Siguiente paso: llene la hoja Clientes y ejecute" if not ejemplo else "Siguiente paso: ejecute")
    click.echo(f"  cartera recalcular {typed(path)}")


@main.command()
@click.option(
    "--carpeta",
    type=FOLDER,
    metavar="CARPETA",
    default=Path(),
    help="Dónde dejarlo; si falta, en la carpeta actual.",
)
@click.pass_context
def demo(ctx: click.Context, carpeta: Path) -> None:
    """Copia el libro de ejemplo, lo recalcula y enseña el resumen.

    \b
    Ejemplo:
      cartera demo --carpeta pruebas
    """
    from cartera_xl.opening import new_book

    path = new_book(carpeta / "cartera-ejemplo.xlsx", example=True, replace=True)
    click.echo(f"Libro de ejemplo: {path}")
    ctx.invoke(recalcular, libro=path, sin_copia=True)


@main.command()
@click.argument("interprete", metavar="INTÉRPRETE", type=click.Choice(["bash", "zsh", "fish"]))
def completar(interprete: str) -> None:
    """Escribe el guion que completa las órdenes con el tabulador.

    INTÉRPRETE es bash, zsh o fish.

    \b
    Ejemplo (bash):
      cartera completar bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    completer = get_completion_class(interprete)
    assert completer is not None
    click.echo(completer(main, {}, "cartera", "_CARTERA_COMPLETE").source())


for command in (
    explicar,
    cambios,
    alertas,
    hoy,
    lista,
    anotar,
    sugerencias,
    indicadores,
    embudo,
    puente,
    valor,
    simular,
    hojas,
    privacidad,
    interesado,
    olvidar,
    excel,
    libreoffice,
):
    main.add_command(command)
