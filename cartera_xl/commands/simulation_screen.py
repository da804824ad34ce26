"""How a simulation looks on a terminal. Nothing is computed here but widths."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.simular import SimulacionDelLibro
from cartera_xl.console import Figures, show_heading, typed
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.plan import Aspecto
from cartera_xl.nucleo.simulacion.efectos import MedidaDeSegmento
from cartera_xl.nucleo.simulacion.hoja import cuentas_de_retener

MOST_CLIENTS, MOST_AT_RISK = 15, 10


class SimulationFigures(Figures):
    """Also a setting's value, whatever it is."""

    def setting(self, value: Any) -> str:
        """Numbers with the country's decimal mark; nothing is a dash."""
        from babel.numbers import format_decimal

        if value is None:
            return "—"
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        return str(format_decimal(value, "#,##0.####", locale=self._locale))


def show_simulation(console: Console, simulation: SimulacionDelLibro, book: Path) -> None:
    """The assumptions, what changes with them, and what it costs."""
    figures = SimulationFigures(simulation.pais, simulation.moneda)
    show_heading(console, simulation.libro, f"corte {simulation.corte:%d/%m/%Y}")
    if not simulation.escenario.supone_algo:
        _what_can_change(console, simulation, figures, book)
        return
    console.print("\n[bold]Hipótesis[/]")
    table = text_table("", "Hoy", "Hipótesis")
    for name, (now, then) in simulation.supuestos.items():
        table.add_row(escape(name), escape(figures.setting(now)), escape(figures.setting(then)))
    show_table(console, table)
    _effect(console, simulation, figures)
    if simulation.escenario.subida:
        _retention(console, simulation, figures)
    _effort(console, simulation, figures)
    for note in simulation.notas:
        paragraph(console, note, mark="[yellow]·[/]")
    console.print("Nada de esto ha cambiado el libro: para adoptarlo, edite la hoja Configuración y recalcule.")


def _what_can_change(console: Console, simulation: SimulacionDelLibro, figures: SimulationFigures, book: Path) -> None:
    paragraph(console, "No hay ninguna hipótesis. Esto es lo que se puede cambiar, con su valor de hoy:")
    table = text_table("--ajuste", "Hoy")
    for name, now in simulation.ajustables.items():
        table.add_row(name, figures.setting(now))
    show_table(console, table)
    paragraph(console, f"Bordes de las reglas (--borde): {', '.join(simulation.bordes)}.")
    paragraph(console, "También --regla, --retencion y --contactos; vea «cartera simular --ayuda».")
    first = simulation.bordes[0] if simulation.bordes else "valor 80"
    console.print(f'\nPor ejemplo: cartera simular {escape(typed(book))} --borde "{first}=…"', soft_wrap=True)


def _effect(console: Console, simulation: SimulacionDelLibro, figures: SimulationFigures) -> None:
    effect = simulation.efecto
    moved = len(effect.cambian)
    console.print("\n[bold]Por segmento[/]")
    show_table(console, first_that_fits(console, (_segments(simulation, figures, wide=w) for w in (True, False))))
    if not moved:
        paragraph(console, "Nadie cambia de segmento.")
    else:
        verb = "cambia" if moved == 1 else "cambian"
        paragraph(console, f"{figures.counted(moved, 'cliente', 'clientes')} {verb} de segmento:")
        show_table(console, _moves(simulation, figures))
        show_table(console, _clients(simulation, figures))
        if moved > MOST_CLIENTS:
            rest = figures.counted(moved - MOST_CLIENTS, "cliente", "clientes")
            paragraph(console, f"… y {rest} más; la lista entera sale con --json o con --guardar.")
    _risk(console, simulation, figures)


def _risk(console: Console, simulation: SimulacionDelLibro, figures: SimulationFigures) -> None:
    new, gone = simulation.nuevos_en_riesgo, len(simulation.efecto.dejan_el_riesgo)
    if new:
        names = ", ".join(f"«{name}»" for name in new[:MOST_AT_RISK])
        rest = f" y {figures.count(len(new) - MOST_AT_RISK)} más" if len(new) > MOST_AT_RISK else ""
        verb = "pasaría" if len(new) == 1 else "pasarían"
        paragraph(
            console, f"{figures.counted(len(new), 'cliente', 'clientes')} {verb} a estar en riesgo: {names}{rest}."
        )
    if gone:
        verb = "dejaría" if gone == 1 else "dejarían"
        paragraph(console, f"{figures.counted(gone, 'cliente', 'clientes')} {verb} de estar en riesgo.")
    ranks = simulation.efecto.cambian_de_rango
    if ranks:
        paragraph(console, f"{figures.counted(ranks, 'cliente cambia', 'clientes cambian')} de rango.")


