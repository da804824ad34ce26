"""Columns through fastexcel: only the wanted ones are built, straight into typed arrays.

With strict types fastexcel refuses a column that mixes numbers with text, so 12 can never be confused with «12»; and it
reports the position and kind of every error cell.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from cartera_xl.hosts.readers_source import Source
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, ErrorCelda, columna_de_objetos

if TYPE_CHECKING:
    import fastexcel

_SAMPLE = 1000
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


def fast_columns(
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
        result.append(_to_numpy(batch.column(places[column])))
    return overlay(result, found, first_row, columns) if found else result


def overlay(
    read: Sequence[ColumnaLeida],
    errors: Mapping[tuple[int, int], ErrorCelda],
    first_row: int,
    columns: Sequence[int],
) -> list[ColumnaLeida]:
    """The columns with their error cells, keyed by 1-based (row, column) of the sheet, in their place."""
    result = []
    for values, column in zip(read, columns, strict=True):
        here = {r - first_row: e for (r, c), e in errors.items() if c == column and 0 <= r - first_row < len(values)}
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
    mixed = columna_de_objetos(to_cells(values))
    for index, error in errors.items():
        mixed[index] = error
    return mixed


def to_cells(values: ColumnaLeida) -> list[Celda]:
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
        return _shared_texts(array)
    return columna_de_objetos(array.to_pylist())


def _shared_texts(array: Any) -> ColumnaLeida:
    """Texts that are repeated a lot are a single object each: less memory, and quicker to compare and to hash."""
    sample = array.slice(0, _SAMPLE)
    if len(sample.unique()) > len(sample) // 2:
        return np.asarray(array.to_numpy(zero_copy_only=False), dtype=object)
    encoded = array.dictionary_encode()
    texts = columna_de_objetos([*encoded.dictionary.to_pylist(), None])
    places: ColumnaLeida = encoded.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)
    return texts[places]


def error_cells(source: Source, sheet: str) -> dict[tuple[int, int], ErrorCelda]:
    import fastexcel

    with _quiet():
        loaded = fastexcel.read_excel(source).load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        _, errors = loaded.to_arrow_with_errors()
    return _errors_by_place(loaded, errors)


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
