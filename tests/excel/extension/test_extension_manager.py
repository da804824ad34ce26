"""El administrador de extensiones de LibreOffice, por su orden `unopkg`: qué se le pide y qué se dice si no puede."""

from pathlib import Path

import pytest

from cartera_xl.excel.extension import manager
from cartera_xl.excel.extension.names import IDENTIFIER
from cartera_xl.excel.extension.office import Office


@pytest.fixture
def calc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Su `unopkg` apunta lo que se le pide y, si se le ha dicho, falla."""
    monkeypatch.setattr(manager, "_is_root", lambda: False)
    tool = tmp_path / "unopkg"
    tool.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/pedido"\n[ -e "{tmp_path}/falla" ] || exit 0\n'
        'echo "primero un aviso" >&2\necho "ERROR: no cabe" >&2\nexit 1\n',
        encoding="utf-8",
    )
    tool.chmod(0o755)
    return Office(tmp_path, tmp_path / "perfil ñ")


def test_se_instala_para_este_usuario_sin_preguntas_y_en_su_perfil(calc: Office, tmp_path: Path) -> None:
    manager.add(calc, tmp_path / "cartera.oxt")

    asked = (tmp_path / "pedido").read_text(encoding="utf-8").splitlines()
    assert asked == ["add", "--force", "--suppress-license", str(tmp_path / "cartera.oxt"), calc.profile_option()]
    assert calc.profile_option().startswith("-env:UserInstallation=file:///")


def test_se_quita_por_su_identificador(calc: Office, tmp_path: Path) -> None:
    manager.remove(calc)

    assert (tmp_path / "pedido").read_text(encoding="utf-8").splitlines()[:2] == ["remove", IDENTIFIER]


def test_si_no_puede_se_dice_lo_que_ha_dicho_el(calc: Office, tmp_path: Path) -> None:
    (tmp_path / "falla").touch()

    with pytest.raises(manager.ExtensionRefused, match="ERROR: no cabe"):
        manager.remove(calc)
