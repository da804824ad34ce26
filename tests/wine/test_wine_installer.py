"""Instalar, diagnosticar y desinstalar con el registro, los archivos y el servidor COM de Wine."""

import json
from pathlib import Path

import pytest

from tests.wine.bridge import CHECKOUT, ended, start_python, windows_path

PROGRAM = """
import json, os, sys, winreg
sys.path.insert(0, {checkout!r})
os.environ["USERPROFILE"], os.environ["APPDATA"] = {home!r}, {home!r} + chr(92) + "Datos de programa"
from cartera_xl.excel.installer.checks import run_checks
from cartera_xl.excel.installer.install import install
from cartera_xl.excel.installer.machine import this_system
from cartera_xl.excel.installer.offices import CLICK_TO_RUN, options_key
from cartera_xl.excel.installer.system import RegistryValue
from cartera_xl.excel.installer.transaction import missing_keys
from cartera_xl.excel.installer.uninstall import uninstall
from cartera_xl.resources import macro_file

system = this_system()
registry, options = system.registry, options_key("16.0")
made = [key for last in (CLICK_TO_RUN, options) for key in missing_keys(system, last)]
for key in made:
    registry.create(key)
registry.write(CLICK_TO_RUN, "Platform", RegistryValue("x64"))
registry.write(options, "OPEN", RegistryValue("%TEMP%\\\\a.xla", winreg.REG_EXPAND_SZ))
before = registry.values(options)
said = {{}}
try:
    said["steps"] = [step.changed for step in install(system, macro_file("cartera.xlam")).steps]
    said["again"] = install(system, macro_file("cartera.xlam")).changed
    said["listed"] = registry.values(options)["OPEN1"].data
    said["conf"] = system.conf_path.read_text(encoding=system.encoding)
    said["checks"] = [(check.title, check.ok, check.detail) for check in run_checks(system)]
    uninstall(system)
    said["same"] = registry.values(options) == before
finally:
    registry.delete(CLICK_TO_RUN, "Platform")
    registry.delete(options, "OPEN")
    for key in reversed(made):
        registry.delete_key(key)
print(json.dumps(said))
"""


@pytest.mark.usefixtures("office_registry")
def test_en_wine_se_instala_se_comprueba_y_se_quita_sin_dejar_rastro(tmp_path: Path) -> None:
    home = tmp_path / "Años de José"
    home.mkdir()
    program = PROGRAM.format(checkout=windows_path(CHECKOUT), home=windows_path(home))

    done = ended(start_python(["-c", program], {"CARTERA_DATOS": windows_path(tmp_path / "datos")}))

    assert done.returncode == 0, done.stderr.decode(errors="replace")
    said = json.loads(done.stdout)
    add_in = f"{windows_path(home)}\\Datos de programa\\Microsoft\\AddIns\\cartera.xlam"
    assert said["steps"] == [True, True, True]
    assert said["again"] is False
    assert said["listed"] == f'/R "{add_in}"'
    assert "INTERPRETER_WIN" in said["conf"]
    assert [check for check in said["checks"] if check[1] is False] == []
    assert ["Servidor de funciones", True, "Arranca y contesta."] in said["checks"]
    assert said["same"] is True
    assert list(home.iterdir()) == []
