"""The scoring functions: what the two shapes of their arguments mean, and how the answer is laid out.

* A table with its titles, two columns or more: clients; and the movements, with theirs, if there are any.
* A date or a column of dates; with, for each client, a number of purchases, an amount and a first date.
"""

from collections.abc import Sequence
from datetime import date

from cartera_xl.excel.functions_book import OwnBook, cut_of, open_own
from cartera_xl.excel.functions_cells import (
    Wrong,
    blanks,
    column_answer,
    grid_of,
    height_of,
    is_one_cell,
    one,
    without_error,
)
from cartera_xl.excel.functions_dates import Dates, dates_of
from cartera_xl.excel.functions_memory import Memory, digest
from cartera_xl.excel.functions_study import Question, Study, study
from cartera_xl.nucleo.celdas import Celda, Cuadro

ROWS_KEPT = 200_000
LAST_RUN_USED_MOVEMENTS = "El último recálculo usó los movimientos: délos también, en «compras»."
MOVEMENTS_WANTED = "Con una tabla, «compras» ha de ser la tabla de movimientos con sus títulos."
ONLY_WITH_DATES = "Con una tabla, «{}» sobra: quítelo de la fórmula."

_ARGUMENTS = 5
_STUDY_COST = 50
"""Rows that a study weighs besides its own: the smallest is not free."""

_kept: Memory[Study] = Memory(ROWS_KEPT)


def scoring(result: str, arguments: Sequence[object], own_sheets: Sequence[Cuadro | None]) -> Cuadro:
    """The answer of the function of that result; `Wrong` if it cannot be answered."""
    given = (*arguments, *[None] * _ARGUMENTS)[:_ARGUMENTS]
    data = grid_of(given[0])
    if data is None or len(data[0]) == 1:
        dates = dates_of(given[:4], result)
        book = open_own(own_sheets)
        return _answer_dates(dates, result, cut_of(grid_of(given[4]), book), book)
    movements = _movements(given)
    book = open_own(own_sheets)
    if movements is None and book.settings.columnas_movimientos:
        raise Wrong(LAST_RUN_USED_MOVEMENTS)
    question = Question(data, movements, cut_of(grid_of(given[4]), book))
    return column_answer(_lines(_studied(question, book), result), height_of(given[0]))


def forget() -> None:
    """Forgets the studies made, as when the program has just been opened."""
    _kept.clear()


def _movements(given: Sequence[object]) -> Cuadro | None:
    purchases, amount, first = (grid_of(argument) for argument in given[1:4])
    for name, grid in (("compras", purchases), ("importe", amount), ("primera", first)):
        if grid is not None and is_one_cell(grid):
            without_error(grid[0][0])
        if grid is not None and name != "compras":
            raise Wrong(ONLY_WITH_DATES.format(name))
    if purchases is not None and (len(purchases) == 1 or len(purchases[0]) == 1):
        raise Wrong(MOVEMENTS_WANTED)
    return purchases


def _answer_dates(dates: Dates, result: str, cut: date, book: OwnBook) -> Cuadro:
    question = dates.question(cut)
    if len(question.clients) == 1:
        return blanks(dates.height)
    found = _studied(question, book)
    if dates.height == 1 and found.complaints:
        return one(Wrong(found.complaints[0]).answer)
    return column_answer(_lines(found, result)[0 if dates.titled else 1 :], dates.height)


def _studied(question: Question, book: OwnBook) -> Study:
    """The study, made only once while nothing of what it depends on changes."""
    cut: Cuadro = [[float(question.cut.toordinal())]]
    forced: Cuadro = [list(question.columns.values())] if question.columns else []
    key = book.key + digest(question.clients, question.movements, cut, forced)
    return _kept.get(key, lambda: study(question, book), len(question.clients) + _STUDY_COST)


def _lines(found: Study, result: str) -> list[Celda]:
    """The answer line by line: the title in the row of the titles, and nothing in those above or between."""
    above: list[Celda] = [None] * (found.header_row - 1)
    between: list[Celda] = [None] * (found.first_row - found.header_row - 1)
    return [*above, found.titles[result], *between, *found.cells[result]]
