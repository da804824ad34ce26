"""«Deshacer último recálculo»: give back what the last recalculation changed."""

from functools import partial

from cartera_xl.casos.balance import Deshecho
from cartera_xl.casos.deshacer import deshacer
from cartera_xl.console import Figures
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.notices import Answer, Block, Level, Notice, boxed
from cartera_xl.excel.commands.retrying import started_again
from cartera_xl.excel.commands.wording import cut
from cartera_xl.nucleo.errores import EjecucionNoEncontrada

TITLE = "Deshacer último recálculo"
NOTHING = (
    "No hay ningún recálculo de este libro que deshacer desde este equipo y este usuario.\n\n"
    "Si se recalculó en otro equipo, hay que deshacerlo allí: lo que decían las celdas se guarda donde se pulsó el "
    "botón, nunca dentro del libro."
)
_MOST_SPARED = 6


def answer(desk: Desk) -> Answer:
    """Undo the last one that has not been undone."""
    try:
        undone = started_again(desk, partial(_undo, desk))
    except EjecucionNoEncontrada:
        return Answer(Notice(TITLE, NOTHING))
    return Answer(Notice(TITLE, text_of(undone), Level.WARNING if undone.respetadas else Level.INFO))


def _undo(desk: Desk) -> Deshecho:
    desk.say("deshaciendo el último recálculo…")
    return deshacer(desk.host(), desk.journal(), desk.request())


def text_of(undone: Deshecho) -> str:
    """What came back and what was spared."""
    figures = Figures(None, None)
    blocks = [Block(f"Recálculo del {undone.momento:%d/%m/%Y a las %H:%M}.")]
    came_back = []
    if undone.celdas_devueltas:
        cells = figures.counted(undone.celdas_devueltas, "celda vuelve", "celdas vuelven")
        came_back.append(f"{cells} a como estaba antes" if undone.celdas_devueltas == 1 else f"{cells} a como estaban")
    if undone.columnas_quitadas:
        count = figures.counted(len(undone.columnas_quitadas), "columna", "columnas")
        came_back.append(f"se {'quita' if len(undone.columnas_quitadas) == 1 else 'quitan'} {count}")
    if came_back:
        text = " y ".join(came_back)
        blocks.append(Block(f"\n{text[0].upper()}{text[1:]}."))
    elif not undone.respetadas:
        blocks.append(Block(_NOTHING_LEFT))
    blocks += _spared(undone, figures)
    blocks.append(Block("\nEl libro está sin guardar: guárdelo cuando lo haya mirado."))
    return boxed(blocks)


_NOTHING_LEFT = (
    "\nYa no quedaba nada de él en el libro; es lo que pasa si se cerró sin guardar. "
    "Pulse otra vez el botón para deshacer el recálculo anterior."
)


def _spared(undone: Deshecho, figures: Figures) -> list[Block]:
    if not undone.respetadas:
        return []
    one = len(undone.respetadas) == 1
    cells = figures.counted(len(undone.respetadas), "celda que alguien cambió", "celdas que alguien cambió")
    blocks = [Block(f"\nSe {'respeta' if one else 'respetan'} {cells} después:")]
    for place, issue in enumerate(undone.respetadas[:_MOST_SPARED]):
        blocks.append(Block(f" · {issue.celda}: {cut(issue.que, 120)}", 1 + place))
    if len(undone.respetadas) > _MOST_SPARED:
        blocks.append(Block(f" · y {figures.count(len(undone.respetadas) - _MOST_SPARED)} más", 1))
    return blocks
