"""What is right and what is wrong with the add-in on this machine, and what to do about each thing.

The command `cartera excel diagnostico` and the button «Diagnóstico» show the same checks. None of them writes.
"""

from cartera_xl.excel.installer import checks_files, checks_office, checks_python, checks_security
from cartera_xl.excel.installer.check import Check, CheckFunction, Situation
from cartera_xl.excel.installer.machine import this_system
from cartera_xl.excel.installer.plan import ALLOW
from cartera_xl.excel.installer.system import Platform, System

__all__ = ["Check", "run_checks"]

_CHECKS: dict[Platform, tuple[CheckFunction, ...]] = {
    Platform.WINDOWS: (
        checks_office.excel,
        checks_python.python,
        checks_office.store,
        checks_files.add_in,
        checks_files.settings,
        checks_office.listed,
        checks_office.turned_off,
        checks_python.same_xlwings,
        checks_python.library,
        checks_python.server,
        checks_files.mark_of_the_web,
        checks_security.macros,
        checks_security.trusted_location,
        checks_security.child_processes,
        checks_files.writable,
        checks_files.far_away,
        checks_files.data,
        checks_office.libreoffice,
    ),
    Platform.MAC: (
        checks_office.excel,
        checks_python.python,
        checks_files.add_in,
        checks_files.settings,
        checks_files.apple_script,
        checks_python.same_xlwings,
        checks_files.mark_of_the_web,
        checks_files.writable,
        checks_files.far_away,
        checks_files.data,
        checks_office.libreoffice,
    ),
    Platform.OTHER: (
        checks_office.nowhere,
        checks_python.python,
        checks_python.same_xlwings,
        checks_files.data,
        checks_office.libreoffice,
    ),
}


def run_checks(system: System | None = None) -> tuple[Check, ...]:
    """Every check of this machine, in the order in which they help most. On Windows it takes a few seconds."""
    situation = Situation(system or this_system())
    found = (_looked_at(check, situation) for check in _CHECKS[situation.system.platform])
    return tuple(dict.fromkeys(found))


def _looked_at(check: CheckFunction, situation: Situation) -> Check:
    """A folder that the machine does not let us look at is said once; it does not stop the other checks."""
    try:
        return check(situation)
    except PermissionError as error:
        return Check("Permiso para mirar", False, f"El sistema no deja mirar «{error.filename}».", ALLOW)
