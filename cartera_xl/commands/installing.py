"""What `cartera excel` and `cartera libreoffice` share: options, exit codes, and how they tell what they have done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cartera_xl.commands.common import print_json

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.excel.installer.check import Check
    from cartera_xl.excel.installer.install import Outcome

CHECK_CODES = """
\b
Códigos de salida:
  0  todo bien
  3  hay algo que no está bien; se dice qué hacer
"""

SIMULATE = click.option("--simular", is_flag=True, help="Enseña lo que haría y no escribe nada.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Resultado en JSON, para otros programas.")


def install_codes(program: str) -> str:
    """The exit codes of installing and uninstalling, for the help."""
    return f"""
\b
Códigos de salida:
  0  hecho, o ya estaba hecho
  1  no se ha podido; nada ha cambiado
  2  la orden está mal escrita
  4  {program} está abierto: ciérrelo y repita
"""


class StillOpenError(click.ClickException):
    """Its own exit code, so that a script can try again later."""

    exit_code = 4


@contextmanager
def program_closed(refusal: type[Exception]) -> Iterator[None]:
    """Turn that refusal, the one for a program that is open, into its exit code."""
    try:
        yield
    except refusal as error:
        raise StillOpenError(str(error)) from error


def show_steps(outcome: Outcome, done: str, *, simulated: bool) -> None:
    """What has been done, or would be."""
    from cartera_xl.commands.excel_screen import show_outcome

    show_outcome(_console(), outcome, "Simulación: no se ha escrito nada." if simulated else done)


def finish_diagnosis(ctx: click.Context, checks: Sequence[Check], *, as_json: bool) -> None:
    """Show the checks and leave: 3 if any is wrong."""
    if as_json:
        print_json([check.as_dict() for check in checks])
    else:
        from cartera_xl.commands.excel_screen import show_checks

        show_checks(_console(), checks)
    ctx.exit(3 if any(check.ok is False for check in checks) else 0)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)
