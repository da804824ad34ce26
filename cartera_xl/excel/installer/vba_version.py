"""Which xlwings the VBA inside an add-in is of: it only works with the Python package of that very version."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

PROJECT = "xl/vbaProject.bin"
MODULE = ("VBA", "xlwings")
FIRST_LETTERS = b"\x00Attribut"
"""How the first chunk of a compressed module begins: eight letters as they are, of «Attribute VB_Name»."""
_VERSION = re.compile(r"^'Version: (\S+)", re.MULTILINE)
_SIGNATURES = re.compile(r"vbaProjectSignature\w*\.bin$")


def xlwings_version(add_in: Path) -> str | None:
    """The version that its VBA says, near the top of the module `xlwings`; `None` if it cannot be read."""
    import olefile  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(add_in) as package, olefile.OleFileIO(BytesIO(package.read(PROJECT))) as project:
            code = project.openstream(list(MODULE)).read()
        text = _first_chunk(code[max(code.find(FIRST_LETTERS), 0) :])
    except (OSError, LookupError, ValueError, zipfile.BadZipFile):
        return None
    found = _VERSION.search(text.decode("cp1252", "replace"))
    return found.group(1) if found else None


def is_signed(add_in: Path) -> bool:
    """True if somebody signed its macros, with whatever certificate."""
    try:
        with zipfile.ZipFile(add_in) as package:
            return any(_SIGNATURES.search(name) for name in package.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _first_chunk(data: bytes) -> bytes:
    """The first 4096 characters of a compressed module, by MS-OVBA 2.4.1.3: letters and copies of what went before."""
    text, at = bytearray(), 0
    while at < len(data) and len(text) < 4096:
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data) or len(text) >= 4096:
                break
            if not flags >> bit & 1:
                text.append(data[at])
                at += 1
                continue
            token, at = int.from_bytes(data[at : at + 2], "little"), at + 2
            bits = max(4, (len(text) - 1).bit_length())
            back, length = (token >> (16 - bits)) + 1, (token & (0xFFFF >> bits)) + 3
            for _ in range(length):
                text.append(text[-back])
    return bytes(text)
