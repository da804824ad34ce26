"""How the two tests of `validar` look on a terminal. Nothing is computed here but widths."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.validar import Guardado, Validacion
from cartera_xl.console import COLORS, NBSP, Figures, show_heading, typed
from cartera_xl.nucleo.errores import Gravedad
from cartera_xl.nucleo.pronostico.acierto import Acierto, Fallos, FaltaHistoria, GrupoAcertado
from cartera_xl.nucleo.pronostico.recalibracion import SIN_RECALIBRAR
from cartera_xl.nucleo.pronostico.tipos import Comparado, Decil, Pronostico, Prueba

BAR = 20
NARROW = 90
MOST_NAMES = 34
LEGEND = (
    "Error (MAE): compras de diferencia por cliente, de media. Sesgo: lo que sobra o falta en el total. "
    "Orden (AUC): de cada cien parejas de uno que volvió y uno que no, en cuántas pone delante al que volvió; "
    "50 es echarlo a suertes. Dinero: parte del neto que hizo el 20 % de clientes que pone delante."
)


class TestFigures(Figures):
    """Also the small numbers of a test."""

    __test__ = False

    def error(self, value: float) -> str:
        """Three decimals: methods differ in the second."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, "0.000", locale=self._locale))

    def bias(self, value: float | None) -> str:
        """Signed percentage; minus sign and not a hyphen."""
        from babel.numbers import format_percent

        pattern = f"+0.0{NBSP}%;−0.0{NBSP}%"
        return "—" if value is None else str(format_percent(value, pattern, locale=self._locale))

    def in_hundred(self, value: float | None) -> str:
        """A part of one as so many in a hundred, without the sign."""
        return "—" if value is None else self.points(100 * value)


def show_validation(console: Console, validation: Validacion, book: Path, movements: Path | None) -> None:
    """Both tests, one under the other."""
    figures = TestFigures(validation.pais, validation.moneda)
    show_heading(console, book.name, f"corte {validation.corte:%d/%m/%Y}")
    _issues_line(console, validation, book, figures)
    console.print("\n[bold]1. ¿Qué método acierta más con sus clientes?[/]")
    _methods(console, validation, figures)
    _which(console, validation, _order(book, movements))
    console.print("\n[bold]2. ¿Acertó la última vez?[/]")
    if isinstance(validation.acierto, FaltaHistoria):
        _paragraph(console, _short_history(validation.acierto, figures))
    else:
        _segments(console, validation, validation.acierto, figures)


def _issues_line(console: Console, validation: Validacion, book: Path, figures: Figures) -> None:
    errors = sum(issue.gravedad is Gravedad.ERROR for issue in validation.incidencias)
    if errors:
        text = figures.counted(errors, "incidencia deja", "incidencias dejan")
        _paragraph(console, f"{text} algún dato fuera; véalas con: cartera comprobar {typed(book)}")


def _order(book: Path, movements: Path | None) -> str:
    extra = f" --movimientos {typed(movements)}" if movements else ""
    return f"cartera recalcular {typed(book)}{extra}"


def _methods(console: Console, validation: Validacion, figures: TestFigures) -> None:
    forecast = validation.pronostico
    if forecast is None:
        _paragraph(console, "No consta ninguna compra hasta el corte: no hay nada que pronosticar.")
    elif forecast.prueba is None:
        _paragraph(console, _untested(forecast, validation.nombre(forecast.ajuste.modelo), figures))
    else:
        _test(console, forecast.prueba, figures)


def _untested(forecast: Pronostico, name: str, figures: Figures) -> str:
    if forecast.insuficiente:
        clients = figures.counted(forecast.ajuste.clientes, "cliente", "clientes")
        return f"Muestra insuficiente: con {clients} no se prueba nada; se usa una regla sencilla: {name}."
    return f"No hay historia bastante para apartar un periodo de prueba; sin probarlo, se usa {name}."


