"""`cartera privacidad`: what personal data a book has, what is allowed and what is pending."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen

if TYPE_CHECKING:
    from rich.console import Console

    from cartera_xl.casos.privacidad import InformeDePrivacidad


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--registro", is_flag=True, help="Escribe o pone al día la hoja «Registro de tratamientos».")
@click.option("--normas", is_flag=True, help="Enseña también las normas de cada país, artículo por artículo.")
@click.option("--sin-copia", is_flag=True, help="No deja copia de seguridad al lado.")
def privacidad(libro: Path, registro: bool, normas: bool, **options: Any) -> None:
    """Enseña qué datos personales hay en LIBRO y qué falta por hacer.

    Quién puede recibir publicidad, quién se opone, qué datos son sensibles y qué plazos han vencido.

    Con --registro escribe la hoja «Registro de tratamientos» (RGPD, art. 30) con las columnas de este libro; lo que
    usted escriba en ella se respeta. No es asesoramiento jurídico.

    \b
    Ejemplos:
      cartera privacidad clientes.xlsx
      cartera privacidad clientes.xlsx --normas
      cartera privacidad clientes.xlsx --registro
    """
    from cartera_xl.casos.privacidad import privacidad as use_case
    from cartera_xl.console import progress_bar
    from cartera_xl.opening import open_book, open_journal, request

    chosen = read_options(libro, {"simular": not registro} | options)
    console = screen(chosen)
    with progress_bar(console, 5) as steps, open_book(chosen) as book:
        report = use_case(book.host, open_journal(), request(chosen, steps), registro=registro)
    if chosen.as_json:
        print_json(report.a_dict())
    else:
        _show(console, report, libro, rules=normas)


def _show(console: Console, report: InformeDePrivacidad, book: Path, *, rules: bool) -> None:
    from rich.markup import escape

    from cartera_xl.commands.privacy_parts import show_rules
    from cartera_xl.console import typed
    from cartera_xl.console_parts import paragraph
    from cartera_xl.nucleo.lectura.textos import contar
    from cartera_xl.nucleo.privacidad.leyes import NO_ES_ASESORAMIENTO

    console.print(f"\n[bold]{escape(report.libro)}[/]  ·  hoja «{escape(report.hoja)}»")
    _sensitive(console, report)
    _channels(console, report)
    counted = (
        contar(report.bloqueados, "bloqueado", "bloqueados"),
        f"{contar(report.opuestos, 'se opone', 'se oponen')} a la publicidad",
        contar(report.anonimos, "anonimizado", "anonimizados"),
    )
    paragraph(console, f"De {contar(report.clientes, 'cliente', 'clientes')}: {', '.join(counted)}.")
    for pending in report.pendientes:
        rows = ", ".join(map(str, pending.filas)) + ("…" if pending.cuantas > len(pending.filas) else "")
        paragraph(console, f"{pending.que}: {pending.cuantas} (filas {rows}). {pending.remedio}.", style="yellow")
    if rules:
        for country, note in zip(report.paises or ("",), report.notas, strict=True):
            show_rules(console, "Normas", [rule for rule in report.normas if rule.pais == country], note)
    else:
        console.print()
        for note in report.notas:
            paragraph(console, note)
        paragraph(console, f"{NO_ES_ASESORAMIENTO} Con --normas se ven los artículos.", style="bright_black")
    if report.hoja_registro:
        _written(console, report, typed(book))


def _sensitive(console: Console, report: InformeDePrivacidad) -> None:
    from rich.markup import escape

    from cartera_xl.console_parts import paragraph, show_table, text_table

    if not report.sensibles:
        paragraph(console, "No se ve ninguna columna sensible.")
        return
    table = text_table("Columna sensible", "Habla de", "Por qué importa")
    for column in report.sensibles:
        doubt = "" if column.reconocida else " (por el título)"
        table.add_row(escape(column.titulo), column.categoria + doubt, column.por_que)
    show_table(console, table)
    paragraph(console, "Ninguna entra en la puntuación.")


def _channels(console: Console, report: InformeDePrivacidad) -> None:
    from cartera_xl.console_parts import paragraph, show_table, text_table

    if not report.hay_consentimiento:
        paragraph(
            console,
            "No hay columna de consentimiento: de nadie consta si acepta publicidad. Añada «Consentimiento», o una por"
            " canal («Acepta correo», «Acepta llamadas», «Acepta WhatsApp»…).",
            style="yellow",
        )
    table = text_table("Publicidad por")
    for heading in ("Puede", "No puede", "No consta"):
        table.add_column(heading, justify="right")
    for channel in report.canales:
        table.add_row(channel.canal.value, str(channel.si), str(channel.no), str(channel.no_consta))
    show_table(console, table)


def _written(console: Console, report: InformeDePrivacidad, book: str) -> None:
    from cartera_xl.console_parts import paragraph

    if not report.ejecucion:
        paragraph(console, f"La hoja «{report.hoja_registro}» ya estaba al día.")
        return
    console.print(f"[green]✓[/] Escrita la hoja «{report.hoja_registro}». Complete en ella los datos de su empresa.")
    paragraph(console, f"Para volver atrás: cartera deshacer {book} --ejecucion {report.ejecucion}")
