"""One command at a time on the same workbook.

On macOS Excel does not wait for Python, so that a second click starts a second Python; on Windows and in LibreOffice
the program itself waits, and this costs nothing. The system frees the lock if the process dies.
"""

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from cartera_xl import settings
from cartera_xl.nucleo.errores import LibroOcupado

if TYPE_CHECKING:
    from filelock import FileLock
    from xlwings import Book


class OneAtATime:
    """`LibroOcupado` if another command is already working on that workbook."""

    def __init__(self, book: "Book") -> None:
        self._name = str(book.name)
        # By name, unique in an Excel: for the full path of a book in SharePoint xlwings searches the disk and may fail.
        key = hashlib.sha256(f"{book.app.pid} {self._name}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._path = settings.data_folder() / "cerrojos" / f"{key}.lock"
        self._lock: FileLock | None = None

    def __enter__(self) -> None:
        from filelock import FileLock, Timeout

        with suppress(OSError):  # where nothing can be written there is no lock, and the click is worth more
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self._path)
            try:
                self._lock.acquire(timeout=0)
            except Timeout as error:
                raise LibroOcupado(
                    "Todavía no ha terminado la orden anterior sobre este libro.",
                    donde=f"libro «{self._name}»",
                    remedio="Espere a que termine; si ha dejado una pregunta abierta, contéstela",
                ) from error

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()
