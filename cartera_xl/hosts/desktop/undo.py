"""What has to be put back if the rest of a plan cannot be written."""

from collections.abc import Callable
from contextlib import suppress


class Undo:
    """Steps back, in order; taken from the last to the first."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], object]] = []

    def add(self, step: Callable[[], object]) -> None:
        """How to take back what is about to be done."""
        self._steps.append(step)

    def all(self) -> None:
        """Take everything back. One step that fails does not keep the others from being taken."""
        while self._steps:
            with suppress(Exception):
                self._steps.pop()()
