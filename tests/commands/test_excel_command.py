"""`cartera excel`: lo que se ve, los códigos de salida y que las opciones llegan a donde tienen que llegar."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from cartera_xl.cli import main
from cartera_xl.excel.installer import install as install_module
from cartera_xl.excel.installer import machine
from cartera_xl.resources import macro_file
from tests.support.machines import FakeSystem, snapshot, windows


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSystem:
    found = windows(tmp_path)
    monkeypatch.setenv("CARTERA_DATOS", str(tmp_path / "datos"))
    for module in ("machine", "checks"):
        monkeypatch.setattr(f"cartera_xl.excel.installer.{module}.this_system", lambda: found)
    return found


def _run(*order: str, width: int = 80) -> Result:
    return CliRunner(env={"COLUMNS": str(width)}).invoke(main, ["excel", *order])


def _installed(system: FakeSystem) -> Path:
    return system.addins_folder / "cartera.xlam"


def test_instalar_dice_que_ha_hecho_y_que_queda(system: FakeSystem) -> None:
    result = _run("instalar", width=200)

    assert result.exit_code == 0
    assert str(_installed(system)) in result.stdout
    assert "Registro de Excel" in result.stdout
    assert "Instalado." in result.stdout
    assert "Abra Excel" in result.stdout


def test_repetir_dice_que_ya_estaba(system: FakeSystem) -> None:
    _run("instalar")

    assert "Ya estaba instalado y al día." in _run("instalar").stdout


def test_simular_lo_dice_y_no_escribe(system: FakeSystem) -> None:
    before = snapshot(system)

    result = _run("instalar", "--simular")

    assert "Simulación: no se ha escrito nada." in result.stdout
    assert "Abra Excel" not in result.stdout
    assert snapshot(system) == before


@pytest.mark.parametrize("order", ["instalar", "desinstalar"])
def test_en_silencio_no_se_ve_nada(system: FakeSystem, order: str) -> None:
    result = _run(order, "--silencioso")

    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("silent", [(), ("--silencioso",)])
def test_con_excel_abierto_el_codigo_es_otro_y_el_error_se_ve_siempre(
    system: FakeSystem, silent: tuple[str, ...]
) -> None:
    system.running = True

    result = _run("instalar", *silent)

    assert result.exit_code == 4
    assert "Excel está abierto" in result.stderr
    assert "Qué hacer: Guarde sus libros, cierre Excel" in result.stderr


def test_un_disco_que_no_deja_escribir_se_cuenta_como_los_demas_errores(system: FakeSystem) -> None:
    system.fail_at = 3

    result = _run("instalar")

    assert result.exit_code == 1
    assert "No ha cambiado nada" in result.stderr
    assert "Qué hacer:" in result.stderr


def test_una_copia_firmada_se_instala_tal_cual(system: FakeSystem, tmp_path: Path) -> None:
    signed = tmp_path / "firmado.xlam"
    signed.write_bytes(macro_file("cartera.xlam").read_bytes())
    with ZipFile(signed, "a") as package:
        package.writestr("xl/vbaProjectSignature.bin", b"firma")

    _run("instalar", "--complemento", str(signed))

    assert _installed(system).read_bytes() == signed.read_bytes()


def test_un_archivo_que_no_es_el_complemento_no_se_instala(system: FakeSystem, tmp_path: Path) -> None:
    before = snapshot(system)
    other = tmp_path / "otro.xlam"
    other.write_bytes(b"otro")

    result = _run("instalar", "--complemento", str(other))

    assert result.exit_code == 1
    assert "«otro.xlam» no es el complemento" in result.stderr
    assert snapshot(system) == before


def test_el_complemento_de_otra_version_no_se_instala(system: FakeSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cartera_xl.excel.installer.plan.version", lambda _: "0.99.0")

    result = _run("instalar", "--complemento", str(macro_file("cartera.xlam")))

    assert "de otra versión" in result.stderr
    assert not _installed(system).exists()


def test_desinstalar_deja_la_maquina_como_estaba_y_lo_dice(system: FakeSystem) -> None:
    before = snapshot(system)
    _run("instalar")

    result = _run("desinstalar")

    assert "Desinstalado." in result.stdout
    assert snapshot(system) == before
    assert "No hay nada instalado" in _run("desinstalar").stdout


@pytest.mark.parametrize("width", [80, 110])
def test_el_diagnostico_cabe_en_la_ventana_salvo_las_rutas_y_dice_que_hacer(system: FakeSystem, width: int) -> None:
    result = _run("diagnostico", width=width)

    assert result.exit_code == 3
    assert "Qué hacer: Cierre Excel y ejecute: cartera excel instalar" in " ".join(result.stdout.split())
    assert "por arreglar" in result.stdout
    assert [line for line in result.stdout.splitlines() if len(line) > width and "/" not in line] == []


@pytest.mark.parametrize(("charset", "marks"), [("utf-8", "✓✗"), ("cp1252", "+X")])
def test_una_salida_en_el_alfabeto_de_windows_tambien_se_puede_leer(
    system: FakeSystem, charset: str, marks: str
) -> None:
    result = CliRunner(charset=charset).invoke(main, ["excel", "diagnostico"])

    assert result.exit_code == 3
    starts = {line[0] for line in result.stdout_bytes.decode(charset).splitlines() if line[:2].strip()}
    assert set(marks) <= starts


def test_el_diagnostico_en_json_es_para_otros_programas(system: FakeSystem) -> None:
    checks = json.loads(_run("diagnostico", "--json").stdout)

    assert {check["bien"] for check in checks} <= {True, False, None}
    assert all(check["titulo"] and check["detalle"] for check in checks)


def test_donde_no_hay_excel_se_dice_y_se_lleva_a_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "this_system", machine.OtherSystem)

    result = _run("instalar")

    assert result.exit_code == 1
    assert "Excel no existe en este sistema" in result.stderr
    assert "cartera libreoffice instalar" in result.stderr


def test_la_lista_de_pasos_la_hace_el_instalador_y_no_la_pantalla(
    system: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (install_module.Step("algo", "en [algún] sitio", changed=True),)
    monkeypatch.setattr(install_module, "install", lambda *_, **__: install_module.Outcome(steps, ("Siguiente",)))

    output = _run("instalar").stdout

    assert "Algo" in output
    assert "en [algún] sitio" in output
    assert "> Siguiente" in output
