"""Lo que de los adaptadores de verdad se puede probar aquí: los archivos, y las rutas y órdenes del Mac."""

import subprocess
from pathlib import Path

import pytest

from cartera_xl.excel.installer.mac import MacSystem
from cartera_xl.excel.installer.machine import OtherSystem, this_system
from cartera_xl.excel.installer.system import Platform, RealFiles

CONTAINER = Path("Library", "Containers", "com.microsoft.Excel", "Data", "cartera.conf")
STARTUP = Path(
    "Library", "Group Containers", "UBF8T346G9.Office", "User Content.localized", "Startup.localized", "Excel"
)


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Lo que se habría ejecutado; todo contesta que sí."""
    given: list[list[str]] = []

    def run(order: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        given.append(order)
        return subprocess.CompletedProcess(order, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return given


def test_esta_maquina_no_tiene_excel() -> None:
    assert isinstance(this_system(), OtherSystem)
    assert this_system().platform is Platform.OTHER


def test_un_mac_usa_las_carpetas_que_excel_puede_leer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)

    assert MacSystem().conf_path == tmp_path / CONTAINER
    assert MacSystem().addins_folder == tmp_path / STARTUP


def test_un_mac_quita_la_cuarentena_solo_si_esta(orders: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    MacSystem().forget_internet(Path("/a b/c.xlam"))
    assert orders == [
        ["/usr/bin/xattr", "-p", "com.apple.quarantine", "/a b/c.xlam"],
        ["/usr/bin/xattr", "-d", "com.apple.quarantine", "/a b/c.xlam"],
    ]

    monkeypatch.setattr(MacSystem, "came_from_internet", lambda *_: False)
    orders.clear()
    MacSystem().forget_internet(Path("/c.xlam"))
    assert orders == []


def test_un_mac_pregunta_por_el_excel_de_este_usuario(orders: list[list[str]]) -> None:
    assert MacSystem().excel_is_running()
    assert orders[0][-2:] == ["-x", "Microsoft Excel"]
    assert "-U" in orders[0]


def test_escribir_es_todo_o_nada(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.conf"
    target.write_bytes(b"antes")

    def full(*_: object) -> None:
        raise OSError(28, "No queda espacio")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="espacio"):
        RealFiles().write_file(target, b"despues")

    assert target.read_bytes() == b"antes"
    assert list(tmp_path.iterdir()) == [target]


def test_se_puede_escribir_donde_todavia_no_hay_carpeta_y_no_queda_rastro(tmp_path: Path) -> None:
    assert RealFiles().can_write(tmp_path / "a" / "b")
    assert not RealFiles().can_write(Path("/proc/version/a"))
    assert list(tmp_path.iterdir()) == []


def test_un_python_que_tiene_el_programa_no_necesita_que_le_digan_donde_esta(monkeypatch: pytest.MonkeyPatch) -> None:
    assert RealFiles().package_folder() is None

    monkeypatch.setattr(subprocess, "run", lambda order, **_: subprocess.CompletedProcess(order, 1))
    folder = RealFiles().package_folder()
    assert folder is not None
    assert (folder / "cartera_xl" / "__init__.py").is_file()
