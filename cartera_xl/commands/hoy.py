"""The command `hoy`: who to attend this week, and the files for the calendar and the task manager."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import BOOK, NEW_FILE, print_json, read_options, reading_options, screen

if TYPE_CHECKING:
    from cartera_xl.casos.hoy import Hoy

TASK_HEADERS = ("Task Name", "Assignee", "Due Date", "Notes")


@click.command()
@click.argument("libro", type=BOOK)
@click.option("--responsable", metavar="NOMBRE", help="Solo lo suyo.")
@click.option("--ics", type=NEW_FILE, metavar="ARCHIVO.ics", help="Guarda los días señalados para su agenda.")
@click.option("--sin-nombres", is_flag=True, help="En la agenda y las tareas, el código en lugar del nombre.")
@click.option("--tareas", type=NEW_FILE, metavar="ARCHIVO.csv", help="Guarda la lista como tareas (Asana y otros).")
@click.option("--escribir", is_flag=True, help="Escribe la hoja Hoy en LIBRO, y ninguna otra.")
@click.option("--sin-copia", is_flag=True, help="No deja copia de seguridad al lado.")
@reading_options
@click.pass_context
def hoy(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Dice a quién atender esta semana, por qué y en qué orden.

    Sale de los planes de la hoja Planes, de las alertas y de los contactos anotados. Sin --escribir no cambia LIBRO.

    \b
    Ejemplos:
      cartera hoy clientes.xlsx
      cartera hoy clientes.xlsx --responsable "Ana Ruiz" --ics agenda.ics
      cartera hoy clientes.xlsx --escribir --tareas tareas.csv
    """
    from cartera_xl.casos.hoy import PedidoDeHoy
    from cartera_xl.casos.hoy import hoy as use_case
    from cartera_xl.commands.hoy_screen import show_today
    from cartera_xl.commands.outputs import require_suffix
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    files = {name: options.pop(name) for name in ("ics", "tareas")}
    require_suffix(files["ics"], ".ics", "--ics")
    require_suffix(files["tareas"], ".csv", "--tareas")
    wanted = PedidoDeHoy(options.pop("responsable"), options.pop("escribir"), not options.pop("sin_nombres"))
    chosen = read_options(libro, {"simular": not wanted.escribir} | options)
    console = screen(chosen)
    with progress_bar(console, 7) as steps, open_book(chosen) as book:
        asked = request(chosen, steps)
        today = use_case(book.host, open_journal(), asked, wanted)
        backup = book.backup_path()
    saved = _save(today, files, asked.momento)
    if chosen.as_json:
        print_json(today.a_dict())
    else:
        show_today(console, today, chosen.libro, (saved, backup), everything=wanted.responsable is not None)
    ctx.exit(3 if today.con_errores() else 0)


def _save(today: Hoy, files: dict[str, Path | None], moment: Any) -> list[tuple[Path, str]]:
    """Write the files that were asked for; each with what it holds."""
    from cartera_xl.agenda.calendar_file import write_calendar
    from cartera_xl.commands.outputs import written
    from cartera_xl.motores.csv_out import write_plain_csv
    from cartera_xl.nucleo.lectura.textos import contar

    saved = []
    calendar, tasks = files["ics"], files["tareas"]
    if calendar is not None:
        written(calendar, lambda path: write_calendar(path, today.eventos, moment))
        saved.append((calendar, contar(len(today.eventos), "día señalado", "días señalados")))
    if tasks is not None:
        rows = [
            (f"{task.accion}: {task.cliente}", task.responsable, task.fecha.isoformat(), task.notas)
            for task in today.tareas
        ]
        written(tasks, lambda path: write_plain_csv(path, TASK_HEADERS, rows))
        saved.append((tasks, contar(len(rows), "tarea", "tareas")))
    return saved
