"""Configuración, Ayuda, Diagnóstico y los dos que todavía no están."""

import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest

from cartera_xl.excel import registry
from cartera_xl.excel.commands import Level
from cartera_xl.excel.commands.guide import guide, guide_path
from cartera_xl.excel.extension import checks as of_libreoffice
from cartera_xl.excel.installer import checks as of_excel
from cartera_xl.excel.installer.check import Check
from cartera_xl.nucleo.celdas import Cuadro
from tests.casos.conftest import CABECERA
from tests.excel.commands.conftest import Office


def test_configuracion_se_crea_si_falta_y_se_ensena(desk_of_clients: Office) -> None:
    notice = desk_of_clients.click("configuracion")

    assert desk_of_clients.book.sheets.active.name == "Configuración"
    assert desk_of_clients.grid("Configuración")[0][0] == "Configuración de la cartera"
    assert notice.text.startswith("Se ha creado la hoja «Configuración» con los ajustes de partida.")


def test_la_configuracion_creada_consta_y_se_puede_deshacer(desk_of_clients: Office) -> None:
    from cartera_xl.casos.deshacer import deshacer
    from cartera_xl.casos.historial import historial
    from tests.casos.conftest import peticion

    desk_of_clients.click("configuracion")
    host = desk_of_clients.book.host

    (run,) = historial(host, desk_of_clients.journal)
    assert [sheet.nombre for sheet in run.hojas or ()] in ([], ["Configuración"])
    assert deshacer(host, desk_of_clients.journal, peticion(60), run.id).ejecucion == run.id


def test_la_configuracion_que_ya_esta_se_ensena_sin_escribir_ni_caja(desk_of_clients: Office) -> None:
    desk_of_clients.click("configuracion")
    writes = desk_of_clients.book.host.writes
    desk_of_clients.book.sheets["Clientes"].activate()
    desk_of_clients.book.sheets["Configuración"].visible = False

    notice = desk_of_clients.click("configuracion")

    assert desk_of_clients.book.sheets.active.name == "Configuración"
    assert notice.level is Level.QUIET
    assert not desk_of_clients.dialogs.shown
    assert desk_of_clients.book.host.writes == writes


def test_despues_de_crear_configuracion_se_recalcula_con_ella(desk_of_clients: Office) -> None:
    desk_of_clients.click("configuracion")
    desk_of_clients.book.sheets["Clientes"].activate()

    notice = desk_of_clients.click("recalcular_segmentos")

    assert "Estratégico 6 · Clave 5 · Emergente 7 · Bajo valor 12" in notice.text


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: not found.append(url))
    return found


def test_ayuda_ensena_la_hoja_del_libro(open_office: Callable[[dict[str, Cuadro]], Office], opened: list[str]) -> None:
    office = open_office({"Clientes": [CABECERA], "AYUDA": [["Cómo usar este libro"]]})

    notice = office.click("ayuda")

    assert office.book.sheets.active.name == "AYUDA"
    assert (notice.level, opened) == (Level.QUIET, [])


def test_una_hoja_de_ayuda_oculta_no_se_destapa(
    open_office: Callable[[dict[str, Cuadro]], Office], opened: list[str]
) -> None:
    office = open_office({"Clientes": [CABECERA], "Ayuda": [["Cómo usar este libro"]]})
    office.book.sheets["Ayuda"].visible = False

    office.click("ayuda")

    assert office.book.sheets.active.name == "Clientes"
    assert len(opened) == 1


def test_sin_hoja_de_ayuda_se_abre_la_guia_de_este_equipo(desk_of_clients: Office, opened: list[str]) -> None:
    notice = desk_of_clients.click("ayuda")

    assert opened == [guide_path().as_uri()]
    assert guide_path().read_text(encoding="utf-8") == guide()
    assert notice.level is Level.QUIET


def test_sin_navegador_se_dice_donde_esta_la_guia(desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _url: False)

    notice = desk_of_clients.click("ayuda")

    assert str(guide_path()) in desk_of_clients.dialogs.shown[0].text
    assert notice.level is Level.INFO


def test_la_guia_habla_de_cada_boton_y_de_cada_funcion() -> None:
    page = guide()

    assert all(f"<dt>{command.label}</dt>" in page for command in registry.COMMANDS)
    assert all(f"<dt>{function.id}(" in page for function in registry.FUNCTIONS)
    assert "http" not in page


GOOD = Check("Python", True, "3.11, de 64 bits.", "")
BAD = Check("Complemento", False, "No está en la carpeta de complementos.", "Ejecute: cartera excel instalar")


def diagnose(office: Office, monkeypatch: pytest.MonkeyPatch, *found: Check) -> str:
    monkeypatch.setattr(of_excel, "run_checks", lambda: found)
    return office.click("diagnostico").text


def test_el_diagnostico_que_va_bien_lo_dice_en_una_linea(
    desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = diagnose(desk_of_clients, monkeypatch, GOOD)

    assert text.startswith("Nada falla.\n")
    assert "Programa: de mentira 1.0" in text
    assert "Diario de recálculos: " in text


def test_el_diagnostico_ensena_lo_que_falla_con_su_remedio_y_lo_apunta_todo(
    desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    text = diagnose(desk_of_clients, monkeypatch, GOOD, BAD)

    assert text.startswith(
        "Falla una comprobación:\n"
        " · Complemento: No está en la carpeta de complementos. Ejecute: cartera excel instalar.\n\nVersión: "
    )
    assert str(data_folder / "registro.log") in text
    assert "bien  Python: 3.11, de 64 bits." in desk_of_clients.log()
    assert "FALLA  Complemento: No está en la carpeta de complementos." in desk_of_clients.log()


def test_en_libreoffice_se_comprueba_su_extension_y_no_el_complemento_de_excel(
    desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk_of_clients.book.app.engine.name = "libreoffice"
    monkeypatch.setattr(of_libreoffice, "run_checks", lambda: (Check("Extensión", False, "No está.", "Instálela"),))

    text = diagnose(desk_of_clients, monkeypatch, GOOD)

    assert text.startswith("Falla una comprobación:\n · Extensión: No está. Instálela.\n")


def test_lo_que_solo_conviene_saber_no_cuenta_como_fallo(
    desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = diagnose(desk_of_clients, monkeypatch, GOOD, Check("Carpeta", None, "Se sincroniza con la nube."))

    assert text.startswith("Nada falla en 2 comprobaciones.\n · Carpeta: Se sincroniza con la nube.\n")


@pytest.mark.parametrize("command", ["informe_pdf", "enviar_informes"])
def test_lo_que_aun_no_esta_lo_dice_y_da_lo_que_hay(desk_of_clients: Office, command: str) -> None:
    notice = desk_of_clients.click(command)

    assert notice.text.startswith("Todavía no está disponible")
    assert "cartera " in notice.text
    assert desk_of_clients.book.host.writes == 0
