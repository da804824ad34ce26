"""The worksheet functions of `registry`, independent of any spreadsheet program: cells in, cells out."""

from collections.abc import Sequence

from cartera_xl.excel.registry import function
from cartera_xl.nucleo.celdas import Cuadro


def evaluate(
    function_id: str,
    arguments: Sequence[object],
    own_sheets: Sequence[Cuadro | None] = (),
    book_name: str = "",  # noqa: ARG001 - part of the agreement with the adapters: no message needs it yet
) -> Cuadro:
    """The answer of a worksheet function, always rows of cells; a scalar call gives 1×1.

    An argument is a cell, a list of rows, or `None` if it was omitted; `own_sheets` go in the order of
    `registry.OWN_SHEETS`. What the user typed never raises: it answers a short Spanish text, or the error received, in
    one cell. Any other exception is a defect of ours: whoever calls logs it with its traceback.
    """
    from cartera_xl.excel.functions_cells import Wrong, one  # pandas and all the rest: only when a cell asks

    try:
        return _answer(function_id, arguments, own_sheets)
    except Wrong as wrong:
        return one(wrong.answer)


def _answer(function_id: str, arguments: Sequence[object], own_sheets: Sequence[Cuadro | None]) -> Cuadro:
    from cartera_xl.excel import functions_person

    result = function(function_id).result
    if result is not None:
        from cartera_xl.excel.functions_scoring import scoring

        return scoring(result, arguments, own_sheets)
    if function_id == "CARTERA_GENERACION":
        return functions_person.generation(arguments)
    return functions_person.validity(arguments, own_sheets)
