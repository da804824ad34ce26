"""The look of our workbooks: one accent colour, one font, one format per aspect."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

ACCENT = "#1F5673"
ACCENT_SOFT = "#DCE8EE"
ACCENT_STRONG = "#2F7FA8"
CONTRAST = "#D98E32"
RULE = "#C9D3D9"
MUTED = "#5B6670"
INPUT = "#FFF8E5"
FONT = {"font_name": "Calibri", "font_size": 11}
TABLE_STYLE = "Table Style Light 1"

ASPECTS: dict[Aspecto, dict[str, Any]] = {
    Aspecto.GENERAL: {},
    Aspecto.TEXTO: {"align": "left"},
    Aspecto.ENTERO: {"num_format": "#,##0"},
    Aspecto.DECIMAL: {"num_format": "0.0"},
    Aspecto.IMPORTE: {"num_format": "#,##0.00"},
    Aspecto.PORCENTAJE: {"num_format": "0.0 %"},
    Aspecto.FECHA: {"num_format": "dd/mm/yyyy", "align": "left"},
    Aspecto.CENTRADO: {"align": "center"},
    Aspecto.TITULO: {"bold": True, "font_size": 20, "font_color": ACCENT},
    Aspecto.SECCION: {"bold": True, "font_size": 13, "font_color": ACCENT, "bottom": 2, "bottom_color": ACCENT},
    Aspecto.CABECERA: {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "valign": "vcenter"},
    Aspecto.NOTA: {"italic": True, "font_color": MUTED},
    Aspecto.ENTRADA: {"bg_color": INPUT, "border": 1, "border_color": RULE},
}


@dataclass
class Pen:
    """Writes cells of one workbook, asking xlsxwriter for each format once."""

    book: Any
    _formats: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def format(self, aspect: Aspecto = Aspecto.GENERAL, **extra: Any) -> Any:
        """The workbook's format for an aspect plus extra xlsxwriter properties."""
        key = (aspect, *sorted(extra.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(FONT | ASPECTS[aspect] | extra)
        return self._formats[key]

    def write(self, sheet: Any, row: int, column: int, cell: CeldaSalida, **extra: Any) -> None:
        """One cell, row and column from 1."""
        write_value(sheet, row - 1, column - 1, cell.valor, self.format(cell.aspecto, **extra))


def write_value(sheet: Any, row: int, column: int, value: Celda, cell_format: Any) -> None:
    """One value with its own type, row and column from 0: a text that looks like a number or a formula stays a text."""
    if value is None:
        sheet.write_blank(row, column, None, cell_format)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, cell_format)
    elif isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, cell_format)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, cell_format)
    else:
        sheet.write_string(row, column, str(value), cell_format)


def print_setup(sheet: Any, *, repeat_rows: int = 0, scale: int | None = None) -> None:
    """A4 landscape, one page wide (or at `scale` %), page numbers; the first `repeat_rows` rows on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    if scale:
        sheet.set_print_scale(scale)
    else:
        sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&9&A&R&9&P de &N")
    if repeat_rows:
        sheet.repeat_rows(0, repeat_rows - 1)
