"""Hojas propias que se crean con columnas enteras."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cartera_xl.hosts.ooxml.linter import check_package
from cartera_xl.nucleo.celdas import Celda, columna_de_objetos
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, Color, ColumnaSalida, HojaSalida, PlanEscritura
from tests.hosts.ooxml.small_books import closed, grid, open_sheet, part, plain_book, rewrite

NUEVA = "xl/worksheets/sheet2.xml"


def columnas(cuantas: int = 3) -> tuple[ColumnaSalida, ...]:
    textos: list[Celda] = ["Clave & «x»", None, "Bajo valor"]
    fechas: list[Celda] = [date(2025, 1, 31), None, date(2024, 2, 29)]
    return (
        ColumnaSalida("n", "Nombre", columna_de_objetos(textos[:cuantas]), Aspecto.TEXTO, ancho=30),
        ColumnaSalida("i", "Importe", np.array([1.5, np.nan, 3.0])[:cuantas], Aspecto.IMPORTE),
        ColumnaSalida("f", "Fecha", columna_de_objetos(fechas[:cuantas]), Aspecto.FECHA),
        ColumnaSalida(
            "s",
            "Segmento",
            columna_de_objetos(["Clave", "Clave", None][:cuantas]),
            realce={"Clave": Color.AZUL},
            opciones=("Clave", "Otro"),
        ),
    )


def escrita(tmp_path: Path, hoja: HojaSalida) -> Path:
    libro = plain_book(tmp_path / "libro.xlsx")
    closed(libro).write(PlanEscritura(hojas=(hoja,)))
    assert check_package(libro) == []
    return libro


def test_una_hoja_nueva_lleva_sus_columnas_con_tabla_realce_y_lista(tmp_path: Path) -> None:
    libro = escrita(tmp_path, HojaSalida("Nueva", {}, inmovilizar_filas=1, tabla="Nueva", columnas=columnas()))

    assert grid(libro, "Nueva") == [
        ["Nombre", "Importe", "Fecha", "Segmento"],
        ["Clave & «x»", 1.5, date(2025, 1, 31), "Clave"],
        ["", "", "", "Clave"],
        ["Bajo valor", 3.0, date(2024, 2, 29), ""],
    ]
    hoja = open_sheet(libro, "Nueva")
    assert hoja.tables["Nueva"].ref == "A1:D4"
    assert hoja.tables["Nueva"].column_names == ["Nombre", "Importe", "Fecha", "Segmento"]
    assert hoja["B2"].number_format == "#,##0.00"
    assert hoja.column_dimensions["A"].width == 30
    texto = part(libro, NUEVA)
    assert texto.count(b'<conditionalFormatting sqref="D2:D4"') == 1
    assert texto.count(b'sqref="D2:D4"><formula1>"Clave,Otro"') == 1


def test_las_columnas_empiezan_en_su_fila_y_las_celdas_van_en_otras(tmp_path: Path) -> None:
    celdas = {(1, 1): CeldaSalida("Título", Aspecto.TITULO), (9, 2): CeldaSalida("pie")}
    libro = escrita(tmp_path, HojaSalida("Nueva", celdas, fila_tabla=3, columnas=columnas()))

    hoja = open_sheet(libro, "Nueva")
    assert [hoja[sitio].value for sitio in ("A1", "A3", "B6", "B9")] == ["Título", "Nombre", 3, "pie"]
    assert hoja.dimensions == "A1:D9"
    assert hoja.tables == {}


def test_las_celdas_no_pueden_ir_en_las_filas_de_las_columnas(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    hoja = HojaSalida("Nueva", {(2, 9): CeldaSalida("x")}, columnas=columnas())

    with pytest.raises(ValueError, match="same rows"):
        closed(libro).write(PlanEscritura(hojas=(hoja,)))


def test_una_hoja_sin_clientes_lleva_una_tabla_con_una_fila_vacia(tmp_path: Path) -> None:
    libro = escrita(tmp_path, HojaSalida("Nueva", {}, tabla="Nueva", columnas=columnas(0)))

    assert open_sheet(libro, "Nueva").tables["Nueva"].ref == "A1:D2"


def test_muchas_filas_van_por_tandas_y_ninguna_falta(tmp_path: Path) -> None:
    numeros = np.arange(10_000, dtype=np.float64)
    libro = escrita(tmp_path, HojaSalida("Nueva", {}, columnas=(ColumnaSalida("n", "Número", numeros),)))

    assert [fila[0] for fila in grid(libro, "Nueva")[1:]] == numeros.tolist()


def test_el_nombre_de_la_tabla_no_repite_el_de_otra_tabla_ni_un_nombre_definido(tmp_path: Path) -> None:
    nombrar = lambda libro, _: libro.define_name("cartera_2", "=1")  # noqa: E731
    libro = plain_book(tmp_path / "libro.xlsx", table=True, finish=nombrar)

    closed(libro).write(PlanEscritura(hojas=(HojaSalida("Nueva", {}, tabla="Cartera", columnas=columnas()),)))

    assert list(open_sheet(libro, "Nueva").tables) == ["Cartera_3"]
    assert check_package(libro) == []


def test_las_fechas_de_una_hoja_nueva_siguen_el_sistema_de_1904(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    rewrite(libro, {"xl/workbook.xml": lambda x: x.replace(b"<workbookPr", b'<workbookPr date1904="1"')})

    closed(libro).write(PlanEscritura(hojas=(HojaSalida("Nueva", {}, columnas=columnas()),)))

    assert grid(libro, "Nueva")[1][2] == date(2025, 1, 31)
    assert b"<v>44226</v>" in part(libro, NUEVA)
