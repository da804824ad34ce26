"""The program's own settings, which a command leaves as it found them whatever happens."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlwings import App

STATUS_PREFIX = "Cartera: "
_KEPT = ("calculation", "enable_events", "display_alerts", "interactive", "screen_updating")
_UNKNOWN = object()


class KeptAsFound:
    """Give back what the block left changed; what a program does not have, or no longer answers, is passed over.

    Nothing is set that did not change: setting the calculation mode again makes Excel recalculate. The status bar goes
    back to the program: what it said before was of the macro that announced us, or of a run that was cut short.

    It is a class because a `contextmanager` gives a traceback to the exception that crosses it, and those of
    LibreOffice refuse it.
    """

    def __init__(self, app: "App") -> None:
        self._app = app

    def __enter__(self) -> None:
        self._before = {name: _read(self._app, name) for name in _KEPT}

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is not _UNKNOWN and _read(self._app, name) != value:
                with suppress(Exception):  # the program may be gone; the next setting still gets its chance
                    setattr(self._app, name, value)
        with suppress(Exception):
            self._app.status_bar = False


def say(app: "App", text: str) -> None:
    """Show progress; a program that does not take it goes on without."""
    with suppress(Exception):
        app.status_bar = f"{STATUS_PREFIX}{text[:1].lower()}{text[1:]}"


def _read(app: "App", name: str) -> Any:
    try:
        return getattr(app, name)
    except Exception:  # each program fails in its own way: COM, AppleEvents, UNO, NotImplementedError
        return _UNKNOWN
