"""The Configuración sheet of the templates, written with the cells that `recalcular` reads back."""

from collections.abc import Iterator, Mapping
from typing import Any

from cartera_xl.nucleo.ajustes import AJUSTES
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, ReglaDeCortes
from cartera_xl.nucleo.configuracion_hoja import NOMBRE_DE_HOJA, a_celdas
from cartera_xl.nucleo.paises import codigos
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.reglas import Segmento
from workbook_templates.style import Pen, print_setup

_WIDTHS = (27, 38, 12, 19, 12, 12, 12, 17, 10, 12, 12, 60)
_LISTS: Mapping[str, list[str]] = {
    "pais": list(codigos()),
    "estilo": list(Estilo),
    "cortes": list(ReglaDeCortes),
}
_FIXED_HEADERS = ("Ajuste", "Explicación", "Columna", "Dato", "Título en la hoja", "Nota")

Cells = dict[tuple[int, int], CeldaSalida]


def write_settings(pen: Pen, settings: Configuracion) -> None:
    """Every setting with its value; the cells that the user may change have a light background and a list to choose."""
    sheet = pen.book.add_worksheet(NOMBRE_DE_HOJA)
    sheet.hide_gridlines(2)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width, pen.format())
    sheet.set_row(0, 30)
    cells = a_celdas(settings, None)
    cells |= {place: CeldaSalida(None, Aspecto.ENTRADA) for place in _empty_inputs(cells)}
    for (row, column), cell in cells.items():
        extra = {"align": "left"} if cell.aspecto is Aspecto.ENTRADA else {}
        pen.write(sheet, row, column, cell, **extra)
    _offer_lists(sheet, cells)
    sheet.freeze_panes(2, 0)
    print_setup(sheet, repeat_rows=2)


def _empty_inputs(cells: Cells) -> Iterator[tuple[int, int]]:
    """The cells to fill in that have no value yet: under an editable header, in a row in use."""
    used = {row for row, _ in cells}
    for (row, column), cell in cells.items():
        if cell.aspecto is not Aspecto.CABECERA or cell.valor in _FIXED_HEADERS:
            continue
        below = row + 1
        while below in used:
            if (below, column) not in cells:
                yield below, column
            below += 1


def _offer_lists(sheet: Any, cells: Cells) -> None:
    labels: Mapping[object, list[str]] = {
        ajuste.etiqueta: _LISTS[ajuste.id] for ajuste in AJUSTES if ajuste.id in _LISTS
    }
    headers: Mapping[object, list[str]] = {"Activa": ["sí", "no"], "Segmento": list(Segmento)}
    for (row, column), cell in cells.items():
        if cell.valor in labels and column == 1:
            _list(sheet, row, column + 1, labels[cell.valor])
        if cell.aspecto is Aspecto.CABECERA and cell.valor in headers:
            below = row + 1
            while (below, column) in cells:
                _list(sheet, below, column, headers[cell.valor])
                below += 1


def _list(sheet: Any, row: int, column: int, options: list[str]) -> None:
    sheet.data_validation(
        row - 1,
        column - 1,
        row - 1,
        column - 1,
        {
            "validate": "list",
            "source": [str(option) for option in options],
            "error_title": "No vale",
            "error_message": f"Elija una de la lista: {', '.join(options)}"[:255],
        },
    )
