"""Fast, exact reading of a sheet of any supported file: one front door, one module per kind of file.

Rows and columns are 1-based, as in the sheet. A source is a path, or the bytes of a workbook that was decrypted in
memory. Nothing here guesses: a number stays a number, a text that looks like a number stays a text, an error cell is
an `ErrorCelda`, and every cell of a text file is text.
"""

from collections.abc import Sequence
from pathlib import Path

from cartera_xl.hosts import readers_calamine, readers_csv, readers_xlsx
from cartera_xl.hosts.readers_source import Source, readable
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro

TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})


def is_text(source: Source) -> bool:
    """True for delimited text, judged by the name alone."""
    return isinstance(source, Path) and source.suffix.lower() in TEXT_SUFFIXES


def sheet_names(source: Source) -> list[str]:
    """Worksheets in book order, without chart sheets; a text file is one sheet with the file's name."""
    if is_text(source):
        return readers_csv.sheet_names(source)
    return readers_calamine.sheet_names(source)


def read_head(source: Source, sheet: str, rows: int) -> Cuadro:
    """The first `rows` rows from row 1, each from column A; cheap however long the sheet is (.xlsx, .xlsm, text)."""
    if is_text(source):
        return readers_csv.read_head(source, rows)
    with readable(source):
        short = readers_xlsx.head_of_package(source, sheet, rows)
    if short is None:
        return readers_calamine.read_grid(source, sheet, rows)
    grid = readers_calamine.read_grid(short.package, sheet, rows, with_errors=False)
    return readers_calamine.overlay_errors(grid, short.errors)


def read_columns(source: Source, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
    """Those columns from `first_row` to the last used row, all of one length; a column that is not there is empty."""
    if is_text(source):
        return readers_csv.read_columns(source, first_row, columns)
    return readers_calamine.read_columns(source, sheet, first_row, columns)


def read_grid(source: Source, sheet: str) -> Cuadro:
    """The whole sheet from A1; meant for small sheets."""
    if is_text(source):
        return readers_csv.read_head(source, None)
    return readers_calamine.read_grid(source, sheet)


def formulas_without_value(source: Source, sheet: str, column: int, first_row: int) -> str | None:
    """Address of the first formula of that column that was saved without its result; always `None` off .xlsx/.xlsm.

    Such cells read as empty: the user must open the book in Excel and save it once.
    """
    if is_text(source):
        return None
    with readable(source):
        return readers_xlsx.first_formula_without_value(source, sheet, column, first_row)


def uses_1904(source: Source) -> bool:
    """True if plain serial numbers in the book count from 1904; its date cells are already right."""
    if is_text(source):
        return False
    with readable(source):
        return readers_xlsx.uses_1904(source)
