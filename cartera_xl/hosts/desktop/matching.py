"""Which row of now is each row of before, by what it says and never by where it is."""

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from cartera_xl.hosts.desktop.cells import plain
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, vacia

Places = NDArray[np.int64]


def same_columns(before: Sequence[ColumnaLeida], now: Sequence[ColumnaLeida]) -> bool:
    """Whether all the cells are the same and in the same place."""
    return len(before) == len(now) and all(map(_same, before, now))


def match_rows(before: Sequence[ColumnaLeida], now: Sequence[ColumnaLeida]) -> Places | None:
    """Position now of each row of before; `None` if some row is not there, or there is one more.

    Rows that say the same in every column are interchangeable: whatever was computed for one holds for the other, so
    they are paired in order.
    """
    length = len(before[0]) if before else 0
    if (len(now[0]) if now else 0) != length:
        return None
    if same_columns(before, now):
        return np.arange(length, dtype=np.int64)
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for position, row in enumerate(_rows(now)):
        places[row].append(position)
    found = np.empty(length, dtype=np.int64)
    for position, row in enumerate(_rows(before)):
        if not places[row]:
            return None
        found[position] = places[row].popleft()
    return found


def paired_rows(before: Sequence[ColumnaLeida], now: Sequence[ColumnaLeida]) -> dict[int, int]:
    """Position before of each row of now that was already there; those edited or inserted since are left out."""
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for position, row in enumerate(_rows(before)):
        places[row].append(position)
    return {position: places[row].popleft() for position, row in enumerate(_rows(now)) if places[row]}


def one_answer_per_row(rows: Sequence[ColumnaLeida], answers: Sequence[Hashable]) -> bool:
    """Whether rows that say the same get the same."""
    known: dict[Hashable, Hashable] = {}
    return all(known.setdefault(row, answer) == answer for row, answer in zip(_rows(rows), answers, strict=True))


def _rows(columns: Sequence[ColumnaLeida]) -> Sequence[Hashable]:
    return list(zip(*(list(map(_key, plain(column))) for column in columns), strict=True))


def _key(cell: Celda) -> Hashable:
    """A cell as something that can be compared: true is not one, and a blank text is nothing."""
    if isinstance(cell, bool):
        return ("verdad", cell)
    return None if vacia(cell) else cell


def _same(before: ColumnaLeida, now: ColumnaLeida) -> bool:
    if before.dtype != now.dtype:
        return list(map(_key, plain(before))) == list(map(_key, plain(now)))
    if before.dtype.kind in "fM":
        return bool(np.array_equal(before, now, equal_nan=True))
    one, other = before.tolist(), now.tolist()
    return (one == other and not _has_truths(one)) or list(map(_key, one)) == list(map(_key, other))


def _has_truths(values: Sequence[Celda]) -> bool:
    return bool in set(map(type, values))
