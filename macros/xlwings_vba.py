"""The two VBA modules of xlwings that go into our files, taken from the installed wheel and changed where we must.

What is changed, and why: see `CHANGES`. Each change says how many times it is found, so that a new version of xlwings
cannot slip by unseen.
"""

import re
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PROJECT = "cartera"
"""Gives its name to `cartera.conf`."""


@dataclass(frozen=True, slots=True)
class Change:
    """A text of xlwings' module and ours, with the number of times that it has to be there."""

    old: str
    new: str
    times: int = 1


CHANGES = (
    Change('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"'),
    # Its procedures are not for the user: kept out of the macro list and of the function wizard.
    Change('Attribute VB_Name = "xlwings"\n', 'Attribute VB_Name = "xlwings"\nOption Private Module\n'),
    # The interpreter is named by the user's own file alone: a workbook that came by mail, or a file beside it, could
    # otherwise name any program to be run.
    Change('Optional source As String = ""', 'Optional source As String = "user"'),
    Change('"ADD_WORKBOOK_TO_PYTHONPATH", "true"', '"ADD_WORKBOOK_TO_PYTHONPATH", "false"', 2),
    # Nor does Python look for modules in the folder that Excel happens to be in: an empty PYTHONPATH would mean it.
    Change('" -B -c ""', '" -B -P -c ""', 2),
    Change(
        'GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")',
        'GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH", ParentFolder(GetConfig("INTERPRETER_WIN")))',
        3,
    ),
    Change(
        'GetConfig("SHAREPOINT_MAC") & ";" & GetConfig("PYTHONPATH")',
        'GetConfig("SHAREPOINT_MAC") & ";" & GetConfig("PYTHONPATH", ParentFolder(GetConfig("INTERPRETER_MAC")))',
    ),
    # The paths of the workbooks are not needed for that, and «&», «%» or «;» in one would break the command.
    Change(
        'AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" &', 'AddExcelDir & ";;;" &'
    ),
    Change('AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" &', 'AddExcelDir & ";;;" &', 2),
    # Python is started by itself and not through cmd.exe: a company that forbids Office from starting programs would
    # have to make an exception for cmd.exe, which none does; and «&» in a path is a letter like any other.
    Change(
        'PYTHON_WIN = "cmd.exe " & ConsoleSwitch & " /K " & Chr(34) & Chr(34) & PYTHON_WIN & Chr(34)',
        "PYTHON_WIN = Chr(34) & PYTHON_WIN & Chr(34)",
    ),
    Change("XLPyCommand = PYTHON_WIN & tail & Chr(34)", "XLPyCommand = PYTHON_WIN & tail"),
    Change(
        'PYTHONPATH = Replace(PYTHONPATH, "\'", "\\\'")\n    PYTHONPATH = Replace(PYTHONPATH, "&", "^&")',
        'PYTHONPATH = Replace(PYTHONPATH, "\'", "\\\'")',
    ),
    Change('"Running..."', '"Cartera está trabajando…"'),
    Change(
        "To enable RunPython, please run 'xlwings runpython install' in a terminal once and try again.",
        "Falta el permiso para llamar a Python. Abra Terminal, ejecute «cartera excel instalar» y vuelva a intentarlo.",
    ),
    Change("Could not find Interpreter!", "No se encuentra Python. Ejecute en un terminal «cartera excel instalar»."),
    Change(
        "Embedded code requires a valid LICENSE_KEY.",
        "Hay una hoja cuyo nombre acaba en «.py». Cámbiele el nombre y vuelva a intentarlo.",
    ),
    Change("Press Ctrl+C to copy this message to the clipboard.", "Pulse Ctrl+C para copiar este mensaje."),
    Change('MsgBox Content, vbCritical, "Error"', 'MsgBox Content, vbCritical, "Cartera"'),
    Change('AUTO_DISMISS, "Error", OK_BUTTON_ERROR', 'AUTO_DISMISS, "Cartera", OK_BUTTON_ERROR'),
)

_NOTE = "'Modificado por cartera-xl: nombre, ajustes solo del usuario, carpetas de Python y avisos en español.\n"


def xlwings_module() -> str:
    """xlwings' module with our changes, its licence at the top as it came."""
    text = _source("xlwings_custom_addin.bas")
    installed = version("xlwings")
    if f"'Version: {installed}\n" not in text:
        raise ValueError(f"the VBA module is not of xlwings {installed}")
    for change in CHANGES:
        if text.count(change.old) != change.times:
            raise ValueError(f"xlwings {installed}: {change.old!r} is not there {change.times} times")
        text = text.replace(change.old, change.new)
    return re.sub(r"('Version: [^\n]+\n)", rf"\1{_NOTE}", text, count=1)


def dictionary_class() -> str:
    """The dictionary that xlwings' module uses on the Mac, as it came."""
    return _source("addin/Dictionary.cls")


def _source(name: str) -> str:
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("xlwings")
    return (Path(spec.origin).parent / name).read_bytes().decode("ascii").replace("\r\n", "\n")
