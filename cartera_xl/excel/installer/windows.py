"""Windows as the installer sees it. Importable only there."""

import ctypes
import sys
import winreg
from pathlib import Path

from cartera_xl.excel.installer.offices import APP_PATH, text_value
from cartera_xl.excel.installer.system import Platform, RealFiles, Registry, RegistryValue

assert sys.platform == "win32"

HIVES = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}
EXCEL_WINDOW_CLASS = "XLMAIN"
MARK = ":Zone.Identifier"
UNTRUSTED_ZONES = (b"ZoneId=3", b"ZoneId=4")
"""Internet and restricted sites: the two whose macros Office blocks."""
LONGEST_PATH = 32_768


class WindowsRegistry:
    """The registry through `winreg`, always in its view of 64 bits: the one that a 64-bit Windows shows by default."""

    def _open(self, key: str, access: int) -> winreg.HKEYType:
        hive, _, path = key.partition("\\")
        return winreg.OpenKeyEx(HIVES[hive], path, 0, access | winreg.KEY_WOW64_64KEY)

    def has(self, key: str) -> bool:
        try:
            self._open(key, winreg.KEY_READ).Close()
        except OSError:
            return False
        return True

    def values(self, key: str) -> dict[str, RegistryValue]:
        try:
            handle = self._open(key, winreg.KEY_READ)
        except OSError:
            return {}
        with handle:
            many = winreg.QueryInfoKey(handle)[1]
            found = [winreg.EnumValue(handle, number) for number in range(many)]
        return {name: RegistryValue(_frozen(data), kind) for name, data, kind in found}

    def subkeys(self, key: str) -> tuple[str, ...]:
        try:
            handle = self._open(key, winreg.KEY_READ)
        except OSError:
            return ()
        with handle:
            return tuple(winreg.EnumKey(handle, number) for number in range(winreg.QueryInfoKey(handle)[0]))

    def create(self, key: str) -> None:
        parent, _, name = key.rpartition("\\")
        with self._open(parent, winreg.KEY_CREATE_SUB_KEY) as handle:
            winreg.CreateKey(handle, name).Close()

    def write(self, key: str, name: str, value: RegistryValue) -> None:
        data = list(value.data) if isinstance(value.data, tuple) else value.data
        with self._open(key, winreg.KEY_SET_VALUE) as handle:
            winreg.SetValueEx(handle, name, 0, value.kind, data)

    def delete(self, key: str, name: str) -> None:
        with self._open(key, winreg.KEY_SET_VALUE) as handle:
            winreg.DeleteValue(handle, name)

    def delete_key(self, key: str) -> None:
        parent, _, name = key.rpartition("\\")
        with self._open(parent, winreg.KEY_WRITE) as handle:
            winreg.DeleteKey(handle, name)


def _frozen(data: object) -> str | int | bytes | tuple[str, ...]:
    if isinstance(data, (str, int, bytes)):
        return data
    return tuple(map(str, data)) if isinstance(data, (list, tuple)) else b""


class WindowsSystem(RealFiles):
    """Windows, always for the user who runs it: nothing here needs an administrator."""

    def __init__(self) -> None:
        self._registry = WindowsRegistry()

    @property
    def platform(self) -> Platform:
        return Platform.WINDOWS

    @property
    def registry(self) -> Registry:
        return self._registry

    @property
    def addins_folder(self) -> Path:
        """Excel's own folder of the user's add-ins."""
        return Path(self.environment("APPDATA") or self.home / "AppData" / "Roaming") / "Microsoft" / "AddIns"

    @property
    def conf_path(self) -> Path:
        return Path(self.environment("USERPROFILE") or self.home) / ".cartera" / "cartera.conf"

    @property
    def encoding(self) -> str:
        """VBA's `Open … For Input` reads the code page of Windows, not UTF-8."""
        return "mbcs"

    def short_path(self, path: Path) -> str:
        """The 8.3 name; disks that do not keep them give the same path back."""
        room = ctypes.create_unicode_buffer(LONGEST_PATH)
        size = ctypes.windll.kernel32.GetShortPathNameW(str(path), room, LONGEST_PATH)
        return room.value if size else str(path)

    def excel_is_running(self) -> bool:
        """Every Excel of this session, hidden or not, has a window of that class; xlwings finds them by it too."""
        return bool(ctypes.windll.user32.FindWindowW(EXCEL_WINDOW_CLASS, None))

    def excel_program(self) -> str:
        return text_value(self._registry, APP_PATH, "")

    def came_from_internet(self, path: Path) -> bool:
        """The mark is a second stream of the file (NTFS)."""
        try:
            mark = Path(f"{path}{MARK}").read_bytes()
        except OSError:
            return False
        return any(zone in mark for zone in UNTRUSTED_ZONES)

    def forget_internet(self, path: Path) -> None:
        Path(f"{path}{MARK}").unlink(missing_ok=True)

    def start_server(self, interpreter: Path, seconds: float) -> str:
        from cartera_xl.excel.installer.server_probe import probe

        return probe(interpreter, seconds)
