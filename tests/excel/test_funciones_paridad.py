"""La misma fila da lo mismo por la función y por el recálculo, en cualquier libro y en cualquier orden."""

import gzip
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.resources import workbook_template
from tests.support.funciones import (
    PUNTUAN,
    clientes,
    columna,
    con_movimientos,
    diferencias,
    en_serie,
    hojas_propias,
)

CORPUS = Path(__file__).parents[1] / "corpus"
CDNOW = Path(__file__).parents[1] / "datos" / "CDNOW_sample.txt.gz"
FEAS = (
    "02_titulo_y_fila_en_blanco",
    "05_columnas_y_filas_en_blanco_delante",
    "08_subtotales_por_zona",
    "11_titulos_repetidos_en_medio",
    "13_leyenda_al_lado",
    "14_importes_texto_espanol",
    "21_fechas_texto_dia_delante",
    "26_fechas_mezcladas",
    "27_sistema_1904",
    "29_celdas_de_error",
    "35_espacios_duros_e_invisibles",
    "36_tabla_de_excel",
    "37_dos_hojas_una_es_de_ventas",
    "54_columnas_de_resultado_de_antes",
)
"""Las que cambian la forma de la tabla o el tipo de las celdas. Falta a propósito la de números sin formato de fecha
en un libro que cuenta desde 1904: a una función nadie le dice la época."""


@pytest.fixture(scope="module")
def diario(tmp_path_factory: pytest.TempPathFactory) -> SqliteJournal:
    return SqliteJournal(tmp_path_factory.mktemp("datos") / "diario.sqlite3")


def test_libro_con_movimientos() -> None:
    anfitrion = con_movimientos()
    datos, compras, propias = anfitrion.grid("Clientes"), anfitrion.grid("Movimientos"), hojas_propias(anfitrion)

    assert diferencias(datos, compras, propias) == []
    assert diferencias(en_serie(datos), en_serie(compras), propias) == []
    assert any(isinstance(celda, float) for celda in columna(evaluate("CARTERA_CLV", [datos, compras], propias)))


def test_con_el_baremo_de_la_primera_vez_y_el_corte_de_la_ultima(diario: SqliteJournal) -> None:
    anfitrion = MemoryHost({"Clientes": clientes(20)})
    for corte in (datetime(2026, 1, 31), datetime(2026, 6, 30)):
        recalcular(anfitrion, diario, Peticion(momento=corte, usuario="ana", pais="ES", corte=corte.date()))

    assert diferencias(anfitrion.grid("Clientes"), None, hojas_propias(anfitrion)) == []


def test_con_movimientos_ordenar_y_filtrar_clientes_no_cambia_a_nadie() -> None:
    anfitrion = con_movimientos()
    datos, compras, propias = anfitrion.grid("Clientes"), anfitrion.grid("Movimientos"), hojas_propias(anfitrion)
    desordenados, lineas = datos[1:], compras[1:]
    Random(7).shuffle(desordenados)
    Random(8).shuffle(lineas)

    assert diferencias([datos[0], *desordenados], [compras[0], *lineas], propias) == []
    assert diferencias([datos[0], *desordenados[:5]], compras, propias) == []
    assert diferencias([datos[0], desordenados[0]], compras, propias) == []


def test_solo_las_columnas_de_la_persona_dan_lo_mismo_que_con_las_nuestras() -> None:
    anfitrion = con_movimientos()
    datos, compras, propias = anfitrion.grid("Clientes"), anfitrion.grid("Movimientos"), hojas_propias(anfitrion)
    for funcion in PUNTUAN:
        assert evaluate(funcion.id, [datos, compras], propias) == evaluate(funcion.id, [clientes(), compras], propias)


def test_unos_movimientos_con_titulo_y_total_se_leen_como_en_su_hoja() -> None:
    anfitrion = con_movimientos()
    compras = anfitrion.grid("Movimientos")
    adornados: Cuadro = [["Ventas de la casa"], [], *compras, [], ["Total", None, 99_999.0]]

    assert diferencias(anfitrion.grid("Clientes"), adornados, hojas_propias(anfitrion)) == []


