"""The machine where this runs."""

import sys
from pathlib import Path

from cartera_xl.excel.installer.system import Platform, RealFiles, Registry, System


class OtherSystem(RealFiles):
    """A machine where Excel does not exist: it answers what can be checked and has nowhere to install."""

    @property
    def platform(self) -> Platform:
        return Platform.OTHER

    @property
    def registry(self) -> Registry:
        raise NotImplementedError

    @property
    def addins_folder(self) -> Path:
        raise NotImplementedError

    @property
    def conf_path(self) -> Path:
        raise NotImplementedError

    @property
    def encoding(self) -> str:
        return "utf-8"

    def short_path(self, path: Path) -> str:
        return str(path)

    def excel_is_running(self) -> bool:
        return False

    def excel_program(self) -> str:
        return ""

    def came_from_internet(self, path: Path) -> bool:
        raise NotImplementedError

    def forget_internet(self, path: Path) -> None:
        raise NotImplementedError

    def start_server(self, interpreter: Path, seconds: float) -> str:
        raise NotImplementedError


def this_system() -> System:
    """The adapter of the machine where this runs."""
    if sys.platform == "win32":
        from cartera_xl.excel.installer.windows import WindowsSystem

        return WindowsSystem()
    if sys.platform == "darwin":
        from cartera_xl.excel.installer.mac import MacSystem

        return MacSystem()
    return OtherSystem()
