"""What `cartera excel` shows: the steps of an installation and the checks of a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from cartera_xl.console_parts import paragraph

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.excel.installer.check import Check
    from cartera_xl.excel.installer.install import Outcome

MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]?[/]"}
SAME = "[bright_black]=[/]"


def show_outcome(console: Console, outcome: Outcome, closing: str) -> None:
    """A line per thing done, with a mark on what has changed, and what is left for the person."""
    table = _three_columns()
    for step in outcome.steps:
        table.add_row(MARKS[True] if step.changed else SAME, step.what[0].upper() + step.what[1:], escape(step.where))
    if outcome.steps:
        console.print(table)
    console.print(f"[bold]{closing}[/]")
    for text in outcome.to_do:
        paragraph(console, text, mark="→")


def show_checks(console: Console, checks: Sequence[Check]) -> None:
    """A row per check; under it, what to do if it is not right."""
    table = _three_columns()
    for check in checks:
        table.add_row(MARKS[check.ok], check.title, escape(check.detail))
        if check.remedy:
            table.add_row("", "", f"[bold]Qué hacer:[/] {escape(check.remedy)}")
    console.print(table)
    console.print()
    paragraph(console, _closing(checks))


def _three_columns() -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(max_width=26)
    table.add_column(overflow="fold")
    return table


def _closing(checks: Sequence[Check]) -> str:
    from cartera_xl.nucleo.lectura.textos import contar

    wrong = sum(check.ok is False for check in checks)
    unsure = sum(check.ok is None for check in checks)
    said = f"{contar(wrong, 'cosa', 'cosas')} por arreglar" if wrong else "Nada por arreglar"
    doubts = f"; {contar(unsure, 'aviso', 'avisos')}" if unsure else ""
    return f"{said}{doubts}."
