"""Instalar y desinstalar: todo o nada, una vez o veinte, y después como antes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.excel.installer.install import install
from cartera_xl.excel.installer.manifest import manifest_path, read_manifest
from cartera_xl.excel.installer.offices import manager_key
from cartera_xl.excel.installer.open_values import loads
from cartera_xl.excel.installer.plan import ExcelIsOpen
from cartera_xl.excel.installer.system import RegistryValue
from cartera_xl.excel.installer.uninstall import uninstall
from cartera_xl.nucleo.errores import ErrorCartera
from tests.support.machines import MARCA, OPCIONES, FakeSystem, mac, snapshot, windows

CONF = b'"INTERPRETER_WIN","%s"\r\n"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n"USE UDF SERVER","True"\r\n'


@pytest.fixture
def add_in(tmp_path: Path) -> Path:
    path = tmp_path / "paquete" / "cartera.xlam"
    path.parent.mkdir()
    path.write_bytes(b"complemento 1")
    return path


@pytest.fixture(params=["windows", "mac"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> FakeSystem:
    return windows(tmp_path) if request.param == "windows" else mac(tmp_path)


def _installed(system: FakeSystem) -> Path:
    return system.addins_folder / "cartera.xlam"


def test_instala_el_complemento_los_ajustes_y_el_registro(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)

    outcome = install(system, add_in)

    assert _installed(system).read_bytes() == b"complemento 1"
    assert system.conf_path.read_bytes() == CONF % str(system.interpreter).encode()
    assert system.registry.values(OPCIONES) == {"OPEN": RegistryValue(f'/R "{_installed(system)}"')}
    assert [step.what for step in outcome.steps] == ["complemento", "ajustes", "registro de Excel"]
    assert outcome.changed


def test_en_un_mac_copia_tambien_el_guion_y_no_hay_registro(tmp_path: Path, add_in: Path) -> None:
    system = mac(tmp_path)

    outcome = install(system, add_in)

    scripts = system.home / "Library" / "Application Scripts" / "com.microsoft.Excel"
    assert [path.suffix for path in scripts.iterdir()] == [".applescript"]
    assert b"INTERPRETER_MAC" in system.conf_path.read_bytes()
    assert b"UDF" not in system.conf_path.read_bytes()
    assert any("funciones de hoja" in text for text in outcome.to_do)


def test_instalar_dos_veces_es_instalar_una(system: FakeSystem, add_in: Path) -> None:
    install(system, add_in)
    once = snapshot(system)

    assert not install(system, add_in).changed
    assert snapshot(system) == once


def test_desinstalar_deja_la_maquina_como_estaba(system: FakeSystem, add_in: Path) -> None:
    before = snapshot(system)
    install(system, add_in)

    assert uninstall(system).changed
    assert snapshot(system) == before


def test_lo_que_habia_con_el_mismo_nombre_vuelve_a_su_sitio(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    _installed(system).parent.mkdir(parents=True)
    _installed(system).write_bytes(b"otro complemento")
    system.conf_path.parent.mkdir()
    system.conf_path.write_bytes(b'"SHOW CONSOLE","True"\r\n')
    system.registry.plant(OPCIONES, OPEN='/R "a.xla"', OPEN1='/R "D:\\viejo\\cartera.xlam"', Font="Calibri")
    before = snapshot(system)

    install(system, add_in)
    assert system.conf_path.read_bytes().endswith(b'"USE UDF SERVER","True"\r\n"SHOW CONSOLE","True"\r\n')
    uninstall(system)

    assert snapshot(system) == before


values = st.dictionaries(
    st.integers(0, 6).map(lambda n: f"OPEN{n or ''}"),
    st.builds(
        RegistryValue,
        st.sampled_from(["a.xla", '/R "C:\\b.xlam"', '/R "D:\\x\\cartera.xlam"']),
        st.sampled_from([1, 2]),
    ),
)


@settings(max_examples=40)
@given(values)
def test_el_registro_queda_exactamente_como_estaba_tuviera_lo_que_tuviera(
    open_values: dict[str, RegistryValue],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        system = windows(folder)
        (folder / "cartera.xlam").write_bytes(b"x")
        system.registry.plant(OPCIONES, **open_values)
        before = snapshot(system)

        install(system, folder / "cartera.xlam")
        uninstall(system)

        assert snapshot(system) == before


def _failures(system: FakeSystem, action: object) -> Iterator[None]:
    """Repite la acción fallando en el paso uno, en el dos… hasta que ya no falla."""
    for step in range(1, 100):
        before = snapshot(system)
        system.steps, system.fail_at = 0, step
        try:
            action()  # type: ignore[operator]
        except ErrorCartera as error:
            said = str(error)
        else:
            system.fail_at = None
            assert step > 4
            return
        assert "No ha cambiado nada" in said
        assert snapshot(system) == before
        yield


def test_un_fallo_en_cualquier_paso_de_instalar_lo_deja_todo_como_estaba(system: FakeSystem, add_in: Path) -> None:
    for _ in _failures(system, lambda: install(system, add_in)):
        assert not _installed(system).exists()
    assert _installed(system).exists()


def test_un_fallo_en_cualquier_paso_de_desinstalar_lo_deja_instalado(system: FakeSystem, add_in: Path) -> None:
    install(system, add_in)
    for _ in _failures(system, lambda: uninstall(system)):
        assert _installed(system).exists()
    assert not _installed(system).exists()


def test_un_fallo_al_poner_al_dia_deja_la_version_anterior(system: FakeSystem, add_in: Path) -> None:
    install(system, add_in)
    add_in.write_bytes(b"complemento 2")
    system.steps, system.fail_at = 0, 2

    with pytest.raises(ErrorCartera):
        install(system, add_in)

    assert _installed(system).read_bytes() == b"complemento 1"


def test_si_la_maquina_se_apaga_a_medias_se_puede_desinstalar_o_repetir(tmp_path: Path, add_in: Path) -> None:
    before = snapshot(windows(tmp_path))
    for action in (uninstall, lambda one: install(one, add_in)):
        for step in range(3, 10):
            system = windows(tmp_path)
            _cut_off(system, add_in, step)
            action(system)
            uninstall(system)
            assert snapshot(system) == before


@pytest.mark.parametrize("repeat", [False, True])
def test_si_se_apaga_al_poner_al_dia_tambien(tmp_path: Path, add_in: Path, repeat: bool) -> None:
    system = windows(tmp_path)
    before = snapshot(system)
    install(system, add_in)
    add_in.write_bytes(b"complemento 2")
    system.steps = 0
    _cut_off(system, add_in, 2)
    assert _installed(system).read_bytes() == b"complemento 1"

    if repeat:
        install(system, add_in)
    uninstall(system)

    assert snapshot(system) == before


def _cut_off(system: FakeSystem, add_in: Path, step: int) -> None:
    """Como quitar la corriente: a partir de ese paso no se escribe nada más, ni siquiera para volver atrás."""
    complete = type(system)._step

    def stop() -> None:
        complete(system)
        if system.steps >= step:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cartera_xl.excel.installer.transaction.Transaction.__exit__", lambda *_: None)
        patch.setattr(system, "_step", stop)
        system.registry.step = stop
        with pytest.raises(KeyboardInterrupt):
            install(system, add_in)
    system.registry.step = system._step


def test_al_poner_al_dia_se_sigue_pudiendo_volver_al_principio(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    system.registry.plant(OPCIONES, OPEN="a.xla")
    before = snapshot(system)
    install(system, add_in)
    add_in.write_bytes(b"complemento 2")

    assert install(system, add_in).changed
    assert _installed(system).read_bytes() == b"complemento 2"
    uninstall(system)

    assert snapshot(system) == before


def test_lo_que_la_persona_cambio_despues_se_respeta_y_se_dice(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    install(system, add_in)
    edited = system.conf_path.read_bytes() + b'"SHOW CONSOLE","True"\r\n'
    system.conf_path.write_bytes(edited)

    outcome = uninstall(system)

    assert system.conf_path.read_bytes() == edited
    assert not _installed(system).exists()
    assert [text for text in outcome.to_do if "cartera.conf" in text and "se queda" in text]


def test_las_lineas_que_la_persona_anadio_a_los_ajustes_sobreviven_a_reinstalar_y_a_desinstalar(
    tmp_path: Path, add_in: Path
) -> None:
    system = windows(tmp_path)
    install(system, add_in)
    system.conf_path.write_bytes(system.conf_path.read_bytes() + b'"SHOW CONSOLE","True"\r\n\r\n\r\n')
    add_in.write_bytes(b"complemento 2")
    install(system, add_in)
    assert b"\r\n\r\n" not in system.conf_path.read_bytes()

    uninstall(system)

    assert system.conf_path.read_bytes() == b'"SHOW CONSOLE","True"\r\n'


def test_si_excel_reordena_sus_complementos_solo_sale_el_nuestro_y_no_queda_hueco(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    system.registry.plant(OPCIONES, OPEN="a.xla")
    install(system, add_in)
    ours = system.registry.values(OPCIONES)["OPEN1"]
    system.registry.tree[OPCIONES].update(
        {"OPEN": ours, "OPEN1": RegistryValue("b.xla"), "OPEN2": RegistryValue("a.xla")}
    )

    uninstall(system)

    assert system.registry.values(OPCIONES) == {"OPEN": RegistryValue("b.xla"), "OPEN1": RegistryValue("a.xla")}


def test_si_la_persona_lo_desmarco_en_excel_tambien_se_borra_esa_nota(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    install(system, add_in)
    del system.registry.tree[OPCIONES]["OPEN"]
    system.registry.plant(manager_key("16.0"), **{str(_installed(system)): "", "C:\\otro.xlam": ""})

    uninstall(system)

    assert list(system.registry.values(manager_key("16.0"))) == ["C:\\otro.xlam"]


def test_con_excel_abierto_se_dice_y_no_se_toca_nada(system: FakeSystem, add_in: Path) -> None:
    system.running = True
    before = snapshot(system)

    with pytest.raises(ExcelIsOpen, match="Excel está abierto"):
        install(system, add_in)

    assert snapshot(system) == before


def test_con_excel_abierto_y_nada_que_cambiar_no_es_un_error(system: FakeSystem, add_in: Path) -> None:
    install(system, add_in)
    system.running = True

    assert not install(system, add_in).changed
    with pytest.raises(ExcelIsOpen):
        uninstall(system)


def test_simular_no_escribe_ni_siquiera_con_excel_abierto(system: FakeSystem, add_in: Path) -> None:
    system.running = True
    before = snapshot(system)

    assert install(system, add_in, simulate=True).changed
    assert snapshot(system) == before


def test_lo_que_ya_estaba_bien_y_no_pusimos_no_es_nuestro(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    install(system, add_in)
    manifest_path(system).unlink()
    before = snapshot(system)

    assert not install(system, add_in).changed
    outcome = uninstall(system)

    assert snapshot(system) == before
    assert read_manifest(system) is None
    assert "bórrelo" in outcome.to_do[0] or "borre" in outcome.to_do[0]


def test_la_marca_de_internet_se_quita_de_lo_copiado(system: FakeSystem, add_in: Path) -> None:
    install(system, add_in)
    mark = Path(f"{_installed(system)}{MARCA}")
    mark.touch()

    assert install(system, add_in).changed
    assert not mark.exists()


def test_sin_haber_abierto_nunca_excel_se_crean_sus_claves_y_luego_se_quitan(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    for key in [key for key in system.registry.tree if key.startswith("HKCU")]:
        del system.registry.tree[key]
    system.registry.plant("HKCU\\Software")
    before = snapshot(system)

    install(system, add_in)
    assert loads(system.registry.values(OPCIONES), str(_installed(system)))
    uninstall(system)

    assert snapshot(system) == before


def test_se_registra_en_cada_version_instalada(tmp_path: Path, add_in: Path) -> None:
    system = windows(tmp_path)
    system.registry.plant("HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Office\\15.0\\Excel\\InstallRoot", Path="C:\\x")
    system.registry.plant("HKLM\\SOFTWARE\\Microsoft\\Office\\12.0\\Excel\\InstallRoot", Path="C:\\y")

    install(system, add_in)

    listed = [key for key in system.registry.tree if loads(system.registry.values(key), str(_installed(system)))]
    assert sorted(listed) == [OPCIONES.replace("16.0", "15.0"), OPCIONES]


def test_el_guion_de_una_version_anterior_de_xlwings_se_quita(tmp_path: Path, add_in: Path) -> None:
    system = mac(tmp_path)
    before = snapshot(system)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xlwings.__version__", "0.0.1")
        old = Path(str(__import__("xlwings").__file__)).with_name("xlwings-0.0.1.applescript")
        patch.setattr(Path, "read_bytes", _reading(old, b"guion viejo"))
        install(system, add_in)
    install(system, add_in)

    scripts = system.home / "Library" / "Application Scripts" / "com.microsoft.Excel"
    assert len(list(scripts.iterdir())) == 1
    uninstall(system)
    assert snapshot(system) == before


def _reading(path: Path, content: bytes) -> object:
    real = Path.read_bytes
    return lambda self: content if self == path else real(self)
