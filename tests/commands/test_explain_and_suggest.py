"""Las órdenes explicar y sugerencias, como las ve quien las usa."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cartera_xl.cli import main
from tests.casos.conftest import CABECERA, escribir_libro, filas_de_ejemplo


@pytest.fixture
def orden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "casa"))
    monkeypatch.setenv("COLUMNS", "80")

    def ejecutar(*argumentos: str) -> Result:
        return CliRunner().invoke(main, list(argumentos), catch_exceptions=False)

    return ejecutar


@pytest.fixture
def libro(tmp_path: Path) -> str:
    ruta = tmp_path / "cartera.xlsx"
    escribir_libro(ruta, {"Clientes": [CABECERA, *filas_de_ejemplo()]})
    return str(ruta)


@pytest.fixture
def ventas(tmp_path: Path) -> str:
    filas = [
        [datetime(2026, 1, 1 + i % 28), f"C{i:03d}", cosa, 20.0]
        for i in range(200)
        for cosa in (("Café", "Filtro") if i < 40 else ("Café", "Té") if i < 50 else ("Té", "Té"))
    ]
    ruta = tmp_path / "ventas.xlsx"
    clientes = [["Código", "Cliente"], *([f"C{i:03d}", f"Cliente {i}"] for i in range(200))]
    escribir_libro(ruta, {"Clientes": clientes, "Ventas": [["Fecha", "Código", "Producto", "Importe"], *filas]})
    return str(ruta)


def test_explicar_ensena_cada_bloque_y_no_pasa_de_la_ventana(orden, libro):
    salida = orden("explicar", libro, "C007")

    assert salida.exit_code == 0
    for bloque in (
        "De dónde sale la puntuación",
        "Los ejes con que deciden las reglas",
        "La regla que decidió: «",
        "¿Es de fiar?",
        "Riesgo y valor futuro",
        "Qué hacer",
    ):
        assert bloque in salida.output
    assert max(map(len, salida.output.splitlines())) <= 80


def test_explicar_en_json_y_con_un_cliente_que_no_esta(orden, libro):
    leido = json.loads(orden("explicar", libro, "C007", "--json").stdout)
    assert leido["nombre"] == "Cliente 7 S.L."

    fallo = orden("explicar", libro, "nadie")
    assert fallo.exit_code == 1
    assert "No hay ningún cliente «nadie»" in fallo.output


def test_sugerencias_ensena_la_tabla_los_clientes_y_la_hoja(orden, ventas):
    salida = orden("sugerencias", ventas)

    assert salida.exit_code == 0
    assert "Café" in salida.output
    assert "Lo que se compra junto" in salida.output
    assert "A quién ofrecer qué" in salida.output
    assert "«Complementos»" in salida.output
    assert max(map(len, salida.output.splitlines())) <= 80
    assert len(json.loads(orden("sugerencias", ventas, "--json").stdout)["clientes"]) == 10


def test_sugerencias_guarda_la_hoja_una_sola_vez(orden, ventas):
    assert "Escrito en la hoja «Complementos»" in orden("sugerencias", ventas, "--guardar").output
    assert "no se ha escrito nada" in orden("sugerencias", ventas, "--guardar").output


def test_sin_movimientos_sugerencias_dice_que_hacer(orden, libro):
    salida = orden("sugerencias", libro)

    assert salida.exit_code == 1
    assert "--movimientos" in salida.output
