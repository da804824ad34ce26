"""A workbook on disk, closed: read with a fast reader, written by patching only what is ours."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from cartera_xl.hosts import readers
from cartera_xl.hosts.ooxml import crypto, files
from cartera_xl.hosts.ooxml.apply import apply_plan
from cartera_xl.hosts.ooxml.erase import erase, traces
from cartera_xl.hosts.ooxml.info import package_info
from cartera_xl.hosts.ooxml.package import Package
from cartera_xl.hosts.ooxml.save import write_archive
from cartera_xl.hosts.ooxml.zip_raw import ZipReader
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro
from cartera_xl.nucleo.errores import LibroIlegible, LibroNoEditable
from cartera_xl.nucleo.libro import HojaInfo, LibroInfo
from cartera_xl.nucleo.plan import PlanEscritura
from cartera_xl.nucleo.privacidad.borrado import Borrado, PlanBorrado, Rastro
from cartera_xl.nucleo.privacidad.identidad import Identidad

T = TypeVar("T")
_READ_ONLY = (".xls", ".xlsb", ".ods", ".csv")


class ClosedFile:
    """A `SheetHost` over a file that no program has open.

    `output` writes somewhere else and leaves the book as it was. `clock` only names the backup. After `write`,
    `backup_path` says where the backup is, if one was kept.
    """

    def __init__(  # noqa: PLR0913 - one keyword per option of the command
        self,
        path: Path,
        *,
        output: Path | None = None,
        password: str | None = None,
        backup: bool = True,
        break_signature: bool = False,
        wait_seconds: float = 10.0,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        self.path = path
        self.backup_path: Path | None = None
        self._real = path.resolve()
        self._output = None if output is None else output.resolve()
        self._password = password
        self._backup = backup
        self._break_signature = break_signature
        self._wait_seconds = wait_seconds
        self._clock = clock
        self._seen: files.Identity | None = None
        self._plain: bytes | None = None
        self._info: LibroInfo | None = None

    def info(self) -> LibroInfo:
        """Sheets, tables, merged cells and protections; of a format that is only read, just the names of its sheets."""
        if self._info is None:
            self._info = self._read_info()
        return self._info

    def _read_info(self) -> LibroInfo:
        readable = self._readable()
        if self.path.suffix.casefold() in _READ_ONLY:
            return LibroInfo(self.path.name, tuple(HojaInfo(name) for name in readers.sheet_names(readable)))
        with self._package() as package:
            return package_info(package, self.path.name)

    def head(self, sheet: str, rows: int) -> Cuadro:
        """The first rows, from column A."""
        return readers.read_head(self._readable(), sheet, rows)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        """Whole columns from a row on, all of the same length."""
        return readers.read_columns(self._readable(), sheet, first_row, columns)

    def grid(self, sheet: str) -> Cuadro:
        """A whole small sheet."""
        return readers.read_grid(self._readable(), sheet)

    def formula_without_value(self, sheet: str, column: int, first_row: int) -> str | None:
        """Address of the first formula of a column that was saved without its value, or `None`."""
        return readers.formulas_without_value(self._readable(), sheet, column, first_row)

    def write(self, plan: PlanEscritura) -> None:
        """Fulfils the whole plan or changes nothing."""
        self._rewrite(lambda package: apply_plan(package, plan, break_signature=self._break_signature), self._backup)

    def traces(self, identity: Identidad) -> tuple[Rastro, ...]:
        """Where the book names the person outside its cells."""
        with self._package() as package:
            return traces(package, identity)

    def erase(self, plan: PlanBorrado, *, simulate: bool = False) -> Borrado:
        """Erases for good: no backup is kept, for it would hold what has to go."""
        if simulate:
            with self._package() as package:
                return erase(package, plan, break_signature=True)
        return self._rewrite(lambda package: erase(package, plan, break_signature=self._break_signature), False)

    def _rewrite(self, change: Callable[[Package], T], backup: bool) -> T:
        if self.path.suffix.casefold() in _READ_ONLY:
            raise LibroNoEditable(
                f"El formato {self.path.suffix} solo se puede leer.",
                donde=str(self.path),
                remedio="Ábralo con Excel, guárdelo como «Libro de Excel (.xlsx)» y use ese archivo",
            )
        target = self._output or self._real
        self._note_identity()
        with files.only_one(target, self._wait_seconds):
            self._refuse_unwritable(target)
            # The book is closed before the copy takes its place: Windows does not replace an open file.
            replacing = files.replacing(target, self._real, lambda: self._before_replacing(backup))
            with replacing as out, self._package() as package:
                done = change(package)
                self._save(package, out)
        self._seen = self._plain = self._info = None
        return done

    def _save(self, package: Package, out: BinaryIO) -> None:
        if self._password is None or not self._is_encrypted():
            write_archive(package, out)
            return
        plain = io.BytesIO()
        write_archive(package, plain)
        crypto.encrypt(plain, self._password, out)

    def _refuse_unwritable(self, target: Path) -> None:
        files.refuse_in_use(target)
        if target.exists():
            files.refuse_read_only(target)
        else:
            files.refuse_read_only_folder(target.parent)
        self._refuse_changed()

    def _before_replacing(self, backup: bool) -> None:
        """The last moment: nobody may have touched the book, and only now is the backup worth keeping."""
        self._refuse_changed()
        if backup and self._output is None:
            self.backup_path = files.keep_backup(self._real, self._clock())

    def _refuse_changed(self) -> None:
        if self._seen is not None:
            files.refuse_changed(self._real, self._seen)

    def _note_identity(self) -> None:
        if self._seen is None:
            self._seen = files.identity(self._real)

    @contextmanager
    def _package(self) -> Iterator[Package]:
        self._note_identity()
        with self._opened() as file:
            if crypto.is_ole(file):
                file = io.BytesIO(crypto.decrypted(file, self._password, str(self.path)))
            yield Package(ZipReader(file, str(self.path)), str(self.path))

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            file = self._real.open("rb")
        except OSError as error:
            raise LibroIlegible(
                f"No se puede abrir el libro «{self.path.name}».",
                donde=str(self.path),
                remedio="Compruebe el nombre, la carpeta y sus permisos",
            ) from error
        with file:
            yield file

    def _is_encrypted(self) -> bool:
        with self._opened() as file:
            return crypto.is_ole(file)

    def _readable(self) -> Path | bytes:
        """What the readers take: the book, or its contents if it was encrypted; these never go plain to the disk."""
        self._note_identity()
        if self.path.suffix.casefold() in _READ_ONLY or not self._is_encrypted():
            return self._real
        if self._plain is None:
            with self._opened() as file:
                self._plain = crypto.decrypted(file, self._password, str(self.path))
        return self._plain
