"""What is said after writing one of our own sheets."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from cartera_xl.console import typed


def show_written(console: Console, book: Path, sheet: str, run: str) -> None:
    """Where it is and how to take it back; nothing was written if there is no run."""
    if not run:
        console.print(f"[green]✓[/] La hoja «{escape(sheet)}» ya decía esto: no se ha escrito nada.")
        return
    console.print(f"[green]✓[/] Escrito en la hoja «{escape(sheet)}».")
    console.print(f"  Para volver atrás: cartera deshacer {escape(typed(book))} --ejecucion {run}", soft_wrap=True)
