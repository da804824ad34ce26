"""A real LibreOffice with the extension in a profile of its own, as `cartera libreoffice instalar` leaves it."""

import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from cartera_xl.excel.extension.install import install
from cartera_xl.excel.extension.office import Office, clean_environment
from cartera_xl.hosts.libreoffice.process import office_program, resolve
from cartera_xl.hosts.libreoffice.uno_import import import_uno
from cartera_xl.resources import macro_file
from tests.support.processes import end_group

HOW_TO_INSTALL = (
    "Estas pruebas usan un LibreOffice de verdad. Instálelo con:\n"
    "    sudo apt-get install --yes --no-install-recommends libreoffice-calc python3-uno libreoffice-dev"
)
START_SECONDS = 120.0
RESTART_WANTED = 81
XLSX = "Calc MS Excel 2007 XML"
_NO = "<value>false</value></prop></item>"
_COMMON = '<item oor:path="/org.openoffice.Office.Common/Misc">'
SETTINGS = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{_COMMON}<prop oor:name="UseLocking">{_NO}
{_COMMON}<prop oor:name="UseDocumentOOoLockFile">{_NO}
{_COMMON}<prop oor:name="FirstRun">{_NO}
{_COMMON}<prop oor:name="ShowTipOfTheDay">{_NO}
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted"><value>true</value></prop></item>
</oor:items>
"""

Answer = TypeVar("Answer")


def installed(folder: Path) -> Office:
    """A LibreOffice whose profile, in that folder, has the extension; `CARTERA_DATOS` is already where it has to be."""
    office = Office(office_program().parent, folder / "perfil")
    office.registry.parent.mkdir(parents=True)
    office.registry.write_text(SETTINGS, encoding="utf-8")
    install(office, macro_file("cartera.oxt"))
    return office


class RunningCalc:
    """The program, reached through its pipe."""

    def __init__(self, context: Any, process: "subprocess.Popen[bytes]", data: Path) -> None:
        self.context = context
        self.process = process
        self.data = data
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name: str) -> Any:
        """One of its services."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def open(self, path: Path | None = None) -> Any:
        """The document in that file, or a new spreadsheet."""
        url = path.resolve().as_uri() if path else "private:factory/scalc"
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, ())
        assert document is not None, f"LibreOffice no abre «{url}»"
        return document

    def press(self, document: Any, url: str) -> None:
        """What the menu does with that address; the document has to be the one in front."""
        frame = document.CurrentController.Frame
        frame.activate()
        self.service("com.sun.star.frame.DispatchHelper").executeDispatch(frame, url, "", 0, ())

    def log(self) -> str:
        """What the commands and the extension have written."""
        path = self.data / "registro.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""


def save_as(document: Any, path: Path, filter_name: str) -> None:
    """A copy in that format."""
    chosen = import_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
    chosen.Name, chosen.Value = "FilterName", filter_name
    document.storeToURL(path.as_uri(), (chosen,))


@contextmanager
def running(office: Office, data: Path, *arguments: str, display: str = "") -> Iterator[RunningCalc]:
    """Started, and ended whatever happens: its whole group, and no other."""
    pipe = f"cartera{uuid.uuid4().hex}"
    command = [str(office_program()), "--norestore", "--nologo", "--nofirststartwizard", office.profile_option()]
    command += [f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext", *arguments]
    environment = clean_environment() | ({"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"} if display else {})
    with (data.parent / "soffice.txt").open("wb") as output:
        process = _started(command, environment, output)
        try:
            while process.poll() is None or process.returncode == RESTART_WANTED:
                if process.returncode == RESTART_WANTED:
                    process = _started(command, environment, output)
                if context := resolve(pipe):
                    yield RunningCalc(context, process, data)
                    return
                time.sleep(0.1)
            raise AssertionError(f"soffice ha terminado con el código {process.returncode}\n{HOW_TO_INSTALL}")
        finally:
            end_group(process)


def wait_for(what: str, look: Callable[[], Answer | None], seconds: float = 120.0) -> Answer:
    """The first answer that is not nothing; fails, saying what was expected, when a generous time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := look():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what}: no ha llegado en {seconds:.0f} segundos")


def _started(command: list[str], environment: dict[str, str], output: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
