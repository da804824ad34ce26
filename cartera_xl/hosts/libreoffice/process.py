"""One soffice process with its own profile: started, reached through its own pipe, and ended without a trace."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from cartera_xl.hosts.libreoffice.errors import OfficeMissing
from cartera_xl.hosts.libreoffice.uno_import import SOFFICE_VARIABLE, import_uno, program_folder

START_SECONDS = 120.0
STOP_SECONDS = 15.0
RESTART_WANTED = 81
"""What soffice answers the first time that it sees a profile: it has prepared it and wants to be started again."""

_NAMES = ("soffice.bin", "soffice.exe", "soffice")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseLocking" oor:op="fuse">\
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseDocumentOOoLockFile" oor:op="fuse">\
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse">\
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse">\
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">\
<value>true</value></prop></item>
</oor:items>
"""
"""A file left locked by a crash makes opening fail in silence when there is nobody to answer: no locks here."""


_GUARDIAN = """
import os, shutil, signal, sys
pid, profile = int(sys.argv[1]), sys.argv[2]
if sys.stdin.read() != "fin":
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
    shutil.rmtree(profile, ignore_errors=True)
"""
"""Nobody ends soffice if our process is killed outright. This tiny one notices, because its input is cut, and does."""


class OfficeProcess:
    """A running soffice that is ours. `stop` ends its whole group and removes its profile, also if it fell."""

    def __init__(self, command: list[str], profile: Path, pipe: str) -> None:
        self.program = command[0]
        self.pipe = pipe
        self._command = command
        self._profile = profile
        self._process = self._spawn()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """True while it runs."""
        return self._process.poll() is None

    def connect(self) -> Any:
        """Its component context, waiting for it to be ready. `OfficeMissing` if it does not start."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            context = resolve(self.pipe)
            if context is not None:
                return context
            if self._process.poll() == RESTART_WANTED:
                _dismiss(self._guardian)
                self._end.detach()
                self._process = self._spawn()
            elif not self.alive:
                break
            time.sleep(0.05)
        code = self._process.poll()
        self.stop()
        raise OfficeMissing(
            "LibreOffice no arranca: " + ("no responde." if code is None else f"ha terminado con el código «{code}»."),
            donde=self._command[0],
            remedio="Abra LibreOffice a mano para ver si avisa de algo; si no se abre, reinstálelo",
        )

    def wait(self) -> None:
        """Give it time to end by itself."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)

    def stop(self) -> None:
        """End it, whatever its state; calling it again does nothing."""
        self._end()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        """Output goes nowhere and the group is its own: Ctrl+C in the console is for cartera, not for the window."""
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_clean_environment(),
            start_new_session=True,
        )
        self._guardian = _guard(process.pid, self._profile)
        self._end = weakref.finalize(self, _finish, process, self._guardian, self._profile, os.getpid())
        return process


def start_process(*, visible: bool, folder: Path | None = None) -> OfficeProcess:
    """Start soffice with a new profile under `folder` (by default, the system's folder for passing files)."""
    program = office_program()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    profile = Path(tempfile.mkdtemp(prefix="cartera-lo-", dir=folder)).resolve()
    pipe = f"cartera{uuid.uuid4().hex}"
    command = [
        str(program),
        "--norestore",
        "--nologo",
        "--nodefault",
        f"-env:UserInstallation={profile.as_uri()}",
        f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        *(() if visible else ("--headless",)),
    ]
    try:
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        return OfficeProcess(command, profile, pipe)
    except BaseException:
        shutil.rmtree(profile, ignore_errors=True)
        raise


def resolve(pipe: str) -> Any | None:
    """The component context of the soffice that listens on that pipe; `None` if nobody listens (yet)."""
    uno = import_uno()
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    try:
        return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    except uno.getClass("com.sun.star.connection.NoConnectException"):
        return None


def office_program() -> Path:
    """The program itself, not the script that starts it: so the process that we end is the one that we started."""
    named = os.environ.get(SOFFICE_VARIABLE)
    if named:
        if Path(named).is_file():
            return Path(named)
        raise OfficeMissing(
            f"No está el programa «{named}».",
            donde=f"variable de entorno {SOFFICE_VARIABLE}",
            remedio="Corrija la variable, o quítela para usar el LibreOffice instalado",
        )
    folder = program_folder()
    candidates = [folder / name for name in _NAMES] if folder else []
    found = next((program for program in candidates if program.is_file()), None)
    if found is None:
        raise OfficeMissing(
            "No se encuentra LibreOffice Calc.",
            donde="este equipo",
            remedio="Instálelo (en Debian y Ubuntu: sudo apt-get install libreoffice-calc python3-uno), "
            f"o diga dónde está con la variable de entorno {SOFFICE_VARIABLE}",
        )
    return found


def _clean_environment() -> dict[str, str]:
    """Without what belongs to our Python: the one inside LibreOffice is another one."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def _guard(pid: int, profile: Path) -> "subprocess.Popen[str] | None":
    """Start the guardian of a soffice; only where processes have groups."""
    if not hasattr(os, "killpg"):
        return None
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _GUARDIAN, str(pid), str(profile)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def _dismiss(guardian: "subprocess.Popen[str] | None") -> None:
    """Tell it that there is nothing to look after."""
    if guardian is not None:
        with suppress(BrokenPipeError):
            guardian.communicate("fin")


def _finish(
    process: "subprocess.Popen[bytes]", guardian: "subprocess.Popen[str] | None", profile: Path, owner: int
) -> None:
    """A process forked from ours inherits this duty, and must not fulfil it."""
    if os.getpid() != owner:
        return
    for order in ("SIGTERM", "SIGKILL"):
        _signal_group(process, order)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            break
    shutil.rmtree(profile, ignore_errors=True)
    _dismiss(guardian)


def _signal_group(process: "subprocess.Popen[bytes]", order: str) -> None:
    """The whole group where there are groups; the process alone in Windows."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, getattr(signal, order))
