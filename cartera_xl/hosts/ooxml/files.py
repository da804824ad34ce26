"""The file itself: who has it open, whether it changed meanwhile, and how it is replaced, never half written."""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from filelock import FileLock, Timeout

from cartera_xl.nucleo.errores import LibroIlegible, LibroNoEditable, LibroOcupado

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
TEMPORARY = ".cartera-{key}-{random}.tmp"


class Identity(NamedTuple):
    """What tells whether the file on disk is still the one that was read."""

    inode: int
    size: int
    modified_ns: int


def identity(path: Path) -> Identity:
    """Identity of the file now; `LibroIlegible` if it is not there."""
    try:
        found = path.stat()
    except OSError as error:
        raise LibroIlegible(
            f"No se encuentra el libro «{path.name}» o no se puede abrir.",
            donde=str(path),
            remedio="Compruebe el nombre y la carpeta",
        ) from error
    return Identity(found.st_ino, found.st_size, found.st_mtime_ns)


def refuse_changed(path: Path, before: Identity) -> None:
    """`LibroOcupado` if somebody saved the book since it was read."""
    if identity(path) != before:
        raise LibroOcupado(
            f"El libro «{path.name}» cambió mientras se calculaba: no se ha escrito nada.",
            donde=str(path),
            remedio="Repita la orden para trabajar con los datos nuevos",
        )


def refuse_in_use(path: Path) -> None:
    """Lock files that Excel and LibreOffice leave beside the book while they have it open."""
    excel = path.with_name(f"~${path.name}")
    office = path.with_name(f".~lock.{path.name}#")
    for lock, program, who in ((excel, "Excel", _excel_owner), (office, "LibreOffice", _office_owner)):
        if lock.exists():
            name = who(lock)
            by = f" ({name})" if name else ""
            raise LibroOcupado(
                f"El libro «{path.name}» está abierto en {program}{by}.",
                donde=str(path),
                remedio=f"Ciérrelo y repita la orden; si nadie lo tiene abierto, elimine el archivo «{lock.name}»",
            )


def _excel_owner(lock: Path) -> str:
    """The name in an owner file: a length and an ANSI text, and from byte 55 the same in UTF-16."""
    data = _readable(lock)
    if len(data) >= 57:
        length = int.from_bytes(data[55:57], "little")
        if 0 < length <= 54:
            return data[57 : 57 + 2 * length].decode("utf-16-le", "ignore").strip(" \0")
    return data[1 : 1 + data[0]].decode("cp1252", "ignore").strip(" \0") if data else ""


def _office_owner(lock: Path) -> str:
    """The first fields of `name,user,machine,date,profile;`."""
    fields = _readable(lock).decode("utf-8", "ignore").split(",")
    return next((field.strip() for field in fields[:2] if field.strip()), "")


def _readable(lock: Path) -> bytes:
    with contextlib.suppress(OSError):
        return lock.read_bytes()
    return b""


def refuse_read_only(path: Path) -> None:
    """No permission on the file or on its folder, where the temporary copy goes."""
    mode = path.stat().st_mode
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise LibroNoEditable(
            f"El libro «{path.name}» es de solo lectura.",
            donde=str(path),
            remedio="Quítele el atributo de solo lectura, o use --salida para escribir en otro archivo",
        )
    refuse_read_only_folder(path.parent)
    try:
        with path.open("r+b"):
            pass
    except PermissionError as error:
        raise LibroOcupado(
            f"Otro programa tiene abierto el libro «{path.name}».",
            donde=str(path),
            remedio="Ciérrelo y repita la orden",
        ) from error


def refuse_read_only_folder(folder: Path) -> None:
    """The folder must exist and let files be created in it."""
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise LibroNoEditable(
            f"No se puede escribir en la carpeta «{folder.name}».",
            donde=str(folder),
            remedio="Copie el libro a una carpeta en la que tenga permiso",
        )


@contextlib.contextmanager
def only_one(path: Path, wait_seconds: float) -> Iterator[None]:
    """One run at a time on the same book, links followed; the system frees the lock if the process dies."""
    folder = Path(tempfile.gettempdir()) / f"cartera-xl-{_user()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(folder / f"{_key(path)}.lock")
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise LibroOcupado(
            f"Otra ejecución está escribiendo en «{path.name}».",
            donde=str(path),
            remedio="Espere a que termine y repita la orden",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "usuario"


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]


@contextlib.contextmanager
def replacing(target: Path, like: Path, before_replacing: Callable[[], None]) -> Iterator[BinaryIO]:
    """A file that takes the place of `target` at the end, whole and on disk, or disappears if anything fails.

    It keeps the permissions of `like`. Remains of interrupted runs on the same book are cleaned first: the caller holds
    its lock, so nobody else is using them.
    """
    prefix, suffix = TEMPORARY.format(key=_key(target), random="|").split("|")
    for stale in target.parent.glob(f"{prefix}*{suffix}"):
        stale.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b", buffering=1 << 20) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        _same_permissions(like, temporary)
        before_replacing()
        temporary.replace(target)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise LibroNoEditable(
            f"No hay espacio en el disco para escribir «{target.name}»: el libro sigue como estaba.",
            donde=str(target.parent),
            remedio="Libere espacio y repita la orden",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _same_permissions(like: Path, copy: Path) -> None:
    found = like.stat()
    copy.chmod(stat.S_IMODE(found.st_mode))
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(copy, found.st_uid, found.st_gid)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there, and the replacement is already durable
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_backup(path: Path, now: datetime) -> Path:
    """The book as it was, beside it: `libro.copia-AAAAMMDD-HHMMSS.xlsx`; a previous copy is never written over."""
    stem = f"{path.stem}.copia-{now:%Y%m%d-%H%M%S}"
    number = 1
    while True:
        copy = path.with_name(f"{stem}{'' if number == 1 else f'-{number}'}{path.suffix}")
        if _kept_as(path, copy):
            return copy
        number += 1


def _kept_as(path: Path, copy: Path) -> bool:
    """A second name for the same contents if the disk allows it, or else a whole copy. False if the name is taken."""
    try:
        os.link(path, copy)
    except FileExistsError:
        return False
    except OSError:
        if copy.exists():
            return False
        shutil.copy2(path, copy)
        with copy.open("rb+") as written:
            os.fsync(written.fileno())
    return True
