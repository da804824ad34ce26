"""Builds the LibreOffice extension, always with the same bytes.

    python -m macros.libreoffice.build

Needs `unoidl-write`, of LibreOffice's development kit (package libreoffice-dev), to compile the types of the functions.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from cartera_xl.excel.extension.functions_files import interface_text
from cartera_xl.excel.extension.package import COMPONENT, DESCRIPTION, LICENCE, TYPES, generated_files, pack
from cartera_xl.excel.extension.window_files import BIG, ICON_FOLDER, SMALL
from cartera_xl.excel.registry import COMMANDS
from macros.icons import icon_file

HERE = Path(__file__).parent
TARGET = HERE.parent / "cartera.oxt"
SDK = Path("/usr/lib/libreoffice/sdk/bin")
PROGRAM = Path("/usr/lib/libreoffice/program")
DESCRIPTION_ICON = 32


def compile_types(interface: str) -> bytes:
    """The binary types that LibreOffice reads, from their IDL."""
    tool = shutil.which("unoidl-write", path=str(SDK)) or shutil.which("unoidl-write")
    if tool is None:
        raise SystemExit("Falta «unoidl-write». Instálelo: sudo apt-get install --yes libreoffice-dev")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "cartera.idl"), Path(folder, "cartera.rdb")
        source.write_text(interface, encoding="ascii")
        libraries = (PROGRAM / "types.rdb", PROGRAM / "types" / "offapi.rdb")
        subprocess.run([tool, *libraries, source, target], check=True)
        return target.read_bytes()


def extension() -> bytes:
    """The whole `.oxt`."""
    files = {name: text.encode() for name, text in generated_files(version("cartera-xl")).items()}
    files[TYPES] = compile_types(interface_text())
    files[COMPONENT] = (HERE / COMPONENT).read_bytes()
    files[DESCRIPTION] = (HERE / DESCRIPTION).read_bytes()
    files[LICENCE] = (HERE.parents[1] / LICENCE).read_bytes()
    for command in COMMANDS:
        for side in (SMALL, BIG):
            files[f"{ICON_FOLDER}/{command.id}-{side}.png"] = icon_file(command.id, side).read_bytes()
    main_icon = icon_file("recalcular_segmentos", DESCRIPTION_ICON)
    files[f"{ICON_FOLDER}/{main_icon.name}"] = main_icon.read_bytes()
    return pack(files)


def main() -> None:
    """Write the extension where the package takes it from."""
    TARGET.write_bytes(extension())
    print(f"Construido «{TARGET.name}» ({TARGET.stat().st_size} bytes).")


if __name__ == "__main__":
    main()
