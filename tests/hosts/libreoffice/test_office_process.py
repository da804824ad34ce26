"""Un LibreOffice nuestro acaba siempre, pase lo que pase, y no deja nada."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlwings

from cartera_xl.hosts.libreoffice import engine
from cartera_xl.hosts.libreoffice.errors import BookGone, OfficeMissing
from cartera_xl.hosts.libreoffice.process import start_process

pytestmark = pytest.mark.libreoffice

WAIT_SECONDS = 30.0


def is_running(pid: int) -> bool:
    """False also for a process that has ended but nobody has asked about yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)


def test_quit_no_deja_proceso_ni_perfil_ni_zombi(tmp_path: Path) -> None:
    app = engine.start(folder=tmp_path)
    app.books.add().sheets[0]["A1"].value = "sin guardar"
    pid = app.pid
    assert is_running(pid)

    app.quit()

    assert not Path(f"/proc/{pid}").exists()
    assert list(tmp_path.iterdir()) == []
    assert pid not in [other.pid for other in xlwings.apps]
    app.quit()


def test_si_libreoffice_se_cae_se_reconoce_y_se_limpia(tmp_path: Path) -> None:
    app = engine.start(folder=tmp_path)
    sheet = app.books.add().sheets[0]
    os.kill(app.pid, signal.SIGKILL)
    wait_until_gone(app.pid)

    with pytest.raises(BookGone):
        sheet["A1"].value = 3
    app.quit()

    assert list(tmp_path.iterdir()) == []


def test_si_nos_matan_tambien_acaba(tmp_path: Path) -> None:
    """A nosotros no nos da tiempo a nada: lo hace quien lo vigila."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from cartera_xl.hosts.libreoffice.process import start_process\n"
        "process = start_process(visible=False, folder=Path(sys.argv[1]))\n"
        "print(process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.kill()
    wait_until_gone(pid)

    assert not is_running(pid)
    deadline = time.monotonic() + WAIT_SECONDS
    while list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []


def test_un_programa_que_no_arranca_se_dice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("SOFFICE", str(program))
    folder = tmp_path / "perfiles"

    with pytest.raises(OfficeMissing, match=r"código «7»"):
        start_process(visible=False, folder=folder).connect()

    assert list(folder.iterdir()) == []
