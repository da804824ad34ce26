"""From the tests to a Windows Python in Wine, prepared by `scripts/preparar_wine.sh`."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any

CHECKOUT = Path(__file__).parents[2]
PREPARED = CHECKOUT / ".herramientas" / "wine"
RUNNER = PREPARED / "ejecutar"
WINDOWS = PREPARED / "windows"
HOW_TO_PREPARE = "Prepárelo con: scripts/preparar_wine.sh"
START_SECONDS = 60
STOP_SECONDS = 20
RUN_SECONDS = 120


class OnWindowsError(Exception):
    """What failed on the other side, with its traceback."""


def missing() -> str | None:
    """Why nothing can be run in Wine, and the remedy; `None` if it can."""
    if not (PREPARED / ".preparado").exists() or not (PREPARED / "wine64").exists():
        return f"No está preparado el Python de Windows en Wine. {HOW_TO_PREPARE}"
    return None


def windows_path(path: Path) -> str:
    r"""The path as a program of Windows sees it.

    >>> windows_path(Path("/a/b"))
    'Z:\\a\\b'
    """
    return "Z:" + str(path).replace("/", "\\")


PYTHON = windows_path(WINDOWS / "python.exe")
DLL = windows_path(WINDOWS / "xlwings64-0.37.8.dll")


def start_cartera(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the command `cartera` on Windows; the outputs through pipes, as Wine needs.

    The variables are set inside because Wine imposes its own for the user's folders.
    """
    program = (
        f"import os; os.environ.update({dict(environment)!r})\n"
        "import sys; sys.stdout.reconfigure(encoding=os.environ.get('PYTHONIOENCODING'))\n"
        "from cartera_xl.cli import main; main()"
    )
    return start_python(["-c", program, *arguments])


def start_python(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start Windows' Python."""
    return subprocess.Popen(
        [RUNNER, "python.exe", *arguments],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> subprocess.CompletedProcess[bytes]:
    """Wait for it; what it has said. What it has started itself may keep the pipes open: that is not waited for."""
    with process:
        try:
            said, complained = process.communicate(timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)


def run_cartera(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Start it and wait."""
    return ended(start_cartera(arguments, environment))


class Windows:
    """A process inside Wine that plays the part of Excel's VBA; see `windows_side`."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._line: Connection[Any, Any] | None = None

    def __enter__(self) -> "Windows":
        key = secrets.token_bytes(16)
        with Listener(("127.0.0.1", 0), authkey=key) as door:
            port = str(door.address[1])
            script = windows_path(Path(__file__).with_name("windows_side.py"))
            self._process = subprocess.Popen(
                [RUNNER, "python.exe", script, port, key.hex()],
                env={**os.environ, "TZ": "Europe/Madrid"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,  # a file will not do: Wine gives Python an invalid handle
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._keep_log()
            door._listener._socket.settimeout(START_SECONDS)  # type: ignore[attr-defined]
            self._line = door.accept()
        return self

    def ask(self, operation: str, *arguments: object) -> Any:
        """Do an operation of `windows_side` there and bring its result."""
        assert self._line is not None
        self._line.send((operation, arguments))
        if not self._line.poll(RUN_SECONDS):
            raise TimeoutError(f"{operation} no ha respondido en {RUN_SECONDS} s")
        done, result = self._line.recv()
        if not done:
            raise OnWindowsError(result)
        return result

    def kill(self) -> None:
        """As if Excel died: without a word to anybody."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reader.join(STOP_SECONDS)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _keep_log(self) -> None:
        def copy() -> None:
            with self._log.open("wb") as log:
                shutil.copyfileobj(self._process.stdout, log)  # type: ignore[arg-type]

        self._reader = Thread(target=copy, daemon=True)
        self._reader.start()


def vba_command(settings: Mapping[str, str]) -> str:
    """The text that our VBA gives to the DLL (`XLPyCommand` of `macros.xlwings_vba`), with those settings."""
    interpreter = settings["INTERPRETER_WIN"]
    folders = settings.get("PYTHONPATH", interpreter.rpartition("\\")[0])
    searched = ";".join((settings.get("ADD_WORKBOOK_TO_PYTHONPATH", "false"), "", "", "", "", "", folders))
    searched = searched.replace("\\", "\\\\").replace("'", "\\'")
    program = f'import xlwings.utils;xlwings.utils.prepare_sys_path(\\"{searched}\\");'
    return f'"{interpreter}" -B -P -c "import sys, os;{program}import xlwings; xlwings.serve(\'$(CLSID)\')"'
