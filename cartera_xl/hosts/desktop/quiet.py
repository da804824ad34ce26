"""The program left quiet while something is written, and as it was afterwards whatever happens."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import xlwings

_QUIET: Final[tuple[tuple[str, Any], ...]] = (
    ("interactive", False),
    ("screen_updating", False),
    ("enable_events", False),
    ("display_alerts", False),
    ("calculation", "manual"),
)
"""`interactive` goes first and comes back last: it is what keeps the person's hands off meanwhile."""


@contextmanager
def quiet(app: "xlwings.App") -> Iterator[None]:
    """No input, drawing, macros of the user, questions nor recalculation inside.

    What a program does not have (Excel for Mac cannot block the input) is left alone: what is written is checked
    afterwards anyway.
    """
    from xlwings import XlwingsError

    with ExitStack() as stack:
        for name, value in _QUIET:
            try:
                before = getattr(app, name)
                if before != value:
                    stack.callback(_restore, app, name, before)
                    setattr(app, name, value)
            except (XlwingsError, NotImplementedError):
                continue
        yield


def _restore(app: "xlwings.App", name: str, value: Any) -> None:
    """If the program has been closed there is nothing to restore, and the reason is already on its way up."""
    with suppress(Exception):
        setattr(app, name, value)
