"""How the explanation of one client looks on a terminal. Nothing is computed here but widths."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.explicar import ClienteExplicado
from cartera_xl.console import COLORS, NBSP, Figures, show_heading
from cartera_xl.console_parts import paragraph, show_table, text_table
from cartera_xl.nucleo.explicacion.tipos import EjeExplicado, Explicacion, ReglaProbada

YES, NO = "[green]✓[/]", "[red]✗[/]"


def show_explanation(console: Console, explained: ClienteExplicado) -> None:
    """From what decided to what to do, one block under the other."""
    figures = Figures(explained.pais, explained.moneda)
    explanation = explained.explicacion
    show_heading(console, explained.libro, f"corte {explained.corte:%d/%m/%Y}, {explained.motivo_corte}")
    _who(console, explained, figures)
    _score(console, explanation, figures)
    _axes(console, explanation.ejes, figures)
    _rule(console, explanation)
    _better(console, explanation.mejores)
    _facts(console, "¿Es de fiar?", explanation.reservas)
    _facts(console, "Riesgo y valor futuro", explanation.prevision)
    _to_do(console, explained.que_hacer)
    for issue in explained.incidencias:
        paragraph(console, str(issue), mark="[yellow]![/]")


def _who(console: Console, explained: ClienteExplicado, figures: Figures) -> None:
    explanation = explained.explicacion
    color = COLORS.get(explanation.segmento, "")
    segment = escape(explanation.segmento or "sin segmento")
    painted = f"[bold {color}]{segment}[/]" if color else f"[bold]{segment}[/]"
    by_hand = " (impuesto a mano)" if explanation.a_mano else ""
    points = f"{figures.points(explanation.puntuacion)}{NBSP}puntos"
    console.print(f"\n[bold]{escape(explained.nombre)}[/]  ·  fila {explanation.fila} de «{escape(explained.hoja)}»")
    console.print(
        f"{painted}{by_hand}  ·  {points}  ·  {escape(explanation.rango)}  ·  {escape(explanation.fiabilidad)}"
    )
    paragraph(console, _joined(explanation.por_que))


def _joined(text: str) -> str:
    """A percentage is never cut from its sign."""
    return text.replace(" %", f"{NBSP}%")


def _title(console: Console, text: str) -> None:
    console.print(f"\n[bold]{escape(text)}[/]")


def _score(console: Console, explanation: Explicacion, figures: Figures) -> None:
    _title(console, "De dónde sale la puntuación")
    table = _numbers_first("Puntos", "de")
    for part in explanation.aportaciones:
        points, most = figures.points(part.puntos), figures.points(part.maximo)
        table.add_row(points, most, f"[bold]{part.nombre}.[/] {escape(part.frase)}")
    if explanation.puntuacion is not None:
        table.add_section()
        table.add_row(figures.points(explanation.puntuacion), figures.points(100.0), "[bold]Puntuación.[/]")
    show_table(console, table)
    paragraph(console, explanation.frase_de_puntuacion)


def _numbers_first(*headings: str) -> Table:
    table = text_table()
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Por qué", overflow="fold")
    return table


def _axes(console: Console, axes: Sequence[EjeExplicado], figures: Figures) -> None:
    _title(console, "Los ejes con que deciden las reglas")
    table = text_table("Eje")
    table.add_column("Vale", justify="right", no_wrap=True)
    table.add_column("De dónde sale", overflow="fold")
    for axis in axes:
        sums = f" {_sums(axis, figures)}" if axis.sumandos else ""
        text = f"{axis.de_donde}{sums} {axis.frase_de_bordes}".strip()
        table.add_row(axis.nombre.capitalize(), escape(axis.dicho), escape(text))
    show_table(console, table)


def _sums(axis: EjeExplicado, figures: Figures) -> str:
    signed: list[str] = []
    for part in axis.sumandos:
        sign = "−" if part.puntos < 0 else "+" if signed else ""
        signed.append(f"{sign}{figures.points(abs(part.puntos))} ({part.nombre[:1].lower()}{part.nombre[1:]})")
    return f"{' '.join(signed)} = {axis.dicho}."


def _rule(console: Console, explanation: Explicacion) -> None:
    rule = explanation.regla
    if rule is None:
        _title(console, "No se cumple ninguna regla")
        return
    verb = "La regla que habría decidido" if explanation.a_mano else "La regla que decidió"
    _title(console, f"{verb}: «{rule.id}» → {rule.segmento}")
    if rule.nota:
        paragraph(console, f"{rule.nota}.", style="dim")
    for condition in rule.condiciones:
        paragraph(console, _joined(condition.frase), mark=YES if condition.cumple else NO)
    if not rule.condiciones:
        paragraph(console, rule.frase)


def _better(console: Console, rules: Sequence[ReglaProbada]) -> None:
    if not rules:
        return
    _title(console, "Por qué no tiene un segmento mejor")
    table = text_table("Segmento", "Regla", "Qué falla")
    before = ""
    for rule in rules:
        table.add_row(rule.segmento if rule.segmento != before else "", escape(rule.id), escape(rule.frase))
        before = rule.segmento
    show_table(console, table)


def _facts(console: Console, title: str, facts: Sequence[str]) -> None:
    _title(console, title)
    for fact in facts:
        paragraph(console, _joined(fact), mark="·")


def _to_do(console: Console, todo: Sequence[tuple[str, str]]) -> None:
    if not todo:
        return
    _title(console, "Qué hacer")
    for heading, text in todo:
        paragraph(console, f"{heading}: {text}", mark="·")