def _test(console: Console, test: Prueba, figures: TestFigures) -> None:
    days, clients = figures.counted(test.dias, "día", "días"), figures.counted(test.clientes, "cliente", "clientes")
    season = "la misma época del año" if test.misma_temporada else "otra época del año"
    _paragraph(
        console,
        f"Se calibra con lo que se sabía el {test.corte:%d/%m/%Y} y se compara con lo que pasó hasta el "
        f"{test.hasta:%d/%m/%Y}: {days}, {clients}, {season} que el periodo que viene.",
    )
    _show_table(console, _comparison(test, figures, wide=console.width >= NARROW))
    _paragraph(console, test.motivo)
    for compared in test.comparados:
        if compared.aviso:
            _paragraph(console, f"{compared.nombre}: {compared.aviso}")
    _paragraph(console, LEGEND.replace("20 %", f"20{NBSP}%"), style="dim")
    console.print()
    _paragraph(console, f"Probabilidad de volver según {_name(test)}, por décimos de clientes:")
    _show_table(console, _deciles(test.deciles, figures))
    _paragraph(console, _calibration(test, figures))
    _paragraph(console, _value_axis(test, figures))


def _name(test: Prueba) -> str:
    return next((c.nombre for c in test.comparados if c.metodo == test.ganador), test.ganador)


def _comparison(test: Prueba, figures: TestFigures, *, wide: bool) -> Table:
    table = _table("", "Método", "Tipo")
    squared = ["Cuadr.\n(RMSE)"] if wide else []
    for heading in ("Error\n(MAE)", *squared, "Sesgo", "Orden\n(AUC)", f"Dinero\n20{NBSP}%"):
        table.add_column(heading, justify="right", no_wrap=True)
    for compared in test.comparados:
        table.add_row(*_comparison_row(compared, figures, wins=compared.metodo == test.ganador, wide=wide))
    return table


def _comparison_row(compared: Comparado, figures: TestFigures, *, wins: bool, wide: bool) -> list[str]:
    name = escape(compared.nombre)
    return [
        "[green]✓[/]" if wins else "",
        f"[bold]{name}[/]" if wins else name,
        "modelo" if compared.es_modelo else "regla",
        figures.error(compared.mae),
        *([figures.error(compared.rmse)] if wide else []),
        figures.bias(compared.sesgo),
        figures.in_hundred(compared.auc),
        figures.share(compared.captura),
    ]


