"""The log of what the buttons do: a small rotating file in the user's data folder, for whoever has to help.

What the clients are called or buy is kept out: a line says which command ran, how long it took and how it ended, and
an error that is ours only leaves its class, because its text quotes cells. A defect leaves its traceback, without the
values of the variables; the last line of it is the only place where a value of a cell could slip in, and it is worth
the diagnosis. The file can only be read by its owner and never leaves this machine by itself.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import cast

from cartera_xl import settings

_BYTES, _OLDER = 512_000, 2


def log_path() -> Path:
    """Where the log is, or will be."""
    return settings.data_folder() / "registro.log"


class Log:
    """The open log. Writing it never fails; `broken` says that it could not be written."""

    def __init__(self, handler: "_PrivateFile | None") -> None:
        self._handler = handler
        # Not `getLogger`: a logger of our own leaves alone whatever the embedding program has configured.
        self._logger = logging.Logger("cartera_xl.excel")
        self._logger.addHandler(handler or logging.NullHandler())

    @property
    def broken(self) -> bool:
        """True if nothing was written."""
        return self._handler is None or self._handler.failed

    def say(self, text: str) -> None:
        """One line, or several."""
        self._logger.info(text)

    def failure(self, text: str, error: BaseException) -> None:
        """A line and the traceback."""
        self._logger.error(text, exc_info=error)

    def close(self) -> None:
        """On Windows an open file cannot be rotated by another process."""
        if self._handler is not None:
            self._handler.close()


@contextmanager
def open_log() -> Iterator[Log]:
    """The log of this run; a folder where nothing can be written gives one that says nothing."""
    log = Log(_handler())
    try:
        yield log
    finally:
        log.close()


def _handler() -> "_PrivateFile | None":
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _PrivateFile(path, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    return handler


class _PrivateFile(RotatingFileHandler):
    failed = False

    def _open(self) -> TextIOWrapper:
        path, opener = self.baseFilename, _for_its_owner
        return cast(TextIOWrapper, open(path, self.mode, encoding=self.encoding, opener=opener))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the name is logging's
        self.failed = True


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
