"""The component that LibreOffice loads: it finds cartera-xl's Python environment and hands everything over to it.

Only the standard library and `uno` are certain here. Where the environment is comes from the file that
`cartera libreoffice instalar` leaves in this user's profile, or from the variable CARTERA_ENTORNO.
"""
# ruff: noqa: N802, N816 - the names and the parameters are UNO's

import configparser
import os
import site
import sys
import traceback
from datetime import datetime
from functools import partial
from pathlib import Path

import uno
import unohelper
from com.sun.star.awt.MessageBoxType import ERRORBOX
from com.sun.star.lang import XLocalizable, XServiceInfo
from com.sun.star.task import XJobExecutor

FUNCTIONS = "cartera.xl.Funciones"
COMMANDS = "cartera.xl.Ordenes"
SETTINGS = "cartera-xl.ini"
PREFIX = "CARTERA_"
INSTALL = "Ejecute en un terminal: cartera libreoffice instalar"


class NotReady(Exception):
    """cartera-xl cannot run inside this LibreOffice; the text says why and what to do."""


def user_folder(context):
    """Where LibreOffice keeps what is of this user."""
    substitution = context.ServiceManager.createInstanceWithContext("com.sun.star.util.PathSubstitution", context)
    return Path(uno.fileUrlToSystemPath(substitution.getSubstituteVariableValue("$(user)")))


def read_settings(folder):
    """What the installer wrote in this user's folder; empty if it never ran."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(folder / SETTINGS, encoding="utf-8")
    return parser["cartera"] if parser.has_section("cartera") else {}


def prepare(context):
    """Leave `cartera_xl` importable, its own packages before those of the system."""
    if "cartera_xl.excel" in sys.modules:
        return
    folder = user_folder(context)
    settings = read_settings(folder)
    environment = os.environ.get("CARTERA_ENTORNO")
    if environment:
        folders = [environment_packages(Path(environment))]
    else:
        check_python(settings)
        folders = settings.get("paquetes", "").split("\n")
        if settings.get("datos"):
            os.environ.setdefault("CARTERA_DATOS", settings["datos"])
    os.environ["CARTERA_PERFIL"] = str(folder.parent)  # the diagnosis looks at this LibreOffice and no other
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
    """Add the traceback to the log and say where that is; if it cannot be written, its last line at least."""
    path = Path(read_settings(user_folder(context)).get("registro", "cartera.log"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} extensión de LibreOffice\n{traceback.format_exc()}\n")
    except OSError:
        return f"El registro no se ha podido escribir: apunte lo que pone aquí.\n{traceback.format_exc(limit=0)}"
    return f"El detalle está en el registro:\n{path}"


class Functions(unohelper.Base, XLocalizable, XServiceInfo, uno.getClass("cartera.xl.XFunciones")):
    """The worksheet functions: every method that LibreOffice asks for is the id of one of them.

    It is not declared as a `com.sun.star.sheet.AddIn`: those are all loaded when a spreadsheet is opened. This one is
    known by the configuration alone, and is loaded by the first formula that uses it.
    """

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
            return ((f"Cartera: {error}",),)
        except Exception:
            log(self.context)
            return (("Cartera: error inesperado; los detalles están en el registro",),)

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return self.locale

    def getImplementationName(self):
        return FUNCTIONS

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (FUNCTIONS,)


class Commands(unohelper.Base, XJobExecutor, XServiceInfo):
    """Answers to the addresses of the menu and the toolbar: `service:cartera.xl.Ordenes?` and the id of a command.

    LibreOffice only loads Python for them when they are used: a handler of addresses of our own would be asked for
    its state at every opening, and where Python is broken no document would open.
    """

    def __init__(self, context):
        self.context = context

    def trigger(self, command):
        """Run it on the workbook of the window in front, which is where the button was pressed."""
        desktop = self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        frame = desktop.getCurrentFrame()
        try:
            prepare(self.context)
            from cartera_xl.excel.extension.commands import run

            run(self.context, frame, command)
        except NotReady as error:
            say(frame, str(error))
        except Exception:
            say(
                frame,
                f"Ha ocurrido un error que no es de sus datos.\n\n{log(self.context)}\n\n"
                "Qué hacer: ejecute en un terminal «cartera libreoffice diagnostico» y envíe el registro a quien le "
                "ayude con el programa.",
            )

    def getImplementationName(self):
        return COMMANDS

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (COMMANDS,)


def say(frame, text):
    """A box with the text, over the workbook."""
    window = frame.ContainerWindow
    box = window.Toolkit.createMessageBox(window, ERRORBOX, 1, "Cartera", text)
    box.execute()
    box.dispose()


g_ImplementationHelper = unohelper.ImplementationHelper()  # the name that LibreOffice's loader looks for
g_ImplementationHelper.addImplementation(Functions, FUNCTIONS, (FUNCTIONS,))
g_ImplementationHelper.addImplementation(Commands, COMMANDS, (COMMANDS,))
