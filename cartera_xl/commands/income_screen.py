"""How the income bridge looks on a terminal. Nothing is computed here but widths."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.puente import PuenteDelLibro
from cartera_xl.console import NBSP, Figures, show_heading
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.ingresos.periodos import CENTIMOS
from cartera_xl.nucleo.ingresos.puente import ClaseDeIngreso, Puente
from cartera_xl.nucleo.ingresos.puente_hoja import Dimension, Variacion, barras, cascada_de

BAR = 24
SHORT = {
    ClaseDeIngreso.ALTA: "Altas",
    ClaseDeIngreso.RECUPERADO: "Recup.",
    ClaseDeIngreso.SUBE: "Más",
    ClaseDeIngreso.REDUCE: "Menos",
    ClaseDeIngreso.BAJA: "Bajas",
    ClaseDeIngreso.AJUSTE: "Devol.",
}
MOST_MOVERS = 10


class CentFigures(Figures):
    """Also exact amounts, with cents, and signed ones."""

    def cents(self, value: int) -> str:
        """To the cent, with the country's marks and no currency."""
        from babel.numbers import format_decimal

        return str(format_decimal(value / CENTIMOS, "#,##0.00;−#,##0.00", locale=self._locale))

    def signed(self, value: int) -> str:
        """To the cent, with its sign."""
        return f"+{self.cents(value)}" if value > 0 else self.cents(value)

    def whole(self, value: int) -> str:
        """Without cents, with its sign if negative."""
        from babel.numbers import format_decimal

        return str(format_decimal(round(value / CENTIMOS), "#,##0;−#,##0", locale=self._locale))


def show_bridge(console: Console, bridge: PuenteDelLibro) -> None:
    """The waterfall, what stays, the groups and the biggest movers."""
    figures, report = CentFigures(bridge.pais, bridge.moneda), bridge.informe
    show_heading(console, bridge.libro, f"corte {bridge.corte:%d/%m/%Y}")
    currency = f", en {bridge.moneda}" if bridge.moneda else ""
    console.print(f"\n[bold]Puente de ingresos{currency}[/]")
    wide = _waterfall(report.total, (report.base, report.ahora), figures, bars=True)
    narrow = _waterfall(report.total, (report.base, report.ahora), figures, bars=False)
    show_table(console, first_that_fits(console, (wide, narrow)))
    paragraph(console, _in_words(report.total, figures))
    for dimension in report.dimensiones:
        console.print(f"\n[bold]{escape(dimension.titulo)}[/]")
        tables = (_groups(dimension, report.total, figures, style) for style in ("cents", "whole", "short"))
        show_table(console, first_that_fits(console, tables))
    if report.mayores:
        console.print("\n[bold]Los que más cambian[/]")
        show_table(console, _movers(report.mayores[:MOST_MOVERS], figures))
    for note in report.notas:
        paragraph(console, note, mark="[yellow]·[/]")


def _waterfall(bridge: Puente, ends: tuple[str, str], figures: CentFigures, *, bars: bool) -> Table:
    """The classes with nobody are left out."""
    steps = [step for step in cascada_de(bridge, *ends) if step[1] or step[3]]
    table = text_table("")
    for heading in ("Clientes", "Importe neto"):
        table.add_column(heading, justify="right", no_wrap=True)
    if bars:
        table.add_column("", no_wrap=True)
    drawn = barras([(cents, total) for _, _, cents, total in steps], BAR)
    for (name, clients, cents, total), bar in zip(steps, drawn, strict=True):
        amount = figures.cents(cents) if total else figures.signed(cents)
        color = "cyan" if total else "green" if cents > 0 else "red"
        cells = [escape(name), "" if clients is None else figures.count(clients), amount]
        cells += [f"[{color}]{bar}[/]"] if bars else []
        table.add_row(*(f"[bold]{cell}[/]" if total and i < 3 else cell for i, cell in enumerate(cells)))
    return table


def _in_words(bridge: Puente, figures: CentFigures) -> str:
    if bridge.retencion_de_clientes is None:
        return "En la base no compró nadie: no hay nada que retener."
    parts = [f"De los que compraron en la base sigue el {figures.share(bridge.retencion_de_clientes)}"]
    if bridge.retencion_neta is not None:
        parts.append(
            f"dejan ahora el {figures.share(bridge.retencion_neta)} de lo que dejaban (el "
            f"{figures.share(bridge.retencion_bruta)} sin contar a los que compran más)"
        )
    growth = "" if bridge.crecimiento is None else f" Los ingresos cambian un {_growth(bridge.crecimiento, figures)}."
    return f"{' y '.join(parts)}.{growth}"


def _growth(value: float, figures: CentFigures) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{figures.share(abs(value))}"


def _groups(dimension: Dimension, total: Puente, figures: CentFigures, style: str) -> Table:
    """One line per group; `short` leaves out what happened in between but the difference."""
    write = figures.cents if style == "cents" else figures.whole
    table = text_table("")
    classes = list(SHORT) if style != "short" else []
    headings = ("Antes", *(SHORT[one] for one in classes), "Ahora", *(() if classes else ("Diferencia",)))
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for bridge in (*dimension.puentes, total):
        middle = [write(bridge.centimos(one)) for one in classes]
        last = [] if classes else [write(bridge.diferencia)]
        cells = [escape(bridge.nombre), write(bridge.antes), *middle, write(bridge.ahora), *last]
        table.add_row(*(f"[bold]{cell}[/]" if bridge is total else cell for cell in cells))
    return table


def _movers(movers: Sequence[Variacion], figures: CentFigures) -> Table:
    table = text_table("Cliente", "Clase")
    for heading in ("Antes", "Ahora", "Diferencia"):
        table.add_column(heading, justify="right", no_wrap=True)
    for mover in movers:
        cents = (figures.cents(mover.antes), figures.cents(mover.ahora), figures.signed(mover.diferencia))
        table.add_row(escape(mover.nombre), mover.clase.value.replace(" ", NBSP), *cents)
    return table
