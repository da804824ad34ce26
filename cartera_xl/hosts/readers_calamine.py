"""Workbook cells through the calamine family: fastexcel column-wise, python-calamine where a column mixes types.

fastexcel with strict types reads only the wanted columns and refuses a column that mixes numbers with text, so the
fast path can never confuse 12 with «12». python-calamine is exact on mixed columns but returns '' for an error cell,
so errors always come from fastexcel, which reports their position and kind.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Cuadro, ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.errores import HojaNoEncontrada, LibroCifrado, LibroIlegible

if TYPE_CHECKING:
    import fastexcel
    import python_calamine

Source: TypeAlias = Path | bytes
Errors: TypeAlias = Mapping[tuple[int, int], ErrorCelda]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ERRORS = {
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}


def label(source: Source) -> str:
    """How to call the source in a message."""
    return f"libro «{source.name}»" if isinstance(source, Path) else "el libro"


def sheet_names(source: Source) -> list[str]:
    """Worksheets in book order; chart, dialog and macro sheets are left out."""
    with readable(source):
        return _worksheets(_calamine(source))


def sheets(source: Source) -> list[tuple[str, bool, list[tuple[int, int, int, int]]]]:
    """(name, is visible, merged ranges as 1-based row1, column1, row2, column2) of each worksheet."""
    import python_calamine

    with readable(source):
        book = _calamine(source)
        visible = {m.name: m.visible == python_calamine.SheetVisibleEnum.Visible for m in book.sheets_metadata}
        found = []
        for name in _worksheets(book):
            merged = book.get_sheet_by_name(name).merged_cell_ranges or []
            ranges = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged]
            found.append((name, visible[name], ranges))
    return found


def iter_rows(source: Source, sheet: str) -> Iterator[list[Celda]]:
    """Every row from row 1, each from column A, one at a time, error cells included."""
    with readable(source):
        book = _calamine(source)
        name = _find_sheet(source, _worksheets(book), sheet)
        loaded = book.get_sheet_by_name(name)
        margin: list[Celda] = [None] * (loaded.start[1] if loaded.start else 0)
        errors: dict[int, dict[int, ErrorCelda]] = {}
        for (number, column), error in _error_cells(source, name).items():
            errors.setdefault(number, {})[column] = error
    for number, row in enumerate(loaded.iter_rows(), 1):
        cells = margin + [_cell(value) for value in row]
        for column, error in errors.get(number, {}).items():
            cells[column - 1] = error
        yield cells


def read_grid(source: Source, sheet: str, rows: int | None = None, *, with_errors: bool = True) -> Cuadro:
    """The sheet from A1, at most `rows` rows."""
    with readable(source):
        book = _calamine(source)
        name = _find_sheet(source, _worksheets(book), sheet)
        raw = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)
        grid: Cuadro = [[_cell(value) for value in row] for row in raw]
        errors = _error_cells(source, name) if with_errors else {}
    return overlay_errors(grid, errors if rows is None else {k: v for k, v in errors.items() if k[0] <= rows})


def overlay_errors(grid: Cuadro, errors: Errors) -> Cuadro:
    """Puts the error cells, keyed by 1-based (row, column), where calamine left blanks; widens the grid if needed."""
    for (row, column), error in errors.items():
        while len(grid) < row:
            grid.append([])
        cells = grid[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = error
    return grid


def read_columns(source: Source, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
    """Columns from `first_row` to the last used row."""
    import fastexcel

    with readable(source):
        reader = fastexcel.read_excel(source)
        name = _find_sheet(source, list(reader.sheet_names), sheet)
        try:
            return _fast_columns(reader, name, first_row, columns)
        except (fastexcel.UnsupportedColumnTypeCombinationError, fastexcel.CalamineCellError):
            del reader
            return _mixed_columns(source, name, first_row, columns)


@contextmanager
def readable(source: Source) -> Iterator[None]:
    """Turns the readers' own failures into `LibroIlegible`; whatever else fails is a defect and passes through."""
    import fastexcel
    import python_calamine

    _refuse_unreadable(source)
    try:
        yield
    except python_calamine.PasswordError as error:
        raise _encrypted(source) from error
    except (python_calamine.CalamineError, fastexcel.FastExcelError) as error:
        if "assword" in str(error):
            raise _encrypted(source) from error
        raise LibroIlegible(
            "El archivo no es un libro que se pueda leer, o está dañado.",
            donde=label(source),
            remedio="Ábralo en Excel, guárdelo de nuevo con otro nombre y pruebe con ese archivo",
        ) from error


def _refuse_unreadable(source: Source) -> None:
    if isinstance(source, bytes):
        return
    try:
        with source.open("rb") as file:
            start = file.read(8)
            rest = file.read() if start == _OLE and source.suffix.lower() != ".xls" else b""
    except OSError as error:
        raise LibroIlegible(
            f"No se puede abrir «{source}»: {error.strerror or error}.",
            donde=label(source),
            remedio="Compruebe la ruta y que tiene permiso para leer el archivo",
        ) from error
    if "EncryptedPackage".encode("utf-16-le") in rest:
        raise _encrypted(source)


def _encrypted(source: Source) -> LibroCifrado:
    return LibroCifrado("El libro está cifrado con contraseña.", donde=label(source), remedio="Indique la contraseña")


def _calamine(source: Source) -> "python_calamine.CalamineWorkbook":
    import python_calamine

    if isinstance(source, bytes):
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(source))
    return python_calamine.CalamineWorkbook.from_path(source)


def _worksheets(book: "python_calamine.CalamineWorkbook") -> list[str]:
    import python_calamine

    return [m.name for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]


