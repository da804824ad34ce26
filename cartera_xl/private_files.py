"""Files with personal data: readable by their owner only, and never in the place of another one."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from glob import escape
from pathlib import Path

from cartera_xl.nucleo.errores import LibroNoEditable

_FORMULA_MARKS = ("=", "@", "\t", "\r")


def write_private(path: Path, data: bytes) -> None:
    """Create the file with mode 600; `LibroNoEditable` if it is already there or cannot be created."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError as error:
        raise LibroNoEditable(
            f"Ya existe «{path.name}» y no se sobrescribe.",
            donde=f"carpeta «{path.parent.resolve()}»",
            remedio="Elija otro nombre o mueva el que hay",
        ) from error
    except OSError as error:
        raise LibroNoEditable(
            f"No se puede crear «{path.name}»: {error.strerror}.",
            donde=f"carpeta «{path.parent.resolve()}»",
            remedio="Elija una carpeta en la que pueda escribir",
        ) from error
    with os.fdopen(handle, "wb") as out:
        out.write(data)


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV that a Spanish Excel opens with a double click: semicolons and a byte order mark.

    A text that Excel would run as a formula goes with an apostrophe in front.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    starts_formula = cell.startswith(_FORMULA_MARKS)
    signed_text = cell[:1] in ("+", "-") and not cell[1:].replace(" ", "").replace(",", "").replace(".", "").isdigit()
    return f"'{cell}" if starts_formula or (signed_text and len(cell) > 1) else cell


def backups_beside(book: Path) -> list[Path]:
    """Copies of a book that this program, Excel or LibreOffice leave in its folder."""
    stem = escape(book.stem)
    patterns = (
        f"{stem}.copia-*{book.suffix}",
        f"{stem}*.bak",
        f"{stem}*.xlk",
        f"Copia de seguridad de {stem}*",
        f"Copia de {stem}*",
        f"{stem} - copia*{book.suffix}",
    )
    found = {path for pattern in patterns for path in book.parent.glob(pattern)}
    return sorted(path for path in found if path.is_file() and path != book)
