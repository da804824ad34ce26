"""What is right and what is wrong with the add-in on this machine, and what to do about each thing.

The command `cartera excel diagnostico` and the button «Diagnóstico» show the same checks. None of them writes.
"""

from cartera_xl.excel.installer import checks_files, checks_office, checks_python, checks_security
from cartera_xl.excel.installer.check import Check, CheckFunction, Situation
from cartera_xl.excel.installer.machine import this_system
from cartera_xl.excel.installer.system import Platform, System

__all__ = ["Check", "run_checks"]

_EVERYWHERE: tuple[CheckFunction, ...] = (checks_python.python, checks_python.same_xlwings, checks_files.data)
_WITH_EXCEL: tuple[CheckFunction, ...] = (
    checks_office.excel,
    checks_python.python,
    checks_files.add_in,
    checks_files.settings,
    checks_python.same_xlwings,
    checks_files.mark_of_the_web,
    checks_files.writable,
    checks_files.synchronised,
    checks_files.data,
)
_ON_WINDOWS: tuple[CheckFunction, ...] = (
    checks_office.listed,
    checks_office.turned_off,
    checks_office.store,
    checks_python.library,
    checks_python.server,
    checks_security.macros,
    checks_security.trusted_location,
    checks_security.child_processes,
)
_ON_A_MAC: tuple[CheckFunction, ...] = (checks_files.apple_script,)


def run_checks(system: System | None = None) -> tuple[Check, ...]:
    """Every check of this machine, in the order in which they help most. On Windows it takes a few seconds."""
    machine = system or this_system()
    tests = {
        Platform.WINDOWS: (*_WITH_EXCEL, *_ON_WINDOWS),
        Platform.MAC: (*_WITH_EXCEL, *_ON_A_MAC),
        Platform.OTHER: (checks_office.nowhere, *_EVERYWHERE),
    }[machine.platform]
    situation = Situation(machine)
    return tuple(test(situation) for test in tests)
