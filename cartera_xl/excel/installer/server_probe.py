"""Starts the server of the worksheet functions as Excel does, sees that it answers, and stops it. Only on Windows."""

import subprocess
import tempfile
import time
import uuid
from importlib import import_module
from pathlib import Path
from typing import Any

PAUSE = 0.25


def probe(interpreter: Path, seconds: float) -> str:
    """Empty if a COM server of its own, with a class id of its own, could be reached; if not, what it said."""
    clsid = f"{{{uuid.uuid4()}}}"
    program = (
        "from cartera_xl.excel.xlwings_exit import leave_other_excels_alone; leave_other_excels_alone();"
        f"import xlwings; xlwings.serve('{clsid}')"
    )
    with tempfile.TemporaryFile() as said:
        order = [str(interpreter), "-B", "-P", "-c", program]
        server = subprocess.Popen(order, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
        try:
            _wait(server, clsid, time.monotonic() + seconds)
        except TimeoutError as error:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            return lines[-1] if lines else str(error)
        finally:
            server.kill()
            server.communicate()
        return ""


def _wait(server: subprocess.Popen[bytes], clsid: str, until: float) -> None:
    pythoncom: Any = import_module("pythoncom")
    while True:
        try:
            kind, interface = pythoncom.CLSCTX_LOCAL_SERVER, pythoncom.IID_IDispatch
            pythoncom.CoCreateInstance(pythoncom.MakeIID(clsid), None, kind, interface)
            return
        except pythoncom.com_error as error:
            if server.poll() is not None or time.monotonic() > until:
                raise TimeoutError(str(error)) from error
        time.sleep(PAUSE)
