"""What LibreOffice has of the extension, looked at on its disk: it need not be closed, nor started."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cartera_xl.excel.extension.names import IDENTIFIER, TOOLBAR
from cartera_xl.excel.extension.office import Office

_VERSION = re.compile(r'<version value="([^"]+)"')
_CACHE = Path("user", "uno_packages", "cache")
_REGISTRY = _CACHE / "registry"
_LEDGER = _REGISTRY / "com.sun.star.comp.deployment.bundle.PackageRegistryBackend" / "backenddb.xml"
_SETTINGS = _REGISTRY / "com.sun.star.comp.deployment.configuration.PackageRegistryBackend"
_UNPACKED = (_CACHE / "uno_packages", Path("user", "extensions", "tmp", "extensions"))


def installed_folder(office: Office) -> Path | None:
    """Where LibreOffice has unpacked it; `None` if it is not installed, though what was removed may still be there."""
    folders = (office.profile / _UNPACKED[0]).glob("*/*.oxt")
    return next((folder for folder in sorted(folders) if _is_ours(folder) and _entry(office, folder)), None)


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
    return 'revoked="true"' not in _entry(office, folder)


def leftovers(office: Office) -> list[Path]:
    """Folders and marks that LibreOffice keeps of an extension that it has removed."""
    folders = (folder for place in _UNPACKED for folder in (office.profile / place).glob("*/*.oxt"))
    unpacked = [folder.parent for folder in folders if _is_ours(folder)]
    marks = [folder.with_name(folder.name.removesuffix("_")) for folder in unpacked]
    settings = (office.profile / _SETTINGS).glob("*/Addons.xcu")
    copies = [file.parent for file in settings if IDENTIFIER in file.read_text(encoding="utf-8")]
    return [path for path in (*unpacked, *marks, *copies) if path.exists()]


def remembered_lines(office: Office) -> list[str]:
    """Where our toolbar was, in LibreOffice's settings of this user: one line for each thing."""
    if not office.registry.is_file():
        return []
    lines = office.registry.read_text(encoding="utf-8").splitlines(keepends=True)
    return [line for line in lines if line.startswith("<item ") and f"/addon_{TOOLBAR}'" in line]


def _is_ours(folder: Path) -> bool:
    description = folder / "description.xml"
    return description.is_file() and f'"{IDENTIFIER}"' in description.read_text(encoding="utf-8")


def _entry(office: Office, folder: Path) -> str:
    """What LibreOffice has written down of that folder; empty if nothing."""
    ledger = office.profile / _LEDGER
    text = ledger.read_text(encoding="utf-8") if ledger.is_file() else ""
    found = re.search(rf'<ext:extension url="[^"]*/{re.escape(folder.parent.name)}/[^>]*>', text)
    return found[0] if found else ""
