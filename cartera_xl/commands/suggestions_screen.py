"""How cross- and up-selling looks on a terminal. Nothing is computed here but widths."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.sugerencias import SugerenciasDeVenta
from cartera_xl.console import NBSP, Figures, show_heading
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.errores import Gravedad
from cartera_xl.nucleo.ventas.asociaciones import FALSAS_ADMITIDAS, TOPE_DE_CESTA, VECES_MINIMAS

MOST = 15
WHAT = {"producto": ("producto", "productos"), "categoria": ("categoría", "categorías")}


def show_suggestions(console: Console, found: SugerenciasDeVenta) -> None:
    """The pairs, what each product could sell, and the first clients."""
    figures = Figures(found.pais, found.moneda)
    show_heading(console, found.libro, f"corte {found.corte:%d/%m/%Y}, {found.motivo_corte}")
    buyers = figures.counted(found.compradores, "cliente con compras", "clientes con compras")
    paragraph(console, f"{buyers}. Se mira {_article(found.campo)} de cada compra; las devoluciones no cuentan.")
    _pairs(console, found, figures)
    _products(console, found, figures)
    _clients(console, found, figures)
    _sheet(console, found, figures)
    for issue in found.incidencias:
        if issue.clase == "producto_desconocido":
            paragraph(console, str(issue), mark="[yellow]![/]")
    errors = sum(issue.gravedad is Gravedad.ERROR for issue in found.incidencias)
    if errors:
        text = figures.counted(errors, "incidencia deja", "incidencias dejan")
        paragraph(console, f"{text} alguna compra fuera; véalas con «cartera comprobar».")


def _article(field: str) -> str:
    return "el producto" if field == "producto" else "la categoría"


def _pairs(console: Console, found: SugerenciasDeVenta, figures: Figures) -> None:
    console.print("\n[bold]Lo que se compra junto[/]")
    if not found.asociaciones:
        paragraph(console, found.motivo)
        return
    show_table(console, first_that_fits(console, (_pairs_table(found, figures, wide=wide) for wide in (True, False))))
    _more(console, len(found.asociaciones), figures)
    paragraph(console, _legend(found, figures), style="dim")


def _pairs_table(found: SugerenciasDeVenta, figures: Figures, *, wide: bool) -> Table:
    table = text_table("Si compra", "ofrecer")
    headings = ("Los dos", "Lo llevan", *(["Veces"] if wide else []), "Sin él", "Potencial")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for pair in found.asociaciones[:MOST]:
        share = f"{pair.ambos / pair.tienen * 100:.0f}{NBSP}%"
        times = [figures.points(pair.veces)] if wide else []
        numbers = [figures.count(pair.ambos), share, *times, figures.count(pair.ofrecibles)]
        table.add_row(escape(pair.desde), escape(pair.hacia), *numbers, figures.money(pair.neto_potencial))
    return table


def _legend(found: SugerenciasDeVenta, figures: Figures) -> str:
    pairs = figures.counted(found.posibles, "pareja posible", "parejas posibles")
    cut = figures.counted(found.recortados, "cliente", "clientes")
    cropped = f" De {cut} solo se miran los {TOPE_DE_CESTA} que más veces han comprado." if found.recortados else ""
    false = f"{FALSAS_ADMITIDAS * 100:.0f}"
    return (
        "Lo llevan: de los clientes del primero, cuántos tienen también el segundo. Veces: lo que se dan juntos entre "
        "lo que se darían por azar en clientes que compran igual de a menudo, desde "
        f"{figures.points(VECES_MINIMAS)}. Sin él: a cuántos se les puede ofrecer. Potencial: neto de un año si lo "
        "compraran en esa proporción, a lo que gasta un comprador corriente; es un tope para comparar, no una "
        f"previsión. De cada 100 parejas halladas, de media no más de {false} serían casualidad ({pairs}).{cropped}"
    )


def _more(console: Console, total: int, figures: Figures) -> None:
    if total > MOST:
        console.print(f"… y {figures.count(total - MOST)} más; con --json salen todas.\n")


def _products(console: Console, found: SugerenciasDeVenta, figures: Figures) -> None:
    if not found.propension:
        return
    one, _ = WHAT[found.campo]
    console.print(f"\n[bold]Cuántos comprarían cada {one}[/]")
    table = text_table(one.capitalize())
    for heading in ("Ya lo compran", "Podrían", "Probables", "Se esperan", "Potencial"):
        table.add_column(heading, justify="right", no_wrap=True)
    for product in found.propension[:MOST]:
        counts = (product.compradores, product.posibles, product.probables, product.esperados)
        table.add_row(escape(product.producto), *map(figures.count, counts), figures.money(product.neto_potencial))
    show_table(console, table)
    _more(console, len(found.propension), figures)
    paragraph(
        console,
        "Podrían: no lo tienen y compran algo que lo acompaña. Probables: lo compra más de la mitad de los que compran "
        "lo mismo que ellos. Se esperan: si se comportan como los demás.",
        style="dim",
    )


def _clients(console: Console, found: SugerenciasDeVenta, figures: Figures) -> None:
    if not found.clientes:
        return
    console.print("\n[bold]A quién ofrecer qué[/]")
    table = text_table("Fila", "Cliente", "Segmento", "Sugerencia")
    for client in found.clientes[:MOST]:
        table.add_row(str(client.fila), escape(client.nombre), client.segmento, escape(client.texto))
    show_table(console, table)
    _more(console, len(found.clientes), figures)


def _sheet(console: Console, found: SugerenciasDeVenta, figures: Figures) -> None:
    if found.apartados:
        text = figures.counted(found.apartados, "cliente no sale", "clientes no salen")
        paragraph(console, f"{text} porque se oponen a que se les ofrezca nada o tienen los datos bloqueados.")
    if not found.hay_hoja:
        paragraph(
            console,
            f"Si sabe qué producto es superior a otro o cuál lo acompaña, dígalo en la hoja «{found.hoja}»: créela con "
            "--guardar.",
        )
    elif found.de_tabla:
        text = figures.counted(found.de_tabla, "sugerencia sale", "sugerencias salen")
        paragraph(console, f"{text} de la hoja «{found.hoja}».")
