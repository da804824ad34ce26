"""What is said at the end: what was left out of the account and where it was written."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from cartera_xl.console import Figures, typed
from cartera_xl.console_parts import paragraph


def show_left_out(console: Console, book: Path, left_out: int) -> None:
    """How many issues left some datum out of the account, and where to see them."""
    if left_out:
        text = Figures(None, None).counted(left_out, "incidencia deja", "incidencias dejan")
        paragraph(console, f"{text} algún dato fuera; véalas con: cartera comprobar {typed(book)}")


def show_written(console: Console, book: Path, sheet: str, run: str) -> None:
    """Where it is and how to take it back; nothing was written if there is no run."""
    if not run:
        console.print(f"[green]✓[/] La hoja «{escape(sheet)}» ya decía esto: no se ha escrito nada.")
        return
    console.print(f"[green]✓[/] Escrito en la hoja «{escape(sheet)}».")
    console.print(f"  Para volver atrás: cartera deshacer {escape(typed(book))} --ejecucion {run}", soft_wrap=True)