def _segments(simulation: SimulacionDelLibro, figures: SimulationFigures, *, wide: bool) -> Table:
    table = text_table("")
    forecast = simulation.efecto.total.hoy.clv is not None
    headings = ["Clientes", "Neto 12 meses" if simulation.efecto.neto_de_12_meses else "Neto"]
    headings += (["CLV"] if wide and forecast else []) + ["En riesgo"]
    for heading in headings:
        table.add_column(f"{heading}\nhoy", justify="right", no_wrap=True)
        table.add_column("\ndespués", justify="right", no_wrap=True)
    for one in (*simulation.efecto.segmentos, simulation.efecto.total):
        now, then = (_measure(measure, figures, clv=wide and forecast) for measure in (one.hoy, one.despues))
        cells = [cell for pair in zip(now, then, strict=True) for cell in pair]
        bold = one is simulation.efecto.total
        table.add_row(*(f"[bold]{cell}[/]" if bold else cell for cell in (one.segmento, *cells)))
    return table


def _measure(measure: MedidaDeSegmento, figures: SimulationFigures, *, clv: bool) -> list[str]:
    expected = [figures.count(measure.clv or 0.0)] if clv else []
    return [figures.count(measure.clientes), figures.count(measure.neto), *expected, figures.count(measure.en_riesgo)]


def _moves(simulation: SimulacionDelLibro, figures: SimulationFigures) -> Table:
    table = text_table("De", "A")
    for heading in ("Clientes", "Neto"):
        table.add_column(heading, justify="right", no_wrap=True)
    for step in simulation.efecto.pasos:
        table.add_row(step.de, step.a, figures.count(step.clientes), figures.money(step.neto))
    return table


def _clients(simulation: SimulacionDelLibro, figures: SimulationFigures) -> Table:
    table = text_table("Cliente", "De", "A")
    for heading in ("Neto", "CLV"):
        table.add_column(heading, justify="right", no_wrap=True)
    for client in simulation.cambian[:MOST_CLIENTS]:
        table.add_row(escape(client.nombre), client.de, client.a, figures.money(client.neto), figures.money(client.clv))
    return table


def _retention(console: Console, simulation: SimulacionDelLibro, figures: SimulationFigures) -> None:
    console.print("\n[bold]Retener o captar: el primer año[/]")
    kept = simulation.clientela.retencion
    today = "no se puede medir: faltan dos años de compras" if kept is None else f"sigue el {figures.share(kept)}"
    clients = figures.counted(simulation.clientela.clientes, "cliente compró", "clientes compraron")
    paragraph(console, f"{clients} en los últimos 12 meses; de los del año anterior, {today}.")
    table = text_table("")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("Cómo sale", overflow="fold")
    for name, value, kind, how in cuentas_de_retener(simulation.retener):
        shown = value if isinstance(value, str) else figures.money(value)
        if kind is Aspecto.DECIMAL and not isinstance(value, str):
            shown = figures.points(value)
        table.add_row(name, shown, how)
    show_table(console, table)
    paragraph(
        console,
        "Que captar cueste de 5 a 25 veces retener es una cita, no una promesa: ponga su dato con --veces.",
        style="dim",
    )


def _effort(console: Console, simulation: SimulacionDelLibro, figures: SimulationFigures) -> None:
    lines = simulation.esfuerzo
    if lines[-1].horas_hoy == lines[-1].horas_despues:
        return
    console.print("\n[bold]Esfuerzo al año[/]")
    table = text_table("")
    costed = lines[-1].coste_hoy is not None
    for heading in ("Horas hoy", "Después", *(("Coste hoy", "Después") if costed else ())):
        table.add_column(heading, justify="right", no_wrap=True)
    for line in lines:
        costs = [figures.money(line.coste_hoy), figures.money(line.coste_despues)] if costed else []
        table.add_row(line.segmento, figures.count(line.horas_hoy), figures.count(line.horas_despues), *costs)
    show_table(console, table)
    paragraph(
        console, "Contactos y horas son supuestos de la casa; ponga los suyos en la hoja «Simulación».", style="dim"
    )
