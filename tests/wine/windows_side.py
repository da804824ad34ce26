"""What runs inside Wine: it does with the DLL of xlwings what Excel's VBA does, and tells the tests what comes back.

Started as `windows_side.py PORT KEY`; each message is the name of a function of this module and its arguments.
"""

import ctypes
import sys
import time
import traceback
import winreg
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Client
from typing import Any

import pythoncom
from win32com.client import VARIANT, Dispatch

from cartera_xl.nucleo.celdas import ErrorCelda

START, STOP = 1, -1
HIVES = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}
ERROR_CODES = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036}
ERROR_CODES["#N/A"] = 2042
ERROR_BASE = 0x800A0000 - 2**32
"""`CVErr(2042)` of VBA reaches Python as the whole number that is this plus 2042."""

server: Any = None


class RawVariant(ctypes.Structure):
    """A `VARIANT` of 64 bits, as VBA hands over its result by reference."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("more", ctypes.c_void_p),
    )


def activate(dll: str, command: str) -> str:
    """`XLPy` of the VBA: the DLL starts the command and leaves the COM object; the text of the error, if any."""
    global server
    result = _call_dll(dll, command, START)
    if isinstance(result, str):
        return result
    server = Dispatch(pythoncom.ObjectFromAddress(result, pythoncom.IID_IDispatch))
    return ""


def stop(dll: str, command: str) -> str:
    """`KillPy` of the VBA."""
    global server
    server = None
    result = _call_dll(dll, command, STOP)
    return result if isinstance(result, str) else ""


def _call_dll(dll: str, command: str, mode: int) -> int | str:
    """Address of the object, or the message with which VBA would raise its error 1000."""
    function = ctypes.WinDLL(dll).XLPyDLLActivateAuto
    raw = RawVariant()
    failed = function(ctypes.byref(raw), ctypes.c_char_p(command.encode("mbcs")), mode)
    if failed:
        return ctypes.wstring_at(raw.value) if raw.kind == pythoncom.VT_BSTR else f"código {failed}"
    return raw.value or 0


def call(module: str, name: str, arguments: tuple[object, ...], times: int = 1) -> tuple[object, float]:
    """`XLPy.CallUDF` with three arguments, like the add-in's VBA; the answer, and the seconds of the whole."""
    sent = VARIANT(pythoncom.VT_ARRAY | pythoncom.VT_VARIANT, [_variant(argument) for argument in arguments])
    before = time.perf_counter()
    for _ in range(times):
        answer = server.CallUDF(module, name, sent)
    return answer, time.perf_counter() - before


def evaluate_there(expression: str) -> str:
    """The text of a Python expression, evaluated in the server."""
    return str(server.Str(server.Eval(expression)))


def execute_there(statement: str) -> None:
    """What `RunPython` does when the buttons share the server."""
    server.Exec(statement)


def put_registry(key: str, values: dict[str, tuple[Any, int]]) -> None:
    """Create a key, whole as in «HKCU\\Software», with those values and their types."""
    hive, _, path = key.partition("\\")
    with winreg.CreateKey(HIVES[hive], path) as handle:
        for name, (data, kind) in values.items():
            winreg.SetValueEx(handle, name, 0, kind, data)


def registry_tree(key: str) -> dict[str, list[tuple[str, Any, int]]]:
    """Every key from that one down, with its values; empty if it is not there."""
    hive, _, path = key.partition("\\")
    try:
        handle = winreg.OpenKey(HIVES[hive], path)
    except FileNotFoundError:
        return {}
    with handle:
        many_keys, many_values, _ = winreg.QueryInfoKey(handle)
        tree = {key: sorted(winreg.EnumValue(handle, number) for number in range(many_values))}
        below = [winreg.EnumKey(handle, number) for number in range(many_keys)]
    for name in below:
        tree |= registry_tree(f"{key}\\{name}")
    return tree


def remove_registry(key: str) -> None:
    """A key and all that is under it."""
    for found in sorted(registry_tree(key), key=len, reverse=True):
        hive, _, path = found.partition("\\")
        winreg.DeleteKey(HIVES[hive], path)


def _variant(cell: object) -> object:
    """A cell or a table of cells as the VBA sends it: empty is empty, an error is an error."""
    if isinstance(cell, (tuple, list)):
        return VARIANT(pythoncom.VT_ARRAY | pythoncom.VT_VARIANT, [[_variant(one) for one in row] for row in cell])
    if cell is None:
        return VARIANT(pythoncom.VT_EMPTY, None)
    if isinstance(cell, ErrorCelda):
        return ERROR_BASE + ERROR_CODES[cell]
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC)  # a date of a sheet has no zone; pywin32 would move a naive one to UTC
    return cell


def _plain(value: object) -> object:
    """Rows as lists, like those of the product; dates of pywin32 as those of Python, for they are not known here."""
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return datetime(*value.timetuple()[:6]) if isinstance(value, datetime) else value


def main(port: str, key: str) -> None:
    """Answer until the other side hangs up."""
    known = (activate, stop, call, evaluate_there, execute_there, put_registry, registry_tree, remove_registry)
    operations: dict[str, Callable[..., Any]] = {operation.__name__: operation for operation in known}
    with Client(("127.0.0.1", int(port)), authkey=bytes.fromhex(key)) as line:
        while True:
            try:
                name, arguments = line.recv()
            except EOFError:
                return
            try:
                line.send((True, _plain(operations[name](*arguments))))
            except Exception:
                line.send((False, traceback.format_exc()))


if __name__ == "__main__":
    main(*sys.argv[1:])
