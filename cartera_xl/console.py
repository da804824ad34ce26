"""How results look on a terminal. Everything shown was computed elsewhere; here it is only laid out."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape, render
from rich.table import Table

from cartera_xl.casos.balance import Balance, ColumnaComprobada, Comprobacion, Deshecho
from cartera_xl.nucleo.corrida import Corrida
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.resumen_tipos import Cambio, Grupo, Resumen

if TYPE_CHECKING:
    from rich.progress import Progress

MOST_ISSUES = 12
MOST_CHANGES = 10
NBSP = "\u00a0"
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
        return str(
            format_currency(round(value), self._currency, f"#,##0{NBSP}¤", locale=self._locale, currency_digits=False)
        )

    def count(self, value: float) -> str:
        """Whole number with the country's thousands mark."""
        from babel.numbers import format_decimal

        return str(format_decimal(round(value), locale=self._locale))

    def counted(self, value: int, one: str, many: str) -> str:
        """How many of what: «1 cliente», «12.345 clientes»; never split between lines."""
        return f"{self.count(value)}{NBSP}{one if value == 1 else many}"

    def share(self, value: float | None) -> str:
        """Fraction shown as a percentage with one decimal."""
        from babel.numbers import format_percent

        return "—" if value is None else str(format_percent(value, f"0.0{NBSP}%", locale=self._locale))

    def points(self, value: float | None) -> str:
        """Score with one decimal."""
        from babel.numbers import format_decimal

        return "—" if value is None else str(format_decimal(value, "0.0", locale=self._locale))


@contextmanager
def progress_bar(console: Console, steps: int) -> Iterator["Steps"]:
    """A bar that advances one step per call; silent where the output is not a terminal."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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

    def __init__(self, bar: "Progress", total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total)

    def __call__(self, text: str) -> None:
        self._bar.update(self._task, description=text, advance=1)


def show_heading(console: Console, book: str, detail: str) -> None:
    """Which book, and what of it."""
    console.print(f"\n[bold]{escape(book)}[/]  ·  {escape(detail)}")


def show_balance(console: Console, balance: Balance, country: str | None) -> None:
    """Summary on screen of a recalculation."""
    figures = Figures(country, balance.resumen.moneda)
    show_heading(console, balance.libro, f"hoja «{balance.hoja}»")
    console.print(f"Corte: {balance.corte:%d/%m/%Y} ({escape(balance.motivo_corte)})")
    show_summary(console, balance.resumen, figures)
    _changes(console, balance.resumen, figures)
    show_issues(console, balance.incidencias, figures)
    _bullets(console, (("[yellow]·[/]", note) for note in balance.notas))


def show_closing(
    console: Console, balance: Balance, target: Path, backup: Path | None, *, simulated: bool = False
) -> None:
    """What was written, where, and how to take it back."""
    cells = Figures(balance.pais, None).counted(balance.celdas_cambiadas, "celda", "celdas") + " de resultado"
    if balance.escrito:
        console.print(f"[green]✓[/] Escrito en «{escape(str(target))}»: {cells}.", soft_wrap=True)
        if backup:
            console.print(f"  Copia del libro anterior: «{escape(backup.name)}».", soft_wrap=True)
        console.print(f"  Para volver atrás: cartera deshacer {escape(typed(target))}", soft_wrap=True)
    elif simulated:
        verb = "cambiaría" if balance.celdas_cambiadas == 1 else "cambiarían"
        console.print(f"Simulado: {verb} {cells}. No se ha escrito nada.")
    else:
        console.print("[green]✓[/] El libro ya estaba al día: no se ha escrito nada.")


def typed(path: Path) -> str:
    """A path as it has to be typed in an order: between quotes when it has spaces."""
    return f'"{path}"' if " " in str(path) else str(path)


def show_outdated(console: Console, cells: int, figures: Figures) -> None:
    """Warn when the results written in the book are not today's."""
    if cells:
        text = figures.counted(cells, "celda del libro no está", "celdas del libro no están")
        console.print(f"{text} al día: ejecute «cartera recalcular».")


