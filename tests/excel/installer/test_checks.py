"""El diagnóstico: una máquina bien instalada no tiene fallos, y cada cosa que falla dice qué hacer."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings

from cartera_xl.excel.extension.office import NoOffice
from cartera_xl.excel.installer import checks_security
from cartera_xl.excel.installer.checks import Check, run_checks
from cartera_xl.excel.installer.install import install
from cartera_xl.excel.installer.machine import OtherSystem
from cartera_xl.excel.installer.offices import APP_PATH, CLICK_TO_RUN, manager_key
from cartera_xl.excel.installer.system import Platform, RegistryValue
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.resources import macro_file
from tests.support.machines import MARCA, OPCIONES, FakeSystem, mac, windows

SECURITY = "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Security"
POLICIES = "HKCU\\Software\\Policies\\Microsoft\\Office\\16.0"
BINARY = 3


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTERA_DATOS", str(tmp_path / "datos"))


@pytest.fixture
def system(tmp_path: Path) -> FakeSystem:
    """Un Windows con todo en su sitio."""
    machine = windows(tmp_path)
    _libraries(machine.interpreter.parent)
    install(machine, macro_file("cartera.xlam"))
    return machine


def _libraries(folder: Path) -> None:
    for bits in (32, 64):
        (folder / f"xlwings{bits}-{xlwings.__version__}.dll").touch()


def _check(system: FakeSystem, title: str) -> Check:
    return next(check for check in run_checks(system) if check.title == title)


def test_en_una_instalacion_buena_no_falla_nada(system: FakeSystem) -> None:
    assert [check for check in run_checks(system) if check.ok is not True] == []


def test_en_un_mac_bien_instalado_tampoco(tmp_path: Path) -> None:
    system = mac(tmp_path)
    install(system, macro_file("cartera.xlam"))

    assert [check for check in run_checks(system) if not check.ok] == []
    assert "Permiso para llamar a Python" in {check.title for check in run_checks(system)}


@pytest.mark.parametrize("machine", [windows, mac])
def test_sin_instalar_todo_lo_que_falta_dice_como_instalarlo(
    tmp_path: Path, machine: Callable[[Path], FakeSystem]
) -> None:
    failing = [check for check in run_checks(machine(tmp_path)) if check.ok is False]

    assert {"Complemento", "Ajustes"} <= {check.title for check in failing}
    assert all("cartera excel instalar" in check.remedy for check in failing if check.title != "Biblioteca de xlwings")


def _delete(path: Callable[[FakeSystem], Path]) -> Callable[[FakeSystem], None]:
    return lambda system: path(system).unlink()


def _plant(key: str, **values: object) -> Callable[[FakeSystem], None]:
    return lambda system: system.registry.plant(key, **values)


def _add_in(system: FakeSystem) -> Path:
    return system.addins_folder / "cartera.xlam"


def _set(**values: object) -> Callable[[FakeSystem], None]:
    def change(system: FakeSystem) -> None:
        for name, value in values.items():
            setattr(system, name, value)

    return change


def _mark(system: FakeSystem) -> None:
    Path(f"{_add_in(system)}{MARCA}").touch()


def _untick(system: FakeSystem) -> None:
    del system.registry.tree[OPCIONES]["OPEN"]
    system.registry.plant(manager_key("16.0"), **{str(_add_in(system)): ""})


def _blank_lines(system: FakeSystem) -> None:
    system.conf_path.write_bytes(system.conf_path.read_bytes() + b"\r\n\r\n")


def _store_excel(system: FakeSystem) -> None:
    place = "C:\\Program Files\\WindowsApps\\Microsoft.Office.Desktop.Excel_16051\\EXCEL.EXE"
    system.registry.tree[APP_PATH][""] = RegistryValue(place)


def _disabled(system: FakeSystem) -> None:
    item = b"\x01\x00\x00\x00" + "D:\\perfil\\AddIns\\CARTERA.xlam".lower().encode("utf-16-le")
    key = "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Resiliency\\DisabledItems"
    system.registry.plant(key, A1=RegistryValue(item, BINARY))


def _without_excel(system: FakeSystem) -> None:
    system.registry.tree.pop(CLICK_TO_RUN)
    system.registry.tree.pop(APP_PATH)


def _lock_add_ins(system: FakeSystem) -> None:
    system.locked = {system.addins_folder}


def _lock_data(system: FakeSystem) -> None:
    system.locked = {system.root / "datos"}


FAULTS: dict[str, tuple[Callable[[FakeSystem], None], str, str]] = {
    "no hay Excel": (_without_excel, "Excel", "Excel de escritorio"),
    "Python ya no está": (_delete(lambda s: s.interpreter), "Python", "cartera excel instalar"),
    "Python viejo": (_set(python_version=(3, 10, 1)), "Python", "3.11"),
    "falta el complemento": (_delete(_add_in), "Complemento", "cartera excel instalar"),
    "otro complemento": (lambda s: _add_in(s).write_bytes(b"otro"), "Complemento", "cartera excel instalar"),
    "faltan los ajustes": (_delete(lambda s: s.conf_path), "Ajustes", "cartera excel instalar"),
    "ajustes sin Python": (lambda s: s.conf_path.write_bytes(b'"A","B"\r\n'), "Ajustes", "cartera excel instalar"),
    "líneas vacías": (_blank_lines, "Ajustes", "cartera excel instalar"),
    "marca de internet": (_mark, "Marca de internet", "cartera excel instalar"),
    "carpeta cerrada": (_lock_add_ins, "Permiso para instalar", "permiso"),
    "datos cerrados": (_lock_data, "Diario y registro", "CARTERA_DATOS"),
    "fuera de la lista": (lambda s: s.registry.delete(OPCIONES, "OPEN"), "Se abre con Excel", "cartera excel instalar"),
    "desmarcado": (_untick, "Se abre con Excel", "marque Cartera"),
    "deshabilitado": (_disabled, "Habilitado", "Elementos deshabilitados"),
    "Excel de la Tienda": (_store_excel, "Ediciones de la Tienda", "Desinstale ese Office"),
    "Python de la Tienda": (
        _set(base_prefix=Path("C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.12")),
        "Ediciones de la Tienda",
        "python.org",
    ),
    "sin biblioteca": (
        _delete(lambda s: s.interpreter.with_name(f"xlwings64-{xlwings.__version__}.dll")),
        "Biblioteca de xlwings",
        "entorno propio",
    ),
    "servidor mudo": (_set(server_says="Acceso denegado"), "Servidor de funciones", "antivirus"),
    "sin macros": (_plant(f"{POLICIES}\\Common", VBAOff=1), "Directivas de macros", "informática"),
    "sin complementos": (
        _plant(f"{POLICIES}\\Excel\\Security", disablealladdins=1),
        "Directivas de macros",
        "informática",
    ),
    "solo firmados": (_plant(SECURITY, RequireAddinSig=1), "Directivas de macros", "informática"),
    "al empezar, solo firmados": (
        _plant(f"{POLICIES}\\Common\\Security", requirealwaysonmacrosig=1),
        "Directivas de macros",
        "informática",
    ),
    "regla de Defender": (
        _plant(checks_security.ASR_KEYS[0], **{checks_security.CHILD_PROCESSES.lower(): "1"}),
        "Reglas de Defender (ASR)",
        "exclusión",
    ),
    "regla de Defender con aviso": (
        _plant(checks_security.ASR_KEYS[1], **{checks_security.WIN32_CALLS: 6}),
        "Reglas de Defender (ASR)",
        "exclusión",
    ),
    "regla de Defender por Intune": (
        _plant(checks_security.ASR_MANAGED[0], ASRRules=f"otra=1|{checks_security.CHILD_PROCESSES.lower()}=1"),
        "Reglas de Defender (ASR)",
        "exclusión",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_cada_fallo_se_ve_y_dice_que_hacer(system: FakeSystem, fault: str) -> None:
    spoil, title, remedy = FAULTS[fault]
    spoil(system)

    checks = run_checks(system)

    check = next(one for one in checks if one.title == title)
    assert check.ok is False
    assert remedy in check.remedy
    assert [one for one in checks if one.ok is False and not one.remedy] == []
    assert [one for one in checks if not one.detail.endswith(".") or one.remedy.endswith(".")] == []


@pytest.mark.parametrize("state", ["0", "2", "5", ""])
def test_una_regla_de_defender_que_no_bloquea_no_es_un_fallo(system: FakeSystem, state: str) -> None:
    system.registry.plant(checks_security.ASR_KEYS[0], **{checks_security.CHILD_PROCESSES: state})

    assert _check(system, "Reglas de Defender (ASR)").ok


def test_la_directiva_manda_sobre_lo_que_eligio_la_persona(system: FakeSystem) -> None:
    system.registry.plant(SECURITY, RequireAddinSig=1)
    system.registry.plant(f"{POLICIES}\\Excel\\Security", requireaddinsig=0)

    assert _check(system, "Directivas de macros").ok


@pytest.mark.parametrize(("value", "ok"), [(1, True), (2, True), (3, None), (4, None)])
def test_el_ajuste_de_macros_solo_avisa_porque_no_suele_alcanzar_a_los_complementos(
    system: FakeSystem, value: int, ok: bool | None
) -> None:
    system.registry.plant(SECURITY, VBAWarnings=value)

    assert _check(system, "Directivas de macros").ok is ok


@pytest.mark.parametrize(("below", "said"), [(0, "no lo es, ni hace falta"), (1, "complemento lo es")])
def test_la_ubicacion_de_confianza_alcanza_a_lo_de_dentro_solo_si_lo_dice(
    system: FakeSystem, below: int, said: str
) -> None:
    above = str(system.addins_folder.parent).upper() + "/"
    system.registry.plant(f"{SECURITY}\\Trusted Locations\\Location7", Path=above, AllowSubfolders=below)

    assert said in _check(system, "Ubicación de confianza").detail


def test_con_la_carpeta_de_confianza_el_ajuste_de_macros_no_importa(system: FakeSystem) -> None:
    system.registry.plant(SECURITY, VBAWarnings=4)
    system.registry.plant(f"{SECURITY}\\Trusted Locations\\Location7", Path=str(system.addins_folder))

    assert _check(system, "Directivas de macros").ok


@pytest.mark.parametrize(("platform", "library"), [("x86", "xlwings32"), ("x64", "xlwings64")])
def test_la_biblioteca_que_hace_falta_es_la_de_los_bits_de_excel_y_no_la_de_python(
    system: FakeSystem, platform: str, library: str
) -> None:
    system.registry.plant(CLICK_TO_RUN, Platform=platform)

    assert library in _check(system, "Biblioteca de xlwings").detail


def test_excel_de_32_con_python_de_64_no_es_un_fallo_y_se_dice(system: FakeSystem) -> None:
    system.registry.plant(CLICK_TO_RUN, Platform="x86")

    check = _check(system, "Excel")

    assert check.ok
    assert "de 32 bits; Python es de 64, y se entienden igual" in check.detail


def test_la_biblioteca_tambien_vale_una_carpeta_mas_arriba_como_en_un_entorno(
    system: FakeSystem, tmp_path: Path
) -> None:
    inside = tmp_path / "entorno" / "Scripts"
    inside.mkdir(parents=True)
    _libraries(inside.parent)
    system.interpreter = inside / "python.exe"
    system.interpreter.touch()
    install(system, macro_file("cartera.xlam"))

    assert _check(system, "Biblioteca de xlwings").ok


def test_otro_python_que_el_de_excel_se_avisa(system: FakeSystem, tmp_path: Path) -> None:
    system.interpreter = tmp_path / "otro" / "python.exe"

    assert _check(system, "Python").ok is None


def test_otra_version_de_xlwings_en_python_que_en_las_macros_se_dice(
    system: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cartera_xl.excel.installer.checks_python.version", lambda _: "0.99.0")

    check = _check(system, "xlwings")

    assert check.ok is False
    assert "0.99.0" in check.detail
    assert xlwings.__version__ in check.detail


def test_lo_que_esta_en_onedrive_o_en_la_red_se_avisa(system: FakeSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    system.variables["OneDriveCommercial"] = str(system.interpreter.parent).upper()
    monkeypatch.setenv("CARTERA_DATOS", "//servidor/perfiles/ana")

    check = _check(system, "OneDrive y red")

    assert check.ok is None
    assert "en OneDrive, Python; en la red, el diario" in check.detail


@pytest.mark.parametrize("machine", [windows, mac])
def test_una_carpeta_que_no_se_deja_mirar_se_dice_una_vez_y_no_impide_lo_demas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: Callable[[Path], FakeSystem]
) -> None:
    system = machine(tmp_path)
    look = Path.is_file

    def forbidden(path: Path) -> bool:
        if path == system.addins_folder / "cartera.xlam":
            raise PermissionError(1, "Operation not permitted", str(path))
        return look(path)

    monkeypatch.setattr(Path, "is_file", forbidden)
    checks = run_checks(system)

    assert [check.title for check in checks].count("Permiso para mirar") == 1
    assert {"Python", "Ajustes"} <= {check.title for check in checks}
    with pytest.raises(ErrorCartera, match="no deja leer"):
        install(system, macro_file("cartera.xlam"))


def test_el_complemento_firmado_por_la_empresa_no_es_un_fallo(system: FakeSystem) -> None:
    from zipfile import ZipFile

    with ZipFile(_add_in(system), "a") as package:
        package.writestr("xl/vbaProjectSignature.bin", b"firma")
    system.registry.plant(SECURITY, RequireAddinSig=1)

    assert _check(system, "Complemento").ok is None
    assert _check(system, "Directivas de macros").ok


def test_donde_no_hay_excel_se_comprueba_lo_demas_y_se_lleva_a_libreoffice() -> None:
    checks = run_checks(OtherSystem())

    assert "cartera libreoffice" in checks[0].remedy
    assert {"Python", "xlwings", "Diario y registro"} <= {check.title for check in checks}
    assert [check for check in checks if check.ok is False] == []


def _no_office() -> None:
    raise NoOffice("No se encuentra LibreOffice.", donde="este equipo", remedio="Instálelo")


@pytest.mark.parametrize(("found", "said"), [(None, "se pone con"), (Path("x"), "la comprueba")])
def test_se_dice_si_libreoffice_tiene_la_extension(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Path | None, said: str
) -> None:
    monkeypatch.setattr("cartera_xl.excel.extension.office.find_office", lambda: None)
    monkeypatch.setattr("cartera_xl.excel.extension.installed.installed_folder", lambda _: found)

    assert said in _check(windows(tmp_path), "LibreOffice").detail


def test_sin_libreoffice_no_falta_nada(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cartera_xl.excel.extension.office.find_office", _no_office)

    assert _check(windows(tmp_path), "LibreOffice").ok


@pytest.mark.parametrize("platform", list(Platform))
def test_el_diagnostico_no_escribe_nada(tmp_path: Path, platform: Platform) -> None:
    system = FakeSystem(tmp_path, platform=platform)
    before = sorted(tmp_path.rglob("*"))

    run_checks(system)

    assert sorted(tmp_path.rglob("*")) == before
    assert system.steps == 0
