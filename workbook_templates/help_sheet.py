"""The Ayuda sheet: how to start and what each result column means, taken from the catalogue of results."""

from typing import Any

from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.resultados import RESULTADOS
from workbook_templates.style import RULE, Pen, print_setup

TITLE = "Ayuda"
_WIDTH, _CHARACTERS = 96, 122
START = (
    "Escriba o pegue sus clientes en la hoja Clientes, uno por fila. Solo el nombre es imprescindible.",
    "Escriba o pegue sus ventas en Movimientos: bastan cliente, fecha e importe. Las devoluciones, en negativo.",
    "Borre las filas de ejemplo y guarde el libro.",
    "Pulse Recalcular segmentos, en la pestaña Cartera; o cierre el libro y ejecute  cartera recalcular LIBRO.xlsx",
)
NOTES = (
    (
        "Columnas nuevas",
        "Las columnas de resultado no están al principio: aparecen a la derecha de la tabla Clientes al recalcular por "
        "primera vez. Puede moverlas de sitio o cambiarles el título en Configuración; nunca se duplican.",
    ),
    (
        "Sus datos",
        "Lo demás no se toca: ni sus columnas, ni sus fórmulas, ni sus formatos. "
        "Para volver atrás: Deshacer último recálculo, en la pestaña Cartera; o, con el libro cerrado, "
        " cartera deshacer LIBRO.xlsx",
    ),
    (
        "Sin movimientos",
        "También funciona: añada a Clientes las columnas Última compra, Compras e Importe neto.",
    ),
    (
        "Previsión",
        "Con movimientos, la probabilidad de volver, el riesgo, el CLV y la próxima compra salen del método que mejor "
        "acertó con el pasado de su propia cartera. Véalo con:  cartera validar LIBRO.xlsx",
    ),
    (
        "Potenciales",
        "Con Estado «Potencial», se puntúan por su gasto previsto y su encaje, de 0 a 100, nunca por sus compras.",
    ),
    ("Segmento manual", "Para imponer un segmento, escríbalo en esa columna: el programa lo respeta."),
    (
        "Ajustes",
        "Los pesos, los umbrales, las reglas y el dibujo del rango se cambian en Configuración, en las celdas con "
        "fondo claro.",
    ),
)
COLUMNS_NOTE = "Las de la segunda parte solo salen si las pide en Configuración."


def write_help(pen: Pen) -> None:
    """Three blocks: first steps, worth knowing, and the dictionary of result columns."""
    sheet = pen.book.add_worksheet(TITLE)
    sheet.hide_gridlines(2)
    for position, width in enumerate((2, 24, _WIDTH)):
        sheet.set_column(position, position, width, pen.format())
    pen.write(sheet, 1, 2, CeldaSalida("Cómo usar este libro", Aspecto.TITULO))
    sheet.set_row(0, 30)
    row = _section(pen, sheet, 3, "Para empezar")
    for step, text in enumerate(START, 1):
        row = _line(pen, sheet, row, f"Paso {step}", text)
    row = _section(pen, sheet, row + 1, "Conviene saber")
    for name, text in NOTES:
        row = _line(pen, sheet, row, name, text)
    row = _section(pen, sheet, row + 1, "Qué significa cada columna de resultado")
    shown = sorted(RESULTADOS, key=lambda result: not result.por_defecto)
    for previous, result in zip([None, *shown], shown, strict=False):
        if previous is not None and previous.por_defecto and not result.por_defecto:
            row = _line(pen, sheet, row, "Otras columnas", COLUMNS_NOTE)
        row = _line(pen, sheet, row, result.titulo, result.explicacion)
    print_setup(sheet)


def _section(pen: Pen, sheet: Any, row: int, title: str) -> int:
    pen.write(sheet, row, 2, CeldaSalida(title, Aspecto.SECCION))
    pen.write(sheet, row, 3, CeldaSalida(None, Aspecto.SECCION))
    return row + 1


def _line(pen: Pen, sheet: Any, row: int, name: str, text: str) -> int:
    under = {"bottom": 1, "bottom_color": RULE, "valign": "top"}
    pen.write(sheet, row, 2, CeldaSalida(name, Aspecto.TEXTO), bold=True, **under)
    pen.write(sheet, row, 3, CeldaSalida(text, Aspecto.TEXTO), text_wrap=True, **under)
    sheet.set_row(row - 1, 15.5 * (1 + len(text) // _CHARACTERS))
    return row + 1
