"""`cartera excel`: the add-in that puts the tab «Cartera» in Excel."""

from __future__ import annotations

from pathlib import Path

import click

from cartera_xl.commands.common import BOOK
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

CODES = install_codes("Excel")
SILENT = click.option(
    "--silencioso", is_flag=True, help="No enseña nada salvo los errores; para guiones de informática."
)

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
    from cartera_xl.excel.installer.plan import ADD_IN, ExcelIsOpen, signed_copy
    from cartera_xl.resources import macro_file

    add_in = signed_copy(complemento) if complemento else macro_file(ADD_IN)
    with program_closed(ExcelIsOpen):
        outcome = install(this_system(), add_in, simulate=simular)
    if not silencioso:
        show_steps(outcome, "Instalado." if outcome.changed else "Ya estaba instalado y al día.", simulated=simular)


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
    from cartera_xl.excel.installer.plan import ExcelIsOpen
    from cartera_xl.excel.installer.uninstall import uninstall

    with program_closed(ExcelIsOpen):
        outcome = uninstall(this_system(), simulate=simular)
    if not silencioso:
        show_steps(
            outcome, "Desinstalado." if outcome.steps else "No hay nada instalado por esta orden.", simulated=simular
        )


@excel.command(epilog=CHECK_CODES)
@AS_JSON
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

    finish_diagnosis(ctx, run_checks(), as_json=as_json)
