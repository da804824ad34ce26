"""The component that LibreOffice loads: it finds cartera-xl's Python environment and hands everything over to it.

Only the standard library and `uno` are certain here. Where the environment is comes from the file that
`cartera libreoffice instalar` leaves in this user's profile, or from the variable CARTERA_VENV.
"""

import configparser
import os
import re
import site
import sys
import traceback
from datetime import datetime
from functools import partial
from pathlib import Path

import uno
import unohelper
from com.sun.star.awt.MessageBoxType import ERRORBOX
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XLocalizable, XServiceInfo
from com.sun.star.task import XJob

FUNCTIONS = "cartera.xl.Funciones"
COMMANDS = "cartera.xl.Ordenes"
OPENING = "cartera.xl.AlAbrir"
PROTOCOL = "cartera-xl:"
SETTINGS = "cartera-xl.ini"
PREFIX = "CARTERA_"
FROM_EXCEL = re.compile(r"(?<![\w.])(?:\[\d+\]!)?(CARTERA_\w+)(?=\()", re.IGNORECASE)
IN_FORMULAS = 0
INSTALL = "Ejecute en un terminal: cartera libreoffice instalar"


class NotReady(Exception):
    """cartera-xl cannot run inside this LibreOffice; the text says why and what to do."""


def read_settings(context):
    """What the installer wrote in this user's profile; empty if it never ran."""
    substitution = context.ServiceManager.createInstanceWithContext("com.sun.star.util.PathSubstitution", context)
    folder = uno.fileUrlToSystemPath(substitution.getSubstituteVariableValue("$(user)"))
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(Path(folder, SETTINGS), encoding="utf-8")
    return parser["cartera"] if parser.has_section("cartera") else {}


def prepare(context):
    """Leave `cartera_xl` importable, its own packages before those of the system."""
    if "cartera_xl.excel" in sys.modules:
        return
    settings = read_settings(context)
    environment = os.environ.get("CARTERA_VENV")
    if environment:
        folders = [environment_packages(Path(environment))]
    else:
        check_python(settings)
        folders = settings.get("paquetes", "").split("\n")
        if settings.get("datos"):
            os.environ.setdefault("CARTERA_DATOS", settings["datos"])
    put_first([folder for folder in folders if folder])
    try:
        import cartera_xl.excel  # noqa: F401
    except ImportError as error:
        raise NotReady(f"No se encuentra cartera-xl en este equipo. {INSTALL}") from error


def environment_packages(environment):
    """The packages' folder of a virtual environment for this Python."""
    if os.name == "nt":
        return str(environment / "Lib" / "site-packages")
    return str(environment / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages")


def check_python(settings):
    """Compiled packages only work in the Python for which they were installed."""
    ours, theirs = "{}.{}".format(*sys.version_info), settings.get("python")
    if not theirs:
        raise NotReady(f"Falta enlazar esta extensión con cartera-xl. {INSTALL}")
    if ours != theirs:
        raise NotReady(
            f"Este LibreOffice trae Python {ours} y cartera-xl está instalado con Python {theirs}: han de coincidir. "
            "Ejecute en un terminal: cartera libreoffice diagnostico"
        )


def put_first(folders):
    """Put those folders, and what their `.pth` files add, at the head of the path."""
    before = list(sys.path)
    for folder in folders:
        if folder not in sys.path:
            sys.path.append(folder)
            site.addsitedir(folder)
    sys.path[:] = [*(folder for folder in sys.path if folder not in before), *before]


def log(context):
    """Add the traceback to the log and say where that is; nothing if it cannot be written."""
    path = read_settings(context).get("registro")
    if not path:
        return ""
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} extensión de LibreOffice\n{traceback.format_exc()}\n")
    except OSError:
        return ""
    return f"\n\nLos detalles están en «{path}»."


def enter_again(document):
    """Enter again the formulas whose names LibreOffice did not recognise when it opened the file."""
    modified = document.isModified()
    document.UndoManager.lock()
    try:
        for sheet in document.Sheets:
            search = sheet.createSearchDescriptor()
            search.SearchString = PREFIX
            search.SearchType = IN_FORMULAS
            found = sheet.findAll(search)
            for cell in found.Cells if found else ():
                enter_cell_again(sheet, cell)
    finally:
        document.UndoManager.unlock()
    if not modified:
        document.setModified(False)


