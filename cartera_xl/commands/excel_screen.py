"""What `cartera excel` shows: the steps of an installation and the checks of a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cartera_xl.console_parts import paragraph

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.excel.installer.check import Check
    from cartera_xl.excel.installer.install import Outcome

MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]?[/]"}
PLAIN_MARKS = {True: "+", False: "X", None: "?"}
"""For an output in the old alphabet of Windows, as when it is sent to a file."""
SAME = "="


def show_outcome(console: Console, outcome: Outcome, closing: str) -> None:
    """A line per thing done, with a mark on what has changed, and what is left for the person."""
    for step in outcome.steps:
        what = step.what[0].upper() + step.what[1:]
        paragraph(console, f"{what}: {step.where}", mark=_marks(console)[True] if step.changed else SAME)
    console.print(f"[bold]{closing}[/]")
    for text in outcome.to_do:
        paragraph(console, text, mark=">")


def show_checks(console: Console, checks: Sequence[Check]) -> None:
    """A paragraph per check; under it, what to do if it is not right."""
    for check in checks:
        paragraph(console, f"{check.title}: {check.detail}", mark=_marks(console)[check.ok])
        if check.remedy:
            paragraph(console, f"Qué hacer: {check.remedy}.", mark=" ", style="bold")
    console.print()
    console.print(_closing(checks))


def _marks(console: Console) -> dict[bool | None, str]:
    try:
        "".join(MARKS.values()).encode(console.encoding)
    except UnicodeEncodeError:
        return PLAIN_MARKS
    return MARKS


def _closing(checks: Sequence[Check]) -> str:
    from cartera_xl.nucleo.lectura.textos import contar

    wrong = sum(check.ok is False for check in checks)
    unsure = sum(check.ok is None for check in checks)
    said = f"{contar(wrong, 'cosa', 'cosas')} por arreglar" if wrong else "Nada por arreglar"
    doubts = f"; {contar(unsure, 'aviso', 'avisos')}" if unsure else ""
    return f"{said}{doubts}."
