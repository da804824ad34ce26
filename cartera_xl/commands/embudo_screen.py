"""How the sales funnel looks on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.embudo import InformeDeEmbudo
from cartera_xl.console import Figures, show_heading
from cartera_xl.console_parts import paragraph, show_table, text_table
from cartera_xl.nucleo.indicadores.embudo import EtapaMedida

MOST_CARDS = 5
MOST_SILENT = 20


def show_funnel(console: Console, report: InformeDeEmbudo) -> None:
    """The stages, who is in each and who never answers."""
    figures = Figures(report.pais, None)
    show_heading(console, report.libro, f"corte {report.corte:%d/%m/%Y}")
    show_table(console, _stages(report, figures))
    _where_from(console, report, figures)
    for stage in report.embudo.etapas:
        if stage.tarjetas:
            _cards(console, stage, report, figures)
    _silent(console, report, figures)
    for note in report.notas:
        paragraph(console, note, mark="[yellow]·[/]")


def _stages(report: InformeDeEmbudo, figures: Figures) -> Table:
    table = text_table("Etapa")
    for heading in ("Potenciales", "%", "Gasto previsto", "Conversión", "Casos"):
        table.add_column(heading, justify="right", no_wrap=True)
    for stage in report.embudo.etapas:
        known = stage.conversion is not None
        table.add_row(
            escape(stage.nombre),
            figures.count(stage.potenciales),
            figures.share(stage.parte),
            figures.money(stage.gasto_previsto),
            figures.share(stage.conversion),
            figures.count(stage.fichas) if known else "",
        )
    return table


def _where_from(console: Console, report: InformeDeEmbudo, figures: Figures) -> None:
    funnel = report.embudo
    written, by_rule = figures.count(funnel.escritas), figures.count(funnel.por_regla)
    text = f"Fichas con su etapa escrita: {written}. Por las reglas de la hoja «Embudo» (medio y fuente): {by_rule}."
    paragraph(console, text, style="dim")
    if any(stage.conversion is not None for stage in funnel.etapas):
        text = "Conversión: de las fichas de esa etapa, clientes incluidos, las que ya han comprado."
        paragraph(console, text, style="dim")
    if not report.hay_perfil:
        text = "Sin perfil ideal: cree su hoja con «cartera embudo LIBRO --guardar» y ponga las condiciones."
        paragraph(console, text, style="dim")


def _cards(console: Console, stage: EtapaMedida, report: InformeDeEmbudo, figures: Figures) -> None:
    prospects = figures.counted(stage.potenciales, "potencial", "potenciales")
    console.print(f"\n[bold]{escape(stage.nombre)}[/]  ·  {prospects}")
    with_fit = any(card.encaje is not None for card in stage.tarjetas)
    table = text_table("Fila", "Potencial", "Responsable")
    for heading in ("Gasto previsto", *(["Encaje"] if with_fit else [])):
        table.add_column(heading, justify="right", no_wrap=True)
    for card in stage.tarjetas[:MOST_CARDS]:
        fit = ["—" if card.encaje is None else figures.count(card.encaje)] if with_fit else []
        row = (str(card.fila), escape(card.nombre), escape(card.responsable), figures.money(card.gasto_previsto))
        table.add_row(*row, *fit)
    console.print(table)
    if stage.potenciales > MOST_CARDS:
        rest = figures.count(stage.potenciales - MOST_CARDS)
        paragraph(console, f"  … y {rest} más; con --guardar salen los de más gasto en la hoja «Embudo».", style="dim")
    if report.hay_perfil and stage.tarjetas[0].por_que:
        paragraph(console, f"{stage.tarjetas[0].nombre}: {stage.tarjetas[0].por_que}", mark="·")


def _silent(console: Console, report: InformeDeEmbudo, figures: Figures) -> None:
    if not report.mudos:
        return
    times = figures.counted(report.buscados, "contacto", "contactos")
    console.print(f"\n[bold]No responden[/]  ·  {times} o más y ninguna respuesta")
    table = text_table("Fila", "Potencial")
    for heading in ("Contactos", "El último"):
        table.add_column(heading, justify="right", no_wrap=True)
    for silent, name, row in report.mudos[:MOST_SILENT]:
        table.add_row(str(row), escape(name), figures.count(silent.intentos), f"{silent.ultimo:%d/%m/%Y}")
    console.print(table)
    paragraph(console, "Compruebe su teléfono y su correo; si están bien, quítelos de la lista.", style="dim")
