"""Checks of what an office decides about macros: policies, trusted locations and attack surface reduction.

They only read the registry. An installed add-in loads without warning unless an office asks for signatures
(https://learn.microsoft.com/previous-versions/office/office-2010/ee857086(v=office.14)).
"""

from collections.abc import Iterator

from cartera_xl.excel.installer import offices
from cartera_xl.excel.installer.check import Check, Situation
from cartera_xl.excel.installer.offices import number_value, text_value
from cartera_xl.excel.installer.system import Registry
from cartera_xl.excel.installer.vba_version import is_signed

ASK = "Pida a su departamento de informática"
POLICIES = "Software\\Policies\\Microsoft\\Office"
MACRO_SETTINGS = {
    1: "se permiten todas",
    2: "se pregunta por cada libro",
    3: "solo las firmadas",
    4: "ninguna, sin preguntar",
}
DEFENDER = "SOFTWARE\\Policies\\Microsoft\\Windows Defender"
ASR_KEYS = (
    f"HKLM\\{DEFENDER}\\Windows Defender Exploit Guard\\ASR\\Rules",
    "HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Windows Defender Exploit Guard\\ASR\\Rules",
)
"""Group policy (admx.help, `ExploitGuard_ASR_Rules`), and the one set on the machine itself, not proven."""
ASR_MANAGED = (f"HKLM\\{DEFENDER}\\Policy Manager", "ASRRules")
"""The one set by Intune, `id=state|id=state`, not proven."""
CHILD_PROCESSES = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
WIN32_CALLS = "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B"
ASR_RULES = {
    CHILD_PROCESSES: "que Office abra otros programas",
    WIN32_CALLS: "que las macros llamen a Windows",
}
ASR_BLOCKS = {"1": "la regla bloquea", "6": "la regla avisa y bloquea"}


def macros(situation: Situation) -> Check:
    """No policy prevents an unsigned add-in from running. Access to the VBA project is not needed."""
    registry, title = situation.system.registry, "Directivas de macros"
    signed = is_signed(situation.add_in)
    for version in offices.installed_versions(registry):
        blocked = _blocked(registry, version, signed=signed)
        if blocked:
            return Check(title, False, f"{blocked}.", f"{ASK} que lo permita: docs/excel-informatica.md dice cómo")
        chosen = _setting(registry, version, "VBAWarnings")
        if chosen in (3, 4) and not signed and not _trusted(situation):
            said = f"El ajuste de macros es «{MACRO_SETTINGS[chosen]}»."
            detail = f"{said} Los complementos instalados suelen quedar fuera de esa norma."
            return Check(
                title, None, detail, f"Si la pestaña no sale, {ASK[0].lower()}{ASK[1:]} que confíe en la carpeta"
            )
    return Check(title, True, "Ninguna impide el complemento.")


def _blocked(registry: Registry, version: str, *, signed: bool) -> str:
    """The policy that stops the add-in for certain, in words; empty if none does."""
    common = f"HKCU\\{POLICIES}\\{version}\\Common"
    if any(
        number_value(registry, f"{hive}\\{POLICIES}\\{version}\\Common", "vbaoff") == 1 for hive in ("HKCU", "HKLM")
    ):
        return "Su empresa ha quitado las macros de Office (VBAOff)"
    if _setting(registry, version, "DisableAllAddins") == 1:
        return "Los complementos de Excel están deshabilitados (DisableAllAddins)"
    if signed:
        return ""
    if _setting(registry, version, "RequireAddinSig") == 1:
        return "Excel solo admite complementos firmados (RequireAddinSig), y este no lo está"
    if number_value(registry, f"{common}\\Security", "requirealwaysonmacrosig") == 1:
        return "Office solo carga al empezar macros firmadas (RequireAlwaysOnMacroSig), y estas no lo están"
    return ""


def _setting(registry: Registry, version: str, name: str) -> int | None:
    """What the policy says of a security setting of Excel; if it says nothing, what the user chose."""
    for root in (POLICIES, offices.OFFICE):
        found = number_value(registry, f"HKCU\\{root}\\{version}\\Excel\\Security", name)
        if found is not None:
            return found
    return None


def trusted_location(situation: Situation) -> Check:
    """The add-in's folder is a trusted location; not needed, but then nothing about macros can stop it."""
    title = "Ubicación de confianza"
    if _trusted(situation):
        return Check(title, True, "La carpeta del complemento lo es.")
    registry = situation.system.registry
    internet = any(
        _setting(registry, version, "BlockContentExecutionFromInternet") == 1
        for version in offices.installed_versions(registry)
    )
    note = " Las macros de internet están bloqueadas, y esta no lleva la marca." if internet else ""
    return Check(title, True, f"La carpeta del complemento no lo es, ni hace falta si Excel lo abre.{note}")


def _trusted(situation: Situation) -> bool:
    folder = _clean(str(situation.add_in.parent))
    return any(
        folder == place or (below and folder.startswith(f"{place}\\"))
        for place, below in _trusted_locations(situation.system.registry)
    )


def _trusted_locations(registry: Registry) -> Iterator[tuple[str, bool]]:
    for version in offices.installed_versions(registry):
        for root in (POLICIES, offices.OFFICE):
            for program in ("Excel", "Common"):
                key = f"HKCU\\{root}\\{version}\\{program}\\Security\\Trusted Locations"
                for name in registry.subkeys(key):
                    path = text_value(registry, f"{key}\\{name}", "Path")
                    if path:
                        yield _clean(path), number_value(registry, f"{key}\\{name}", "AllowSubfolders") == 1


def _clean(path: str) -> str:
    return path.replace("/", "\\").rstrip("\\").casefold()


def child_processes(situation: Situation) -> Check:
    """No rule of Microsoft Defender stops Excel from starting Python (xlwings issues 821 and 2433)."""
    found = dict(_asr_rules(situation.system.registry))
    blocking = {rule: ASR_BLOCKS[state] for rule, state in found.items() if rule in ASR_RULES and state in ASR_BLOCKS}
    if not blocking:
        detail = "En el registro no hay ninguna regla que bloquee; otros antivirus no se ven desde aquí."
        return Check("Reglas de Defender (ASR)", True, detail)
    said = "; ".join(f"{ASR_RULES[rule]} ({rule}): {state}" for rule, state in blocking.items())
    remedy = f"{ASK} una exclusión de esa regla: docs/excel-informatica.md dice cuál y qué no hay que abrir"
    return Check("Reglas de Defender (ASR)", False, f"Se impide {said}.", remedy)


def _asr_rules(registry: Registry) -> Iterator[tuple[str, str]]:
    for key in reversed(ASR_KEYS):
        for name, value in registry.values(key).items():
            yield name.upper(), str(value.data)
    for pair in text_value(registry, *ASR_MANAGED).split("|"):
        rule, _, state = pair.partition("=")
        yield rule.strip("{} ").upper(), state.strip()
