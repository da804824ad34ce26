"""How the figures of the portfolio look on a terminal. Nothing is computed here but widths."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.indicadores import InformeDeIndicadores
from cartera_xl.console import NBSP, Figures, show_heading
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.indicadores.catalogo import INDICADORES
from cartera_xl.nucleo.indicadores.objetivos import ObjetivoMedido, Semaforo
from cartera_xl.nucleo.indicadores.periodos import Comparacion, Trimestre
from cartera_xl.nucleo.indicadores.tablas import POCOS, Cifra, GrupoMedido, TablaMedida, recortar
from cartera_xl.nucleo.indicadores.tipos import Indicador, Unidad

MOST_GROUPS = 20
NOT_SHOWN = {"cuota"}
COLUMNS: tuple[tuple[str, ...], ...] = (
    (
        "clientes",
        "activos",
        "neto_12m",
        "cuota",
        "crecimiento",
        "ticket",
        "clv_medio",
        "retencion",
        "conversion",
        "cac",
    ),
    ("clientes", "neto_12m", "cuota", "crecimiento", "ticket", "clv_medio", "retencion", "inactivos", "cac"),
    ("clientes", "neto_12m", "cuota", "ticket", "clv_medio", "retencion", "conversion"),
    ("clientes", "neto_12m", "cuota", "ticket", "retencion"),
    ("clientes", "neto_12m", "cuota"),
)
WITHOUT_PURCHASES: tuple[tuple[str, ...], ...] = (
    ("clientes", "potenciales", "neto", "cuota", "ticket", "inactivos", "conversion", "csat"),
    ("clientes", "neto", "cuota", "ticket", "conversion"),
    ("clientes", "neto", "cuota"),
)
MARKS = {Semaforo.VERDE: "green", Semaforo.AMBAR: "yellow", Semaforo.ROJO: "red"}


class IndicatorFigures(Figures):
    """Also hours, marks and how many times."""

    def of(self, indicator: Indicador, value: float | None) -> str:
        """A value in the unit of its indicator."""
        return self.change(value) if indicator.id == "crecimiento" else self.in_unit(indicator.unidad, value)

    def in_unit(self, unit: Unidad, value: float | None) -> str:
        """A value in a unit; a dash when it is not known."""
        if value is None:
            return "—"
        if unit is Unidad.PARTE:
            return self.share(value)
        if unit is Unidad.HORAS:
            return f"{self.points(value)}{NBSP}h"
        if unit in (Unidad.NOTA, Unidad.VECES):
            return self.points(value)
        return self.money(value) if unit is Unidad.IMPORTE else self.count(value)

    def change(self, value: float | None) -> str:
        """Signed percentage; minus sign and not a hyphen."""
        from babel.numbers import format_percent

        pattern = f"+0.0{NBSP}%;−0.0{NBSP}%"
        return "—" if value is None else str(format_percent(value, pattern, locale=self._locale))


def show_indicators(console: Console, report: InformeDeIndicadores) -> None:
    """The whole portfolio, its last periods, the groups asked for and the goals."""
    figures = IndicatorFigures(report.pais, report.moneda)
    show_heading(console, report.libro, f"corte {report.corte:%d/%m/%Y}, {report.motivo_corte}")
    plain = IndicatorFigures(report.pais, None)
    show_table(console, _portfolio(report.indicadores.total, figures))
    paragraph(console, "Margen: del 95 %, por tener los casos que tiene.".replace("95 %", f"95{NBSP}%"), style="dim")
    for comparison in report.indicadores.comparaciones:
        _comparison(console, comparison, plain)
    _quarters(console, report.indicadores.trimestres, plain)
    for asked in report.por:
        table = report.indicadores.tabla(asked)
        if table is not None:
            _groups(console, recortar(table, MOST_GROUPS), report.indicadores.cartera, plain)
    _reasons(console, report, plain)
    _goals(console, report.objetivos, figures)
    _unknown(console, report)
    for note in report.notas:
        paragraph(console, note, mark="[yellow]·[/]")


def _portfolio(total: TablaMedida, figures: IndicatorFigures) -> Table:
    table = text_table("Indicador")
    for heading in ("Valor", "Casos", "Margen"):
        table.add_column(heading, justify="right", no_wrap=True)
    group = total.grupos[0]
    for indicator in INDICADORES:
        number = group.cifras[indicator.id]
        if number.valor is not None and indicator.id not in NOT_SHOWN:
            cases = "" if number.n is None else figures.count(number.n)
            table.add_row(indicator.nombre, figures.of(indicator, number.valor), cases, _margin(number, figures))
    return table


def _margin(number: Cifra, figures: IndicatorFigures) -> str:
    if number.desde is None or number.hasta is None:
        return ""
    return f"{figures.share(number.desde)} – {figures.share(number.hasta)}"


def _comparison(console: Console, comparison: Comparacion, figures: IndicatorFigures) -> None:
    name = comparison.periodo.nombre
    console.print(f"[bold]{escape(name[:1].upper() + name[1:])}[/]")
    table = text_table("")
    for heading in ("Ahora", "Antes", "Variación", "Hace un año", "Variación"):
        table.add_column(heading, justify="right", no_wrap=True)
    for item in comparison.variaciones:
        table.add_row(
            item.nombre,
            figures.in_unit(item.unidad, item.ahora),
            figures.in_unit(item.unidad, item.antes),
            figures.change(item.sobre_el_anterior),
            figures.in_unit(item.unidad, item.hace_un_ejercicio),
            figures.change(item.sobre_el_ejercicio),
        )
    show_table(console, table)


def _quarters(console: Console, quarters: Sequence[Trimestre], figures: IndicatorFigures) -> None:
    if not quarters:
        return
    console.print("[bold]Por trimestres[/]")
    table = text_table("Trimestre")
    for heading in ("Neto", "De recompra", "Nuevos", "Retención", "Casos"):
        table.add_column(heading, justify="right", no_wrap=True)
    for quarter in quarters:
        again = quarter.recompra / quarter.neto if quarter.neto > 0 else None
        table.add_row(
            quarter.periodo.nombre.replace("trimestre de ", "trim. "),
            figures.money(quarter.neto),
            figures.share(again),
            figures.count(quarter.nuevos),
            figures.share(quarter.retencion),
            figures.count(quarter.retencion_n) if quarter.retencion_n else "",
        )
    show_table(console, table)


def _groups(console: Console, table: TablaMedida, portfolio: GrupoMedido, figures: IndicatorFigures) -> None:
    console.print(f"[bold]Por {escape(table.titulo.lower())}[/]")
    sets = COLUMNS if table.hay("neto_12m") else WITHOUT_PURCHASES
    rows = [*table.grupos, *([] if table.partida else [portfolio])]
    show_table(console, first_that_fits(console, (_group_table(table, rows, ids, figures) for ids in sets)))
    if table.nota:
        paragraph(console, table.nota, style="dim")
        console.print()
    if any(group.pocos and group.fichas for group in table.grupos):
        paragraph(console, f"* Menos de {POCOS} fichas: la cifra dice poco.", style="dim")
        console.print()


def _group_table(
    table: TablaMedida, rows: Iterable[GrupoMedido], ids: Sequence[str], figures: IndicatorFigures
) -> Table:
    by_id = {indicator.id: indicator for indicator in INDICADORES}
    shown = [by_id[ident] for ident in ids if table.hay(ident)]
    drawn = text_table(table.titulo)
    for indicator in shown:
        drawn.add_column(indicator.corto, justify="right", no_wrap=True)
    for group in rows:
        mark = "*" if group.pocos and group.fichas else ""
        values = (figures.of(indicator, group.valor(indicator.id)) for indicator in shown)
        drawn.add_row(escape(str(group.nombre)) + mark, *values)
    return drawn


def _reasons(console: Console, report: InformeDeIndicadores, figures: IndicatorFigures) -> None:
    if not report.indicadores.motivos:
        return
    console.print("[bold]Por qué se pierden[/]")
    table = text_table("Motivo")
    for heading in ("Clientes", "%", "Neto hist."):
        table.add_column(heading, justify="right", no_wrap=True)
    for reason in report.indicadores.motivos:
        row = (figures.count(reason.clientes), figures.share(reason.parte), figures.money(reason.neto))
        table.add_row(escape(reason.nombre), *row)
    show_table(console, table)


def _goals(console: Console, goals: Sequence[ObjetivoMedido], figures: IndicatorFigures) -> None:
    if not goals:
        return
    console.print("[bold]Objetivos[/]")
    table = text_table("Indicador", "Ámbito")
    for heading in ("Meta", "Real"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Estado", no_wrap=True)
    for item in goals:
        indicator, color = item.objetivo.indicador, MARKS.get(item.estado, "dim")
        table.add_row(
            indicator.nombre,
            escape(item.objetivo.ambito or "Cartera"),
            figures.of(indicator, item.objetivo.meta),
            figures.of(indicator, item.real),
            f"[{color}]{item.estado.value}[/]",
        )
    show_table(console, table)


def _unknown(console: Console, report: InformeDeIndicadores) -> None:
    """What is not known and what would tell it, one line per remedy."""
    by_reason: dict[str, list[str]] = {}
    names = {indicator.id: indicator.nombre for indicator in INDICADORES}
    for ident, reason in report.indicadores.total.faltan.items():
        by_reason.setdefault(reason, []).append(names[ident])
    if report.indicadores.faltan:
        titles = ", ".join(title.lower() for title in report.indicadores.faltan)
        by_reason["Añada columnas con esos títulos a la hoja de clientes"] = [f"Reparto por {titles}"]
    if by_reason:
        console.print("[bold]Lo que no se puede decir todavía[/]")
    for reason, what in by_reason.items():
        paragraph(console, f"{', '.join(what)}: {reason[:1].lower()}{reason[1:]}.", mark="·")