def _deciles(deciles: Sequence[Decil], figures: Figures) -> Table:
    table = _table()
    for heading in ("Décimo", "Clientes", "Dicha", "Corregida", "Real"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("█ real  ┃ corregida", no_wrap=True)
    for number, decile in enumerate(deciles, 1):
        table.add_row(
            str(number),
            figures.count(decile.clientes),
            figures.share(decile.predicha),
            figures.share(decile.recalibrada),
            figures.share(decile.real),
            _bar(decile),
        )
    return table


def _bar(decile: Decil) -> str:
    full, mark = round(BAR * decile.real), min(round(BAR * decile.recalibrada), BAR - 1)
    cells = ["█" if i < full else "·" for i in range(BAR)]
    cells[mark] = "┃"
    return "".join(cells)


def _calibration(test: Prueba, figures: TestFigures) -> str:
    before, after = figures.error(test.brier_antes), figures.error(test.brier_despues)
    if test.recalibracion == SIN_RECALIBRAR:
        return f"Las probabilidades se dejan como están: corregirlas no baja su error cuadrático (Brier), {before}."
    if before == after:
        return f"Corregir las probabilidades con lo que pasó apenas cambia su error cuadrático (Brier): {after}."
    return f"Corregir las probabilidades con lo que pasó baja su error cuadrático (Brier) de {before} a {after}."


def _value_axis(test: Prueba, figures: Figures) -> str:
    if test.captura_clv is None or test.captura_12m is None:
        return "Sin importes en la prueba no se sabe si el CLV ordena bien: el eje valor usa el neto de 12 meses."
    clv, net = figures.share(test.captura_clv), figures.share(test.captura_12m)
    uses = "el CLV" if test.clv_validado else "el neto de 12 meses"
    return (
        f"El 20{NBSP}% de clientes de más CLV hizo el {clv} del neto de ese periodo; el 20{NBSP}% de más neto en los "
        f"12 meses anteriores, el {net}. Por eso el eje valor usa {uses}."
    )


def _which(console: Console, validation: Validacion, order: str) -> None:
    """Which method the next recalculation uses, and how to change it."""
    if validation.pronostico is None:
        return
    console.print()
    saved, now = validation.guardado, validation.nombre(validation.metodo)
    if saved is None:
        _paragraph(console, f"El libro todavía no tiene baremo: al recalcularlo se usará {now}.")
    elif validation.conviene_recalibrar:
        _paragraph(console, f"{_uses(saved, validation)} Hoy se elegiría {now}. Para adoptarlo:")
        console.print(f"  {escape(order)} --recalibrar", soft_wrap=True)
    else:
        _paragraph(console, f"{_uses(saved, validation)} Es también el que se elegiría hoy.")


def _uses(saved: Guardado, validation: Validacion) -> str:
    if not saved.metodo:
        return f"El baremo del libro, del {saved.corte:%d/%m/%Y}, no lleva ningún método de pronóstico."
    return f"«recalcular» usa el método del baremo del {saved.corte:%d/%m/%Y}: {validation.nombre(saved.metodo)}."


def _short_history(short: FaltaHistoria, figures: Figures) -> str:
    needed = figures.counted(short.dias_necesarios, "día", "días")
    there_are = figures.count(short.dias_que_hay)
    return f"No hay historia bastante: hacen falta {needed} de compras (12 meses y 90 días antes) y hay {there_are}."


def _segments(console: Console, validation: Validacion, score: Acierto, figures: TestFigures) -> None:
    _paragraph(
        console,
        f"La cartera puntuada como el {score.corte:%d/%m/%Y}, solo con lo que se sabía ese día, y lo que hizo cada "
        f"segmento de ahí al {score.hasta:%d/%m/%Y}. {_caveats(validation)}",
    )
    if not score.muestra_suficiente:
        _paragraph(console, "Muestra insuficiente: con tan pocos clientes, los percentiles dicen poco.")
    _show_table(console, _segment_table(console, score, figures))
    _order_check(console, score, figures)
    _paragraph(console, _best_and_new(score, figures))
    _misses(console, score, figures)


def _caveats(validation: Validacion) -> str:
    texts = []
    if validation.de_hoy:
        titles = ", ".join(f"«{title}»" for title in validation.de_hoy)
        texts.append(f"No se usa lo que su hoja dice hoy y entonces no se sabía: {titles}.")
    if validation.de_la_hoja:
        texts.append("Los clientes borrados de la hoja no cuentan.")
    return " ".join(texts)


def _segment_table(console: Console, score: Acierto, figures: TestFigures) -> Table:
    wide = console.width >= NARROW
    table = _table("Segmento")
    for heading in ("Clientes", *(["%"] if wide else []), "Neto", "% neto", "Por cliente", "Volvieron"):
        table.add_column(heading, justify="right", no_wrap=True)
    for group in score.grupos:
        name = f"[{COLORS.get(group.segmento, 'default')}]{escape(group.segmento)}[/]"
        table.add_row(*_segment_row(name, group, figures, wide=wide))
    table.add_section()
    table.add_row(*_segment_row("Total", score.total, figures, wide=wide))
    return table


def _segment_row(name: str, group: GrupoAcertado, figures: Figures, *, wide: bool) -> list[str]:
    return [
        name,
        figures.count(group.clientes),
        *([figures.share(group.cuota_clientes)] if wide else []),
        figures.money(group.neto),
        figures.share(group.cuota_neto),
        figures.money(group.neto_por_cliente),
        figures.share(group.parte_que_volvio),
    ]


def _order_check(console: Console, score: Acierto, figures: Figures) -> None:
    if score.orden_cumplido is None:
        _paragraph(console, "Todos estaban en el mismo segmento: no hay orden que comprobar.")
    elif score.orden_cumplido:
        order = " > ".join(group.segmento.replace(" ", NBSP) for group in score.grupos if group.clientes)
        _paragraph(console, f"Se cumplió el orden en neto por cliente: {order}.", mark="[green]✓[/]")
    else:
        groups = {group.segmento: group for group in score.grupos}
        breaks = [_break(groups[upper], groups[lower], figures) for upper, lower in score.saltos]
        _paragraph(console, f"No se cumplió el orden: {'; '.join(breaks)}.", mark="[red]✗[/]")


def _break(upper: GrupoAcertado, lower: GrupoAcertado, figures: Figures) -> str:
    few = [group for group in (upper, lower) if group.dice_poco]
    doubt = ", ".join(f"{figures.counted(group.clientes, 'cliente', 'clientes')} en {group.segmento}" for group in few)
    text = (
        f"{lower.segmento} dio {figures.money(lower.neto_por_cliente)} por cliente y "
        f"{upper.segmento}, {figures.money(upper.neto_por_cliente)}"
    )
    return f"{text} (prueba poco: {doubt})" if doubt else text


def _best_and_new(score: Acierto, figures: Figures) -> str:
    best = figures.counted(score.mejores, "cliente", "clientes")
    text = f"Entre el 20{NBSP}% que más neto dejó después ({best}) había {figures.count(score.mejores_previstos)} de "
    text += "Estratégico o Clave."
    if not score.nuevos:
        return text
    new = figures.counted(score.nuevos, "cliente", "clientes")
    money = figures.money(score.neto_de_nuevos)
    return f"{text} Aparte, quienes compraron por primera vez ({new}) dejaron {money}: nadie podía puntuarlos."


def _misses(console: Console, score: Acierto, figures: Figures) -> None:
    risen, gone = score.sorpresas, score.fugas
    if risen.clientes:
        expected = f" De Emergente, que es de donde se espera: {figures.count(score.emergentes)}."
        console.print()
        _paragraph(
            console,
            "Subestimados, Bajo valor o Emergente que acabaron entre los de más neto: "
            f"{figures.counted(risen.clientes, 'cliente', 'clientes')}, {figures.money(risen.neto)}."
            f"{expected if score.emergentes else ''}",
        )
        _show_table(console, _miss_table(risen, figures))
    if gone.clientes:
        _paragraph(
            console,
            "Perdidos, Estratégico o Clave sin una compra después: "
            f"{figures.counted(gone.clientes, 'cliente', 'clientes')}, {figures.money(gone.neto)} el año anterior.",
        )
        _show_table(console, _miss_table(gone, figures))
    else:
        _paragraph(console, "Ningún Estratégico o Clave dejó de comprar.")


def _miss_table(misses: Fallos, figures: Figures) -> Table:
    table = _table()
    table.add_column("Cliente", no_wrap=True, overflow="ellipsis", max_width=MOST_NAMES)
    table.add_column("Era", no_wrap=True)
    for heading in ("12 meses antes", "12 meses después"):
        table.add_column(heading, justify="right", no_wrap=True)
    for miss in misses.lista:
        color = COLORS.get(miss.segmento, "default")
        table.add_row(
            escape(miss.nombre or f"fila {miss.fila}"),
            f"[{color}]{escape(miss.segmento)}[/]",
            figures.money(miss.neto_antes),
            figures.money(miss.neto_despues),
        )
    rest = misses.clientes - len(misses.lista)
    if rest > 0:
        table.caption = f"… y {figures.count(rest)} más"
        table.caption_justify = "left"
    return table


def _table(*headings: str) -> Table:
    """A table of the house; the columns given are of text and fold."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _show_table(console: Console, table: Table) -> None:
    console.print()
    console.print(table)
    console.print()


def _paragraph(console: Console, text: str, *, style: str = "", mark: str = "") -> None:
    """Prose that never breaks between a number and what it counts; after a mark, the next lines go under the first."""
    indent = "  " if mark else ""
    width = max(20, console.width - len(indent))
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    body = f"\n{indent}".join(escape(line) for line in lines)
    console.print(f"{mark} {body}" if mark else body, soft_wrap=True, style=style or None)
