"""How results look on a terminal. Everything shown was computed elsewhere; here it is only laid out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from cartera_xl.casos.balance import Balance, Comprobacion, Deshecho
from cartera_xl.nucleo.corrida import Corrida
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.resumen_tipos import Cambio, Grupo, Resumen

MOST_ISSUES = 12
MOST_CHANGES = 10
COLORS = {"Estratégico": "magenta", "Clave": "blue", "Emergente": "green", "Bajo valor": "bright_black"}


class Figures:
    """Numbers as the reader's country writes them."""

    def __init__(self, country: str | None, currency: str | None) -> None:
        self._locale = f"es_{country or 'ES'}"
        self._currency = currency

    def money(self, value: float | None) -> str:
        """Amount without decimals, with the currency when the book says one."""
        from babel.numbers import format_currency, format_decimal

        if value is None:
            return "—"
        if not self._currency:
            return str(format_decimal(round(value), locale=self._locale))
        return str(format_currency(round(value), self._currency, "#,##0 ¤", locale=self._locale, currency_digits=False))

    def count(self, value: float) -> str:
        """Whole number with the country's thousands mark."""
        from babel.numbers import format_decimal

        return str(format_decimal(round(value), locale=self._locale))

    def share(self, value: float | None) -> str:
        """Fraction shown as a percentage with one decimal."""
        from babel.numbers import format_percent

        return "—" if value is None else str(format_percent(value, "0.0 %", locale=self._locale))

    def points(self, value: float | None) -> str:
        """Score with one decimal."""
        from babel.numbers import format_decimal

        return "—" if value is None else str(format_decimal(value, "0.0", locale=self._locale))


