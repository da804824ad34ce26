"""La tabla de conceptos dice la verdad: cada prueba, columna y hoja que nombra existe."""

import re
from pathlib import Path

import pytest

from cartera_xl.nucleo.columnas import CAMPOS
from cartera_xl.nucleo.resultados import RESULTADOS

RAIZ = Path(__file__).parents[1]
TEXTO = (RAIZ / "docs" / "conceptos.md").read_text(encoding="utf-8")
FILAS = [
    [celda.strip() for celda in linea.strip("|").split("|")]
    for linea in TEXTO.splitlines()
    if re.match(r"\| \d+ \|", linea)
]
TITULOS = {r.titulo for r in RESULTADOS} | {campo.nombre for campos in CAMPOS.values() for campo in campos}
COLUMNAS = re.compile(r"columnas? ((?:«[^»]+»(?:, | y )?)+)")


@pytest.mark.parametrize("fila", FILAS, ids=[fila[0] for fila in FILAS])
def test_la_prueba_que_sostiene_cada_concepto_existe(fila: list[str]) -> None:
    rutas = re.findall(r"`(tests/[^`]+)`", fila[-1])

    assert rutas
    assert [ruta for ruta in rutas if not (RAIZ / ruta).is_file()] == []


@pytest.mark.parametrize("fila", FILAS, ids=[fila[0] for fila in FILAS])
def test_las_columnas_que_se_nombran_existen(fila: list[str]) -> None:
    nombradas = [titulo for grupo in COLUMNAS.findall(fila[2]) for titulo in re.findall(r"«([^»]+)»", grupo)]

    assert [titulo for titulo in nombradas if titulo not in TITULOS] == []


def test_ningun_concepto_esta_dos_veces() -> None:
    numeros = [fila[0] for fila in FILAS]

    assert len(numeros) == len(set(numeros)) > 70
