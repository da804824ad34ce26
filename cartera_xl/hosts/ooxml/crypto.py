"""Books with a password: opened to plain bytes and closed again with the same password."""

import io
from typing import BinaryIO, Final

from cartera_xl.nucleo.errores import LibroCifrado, LibroIlegible

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_ole(file: BinaryIO) -> bool:
    """Whether the file is an OLE container: an encrypted book or an old .xls."""
    file.seek(0)
    return file.read(len(OLE_MAGIC)) == OLE_MAGIC


def decrypted(file: BinaryIO, password: str | None, where: str) -> bytes:
    """The package inside; `LibroIlegible` if the password is missing or wrong, or if it is not an encrypted .xlsx."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import (
        DecryptionError,
        FileFormatError,
        InvalidKeyError,
    )
    from msoffcrypto.format.ooxml import OOXMLFile

    file.seek(0)
    try:
        office = OfficeFile(file)
    except FileFormatError as error:
        raise _not_encrypted(where) from error
    if not isinstance(office, OOXMLFile):
        raise _not_encrypted(where)
    if password is None:
        raise LibroCifrado(
            "El libro está cifrado con contraseña.",
            donde=where,
            remedio="Ejecute la orden en una terminal, que se la pedirá, o póngala en la variable CARTERA_CLAVE",
        )
    plain = io.BytesIO()
    try:
        office.load_key(password=password)
        office.decrypt(plain)
    except (InvalidKeyError, DecryptionError) as error:
        raise LibroCifrado(
            "La contraseña no abre el libro.", donde=where, remedio="Compruebe mayúsculas y vuelva a escribirla"
        ) from error
    return plain.getvalue()


def encrypt(plain: BinaryIO, password: str, out: BinaryIO) -> None:
    """Writes the package with agile encryption, the one of Excel 2010 and later."""
    from msoffcrypto.format.ooxml import OOXMLFile

    plain.seek(0)
    OOXMLFile(plain).encrypt(password, out)


def _not_encrypted(where: str) -> LibroIlegible:
    return LibroIlegible(
        "El archivo no es un libro .xlsx ni .xlsm: parece del formato antiguo (.xls).",
        donde=where,
        remedio="Ábralo con Excel y guárdelo como «Libro de Excel (.xlsx)»",
    )
