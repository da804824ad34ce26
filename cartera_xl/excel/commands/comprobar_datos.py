"""«Comprobar datos»: how the workbook is understood and which cells are not, without writing anything."""

from collections.abc import Iterator
from functools import partial

from cartera_xl.casos.balance import ColumnaComprobada, Comprobacion
from cartera_xl.casos.comprobar import comprobar
from cartera_xl.console import Figures
from cartera_xl.excel.commands.client_sheet import InFront
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.notices import Answer, Block, Level, Notice, boxed
from cartera_xl.excel.commands.wording import cut, for_the_ribbon
from cartera_xl.nucleo.errores import Gravedad, Incidencia

TITLE = "Comprobar datos"
ESSENTIAL = ("id_cliente", "nombre", "ultima_compra", "compras", "importe_neto", "importe_bruto", "fecha", "importe")
_MOST_ISSUES = 5


def answer(desk: Desk) -> Answer:
    """Check the sheet in front if it is of clients; if not, the one of the workbook."""
    host = desk.host()
    front = InFront(host, desk.active_sheet())
    check = comprobar(host, desk.request(front.choice))
    notice = Notice(TITLE, text_of(check), Level.WARNING if check.con_errores() else Level.INFO)
    first = next((issue for issue in by_weight(check) if issue.celda), None)
    if first is None:
        return Answer(notice)
    return Answer(
        notice,
        f"¿Ir a la primera, {first.celda} de «{first.hoja}»?",
        partial(_go, desk, first),
    )


def _go(desk: Desk, issue: Incidencia) -> None:
    desk.go_to(issue.hoja, issue.celda)
    if desk.is_hidden(issue.hoja, issue.celda):
        text = (
            f"La celda {issue.celda} está elegida, pero su fila está oculta, quizá por un filtro: muéstrela para verla."
        )
        desk.dialogs.show(Notice(TITLE, text))


def by_weight(check: Comprobacion) -> list[Incidencia]:
    """What leaves data out goes before what is only said."""
    return sorted(check.incidencias, key=lambda issue: issue.gravedad is not Gravedad.ERROR)


def text_of(check: Comprobacion) -> str:
    """The check in a box."""
    figures = Figures(None, None)
    blocks = [Block(_where(check, figures)), *_columns(check, figures), *_issues(check, figures)]
    if check.sin_reconocer:
        unknown = ", ".join(f"«{title}»" for title in check.sin_reconocer)
        blocks.append(Block(f"\nColumnas que no se usan: {cut(unknown, 160)}.", 20))
    if check.grupos_duplicados:
        groups = figures.counted(len(check.grupos_duplicados), "grupo", "grupos")
        blocks.append(Block(f"Posibles duplicados: {groups}.", 15))
    return boxed(blocks)


def _where(check: Comprobacion, figures: Figures) -> str:
    text = f"Hoja «{check.hoja}»: {figures.counted(check.filas, 'fila', 'filas')} de clientes"
    if check.hoja_movimientos:
        lines = figures.counted(check.filas_movimientos, "línea", "líneas")
        text += f". Compras: hoja «{check.hoja_movimientos}», {lines}"
    return f"{text}."


def _columns(check: Comprobacion, figures: Figures) -> Iterator[Block]:
    essential = [column for column in check.columnas if _field(column) in ESSENTIAL]
    yield Block("\nAsí se entienden las columnas con que se puntúa:")
    several = len({column.hoja for column in check.columnas}) > 1
    for place, column in enumerate(essential):
        sheet = f" de «{column.hoja}»" if several else ""
        name = column.campo.removesuffix(f" ({_field(column)})")
        yield Block(f" · {name}: columna {column.columna}{sheet}, «{cut(column.titulo, 40)}»", 10 + place)
    rest = len(check.columnas) - len(essential)
    if rest:
        yield Block(f" · y {figures.counted(rest, 'columna más', 'columnas más')}", 9)


def _field(column: ColumnaComprobada) -> str:
    """«Última compra (ultima_compra)» -> «ultima_compra»."""
    return column.campo.rpartition("(")[2].rstrip(")")


def _issues(check: Comprobacion, figures: Figures) -> Iterator[Block]:
    issues = by_weight(check)
    if not issues:
        yield Block("\nNo hay nada que corregir.")
        return
    errors = sum(issue.gravedad is Gravedad.ERROR for issue in issues)
    counts = ((errors, "error", "errores"), (len(issues) - errors, "aviso", "avisos"))
    yield Block(f"\nIncidencias: {' y '.join(figures.counted(*count) for count in counts if count[0])}.")
    for place, issue in enumerate(issues[:_MOST_ISSUES]):
        cell = f"{issue.celda} de «{issue.hoja}»: " if issue.celda else f"«{issue.hoja}»: "
        yield Block(f" · {cell}{cut(for_the_ribbon(issue.que), 120)}", 1 + place)
    if len(issues) > _MOST_ISSUES:
        yield Block(f" · y {figures.count(len(issues) - _MOST_ISSUES)} más", 1)
