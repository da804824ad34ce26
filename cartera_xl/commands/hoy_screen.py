"""How the week looks on a terminal: a numbered list by person, then what is being neglected."""

import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from cartera_xl.casos.hoy import Hoy
from cartera_xl.console import COLORS, Figures, show_heading, show_issues, typed
from cartera_xl.console_parts import paragraph, show_table, text_table
from cartera_xl.nucleo.acciones.hoy import LineaDeHoy
from cartera_xl.nucleo.acciones.hoy_hoja import cabecera, frase_de_horas
from cartera_xl.nucleo.acciones.vigilancia import Vigilado, frase_de_atencion

INDENT = " " * 5
LINES_OF_EACH = 5
NEGLECTED_OF_EACH = 3
PRIORITY_STYLES = {"Alta": "red", "Media": "yellow", "Baja": "bright_black"}


def show_today(
    console: Console,
    today: Hoy,
    book: Path,
    files: tuple[Sequence[tuple[Path, str]], Path | None],
    *,
    everything: bool,
) -> None:
    """The whole screen; `files` are those saved, with what they hold, and the backup. `everything` cuts no list."""
    figures = Figures(today.pais, today.semana.moneda)
    show_heading(console, today.libro, "a quién atender esta semana")
    paragraph(console, cabecera(today.semana))
    for note in today.notas:
        paragraph(console, note, style="yellow")
    for person, lines in groupby(today.semana.lista.lineas, key=lambda line: line.responsable):
        _person(console, person, list(lines), figures, everything=everything)
    if not today.semana.lista.lineas:
        paragraph(console, "No hay ninguna acción para estos días.")
    _effort(console, today, figures)
    _neglected(console, today.semana.vigilados)
    if today.incidencias:
        show_issues(console, today.incidencias, figures)
    _closing(console, today, book, files)


def _person(console: Console, person: str, lines: Sequence[LineaDeHoy], figures: Figures, *, everything: bool) -> None:
    console.print(f"\n[bold]{escape(person)}[/]  ·  {figures.counted(len(lines), 'acción', 'acciones')}")
    shown = lines if everything else lines[:LINES_OF_EACH]
    for line in shown:
        color = COLORS.get(line.segmento, "default")
        style = PRIORITY_STYLES.get(line.prioridad, "default")
        head = (
            f"[bold]{escape(line.cliente)}[/]  ·  [{color}]{escape(line.segmento)}[/]  ·  [{style}]{line.prioridad}[/]"
        )
        console.print(f"{line.orden:>3}. {head}")
        money = "" if line.importe is None else f"; {figures.money(line.importe)} en juego"
        where = f" ({line.canal})" if line.canal else ""
        _indented(console, f"{line.fecha:%d/%m/%Y}: {line.accion[:1].lower()}{line.accion[1:]}{where}{money}")
        _indented(console, line.motivo, style="bright_black")
    rest = len(lines) - len(shown)
    if rest:
        _indented(console, f"… y {rest} más: con --responsable «{person}», --escribir o --json.", style="bright_black")


def _indented(console: Console, text: str, *, style: str = "") -> None:
    lines = textwrap.wrap(text, max(20, console.width - len(INDENT)), break_long_words=False, break_on_hyphens=False)
    for line in lines:
        console.print(f"{INDENT}{escape(line)}", style=style or None, soft_wrap=True)


def _effort(console: Console, today: Hoy, figures: Figures) -> None:
    table = text_table("Segmento")
    for heading in ("Clientes", "Horas/semana", "Contactos 90 d"):
        table.add_column(heading, justify="right")
    for line in today.semana.esfuerzo:
        table.add_row(
            escape(line.segmento),
            figures.count(line.clientes),
            figures.points(line.horas_semana),
            figures.count(line.contactos),
        )
    show_table(console, table)
    paragraph(console, frase_de_horas(today.semana.esfuerzo, today.semana.horas))
    paragraph(console, frase_de_atencion(today.semana.atencion))


def _neglected(console: Console, neglected: Iterable[Vigilado]) -> None:
    for kind, group in groupby(neglected, key=lambda item: item.clase):
        items = list(group)
        named = [item for item in items if item.cliente]
        console.print(f"\n[bold]{escape(kind.value)}[/]")
        for item in named[:NEGLECTED_OF_EACH]:
            advice = f" {item.propuesta}." if item.propuesta else ""
            paragraph(console, f"{item.cliente}: {item.que[:1].lower()}{item.que[1:]}.{advice}", mark="·")
        if len(items) > NEGLECTED_OF_EACH:
            paragraph(console, "Los demás, en la hoja Hoy (--escribir) o con --json.", mark="…")


def _closing(console: Console, today: Hoy, book: Path, files: tuple[Sequence[tuple[Path, str]], Path | None]) -> None:
    saved, backup = files
    console.print()
    for path, what in saved:
        console.print(f"[green]✓[/] Guardado «{escape(str(path))}»: {what}.", soft_wrap=True)
    if today.ejecucion:
        console.print(f"[green]✓[/] Hoja Hoy escrita en «{escape(str(book))}».", soft_wrap=True)
        if backup:
            console.print(f"  Copia del libro anterior: «{escape(backup.name)}».", soft_wrap=True)
        undo = f"cartera deshacer {escape(typed(book))} --ejecucion {today.ejecucion}"
        console.print(f"  Para volver atrás: {undo}", soft_wrap=True)
