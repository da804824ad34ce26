"""What LibreOffice has of the extension, looked at on its disk: it need not be closed, nor started."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cartera_xl.excel.extension.names import IDENTIFIER, TOOLBAR
from cartera_xl.excel.extension.office import Office

_VERSION = re.compile(r'<version value="([^"]+)"')
_CACHE = Path("user", "uno_packages", "cache")
_LEDGER = _CACHE / "registry" / "com.sun.star.comp.deployment.bundle.PackageRegistryBackend" / "backenddb.xml"


def installed_folder(office: Office) -> Path | None:
    """Where LibreOffice has unpacked it; `None` if it is not installed."""
    for description in sorted((office.profile / _CACHE / "uno_packages").glob("*/*.oxt/description.xml")):
        if f'"{IDENTIFIER}"' in description.read_text(encoding="utf-8"):
            return description.parent
    return None


def installed_version(folder: Path) -> str:
    """Of the extension in that folder."""
    found = _VERSION.search((folder / "description.xml").read_text(encoding="utf-8"))
    return found[1] if found else ""


def is_the_same(folder: Path, extension: Path) -> bool:
    """True if every file of the extension is in the folder as it is."""
    with zipfile.ZipFile(extension) as package:
        return all(
            (folder / name).is_file() and (folder / name).read_bytes() == package.read(name)
            for name in package.namelist()
        )


def is_enabled(office: Office, folder: Path) -> bool:
    """False if the person has disabled it in the extension manager."""
    ledger = office.profile / _LEDGER
    text = ledger.read_text(encoding="utf-8") if ledger.is_file() else ""
    entry = re.search(rf'<ext:extension url="[^"]*/{re.escape(folder.parent.name)}/[^>]*>', text)
    return entry is not None and 'revoked="true"' not in entry[0]


def remembered_lines(office: Office) -> list[str]:
    """Where our toolbar was, in LibreOffice's settings of this user: one line for each thing."""
    if not office.registry.is_file():
        return []
    lines = office.registry.read_text(encoding="utf-8").splitlines(keepends=True)
    return [line for line in lines if line.startswith("<item ") and f"/addon_{TOOLBAR}'" in line]
