"""Movements kept in a file beside the workbook: CSV, Parquet or another workbook, read whole and column by column.

Cells arrive as a sheet would give them (see `nucleo.celdas`), so the same mapping and typing applies: everything in a
CSV is text, because which comma is decimal is decided later and per column, never here.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, columna_de_objetos, vacia
from cartera_xl.nucleo.errores import LibroIlegible

_DELIMITERS = ";\t|,"
_SAMPLE_LINES = 50
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_BOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_PARQUET_SUFFIXES = (".parquet", ".pq")
_HEADER_SEARCH_ROWS = 30
_EXACT_INTEGER = 2**53


@dataclass(frozen=True, slots=True)
class FileTable:
    """Titles and columns, all equally long; data start in row `header_row` + 1 of the file (rows count from 1)."""

    name: str
    titles: tuple[str, ...]
    columns: tuple[ColumnaLeida, ...]
    header_row: int = 1


def read_movements(path: Path) -> FileTable:
    """Reads the file by its suffix. `LibroIlegible` if it cannot be opened, is damaged or is of another kind."""
    suffix = path.suffix.lower()
    if suffix in _TEXT_SUFFIXES:
        return _read_csv(path)
    if suffix in _PARQUET_SUFFIXES:
        return _read_parquet(path)
    if suffix in _BOOK_SUFFIXES:
        return _read_book(path)
    raise LibroIlegible(
        f"No se sabe leer movimientos de un archivo «{suffix or path.name}».",
        donde=f"archivo «{path.name}»",
        remedio="Guárdelo como .csv, .parquet o .xlsx",
    )


def _read_csv(path: Path) -> FileTable:
    data = _text_as_utf8(path)
    head, rest = _without_separator_line(data)
    sample = "\n".join(rest[: 1 << 16].decode("utf-8", "ignore").splitlines()[:_SAMPLE_LINES])
    delimiter = head or _delimiter(sample)
    if not rest.strip():
        raise _damaged(path, "está vacío")
    rows = _csv_by_arrow(rest, delimiter) or _csv_by_rows(rest, delimiter)
    titles, columns = rows
    return FileTable(path.stem, titles, columns, header_row=2 if head else 1)


def _text_as_utf8(path: Path) -> bytes:
    """UTF-8 without mark; what is not UTF-8 or UTF-16 is Windows-1252, or Latin-1 where that has no letter."""
    data = _bytes_of(path)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode()
    if b"\0" in data:
        raise _damaged(path, "no es un archivo de texto")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _from_one_byte_encoding(data).encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _from_one_byte_encoding(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _without_separator_line(data: bytes) -> tuple[str, bytes]:
    """Excel's own `sep=;` first line, if there is one, and the rest."""
    first, _, rest = data.partition(b"\n")
    line = first.strip()
    return (chr(line[4]), rest) if line.lower().startswith(b"sep=") and len(line) == 5 else ("", data)


def _delimiter(sample: str) -> str:
    """The one that splits most sample lines into the same number of cells; `;` if none splits."""

    def consistency(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(StringIO(sample), delimiter=delimiter) if row]
        split = [width for width in widths if width > 1]
        commonest = max(set(split), key=split.count, default=0)
        return (split.count(commonest) / len(widths), commonest) if split else (0.0, 0)

    return max(_DELIMITERS, key=consistency)


