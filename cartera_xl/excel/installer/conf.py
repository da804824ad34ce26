"""`cartera.conf`: what xlwings' VBA has to know to start our Python.

One `"KEY","value"` per line, as VBA's `Input #` reads them. No empty line: two at the end make Excel wait two minutes
and fail with a COM error (xlwings issue 1584).
"""

import re
from collections.abc import Iterable
from pathlib import Path

from cartera_xl.excel.installer.system import Platform, System
from cartera_xl.nucleo.errores import ErrorCartera

_KEY = re.compile(rb'^\s*"([^"]*)"\s*,')
_LINE = re.compile(r'^\s*"([^"]*)"\s*,\s*"([^"]*)"\s*$')
INTERPRETERS = {Platform.WINDOWS: "INTERPRETER_WIN", Platform.MAC: "INTERPRETER_MAC"}


def settings(system: System) -> dict[str, str]:
    """Our keys and their values on this machine; `ErrorCartera` if Excel could not start this Python."""
    ours = {
        INTERPRETERS[system.platform]: said_by_vba(system, system.interpreter),
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",  # a file beside the workbook must not pass for one of our modules
    }
    folder = system.package_folder()
    if folder is not None:
        ours["PYTHONPATH"] = said_by_vba(system, folder)
    if system.platform is Platform.WINDOWS:
        ours["USE UDF SERVER"] = "True"  # one Python for the whole session: a button does not wait for it to start
    return ours


def merged(existing: bytes | None, ours: dict[str, str], system: System) -> bytes:
    """The file with our settings, in the letters of this machine; lines with other keys stay as they are."""
    lines = b"".join(f'"{key}","{value}"\r\n'.encode(system.encoding) for key, value in ours.items())
    return lines + others(existing or b"", ours)


def others(existing: bytes, ours: Iterable[str]) -> bytes:
    """The lines of the file whose keys are not ours, untouched; empty if there are none."""
    mine = {key.upper() for key in ours}
    keys = {line: _KEY.match(line) for line in existing.splitlines() if line.strip()}
    kept = [line for line, key in keys.items() if key is None or key.group(1).decode("latin-1").upper() not in mine]
    return b"".join(line + b"\r\n" for line in kept)


def parse(text: str) -> dict[str, str]:
    """Keys and values; lines that are not of that form are left out."""
    found = (_LINE.match(line) for line in text.splitlines())
    return {match.group(1): match.group(2) for match in found if match}


def said_by_vba(system: System, path: Path) -> str:
    """The path in the letters that VBA can read here: its own, or its short name in plain letters."""
    text = str(path)
    if system.platform is Platform.MAC and " " in text:
        raise ErrorCartera(
            f"Excel para Mac no sabe ejecutar «{text}»: la ruta tiene espacios.",
            donde="la carpeta donde está instalado Python",
            remedio="Instale cartera-xl en un entorno cuya ruta no tenga espacios y repita la orden desde él",
        )
    try:
        text.encode(system.encoding)
    except UnicodeEncodeError:
        text = system.short_path(path)
        if not text.isascii():
            raise ErrorCartera(
                f"Excel no puede leer la ruta «{path}»: tiene letras que no están en el alfabeto de este Windows.",
                donde="la carpeta donde está instalado Python",
                remedio="Instale Python en una carpeta sin letras especiales, como C:\\Python, y repita la orden",
            ) from None
    return text
