"""Al acabar nuestro Python en Windows, ningún Excel se cierra a la fuerza."""

import subprocess
import sys

import pytest
import xlwings

from cartera_xl.excel import commands, macros, xlwings_exit

PROGRAMA = """
import atexit, sys, types
import xlwings
sys.platform = "win32"
capa = types.ModuleType("xlwings._xlwindows")
capa.cleanup = lambda: print("cerrado a la fuerza")
sys.modules["xlwings._xlwindows"] = xlwings._xlwindows = capa
atexit.register(capa.cleanup)
from cartera_xl.excel.xlwings_exit import leave_other_excels_alone
{llamada}
"""


@pytest.mark.parametrize(("llamada", "dice"), [("", "cerrado a la fuerza\n"), ("leave_other_excels_alone()", "")])
def test_al_acabar_no_se_ejecuta_la_limpieza_de_xlwings(llamada: str, dice: str) -> None:
    programa = PROGRAMA.format(llamada=llamada)

    hecho = subprocess.run([sys.executable, "-c", programa], capture_output=True, text=True, check=True)

    assert hecho.stdout == dice


def test_un_boton_lo_asegura_antes_de_hacer_nada(monkeypatch: pytest.MonkeyPatch) -> None:
    pasos: list[str] = []
    monkeypatch.setattr(xlwings_exit, "leave_other_excels_alone", lambda: pasos.append("a salvo"))
    monkeypatch.setattr(xlwings.Book, "caller", classmethod(lambda cls: pasos.append("libro")))
    monkeypatch.setattr(commands, "run", lambda orden, libro: pasos.append(orden))

    macros.run("ayuda")

    assert pasos == ["a salvo", "libro", "ayuda"]
