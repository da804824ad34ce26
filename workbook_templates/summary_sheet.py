"""The Resumen sheet of the templates: the fixed cells of `resumen_hoja`, without data, and their charts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw

from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.resumen import resumir
from cartera_xl.nucleo.resumen_hoja import ANCHOS, HOJA_RESUMEN, celdas_resumen
from cartera_xl.nucleo.resumen_sitios import (
    DERECHA,
    FILA_CICLO,
    FILA_CIFRAS,
    FILA_MATRICES,
    FILA_PARETO,
    FILA_SEGMENTOS,
    IZQUIERDA,
)
from cartera_xl.nucleo.resumen_tipos import CICLOS, SEGMENTOS
from workbook_templates.style import ACCENT, ACCENT_SOFT, ACCENT_STRONG, CONTRAST, MUTED, RULE, Pen, print_setup

NOT_YET = (
    "Todavía no hay cifras: pulse Recalcular segmentos, o cierre el libro y ejecute  cartera recalcular LIBRO.xlsx"
)
_TOTAL_ROW = FILA_SEGMENTOS + 2 + len(SEGMENTOS) + 1
_CHART_WIDTH, _ROW_HEIGHT = 780, 20
_PRINT_SCALE = 57  # both halves on the width of an A4
_BAND = {"bg_color": "#F5F8FA", "align": "left"}
_TEXT = {"name": "Calibri", "size": 10, "color": "#333333"}


def write_summary(pen: Pen) -> None:
    """The sheet in the shape that `recalcular` fills; it has no figures yet and says so."""
    sheet = pen.book.add_worksheet(HOJA_RESUMEN)
    sheet.hide_gridlines(2)
    for column, width in ANCHOS.items():
        sheet.set_column(column - 1, column - 1, width, pen.format())
    for row in (FILA_CIFRAS - 1, FILA_CIFRAS):
        sheet.set_row(row - 1, 18 if row == FILA_CIFRAS - 1 else 26)
    sheet.set_row(0, 30)
    empty = celdas_resumen(resumir(nw.from_dict({"nombre": []}, backend="pandas").to_native(), corte=date(2000, 1, 1)))
    empty[2, IZQUIERDA] = CeldaSalida(NOT_YET, Aspecto.NOTA)
    for (row, column), cell in empty.items():
        pen.write(sheet, row, column, cell, **_extra(empty, row, column))
    _heat(sheet, FILA_MATRICES + 2, IZQUIERDA + 1, 5)
    _heat(sheet, FILA_MATRICES + 2, DERECHA + 1, len(SEGMENTOS))
    _insert(sheet, _segments_chart(pen.book), FILA_SEGMENTOS, FILA_CICLO - 2)
    _insert(sheet, _cycle_chart(pen.book), FILA_CICLO, FILA_PARETO - 2)
    _insert(sheet, _pareto_chart(pen.book), FILA_PARETO, FILA_MATRICES - 2)
    sheet.freeze_panes(2, 0)
    last_row, last_column = max(empty)[0], max(ANCHOS)
    sheet.print_area(0, 0, last_row - 1, last_column - 1)
    sheet.set_h_pagebreaks([FILA_MATRICES - 1])
    print_setup(sheet, repeat_rows=2, scale=_PRINT_SCALE)


def _extra(cells: Mapping[tuple[int, int], CeldaSalida], row: int, column: int) -> dict[str, Any]:
    """What a cell adds to its aspect: big figures at the top, the total in bold, rules under the lines."""
    cell = cells[row, column]
    if row == FILA_CIFRAS - 1:
        return _BAND | {"top": 1, "top_color": RULE, "italic": False, "font_size": 10}
    if row == FILA_CIFRAS:
        whole = {"num_format": "#,##0"} if cell.aspecto is Aspecto.IMPORTE else {}
        return _BAND | whole | {"font_size": 14, "bold": True, "font_color": ACCENT, "bottom": 1, "bottom_color": RULE}
    if cell.aspecto is Aspecto.CABECERA:
        return _header_alignment(column, cells[row + 1, column].aspecto)
    if cell.aspecto is Aspecto.SECCION:
        return {"bottom": 0}
    if cell.aspecto in (Aspecto.TITULO, Aspecto.NOTA):
        return {}
    indent = {"indent": 1} if cell.aspecto is Aspecto.TEXTO and column not in (IZQUIERDA, DERECHA) else {}
    total = {"bold": True, "top": 1, "top_color": ACCENT} if row == _TOTAL_ROW else {}
    return {"bottom": 1, "bottom_color": RULE} | indent | total


def _header_alignment(column: int, below: Aspecto) -> dict[str, Any]:
    """A header follows what it heads: numbers to the right, texts to the left."""
    if column in (IZQUIERDA, DERECHA):
        return {"align": "left"}
    if below is Aspecto.CENTRADO:
        return {"align": "center"}
    return {"align": "left", "indent": 1} if below in (Aspecto.TEXTO, Aspecto.NOTA) else {"align": "right"}


def _heat(sheet: Any, row: int, column: int, size: int) -> None:
    area = (row - 1, column - 1, row + size - 2, column + size - 2)
    sheet.conditional_format(
        *area, {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": ACCENT_STRONG, "min_type": "num"}
    )


def _insert(sheet: Any, chart: Any, first_row: int, last_row: int) -> None:
    """A chart on the right half, from `first_row` to `last_row`."""
    chart.set_size({"width": _CHART_WIDTH, "height": (last_row - first_row + 1) * _ROW_HEIGHT})
    sheet.insert_chart(first_row - 1, DERECHA - 1, chart, {"object_position": 2})


def _cells(first_row: int, column: int, how_many: int) -> list[Any]:
    return [HOJA_RESUMEN, first_row - 1, column - 1, first_row + how_many - 2, column - 1]


def _dress(chart: Any, title: str, *, legend: bool = True) -> None:
    chart.set_title({"name": title, "name_font": _TEXT | {"size": 13, "bold": True, "color": ACCENT}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _TEXT} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": RULE}})


def _axis(**options: Any) -> dict[str, Any]:
    return {"num_font": _TEXT, "line": {"color": RULE}, "major_gridlines": {"visible": False}} | options


def _segments_chart(book: Any) -> Any:
    chart = book.add_chart({"type": "column"})
    first = FILA_SEGMENTOS + 2
    for title, column, colour in (("% de los clientes", 4, RULE), ("% del importe neto", 6, ACCENT)):
        chart.add_series(
            {
                "name": title,
                "categories": _cells(first, IZQUIERDA, len(SEGMENTOS)),
                "values": _cells(first, column, len(SEGMENTOS)),
                "fill": {"color": colour},
                "gap": 80,
                "overlap": -5,
                "data_labels": {"value": True, "num_format": "0 %", "font": _TEXT | {"size": 9}},
            }
        )
    _dress(chart, "Clientes e importe por segmento")
    chart.set_x_axis(_axis())
    chart.set_y_axis(_axis(visible=False, min=0))
    return chart


def _cycle_chart(book: Any) -> Any:
    chart = book.add_chart({"type": "bar"})
    first = FILA_CICLO + 2
    chart.add_series(
        {
            "name": "Clientes",
            "categories": _cells(first, IZQUIERDA, len(CICLOS)),
            "values": _cells(first, IZQUIERDA + 1, len(CICLOS)),
            "fill": {"color": ACCENT},
            "gap": 45,
            "data_labels": {"value": True, "font": _TEXT | {"size": 9}},
        }
    )
    _dress(chart, "Clientes por ciclo de vida", legend=False)
    chart.set_y_axis(_axis(reverse=True))
    chart.set_x_axis(_axis(visible=False, min=0))
    return chart


def _pareto_chart(book: Any) -> Any:
    chart = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    first = FILA_PARETO + 2
    clients = _cells(first, IZQUIERDA, 11)
    chart.add_series(
        {
            "name": "Importe neto sumado",
            "categories": clients,
            "values": _cells(first, IZQUIERDA + 1, 11),
            "line": {"color": ACCENT, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": ACCENT}, "border": {"color": ACCENT}},
        }
    )
    chart.add_series(
        {
            "name": "Si todos compraran lo mismo",
            "categories": clients,
            "values": clients,
            "line": {"color": CONTRAST, "width": 1, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    _dress(chart, "Qué parte del importe traen los mayores clientes")
    percent = {"min": 0, "max": 1, "major_unit": 0.2, "num_format": "0 %"}
    grid = {"visible": True, "line": {"color": ACCENT_SOFT}}
    name_font = _TEXT | {"color": MUTED, "bold": False}
    chart.set_x_axis(_axis(**percent, name="Clientes, de mayor a menor", name_font=name_font))
    chart.set_y_axis(_axis(**percent, major_gridlines=grid))
    return chart
