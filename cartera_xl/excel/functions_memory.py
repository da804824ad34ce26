"""The studies made lately: several functions over the same cells cost only one."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from hashlib import blake2b
from pickle import HIGHEST_PROTOCOL, dumps
from typing import Generic, TypeVar

Value = TypeVar("Value")


def digest(*parts: object) -> bytes:
    """Bytes that change if any cell changes. Not an identity of equal cells: 1 and 1.0 may differ, and cost a study."""
    return blake2b(dumps(parts, HIGHEST_PROTOCOL), digest_size=20).digest()


class Memory(Generic[Value]):
    """Least recently used values up to a total weight; whoever asks while one is being made waits for it."""

    def __init__(self, heaviest: int) -> None:
        self._heaviest = heaviest
        self._weight = 0
        self._kept: OrderedDict[bytes, tuple[Future[Value], int]] = OrderedDict()
        self._lock = threading.Lock()
        self.made = 0

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
        self.made += 1
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
