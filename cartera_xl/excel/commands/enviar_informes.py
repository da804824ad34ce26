"""«Enviar informes»: not there yet, and what can be sent today."""

from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.notices import Answer, Notice

TITLE = "Enviar informes"
TEXT = (
    "Todavía no está disponible: este programa no envía nada a nadie.\n\n"
    "Hoy puede usar:\n"
    " · la hoja Hoy de este libro, con lo que le toca a cada responsable, para copiarla en un correo;\n"
    " · con el libro cerrado, la orden: cartera hoy LIBRO"
)


def answer(desk: Desk) -> Answer:  # noqa: ARG001 - every command takes it
    """Say so."""
    return Answer(Notice(TITLE, TEXT))
