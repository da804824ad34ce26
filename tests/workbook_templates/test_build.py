"""Los libros de partida: siempre iguales, sin faltas y legibles por el programa."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cartera_xl.hosts.ooxml.linter import check_package
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.configuracion_hoja import NOMBRE_DE_HOJA, desde_celdas
from cartera_xl.nucleo.resultados import RESULTADOS
from cartera_xl.nucleo.resumen_hoja import es_resumen
from workbook_templates import build
from workbook_templates.own_sheets import NAMES
from workbook_templates.tables import client_columns, contact_columns, movement_columns

LIBROS = ("cartera.xlsx", "ejemplo.xlsx")
HOJAS = ["Clientes", "Movimientos", "Contactos", "Resumen", *NAMES, "Configuración", "Ayuda"]


@pytest.mark.parametrize(("nombre", "construir"), [("cartera.xlsx", build.template), ("ejemplo.xlsx", build.example)])
def test_el_libro_guardado_es_el_que_sale_de_construirlo_byte_a_byte(
    nombre: str, construir: Callable[[], bytes]
) -> None:
    guardado = (build.FOLDER / nombre).read_bytes()

    assert construir() == guardado, "Ejecute: python -m workbook_templates.build"


@pytest.mark.parametrize("nombre", LIBROS)
def test_ninguna_falta_que_haga_a_excel_proponer_repararlo(nombre: str) -> None:
    assert check_package(build.FOLDER / nombre) == []


@pytest.mark.parametrize("nombre", LIBROS)
def test_las_partes_no_llevan_fecha_ni_sistema_de_la_maquina(nombre: str) -> None:
    with zipfile.ZipFile(build.FOLDER / nombre) as paquete:
        assert {(parte.date_time, parte.create_system) for parte in paquete.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        assert b"2025-01-01T00:00:00Z" in paquete.read("docProps/core.xml")


@pytest.mark.parametrize("nombre", LIBROS)
def test_las_hojas_y_sus_tablas(nombre: str) -> None:
    libro = load_workbook(build.FOLDER / nombre)

    assert libro.sheetnames == HOJAS
    assert [list(libro[hoja].tables) for hoja in HOJAS[:3]] == [["Clientes"], ["Movimientos"], ["Contactos"]]
    assert [len(libro[hoja]._charts) for hoja in HOJAS] == [3 if hoja == "Resumen" else 0 for hoja in HOJAS]
    assert all(hoja.page_setup.orientation == "landscape" for hoja in libro)


def test_las_columnas_de_resultado_no_estan_hasta_la_primera_ejecucion_y_la_ayuda_lo_dice() -> None:
    libro = load_workbook(build.FOLDER / "cartera.xlsx")
    titulos = {celda.value for celda in libro["Clientes"][1]}
    ayuda = [celda.value for fila in libro["Ayuda"].iter_rows() for celda in fila]

    assert titulos.isdisjoint(columna.titulo for columna in RESULTADOS)
    assert any("aparecen a la derecha de la tabla Clientes" in str(texto) for texto in ayuda)
    assert {columna.titulo for columna in RESULTADOS} <= set(ayuda)


@pytest.mark.parametrize(
    ("nombre", "esperada"),
    [("cartera.xlsx", Configuracion()), ("ejemplo.xlsx", Configuracion(pais="ES", moneda="EUR"))],
)
def test_la_hoja_configuracion_se_lee_de_vuelta(nombre: str, esperada: Configuracion) -> None:
    hoja = load_workbook(build.FOLDER / nombre)[NOMBRE_DE_HOJA]
    cuadro = [list(fila) for fila in hoja.iter_rows(values_only=True)]

    assert desde_celdas(cuadro) == (esperada, None)


def test_la_hoja_resumen_es_reconocida_como_nuestra() -> None:
    hoja = load_workbook(build.FOLDER / "cartera.xlsx")["Resumen"]

    assert es_resumen([list(fila) for fila in hoja.iter_rows(values_only=True)])


def test_los_graficos_apuntan_a_los_segmentos_al_ciclo_y_al_pareto() -> None:
    with zipfile.ZipFile(build.FOLDER / "cartera.xlsx") as paquete:
        graficos = "".join(paquete.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2, 3))

    for rango in ("$B$9:$B$12", "$D$9:$D$12", "$F$9:$F$12", "$B$24:$B$28", "$C$24:$C$28", "$B$41:$B$51", "$C$41:$C$51"):
        assert f"Resumen!{rango}" in graficos


def test_lo_que_se_escribe_en_las_celdas_avisa_pero_no_se_prohibe() -> None:
    hoja = load_workbook(build.FOLDER / "cartera.xlsx")["Clientes"]
    reglas = {
        str(regla.sqref).split(":")[0].rstrip("0123456789"): regla for regla in hoja.data_validations.dataValidation
    }

    assert {regla.errorStyle for regla in reglas.values()} == {"warning"}
    titulos = {hoja[f"{letra}1"].value for letra in reglas}
    assert {"Estado", "Potencial", "Canal", "Encaje", "Fecha de alta"} <= titulos


@pytest.mark.parametrize("columnas", [client_columns(), movement_columns(), contact_columns()])
def test_los_titulos_de_una_tabla_no_se_repiten(columnas: dict[str, object]) -> None:
    titulos = [columna.title for columna in columnas.values()]  # type: ignore[attr-defined]

    assert len(set(titulos)) == len(titulos)


def test_la_orden_de_construir_escribe_los_dos_libros(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    build.main()

    assert sorted(ruta.name for ruta in tmp_path.iterdir()) == sorted(LIBROS)
