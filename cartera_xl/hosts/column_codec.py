"""Columns and cells as bytes, for the journal: exact, compact and free of pickle."""

import json
import zlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, ErrorCelda, columna_de_objetos

_FLOATS, _DATES, _OBJECTS = b"F", b"D", b"O"
_DATE_DTYPE = "datetime64[us]"


def encode_cell(value: Celda) -> Any:
    """JSON value that `decode_cell` turns back into the same cell; text and numbers stay as they are."""
    if isinstance(value, ErrorCelda):
        return {"error": str(value)}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, timedelta):
        return {"duration": value.total_seconds()}
    return {type(value).__name__: value.isoformat()}


def decode_cell(value: Any) -> Celda:
    """Inverse of `encode_cell`."""
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    ((kind, content),) = value.items()
    decoders: dict[str, Callable[[Any], Celda]] = {
        "error": ErrorCelda,
        "duration": lambda seconds: timedelta(seconds=seconds),
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
    }
    return decoders[kind](content)


def encode_column(column: ColumnaLeida) -> bytes:
    """Bytes of a column as read: floats and dates raw, anything else as indices into its distinct cells."""
    if column.dtype.kind == "f":
        return _FLOATS + isal_zlib.compress(column.astype("<f8").tobytes(), 1)
    if column.dtype.kind == "M":
        return _DATES + isal_zlib.compress(column.astype(_DATE_DTYPE).astype("<i8").tobytes(), 1)
    cells, codes = _indices(column.tolist())
    distinct = json.dumps([encode_cell(cell) for cell in cells], ensure_ascii=False).encode()
    body = len(distinct).to_bytes(8, "little") + distinct + codes.astype("<i4").tobytes()
    return _OBJECTS + isal_zlib.compress(body, 1)


def _indices(cells: list[Celda]) -> tuple[list[Celda], NDArray[np.int64]]:
    """Distinct cells and, for each cell, its index among them. 1, 1.0 and True are equal but not the same cell."""
    if cells.count(None) == len(cells):  # a new column: it said nothing before
        return cells[:1], np.zeros(len(cells), dtype=np.int64)
    if set(map(type, cells)) <= {str, type(None)}:
        places: dict[Any, int] = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
        return list(places), np.fromiter(map(places.__getitem__, cells), dtype=np.int64, count=len(cells))
    by_type: dict[tuple[type, Any], int] = {}
    indices = [by_type.setdefault((type(cell), cell), len(by_type)) for cell in cells]
    return [cell for _, cell in by_type], np.array(indices, dtype=np.int64)


def decode_column(data: bytes) -> ColumnaLeida:
    """Inverse of `encode_column`."""
    kind, body = data[:1], zlib.decompress(data[1:])
    if kind == _FLOATS:
        return np.frombuffer(body, dtype="<f8").astype(np.float64)
    if kind == _DATES:
        return np.frombuffer(body, dtype="<i8").astype(_DATE_DTYPE)
    size = int.from_bytes(body[:8], "little")
    distinct = [decode_cell(cell) for cell in json.loads(body[8 : 8 + size])]
    codes = np.frombuffer(body[8 + size :], dtype="<i4")
    return columna_de_objetos([distinct[code] for code in codes])


def encode_cells(cells: Mapping[tuple[int, int], Celda]) -> bytes:
    """Bytes of a sparse set of cells keyed by (row, column)."""
    rows = [[row, column, encode_cell(value)] for (row, column), value in cells.items()]
    return isal_zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)


def decode_cells(data: bytes) -> dict[tuple[int, int], Celda]:
    """Inverse of `encode_cells`."""
    return {(row, column): decode_cell(value) for row, column, value in json.loads(zlib.decompress(data))}
