"""A real LibreOffice without a screen, to see a workbook as another program sees it."""

import json
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

SYSTEM_PYTHON = "/usr/bin/python3"
READER = Path(__file__).with_name("uno_reader.py")
OPEN_SECONDS = 180
STOP_SECONDS = 15
HOW_TO_INSTALL = (
    "Estas pruebas abren los libros en un LibreOffice de verdad. Instálelo con:\n"
    "    sudo apt-get install --yes --no-install-recommends libreoffice-calc python3-uno"
)

Value = float | str | None


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """A sheet as LibreOffice shows it; `values` starts in A1."""

    name: str
    visible: bool
    values: list[list[Value]]
    charts: int
    pivots: int
    shapes: int
    notes: int
    conditions: int

    def value(self, row: int, column: int) -> Value:
        """Value of a cell counted from 1; the empty string outside the used area, as LibreOffice says."""
        inside = row <= len(self.values) and column <= len(self.values[row - 1])
        return self.values[row - 1][column - 1] if inside else ""


@dataclass(frozen=True, slots=True)
class SeenBook:
    """A workbook as LibreOffice shows it; `tables` are its database ranges."""

    sheets: list[SeenSheet]
    tables: list[str]

    def sheet(self, name: str) -> SeenSheet:
        """The sheet of that name."""
        return next(sheet for sheet in self.sheets if sheet.name == name)


def missing_software() -> str | None:
    """What is missing to run LibreOffice from here and how to install it; `None` if all is there."""
    if shutil.which("soffice") is None:
        return f"Falta «soffice». {HOW_TO_INSTALL}"
    probe = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False, env=_system_environment()
    )
    return None if probe.returncode == 0 else f"{SYSTEM_PYTHON} no tiene el módulo «uno». {HOW_TO_INSTALL}"


def _system_environment() -> dict[str, str]:
    """Without the virtual environment's variables, which would confuse the system Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


class LibreOfficeDied(Exception):
    """LibreOffice has fallen over the workbook; the next one gets a new process."""


class LibreOffice:
    """One soffice process with its own profile in `folder`; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pipe = f"cartera-{os.getpid()}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "LibreOffice":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def open(self, path: Path) -> SeenBook | None:
        """What LibreOffice sees in the workbook; `None` if it says that it is not one."""
        process = self._running()
        command = [SYSTEM_PYTHON, str(READER), self._pipe, str(path.resolve())]
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=OPEN_SECONDS, check=False, env=_system_environment()
        )
        if result.returncode != 0:
            self._stop()
            raise LibreOfficeDied(f"LibreOffice ha fallado con «{path.name}» ({process.returncode}): {result.stderr}")
        seen: dict[str, Any] | None = json.loads(result.stdout)
        if seen is None:
            return None
        return SeenBook([SeenSheet(**sheet) for sheet in seen["sheets"]], seen["tables"])

    def _running(self) -> subprocess.Popen[bytes]:
        """The process, started if there is none."""
        if self._process is None:
            profile = (self._folder / "perfil").as_uri()
            command = [
                "soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
                "--nolockcheck", f"-env:UserInstallation={profile}", f"--accept=pipe,name={self._pipe};urp;",
            ]  # fmt: skip
            self._process = subprocess.Popen(
                command,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_system_environment(),
                start_new_session=True,
            )
        return self._process

    def _stop(self) -> None:
        """Ends the whole group: soffice is a launcher with the real program as its child."""
        process, self._process = self._process, None
        if process is None:
            return
        for patience, signal_number in ((STOP_SECONDS, signal.SIGTERM), (STOP_SECONDS, signal.SIGKILL)):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal_number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
