"""What the installer needs of a machine, so that Windows and macOS can be imitated where there is neither.

Nothing here decides: a `System` reads and writes; `plan`, `install`, `uninstall` and `checks` decide.
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Platform(StrEnum):
    """Where Excel is a program of the desktop, and the rest."""

    WINDOWS = "Windows"
    MAC = "macOS"
    OTHER = "otro"


REG_SZ = 1


@dataclass(frozen=True, slots=True)
class RegistryValue:
    """A value of the Windows registry with its type (`winreg.REG_SZ` is 1), so that it can be put back as it was."""

    data: str | int | bytes | tuple[str, ...]
    kind: int = REG_SZ


class Registry(Protocol):
    """The registry of Windows; keys are written whole: «HKCU\\Software\\…». Names do not distinguish case."""

    def has(self, key: str) -> bool:
        """True if the key is there, even empty."""

    def values(self, key: str) -> dict[str, RegistryValue]:
        """Values of the key in its order; empty if there is no such key or it cannot be read."""

    def subkeys(self, key: str) -> tuple[str, ...]:
        """Names of the keys right under it; empty if there is no such key."""

    def create(self, key: str) -> None:
        """Make a key whose parent is there."""

    def write(self, key: str, name: str, value: RegistryValue) -> None:
        """Set a value of a key that is there."""

    def delete(self, key: str, name: str) -> None:
        """Remove a value; `FileNotFoundError` if it is not there."""

    def delete_key(self, key: str) -> None:
        """Remove an empty key."""


class System(Protocol):
    """A machine and its user. What writes is at the end, and all of it can be undone by the caller."""

    @property
    def platform(self) -> Platform: ...

    @property
    def registry(self) -> Registry:
        """Only Windows has one."""

    @property
    def home(self) -> Path: ...

    @property
    def addins_folder(self) -> Path:
        """Where the user's add-in goes."""

    @property
    def conf_path(self) -> Path:
        """Where xlwings' VBA looks for the settings of the user (`GetConfigFilePath` in its module)."""

    @property
    def interpreter(self) -> Path:
        """The Python that runs now; in a virtual environment, the one of the environment."""

    @property
    def base_prefix(self) -> Path:
        """Where the Python under the virtual environment is installed."""

    @property
    def python_version(self) -> tuple[int, int, int]: ...

    @property
    def python_bits(self) -> int: ...

    def environment(self, name: str) -> str:
        """A variable of the environment; empty if it is not set."""

    def package_folder(self) -> Path | None:
        """The folder of our package, if the interpreter needs to be told of it; `None` if it finds it alone."""

    @property
    def encoding(self) -> str:
        """The code page in which the VBA of this machine reads files."""

    def short_path(self, path: Path) -> str:
        """Another name of a file in plain letters, if the machine has one; if not, its own name."""

    def excel_is_running(self) -> bool:
        """True if this user has an Excel open, even without a window."""

    def excel_program(self) -> str:
        """Where Excel is; empty if this machine does not know."""

    def came_from_internet(self, path: Path) -> bool:
        """True if the file carries the mark of the web."""

    def start_server(self, interpreter: Path, seconds: float) -> str:
        """Start and stop the server of the worksheet functions; empty if it answered, or what went wrong."""

    def can_write(self, folder: Path) -> bool:
        """True if the user can create files there (or in the nearest folder above, if it does not exist)."""

    def write_file(self, path: Path, data: bytes) -> None:
        """Write the whole file or nothing, in a folder that is there."""

    def remove_file(self, path: Path) -> None: ...

    def make_folder(self, path: Path) -> None: ...

    def remove_folder(self, path: Path) -> None: ...

    def forget_internet(self, path: Path) -> None:
        """Take away the mark of the web, if any."""


class RealFiles:
    """The part of a `System` that is the same everywhere: files, environment and the running Python."""

    @property
    def home(self) -> Path:
        return Path.home()

    @property
    def interpreter(self) -> Path:
        return Path(sys.executable)

    @property
    def base_prefix(self) -> Path:
        return Path(sys.base_prefix)

    @property
    def python_version(self) -> tuple[int, int, int]:
        return sys.version_info[:3]

    @property
    def python_bits(self) -> int:
        return 64 if sys.maxsize > 2**32 else 32

    def environment(self, name: str) -> str:
        return os.environ.get(name, "")

    def package_folder(self) -> Path | None:
        """Asked to a Python started elsewhere and without the variables of this window, as Excel starts it."""
        import subprocess

        with tempfile.TemporaryDirectory() as elsewhere:
            order = [str(self.interpreter), "-E", "-P", "-c", "import cartera_xl"]
            found = subprocess.run(order, cwd=elsewhere, capture_output=True, check=False, timeout=60).returncode == 0
        return None if found else Path(__file__).parents[3]

    def can_write(self, folder: Path) -> bool:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        try:
            with tempfile.TemporaryFile(dir=folder):
                return True
        except OSError:
            return False

    def write_file(self, path: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def remove_file(self, path: Path) -> None:
        path.unlink()

    def make_folder(self, path: Path) -> None:
        path.mkdir()

    def remove_folder(self, path: Path) -> None:
        path.rmdir()
