"""Las filas cambian por miles o de una en una, y el resultado es el mismo."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.ooxml import sheet_read
from cartera_xl.hosts.ooxml.linter import new_findings
from cartera_xl.nucleo.celdas import columna_de_objetos
from cartera_xl.nucleo.plan import CONSERVAR, ColumnaSalida, PlanEscritura, Zona

FILAS, COLUMNAS = 9, 6
ZONA = Zona("Clientes", 2, 3, 8, 1, 4)

valores = st.one_of(st.none(), st.integers(-9, 9), st.sampled_from(["a", "<c r=", "</row>", 'x spans="1:9"', ' s="3"']))
celdas = st.dictionaries(st.tuples(st.integers(1, FILAS), st.integers(1, COLUMNAS)), valores, max_size=40)
columna = st.lists(st.one_of(valores, st.just(CONSERVAR)), min_size=6, max_size=6)


def libro_con(celdas: dict[tuple[int, int], Any], sitio: Path) -> Path:
    libro = Workbook()
    hoja = libro.active
    assert hoja is not None
    hoja.title = "Clientes"
    for (fila, numero), valor in celdas.items():
        hoja.cell(fila, numero, valor).number_format = "0.00" if (fila + numero) % 3 else "General"
    libro.save(sitio)
    return sitio


def contenido(sitio: Path) -> dict[tuple[int, int], Any]:
    hoja = load_workbook(sitio)["Clientes"]
    return {
        (celda.row, celda.column): celda.value for fila in hoja.iter_rows() for celda in fila if celda.value is not None
    }


def columnas_de(cambios: dict[int, list[Any]], nuevas: list[list[Any]]) -> tuple[ColumnaSalida, ...]:
    existentes = [ColumnaSalida("e", "E", columna_de_objetos(v), columna=c) for c, v in cambios.items()]
    return (*existentes, *(ColumnaSalida("n", f"N{i}", columna_de_objetos(v)) for i, v in enumerate(nuevas)))


@pytest.mark.parametrize("bloque", [1, 300, 4 << 20])
def test_la_hoja_escrita_es_la_que_dice_el_plan(bloque: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_read, "BLOCK", bloque)

    @settings(max_examples=40, deadline=None)
    @given(celdas, st.dictionaries(st.integers(1, 4), columna, max_size=3), st.lists(columna, max_size=3))
    def comprobar(antes: dict[tuple[int, int], Any], cambios: dict[int, list[Any]], nuevas: list[list[Any]]) -> None:
        with TemporaryDirectory() as carpeta:
            viejo = libro_con(antes, Path(carpeta) / "viejo.xlsx")
            libro = libro_con(antes, Path(carpeta) / "libro.xlsx")
            esperado = contenido(viejo)
            primera = max([4, *(c for (f, c), v in esperado.items() if 2 <= f <= 8)]) + 1
            for numero, nuevos in [*cambios.items(), *((primera + i, v) for i, v in enumerate(nuevas))]:
                for fila, valor in enumerate(nuevos, 3):
                    if valor is not CONSERVAR:
                        esperado[fila, numero] = valor
            esperado.update({(2, primera + i): f"N{i}" for i in range(len(nuevas))})

            ClosedFile(libro, backup=False).write(PlanEscritura(ZONA, columnas_de(cambios, nuevas)))

            assert contenido(libro) == {sitio: valor for sitio, valor in esperado.items() if valor is not None}
            assert new_findings(viejo, libro) == []
            quitadas = tuple(range(primera, primera + len(nuevas)))
            if quitadas and not cambios:
                ClosedFile(libro, backup=False).write(PlanEscritura(ZONA, quitar=quitadas))
                assert contenido(libro) == contenido(viejo)
                assert new_findings(viejo, libro) == []

    comprobar()


def test_repetir_muchas_veces_no_hace_crecer_el_libro(tmp_path: Path) -> None:
    libro = libro_con({(f, c): f * c for f in range(1, 10) for c in range(1, 5)}, tmp_path / "l.xlsx")
    nuevas = [["a", None, 3, 4.5, True, "f"]] * 3
    ClosedFile(libro, backup=False).write(PlanEscritura(ZONA, columnas_de({}, nuevas)))
    cambios = {5 + i: valores for i, valores in enumerate(nuevas)}
    ClosedFile(libro, backup=False).write(PlanEscritura(ZONA, columnas_de(cambios, [])))
    una_vez = libro.read_bytes()

    for _ in range(3):
        ClosedFile(libro, backup=False).write(PlanEscritura(ZONA, columnas_de(cambios, [])))

    assert libro.read_bytes() == una_vez
