"""The program's own settings, which a command leaves as it found them whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlwings import App

STATUS_PREFIX = "Cartera: "
_KEPT = ("calculation", "enable_events", "display_alerts", "interactive", "screen_updating", "status_bar")
_UNKNOWN = object()


@contextmanager
def kept_as_found(app: "App") -> Iterator[None]:
    """Give back what the block left changed; what a program does not have, or no longer answers, is passed over.

    Nothing is set that did not change: setting the calculation mode again makes Excel recalculate.
    """
    before = {name: _read(app, name) for name in _KEPT}
    if str(before["status_bar"]).startswith(STATUS_PREFIX):
        before["status_bar"] = False  # ours: the macro said that we were coming, or a run was cut short
    try:
        yield
    finally:
        for name, value in before.items():
            if value is not _UNKNOWN and _read(app, name) != value:
                with suppress(Exception):  # the program may be gone; the next setting still gets its chance
                    setattr(app, name, value)


def say(app: "App", text: str) -> None:
    """Show progress; a program that does not take it goes on without."""
    with suppress(Exception):
        app.status_bar = f"{STATUS_PREFIX}{text[:1].lower()}{text[1:]}"


def _read(app: "App", name: str) -> Any:
    try:
        return getattr(app, name)
    except Exception:  # each program fails in its own way: COM, AppleEvents, UNO, NotImplementedError
        return _UNKNOWN
