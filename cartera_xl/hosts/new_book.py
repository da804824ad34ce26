"""The values of any readable file in a new .xlsx, so that the result columns can then be written into it.

Only values travel: no formulas, no formats but the date ones. Text files carry no types, so a column becomes numbers
or dates only if every cell of it can be read in one single way; a leading zero or `+` keeps the column as text.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cartera_xl.hosts import readers, readers_calamine
from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.lectura.fechas import convenio_orden, leer_fecha
from cartera_xl.nucleo.lectura.numeros import convenio_decimal, leer_numero
from cartera_xl.nucleo.lectura.textos import limpiar

if TYPE_CHECKING:
    import xlsxwriter

_FORMATS = {
    datetime: "dd/mm/yyyy hh:mm",
    date: "dd/mm/yyyy",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}
_MAX_TEXT = 32_767
_MAX_ROWS = 1_048_576
_EXACT_DIGITS = 15


def convert_to_xlsx(path: Path, output: Path) -> None:
    """Writes every sheet of `path` into `output`, which must not exist."""
    import xlsxwriter

    if output.exists():
        raise LibroNoEditable(
            f"Ya existe «{output.name}».", donde=str(output), remedio="Elija otro nombre o borre ese archivo"
        )
    names = readers.sheet_names(path)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(output), options) as book:
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        for name, title in zip(names, _legal_names(names), strict=True):
            _write_sheet(book.add_worksheet(title), _rows(path, name), formats)


def _rows(path: Path, sheet: str) -> Iterable[list[Celda]]:
    if readers.is_text(path):
        return _typed_text(readers.read_grid(path, sheet))
    return readers_calamine.iter_rows(path, sheet)


def _write_sheet(
    sheet: "xlsxwriter.worksheet.Worksheet", rows: Iterable[list[Celda]], formats: dict[type, Any]
) -> None:
    for number, row in enumerate(rows):
        if number >= _MAX_ROWS:
            return
        for column, value in enumerate(row):
            if value is not None:
                _write_cell(sheet, number, column, value, formats)


def _write_cell(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, value: Celda, formats: dict[type, Any]
) -> None:
    if isinstance(value, ErrorCelda):
        sheet.write_formula(row, column, "=NA()", None, str(value))
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:_MAX_TEXT])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and value.year < 1900:
        sheet.write_string(row, column, f"{value:%d/%m/%Y}")
    elif value is not None:
        sheet.write_datetime(row, column, value, formats[type(value)])


def _legal_names(names: list[str]) -> Iterator[str]:
    """Sheet names that Excel accepts: at most 31 letters, none of []:*?/\\, no apostrophe at the ends, no repeats."""
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        legal = "".join("_" if letter in "[]:*?/\\" else letter for letter in name)[:31].strip("'") or f"Hoja{number}"
        if legal.casefold() in seen:
            legal = f"{legal[:26]} ({number})"
        seen.add(legal.casefold())
        yield legal


def _typed_text(grid: Cuadro) -> Cuadro:
    """The same grid with number and date columns typed, below the first row that fills the table's width."""
    width = max((len(row) for row in grid), default=0)
    start = next((i + 1 for i, row in enumerate(grid) if sum(cell is not None for cell in row) >= width * 0.6), 0)
    for column in range(width):
        cells = [row[column] for row in grid[start:] if column < len(row) and isinstance(row[column], str)]
        typed = _column_types([str(cell) for cell in cells])
        for row in grid[start:] if typed else ():
            if column < len(row) and row[column] is not None:
                row[column] = typed[str(row[column])]
    return grid


def _column_types(cells: list[str]) -> dict[str, Celda]:
    """Value of each distinct text, or nothing if any of them could be read in two ways or not at all."""
    counts = dict.fromkeys(cells, 1)
    if not counts or any(_must_stay_text(limpiar(text)) for text in counts):
        return {}
    order = convenio_orden("", counts, None, None)
    dates: dict[str, Celda] = {text: leer_fecha(text, order.valor) for text in counts}
    if not order.ambiguo and None not in dates.values():
        return dates
    decimal = convenio_decimal("", counts, None, None)
    numbers: dict[str, Celda] = {text: leer_numero(text, decimal.valor) for text in counts}
    return numbers if not decimal.ambiguo and None not in numbers.values() else {}


def _must_stay_text(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    leading_zero = len(text) > 1 and text[0] == "0" and text[1].isdigit() and "/" not in text and "-" not in text
    return not text or text[0] == "+" or leading_zero or digits > _EXACT_DIGITS or text.endswith("%")
