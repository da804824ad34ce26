"""Cambiar el título de una columna que ya existe: en la celda y, si es una tabla, en su definición."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cartera_xl.hosts.ooxml import tables
from cartera_xl.hosts.ooxml.linter import new_findings
from cartera_xl.nucleo.celdas import columna_de_objetos
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import CONSERVAR, ColumnaSalida, PlanEscritura, Zona
from tests.hosts.ooxml.small_books import ROWS, TABLE_ZONE, ZONE, closed, grid, open_sheet, part, plain_book
from tests.support.books import write_rich_workbook
from tests.support.slicers import add_table_slicer

TABLE = "xl/tables/table1.xml"


def renombrando(titulo: str, zona: Zona, columna: int = 3, filas: int = ROWS) -> PlanEscritura:
    valores = columna_de_objetos([CONSERVAR] * filas)
    return PlanEscritura(zona, (ColumnaSalida("i", titulo, valores, columna=columna, renombrar=True),))


def copia(libro: Path) -> Path:
    antes = libro.with_name("antes.xlsx")
    antes.write_bytes(libro.read_bytes())
    return antes


@pytest.mark.parametrize("con_tabla", [False, True], ids=["rango", "tabla"])
@pytest.mark.parametrize("titulo", ["Importe neto", 'A & «B» <"c">', "Dos\nlíneas", "_x0041_ tal cual", "Euros [€] #1"])
def test_cambia_el_titulo_y_nada_mas(tmp_path: Path, con_tabla: bool, titulo: str) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=con_tabla)
    antes = copia(libro)

    closed(libro).write(renombrando(titulo, TABLE_ZONE if con_tabla else ZONE))

    assert grid(libro)[0] == ["Cliente", "Ciudad", titulo]
    assert grid(libro)[1:] == grid(antes)[1:]
    assert open_sheet(libro)["C1"].font.b == open_sheet(antes)["C1"].font.b
    assert new_findings(antes, libro) == []


def test_volver_al_titulo_de_antes_deja_la_tabla_como_estaba(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True)
    antes = copia(libro)

    closed(libro).write(renombrando("Otro", TABLE_ZONE))
    assert b'name="Otro"' in part(libro, TABLE)
    closed(libro).write(renombrando("Importe", TABLE_ZONE))

    assert part(libro, TABLE) == part(antes, TABLE)


@pytest.mark.parametrize(
    "formula",
    ["=SUM(Cartera[Importe])", "=SUM(Cartera[[Ciudad]:[Importe]])", "=COUNTA(Cartera[[#Headers],[Importe]])"],
)
def test_una_formula_que_usa_la_columna_impide_el_cambio(tmp_path: Path, formula: str) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True, finish=lambda _, hoja: hoja.write_formula("K20", formula))
    antes = libro.read_bytes()

    with pytest.raises(LibroNoEditable, match="fórmulas que usan la columna «Importe»"):
        closed(libro).write(renombrando("Otro", TABLE_ZONE))

    assert libro.read_bytes() == antes


def otra_hoja(libro: Any, _: Any) -> None:
    libro.add_worksheet("Aparte").write_formula("A1", "=SUM(Cartera[Importe])")


def nombre_definido(libro: Any, _: Any) -> None:
    libro.define_name("total", "=SUM(Cartera[Importe])")


def columna_calculada(_: Any, hoja: Any) -> None:
    hoja.add_table("E1:E3", {"name": "Doble", "columns": [{"header": "x", "formula": "=2*Cartera[Importe]"}]})


@pytest.mark.parametrize("donde", [otra_hoja, nombre_definido, columna_calculada])
def test_tambien_si_la_formula_esta_en_otro_sitio(tmp_path: Path, donde: Any) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True, finish=donde)

    with pytest.raises(LibroNoEditable, match="Importe"):
        closed(libro).write(renombrando("Otro", TABLE_ZONE))


def test_una_columna_con_signos_se_reconoce_escapada_en_la_formula(tmp_path: Path) -> None:
    libro = plain_book(
        tmp_path / "libro.xlsx",
        table=True,
        finish=lambda _, h: h.write_formula("K20", "=SUM(cartera[euros '[€'] '#1])"),
    )
    closed(libro).write(renombrando("Euros [€] #1", TABLE_ZONE))

    with pytest.raises(LibroNoEditable, match="Euros"):
        closed(libro).write(renombrando("Otro", TABLE_ZONE))


def otra_tabla(_: Any, hoja: Any) -> None:
    hoja.add_table("K1:K3", {"name": "Otra", "columns": [{"header": "Importe"}]})
    hoja.write_formula("K20", "=SUM(Otra[Importe])")
    hoja.write("K21", "Cartera[Importe]")


def test_la_misma_columna_de_otra_tabla_o_un_texto_no_lo_impiden(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True, finish=otra_tabla)

    closed(libro).write(renombrando("Otro", TABLE_ZONE))

    assert grid(libro)[0][2] == "Otro"


def test_una_segmentacion_de_datos_por_esa_columna_impide_el_cambio(tmp_path: Path) -> None:
    libro = tmp_path / "libro.xlsx"
    write_rich_workbook(libro)
    add_table_slicer(libro)
    zona = Zona("Clientes", 1, 2, 21, 1, 4, "tblClientes")

    with pytest.raises(LibroNoEditable, match="ciudad"):
        closed(libro).write(renombrando("Población", zona, 4, 20))
    closed(libro).write(renombrando("Cliente", zona, 2, 20))

    assert grid(libro)[0][1] == "Cliente"


def test_una_tabla_no_puede_quedarse_con_dos_columnas_del_mismo_nombre(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True)

    with pytest.raises(LibroNoEditable, match="ya tiene una columna «CIUDAD»"):
        closed(libro).write(renombrando("CIUDAD", TABLE_ZONE))


def test_se_puede_renombrar_una_y_anadir_otra_con_su_nombre(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True)
    antes = copia(libro)
    plan = renombrando("Importe viejo", TABLE_ZONE)

    closed(libro).write(PlanEscritura(TABLE_ZONE, (*plan.columnas, ColumnaSalida("n", "Importe", np.ones(ROWS)))))

    assert grid(libro)[0] == ["Cliente", "Ciudad", "Importe viejo", "Importe"]
    assert new_findings(antes, libro) == []


def test_un_nombre_de_columna_se_lee_como_se_escribio() -> None:
    tabla = (
        b'<table id="1" displayName="T" ref="A1:B2"><tableColumns count="2">'
        b'<tableColumn id="1" uniqueName="1" name=\'Uno\'/><tableColumn id="2" name="Dos"/></tableColumns></table>'
    )

    nueva = tables.with_names(tabla, {0: '_x0041_ & "más"\nabajo'})

    assert b'uniqueName="1" name="_x005F_x0041_ &amp; &quot;m\xc3\xa1s&quot;_x000a_abajo"/>' in nueva
    assert tables.without_escapes("_x005F_x0041_") == "_x0041_"
