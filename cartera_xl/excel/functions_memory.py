"""The studies made lately: several functions over the same cells cost only one."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from hashlib import blake2b
from marshal import dumps
from typing import Generic, TypeVar

from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda

Value = TypeVar("Value")
_WITHOUT_REFERENCES = 2
"""Version of `marshal` that writes equal values equally, whoever else refers to them."""
_WRITABLE = frozenset((type(None), float, str, bool))


def digest(*grids: Cuadro | None) -> bytes:
    """Bytes that change if any cell changes, of grids as `grid_of` leaves them. The dearest part of an answer kept."""
    written = [grid and (len(grid[0]), _flat(grid)) for grid in grids]
    return blake2b(dumps(written, _WITHOUT_REFERENCES), digest_size=20).digest()


def _flat(grid: Cuadro) -> list[object]:
    return [cell if cell.__class__ in _WRITABLE else _writable(cell) for row in grid for cell in row]


def _writable(cell: Celda) -> tuple[object, ...]:
    """What `marshal` does not know, as something that no other cell is."""
    if isinstance(cell, datetime):
        return (cell.toordinal(), cell.hour, cell.minute, cell.second, cell.microsecond)
    return (cell.__class__ is ErrorCelda, str(cell))


class Memory(Generic[Value]):
    """Least recently used values up to a total weight; whoever asks while one is being made waits for it."""

    def __init__(self, heaviest: int) -> None:
        self._heaviest = heaviest
        self._weight = 0
        self._kept: OrderedDict[bytes, tuple[Future[Value], int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes, make: Callable[[], Value], weight: int = 1) -> Value:
        """The value of that key, made now if it is not kept; if it fails, whoever waits knows and nothing is kept."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            else:
                mine: Future[Value] = Future()
                self._kept[key] = mine, weight
                self._weight += weight
                self._forget_the_oldest()
        if kept is not None:
            return kept[0].result()
        return self._make(key, mine, make)

    def clear(self) -> None:
        """Keeps nothing."""
        with self._lock:
            self._kept.clear()
            self._weight = 0

    def _make(self, key: bytes, mine: "Future[Value]", make: Callable[[], Value]) -> Value:
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                if self._kept.get(key, (None, 0))[0] is mine:
                    self._weight -= self._kept.pop(key)[1]
            mine.set_exception(error)
            raise
        mine.set_result(value)
        return value

    def _forget_the_oldest(self) -> None:
        """The one just asked for stays, however heavy."""
        while self._weight > self._heaviest and len(self._kept) > 1:
            self._weight -= self._kept.popitem(last=False)[1][1]
