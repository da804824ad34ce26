"""What the COM server of xlwings calls on Windows for each worksheet function: raw cells of Excel in, raw cells out.

The VBA wrapper of a function hands over its arguments in the order of `registry` and then the own sheets of the
workbook. xlwings looks the function up as an attribute of this module and reads what its own decorators left on it;
those do nothing off Windows and importing should do nothing anywhere, so each one is made when somebody asks for it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from inspect import Parameter, Signature
from typing import Any

from cartera_xl.excel.registry import CATEGORY, FUNCTIONS, OWN_SHEETS, Function, function
from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda

OUR_FAULT = "Fallo del programa, ya anotado: pulse Cartera > Diagnóstico"
_OWN_NAMES = tuple(f"hoja{number}" for number, _ in enumerate(OWN_SHEETS, 1))
_ERROR_BASE = -2146828288
"""The COM code of an Excel error is this plus its number (2042 is #N/A). Fuente: MS-XLS 2.5.10 y CVErr de VBA."""
_ERRORS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#GETTING_DATA": 2043,
    "#SPILL!": 2045,
    "#CONNECT!": 2046,
    "#BLOCKED!": 2047,
    "#UNKNOWN!": 2048,
    "#FIELD!": 2049,
    "#CALC!": 2050,
}
_ERROR_OF = {_ERROR_BASE + number: ErrorCelda(text) for text, number in _ERRORS.items()}


def __getattr__(name: str) -> Callable[..., list[list[Any]]]:
    if name not in __dir__():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _made(name)


def __dir__() -> list[str]:
    return [known.id for known in FUNCTIONS]


@cache
def _made(ident: str) -> Callable[..., list[list[Any]]]:
    """The function as xlwings wants it: arguments and answer raw, without converters."""
    import xlwings

    from cartera_xl.excel.xlwings_exit import leave_other_excels_alone

    leave_other_excels_alone()
    known = function(ident)
    names = [*(argument.name for argument in known.arguments), *(_OWN_NAMES if known.needs_book else ())]

    def call(*arguments: Any) -> list[list[Any]]:
        return _called(known, arguments)

    call.__name__, call.__doc__ = ident, known.help
    call.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=None) for name in names]
    )
    made: Any = xlwings.ret("raw")(call)
    for argument in known.arguments:
        made = xlwings.arg(argument.name, "raw", doc=argument.help)(made)
    for name in names[len(known.arguments) :]:
        made = xlwings.arg(name, "raw")(made)
    decorated: Callable[..., list[list[Any]]] = xlwings.func(category=CATEGORY)(made)  # last: the others reset it
    return decorated


def _called(known: Function, arguments: Sequence[Any]) -> list[list[Any]]:
    """The answer for Excel; a defect of ours goes to the log with its traceback and says so in the cell."""
    from cartera_xl.excel.commands.run_log import open_log
    from cartera_xl.excel.evaluate import evaluate

    own = len(known.arguments)
    try:
        cells = [_from_excel(argument) for argument in arguments]
        answer = evaluate(known.id, cells[:own], [_sheet(cell) for cell in cells[own:]])
        return [[_to_excel(cell) for cell in row] for row in answer]
    except Exception as error:
        with open_log() as log:
            log.failure(f"La función {known.id} ha fallado.", error)
        return [[OUR_FAULT]]


def _from_excel(value: Any) -> Any:
    """Rows of cells, or a cell: what Excel gives as tuples, with its errors as numbers."""
    if isinstance(value, tuple | list):
        return [[_cell(cell) for cell in row] if isinstance(row, tuple | list) else [_cell(row)] for row in value]
    return _cell(value)


def _cell(value: Any) -> Any:
    return _ERROR_OF.get(value, value) if value.__class__ is int else value


def _sheet(value: Any) -> Cuadro | None:
    return value if isinstance(value, list) else None


def _to_excel(cell: Celda) -> Any:
    """A cell as pywin32 can return it. An error goes as its text, and the VBA makes an error of it again.

    pywin32 sends every VT_ERROR as «missing argument», whichever its code.
    """
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, ErrorCelda) else cell