def _find_sheet(source: Source, names: Sequence[str], wanted: str) -> str:
    for name in names:
        if name.casefold() == wanted.casefold():
            return name
    raise HojaNoEncontrada(
        f"El libro no tiene la hoja «{wanted}».",
        donde=label(source),
        remedio=f"Elija una de estas: {', '.join(f'«{name}»' for name in names)}",
    )


def _fast_columns(
    reader: "fastexcel.ExcelReader", sheet: str, first_row: int, columns: Sequence[int]
) -> list[ColumnaLeida]:
    wanted = {column - 1 for column in columns}
    with _quiet():
        loaded = reader.load_sheet(
            sheet,
            header_row=None,
            skip_rows=first_row - 1,
            use_columns=lambda info: info.absolute_index in wanted,
            dtype_coercion="strict",
            schema_sample_rows=None,
        )
        batch, errors = loaded.to_arrow_with_errors()
    places = {info.absolute_index + 1: i for i, info in enumerate(loaded.selected_columns)}
    found = _errors_by_place(loaded, errors)
    length = max(0, loaded.total_height - first_row + 1)
    result = []
    for column in columns:
        if column not in places:
            result.append(np.full(length, np.nan))
            continue
        values = _to_numpy(batch.column(places[column]))
        here = {row - first_row: error for (row, place), error in found.items() if place == column}
        result.append(_with_errors(values, here) if here else values)
    return result


def _errors_by_place(loaded: "fastexcel.ExcelSheet", errors: Any) -> dict[tuple[int, int], ErrorCelda]:
    """1-based (row, column) of each error cell. fastexcel counts columns from the sheet's first used one.

    It also reports an empty text among numbers (a formula whose result is ""), which is just an empty cell.
    """
    if errors is None:
        return {}
    first = min((info.absolute_index - info.index for info in loaded.available_columns()), default=0)
    return {
        (error.position[0] + 1, error.position[1] + first + 1): _error(error.detail)
        for error in errors.errors
        if "Error(" in error.detail
    }


def _error(detail: str) -> ErrorCelda:
    """`Expected float but got 'Error(NA)'` -> `#N/A`."""
    kind = detail.rpartition("Error(")[2].partition(")")[0]
    return ErrorCelda(_ERRORS.get(kind, f"#{kind.upper()}!"))


def _with_errors(values: ColumnaLeida, errors: Mapping[int, ErrorCelda]) -> ColumnaLeida:
    mixed = columna_de_objetos(_to_cells(values))
    for index, error in errors.items():
        mixed[index] = error
    return mixed


def _to_cells(values: ColumnaLeida) -> list[Celda]:
    if values.dtype == object:
        return list(values)
    empty = np.isnat(values) if values.dtype.kind == "M" else np.isnan(values)
    return [None if blank else value for value, blank in zip(values.tolist(), empty.tolist(), strict=True)]


def _to_numpy(array: Any) -> ColumnaLeida:
    import pyarrow as pa

    kind = array.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.float64).copy()
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return np.asarray(array.to_numpy(zero_copy_only=False)).astype("datetime64[us]")
    if pa.types.is_null(kind) or array.null_count == len(array):
        return np.full(len(array), np.nan)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return np.asarray(array.to_numpy(zero_copy_only=False), dtype=object)
    return columna_de_objetos(array.to_pylist())


def _mixed_columns(source: Source, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
    loaded = _calamine(source).get_sheet_by_name(sheet)
    first_column = loaded.start[1] if loaded.start else 0
    picked = [(k, column - 1 - first_column) for k, column in enumerate(columns)]
    inside = [(k, i) for k, i in picked if 0 <= i < loaded.width]
    cells: list[list[Celda]] = [[] for _ in columns]
    count = 0
    for number, row in enumerate(loaded.iter_rows(), 1):
        if number < first_row:
            continue
        count += 1
        for k, i in inside:
            cells[k].append(_cell(row[i]))
    errors = _error_cells(source, sheet, columns)
    result = []
    for column, values in zip(columns, cells, strict=True):
        values.extend([None] * (count - len(values)))
        for (sheet_row, place), error in errors.items():
            if place == column and 0 <= sheet_row - first_row < count:
                values[sheet_row - first_row] = error
        result.append(_narrow(values))
    return result


def _cell(value: Any) -> Celda:
    """'' is calamine's empty cell; a day without hours comes as a `date`."""
    return None if value == "" else value


def _narrow(values: list[Celda]) -> ColumnaLeida:
    """The typed array when the whole column allows it."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds <= {float, int}:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if kinds <= {date, datetime}:
        return np.array([np.datetime64("NaT") if v is None else v for v in values], dtype="datetime64[us]")
    return columna_de_objetos(values)


def _error_cells(source: Source, sheet: str, columns: Sequence[int] | None = None) -> dict[tuple[int, int], ErrorCelda]:
    import fastexcel

    wanted = None if columns is None else {column - 1 for column in columns}
    with _quiet():
        loaded = fastexcel.read_excel(source).load_sheet(
            sheet,
            header_row=None,
            skip_rows=0,
            use_columns=None if wanted is None else lambda info: info.absolute_index in wanted,
            dtypes="string",
        )
        _, errors = loaded.to_arrow_with_errors()
    return {k: v for k, v in _errors_by_place(loaded, errors).items() if wanted is None or k[1] - 1 in wanted}


@contextmanager
def _quiet() -> Iterator[None]:
    """fastexcel warns through logging about every empty column; an empty column is normal here."""
    logger = logging.getLogger("fastexcel.types.dtype")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
