"""How «¿Acertó la última vez?» looks on a terminal: the segments of a year ago and what they did since."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.validar import Validacion
from cartera_xl.console import COLORS, NBSP, Figures
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.pronostico.acierto import Acierto, Fallos, FaltaHistoria, GrupoAcertado

MOST_NAMES = 34


def show_hindsight(console: Console, validation: Validacion, figures: Figures) -> None:
    """The table by segment, whether the order held, and the misses; or why there is no year to look back to."""
    console.print("\n[bold]2. ¿Acertó la última vez?[/]")
    if isinstance(validation.acierto, FaltaHistoria):
        paragraph(console, _short_history(validation.acierto, figures))
    else:
        _segments(console, validation, validation.acierto, figures)


def _short_history(short: FaltaHistoria, figures: Figures) -> str:
    needed = figures.counted(short.dias_necesarios, "día", "días")
    there_are = figures.count(short.dias_que_hay)
    return f"No hay historia bastante: hacen falta {needed} de compras (12 meses y 90 días antes) y hay {there_are}."


def _segments(console: Console, validation: Validacion, score: Acierto, figures: Figures) -> None:
    paragraph(
        console,
        f"La cartera puntuada como el {score.corte:%d/%m/%Y}, solo con lo que se sabía ese día, y lo que hizo cada "
        f"segmento de ahí al {score.hasta:%d/%m/%Y}. {_caveats(validation)}",
    )
    if not score.muestra_suficiente:
        paragraph(console, "Muestra insuficiente: con tan pocos clientes, los percentiles dicen poco.")
    show_table(console, first_that_fits(console, _segment_tables(score, validation)))
    _order_check(console, score, figures)
    paragraph(console, _best_and_new(score, figures))
    _misses(console, score, figures)


def _caveats(validation: Validacion) -> str:
    texts = []
    if validation.de_hoy:
        titles = ", ".join(f"«{title}»" for title in validation.de_hoy)
        texts.append(f"No se usa lo que su hoja dice hoy y entonces no se sabía: {titles}.")
    if validation.de_la_hoja:
        texts.append("Los clientes borrados de la hoja no cuentan.")
    return " ".join(texts)


def _segment_tables(score: Acierto, validation: Validacion) -> Iterator[Table]:
    """From more to less: whole; without the share of clients; also with the currency in the heading."""
    currency = validation.moneda
    figures, plain = Figures(validation.pais, currency), Figures(validation.pais, None)
    yield _segment_table(score, figures, net="Neto", with_share=True)
    yield _segment_table(score, figures, net="Neto", with_share=False)
    yield _segment_table(score, plain, net=f"Neto, {currency}" if currency else "Neto", with_share=False)


def _segment_table(score: Acierto, figures: Figures, *, net: str, with_share: bool) -> Table:
    table = text_table("Segmento")
    for heading in ("Clientes", *(["%"] if with_share else []), net, "% neto", "Por cliente", "Volvieron"):
        table.add_column(heading, justify="right", no_wrap=True)
    for group in score.grupos:
        name = f"[{COLORS.get(group.segmento, 'default')}]{escape(group.segmento)}[/]"
        table.add_row(*_segment_row(name, group, figures, with_share=with_share))
    table.add_section()
    table.add_row(*_segment_row("Total", score.total, figures, with_share=with_share))
    return table


def _segment_row(name: str, group: GrupoAcertado, figures: Figures, *, with_share: bool) -> list[str]:
    return [
        name,
        figures.count(group.clientes),
        *([figures.share(group.cuota_clientes)] if with_share else []),
        figures.money(group.neto),
        figures.share(group.cuota_neto),
        figures.money(group.neto_por_cliente),
        figures.share(group.parte_que_volvio),
    ]


def _order_check(console: Console, score: Acierto, figures: Figures) -> None:
    if score.orden_cumplido is None:
        paragraph(console, "Todos estaban en el mismo segmento: no hay orden que comprobar.")
    elif score.orden_cumplido:
        order = " > ".join(group.segmento.replace(" ", NBSP) for group in score.grupos if group.clientes)
        paragraph(console, f"Se cumplió el orden en neto por cliente: {order}.", mark="[green]✓[/]")
    else:
        groups = {group.segmento: group for group in score.grupos}
        breaks = [_break(groups[upper], groups[lower], figures) for upper, lower in score.saltos]
        paragraph(console, f"No se cumplió el orden: {'; '.join(breaks)}.", mark="[red]✗[/]")


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
        paragraph(
            console,
            "Sorpresas, Bajo valor o Emergente que acabaron entre los de más neto: "
            f"{figures.counted(risen.clientes, 'cliente', 'clientes')}, {figures.money(risen.neto)}."
            f"{expected if score.emergentes else ''}",
        )
        show_table(console, _miss_table(risen, figures))
    if gone.clientes:
        paragraph(
            console,
            "Fugas, Estratégico o Clave sin una compra después: "
            f"{figures.counted(gone.clientes, 'cliente', 'clientes')}, {figures.money(gone.neto)} el año anterior.",
        )
        show_table(console, _miss_table(gone, figures))
    else:
        paragraph(console, "Ningún Estratégico o Clave dejó de comprar.")


def _miss_table(misses: Fallos, figures: Figures) -> Table:
    table = text_table()
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
