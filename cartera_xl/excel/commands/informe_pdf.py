"""«Informe PDF»: not there yet, and what gives the same figures today."""

from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.notices import Answer, Notice

TITLE = "Informe PDF"
TEXT = (
    "Todavía no está disponible.\n\n"
    "Hoy puede usar, después de «Recalcular segmentos»:\n"
    " · la hoja Resumen de este libro, con las cifras de la cartera: Archivo > Imprimir la lleva a PDF;\n"
    " · la hoja Hoy, con lo que toca hacer cada semana;\n"
    " · con el libro cerrado, la orden: cartera resumen LIBRO"
)


def answer(desk: Desk) -> Answer:  # noqa: ARG001 - every command takes it
    """Say so."""
    return Answer(Notice(TITLE, TEXT))
