"""What has to be put back if the rest of a plan cannot be written."""

from collections.abc import Callable


class Undo:
    """Steps back, in order; taken from the last to the first."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], object]] = []

    def add(self, step: Callable[[], object]) -> None:
        """How to take back what is about to be done."""
        self._steps.append(step)

    def all(self) -> list[Exception]:
        """Take everything back and return what failed: one step does not keep the others from being taken."""
        failed = []
        while self._steps:
            try:
                self._steps.pop()()
            except Exception as error:
                failed.append(error)
        return failed
