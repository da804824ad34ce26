"""What every reader shares about a source: how it is called, and what makes it unreadable."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from cartera_xl.nucleo.errores import LibroCifrado, LibroIlegible

Source: TypeAlias = Path | bytes
"""A path, or the bytes of a workbook that was decrypted in memory."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAX_BYTES = 6 << 30
_MAX_RATIO = 400
"""Inflated size over packed size. A real sheet of repeated numbers reaches about 30; deflate's own limit is 1032."""


def label(source: Source) -> str:
    """How to call the source in a message."""
    return f"libro «{source.name}»" if isinstance(source, Path) else "el libro"


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
        raise (_encrypted(source) if "assword" in str(error) else damaged(source)) from error
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError) as error:
        raise damaged(source) from error


def damaged(source: Source) -> LibroIlegible:
    """The error for what is not a workbook, or is a broken one."""
    return LibroIlegible(
        "El archivo no es un libro que se pueda leer, o está dañado.",
        donde=label(source),
        remedio="Ábralo en Excel, guárdelo de nuevo con otro nombre y pruebe con ese archivo",
    )


def read_bytes(source: Source) -> bytes:
    """The whole file. `LibroIlegible` if it cannot be opened."""
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise _cannot_open(source, error) from error


def _refuse_unreadable(source: Source) -> None:
    """Missing, forbidden, encrypted or a zip bomb: told before any reader inflates a byte."""
    start = source[:8] if isinstance(source, bytes) else _first_bytes(source)
    if start == _OLE and "EncryptedPackage".encode("utf-16-le") in read_bytes(source):
        raise _encrypted(source)
    if start[:4] == _ZIP:
        _refuse_bomb(source)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise _cannot_open(path, error) from error


def _refuse_bomb(source: Source) -> None:
    try:
        with zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise damaged(source) from error
    if any(entry.compress_type not in _METHODS or entry.flag_bits & 1 for entry in entries):
        raise damaged(source)
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > _MAX_BYTES or total > max(packed, 1 << 20) * _MAX_RATIO:
        raise LibroIlegible(
            f"El libro ocuparía {total / 2**30:.1f} GB al abrirlo.",
            donde=label(source),
            remedio="Compruebe de dónde viene el archivo; si es suyo, guárdelo de nuevo desde Excel",
        )


def _cannot_open(path: Path, error: OSError) -> LibroIlegible:
    return LibroIlegible(
        f"No se puede abrir «{path}»: {error.strerror or error}.",
        donde=label(path),
        remedio="Compruebe la ruta y que tiene permiso para leer el archivo",
    )


def _encrypted(source: Source) -> LibroCifrado:
    return LibroCifrado("El libro está cifrado con contraseña.", donde=label(source), remedio="Indique la contraseña")
