"""Changes to a machine that are made all or none: each one knows how to go back."""

from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from types import TracebackType
from typing import Self

from cartera_xl.excel.installer.system import RegistryValue, System
from cartera_xl.nucleo.errores import ErrorCartera


class Transaction:
    """Leaving it with an exception puts back, in reverse order, everything that was changed through it."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._undo: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            return
        left = []
        while self._undo:
            try:
                self._undo.pop()()
            except OSError as failure:
                left.append(str(failure))
        if isinstance(error, OSError):
            raise _in_words(error, left) from error

    def write_file(self, path: Path, data: bytes) -> None:
        """Write a file; its folder has to be there."""
        before = path.read_bytes() if path.exists() else None
        self._system.write_file(path, data)
        if before is None:
            self._undo.append(lambda: self._system.remove_file(path))
        else:
            self._undo.append(lambda: self._system.write_file(path, before))

    def remove_file(self, path: Path) -> None:
        """Remove a file that is there."""
        before = path.read_bytes()
        self._system.remove_file(path)
        self._undo.append(lambda: self._system.write_file(path, before))

    def make_folders(self, folders: tuple[Path, ...]) -> None:
        """Make those that are missing, outer first."""
        for folder in folders:
            if not folder.exists():
                self._system.make_folder(folder)
                self._undo.append(lambda folder=folder: self._system.remove_folder(folder))  # type: ignore[misc]

    def remove_folders(self, folders: tuple[Path, ...]) -> None:
        """Remove those that are empty, inner first."""
        for folder in reversed(folders):
            if folder.is_dir() and not any(folder.iterdir()):
                self._system.remove_folder(folder)
                self._undo.append(lambda folder=folder: self._system.make_folder(folder))  # type: ignore[misc]

    def create_keys(self, keys: tuple[str, ...]) -> None:
        """Make the registry keys that are missing, outer first."""
        registry = self._system.registry
        for key in keys:
            if not registry.has(key):
                registry.create(key)
                self._undo.append(lambda key=key: registry.delete_key(key))  # type: ignore[misc]

    def remove_keys(self, keys: tuple[str, ...]) -> None:
        """Remove those that are empty, inner first."""
        registry = self._system.registry
        for key in reversed(keys):
            if registry.has(key) and not registry.values(key) and not registry.subkeys(key):
                registry.delete_key(key)
                self._undo.append(lambda key=key: registry.create(key))  # type: ignore[misc]

    def write_values(self, key: str, now: dict[str, RegistryValue], wanted: dict[str, RegistryValue]) -> None:
        """Make the values of a key that are `now` be the `wanted` ones; the others of the key stay."""
        for name, value in wanted.items():
            if now.get(name) != value:
                self._write_value(key, name, value, now.get(name))
        for name in now.keys() - wanted.keys():
            self.delete_value(key, name, now[name])

    def _write_value(self, key: str, name: str, value: RegistryValue, before: RegistryValue | None) -> None:
        registry = self._system.registry
        registry.write(key, name, value)
        if before is None:
            self._undo.append(lambda: registry.delete(key, name))
        else:
            self._undo.append(lambda: registry.write(key, name, before))

    def delete_value(self, key: str, name: str, before: RegistryValue) -> None:
        """Remove a value that is there."""
        registry = self._system.registry
        registry.delete(key, name)
        self._undo.append(lambda: registry.write(key, name, before))


def _in_words(error: OSError, left: list[str]) -> ErrorCartera:
    state = f"Tampoco se ha podido volver atrás del todo: {'; '.join(left)}." if left else "No ha cambiado nada."
    return ErrorCartera(
        f"No se puede escribir: {error.strerror or error}. {state}",
        donde=f"«{error.filename}»" if error.filename else "el registro de Windows",
        remedio="Cierre Excel, compruebe que puede escribir ahí y repita la orden",
    )


def missing_folders(path: Path) -> tuple[Path, ...]:
    """The folders above a file that are not there, outer first."""
    return tuple(reversed([folder for folder in path.parents if not folder.exists()]))


def missing_keys(system: System, key: str) -> tuple[str, ...]:
    """The registry keys from the hive down to this one that are not there, outer first."""
    pure = PureWindowsPath(key)
    chain = [str(pure), *map(str, pure.parents)]
    inside = [one for one in chain if "\\" in one]
    return tuple(one for one in reversed(inside) if not system.registry.has(one))
