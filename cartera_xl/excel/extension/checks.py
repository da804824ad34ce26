"""What is right and what is wrong with the extension on this machine, and what to do. Nothing is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from cartera_xl import settings
from cartera_xl.excel.commands.run_log import log_path
from cartera_xl.excel.extension.install import FROM_ITS_ICON, check_python
from cartera_xl.excel.extension.installed import installed_folder, installed_version, is_enabled, is_the_same
from cartera_xl.excel.extension.link import own_folder, read_link
from cartera_xl.excel.extension.office import NoOffice, Office, environment_in_terminal, find_office
from cartera_xl.excel.extension.package import OLDEST_LIBREOFFICE
from cartera_xl.excel.installer.check import Check
from cartera_xl.resources import macro_file

EXTENSION = "cartera.oxt"
INSTALL = "Cierre LibreOffice y ejecute: cartera libreoffice instalar"


def run_checks(profile: Path | None = None) -> tuple[Check, ...]:
    """Every check of this machine; only the first one if there is no LibreOffice."""
    try:
        office = find_office(profile)
    except NoOffice as error:
        return (Check("LibreOffice", False, error.que, error.remedio),)
    checks = (_program, _python, _extension, _link, _open_now)
    return (*(check(office) for check in checks), _data(), *_terminal())


def _program(office: Office) -> Check:
    found = office.version()
    if not found:
        return Check("LibreOffice", False, f"El de «{office.program}» no responde.", "Reinstale LibreOffice")
    if _numbers(found) < _numbers(OLDEST_LIBREOFFICE):
        remedy = f"Instale LibreOffice {OLDEST_LIBREOFFICE} o posterior"
        return Check("LibreOffice", False, f"La versión «{found}» es demasiado antigua.", remedy)
    return Check("LibreOffice", True, f"{found}, en «{office.program}».")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _python(office: Office) -> Check:
    try:
        check_python(office)
    except NoOffice as error:
        return Check("Python", False, error.que, error.remedio)
    return Check("Python", True, f"LibreOffice y cartera-xl usan Python 3.{sys.version_info.minor}.")


def _extension(office: Office) -> Check:
    title, folder = "Extensión", installed_folder(office)
    if folder is None:
        return Check(title, False, f"No está instalada en «{office.profile}».", INSTALL)
    if not is_enabled(office, folder):
        remedy = "Actívela en Herramientas ▸ Gestor de extensiones (en las versiones nuevas, Extensiones)"
        return Check(title, False, "Está instalada, pero desactivada.", remedy)
    found, current = installed_version(folder), version("cartera-xl")
    if not is_the_same(folder, macro_file(EXTENSION)):
        return Check(title, False, f"La instalada ({found}) no es la de este cartera-xl ({current}).", INSTALL)
    return Check(title, True, f"Versión {found}, activa.")


def _link(office: Office) -> Check:
    title = "Enlace con Python"
    link = read_link(office)
    folders = [Path(folder) for folder in link.get("paquetes", "").splitlines() if folder]
    if not folders:
        return Check(title, False, f"Falta el archivo «{office.settings}».", INSTALL)
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        return Check(title, False, f"Ya no está la carpeta «{missing[0]}».", INSTALL)
    if own_folder() not in folders or Path(link.get("registro", "")) != log_path().absolute():
        return Check(title, False, "La extensión usa otra instalación de cartera-xl, u otra carpeta de datos.", INSTALL)
    return Check(title, True, f"cartera-xl está en «{own_folder()}».")


def _open_now(office: Office) -> Check:
    detail = "Está abierto; ciérrelo antes de instalar o desinstalar." if office.running else "Está cerrado."
    return Check("Abierto o cerrado", True, detail)


def _data() -> Check:
    """The journal and the log."""
    title, folder = "Diario y registro", settings.data_folder()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if existing.is_dir() and os.access(existing, os.W_OK):
        return Check(title, True, f"Se puede escribir en «{folder}».")
    remedy = "Elija una carpeta en la que pueda escribir y póngala en la variable CARTERA_DATOS"
    return Check(title, False, f"No se puede escribir en «{folder}».", remedy)


def _terminal() -> Iterator[Check]:
    """Said only where it may happen."""
    if os.name == "posix" and environment_in_terminal():
        yield Check("Este terminal", None, "Tiene activado un entorno de Python.", FROM_ITS_ICON)
