"""A LibreOffice of cardboard: a profile on the disk and who unpacks the extension in it."""

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from cartera_xl.excel.extension import manager
from cartera_xl.excel.extension.office import Office

OURS = sys.version_info.minor
LEDGER = "user/uno_packages/cache/registry/com.sun.star.comp.deployment.bundle.PackageRegistryBackend/backenddb.xml"


class FakeManager:
    """Unpacks the extension where LibreOffice would."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def add(self, office: Office, extension: Path) -> None:
        self.calls.append("add")
        folder = office.profile / "user" / "uno_packages" / "cache" / "uno_packages" / "lu1.tmp_" / "cartera.oxt"
        with zipfile.ZipFile(extension) as package:
            package.extractall(folder)
        ledger = office.profile / LEDGER
        ledger.parent.mkdir(parents=True, exist_ok=True)
        ledger.write_text('<ext:extension url="x/lu1.tmp_/cartera.oxt"><y/></ext:extension>', encoding="utf-8")

    def remove(self, office: Office) -> None:
        self.calls.append("remove")
        shutil.rmtree(office.profile / "user" / "uno_packages")


@pytest.fixture
def unpacker(monkeypatch: pytest.MonkeyPatch) -> FakeManager:
    fake = FakeManager()
    monkeypatch.setattr(manager, "add", fake.add)
    monkeypatch.setattr(manager, "remove", fake.remove)
    return fake


@pytest.fixture
def calc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unpacker: FakeManager) -> Office:
    monkeypatch.setattr(Office, "python_minor", lambda self: OURS)
    monkeypatch.setenv("CARTERA_DATOS", str(tmp_path / "datos"))
    return Office(tmp_path / "program", tmp_path / "perfil con espacios y ñ")
