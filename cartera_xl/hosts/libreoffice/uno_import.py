"""Imports `uno`, LibreOffice's bridge, into a virtual environment that does not have it.

Its folder also holds the system's own packages, which would win over those of the environment or be mixed with them:
so it never goes into `sys.path`, and only the bridge's three modules are looked for there.
"""

import importlib
import mmap
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from cartera_xl.hosts.libreoffice.errors import OfficeMissing

BRIDGE_MODULES = ("uno", "unohelper", "pyuno")
BRIDGE_LIBRARIES = ("libpyuno.so", "pyuno.so", "pyuno.pyd", "libpyuno.dylib")
SOFFICE_VARIABLE = "SOFFICE"
_PYTHON_LINKED = re.compile(
    rb"(?:lib)?python3\.?(\d{1,2})(?:\.so|\.dll|\.dylib)|Python\.framework/Versions/3\.(\d{1,2})/"
)
_USUAL_PLACES = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice*/program",
    "/usr/local/lib/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
    "C:/Program Files/LibreOffice/program",
    "C:/Program Files (x86)/LibreOffice/program",
)
_BRIDGE_PLACES = (
    "/usr/lib/python3/dist-packages",
    "/Applications/LibreOffice.app/Contents/Resources",
    "/Applications/LibreOffice.app/Contents/Frameworks",
)


def import_uno() -> Any:
    """The module `uno`, also when it lives outside this Python's environment. `OfficeMissing` says what to install."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    try:
        return importlib.import_module("uno")
    except ImportError:
        return _import_from(bridge_folders())


def program_folder() -> Path | None:
    """LibreOffice's `program` folder: by the variable `SOFFICE`, by the path of orders, by the usual places."""
    named = os.environ.get(SOFFICE_VARIABLE)
    if named:
        return Path(named).resolve().parent
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found).resolve().parent
    return next(_existing(_USUAL_PLACES), None)


def bridge_folders() -> list[str]:
    """The folders that may hold the bridge, in the order in which they are looked at."""
    program = program_folder()
    places = [program] if program else []
    return [str(place) for place in (*places, *_existing(_BRIDGE_PLACES))]


def linked_python(library: Path) -> int | None:
    """The minor of the Python 3 for which the bridge was built; `None` if its library does not say."""
    if library.stat().st_size == 0:
        return None
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = _PYTHON_LINKED.search(content)
        return int(found[1] or found[2]) if found else None


class BridgeFinder:
    """Finds the bridge's modules in some folders, and no other module."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = list(folders)

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG002
        """As `sys.meta_path` wants it."""
        return PathFinder.find_spec(name, self._folders) if name in BRIDGE_MODULES else None


def _import_from(folders: Sequence[str]) -> Any:
    finder = BridgeFinder(folders)
    if finder.find_spec("uno") is None:
        raise OfficeMissing(
            "No se encuentra el puente de LibreOffice con Python («uno»).",
            donde=f"Python 3.{sys.version_info.minor} ({sys.executable})",
            remedio="Instale LibreOffice Calc y el paquete «python3-uno» "
            "(en Debian y Ubuntu: sudo apt-get install libreoffice-calc python3-uno)",
        )
    _check_python(folders)
    with _path_kept():
        sys.meta_path.append(finder)
        try:
            return importlib.import_module("uno")
        except ImportError as error:
            raise OfficeMissing(
                f"No se puede cargar el puente de LibreOffice con Python: «{error}».",
                donde=f"Python 3.{sys.version_info.minor} ({sys.executable})",
                remedio="Reinstale LibreOffice Calc y el paquete «python3-uno»",
            ) from error


def _check_python(folders: Sequence[str]) -> None:
    """Loading a bridge made for another Python would kill the process: it is looked at before."""
    mine = sys.version_info.minor
    libraries = (Path(folder, name) for folder in folders for name in BRIDGE_LIBRARIES)
    made_for = next((m for m in (linked_python(lib) for lib in libraries if lib.is_file()) if m is not None), mine)
    if made_for != mine:
        raise OfficeMissing(
            f"El puente de LibreOffice es para Python «3.{made_for}» y cartera se ejecuta con «3.{mine}».",
            donde=f"Python 3.{mine} ({sys.executable})",
            remedio=f"Instale cartera con Python 3.{made_for}, o instale el LibreOffice que traiga Python 3.{mine}",
        )


@contextmanager
def _path_kept() -> Iterator[None]:
    """Debian's `uno` adds its own folder to `sys.path`; nobody else should see it."""
    before = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = before


def _existing(patterns: Sequence[str]) -> Iterator[Path]:
    for pattern in patterns:
        anchor = Path(Path(pattern).anchor)
        yield from sorted(place for place in anchor.glob(str(Path(pattern).relative_to(anchor))) if place.is_dir())