@contextmanager
def progress_bar(console: Console, steps: int) -> Iterator["Steps"]:
    """A bar that advances one step per call; silent where the output is not a terminal."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        yield Steps(bar, steps)


class Steps:
    """Callable given to a use case: `advance("Leyendo…")`."""

    def __init__(self, bar: Progress, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total)

    def __call__(self, text: str) -> None:
        self._bar.update(self._task, description=text, advance=1)


def show_balance(console: Console, balance: Balance, country: str | None) -> None:
    """Summary on screen of a recalculation."""
    figures = Figures(country, balance.resumen.moneda)
    console.print()
    console.print(f"[bold]{escape(balance.libro)}[/]  ·  hoja «{escape(balance.hoja)}»")
    console.print(f"Corte: {balance.corte:%d/%m/%Y} ({escape(balance.motivo_corte)})")
    show_summary(console, balance.resumen, figures)
    _changes(console, balance.resumen, figures)
    show_issues(console, balance.incidencias)
    for note in balance.notas:
        console.print(f"[yellow]·[/] {escape(note)}")


def show_summary(console: Console, summary: Resumen, figures: Figures) -> None:
    """Segments with counts and amounts, and the figures of the whole portfolio."""
    totals = summary.totales
    console.print(
        f"{figures.count(totals.clientes)} clientes y {figures.count(totals.potenciales)} potenciales  ·  "
        f"neto {figures.money(totals.importe_neto)}  ·  "
        f"{figures.count(summary.concentracion.nucleo)} clientes suman el "
        f"{figures.share(summary.concentracion.cuota_neto_nucleo)} del neto"
    )
    console.print(_groups("Segmento", summary.segmentos, figures, colored=True))
    stages = "  ·  ".join(f"{group.nombre} {figures.count(group.clientes)}" for group in summary.ciclos)
    levels = "  ·  ".join(f"{level.dibujo} {figures.count(level.grupo.clientes)}" for level in summary.rangos)
    console.print(f"Ciclo de vida: {stages}")
    console.print(f"Rango: {levels}")
    if totals.en_riesgo:
        console.print(
            f"[red]En riesgo:[/] {figures.count(totals.en_riesgo)} clientes valiosos, "
            f"{figures.money(totals.importe_en_riesgo)} de neto"
        )


def _groups(title: str, groups: Sequence[Grupo], figures: Figures, *, colored: bool = False) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(title, no_wrap=True)
    for heading in ("Clientes", "%", "Neto", "% neto", "Media", "Riesgo"):
        table.add_column(heading, justify="right", no_wrap=True)
    for group in groups:
        color = COLORS.get(group.nombre, "default") if colored else "default"
        table.add_row(
            f"[{color}]{escape(group.nombre)}[/]",
            figures.count(group.clientes),
            figures.share(group.cuota_clientes),
            figures.money(group.importe_neto),
            figures.share(group.cuota_neto),
            figures.points(group.puntuacion_media),
            figures.count(group.en_riesgo) if group.en_riesgo else "",
        )
    return table


def _changes(console: Console, summary: Resumen, figures: Figures) -> None:
    changes = summary.cambios
    if changes is None:
        console.print("Primera vez que se puntúa este libro: todavía no hay movimientos que contar.")
        return
    console.print(
        f"Desde la ejecución anterior: [green]{changes.suben} suben[/], [red]{changes.bajan} bajan[/], "
        f"{changes.iguales} siguen igual, {changes.altas} altas y {changes.bajas} bajas de la hoja."
    )
    for change in changes.lista[:MOST_CHANGES]:
        console.print(_change_line(change, figures))
    if len(changes.lista) > MOST_CHANGES:
        console.print(f"  … y {len(changes.lista) - MOST_CHANGES} más; la lista entera sale con --json.")


def _change_line(change: Cambio, figures: Figures) -> str:
    arrow = "[green]▲[/]" if change.sube else "[red]▼[/]"
    return (
        f"  {arrow} {escape(change.nombre)} (fila {change.fila}): {escape(change.antes)} → {escape(change.ahora)}"
        f"  ·  {figures.money(change.importe_neto)}"
    )


def show_issues(console: Console, issues: Sequence[Incidencia]) -> None:
    """Data issues: errors first, capped, with the count of the rest by class."""
    if not issues:
        console.print("[green]Sin incidencias en los datos.[/]")
        return
    errors = [issue for issue in issues if issue.gravedad is Gravedad.ERROR]
    notices = [issue for issue in issues if issue.gravedad is Gravedad.AVISO]
    console.print(f"\n[bold]Incidencias[/]: {len(errors)} errores y {len(notices)} avisos")
    shown = (errors + notices)[:MOST_ISSUES]
    for issue in shown:
        mark = "[red]✗[/]" if issue.gravedad is Gravedad.ERROR else "[yellow]![/]"
        console.print(f"  {mark} {escape(str(issue))}")
    rest = (errors + notices)[MOST_ISSUES:]
    if rest:
        by_class = Counter(issue.clase.replace("_", " ") for issue in rest)
        detail = ", ".join(f"{count} de {name}" for name, count in by_class.most_common())
        console.print(f"  … y {len(rest)} más ({detail}); la lista entera sale con --json.")


def show_check(console: Console, check: Comprobacion) -> None:
    """What `comprobar` understood of the book, with the proof of each column."""
    console.print(f"\n[bold]{escape(check.libro)}[/]  ·  hoja «{escape(check.hoja)}», {check.filas} filas de clientes")
    if check.hoja_movimientos:
        console.print(f"Movimientos: «{escape(check.hoja_movimientos)}», {check.filas_movimientos} líneas")
    else:
        console.print("Sin movimientos: se usarán las columnas de resumen de la propia hoja.")
    if check.corte:
        console.print(f"Corte: {check.corte:%d/%m/%Y}")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Hoja", "Col.", "Título", "Se entiende como", "Prueba"):
        table.add_column(heading, overflow="fold")
    for column in check.columnas:
        proof = "; ".join(part for part in (column.prueba, column.convenio) if part)
        table.add_row(*(escape(v) for v in (column.hoja, column.columna, column.titulo, column.campo, proof)))
    console.print(table)
    if check.sin_reconocer:
        console.print("Sin reconocer (no se tocan): " + escape(", ".join(f"«{t}»" for t in check.sin_reconocer)))
        console.print('Si alguna es un dato que quiere usar: --columna campo="Título", por ejemplo importe_neto.')
    if check.ficha_media is not None:
        console.print(f"Ficha completa, media: {round(100 * check.ficha_media)} %")
    for group in check.grupos_duplicados:
        console.print(f"  [yellow]≈[/] {escape(group)}")
    show_issues(console, check.incidencias)
    for note in check.notas:
        console.print(f"[yellow]·[/] {escape(note)}")


def show_undo(console: Console, undo: Deshecho) -> None:
    """What came back and what was spared."""
    verb = "Se ha deshecho" if undo.escrito else "Se desharía"
    console.print(f"{verb} la ejecución {undo.ejecucion} del {undo.momento:%d/%m/%Y a las %H:%M}.")
    console.print(f"Celdas devueltas a su valor anterior: {undo.celdas_devueltas}.")
    if undo.columnas_quitadas:
        console.print("Columnas retiradas: " + escape(", ".join(f"«{t}»" for t in undo.columnas_quitadas)) + ".")
    if undo.respetadas:
        console.print(f"Se respetan {len(undo.respetadas)} celdas que cambiaron después:")
        show_issues(console, undo.respetadas)


def show_history(console: Console, runs: Iterable[Corrida]) -> None:
    """One line per run, newest last."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Fecha", "Ejecución", "Quién", "Qué", "Hoja", "Clientes", "Cambios", "Estado"):
        table.add_column(heading)
    for run in runs:
        state = f"deshecha el {run.deshecha:%d/%m/%Y %H:%M}" if run.deshecha else ""
        table.add_row(
            f"{run.momento:%d/%m/%Y %H:%M}",
            run.id,
            escape(run.usuario),
            run.accion.value,
            escape(run.hoja),
            str(run.cifras.get("clientes", "")),
            str(run.cifras.get("cambios", "")),
            state,
        )
    console.print(table)
