"""`cartera libreoffice`: the extension that puts the menu and the toolbar «Cartera» in LibreOffice Calc."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import FOLDER, print_json
from cartera_xl.idiomas.spanish_click import Group

if TYPE_CHECKING:
    from cartera_xl.excel.installer.install import Outcome

CODES = """
\b
Códigos de salida:
  0  hecho, o ya estaba hecho
  1  no se ha podido; nada ha cambiado
  2  la orden está mal escrita
  4  LibreOffice está abierto: ciérrelo y repita
"""
CHECK_CODES = """
\b
Códigos de salida:
  0  todo bien
  3  hay algo que no está bien; se dice qué hacer
"""
SIMULATE = click.option("--simular", is_flag=True, help="Enseña lo que haría y no escribe nada.")
PROFILE = click.option(
    "--perfil", type=FOLDER, metavar="CARPETA", help="Perfil de LibreOffice; si falta, el de este usuario."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")


class OfficeOpen(click.ClickException):
    """Its own exit code, so that a script can try again later."""

    exit_code = 4


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (AS_JSON, PROFILE, SIMULATE):
        command = option(command)
    return command


@click.group(cls=Group, subcommand_metavar="ORDEN [OPCIONES]")
def libreoffice() -> None:
    """Pone la barra Cartera en LibreOffice, la quita o la revisa.

    También pone el menú Cartera y las funciones de hoja. Solo para el usuario que da la orden y sin permisos de
    administrador.

    \b
    Ejemplos:
      cartera libreoffice instalar
      cartera libreoffice diagnostico
    """


@libreoffice.command(epilog=CODES)
@_options
def instalar(simular: bool, perfil: Path | None, as_json: bool) -> None:
    """Instala la extensión en el LibreOffice de este usuario.

    La enlaza con este Python, que ha de ser de la misma versión que el de LibreOffice. LibreOffice tiene que estar
    cerrado. Repetir la orden es inofensivo y sirve para poner al día.

    \b
    Ejemplos:
      cartera libreoffice instalar
      cartera libreoffice instalar --simular
    """
    from cartera_xl.excel.extension.checks import EXTENSION
    from cartera_xl.excel.extension.install import install
    from cartera_xl.excel.extension.office import find_office
    from cartera_xl.resources import macro_file

    with _office_closed():
        outcome = install(find_office(perfil), macro_file(EXTENSION), simulate=simular)
    _show(outcome, "Instalada." if outcome.changed else "Ya estaba instalada y al día.", simular, as_json)


@libreoffice.command(epilog=CODES)
@_options
def desinstalar(simular: bool, perfil: Path | None, as_json: bool) -> None:
    """Quita la extensión y deja LibreOffice como estaba.

    No toca sus libros ni el diario. LibreOffice tiene que estar cerrado.

    \b
    Ejemplo:
      cartera libreoffice desinstalar
    """
    from cartera_xl.excel.extension.install import uninstall
    from cartera_xl.excel.extension.office import find_office

    with _office_closed():
        outcome = uninstall(find_office(perfil), simulate=simular)
    _show(outcome, "Desinstalada." if outcome.changed else "No estaba instalada.", simular, as_json)


@libreoffice.command(epilog=CHECK_CODES)
@PROFILE
@AS_JSON
@click.pass_context
def diagnostico(ctx: click.Context, perfil: Path | None, as_json: bool) -> None:
    """Comprueba la instalación y dice qué hacer si algo falla.

    No cambia nada.

    \b
    Ejemplos:
      cartera libreoffice diagnostico
      cartera libreoffice diagnostico --json
    """
    from cartera_xl.excel.extension.checks import run_checks

    checks = run_checks(perfil)
    if as_json:
        print_json([check.as_dict() for check in checks])
    else:
        from rich.console import Console

        from cartera_xl.commands.excel_screen import show_checks

        show_checks(Console(highlight=False), checks)
    ctx.exit(3 if any(check.ok is False for check in checks) else 0)


@contextmanager
def _office_closed() -> Iterator[None]:
    from cartera_xl.excel.extension.install import OfficeIsOpen

    try:
        yield
    except OfficeIsOpen as error:
        raise OfficeOpen(str(error)) from error


def _show(outcome: Outcome, done: str, simulated: bool, as_json: bool) -> None:
    if as_json:
        steps = [{"que": step.what, "donde": step.where, "cambia": step.changed} for step in outcome.steps]
        print_json({"simulado": simulated, "pasos": steps})
        return
    from rich.console import Console

    from cartera_xl.commands.excel_screen import show_outcome

    show_outcome(Console(highlight=False), outcome, "Simulación: no se ha escrito nada." if simulated else done)
