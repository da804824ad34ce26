"""What this machine says of itself: where the user's data lives, who runs, what time it is."""

import getpass
import os
from datetime import datetime
from pathlib import Path


def data_folder() -> Path:
    """Folder of the journal; `CARTERA_DATOS` moves it (shared machines, tests)."""
    chosen = os.environ.get("CARTERA_DATOS")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("cartera-xl", appauthor=False)


def journal_path() -> Path:
    """The SQLite file of runs."""
    return data_folder() / "diario.sqlite3"


def user_name() -> str:
    """Name that signs the runs in Historial; a machine without user names still works."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "sin nombre"


def now() -> datetime:
    """Local time with its offset, to the second."""
    return datetime.now().astimezone().replace(microsecond=0)
