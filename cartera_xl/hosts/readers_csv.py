"""Delimited text as a sheet of text cells: encoding and delimiter are found out, types are not.

The text is decoded as UTF-8 if the whole file is valid UTF-8 (with or without a mark), else as Windows-1252, which
is what Excel writes in Spanish; bytes that Windows-1252 leaves undefined are read as Latin-1. The delimiter is the one
of ; tab | , that splits most of the first lines into the same number (more than one) of cells.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path

from cartera_xl.hosts.readers_source import Source, label, read_bytes
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro, columna_de_objetos
from cartera_xl.nucleo.errores import LibroIlegible

_DELIMITERS = (";", "\t", "|", ",")
_SAMPLE_LINES = 50
_BIG_FIELD = 1 << 24


def sheet_names(source: Source) -> list[str]:
    """One sheet, with the file's name."""
    return [source.stem if isinstance(source, Path) else "Hoja1"]


def read_head(source: Source, rows: int | None) -> Cuadro:
    """The first rows; `None` for all."""
    return [[cell if cell else None for cell in row] for row in islice(_rows(source), rows)]


def read_columns(source: Source, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
    """Columns of text from `first_row` on; a short row is empty on its right."""
    cells: list[list[str | None]] = [[] for _ in columns]
    shared: dict[str, str] = {}
    for row in islice(_rows(source), first_row - 1, None):
        width = len(row)
        for values, column in zip(cells, columns, strict=True):
            text = row[column - 1] if column <= width else ""
            values.append(shared.setdefault(text, text) if text else None)
    return [columna_de_objetos(values) for values in cells]


def _rows(source: Source) -> Iterator[list[str]]:
    """Physical rows; blank lines count, so that row numbers match what a spreadsheet shows."""
    text = _decode(source)
    if "\0" in text:
        raise LibroIlegible(
            "El archivo no es de texto, aunque su nombre acabe como si lo fuera.",
            donde=label(source),
            remedio="Compruebe el archivo; si es un libro de Excel, póngale la extensión que le toca",
        )
    csv.field_size_limit(_BIG_FIELD)
    return csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)


def _decode(source: Source) -> str:
    data = read_bytes(source)
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _delimiter(text: str) -> str:
    """The delimiter with the most consistent split of the sample; `;` when the file has a single column."""
    first, _, _ = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4]
    lines = list(islice(StringIO(text, newline=""), _SAMPLE_LINES))
    return max(_DELIMITERS, key=lambda delimiter: _consistency(lines, delimiter))


def _consistency(lines: list[str], delimiter: str) -> tuple[float, int]:
    """(share of non-blank rows that have the commonest width, that width), or nothing if it never splits."""
    widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    split = [width for width in widths if width > 1]
    if not split:
        return (0.0, 0)
    commonest = max(set(split), key=split.count)
    return (split.count(commonest) / len(widths), commonest)
