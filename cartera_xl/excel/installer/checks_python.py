"""Checks of Python: the one that Excel starts, its xlwings, and that both can talk."""

from importlib.metadata import PackageNotFoundError, version

from cartera_xl.excel.installer.check import INSTALL, Check, Situation
from cartera_xl.excel.installer.offices import excel_bits
from cartera_xl.excel.installer.system import Platform
from cartera_xl.excel.installer.vba_version import xlwings_version
from cartera_xl.resources import macro_file

OLDEST_PYTHON = (3, 11)
SERVER_SECONDS = 20.0


def python(situation: Situation) -> Check:
    """The Python that Excel starts is there, is this one, and is recent enough."""
    system, chosen = situation.system, situation.interpreter
    if not chosen.is_file():
        return Check("Python", False, f"Excel busca Python en «{chosen}» y ahí no está.", INSTALL)
    said = ".".join(map(str, system.python_version))
    if system.python_version < OLDEST_PYTHON:
        return Check("Python", False, f"Es la versión {said}.", "Instale Python 3.11 o posterior, y en él cartera-xl")
    if chosen != system.interpreter:
        detail = f"Excel usa «{chosen}», y esta orden «{system.interpreter}»."
        return Check(
            "Python", None, detail, "Si quiere que Excel use este, cierre Excel y ejecute: cartera excel instalar"
        )
    return Check("Python", True, f"Versión {said} de {system.python_bits} bits, en «{chosen}».")


def same_xlwings(situation: Situation) -> Check:
    """The macros in the add-in are of the xlwings installed: the name of its library carries the version."""
    title = "xlwings"
    try:
        here = version("xlwings")
    except PackageNotFoundError:
        return Check(
            title, False, "No está instalado en este Python.", "Reinstale cartera-xl: trae la versión que necesita"
        )
    installed = None if situation.system.platform is Platform.OTHER else situation.add_in
    add_in = installed if installed and installed.is_file() else macro_file("cartera.xlam")
    there = xlwings_version(add_in)
    if there is None:
        return Check(title, None, f"Versión {here}; no se ha podido leer la de «{add_in}».", INSTALL)
    if there != here:
        detail = f"Python tiene la {here} y las macros son de la {there}: no se entienden."
        return Check(title, False, detail, f"Reinstale cartera-xl. {INSTALL}")
    return Check(title, True, f"Versión {here}, la misma que en las macros.")


def library(situation: Situation) -> Check:
    """xlwings' library is where the VBA looks: beside python.exe, or one folder up (`XLPyLoadDLL` in its module)."""
    name = f"xlwings{excel_bits(situation.system.registry) or 64}-{version('xlwings')}.dll"
    places = situation.interpreter.parents[:2]
    if any((place / name).is_file() for place in places):
        return Check("Biblioteca de xlwings", True, f"«{name}» está junto a Python.")
    remedy = (
        "Instale cartera-xl en un entorno propio (python -m venv …), no con «pip install --user», y repita desde él"
    )
    return Check("Biblioteca de xlwings", False, f"Falta «{name}» en «{places[0]}» y en «{places[1]}».", remedy)


def server(situation: Situation) -> Check:
    """The process that answers the worksheet functions can start and be reached."""
    title = "Servidor de funciones"
    if not situation.interpreter.is_file():
        return Check(title, False, "No se puede probar sin Python.", INSTALL)
    said = situation.system.start_server(situation.interpreter, SERVER_SECONDS)
    if not said:
        return Check(title, True, "Arranca y contesta.")
    remedy = "Pida a su departamento de informática que mire el antivirus (docs/excel-informatica.md)"
    return Check(title, False, f"No ha contestado: {said.rstrip('.')}.", remedy)