def show_summary(console: Console, summary: Resumen, figures: Figures) -> None:
    """Segments with counts and amounts, and the figures of the whole portfolio."""
    totals, core = summary.totales, summary.concentracion
    clients = figures.counted(totals.clientes, "cliente", "clientes")
    prospects = figures.counted(totals.potenciales, "potencial", "potenciales")
    console.print(f"{clients} y {prospects}  ·  neto {figures.money(totals.importe_neto)}")
    if core.nucleo:
        verb = figures.counted(core.nucleo, "cliente suma", "clientes suman")
        console.print(f"{verb} el {figures.share(core.cuota_neto_nucleo)} del neto")
    console.print(_groups("Segmento", summary.segmentos, figures, colored=True))
    _flow(console, "Ciclo de vida: ", [f"{stage.nombre} {figures.count(stage.clientes)}" for stage in summary.ciclos])
    _flow(console, "Rango: ", [f"{level.dibujo} {figures.count(level.grupo.clientes)}" for level in summary.rangos])
    if totals.en_riesgo:
        console.print(
            f"[red]En riesgo:[/] {figures.counted(totals.en_riesgo, 'cliente valioso', 'clientes valiosos')}, "
            f"{figures.money(totals.importe_en_riesgo)} de neto"
        )
    if summary.prevision:
        total = summary.prevision[-1]
        expected = figures.counted(round(total.compras_esperadas), "compra esperada", "compras esperadas")
        console.print(f"Previsión: CLV {figures.money(total.clv)} · {expected} · riesgo alto: {total.riesgo_alto}")


def _flow(console: Console, label: str, items: Sequence[str]) -> None:
    """Short items one after another; a line only breaks between two of them."""
    text = label + " · ".join(item.replace(" ", NBSP) for item in items)
    filled = textwrap.fill(text, max(20, console.width), subsequent_indent=" " * len(label))
    console.print(filled, markup=False, soft_wrap=True)


def _bullets(console: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Marked paragraphs, their second and later lines under the first word."""
    for mark, text in rows:
        indent = " " * (cell_len(render(mark).plain) + 1)
        width = max(20, console.width - len(indent))
        lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        console.print(f"{mark} " + f"\n{indent}".join(escape(line) for line in lines), soft_wrap=True)


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
        console.print("Primera vez que se puntúa este libro: todavía no hay cambios que contar.")
        return
    if not (changes.suben or changes.bajan or changes.altas or changes.bajas):
        console.print("Desde la ejecución anterior, nadie ha cambiado de segmento.")
        return
    moves = (
        (changes.suben, "sube", "suben"),
        (changes.bajan, "baja", "bajan"),
        (changes.iguales, "sigue igual", "siguen igual"),
        (changes.altas, "entra", "entran"),
        (changes.bajas, "sale de la hoja", "salen de la hoja"),
    )
    _flow(console, "Desde la ejecución anterior: ", [figures.counted(*move) for move in moves if move[0]])
    for change in changes.lista[:MOST_CHANGES]:
        console.print(_change_line(change, figures))
    rest = len(changes.lista) - MOST_CHANGES
    if rest > 0:
        console.print(f"  … y {figures.count(rest)} más; la lista entera sale con --json.")


def _change_line(change: Cambio, figures: Figures) -> str:
    arrow = "[green]▲[/]" if change.sube else "[red]▼[/]"
    return (
        f"  {arrow} {escape(change.nombre)} (fila {change.fila}): {escape(change.antes)} → {escape(change.ahora)}"
        f"  ·  {figures.money(change.importe_neto)}"
    )


def show_issues(console: Console, issues: Sequence[Incidencia], figures: Figures) -> None:
    """Data issues: errors first, capped, with the count of the rest by class."""
    if not issues:
        console.print("[green]Sin incidencias en los datos.[/]")
        return
    errors = [issue for issue in issues if issue.gravedad is Gravedad.ERROR]
    notices = [issue for issue in issues if issue.gravedad is Gravedad.AVISO]
    counts = [(len(errors), "error", "errores"), (len(notices), "aviso", "avisos")]
    text = " y ".join(figures.counted(*count) for count in counts if count[0])
    console.print(f"\n[bold]Incidencias[/]: {text}")
    _issue_list(console, [*errors, *notices], figures)


def _issue_list(console: Console, issues: Sequence[Incidencia], figures: Figures) -> None:
    marks = {Gravedad.ERROR: "  [red]✗[/]", Gravedad.AVISO: "  [yellow]![/]"}
    _bullets(console, ((marks[issue.gravedad], str(issue)) for issue in issues[:MOST_ISSUES]))
    rest = issues[MOST_ISSUES:]
    if rest:
        by_class = Counter(issue.clase.replace("_", " ") for issue in rest)
        classes = ", ".join(f"{figures.count(count)} de {name}" for name, count in by_class.most_common())
        detail = f" ({classes})" if len(by_class) > 1 else ""
        text = f"y {figures.count(len(rest))} más{detail}; la lista entera sale con --json."
        _bullets(console, [("  …", text)])


def show_check(console: Console, check: Comprobacion) -> None:
    """What `comprobar` understood of the book, with the proof of each column."""
    figures = Figures(None, None)
    rows = figures.counted(check.filas, "fila de clientes", "filas de clientes")
    show_heading(console, check.libro, f"hoja «{check.hoja}», {rows}")
    if check.hoja_movimientos:
        lines = figures.counted(check.filas_movimientos, "línea", "líneas")
        console.print(f"Movimientos: «{escape(check.hoja_movimientos)}», {lines}")
    else:
        console.print("Sin movimientos: se usarán las columnas de resumen de la propia hoja.")
    if check.corte:
        console.print(f"Corte: {check.corte:%d/%m/%Y}")
    for sheet in dict.fromkeys(column.hoja for column in check.columnas):
        _columns(console, sheet, [column for column in check.columnas if column.hoja == sheet])
    console.print()
    if check.sin_reconocer:
        console.print("Sin reconocer (no se tocan): " + escape(", ".join(f"«{t}»" for t in check.sin_reconocer)))
        console.print('Si alguna es un dato que quiere usar: --columna campo="Título", por ejemplo importe_neto.')
    if check.ficha_media is not None:
        console.print(f"Ficha completa, media: {round(100 * check.ficha_media)}{NBSP}%")
    _bullets(console, (("  [yellow]≈[/]", group) for group in check.grupos_duplicados))
    show_issues(console, check.incidencias, figures)
    _bullets(console, (("[yellow]·[/]", note) for note in check.notas))


def _columns(console: Console, sheet: str, columns: Sequence[ColumnaComprobada]) -> None:
    """How the columns of one sheet are understood; the field's id is what `--columna` takes."""
    console.print(f"\n[bold]Hoja «{escape(sheet)}»[/]")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=True)
    table.add_column("Col.")
    for heading, ratio in (("Título", 5), ("Se entiende como", 6), ("Prueba", 10)):
        table.add_column(heading, overflow="fold", ratio=ratio)
    for column in columns:
        proof = "\n".join(part for part in (*column.prueba.split("; "), column.convenio) if part)
        table.add_row(*(escape(v) for v in (column.columna, column.titulo, column.campo, proof)))
    console.print(table)


