"""The LibreOffice of this machine and this user's profile in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cartera_xl.hosts.libreoffice.uno_import import BRIDGE_LIBRARIES, bridge_folders, linked_python, program_folder
from cartera_xl.nucleo.errores import ErrorCartera

SETTINGS = "cartera-xl.ini"
PROFILE_VARIABLE = "CARTERA_PERFIL"
"""Set by the extension, for what runs inside LibreOffice."""
_ANSWER_SECONDS = 60
_BUNDLED_PYTHON = re.compile(r"python-core-3\.(\d+)")


class NoOffice(ErrorCartera):
    """LibreOffice is not on this machine, or is not the kind in which the extension can work."""


@dataclass(frozen=True, slots=True)
class Office:
    """`program` is the folder of soffice; `profile`, what LibreOffice calls «UserInstallation»."""

    program: Path
    profile: Path

    @property
    def settings(self) -> Path:
        """Where the extension is told which Python environment is ours."""
        return self.profile / "user" / SETTINGS

    @property
    def registry(self) -> Path:
        """LibreOffice's own file of this user's settings."""
        return self.profile / "user" / "registrymodifications.xcu"

    @property
    def running(self) -> bool:
        """True while it is open with this profile; also after it died, until it is opened and closed again."""
        return (self.profile / ".lock").exists()

    def tool(self, name: str) -> str:
        """The path of `soffice` or `unopkg`."""
        found = shutil.which(name, path=str(self.program))
        if found is None:
            raise NoOffice(
                f"A este LibreOffice le falta el programa «{name}».",
                donde=f"carpeta «{self.program}»",
                remedio="Reinstale LibreOffice",
            )
        return found

    def profile_option(self) -> str:
        """The argument that makes any of its programs use this profile."""
        return f"-env:UserInstallation={self.profile.as_uri()}"

    def version(self) -> str:
        """As it says it itself: «7.4.7.2»; empty if it does not answer."""
        command = [self.tool("soffice"), "--version"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False, env=clean_environment()
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        found = re.search(r"\d+(?:\.\d+)+", done.stdout)
        return found[0] if found else ""

    def python_minor(self) -> int | None:
        """The minor of the Python 3 that runs inside it; `None` if it has none."""
        for folder in (self.program, *map(Path, bridge_folders())):
            for library in (folder / name for name in BRIDGE_LIBRARIES):
                minor = linked_python(library) if library.is_file() else None
                if minor is not None:
                    return minor
        bundled = (_BUNDLED_PYTHON.fullmatch(re.sub(r"(\.\d+)\.\d+$", r"\1", path.name)) for path in self._bundled())
        return next((int(found[1]) for found in bundled if found), None)

    def _bundled(self) -> list[Path]:
        return sorted(self.program.glob("python-core-*"))


def find_office(profile: Path | None = None) -> Office:
    """The LibreOffice of this machine with that profile, by default the one in use or else the user's own.

    `NoOffice` if there is none.
    """
    program = program_folder()
    if program is None:
        raise NoOffice(
            "No se encuentra LibreOffice en este equipo.",
            donde="sus carpetas habituales y la variable SOFFICE",
            remedio="Instálelo (no como Flatpak ni Snap), o diga dónde está con SOFFICE=/ruta/a/soffice",
        )
    in_use = os.environ.get(PROFILE_VARIABLE)
    chosen = profile or (Path(in_use) if in_use else default_profile(sys.platform, os.environ, Path.home()))
    return Office(program, chosen.absolute())


def default_profile(platform: str, environment: Mapping[str, str], home: Path) -> Path:
    """Where LibreOffice keeps the profile of a user who has not moved it."""
    if platform == "win32":
        base = Path(environment.get("APPDATA") or home / "AppData" / "Roaming") / "LibreOffice"
    elif platform == "darwin":
        base = home / "Library" / "Application Support" / "LibreOffice"
    else:
        base = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice"
    return base / "4"


def clean_environment() -> dict[str, str]:
    """Without what belongs to our Python, which LibreOffice's would obey.

    With an environment's folder in `PATH`, LibreOffice's Python takes its library for its own, and dies.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    folders = kept.get("PATH", "").split(os.pathsep)
    kept["PATH"] = os.pathsep.join(folder for folder in folders if not _is_of_environment(folder))
    return kept


def environment_in_terminal() -> bool:
    """True if what is started from this terminal would find the Python of an environment before the system's."""
    return any(_is_of_environment(folder) for folder in os.environ.get("PATH", "").split(os.pathsep))


def _is_of_environment(folder: str) -> bool:
    return Path(folder, "..", "pyvenv.cfg").exists() or Path(folder, "..", "conda-meta").exists()
