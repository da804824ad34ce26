"""Las órdenes puente, valor y simular, como las usa una persona: qué enseñan, qué guardan y qué rechazan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cartera_xl.cli import main
from tests.casos.conftest import escribir_libro
from tests.support.libro_con_ventas import hojas


@pytest.fixture
def libro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "datos"))
    monkeypatch.setenv("COLUMNS", "100")
    ruta = tmp_path / "clientes.xlsx"
    escribir_libro(ruta, hojas())
    return ruta


def _ejecutar(*partes: str) -> Result:
    return CliRunner().invoke(main, [*partes, "--pais", "ES"])


def test_puente_ensena_la_cascada_y_cierra_en_json(libro: Path) -> None:
    pantalla = _ejecutar("puente", str(libro))
    total = json.loads(_ejecutar("puente", str(libro), "--json").stdout)["total"]

    assert pantalla.exit_code == 0
    for dicho in ("Altas", "Recuperados", "Bajas", "Por segmento", "Por responsable", "Los que más cambian", "█"):
        assert dicho in pantalla.stdout
    sumado = total["antes"] + sum(clase["importe"] for clase in total["clases"].values())
    assert round(sumado, 2) == total["ahora"]


def test_puente_con_desde_y_ejecucion_a_la_vez_no_se_entiende(libro: Path) -> None:
    resultado = _ejecutar("puente", str(libro), "--desde", "01/01/2025", "--ejecucion", "ultima")

    assert resultado.exit_code == 2
    assert "no los dos" in resultado.stderr


def test_valor_da_un_rango_y_dice_que_no_es_una_tasacion(libro: Path) -> None:
    pantalla = _ejecutar("valor", str(libro), "--retencion", "0,8", "--tasa", "12%")

    assert pantalla.exit_code == 0
    assert "Puede valer entre" in pantalla.stdout
    assert "No es una tasación" in pantalla.stdout
    assert pantalla.stdout.count("puesto por usted en la orden") == 2


def test_un_supuesto_imposible_se_dice_sin_abrir_el_libro(libro: Path) -> None:
    resultado = _ejecutar("valor", str(libro), "--retencion", "80")

    assert resultado.exit_code == 1
    assert "«80» no vale para «Retención anual»" in str(resultado.exception) + resultado.stderr


def test_simular_sin_hipotesis_dice_que_se_puede_cambiar(libro: Path) -> None:
    pantalla = _ejecutar("simular", str(libro))

    assert "riesgo_alto" in pantalla.stdout
    assert "valor 80" in pantalla.stdout


def test_simular_ensena_quien_cambia_y_no_escribe_nada(libro: Path) -> None:
    antes = libro.read_bytes()
    pantalla = _ejecutar("simular", str(libro), "--borde", "valor 80=60", "--retencion", "-3")

    assert pantalla.exit_code == 0
    assert "de segmento" in pantalla.stdout
    assert "Retener o captar" in pantalla.stdout
    assert "Nada de esto ha cambiado el libro" in pantalla.stdout
    assert libro.read_bytes() == antes


@pytest.mark.parametrize("orden", ["puente", "valor", "simular"])
def test_guardar_dice_como_volver_atras_y_deshacer_lo_hace(orden: str, libro: Path) -> None:
    guardado = _ejecutar(orden, str(libro), "--guardar", "--sin-copia")
    assert guardado.exit_code == 0, guardado.output
    ejecucion = guardado.stdout.split("--ejecucion ")[1].split()[0]

    deshecho = CliRunner().invoke(main, ["deshacer", str(libro), "--ejecucion", ejecucion, "--sin-copia"])

    assert deshecho.exit_code == 0
    assert ejecucion in deshecho.stdout
