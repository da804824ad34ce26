"""El servidor que responde a las funciones: cómo lo arranca la DLL, qué hace si algo falla y cómo se acaba."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.wine.bridge import CHECKOUT, DLL, WINDOWS, OnWindowsError, Windows, vba_command, windows_path
from tests.wine.conftest import SETTINGS

MODULE = "cartera_xl.excel.xlwings_functions"
EXIT_CODE = "__import__('win32process').GetExitCodeProcess(__import__('win32api').OpenProcess(1024, False, {}))"
STILL_RUNNING = "259"
PATIENCE_SECONDS = 15.0


@contextmanager
def _another_excel(folder: Path, command: str) -> Iterator[Windows]:
    with Windows(folder / "salida.txt") as windows:
        failure = windows.ask("activate", DLL, command)
        assert failure == "", failure
        yield windows


def _ends(server: Windows, pid: str) -> bool:
    """True as soon as the process is not there, seen from another one."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if server.ask("evaluate_there", EXIT_CODE.format(pid)) != STILL_RUNNING:
                return True
        except OnWindowsError:
            return True
        time.sleep(0.2)
    return False


def test_arranca_con_letras_y_signos_raros_en_las_rutas_y_acaba_al_cerrarlo(server: Windows, tmp_path: Path) -> None:
    """El nombre del usuario suele llevar tildes y espacios, y el del libro, cualquier cosa."""
    home = tmp_path / "Íñigo Peña & Cía"
    home.symlink_to(WINDOWS, target_is_directory=True)
    settings = SETTINGS | {"INTERPRETER_WIN": windows_path(home / "python.exe"), "PYTHONPATH": windows_path(CHECKOUT)}
    command = vba_command(settings)
    with _another_excel(tmp_path, command) as windows:
        answer, _ = windows.ask("call", MODULE, "CARTERA_GENERACION", (1984.0,))
        assert answer == "Milenial"
        assert windows.ask("evaluate_there", "__import__('sys').executable").endswith("Peña & Cía\\python.exe")
        pid = windows.ask("evaluate_there", "__import__('os').getpid()")
        windows.ask("stop", DLL, command)
        assert _ends(server, pid)


def test_si_excel_se_cierra_de_golpe_no_queda_un_python_suelto(server: Windows, tmp_path: Path) -> None:
    with _another_excel(tmp_path, vba_command(SETTINGS)) as windows:
        windows.ask("evaluate_there", f"__import__({MODULE!r}, fromlist=['x']).CARTERA_SEGMENTO")
        loaded = windows.ask("evaluate_there", "sorted(__import__('sys').modules)")
        pid = windows.ask("evaluate_there", "__import__('os').getpid()")
        windows.kill()
    assert _ends(server, pid)
    # La primera función espera a que arranque: lo que pesa se carga cuando una lo pide. De pandas se ocupa xlwings.
    assert "cartera_xl.excel.registry" in loaded
    assert not re.findall(r"'(scipy|lxml|openpyxl|weasyprint|cartera_xl\.casos)'", loaded)


def test_un_defecto_nuestro_da_un_texto_y_deja_su_traza_en_el_registro(server: Windows, tmp_path: Path) -> None:
    server.ask("execute_there", "import os; os.environ['CARTERA_DATOS'] = " + repr(windows_path(tmp_path)))
    module = "cartera_xl.excel.evaluate"
    server.ask("execute_there", f"import {module} as m; m.kept, m.evaluate = m.evaluate, lambda *given: 1 / 0")
    try:
        answer, _ = server.ask("call", MODULE, "CARTERA_GENERACION", (1984.0,))
    finally:
        server.ask("execute_there", f"import {module} as m; m.evaluate = m.kept")
        server.ask("execute_there", "import os; del os.environ['CARTERA_DATOS']")
    assert "Diagnóstico" in answer
    log = (tmp_path / "registro.log").read_text(encoding="utf-8")
    assert "La función CARTERA_GENERACION ha fallado." in log
    assert "ZeroDivisionError" in log


def test_pedir_una_funcion_que_no_existe_no_tira_el_servidor(server: Windows) -> None:
    with pytest.raises(OnWindowsError, match="com_error"):
        server.ask("call", MODULE, "CARTERA_INVENTADA", (1984.0,))
    assert server.ask("call", MODULE, "CARTERA_GENERACION", (1984.0,))[0] == "Milenial"


def test_al_acabar_no_se_cierra_a_la_fuerza_ningun_otro_excel(tmp_path: Path) -> None:
    """xlwings da por muerto, y mata, al Excel que no ve: el de otra sesión del usuario, con lo suyo sin guardar."""
    mark = tmp_path / "limpieza.txt"
    pretend = f"staticmethod(lambda: open({windows_path(mark)!r}, 'w').close())"
    with _another_excel(tmp_path, vba_command(SETTINGS)) as windows:
        windows.ask("call", MODULE, "CARTERA_GENERACION", (1984.0,))
        windows.ask("execute_there", f"import xlwings._xlwindows as m; m.Apps.cleanup = {pretend}")
        windows.ask("execute_there", "import atexit; atexit._run_exitfuncs()")
    assert not mark.exists()
