"""Put the extension in this user's LibreOffice, linked to this Python environment; and take it away."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from cartera_xl.excel.extension import manager
from cartera_xl.excel.extension.installed import (
    installed_folder,
    is_enabled,
    is_the_same,
    leftovers,
    remembered_lines,
)
from cartera_xl.excel.extension.link import link_text
from cartera_xl.excel.extension.office import NoOffice, Office, environment_in_terminal
from cartera_xl.excel.installer.install import Outcome, Step

AFTERWARDS = (
    "Abra un libro en LibreOffice Calc: verá el menú «Cartera» y su barra.",
    "Si no salen: cartera libreoffice diagnostico",
)
FROM_ITS_ICON = (
    "Abra LibreOffice desde su icono, o desde un terminal sin entorno de Python activado: con uno, el Python de "
    "LibreOffice puede no arrancar y cerrarlo de golpe"
)
OFFICE_IS_OPEN = (
    "LibreOffice está abierto. Ciérrelo del todo, también el inicio rápido de la bandeja del sistema, y repita la "
    "orden. Si ya está cerrado, ábralo y ciérrelo una vez."
)
OLDEST_PYTHON = 11
"""The oldest Python 3 in which cartera-xl works."""


class OfficeIsOpen(Exception):
    """Nothing has changed: LibreOffice would not see it, or would write its own settings over ours when it closes."""


def install(office: Office, extension: Path, *, simulate: bool = False) -> Outcome:
    """Twice is once. `OfficeIsOpen` only if there is something to change; `ErrorCartera` if it cannot be."""
    check_python(office)
    folder = installed_folder(office)
    ready = folder is not None and is_the_same(folder, extension) and is_enabled(office, folder)
    link = link_text()
    linked = office.settings.is_file() and office.settings.read_text(encoding="utf-8") == link
    steps = (
        Step("extensión", str(office.profile), not ready),
        Step("enlace", str(office.settings), not linked),
    )
    outcome = Outcome(steps, (*AFTERWARDS, f"{FROM_ITS_ICON}.") if environment_in_terminal() else AFTERWARDS)
    if simulate or not outcome.changed:
        return outcome
    _must_be_closed(office)
    if not ready:
        manager.add(office, extension)
    if not linked:
        _replace(office.settings, link)
    return outcome


def uninstall(office: Office, *, simulate: bool = False) -> Outcome:
    """Leaves nothing in the profile. Books and the journal are not touched."""
    folder, lines = installed_folder(office), remembered_lines(office)
    found = (
        ("extensión", office.profile, folder is not None),
        ("enlace", office.settings, office.settings.exists()),
        ("sitio de la barra", office.registry, bool(lines)),
    )
    outcome = Outcome(tuple(Step(what, str(where), True) for what, where, there in found if there))
    if simulate or not outcome.changed:
        return outcome
    _must_be_closed(office)
    if folder is not None:
        manager.remove(office)
        _clear(office)
    office.settings.unlink(missing_ok=True)
    _forget(office)
    return outcome


def check_python(office: Office) -> None:
    """`NoOffice` if our packages would not work in LibreOffice's Python."""
    ours, theirs = sys.version_info.minor, office.python_minor()
    where = f"LibreOffice de «{office.program}»"
    if theirs is None:
        raise NoOffice(
            "Este LibreOffice no trae Python, y la extensión lo necesita.",
            donde=where,
            remedio="Instale el paquete «python3-uno» (en Debian y Ubuntu: sudo apt-get install python3-uno)",
        )
    if theirs != ours:
        raise NoOffice(
            f"Este LibreOffice usa Python «3.{theirs}» y cartera-xl está instalado con Python «3.{ours}».",
            donde=where,
            remedio=f"Instale cartera-xl con Python 3.{theirs} y repita la orden con él"
            if theirs >= OLDEST_PYTHON
            else f"Instale un LibreOffice que use Python 3.{ours}: cartera-xl no funciona con 3.{theirs}",
        )


def _must_be_closed(office: Office) -> None:
    if office.running:
        raise OfficeIsOpen(OFFICE_IS_OPEN)


def _clear(office: Office) -> None:
    for path in leftovers(office):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _forget(office: Office) -> None:
    """LibreOffice has just written its settings: they are read again."""
    lines = remembered_lines(office)
    if lines:
        text = office.registry.read_text(encoding="utf-8")
        for line in lines:
            text = text.replace(line, "", 1)
        _replace(office.registry, text)


def _replace(path: Path, text: str) -> None:
    """All or nothing, and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.nuevo")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.chmod(0o600)
    partial.replace(path)
