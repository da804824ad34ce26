"""El puente con LibreOffice se importa sin que su carpeta tape los paquetes de nuestro entorno, o se dice qué falta."""

import sys
from pathlib import Path

import pytest

from cartera_xl.hosts.libreoffice import uno_import
from cartera_xl.hosts.libreoffice.errors import OfficeMissing
from cartera_xl.hosts.libreoffice.process import office_program
from cartera_xl.hosts.libreoffice.uno_import import BridgeFinder, import_uno, linked_python


@pytest.fixture
def sin_puente(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Como si nadie hubiera importado `uno` y solo se pudiera buscar en una carpeta vacía."""
    for name in uno_import.BRIDGE_MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    finders = [finder for finder in sys.meta_path if not isinstance(finder, BridgeFinder)]
    monkeypatch.setattr(sys, "meta_path", finders)
    monkeypatch.setattr(uno_import, "bridge_folders", lambda: [str(tmp_path)])
    return tmp_path


def test_solo_se_buscan_los_tres_modulos_del_puente(tmp_path: Path) -> None:
    for name in ("uno", "cryptography", "six"):
        (tmp_path / f"{name}.py").touch()
    finder = BridgeFinder([str(tmp_path)])

    assert finder.find_spec("uno") is not None
    assert finder.find_spec("cryptography") is None
    assert finder.find_spec("six") is None


def test_el_puente_no_cambia_donde_busca_python(sin_puente: Path) -> None:
    (sin_puente / "uno.py").write_text("import sys\nsys.path.insert(0, '/no/debe/quedar')\n", encoding="utf-8")
    antes = list(sys.path)

    import_uno()

    assert sys.path == antes


def test_sin_puente_se_dice_que_instalar(sin_puente: Path) -> None:
    with pytest.raises(OfficeMissing, match="python3-uno") as error:
        import_uno()

    assert "no tiene el puente" in error.value.que or "No se encuentra el puente" in error.value.que


def test_un_puente_para_otro_python_no_se_carga(sin_puente: Path) -> None:
    """Cargarlo mataría el proceso: se mira antes."""
    (sin_puente / "uno.py").write_text("raise AssertionError('cargado')", encoding="utf-8")
    (sin_puente / "libpyuno.so").write_bytes(b"\x7fELF...libpython3.99.so.1.0...")

    with pytest.raises(OfficeMissing, match=r"«3\.99»"):
        import_uno()


@pytest.mark.parametrize(
    ("contenido", "minor"),
    [
        (b"..libpython3.11.so.1.0..", 11),
        (b"..python312.dll..", 12),
        (b"@loader_path/LibreOfficePython.framework/Versions/3.10/LibreOfficePython", 10),
        (b"sin nada", None),
        (b"", None),
    ],
)
def test_el_puente_dice_para_que_python_es(tmp_path: Path, contenido: bytes, minor: int | None) -> None:
    (tmp_path / "biblioteca").write_bytes(contenido)

    assert linked_python(tmp_path / "biblioteca") == minor


def test_la_variable_soffice_manda(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "soffice.bin").touch()
    monkeypatch.setenv("SOFFICE", str(tmp_path / "soffice.bin"))
    assert office_program() == tmp_path / "soffice.bin"

    monkeypatch.setenv("SOFFICE", str(tmp_path / "otro"))
    with pytest.raises(OfficeMissing, match="otro"):
        office_program()


def test_sin_libreoffice_se_dice_como_instalarlo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SOFFICE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(uno_import, "_USUAL_PLACES", ())

    with pytest.raises(OfficeMissing, match="libreoffice-calc"):
        office_program()
