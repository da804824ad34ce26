"""El diagnóstico de la extensión: cada fallo con su remedio, y nada cambiado."""

import os
import sys
from pathlib import Path

import pytest

from cartera_xl.excel.extension import checks as checks_module
from cartera_xl.excel.extension import office as office_module
from cartera_xl.excel.extension.checks import run_checks
from cartera_xl.excel.extension.install import install
from cartera_xl.excel.extension.office import Office
from cartera_xl.excel.installer.check import Check
from cartera_xl.resources import macro_file
from tests.support.extension import LEDGER, FakeManager, calc, unpacker

__all__ = ["calc", "unpacker"]


@pytest.fixture
def installed(calc: Office, unpacker: FakeManager, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    monkeypatch.setattr(office_module, "program_folder", lambda: calc.program)
    monkeypatch.setattr(Office, "version", lambda self: "7.4.7.2")
    monkeypatch.setattr(checks_module, "environment_in_terminal", lambda: False)
    (tmp_path / "datos").mkdir()
    install(calc, macro_file("cartera.oxt"))
    return calc


def _check(calc: Office, title: str) -> Check:
    return next(check for check in run_checks(calc.profile) if check.title == title)


def test_bien_instalada_no_hay_nada_que_arreglar(installed: Office) -> None:
    assert [check.title for check in run_checks(installed.profile) if not check.ok] == []


def test_sin_libreoffice_solo_se_dice_eso(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_module, "program_folder", lambda: None)

    (check,) = run_checks()

    assert check.ok is False
    assert "Instálelo" in check.remedy


@pytest.mark.parametrize("version", ["7.3.9", "", "6.4"])
def test_una_version_antigua_o_muda_se_dice(installed: Office, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(Office, "version", lambda self: version)

    assert _check(installed, "LibreOffice").ok is False


def test_otro_python_se_dice(installed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Office, "python_minor", lambda self: 9)

    assert "3.9" in _check(installed, "Python").detail


def test_la_extension_desactivada_cambiada_o_ausente_se_dice(installed: Office, unpacker: FakeManager) -> None:
    ledger = installed.profile / LEDGER
    right = ledger.read_text(encoding="utf-8")
    ledger.write_text(right.replace("cartera.oxt", 'cartera.oxt" revoked="true'), encoding="utf-8")
    assert "desactivada" in _check(installed, "Extensión").detail
    ledger.write_text(right, encoding="utf-8")
    next(installed.profile.rglob("Addons.xcu")).write_text("otro", encoding="utf-8")
    assert "no es la de este cartera-xl" in _check(installed, "Extensión").detail
    unpacker.remove(installed)
    assert "No está instalada" in _check(installed, "Extensión").detail


def test_un_enlace_perdido_roto_o_de_otra_instalacion_se_dice(installed: Office, tmp_path: Path) -> None:
    title = "Enlace con Python"
    right = installed.settings.read_text(encoding="utf-8")
    installed.settings.unlink()
    assert "Falta" in _check(installed, title).detail
    installed.settings.write_text(f"[cartera]\npython = 3.11\npaquetes = {tmp_path / 'no'}\n", encoding="utf-8")
    assert "Ya no está" in _check(installed, title).detail
    installed.settings.write_text(f"[cartera]\npython = 3.11\npaquetes = {tmp_path}\n", encoding="utf-8")
    assert "otra instalación" in _check(installed, title).detail
    installed.settings.write_text(right, encoding="utf-8")
    assert _check(installed, title).ok


def test_el_enlace_vale_tambien_visto_desde_dentro_de_libreoffice(
    installed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Allí el Python es el del sistema, con otras carpetas propias."""
    monkeypatch.setattr(sys, "prefix", "/usr")

    assert _check(installed, "Enlace con Python").ok


def test_una_carpeta_de_datos_sin_permiso_se_dice(installed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    assert "CARTERA_DATOS" in _check(installed, "Diario y registro").remedy


def test_un_terminal_con_un_entorno_activado_es_un_aviso(installed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_module, "environment_in_terminal", lambda: True)

    check = _check(installed, "Este terminal")

    assert check.ok is None
    assert "icono" in check.remedy


def test_diagnosticar_no_escribe(installed: Office) -> None:
    before = {path: path.stat().st_mtime_ns for path in installed.profile.rglob("*")}

    run_checks(installed.profile)

    assert {path: path.stat().st_mtime_ns for path in installed.profile.rglob("*")} == before
