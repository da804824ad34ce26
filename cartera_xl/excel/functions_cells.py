"""What a spreadsheet program hands over to a worksheet function, as clean grids; and how an answer is laid out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda, vacia

LONGEST_MESSAGE, LONGEST_SHOWN = 255, 40
_PLAIN = frozenset((type(None), float, str, bool, ErrorCelda))
"""Types of the cells that are already as they should."""


class Wrong(Exception):
    """The call cannot be answered: `answer` is what goes in the cell, a short Spanish text or the error received."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer if isinstance(answer, ErrorCelda) else _short(answer)


def grid_of(argument: object) -> Cuadro | None:
    """The argument as rows of equal width, without the blank rows at the end; `None` if it was omitted or is blank.

    A whole column is more than a million cells, nearly all of them blank.
    """
    rows = _rows(argument)
    last = len(rows)
    while last and all(vacia(cell) for cell in rows[last - 1]):
        last -= 1
    if not last:
        return None
    width = max(map(len, rows[:last]))
    return [_cleaned(row) + [None] * (width - len(row)) for row in rows[:last]]


def height_of(argument: object) -> int:
    """Rows of the argument as it was given; 1 for a cell or nothing."""
    return max(1, len(_rows(argument)))


def is_one_cell(grid: Cuadro) -> bool:
    """True for 1×1."""
    return len(grid) == 1 and len(grid[0]) == 1


def scalar(grid: Cuadro | None, name: str) -> Celda:
    """The only cell of an argument; `Wrong` if it has more, or if it holds an error."""
    if grid is None:
        return None
    if not is_one_cell(grid):
        raise Wrong(f"«{name}» ha de ser una sola celda.")
    return without_error(grid[0][0])


def without_error(cell: Celda) -> Celda:
    """The cell; `Wrong` with the same error if it is one."""
    if isinstance(cell, ErrorCelda):
        raise Wrong(cell)
    return cell


def column_answer(cells: Iterable[Celda], height: int) -> Cuadro:
    """One column of exactly that height; what is missing is blank text."""
    answer = [one("" if cell is None else cell)[0] for cell in cells][:height]
    return answer + blanks(height - len(answer))


def blanks(rows: int, width: int = 1) -> Cuadro:
    """Rows of blank text."""
    return [[""] * width for _ in range(rows)]


def one(cell: Celda) -> Cuadro:
    """A grid of one cell."""
    return [[cell]]


def shown(cell: Celda) -> str:
    """The cell as a short text for a message."""
    if isinstance(cell, bool):
        return "VERDADERO" if cell else "FALSO"
    text = str(cell)
    if isinstance(cell, datetime):
        text = f"{cell:%d/%m/%Y}"
    elif isinstance(cell, float):
        text = f"{cell:.15g}"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _rows(argument: object) -> Sequence[Sequence[Any]]:
    if not isinstance(argument, list | tuple):
        return [[argument]]
    return [row if isinstance(row, list | tuple) else [row] for row in argument]


def _cleaned(row: Sequence[Any]) -> list[Celda]:
    cells: list[Any] = [cell if cell.__class__ in _PLAIN else _clean(cell) for cell in row]
    return cells


def _clean(cell: Any) -> Celda:
    """A cell without time zone nor foreign number types: COM gives dates with zone and money as `Decimal`."""
    if isinstance(cell, datetime):
        return cell if cell.__class__ is datetime and cell.tzinfo is None else _plain_moment(cell)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, int | Decimal):
        return _float(cell)
    return cell if isinstance(cell, ErrorCelda | float) else str(cell)


def _plain_moment(moment: datetime) -> datetime:
    parts = moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond
    return datetime(*parts)  # pywintypes' moments are a subclass whose arithmetic minds the zone


def _float(number: int | Decimal) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"