def test_el_perfil_ideal_del_libro_cuenta_como_al_recalcular(diario: SqliteJournal) -> None:
    datos = clientes(12)
    datos[0] += ["Tipo de local", "Gasto previsto"]
    for numero, fila in enumerate(datos[1:]):
        fila += ["Propio" if numero % 2 else "Alquilado", 900.0]
        if numero < 4:
            fila[2:6] = [None] * 4  # potenciales: es lo único que mira el perfil
    perfil: Cuadro = [
        ["Condiciones"],
        ["Dato", "Condición", "Valor", "Peso"],
        ["Tipo de local", "es", "Propio", 3.0],
        ["Gasto previsto", "≥", 100.0, 1.0],
    ]
    anfitrion = MemoryHost({"Clientes": datos, "Perfil ideal": perfil})
    recalcular(anfitrion, diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana", pais="ES"))
    propias = hojas_propias(anfitrion)

    assert diferencias(anfitrion.grid("Clientes"), None, propias) == []
    con, sin = (columna(evaluate("CARTERA_PUNTUACION", [datos], p)) for p in (propias, [*propias[:2], None]))
    assert [i for i, (a, b) in enumerate(zip(con, sin, strict=True)) if a != b] == [1, 2, 3, 4]
    assert evaluate("CARTERA_SEGMENTO", [datetime(2025, 12, 1), 3.0, 100.0], propias)[0][0] in columna(
        evaluate("CARTERA_SEGMENTO", [datos], propias)
    )


@pytest.mark.parametrize("en", ["memoria", "archivo"])
def test_libro_con_columnas_de_resumen(en: str, tmp_path: Path, diario: SqliteJournal) -> None:
    anfitrion: MemoryHost | ClosedFile = MemoryHost({"Clientes": clientes()})
    if en == "archivo":
        _escribir(tmp_path / "libro.xlsx", clientes())
        anfitrion = ClosedFile(tmp_path / "libro.xlsx", backup=False)
    recalcular(anfitrion, diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana", pais="ES"))
    if en == "archivo":
        anfitrion = ClosedFile(tmp_path / "libro.xlsx", backup=False)

    assert diferencias(anfitrion.grid("Clientes"), None, hojas_propias(anfitrion)) == []


def test_libro_de_ejemplo(tmp_path: Path, diario: SqliteJournal) -> None:
    ruta = tmp_path / "ejemplo.xlsx"
    ruta.write_bytes(workbook_template("ejemplo.xlsx").read_bytes())
    recalcular(ClosedFile(ruta, backup=False), diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana"))
    anfitrion = ClosedFile(ruta, backup=False)

    assert diferencias(anfitrion.grid("Clientes"), anfitrion.grid("Movimientos"), hojas_propias(anfitrion)) == []


def test_muestra_de_cdnow(diario: SqliteJournal) -> None:
    compras: Cuadro = [["Cliente", "Fecha", "Unidades", "Importe"], *_cdnow()]
    anfitrion = MemoryHost({"Ventas": compras})
    balance = recalcular(anfitrion, diario, Peticion(momento=datetime(1998, 7, 1), usuario="ana", pais="US"))
    datos = anfitrion.grid(balance.hoja)

    assert len(datos) == 2_358
    assert diferencias(datos, compras, hojas_propias(anfitrion)) == []


@pytest.mark.parametrize("nombre", FEAS)
def test_hojas_feas(nombre: str, tmp_path: Path, diario: SqliteJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CORPUS))
    from build_corpus import build, load

    caso = CORPUS / "casos" / f"{nombre}.json"
    ruta = build(caso, tmp_path)
    peticion = Peticion(momento=datetime(2026, 3, 1), usuario="ana", pais=load(caso).get("pais"))
    balance = recalcular(ClosedFile(ruta, backup=False), diario, peticion)
    anfitrion = ClosedFile(ruta, backup=False)
    ajustes = abrir(anfitrion).configuracion
    hoja = ajustes.hoja_movimientos if ajustes.columnas_movimientos else None
    compras = anfitrion.grid(hoja) if hoja else None
    propias, datos = hojas_propias(anfitrion), anfitrion.grid(balance.hoja)

    assert diferencias(datos, compras, propias) == []
    assert diferencias(en_serie(datos), compras and en_serie(compras), propias) == []


def _cdnow() -> Iterator[list[Any]]:
    with gzip.open(CDNOW, "rt", encoding="ascii") as lineas:
        for linea in lineas:
            cliente, _, fecha, unidades, importe = linea.split()
            yield [f"C{cliente}", datetime.strptime(fecha, "%Y%m%d"), float(unidades), float(importe)]


def _escribir(ruta: Path, cuadro: Cuadro) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(ruta, {"default_date_format": "dd/mm/yyyy"}) as libro:
        pagina = libro.add_worksheet("Clientes")
        for fila, celdas in enumerate(cuadro):
            pagina.write_row(fila, 0, celdas)
