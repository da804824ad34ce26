"""Dónde está LibreOffice y qué se le deja ver de nuestro entorno."""

import os
from pathlib import Path

import pytest

from cartera_xl.excel.extension import office as office_module
from cartera_xl.excel.extension.office import (
    NoOffice,
    Office,
    clean_environment,
    default_profile,
    environment_in_terminal,
    find_office,
)

HOME = Path("casa")


@pytest.mark.parametrize(
    ("platform", "environment", "profile"),
    [
        ("linux", {}, HOME / ".config" / "libreoffice" / "4"),
        ("linux", {"XDG_CONFIG_HOME": "otra"}, Path("otra") / "libreoffice" / "4"),
        ("darwin", {}, HOME / "Library" / "Application Support" / "LibreOffice" / "4"),
        ("win32", {"APPDATA": "roaming"}, Path("roaming") / "LibreOffice" / "4"),
        ("win32", {}, HOME / "AppData" / "Roaming" / "LibreOffice" / "4"),
    ],
)
def test_el_perfil_es_el_que_libreoffice_usa_en_cada_sistema(
    platform: str, environment: dict[str, str], profile: Path
) -> None:
    assert default_profile(platform, environment, HOME) == profile


def test_dentro_de_libreoffice_manda_su_perfil_y_si_se_da_uno_ese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_module, "program_folder", lambda: Path("program"))
    monkeypatch.setenv("CARTERA_PERFIL", "dentro")

    assert find_office().profile == Path("dentro").absolute()
    assert find_office(Path("dado")).profile == Path("dado").absolute()


def test_sin_libreoffice_dice_donde_lo_ha_buscado(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_module, "program_folder", lambda: None)

    with pytest.raises(NoOffice, match="No se encuentra LibreOffice"):
        find_office()


def test_libreoffice_no_ve_el_python_de_un_entorno(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    (tmp_path / "conda" / "bin").mkdir(parents=True)
    (tmp_path / "conda" / "conda-meta").mkdir()
    (tmp_path / "sistema").mkdir()
    folders = [tmp_path / "venv" / "bin", tmp_path / "conda" / "bin", tmp_path / "sistema"]
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))
    monkeypatch.setenv("PYTHONPATH", "x")
    monkeypatch.setenv("VIRTUAL_ENV", "x")

    clean = clean_environment()

    assert clean["PATH"] == str(tmp_path / "sistema")
    assert not {"PYTHONPATH", "VIRTUAL_ENV"} & set(clean)
    assert environment_in_terminal()
    monkeypatch.setenv("PATH", str(tmp_path / "sistema"))
    assert not environment_in_terminal()


def test_el_python_que_trae_libreoffice_se_lee_de_su_carpeta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_module, "bridge_folders", lambda: [])
    office = Office(tmp_path, tmp_path)
    assert office.python_minor() is None
    (tmp_path / "python-core-3.9.18").mkdir()
    assert office.python_minor() == 9
    (tmp_path / "pyuno.pyd").write_bytes(b"...python312.dll...")
    assert office.python_minor() == 12


def test_un_programa_que_falta_se_dice(tmp_path: Path) -> None:
    with pytest.raises(NoOffice, match="unopkg"):
        Office(tmp_path, tmp_path).tool("unopkg")
