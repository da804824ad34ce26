"""How the value of the portfolio looks on a terminal. Nothing is computed here but widths."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.valor import ValorDelLibro
from cartera_xl.console import NBSP, Figures, show_heading
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.ingresos.puente_hoja import barras
from cartera_xl.nucleo.ingresos.valor_hoja import AVISO, SIN_CLV, TASA, InformeDeValor
from cartera_xl.nucleo.ingresos.valor_hoja import CONCENTRACION as CONCENTRATION
from cartera_xl.nucleo.ingresos.valor_supuestos import Supuesto
from cartera_xl.nucleo.plan import Aspecto

BAR = 16


def show_value(console: Console, value: ValorDelLibro) -> None:
    """The range, where it comes from, what moves it, and what it is not."""
    figures, report = Figures(value.pais, value.moneda), value.informe
    show_heading(console, value.libro, f"corte {value.corte:%d/%m/%Y}")
    console.print(f"\n[bold]Puede valer entre {figures.money(report.desde)} y {figures.money(report.hasta)}[/]")
    paragraph(console, AVISO)
    console.print("\n[bold]De lo que dejan a lo que valen[/]")
    show_table(console, first_that_fits(console, (_waterfall(report, figures, bars=bars) for bars in (True, False))))
    for rung in report.cascada:
        if rung.como.startswith("factor"):
            paragraph(console, f"{rung.nombre}: {rung.como}.".replace(" %", f"{NBSP}%"), style="dim")
    console.print("\n[bold]Supuestos[/]")
    show_table(console, _assumptions(report.supuestos, figures))
    for title, headings, rows in (
        ("Si cambian la retención (filas) y la tasa (columnas)", TASA.cabeceras, report.a_la_tasa),
        (
            "Si cambian la retención (filas) y la cuota de los cinco mayores (columnas)",
            CONCENTRATION.cabeceras,
            report.a_la_concentracion,
        ),
    ):
        console.print(f"\n[bold]{title}[/]")
        show_table(console, _sensitivity(headings, report.retenciones, rows, figures))
    paragraph(console, TASA.nota, style="dim")
    console.print("\n[bold]Ejemplo de pago en dos veces[/]")
    show_table(console, _two_payments(report, figures))
    console.print("\n[bold]Contraste con el CLV[/]")
    if report.contraste:
        show_table(console, _contrast(report, figures))
    else:
        paragraph(console, SIN_CLV)
    for note in report.notas:
        paragraph(console, note, mark="[yellow]·[/]")


def _waterfall(report: InformeDeValor, figures: Figures, *, bars: bool) -> Table:
    table = text_table("")
    for heading in ("Desfavorable", "Favorable"):
        table.add_column(heading, justify="right", no_wrap=True)
    if bars:
        table.add_column("Favorable", no_wrap=True)
    drawn = barras([(rung.favorable, rung.es_total) for rung in report.cascada], BAR)
    for rung, bar in zip(report.cascada, drawn, strict=True):
        name = escape(rung.nombre)
        cells = [f"[bold]{name}[/]" if rung.es_total else f"  {name}"]
        cells += [figures.money(rung.desfavorable), figures.money(rung.favorable)]
        cells += [f"[{'cyan' if rung.es_total else 'red' if rung.favorable < 0 else 'green'}]{bar}[/]"] if bars else []
        table.add_row(*cells)
    return table


def _assumptions(assumed: Sequence[Supuesto], figures: Figures) -> Table:
    table = text_table("")
    for heading in ("Desfav.", "Favor."):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("De dónde sale", overflow="fold")
    for one in assumed:
        values = (_assumed(value, one.aspecto, figures) for value in (one.desfavorable, one.favorable))
        table.add_row(escape(one.nombre), *values, escape(one.procedencia))
    return table


def _assumed(value: float, kind: Aspecto, figures: Figures) -> str:
    if kind is Aspecto.ENTERO:
        return figures.count(value)
    return figures.money(value) if kind is Aspecto.IMPORTE else figures.share(value)


def _sensitivity(
    headings: Sequence[str], retentions: Sequence[float], rows: Sequence[Sequence[float]], figures: Figures
) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in headings:
        short = heading.removeprefix("Cinco mayores: ").removeprefix("Tasa: ").removeprefix("Tasa ")
        table.add_column(short.replace(" ", NBSP), justify="right", overflow="fold")
    for retention, row in zip(retentions, rows, strict=True):
        table.add_row(figures.share(retention), *(figures.count(cell) for cell in row))
    return table


def _two_payments(report: InformeDeValor, figures: Figures) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in ("Retención real", "Al firmar", "Al año", "Total"):
        table.add_column(heading, justify="right", no_wrap=True)
    for payment in report.aplazado:
        amounts = (payment.al_firmar, payment.aplazado, payment.total)
        table.add_row(figures.share(payment.retencion), *(figures.money(amount) for amount in amounts))
    return table


def _contrast(report: InformeDeValor, figures: Figures) -> Table:
    table = text_table("")
    table.add_column("Importe", justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for line in report.contraste:
        table.add_row(escape(line.nombre), figures.money(line.importe), escape(line.que_dice))
    return table