def show_undo(console: Console, undo: Deshecho) -> None:
    """What came back and what was spared."""
    figures = Figures(None, None)
    verb, comes_back = ("Se ha deshecho", "devueltas") if undo.escrito else ("Se desharía", "que volverían")
    console.print(f"{verb} la ejecución {undo.ejecucion} del {undo.momento:%d/%m/%Y a las %H:%M}.")
    console.print(f"Celdas {comes_back} a su valor anterior: {figures.count(undo.celdas_devueltas)}.")
    if undo.columnas_quitadas:
        removed = "Columnas retiradas: " if undo.escrito else "Columnas que se retirarían: "
        _flow(console, removed, [f"«{title}»" for title in undo.columnas_quitadas])
    if undo.respetadas:
        spared = figures.counted(len(undo.respetadas), "celda que cambió", "celdas que cambiaron")
        console.print(f"{'Se respeta' if len(undo.respetadas) == 1 else 'Se respetan'} {spared} después:")
        _issue_list(console, undo.respetadas, figures)


def show_history(console: Console, runs: Iterable[Corrida]) -> None:
    """One line per run, newest last; the id is never cut, `deshacer --ejecucion` takes it."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Fecha", no_wrap=True)
    table.add_column("Ejecución", no_wrap=True)
    table.add_column("Quién", overflow="fold")
    table.add_column("Qué", overflow="fold")
    for run in runs:
        table.add_row(f"{run.momento:%d/%m/%Y %H:%M}", run.id, escape(run.usuario), escape(_run_in_words(run)))
    console.print(table)


def _run_in_words(run: Corrida) -> str:
    figures = Figures(None, None)
    words = [f"{run.accion.value} «{run.hoja}»"]
    for key, one, many in (("clientes", "cliente", "clientes"), ("cambios", "cambio", "cambios")):
        if key in run.cifras:
            words.append(figures.counted(int(run.cifras[key]), one, many))
    if run.deshecha:
        words.append(f"deshecha el {run.deshecha:%d/%m/%Y %H:%M}")
    return ", ".join(words)
