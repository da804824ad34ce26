"""`cartera libreoffice`: the extension that puts the menu and the toolbar «Cartera» in LibreOffice Calc."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import FOLDER, print_json
from cartera_xl.commands.installing import (
    AS_JSON,
    CHECK_CODES,
    SIMULATE,
    finish_diagnosis,
    install_codes,
    program_closed,
    show_steps,
)
from cartera_xl.idiomas.spanish_click import Group

if TYPE_CHECKING:
    from cartera_xl.excel.installer.install import Outcome

CODES = install_codes("LibreOffice")
PROFILE = click.option(
    "--perfil", type=FOLDER, metavar="CARPETA", help="Perfil de LibreOffice; si falta, el de este usuario."
)


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
    from cartera_xl.excel.extension.install import OfficeIsOpen, install
    from cartera_xl.excel.extension.office import find_office
    from cartera_xl.resources import macro_file

    with program_closed(OfficeIsOpen):
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
    from cartera_xl.excel.extension.install import OfficeIsOpen, uninstall
    from cartera_xl.excel.extension.office import find_office

    with program_closed(OfficeIsOpen):
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

    finish_diagnosis(ctx, run_checks(perfil), as_json=as_json)


def _show(outcome: Outcome, done: str, simulated: bool, as_json: bool) -> None:
    if as_json:
        steps = [{"que": step.what, "donde": step.where, "cambia": step.changed} for step in outcome.steps]
        print_json({"simulado": simulated, "pasos": steps})
        return
    show_steps(outcome, done, simulated=simulated)
