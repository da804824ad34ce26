"""«Ayuda»: the workbook's own help sheet, or the guide in the browser, from a file of this machine."""

import webbrowser

from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.guide import guide_path, write_guide
from cartera_xl.excel.commands.notices import Answer, Level, Notice

TITLE = "Ayuda"


def answer(desk: Desk) -> Answer:
    """The sheet if the workbook has one in sight; if not, the guide."""
    visible = {sheet.name.casefold(): sheet.name for sheet in desk.book.sheets if sheet.visible}
    if TITLE.casefold() in visible:
        desk.go_to(visible[TITLE.casefold()])
        return Answer(Notice(TITLE, "La hoja «Ayuda».", Level.QUIET))
    path = write_guide(guide_path())
    if webbrowser.open(path.as_uri()):
        return Answer(Notice(TITLE, f"La guía se ha abierto en el navegador: {path}", Level.QUIET))
    return Answer(Notice(TITLE, f"La guía está en este archivo; ábralo con su navegador:\n{path}"))
