"""`cartera excel`: the add-in that puts the tab «Cartera» in Excel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cartera_xl.commands.common import BOOK, print_json
from cartera_xl.idiomas.spanish_click import Group

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.excel.installer.install import Outcome

CODES = """
\b
Códigos de salida:
  0  hecho, o ya estaba hecho
  1  no se ha podido; nada ha cambiado
  2  la orden está mal escrita
  4  Excel está abierto: ciérrelo y repita
"""
CHECK_CODES = """
\b
Códigos de salida:
  0  todo bien
  3  hay algo que no está bien; se dice qué hacer
"""

SIMULATE = click.option("--simular", is_flag=True, help="Enseña lo que haría y no escribe nada.")
SILENT = click.option(
    "--silencioso", is_flag=True, help="No enseña nada salvo los errores; para guiones de informática."
)


class ExcelOpen(click.ClickException):
    """Its own exit code, so that a script can try again later."""

    exit_code = 4


SECTIONS = {"Órdenes": ("instalar", "desinstalar", "diagnostico")}


@click.group(cls=Group, sections=SECTIONS, subcommand_metavar="ORDEN [OPCIONES]")
def excel() -> None:
    """Pone la pestaña Cartera en Excel, la quita o dice qué le pasa.

    Para Windows y Mac, solo para el usuario que da la orden y sin permisos de administrador. En LibreOffice se usa
    «cartera libreoffice».

    \b
    Ejemplos:
      cartera excel instalar
      cartera excel diagnostico
    """


@excel.command(epilog=CODES)
@SIMULATE
@SILENT
@click.option(
    "--complemento", type=BOOK, metavar="ARCHIVO", help="Instala esta copia de cartera.xlam, firmada por su empresa."
)
def instalar(simular: bool, silencioso: bool, complemento: Path | None) -> None:
    """Instala el complemento en el Excel de este usuario.

    Copia el complemento, escribe los ajustes que Excel necesita para encontrar Python y lo apunta entre los que Excel
    abre al empezar. Excel tiene que estar cerrado. Repetir la orden es inofensivo y sirve para poner al día.

    \b
    Ejemplos:
      cartera excel instalar
      cartera excel instalar --simular
    """
    from cartera_xl.excel.installer.install import install
    from cartera_xl.excel.installer.machine import this_system
    from cartera_xl.excel.installer.plan import ADD_IN, signed_copy
    from cartera_xl.resources import macro_file

    add_in = signed_copy(complemento) if complemento else macro_file(ADD_IN)
    with _excel_closed():
        outcome = install(this_system(), add_in, simulate=simular)
    if not silencioso:
        _show(outcome, "Instalado." if outcome.changed else "Ya estaba instalado y al día.", simulated=simular)


@excel.command(epilog=CODES)
@SIMULATE
@SILENT
def desinstalar(simular: bool, silencioso: bool) -> None:
    """Quita el complemento y deja Excel como estaba.

    No toca sus libros ni el diario. Lo que alguien haya cambiado después se queda, y se dice.

    \b
    Ejemplo:
      cartera excel desinstalar
    """
    from cartera_xl.excel.installer.machine import this_system
    from cartera_xl.excel.installer.uninstall import uninstall

    with _excel_closed():
        outcome = uninstall(this_system(), simulate=simular)
    if not silencioso:
        _show(outcome, "Desinstalado." if outcome.steps else "No hay nada instalado por esta orden.", simulated=simular)


@excel.command(epilog=CHECK_CODES)
@click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")
@click.pass_context
def diagnostico(ctx: click.Context, as_json: bool) -> None:
    """Comprueba la instalación y dice qué hacer si algo falla.

    No cambia nada. Es lo mismo que el botón Diagnóstico de la pestaña.

    \b
    Ejemplos:
      cartera excel diagnostico
      cartera excel diagnostico --json
    """
    from cartera_xl.excel.installer.checks import run_checks

    checks = run_checks()
    if as_json:
        print_json([check.as_dict() for check in checks])
    else:
        from cartera_xl.commands.excel_screen import show_checks

        show_checks(_console(), checks)
    ctx.exit(3 if any(check.ok is False for check in checks) else 0)


@contextmanager
def _excel_closed() -> Iterator[None]:
    from cartera_xl.excel.installer.plan import ExcelIsOpen

    try:
        yield
    except ExcelIsOpen as error:
        raise ExcelOpen(str(error)) from error


def _show(outcome: Outcome, done: str, *, simulated: bool) -> None:
    from cartera_xl.commands.excel_screen import show_outcome

    show_outcome(_console(), outcome, "Simulación: no se ha escrito nada." if simulated else done)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)
