"""«Recalcular segmentos»: score the clients of the open workbook in their own sheet."""

from collections.abc import Iterator

from cartera_xl.casos.balance import Balance
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.console import Figures
from cartera_xl.excel.commands.client_sheet import InFront
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.first_time import AskingHost, Declined, is_first_time, question
from cartera_xl.excel.commands.notices import Answer, Block, Level, Notice, boxed
from cartera_xl.excel.commands.retrying import started_again
from cartera_xl.excel.commands.wording import cut, for_the_ribbon
from cartera_xl.nucleo.errores import Gravedad
from cartera_xl.nucleo.plan import PlanEscritura
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS, Cambio

TITLE = "Recalcular segmentos"
_MOST_CHANGES = 5
_MOST_NOTES = 4
_LONGEST_NOTE = 320
_HOW_IT_WAS_FORECAST = (
    "Pronóstico a ",
    "Elegido con su propio pasado",
    "El CLV no ordenó",
    "Gasto por compra:",
    "Probabilidad de renovación con ",
)
"""How these notes begin: they are for whoever audits the figures, and they are also in Configuración."""


def answer(desk: Desk) -> Answer:
    """Recalculate and count what has changed."""
    first = desk.host()
    front = InFront(first, desk.active_sheet())
    sheet = _sheet(desk, front)
    hosts = _hosts(desk, first)
    try:
        balance = started_again(desk, lambda: _recalculate(desk, next(hosts), front, sheet))
    except Declined:
        return Answer(Notice(TITLE, "No se ha escrito nada en el libro.", Level.QUIET))
    level = Level.WARNING if balance.con_errores() else Level.INFO
    return Answer(Notice(TITLE, text_of(balance, desk.seconds()), level))


def _hosts(desk: Desk, first: SheetHost) -> Iterator[SheetHost]:
    """What has been read already serves the first attempt; the following ones read everything again."""
    yield first
    while True:
        yield desk.host()


def _sheet(desk: Desk, front: InFront) -> str | None:
    """The one in front if the workbook remembers none; if it remembers another, only the person can tell."""
    if front.choice is None or front.remembered is None:
        return front.choice
    asked = Notice(
        TITLE,
        f"Este libro se recalcula en la hoja «{front.remembered}», y usted está en «{front.sheet}», que también "
        f"parece de clientes.\n\n¿Recalcular «{front.sheet}» a partir de ahora?\n"
        f"Con «No» se recalcula «{front.remembered}», como siempre.",
    )
    return front.sheet if desk.ask(asked) else None


def _recalculate(desk: Desk, host: SheetHost, front: InFront, sheet: str | None) -> Balance:
    def agree(plan: PlanEscritura) -> bool:
        return not is_first_time(front.book) or desk.ask(question(front.book, plan, TITLE))

    return recalcular(AskingHost(host, agree), desk.journal(), desk.request(sheet))


def text_of(balance: Balance, seconds: float) -> str:
    """The balance in a box."""
    figures = Figures(balance.pais, balance.resumen.moneda)
    blocks = [
        Block(_scored(balance, figures)),
        Block(_segments(balance, figures)),
        Block(_moves(balance, figures)),
        *_changes(balance),
        Block(_issues(balance, figures)),
        Block(_new_columns(balance)),
        *_notes(balance),
        Block(_closing(balance, seconds)),
    ]
    return boxed(blocks)


def _scored(balance: Balance, figures: Figures) -> str:
    totals = balance.resumen.totales
    clients = figures.counted(totals.clientes, "cliente", "clientes")
    prospects = f" y {figures.counted(totals.potenciales, 'potencial', 'potenciales')}" if totals.potenciales else ""
    return f"Hoja «{balance.hoja}»: {clients}{prospects}, al {balance.corte:%d/%m/%Y} ({balance.motivo_corte})."


def _segments(balance: Balance, figures: Figures) -> str:
    return " · ".join(f"{group.nombre} {figures.count(group.clientes)}" for group in balance.resumen.segmentos)


def _moves(balance: Balance, figures: Figures) -> str:
    changes = balance.resumen.cambios
    if changes is None:
        return ""
    moves = (
        (changes.suben, "sube", "suben"),
        (changes.bajan, "baja", "bajan"),
        (changes.altas, "entra", "entran"),
        (changes.bajas, "sale", "salen"),
    )
    said = [figures.counted(*move) for move in moves if move[0]]
    return f"\nCambios de segmento: {', '.join(said)}." if said else "\nNadie cambia de segmento."


def _changes(balance: Balance) -> Iterator[Block]:
    changes = balance.resumen.cambios
    for place, change in enumerate(changes.lista[:_MOST_CHANGES] if changes else ()):
        yield Block(_change(change), 20 + place)
    if changes and len(changes.lista) > _MOST_CHANGES:
        yield Block(" · y más, en la columna «Causa del cambio»", 20)


def _change(change: Cambio) -> str:
    order = " → ".join(name or SEGMENTOS[-1] for name in (change.antes, change.ahora))
    return f" · {cut(change.nombre, 40)} (fila {change.fila}): {order}"


def _issues(balance: Balance, figures: Figures) -> str:
    errors = sum(issue.gravedad is Gravedad.ERROR for issue in balance.incidencias)
    warnings = len(balance.incidencias) - errors
    said = []
    if errors:
        said.append(figures.counted(errors, "no se entiende y queda fuera", "no se entienden y quedan fuera"))
    if warnings:
        said.append(f"hay {figures.counted(warnings, 'aviso', 'avisos')}")
    return f"\nDatos: {' y '.join(said)}. Mírelos con «Comprobar datos»." if said else ""


def _new_columns(balance: Balance) -> str:
    if not balance.columnas_nuevas:
        return ""
    if len(balance.columnas_nuevas) > 1:
        return f"\n{len(balance.columnas_nuevas)} columnas nuevas, a la derecha de las suyas."
    return f"\nColumna nueva: «{balance.columnas_nuevas[0]}»."


def _notes(balance: Balance) -> Iterator[Block]:
    shown = [note for note in balance.notas if not note.startswith(_HOW_IT_WAS_FORECAST)]
    for place, note in enumerate(shown[:_MOST_NOTES]):
        yield Block(f"{'' if place else chr(10)} · {cut(for_the_ribbon(note), _LONGEST_NOTE)}", 10 + place)


def _closing(balance: Balance, seconds: float) -> str:
    took = f"{seconds:.1f}".replace(".", ",")
    if not balance.escrito:
        return "\nEl libro ya estaba al día: no se ha escrito nada."
    return f"\nHecho en {took} s y sin guardar todavía. Para volver atrás: «Deshacer último recálculo»."
