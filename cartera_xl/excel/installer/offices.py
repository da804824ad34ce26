"""Which Excel there is in the registry of Windows, and of which kind.

`InstallRoot` of each version is under HKLM; the editions that update themselves have `ClickToRun\\Configuration`, with
`Platform` and `VersionToReport`; `Bitness` is under the Outlook of the same version, and 32-bit Office on a 64-bit
Windows is under `WOW6432Node` (https://support.microsoft.com/help/2778964). Office of the Microsoft Store runs from
a folder called WindowsApps, and xlwings cannot serve it worksheet functions (xlwings issue 1166).
"""

import re

from cartera_xl.excel.installer.system import Registry

OFFICE = "Software\\Microsoft\\Office"
CLICK_TO_RUN = "HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration"
APP_PATH = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\excel.exe"
MACHINE = {64: "HKLM\\SOFTWARE\\Microsoft\\Office", 32: "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Office"}
OLDEST = 14.0
"""Excel 2010: the first one that reads our ribbon."""
_VERSION = re.compile(r"^(\d{2})\.0$")


def installed_versions(registry: Registry) -> tuple[str, ...]:
    """Versions of Excel on this machine («16.0» from 2016 on), newest first; empty if there is none."""
    found = {
        version
        for office in MACHINE.values()
        for version in registry.subkeys(office)
        if _VERSION.match(version) and registry.has(f"{office}\\{version}\\Excel\\InstallRoot")
    }
    if registry.has(CLICK_TO_RUN):
        report = text_value(registry, CLICK_TO_RUN, "VersionToReport").split(".")[0]
        found.add(f"{report if report.isdigit() else '16'}.0")
    if text_value(registry, APP_PATH, ""):
        found |= _used_by_this_user(registry) or {"16.0"}
    return tuple(sorted((one for one in found if float(one) >= OLDEST), key=float, reverse=True))


def _used_by_this_user(registry: Registry) -> set[str]:
    office = f"HKCU\\{OFFICE}"
    return {one for one in registry.subkeys(office) if _VERSION.match(one) and registry.has(f"{office}\\{one}\\Excel")}


def excel_bits(registry: Registry) -> int | None:
    """32 or 64; `None` if the registry does not say."""
    platform = text_value(registry, CLICK_TO_RUN, "Platform").lower()
    if platform in ("x64", "x86"):
        return 64 if platform == "x64" else 32
    for version in installed_versions(registry):
        for office in MACHINE.values():
            bitness = text_value(registry, f"{office}\\{version}\\Outlook", "Bitness").lower()
            if bitness in ("x64", "x86"):
                return 64 if bitness == "x64" else 32
        for bits, office in MACHINE.items():
            if registry.has(f"{office}\\{version}\\Excel\\InstallRoot"):
                return bits
    return None


def is_from_store(path: str) -> bool:
    """True if a program or a Python is of the Microsoft Store, judging by its folder."""
    return "\\windowsapps\\" in path.replace("/", "\\").lower() + "\\"


def options_key(version: str) -> str:
    """Where that Excel keeps this user's options, the OPENn values among them."""
    return f"HKCU\\{OFFICE}\\{version}\\Excel\\Options"


def manager_key(version: str) -> str:
    """Where that Excel keeps the add-ins that the user has unticked."""
    return f"HKCU\\{OFFICE}\\{version}\\Excel\\Add-in Manager"


def text_value(registry: Registry, key: str, name: str) -> str:
    """A text of the registry; empty if it is not there. Names do not distinguish case."""
    found = {known.lower(): value.data for known, value in registry.values(key).items()}.get(name.lower(), "")
    return str(found)


def number_value(registry: Registry, key: str, name: str) -> int | None:
    """A number of the registry, also if it is kept as a text; `None` if it is not there."""
    text = text_value(registry, key, name)
    return int(text) if text.isdigit() else None
