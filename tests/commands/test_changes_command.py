"""La orden cambios, como la ve quien la usa."""

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from cartera_xl.cli import main
from tests.casos.conftest import CABECERA, escribir_libro, filas_de_ejemplo


@pytest.fixture
def orden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "casa"))

    def ejecutar(*argumentos: str, ancho: int = 80) -> Result:
        monkeypatch.setenv("COLUMNS", str(ancho))
        return CliRunner().invoke(main, list(argumentos))

    return ejecutar


def _con_una_venta_mas(ruta: Path) -> None:
    """El último de la lista por segmento hace una compra enorme, y con ella se mueve el corte."""
    libro = openpyxl.load_workbook(ruta)
    hoja = libro["Clientes"]
    titulos = [celda.value for celda in hoja[1]]
    segmento = titulos.index("Segmento") + 1
    fila = next(i for i in range(2, hoja.max_row + 1) if hoja.cell(i, segmento).value == "Bajo valor")
    hoja.cell(fila, 4).value = datetime(2026, 2, 15)
    hoja.cell(fila, 5).value += 3
    hoja.cell(fila, 6).value += 9_000
    libro.save(ruta)


def test_de_la_primera_vez_a_los_cambios_con_su_causa(orden, tmp_path: Path) -> None:
    ruta = tmp_path / "cartera.xlsx"
    escribir_libro(ruta, {"Clientes": [CABECERA, *filas_de_ejemplo()]})
    assert orden("recalcular", str(ruta), "--sin-copia").exit_code == 0

    pronto = orden("cambios", str(ruta))
    assert pronto.exit_code == 1
    assert "Todavía no hay dos ejecuciones distintas" in pronto.stderr

    _con_una_venta_mas(ruta)
    estrecho, ancho = orden("cambios", str(ruta)), orden("cambios", str(ruta), ancho=120)
    dicho = json.loads(orden("cambios", str(ruta), "--json").stdout)

    assert (estrecho.exit_code, ancho.exit_code) == (0, 0)
    assert max(map(len, estrecho.stdout.splitlines())) <= 80
    assert "→ Estrat." in estrecho.stdout
    assert "→ Estratégico" in ancho.stdout
    junto = " ".join(estrecho.stdout.split())
    assert "compra (3 compras nuevas, 9.000,00)" in junto
    assert sum(map(sum, dicho["clientes"])) == 30
    assert dicho["causas"]["compra"] == 1
    de_compra = next(c for c in dicho["cambios"] if c["factores"] == ["compra"])
    assert (de_compra["de"], de_compra["sube"], de_compra["vaiven"]) == ("Bajo valor", True, None)
    assert dicho["anterior"]["ejecucion"] in estrecho.stdout


def test_una_ejecucion_que_no_consta_se_dice(orden, tmp_path: Path) -> None:
    ruta = tmp_path / "cartera.xlsx"
    escribir_libro(ruta, {"Clientes": [CABECERA, *filas_de_ejemplo()]})

    salida = orden("cambios", str(ruta), "--ejecucion", "R-nada")

    assert salida.exit_code == 1
    assert "No consta la ejecución «R-nada» en este equipo." in salida.stderr
