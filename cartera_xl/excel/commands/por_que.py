"""«¿Por qué este segmento?»: explain the client of the chosen row."""

from collections.abc import Iterator
from math import inf

from cartera_xl.casos.explicar import ClienteExplicado, explicar
from cartera_xl.console import Figures
from cartera_xl.excel.commands.client_sheet import InFront
from cartera_xl.excel.commands.desk import Desk, Selection
from cartera_xl.excel.commands.notices import Answer, Block, Notice, boxed
from cartera_xl.excel.commands.wording import cut, for_the_ribbon
from cartera_xl.nucleo.errores import ClienteNoEncontrado, HojaNoEncontrada
from cartera_xl.nucleo.explicacion.tipos import Explicacion, ReglaProbada

TITLE = "¿Por qué este segmento?"
_CHOOSE = "Pulse en una celda de la fila de un cliente y vuelva a pulsar el botón"


def answer(desk: Desk) -> Answer:
    """Explain the first of the chosen rows."""
    chosen = desk.selection()
    if chosen is None:
        raise HojaNoEncontrada(
            "No hay ninguna celda elegida en este libro.", donde=f"libro «{desk.book.name}»", remedio=_CHOOSE
        )
    host = desk.host()
    front = InFront(host, chosen.sheet)
    _require_clients(front)
    if _is_outside(front, chosen.row):  # known at once, without reading the whole book
        raise _nobody(chosen)
    try:
        explained = explicar(host, desk.journal(), desk.request(front.choice), f"fila {chosen.row}")
    except ClienteNoEncontrado as error:
        raise _nobody(chosen) from error
    written = _written(desk, front, chosen.row)
    return Answer(Notice(TITLE, text_of(explained, chosen, written)))


def _is_outside(front: InFront, row: int) -> bool:
    if front.is_remembered or front.table is None:
        return False
    last = front.table.ultima_fila
    return row < front.table.primera_fila or (last is not None and row > last)


def _nobody(chosen: Selection) -> ClienteNoEncontrado:
    return ClienteNoEncontrado(
        f"La fila {chosen.row} no es de ningún cliente.", donde=f"hoja «{chosen.sheet}»", remedio=_CHOOSE
    )


def _require_clients(front: InFront) -> None:
    if front.is_remembered or front.table is not None:
        return
    where = f"Vaya a la hoja «{front.remembered}», elija" if front.remembered else "Vaya a la de sus clientes, elija"
    raise HojaNoEncontrada(
        f"La hoja «{front.sheet}» no es la de los clientes.",
        donde=f"libro «{front.book.info.nombre}»",
        remedio=f"{where} la fila de uno y vuelva a pulsar el botón",
    )


def _written(desk: Desk, front: InFront, row: int) -> str | None:
    """The segment that the sheet says today in that row; `None` if it has no column for it."""
    title = front.book.configuracion.titulos_escritos.get("segmento")
    place = None if title is None else front.column(title)
    if place is None:
        return None
    value = desk.book.sheets[front.sheet].range((row, place)).value
    return value.strip() if isinstance(value, str) else ""


def text_of(explained: ClienteExplicado, chosen: Selection, written: str | None) -> str:
    """The explanation in a box: what decided first, then what would change it, then the small print."""
    figures = Figures(explained.pais, explained.moneda)
    explanation = explained.explicacion
    blocks = [
        *_several(chosen),
        Block(f"{cut(explained.nombre, 60)} (fila {explanation.fila})"),
        Block(_result(explanation, figures)),
        Block(_outdated(explanation, written)),
        Block(f"\n{_score(explanation, figures)}", 2),
        Block(cut(explanation.por_que, 260)),
        *_rule(explanation),
        *_better(explanation),
        *_what_to_do(explained),
        *(Block(f" · {cut(text, 160)}", 6) for text in explanation.reservas),
        *(Block(f" · {issue.celda}: {cut(for_the_ribbon(issue.que), 120)}", 5) for issue in explained.incidencias),
    ]
    return boxed(blocks, left_out=f'\nEntera, con el libro cerrado: cartera explicar LIBRO "fila {explanation.fila}"')


def _several(chosen: Selection) -> Iterator[Block]:
    if chosen.rows > 1:
        yield Block(f"Hay {chosen.rows} filas elegidas: se explica la primera.\n")


def _result(explanation: Explicacion, figures: Figures) -> str:
    segment = explanation.segmento or "Sin segmento"
    by_hand = " (impuesto a mano)" if explanation.a_mano else ""
    points = f"{figures.points(explanation.puntuacion)} puntos" if explanation.puntuacion is not None else "sin puntos"
    return " · ".join(part for part in (f"{segment}{by_hand}", points, explanation.rango) if part)


def _outdated(explanation: Explicacion, written: str | None) -> str:
    """The sheet may be older than its data: then what is seen and what is explained would not match."""
    if written is None or written == explanation.segmento:
        return ""
    said = f"dice «{written}»" if written else "todavía no lo dice"
    return f"La hoja {said}: no está al día. Pulse «Recalcular segmentos»."


def _score(explanation: Explicacion, figures: Figures) -> str:
    parts = [
        f"{part.nombre.lower()} {figures.points(part.puntos)} (de {_whole(figures.points(part.maximo))})"
        for part in explanation.aportaciones
    ]
    return f"Puntos: {' + '.join(parts)}." if parts else ""


def _whole(number: str) -> str:
    """«40,0» -> «40»."""
    return number[:-2] if number.endswith((",0", ".0")) else number


def _rule(explanation: Explicacion) -> Iterator[Block]:
    rule = explanation.regla
    if rule is None:
        yield Block("No se cumple ninguna regla.")
        return
    verb = "habría decidido" if explanation.a_mano else "decidió"
    facts = " ".join(condition.frase for condition in rule.condiciones) or rule.frase
    yield Block(f"\nLa regla que {verb}, «{rule.id}» ({rule.segmento}): {cut(facts, 200)}", 3)


def _better(explanation: Explicacion) -> Iterator[Block]:
    if not explanation.mejores:
        return
    following = explanation.mejores[-1].segmento
    rule = min((rule for rule in explanation.mejores if rule.segmento == following), key=_far)
    yield Block(f"Por qué no es {following}: regla «{rule.id}». {cut(rule.frase, 160)}", 4)


def _far(rule: ReglaProbada) -> tuple[int, float]:
    """How far it is from being met: conditions that fail, and by how much; what is not a number is the farthest."""
    failing = [condition.distancia for condition in rule.condiciones if not condition.cumple]
    return len(failing), sum(inf if distance is None else distance for distance in failing)


def _what_to_do(explained: ClienteExplicado) -> Iterator[Block]:
    todo = dict(explained.que_hacer)
    if "Para subir" in todo:
        yield Block(f"\nPara subir: {cut(todo['Para subir'], 160)}.", 1)
    if "Caería el" in todo:
        falls = f"Sin compras, el {todo['Caería el']} baja a {todo.get('Caería a', 'otro segmento')}."
        yield Block(falls, 1)
    if "Para no caer" in todo:
        yield Block(f"Para no bajar: {cut(todo['Para no caer'], 160)}.", 2)
    if "Próxima acción" in todo:
        why = f" ({cut(todo['Motivo'], 120)})" if "Motivo" in todo else ""
        yield Block(f"Próxima acción: {cut(todo['Próxima acción'], 100)}{why}.", 1)
    if "Avisos" in todo:
        yield Block(f"Avisos: {cut(todo['Avisos'], 140)}.", 5)
