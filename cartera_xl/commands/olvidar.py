"""`cartera olvidar`: erase a client from the book and the journal, or mark as blocked."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.casos.olvidar import Bloqueo, Olvido
    from cartera_xl.opening import Options

CODE_BYTES = 4


@click.command()
@click.argument("libro", type=BOOK)
@click.argument("cliente")
@reading_options
@click.option("--simular", is_flag=True, help="Enseña lo que haría y no escribe nada.")
@click.option("--si", "sure", is_flag=True, help="No pregunta antes de borrar.")
@click.option("--bloquear", is_flag=True, help="No borra: marca al cliente como bloqueado.")
@click.option("--quitar-importes", is_flag=True, help="Vacía también sus compras; los totales de la cartera bajan.")
@click.option("--tambien-contenidas", is_flag=True, help="Cambia también los textos más largos que lo nombran.")
@click.option("--romper-firma", is_flag=True, help="Escribe aunque el libro esté firmado; la firma se pierde.")
@click.pass_context
def olvidar(ctx: click.Context, /, libro: Path, cliente: str, **options: Any) -> None:
    """Borra a CLIENTE de todas las hojas de LIBRO y del diario. No se puede deshacer.

    Sus filas se vacían, no se quitan. Las fechas y los importes de sus compras quedan con un código sin significado,
    para que los totales sigan cuadrando. Dice lo que queda fuera. Si la ley le obliga a guardar los datos un tiempo,
    elija --bloquear.

    \b
    Ejemplos:
      cartera olvidar clientes.xlsx C0012 --simular
      cartera olvidar clientes.xlsx "Ana Pérez"
      cartera olvidar clientes.xlsx C0012 --bloquear
    """
    block, sure = options.pop("bloquear"), options.pop("sure")
    wanted = {name: options.pop(name) for name in ("quitar_importes", "tambien_contenidas")}
    chosen = read_options(libro, options | {"sin_copia": not block})
    if block:
        _block(chosen, cliente)
        return
    if not (sure or chosen.simular):
        _confirm(libro, cliente)
    forgotten = _forget(chosen, cliente, wanted)
    if chosen.as_json:
        from cartera_xl.private_files import backups_beside

        print_json(forgotten.a_dict() | {"copias_al_lado": [path.name for path in backups_beside(libro)]})
    else:
        _show(screen(chosen), forgotten, libro)
    pending = forgotten.por_decidir or forgotten.formulas or forgotten.quedan or forgotten.filas_por_mirar
    ctx.exit(3 if pending else 0)


def _forget(chosen: Options, client: str, wanted: dict[str, bool]) -> Olvido:
    from cartera_xl.casos.olvidar import olvidar as use_case
    from cartera_xl.casos.olvido_celdas import OrdenDeOlvido
    from cartera_xl.console import progress_bar
    from cartera_xl.nucleo.privacidad.permisos import ANONIMO
    from cartera_xl.opening import open_book, open_journal, request

    order = OrdenDeOlvido(
        client,
        f"{ANONIMO} {secrets.token_hex(CODE_BYTES)}",
        quitar_importes=wanted["quitar_importes"],
        contenidas=wanted["tambien_contenidas"],
    )
    with progress_bar(screen(chosen), 8) as steps, open_book(chosen) as book:
        return use_case(book.host, open_journal(), request(chosen, steps), order)


def _block(chosen: Options, client: str) -> None:
    from cartera_xl.casos.olvidar import bloquear
    from cartera_xl.opening import open_book, open_journal, request

    with open_book(chosen) as book:
        blocked = bloquear(book.host, open_journal(), request(chosen, None), client)
    if chosen.as_json:
        print_json(blocked.a_dict())
    else:
        _show_block(screen(chosen), blocked)


def _confirm(book: Path, client: str) -> None:
    """Only a person at a terminal can say yes; a program says it with `--si`."""
    import sys

    from cartera_xl.nucleo.errores import ConfiguracionErronea

    if not sys.stdin.isatty():
        raise ConfiguracionErronea(
            "Borrar a un cliente no se puede deshacer, y aquí nadie puede confirmarlo.",
            donde="orden «cartera olvidar»",
            remedio="Mire antes lo que haría con --simular y repita la orden con --si",
        )
    click.confirm(f"¿Borrar a «{client}» de «{book.name}»? No se puede deshacer ni queda copia", abort=True, err=True)


def _show(console: Console, done: Olvido, book: Path) -> None:
    from rich.markup import escape

    from cartera_xl.commands.privacy_parts import show_appearances, show_traces
    from cartera_xl.console_parts import paragraph
    from cartera_xl.nucleo.lectura.textos import contar

    verb = "Borrado" if done.escrito else "Se borraría"
    console.print(f"\n[bold]{verb}: {escape(done.nombre)}[/]")
    for sheet, cells in done.celdas.items():
        paragraph(console, f"«{sheet}»: {contar(cells, 'celda', 'celdas')}.", mark="·")
    if done.codigo and done.escrito:
        paragraph(console, f"En sus filas y compras queda «{done.codigo}», que no dice quién era.", mark="·")
    if done.ejecuciones:
        runs = contar(done.ejecuciones, "ejecución", "ejecuciones")
        paragraph(console, f"Diario de este equipo: {runs}; deshacerlas ya no lo devuelve.", mark="·")
    for trace in done.quitados:
        paragraph(console, f"{trace.sitio}.", mark="·")
    if done.formulas:
        where = ", ".join(f"{sheet}!{cell}" for sheet, cell in done.formulas)
        paragraph(console, f"Fórmulas que no se tocan, mírelas: {where}.", style="yellow")
    for sheet, rows in done.filas_por_mirar.items():
        listed = ", ".join(map(str, rows))
        text = f"En «{sheet}» el resto de estas filas puede hablar de la misma persona, mírelas: {listed}."
        paragraph(console, text, style="yellow")
    show_appearances(console, done.por_decidir, "Por decidir: no se toca")
    if done.por_decidir and not done.escrito:
        paragraph(console, "Con --tambien-contenidas se cambian también los textos que lo nombran.", style="yellow")
    elif done.por_decidir:
        paragraph(console, "Mire esas celdas y cámbielas a mano.", style="yellow")
    show_traces(console, "Siguen nombrándolo, fuera de las celdas:", done.quedan)
    _show_left(console, done, book)


def _show_left(console: Console, done: Olvido, book: Path) -> None:
    """What no program can reach, said plainly."""
    from cartera_xl.console_parts import paragraph
    from cartera_xl.private_files import backups_beside

    console.print("\n[bold]Lo que no se ha borrado[/]")
    if done.movimientos_aparte:
        paragraph(console, f"Sus compras en «{done.movimientos_aparte}»: bórrelas en ese fichero.", mark="·")
    for path in backups_beside(book):
        paragraph(console, f"La copia «{path.name}», al lado del libro: todavía lo tiene. Elimínela.", mark="·")
    paragraph(
        console,
        "Otras copias del libro, versiones guardadas en la nube, informes y ficheros exportados, y lo enviado por"
        " correo: siguen donde estén.",
        mark="·",
    )
    paragraph(console, "El diario de otros equipos que hayan recalculado este libro.", mark="·")
    paragraph(console, "Su nombre escrito de otro modo o con erratas: no se ha buscado.", mark="·")
    if done.escrito:
        paragraph(console, "De este borrado no se ha dejado copia de seguridad.", mark="·")


def _show_block(console: Console, blocked: Bloqueo) -> None:
    from cartera_xl.console_parts import paragraph

    said = "Ya constaba como bloqueado" if not blocked.cambia else "Bloqueado" if blocked.escrito else "Se bloquearía"
    paragraph(console, f"{said}: {blocked.nombre} (hoja «{blocked.hoja}», celda {blocked.celda}).")
    paragraph(
        console,
        "Deja de salir en listas, informes y envíos; sus datos se guardan solo por si los piden jueces o autoridades"
        " (LOPDGDD, art. 32). Para quitar el bloqueo, borre la celda.",
    )
