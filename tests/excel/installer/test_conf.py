"""Los ajustes que lee la macro: dónde está Python, en letras que ella entiende."""

from pathlib import Path

import pytest

from cartera_xl.excel.installer import conf
from cartera_xl.nucleo.errores import ErrorCartera
from tests.support.machines import FakeSystem, mac, windows


def _with_python(system: FakeSystem, folder: str) -> FakeSystem:
    system.interpreter = Path(folder) / "python.exe"
    return system


def test_dice_la_ruta_entera_del_python_que_da_la_orden(tmp_path: Path) -> None:
    system = windows(tmp_path)

    assert conf.settings(system) == {
        "INTERPRETER_WIN": str(system.interpreter),
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "USE UDF SERVER": "True",
    }


def test_si_el_programa_no_esta_instalado_en_ese_python_dice_donde_esta(tmp_path: Path) -> None:
    system = windows(tmp_path, in_site_packages=False)

    assert conf.settings(system)["PYTHONPATH"] == str(tmp_path / "codigo")


def test_una_ruta_con_tildes_se_escribe_en_el_alfabeto_de_windows(tmp_path: Path) -> None:
    system = _with_python(windows(tmp_path), "D:/Años/José")

    assert "D:/Años/José/python.exe".encode("cp1252") in conf.merged(None, conf.settings(system), system)


def test_una_ruta_en_otro_alfabeto_usa_su_nombre_corto(tmp_path: Path) -> None:
    system = _with_python(windows(tmp_path, short_name="D:/ANA~1/python.exe"), "D:/Анна")

    assert conf.settings(system)["INTERPRETER_WIN"] == "D:/ANA~1/python.exe"


def test_una_ruta_en_otro_alfabeto_sin_nombre_corto_se_dice(tmp_path: Path) -> None:
    with pytest.raises(ErrorCartera, match="letras que no están en el alfabeto"):
        conf.settings(_with_python(windows(tmp_path), "D:/Анна"))


def test_un_mac_no_admite_espacios_en_la_ruta_de_python(tmp_path: Path) -> None:
    with pytest.raises(ErrorCartera, match="tiene espacios"):
        conf.settings(_with_python(mac(tmp_path), "/opt/mi python"))


@pytest.mark.parametrize("existing", [b"", b"\r\n\r\n", b'"SHOW CONSOLE","True"\n\n\n', b'\xff "raro"\r\n\r\n'])
def test_nunca_hay_lineas_vacias_porque_excel_se_quedaria_esperando(tmp_path: Path, existing: bytes) -> None:
    system = windows(tmp_path)

    lines = conf.merged(existing, conf.settings(system), system).split(b"\r\n")

    assert lines.pop() == b""
    assert all(line.strip() for line in lines)


def test_las_lineas_de_otros_se_conservan_y_las_nuestras_se_renuevan(tmp_path: Path) -> None:
    system = windows(tmp_path)
    existing = b'"interpreter_win","D:\\viejo.exe"\r\n"ONEDRIVE_CONSUMER_WIN","D:\\A\xf1os"\r\n'

    written = conf.merged(existing, conf.settings(system), system)

    assert b"viejo" not in written
    assert written.endswith(b'"ONEDRIVE_CONSUMER_WIN","D:\\A\xf1os"\r\n')
    assert conf.merged(written, conf.settings(system), system) == written


def test_lo_escrito_se_lee_igual(tmp_path: Path) -> None:
    system = windows(tmp_path)
    ours = conf.settings(system)

    assert conf.parse(conf.merged(None, ours, system).decode("cp1252")) == ours
