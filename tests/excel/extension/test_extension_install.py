"""Instalar la extensión y quitarla, sin LibreOffice: una vez o veinte, y después como antes."""

from pathlib import Path

import pytest

from cartera_xl.excel.extension import install as install_module
from cartera_xl.excel.extension import manager
from cartera_xl.excel.extension.install import OfficeIsOpen, install, uninstall
from cartera_xl.excel.extension.link import own_folder, read_link
from cartera_xl.excel.extension.office import NoOffice, Office
from cartera_xl.resources import macro_file
from tests.support.extension import LEDGER, OURS, FakeManager, calc, unpacker

__all__ = ["calc", "unpacker"]

EXTENSION = macro_file("cartera.oxt")
TOOLBAR_ITEM = """<item oor:path="/States/X['private:resource/toolbar/addon_cartera.xl.barra']"><prop/></item>\n"""
OTHER_ITEM = """<item oor:path="/States/X['private:resource/toolbar/standardbar']"><prop/></item>\n"""


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_instala_la_extension_y_escribe_el_enlace(calc: Office, unpacker: FakeManager, tmp_path: Path) -> None:
    outcome = install(calc, EXTENSION)

    assert [step.what for step in outcome.steps] == ["extensión", "enlace"]
    assert unpacker.calls == ["add"]
    link = read_link(calc)
    assert link["python"] == f"3.{OURS}"
    assert str(own_folder()) in link["paquetes"].splitlines()
    assert Path(link["registro"]) == tmp_path / "datos" / "registro.log"
    assert Path(link["datos"]) == tmp_path / "datos"


def test_sin_carpeta_de_datos_propia_no_se_impone_ninguna(calc: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARTERA_DATOS")

    install(calc, EXTENSION)

    assert "datos" not in read_link(calc)


def test_repetir_no_hace_nada_aunque_libreoffice_este_abierto(calc: Office, unpacker: FakeManager) -> None:
    install(calc, EXTENSION)
    (calc.profile / ".lock").touch()

    assert not install(calc, EXTENSION).changed
    assert unpacker.calls == ["add"]


def test_una_extension_cambiada_o_desactivada_se_vuelve_a_poner(calc: Office, unpacker: FakeManager) -> None:
    install(calc, EXTENSION)
    next(calc.profile.rglob("cartera_uno.py")).write_text("otra", encoding="utf-8")
    assert install(calc, EXTENSION).changed
    ledger = calc.profile / LEDGER
    ledger.write_text(ledger.read_text().replace("cartera.oxt", 'cartera.oxt" revoked="true'), encoding="utf-8")
    assert install(calc, EXTENSION).changed
    assert unpacker.calls == ["add"] * 3


def test_simular_no_escribe(calc: Office, unpacker: FakeManager) -> None:
    assert install(calc, EXTENSION, simulate=True).changed
    assert not calc.profile.exists()
    assert unpacker.calls == []


@pytest.mark.parametrize("order", ["instalar", "desinstalar"])
def test_con_libreoffice_abierto_no_cambia_nada(calc: Office, unpacker: FakeManager, order: str) -> None:
    if order == "desinstalar":
        install(calc, EXTENSION)
    calc.profile.mkdir(exist_ok=True)
    (calc.profile / ".lock").touch()
    before = _files(calc.profile)

    with pytest.raises(OfficeIsOpen, match="Ciérrelo"):
        install(calc, EXTENSION) if order == "instalar" else uninstall(calc)

    assert _files(calc.profile) == before


def test_desinstalar_deja_el_perfil_como_estaba(calc: Office, unpacker: FakeManager) -> None:
    calc.registry.parent.mkdir(parents=True)
    calc.registry.write_text(OTHER_ITEM, encoding="utf-8")
    before = _files(calc.profile)
    install(calc, EXTENSION)
    calc.registry.write_text(OTHER_ITEM + TOOLBAR_ITEM * 2, encoding="utf-8")

    outcome = uninstall(calc)

    assert [step.what for step in outcome.steps] == ["extensión", "enlace", "sitio de la barra"]
    assert _files(calc.profile) == before
    assert not uninstall(calc).changed


@pytest.mark.parametrize(
    ("minor", "said", "remedy"),
    [
        (None, "no trae Python", "python3-uno"),
        (OURS + 1, f"3.{OURS + 1}", f"Instale cartera-xl con Python 3.{OURS + 1}"),
        (9, "3.9", f"Instale un LibreOffice que use Python 3.{OURS}"),
    ],
)
def test_con_otro_python_lo_dice_y_no_instala(
    calc: Office,
    unpacker: FakeManager,
    monkeypatch: pytest.MonkeyPatch,
    minor: int | None,
    said: str,
    remedy: str,
) -> None:
    monkeypatch.setattr(Office, "python_minor", lambda self: minor)

    with pytest.raises(NoOffice) as error:
        install(calc, EXTENSION)

    assert said in error.value.que
    assert remedy in error.value.remedio
    assert not calc.profile.exists()


def test_si_libreoffice_no_la_admite_no_se_escribe_el_enlace(calc: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(office: Office, extension: Path) -> None:
        raise manager.ExtensionRefused("No.", donde="aquí", remedio="Nada")

    monkeypatch.setattr(manager, "add", refuse)

    with pytest.raises(manager.ExtensionRefused):
        install(calc, EXTENSION)

    assert not calc.settings.exists()


def test_avisa_si_el_terminal_tiene_un_entorno_activado(calc: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for active in (True, False):
        monkeypatch.setattr(install_module, "environment_in_terminal", lambda active=active: active)
        assert any("terminal" in text for text in install(calc, EXTENSION).to_do) is active
