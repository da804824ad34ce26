"""Checks of files: the add-in, the settings, and where the data is kept."""

from cartera_xl import settings as machine_settings
from cartera_xl.excel.installer.check import INSTALL, Check, Situation
from cartera_xl.excel.installer.conf import INTERPRETERS
from cartera_xl.excel.installer.manifest import digest, read_manifest
from cartera_xl.excel.installer.plan import ADD_IN, apple_script_target
from cartera_xl.excel.installer.vba_version import is_signed
from cartera_xl.resources import macro_file

CLOUD = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
NETWORK = ("\\\\", "//")


def add_in(situation: Situation) -> Check:
    """The add-in is in its folder and is the one that comes with this version."""
    path = situation.add_in
    if not path.is_file():
        return Check("Complemento", False, f"«{ADD_IN}» no está en «{path.parent}».", INSTALL)
    if digest(path.read_bytes()) == digest(macro_file(ADD_IN).read_bytes()):
        return Check("Complemento", True, f"El de esta versión, en «{path.parent}».")
    if is_signed(path):
        return Check(
            "Complemento", None, f"En «{path.parent}» hay uno firmado: no es el que trae esta versión tal cual."
        )
    manifest = read_manifest(situation.system)
    ours = manifest is not None and any(record.wrote(path.read_bytes()) for record in manifest.files)
    detail = "Es de otra versión de cartera-xl." if ours else "No es el de esta versión: alguien lo ha cambiado."
    return Check("Complemento", False, detail, INSTALL)


def settings(situation: Situation) -> Check:
    """`cartera.conf` is there, says where Python is, and has no empty lines (xlwings issue 1584)."""
    path = situation.system.conf_path
    if not path.is_file():
        return Check("Ajustes", False, f"No está «{path}».", INSTALL)
    if not situation.settings.get(INTERPRETERS[situation.system.platform]):
        return Check("Ajustes", False, f"«{path}» no dice dónde está Python.", INSTALL)
    if any(not line.strip() for line in path.read_bytes().splitlines()):
        return Check("Ajustes", False, f"«{path}» tiene líneas vacías, y Excel se queda esperando.", INSTALL)
    return Check("Ajustes", True, f"En «{path}».")


def mark_of_the_web(situation: Situation) -> Check:
    """The add-in does not carry the mark with which Office blocks macros that come from the Internet.

    Source: https://learn.microsoft.com/microsoft-365-apps/security/internet-macros-blocked.
    """
    path = situation.add_in
    if path.is_file() and situation.system.came_from_internet(path):
        return Check("Marca de internet", False, "El complemento la lleva, y Office bloquea sus macros.", INSTALL)
    return Check("Marca de internet", True, "El complemento no la lleva.")


def writable(situation: Situation) -> Check:
    """The user can write where the add-in goes."""
    folder = situation.add_in.parent
    if situation.system.can_write(folder):
        return Check("Permiso para instalar", True, f"Se puede escribir en «{folder}».")
    remedy = "Pida a su departamento de informática permiso para escribir en esa carpeta"
    return Check("Permiso para instalar", False, f"No se puede escribir en «{folder}».", remedy)


def far_away(situation: Situation) -> Check:
    """Neither Python, nor the add-in, nor the data are where OneDrive moves or locks them, or across the network."""
    system = situation.system
    clouds = [folder for name in CLOUD if (folder := system.environment(name))]
    places = {
        "el complemento": situation.add_in,
        "Python": situation.interpreter,
        "el diario": machine_settings.data_folder(),
    }
    synchronised = [what for what, path in places.items() if any(_is_inside(str(path), cloud) for cloud in clouds)]
    remote = [what for what, path in places.items() if str(path).startswith(NETWORK)]
    if not synchronised and not remote:
        return Check("OneDrive y red", True, "Todo lo del programa está en carpetas de este equipo.")
    where = (("OneDrive", synchronised), ("la red", remote))
    said = "; ".join(f"en {place}, {' y '.join(what)}" for place, what in where if what)
    remedy = "Ponga Python y los datos en una carpeta de este equipo (la de los datos, con CARTERA_DATOS)"
    return Check("OneDrive y red", None, f"Puede ir lento o bloquearse: {said}.", remedy)


def _is_inside(path: str, folder: str) -> bool:
    path, folder = (text.replace("\\", "/").rstrip("/").casefold() for text in (path, folder))
    return path == folder or path.startswith(f"{folder}/")


def data(situation: Situation) -> Check:
    """The journal and the log can be written."""
    folder = machine_settings.data_folder()
    if situation.system.can_write(folder):
        return Check("Diario y registro", True, f"En «{folder}».")
    remedy = "Elija una carpeta en la que pueda escribir: póngala en la variable CARTERA_DATOS"
    return Check("Diario y registro", False, f"No se puede escribir en «{folder}»: no se podría deshacer.", remedy)


def apple_script(situation: Situation) -> Check:
    """The script without which the macros cannot run anything on a Mac."""
    target = apple_script_target(situation.system)
    if target.path.is_file() and target.path.read_bytes() == target.content:
        return Check("Permiso para llamar a Python", True, f"«{target.path.name}» está en su sitio.")
    return Check("Permiso para llamar a Python", False, f"Falta «{target.path}».", INSTALL)