def _csv_by_arrow(data: bytes, delimiter: str) -> tuple[tuple[str, ...], tuple[ColumnaLeida, ...]] | None:
    """The fast path; `None` if some row has another width or a blank line would shift the row numbers."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    if b"\n\n" in (body := data.rstrip()) or b"\n\r\n" in body:
        return None
    width = len(next(csv.reader(StringIO(data.partition(b"\n")[0].decode()), delimiter=delimiter)))
    names = [str(number) for number in range(width)]
    try:
        table = arrow_csv.read_csv(
            BytesIO(data),
            read_options=arrow_csv.ReadOptions(column_names=names),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in data),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [_objects(table.column(number)) for number in range(width)]
    return tuple(str(column[0] or "").strip() for column in columns), tuple(column[1:] for column in columns)


def _objects(column: Any) -> ColumnaLeida:
    """Text of an Arrow column; equal cells share one string, which saves memory and speeds what comes after."""
    encoded = column.combine_chunks().dictionary_encode()
    values = columna_de_objetos([*encoded.dictionary.to_pylist(), None])
    places = encoded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
    texts: ColumnaLeida = values[places]
    return texts


def _csv_by_rows(data: bytes, delimiter: str) -> tuple[tuple[str, ...], tuple[ColumnaLeida, ...]]:
    rows = [
        [cell or None for cell in row] for row in csv.reader(StringIO(data.decode(), newline=""), delimiter=delimiter)
    ]
    titles = tuple((cell or "").strip() for cell in rows[0])
    width = max(map(len, rows))
    titles += ("",) * (width - len(titles))
    return titles, tuple(columna_de_objetos(cells) for cells in _transposed(rows[1:], width))


def _transposed(rows: Sequence[Sequence[Any]], width: int) -> Iterator[list[Any]]:
    for number in range(width):
        yield [row[number] if number < len(row) else None for row in rows]


def _read_parquet(path: Path) -> FileTable:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(BytesIO(_bytes_of(path)))
    except (pa.ArrowInvalid, OSError) as error:
        raise _damaged(path, "no es un archivo Parquet que se pueda leer") from error
    kept = [field for field in table.schema if not pa.types.is_nested(field.type)]
    columns = tuple(_from_arrow(table.column(table.schema.get_field_index(field.name))) for field in kept)
    return FileTable(path.stem, tuple(field.name for field in kept), columns, header_row=1)


def _from_arrow(column: Any) -> ColumnaLeida:
    """Numbers as float64, dates as datetime64[us]; whole numbers that a float would change, and the rest, as cells."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        column = pc.local_timestamp(column)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        dates: ColumnaLeida = column.cast(pa.timestamp("us"), safe=False).to_numpy()
        return dates
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
    if pa.types.is_integer(kind):
        return _integers(column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _objects(column)
    return columna_de_objetos(column.to_pylist())


def _integers(column: Any) -> ColumnaLeida:
    import pyarrow as pa
    import pyarrow.compute as pc

    extremes = pc.min_max(column).as_py()
    if max(abs(extremes["min"] or 0), abs(extremes["max"] or 0)) > _EXACT_INTEGER:
        return _objects(column.cast(pa.string()))
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _read_book(path: Path) -> FileTable:
    """The first sheet that has a header and a row under it."""
    import python_calamine

    data = BytesIO(_bytes_of(path))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(data)
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except python_calamine.PasswordError as error:
        raise _damaged(path, "está cifrado con contraseña") from error
    except python_calamine.CalamineError as error:
        raise _damaged(path, "no es un libro que se pueda leer, o está dañado") from error
    for name, rows in zip(book.sheet_names, sheets, strict=True):
        if (header := _header(rows)) is not None and len(rows) > header + 1:
            return _table_of(name, rows, header)
    raise _damaged(path, "no tiene ninguna hoja con una cabecera y datos debajo")


def _header(rows: Sequence[Sequence[Celda]]) -> int | None:
    """Position of the first row with at least two cells, all of them text."""
    for position, row in enumerate(islice(rows, _HEADER_SEARCH_ROWS)):
        filled = [cell for cell in row if not vacia(cell)]
        if len(filled) > 1 and all(isinstance(cell, str) for cell in filled):
            return position
    return None


def _table_of(name: str, rows: Sequence[Sequence[Celda]], header: int) -> FileTable:
    titles = tuple(str(cell or "").strip() for cell in rows[header])
    columns = tuple(_cells(cells) for cells in _transposed(rows[header + 1 :], len(titles)))
    return FileTable(name, titles, columns, header_row=header + 1)


def _cells(values: Iterable[Celda]) -> ColumnaLeida:
    """float64 if all are numbers, datetime64[us] if all are dates, else the cells as they come."""
    cells = [None if isinstance(value, str) and not value else value for value in values]
    kinds = {type(cell) for cell in cells} - {type(None)}
    if kinds and kinds <= {int, float}:
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    if kinds and kinds <= {date, datetime}:
        return np.array(cells, dtype="datetime64[us]")
    return columna_de_objetos(cells)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LibroIlegible(
            f"No se puede abrir «{path}»: {error.strerror or error}.",
            donde=f"archivo «{path.name}»",
            remedio="Compruebe la ruta y que tiene permiso para leer el archivo",
        ) from error


def _damaged(path: Path, why: str) -> LibroIlegible:
    return LibroIlegible(
        f"El archivo de movimientos «{path.name}» {why}.",
        donde=f"archivo «{path.name}»",
        remedio="Compruébelo y vuelva a guardarlo como .csv, .parquet o .xlsx",
    )
