"""Checks of Excel itself: which one there is, whether it loads the add-in, whether it has turned it off."""

from cartera_xl.excel.installer import offices
from cartera_xl.excel.installer.check import INSTALL, Check, Situation
from cartera_xl.excel.installer.open_values import loads
from cartera_xl.excel.installer.plan import ADD_IN
from cartera_xl.excel.installer.system import Platform

DESKTOP = (
    "Instale Excel de escritorio (2010 o posterior). El de la web y el de la tableta no admiten estos complementos"
)


def nowhere(_: Situation) -> Check:
    """The machine is neither a Windows nor a Mac."""
    detail = "En este sistema no existe Excel: aquí solo se comprueba lo que no depende de él."
    return Check("Excel", None, detail, "Use LibreOffice: cartera libreoffice instalar")


def excel(situation: Situation) -> Check:
    """There is a desktop Excel that reads our ribbon."""
    system = situation.system
    if system.platform is Platform.MAC:
        place = system.excel_program()
        return Check("Excel", bool(place), f"En «{place}»." if place else "No se encuentra.", "" if place else DESKTOP)
    versions = offices.installed_versions(system.registry)
    if not versions:
        return Check("Excel", False, "No se ve ninguno en el registro de Windows.", DESKTOP)
    bits = offices.excel_bits(system.registry)
    kind = f"de {bits} bits" if bits else "no consta si de 32 o de 64 bits"
    python = system.python_bits
    note = f"; Python es de {python}, y se entienden igual" if bits not in (None, python) else ""
    return Check("Excel", True, f"Versión {', '.join(versions)}, {kind}{note}.")


def listed(situation: Situation) -> Check:
    """Every installed Excel loads the add-in at start."""
    registry = situation.system.registry
    keys = [offices.options_key(version) for version in offices.installed_versions(registry)]
    missing = [key for key in keys if not loads(registry.values(key), str(situation.add_in))]
    if keys and not missing:
        return Check("Se abre con Excel", True, f"Excel abre «{ADD_IN}» al empezar.")
    unticked = any(_has(registry.values(offices.manager_key(key.split("\\")[-3])), situation) for key in missing)
    if unticked:
        remedy = f"En Excel: Archivo > Opciones > Complementos > Ir…, y marque {ADD_IN.removesuffix('.xlam').title()}"
        return Check("Se abre con Excel", False, "Alguien lo desmarcó en la lista de complementos de Excel.", remedy)
    return Check("Se abre con Excel", False, "No está en la lista de complementos de Excel.", INSTALL)


def _has(values: object, situation: Situation) -> bool:
    return isinstance(values, dict) and str(situation.add_in).casefold() in {name.casefold() for name in values}


def turned_off(situation: Situation) -> Check:
    """Excel has not put the add-in among those that it disables after a crash.

    Each disabled item is a binary value under `Resiliency\\DisabledItems` with the path inside, in UTF-16.
    """
    registry = situation.system.registry
    wanted = ADD_IN.encode("utf-16-le")
    for version in offices.installed_versions(registry):
        key = f"HKCU\\{offices.OFFICE}\\{version}\\Excel\\Resiliency\\DisabledItems"
        if any(isinstance(one.data, bytes) and wanted in one.data.lower() for one in registry.values(key).values()):
            remedy = "En Excel: Archivo > Opciones > Complementos; en «Administrar», Elementos deshabilitados > Ir…"
            return Check("Habilitado", False, "Excel lo deshabilitó porque una vez se cerró con él abierto.", remedy)
    return Check("Habilitado", True, "Excel no lo tiene entre los deshabilitados.")


def store(situation: Situation) -> Check:
    """Neither Excel nor Python are of the Microsoft Store (xlwings issues 1166 and 2371)."""
    system = situation.system
    if offices.is_from_store(system.excel_program()):
        remedy = "Desinstale ese Office e instale el de siempre desde la página de su cuenta de Microsoft"
        return Check(
            "Ediciones de la Tienda",
            False,
            "Este Excel es el de la Tienda de Microsoft: no puede llamar a Python.",
            remedy,
        )
    if any(offices.is_from_store(str(path)) for path in (situation.interpreter, system.base_prefix)):
        remedy = f"Instale Python desde python.org, instale en él cartera-xl y repita. {INSTALL}"
        return Check("Ediciones de la Tienda", False, "Este Python es el de la Tienda: Excel no puede usarlo.", remedy)
    return Check("Ediciones de la Tienda", True, "Ni Excel ni Python son de la Tienda de Microsoft.")


def libreoffice(_: Situation) -> Check:
    """Whether the other program that can have the tab has it; never wrong, its own command looks at it closer."""
    from cartera_xl.excel.extension.installed import installed_folder
    from cartera_xl.excel.extension.office import NoOffice, find_office

    try:
        folder = installed_folder(find_office())
    except NoOffice:
        return Check("LibreOffice", True, "No está en este equipo, ni hace falta.")
    if folder is None:
        return Check("LibreOffice", True, "Está, sin la extensión: se pone con «cartera libreoffice instalar».")
    return Check("LibreOffice", True, "Tiene la extensión: la comprueba «cartera libreoffice diagnostico».")
