"""La orden `cartera` en Windows: el libro cerrado queda con las mismas celdas, y se deshace."""

import subprocess
from pathlib import Path

import pytest

from tests.wine.bridge import ended, run_cartera, start_cartera, windows_path
from tests.wine.conftest import Example, read_cells

SHEETS = ("Clientes", "Movimientos", "Hoy", "Planes")


Started = tuple[Path, subprocess.Popen[bytes]]
Demo = tuple[Path, subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """The order that recalculates the example there; before everything else, to go on at the same time."""
    folder = tmp_path_factory.mktemp("en_windows")
    environment = {"CARTERA_DATOS": windows_path(folder / "datos"), "COLUMNS": "80"}
    return folder / "cartera-ejemplo.xlsx", start_cartera(["demo", "--carpeta", windows_path(folder)], environment)


@pytest.fixture(scope="module")
def demo(started: Started, example: Example) -> Demo:
    """The example recalculated there, its screen redirected to a file as a script would."""
    path, process = started
    return path, ended(process)


def test_recalcular_escribe_las_mismas_celdas_que_en_linux(demo: Demo, example: Example) -> None:
    path, done = demo
    assert b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
    seen = read_cells(path)
    for sheet in SHEETS:
        assert seen[sheet] == example.sheets[sheet]


def test_la_pantalla_redirigida_no_se_rompe_con_letras_que_no_son_de_windows(
    demo: Demo,
) -> None:
    """Fuera de una ventana, Windows escribe en su alfabeto, que no tiene estrellas."""
    assert b"UnicodeEncodeError" not in demo[1].stderr


def test_deshacer_devuelve_lo_que_habia(demo: Demo) -> None:
    path, _ = demo
    environment = {"CARTERA_DATOS": windows_path(path.parent / "datos")}
    done = run_cartera(["deshacer", windows_path(path)], environment)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert "Segmento" not in read_cells(path)["Clientes"][0]
