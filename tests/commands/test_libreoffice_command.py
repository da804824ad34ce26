"""`cartera libreoffice`: lo que se ve, los códigos de salida y que las opciones llegan a donde tienen que llegar."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cartera_xl.cli import main
from cartera_xl.excel.extension import checks as checks_module
from cartera_xl.excel.extension import office as office_module
from cartera_xl.excel.extension.office import Office
from tests.support.extension import FakeManager, calc, unpacker

__all__ = ["calc", "unpacker"]


@pytest.fixture
def profile(calc: Office, unpacker: FakeManager, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(office_module, "program_folder", lambda: calc.program)
    monkeypatch.setattr(Office, "version", lambda self: "7.4.7.2")
    monkeypatch.setattr(checks_module, "environment_in_terminal", lambda: False)
    return calc.profile


def _run(profile: Path, *order: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, ["libreoffice", *order, "--perfil", str(profile)])


def test_instalar_dice_que_ha_hecho_y_que_queda(profile: Path) -> None:
    result = _run(profile, "instalar")

    assert result.exit_code == 0
    assert "Instalada." in result.stdout
    assert "verá el menú «Cartera»" in result.stdout
    assert "Ya estaba instalada y al día." in _run(profile, "instalar").stdout


def test_simular_lo_dice_y_no_escribe(profile: Path) -> None:
    assert "Simulación: no se ha escrito nada." in _run(profile, "instalar", "--simular").stdout
    assert not profile.exists()


@pytest.mark.parametrize("order", ["instalar", "desinstalar"])
def test_con_libreoffice_abierto_el_codigo_es_4(profile: Path, order: str) -> None:
    if order == "desinstalar":
        _run(profile, "instalar")
    profile.mkdir(exist_ok=True)
    (profile / ".lock").touch()

    result = _run(profile, order)

    assert result.exit_code == 4
    assert "LibreOffice está abierto" in result.stderr


def test_desinstalar_dice_lo_que_quita_y_luego_que_no_estaba(profile: Path) -> None:
    _run(profile, "instalar")

    assert "Desinstalada." in _run(profile, "desinstalar").stdout
    assert "No estaba instalada." in _run(profile, "desinstalar").stdout


def test_el_diagnostico_termina_en_3_si_falta_algo_y_en_0_si_no(profile: Path) -> None:
    missing = _run(profile, "diagnostico")
    assert missing.exit_code == 3
    assert "cartera libreoffice instalar" in missing.stdout

    _run(profile, "instalar")
    assert _run(profile, "diagnostico").exit_code == 0


def test_en_json_todo_se_puede_leer(profile: Path) -> None:
    installed = json.loads(_run(profile, "instalar", "--json").stdout)
    checks = json.loads(_run(profile, "diagnostico", "--json").stdout)

    assert [step["que"] for step in installed["pasos"]] == ["extensión", "enlace"]
    assert all(step["cambia"] for step in installed["pasos"])
    assert {"titulo", "bien", "detalle", "remedio"} == set(checks[0])


def test_sin_libreoffice_no_se_puede_instalar(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_module, "program_folder", lambda: None)

    result = _run(profile, "instalar")

    assert result.exit_code == 1
    assert "No se encuentra LibreOffice" in result.output
