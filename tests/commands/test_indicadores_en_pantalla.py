"""Las órdenes «indicadores» y «embudo»: caben en la ventana, dan JSON y explican lo que falta."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cartera_xl.cli import main

Orden = Callable[..., Result]


@pytest.fixture
def orden(tmp_path: Path) -> Orden:
    def dar(*argumentos: object, ancho: int = 80) -> Result:
        entorno = {"CARTERA_DATOS": str(tmp_path / "datos"), "COLUMNS": str(ancho)}
        return CliRunner().invoke(main, [str(a) for a in argumentos], env=entorno, catch_exceptions=False)

    return dar


@pytest.fixture
def libro(orden: Orden, tmp_path: Path) -> Path:
    ruta = tmp_path / "ejemplo.xlsx"
    assert orden("nueva", ruta, "--ejemplo").exit_code == 0
    return ruta


@pytest.mark.parametrize("ancho", [80, 110])
@pytest.mark.parametrize("argumentos", [("indicadores", "--por", "sector", "--por", "producto"), ("embudo",)])
def test_ninguna_linea_se_sale_de_la_ventana(
    orden: Orden, libro: Path, argumentos: tuple[str, ...], ancho: int
) -> None:
    salida = orden(argumentos[0], libro, *argumentos[1:], ancho=ancho)
    assert salida.exit_code == 3  # el ejemplo trae datos malos a propósito
    assert max(map(len, salida.stdout.splitlines())) <= ancho
    assert "…" not in salida.stdout.replace("  … y", "")


def test_guardar_dice_que_hojas_ha_escrito_y_como_volver_atras(orden: Orden, libro: Path) -> None:
    salida = orden("indicadores", libro, "--guardar", "--sin-copia")
    assert "«Indicadores», «Objetivos», «Gasto de captación»" in salida.stdout
    assert "cartera deshacer" in salida.stdout
    assert "Objetivos" in orden("indicadores", libro).stdout


def test_el_json_es_json_y_las_cifras_son_numeros(orden: Orden, libro: Path) -> None:
    simple: dict[str, Any] = json.loads(orden("indicadores", libro, "--json").stdout)
    assert simple["indicadores"]["cartera"]["indicadores"]["retencion"]["n"] > 0
    embudo = json.loads(orden("embudo", libro, "--json").stdout)
    assert sum(etapa["potenciales"] for etapa in embudo["embudo"]["etapas"]) == 13


def test_pedir_una_dimension_que_no_existe_enumera_las_que_hay(orden: Orden, libro: Path) -> None:
    salida = orden("indicadores", libro, "--por", "signo")
    assert salida.exit_code == 1
    assert "segmento, ciclo, responsable" in salida.output
