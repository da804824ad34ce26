"""macOS as the installer sees it. Never run on a real Mac yet: docs/excel-primera-vez.md says what to look at."""

import getpass
import subprocess
from pathlib import Path

from cartera_xl.excel.installer.system import Platform, RealFiles, Registry

QUARANTINE = "com.apple.quarantine"


class MacSystem(RealFiles):
    """Excel for Mac runs in a sandbox, and reads only a few folders of its own."""

    @property
    def platform(self) -> Platform:
        return Platform.MAC

    @property
    def registry(self) -> Registry:
        raise NotImplementedError

    @property
    def addins_folder(self) -> Path:
        """The start-up folder, whose add-ins Excel opens alone; those of «Add-Ins» have to be ticked by hand.

        It is what `xlwings addin install` uses (`App.startup_path` in its cli.py).
        """
        group = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
        return group / "User Content.localized" / "Startup.localized" / "Excel"

    @property
    def conf_path(self) -> Path:
        return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "cartera.conf"

    @property
    def encoding(self) -> str:
        """As xlwings writes its own settings on the Mac; letters outside ASCII are not proven with a real Excel."""
        return "utf-8"

    def short_path(self, path: Path) -> str:
        return str(path)

    def excel_is_running(self) -> bool:
        order = ["/usr/bin/pgrep", "-U", getpass.getuser(), "-x", "Microsoft Excel"]
        return subprocess.run(order, capture_output=True, check=False).returncode == 0

    def excel_program(self) -> str:
        places = (folder / "Applications" / "Microsoft Excel.app" for folder in (Path("/"), self.home))
        return next((str(place) for place in places if place.exists()), "")

    def came_from_internet(self, path: Path) -> bool:
        order = ["/usr/bin/xattr", "-p", QUARANTINE, str(path)]
        return subprocess.run(order, capture_output=True, check=False).returncode == 0

    def forget_internet(self, path: Path) -> None:
        if self.came_from_internet(path):
            subprocess.run(["/usr/bin/xattr", "-d", QUARANTINE, str(path)], capture_output=True, check=True)

    def start_server(self, interpreter: Path, seconds: float) -> str:
        raise NotImplementedError
