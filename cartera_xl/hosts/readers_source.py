"""What every reader shares about a source: how it is called, and what makes it unreadable."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from cartera_xl.nucleo.errores import LibroCifrado, LibroIlegible

Source: TypeAlias = Path | bytes
"""A path, or the bytes of a workbook that was decrypted in memory."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