def enter_cell_again(sheet, cell):
    """One formula, or the whole array when the cell is its first one."""
    if sheet.isProtected() or not FROM_EXCEL.search(cell.Formula):
        return
    formula = FROM_EXCEL.sub(lambda found: found[1].upper(), cell.Formula)
    if not cell.ArrayFormula:
        cell.setFormula(formula)
        return
    array = sheet.createCursorByRange(cell)
    array.collapseToCurrentArray()
    if array.getCellByPosition(0, 0).CellAddress == cell.CellAddress:
        array.setArrayFormula(formula.strip("{}"))


def named(values, name):
    """What a list of named values says under that name."""
    return next(value.Value for value in values if value.Name == name)


class Functions(unohelper.Base, XLocalizable, XServiceInfo, uno.getClass("cartera.xl.XFunciones")):
    """The worksheet functions: every method that LibreOffice asks for is the id of one of them."""

    def __init__(self, context):
        self.context = context
        self.locale = uno.createUnoStruct("com.sun.star.lang.Locale", "es", "", "")

    def __getattr__(self, name):
        if not name.startswith(PREFIX):
            raise AttributeError(name)
        return partial(self.calculate, name)

    def calculate(self, ident, document, *arguments):
        """The cells of the answer; whatever happens, a short text and never a traceback."""
        try:
            prepare(self.context)
            from cartera_xl.excel.extension.functions import calculate

            return calculate(ident, document, arguments)
        except NotReady as error:
            return f"Cartera: {error}"
        except Exception:
            log(self.context)
            return "Cartera: error inesperado; los detalles están en el registro"

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return self.locale

    def getImplementationName(self):
        return FUNCTIONS

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (FUNCTIONS, "com.sun.star.sheet.AddIn")


class Commands(unohelper.Base, XInitialization, XDispatchProvider, XDispatch, XServiceInfo):
    """Answers to the addresses of the menu and the toolbar, one object per window."""

    def __init__(self, context):
        self.context = context
        self.frame = None

    def initialize(self, arguments):
        """LibreOffice gives here the window where the button is."""
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url, target, flags):
        return self if url.Complete.startswith(PROTOCOL) else None

    def queryDispatches(self, requests):
        return tuple(self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests)

    def dispatch(self, url, arguments):
        """Run the command of the address on the workbook of this window."""
        try:
            prepare(self.context)
            from cartera_xl.excel.extension.commands import run

            run(self.context, self.frame, url.Complete.removeprefix(PROTOCOL))
        except NotReady as error:
            self.say(str(error))
        except Exception:
            self.say(f"Ha fallado algo inesperado; el libro queda como esté.{log(self.context)}")

    def say(self, text):
        """A box with the text, over the workbook."""
        window = self.frame.ContainerWindow
        box = window.Toolkit.createMessageBox(window, ERRORBOX, 1, "Cartera", text)
        box.execute()
        box.dispose()

    def addStatusListener(self, listener, url):
        """The buttons are always enabled: nothing to tell."""

    def removeStatusListener(self, listener, url):
        """See `addStatusListener`."""

    def getImplementationName(self):
        return COMMANDS

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (COMMANDS, "com.sun.star.frame.ProtocolHandler")


class Opening(unohelper.Base, XJob, XServiceInfo):
    """Makes the functions of a workbook written by Excel work: LibreOffice reads them as unknown names."""

    def __init__(self, context):
        self.context = context

    def execute(self, arguments):
        """Called once per spreadsheet, when it has been opened."""
        try:
            enter_again(named(named(arguments, "Environment"), "Model"))
        except Exception:
            log(self.context)

    def getImplementationName(self):
        return OPENING

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (OPENING, "com.sun.star.task.Job")


g_ImplementationHelper = unohelper.ImplementationHelper()  # the name that LibreOffice's loader looks for
g_ImplementationHelper.addImplementation(Functions, FUNCTIONS, (FUNCTIONS, "com.sun.star.sheet.AddIn"))
g_ImplementationHelper.addImplementation(Commands, COMMANDS, (COMMANDS, "com.sun.star.frame.ProtocolHandler"))
g_ImplementationHelper.addImplementation(Opening, OPENING, (OPENING, "com.sun.star.task.Job"))
