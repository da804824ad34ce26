r"""`cartera excel` en un Windows (el de Wine) en el que Excel solo está apuntado en el registro y hay otro complemento.

El usuario se llama «Íñigo Peña»: su carpeta lleva tilde, eñe y un espacio, como tantas.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.wine.bridge import Windows, run_cartera, windows_path

OFFICE_OF_MACHINE = "HKLM\\SOFTWARE\\Microsoft\\Office"
OFFICE_OF_USER = "HKCU\\Software\\Microsoft\\Office"
OPTIONS = f"{OFFICE_OF_USER}\\16.0\\Excel\\Options"
TEXT, NUMBER = 1, 4
OTHER_ADD_IN = '"C:\\Otros\\otro.xlam"'


@dataclass(frozen=True, slots=True)
class Machine:
    """A Windows with Excel 16 and a user who has just arrived."""

    windows: Windows
    home: Path

    def order(self, *words: str) -> tuple[int, str]:
        """Code and screen of `cartera excel …`."""
        there = windows_path(self.home)
        folders = {
            "USERPROFILE": there,
            "APPDATA": f"{there}\\AppData\\Roaming",
            "LOCALAPPDATA": f"{there}\\AppData\\Local",
            "CARTERA_DATOS": windows_path(self.home.parent / "datos"),
            "PYTHONIOENCODING": "utf-8",
        }
        done = run_cartera(["excel", *words], folders)
        return done.returncode, done.stdout.decode() + done.stderr.decode(errors="replace")

    def registry(self) -> dict[str, Any]:
        found: dict[str, Any] = self.windows.ask("registry_tree", OFFICE_OF_USER)
        return found

    def files(self) -> set[str]:
        return {str(path.relative_to(self.home)) for path in self.home.rglob("*")}


@pytest.fixture
def machine(server: Windows, office_registry: None, tmp_path: Path) -> Iterator[Machine]:
    home = tmp_path / "Íñigo Peña"
    (home / "AppData" / "Roaming").mkdir(parents=True)
    server.ask("put_registry", f"{OFFICE_OF_MACHINE}\\16.0\\Excel\\InstallRoot", {"Path": ("C:\\Office\\", TEXT)})
    server.ask("put_registry", f"{OFFICE_OF_MACHINE}\\16.0\\Outlook", {"Bitness": ("x64", TEXT)})
    server.ask("put_registry", OPTIONS, {"OPEN": (OTHER_ADD_IN, TEXT), "Maximized": (3, NUMBER)})
    yield Machine(server, home)
    server.ask("remove_registry", OFFICE_OF_USER)
    server.ask("remove_registry", OFFICE_OF_MACHINE)


def test_con_otro_complemento_instalar_y_desinstalar_dejan_todo_como_estaba(machine: Machine) -> None:
    registry_before, files_before = machine.registry(), machine.files()

    code, screen = machine.order("instalar")
    assert code == 0, screen
    values = {name: data for name, data, _ in machine.registry()[OPTIONS]}
    assert (values["OPEN"], values["Maximized"]) == (OTHER_ADD_IN, 3)
    assert "Íñigo Peña\\AppData\\Roaming\\Microsoft\\AddIns\\cartera.xlam" in values["OPEN1"]

    code, screen = machine.order("diagnostico", "--json")
    checks = json.loads(screen)
    assert [check for check in checks if check["bien"] is False] == []
    assert code == 0

    code, screen = machine.order("desinstalar")
    assert code == 0, screen
    assert machine.registry() == registry_before
    assert machine.files() == files_before
