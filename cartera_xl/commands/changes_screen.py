"""How the changes of segment look on a terminal. Nothing is computed here but widths."""

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.cambios import ClienteMovido, InformeDeCambios
from cartera_xl.console import COLORS, Figures, show_heading
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.causas.cambios_hoja import ALTAS, BAJAS
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS

MOST_CHANGES = 20
SHORT = {"Estratégico": "Estrat.", "Emergente": "Emerg.", "Bajo valor": "Bajo v."}


def show_changes(console: Console, report: InformeDeCambios) -> None:
    """Where everybody came from, the causes counted, and each change with its own."""
    figures = Figures(report.pais, report.moneda)
    previous = report.causas.anterior
    assert previous is not None, "a report always compares"
    show_heading(console, report.libro, f"corte {report.causas.corte:%d/%m/%Y}")
    paragraph(
        console,
        f"Desde la ejecución {previous.ejecucion} del {previous.momento:%d/%m/%Y} (corte {previous.corte:%d/%m/%Y}).",
    )
    for title, table in (("Clientes", report.migracion.clientes), ("Importe neto", report.migracion.importes)):
        shown = figures.count if title == "Clientes" else Figures(report.pais, None).money
        currency = f", en {report.moneda}" if report.moneda and title != "Clientes" else ""
        console.print(f"\n[bold]{title}{currency}[/]: de dónde vienen (filas) y dónde están (columnas)")
        show_table(console, first_that_fits(console, _matrices(table, shown)))
    _causes(console, report, figures)
    _list(console, report, figures)
    for note in report.notas:
        paragraph(console, note, mark="[yellow]·[/]")


def _matrices(values: Sequence[Sequence[float]], shown: Callable[[float], str]) -> Iterator[Table]:
    """With whole names, and with short ones."""
    for names in (dict.fromkeys(SEGMENTOS, ""), SHORT):
        yield _matrix(values, shown, [names.get(segment) or segment for segment in SEGMENTOS])


def _matrix(values: Sequence[Sequence[float]], shown: Callable[[float], str], names: Sequence[str]) -> Table:
    table = text_table("Antes")
    for name in (*(f"→ {name}" for name in names), BAJAS, "Total"):
        table.add_column(name, justify="right", no_wrap=True)
    colors = [COLORS.get(segment, "default") for segment in SEGMENTOS]
    for i, (name, color) in enumerate(zip((*names, ALTAS), (*colors, "default"), strict=True)):
        cells = [_cell(value, shown, stays=i == j) for j, value in enumerate(values[i])]
        table.add_row(f"[{color}]{escape(name)}[/]", *cells, shown(sum(values[i])))
    totals = [sum(column) for column in zip(*values, strict=True)]
    table.add_row("Total", *(shown(total) for total in totals), shown(sum(totals)), style="bold")
    return table


def _cell(value: float, shown: Callable[[float], str], *, stays: bool) -> str:
    if not value:
        return "·"
    return f"[dim]{shown(value)}[/]" if stays else shown(value)


def _causes(console: Console, report: InformeDeCambios, figures: Figures) -> None:
    if not report.movidos:
        paragraph(console, "Nadie ha cambiado de segmento.")
        return
    moved, still = len(report.movidos), report.sin_comprar
    verb = "ha" if moved == 1 else "han"
    text = f"{figures.counted(moved, 'cliente', 'clientes')} {verb} cambiado de segmento"
    if still:
        text += f"; {figures.count(still)} sin haber comprado nada desde entonces"
    paragraph(console, f"{text}. Por qué:")
    table = text_table("Causa")
    table.add_column("Clientes", justify="right", no_wrap=True)
    for cause, count in report.reparto:
        table.add_row(escape(f"{cause[:1].upper()}{cause[1:]}"), figures.count(count))
    show_table(console, table)


def _list(console: Console, report: InformeDeCambios, figures: Figures) -> None:
    for moved in report.movidos[:MOST_CHANGES]:
        _change(console, moved, figures)
    rest = report.movidos[MOST_CHANGES:]
    if rest:
        flips = sum(bool(moved.vaiven) for moved in rest)
        also = f" ({figures.count(flips)} de ida y vuelta)" if flips else ""
        paragraph(console, f"… y {figures.count(len(rest))} más{also}; la lista entera sale con --json.")


def _change(console: Console, moved: ClienteMovido, figures: Figures) -> None:
    arrow = "[green]▲[/]" if moved.sube else "[red]▼[/]"
    amount = "" if moved.cambio.importe_neto is None else f" · {figures.money(moved.cambio.importe_neto)}"
    flip = f" {moved.vaiven}." if moved.vaiven else ""
    text = f"{moved.cliente} (fila {moved.fila}){amount}. {moved.cambio.texto}.{flip}"
    paragraph(console, text, mark=arrow)
