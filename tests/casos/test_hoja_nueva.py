"""La hoja «Clientes» que se crea cuando el libro solo trae movimientos."""

from datetime import datetime
from pathlib import Path

from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.ooxml.linter import check_package
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro
from tests.casos.conftest import escribir_libro, peticion


def solo_ventas() -> Cuadro:
    cabecera: Cuadro = [["Factura", "Código cliente", "Cliente", "Fecha", "Importe"]]
    return cabecera + [
        [f"F{i}", f"C{i % 7}", f"Cliente {i % 7}", datetime(2025, 1 + i % 12, 1 + i % 27), 50.0 + i] for i in range(80)
    ]


def test_la_hoja_nueva_lleva_tabla_realce_y_lista_como_las_columnas_anadidas(tmp_path: Path) -> None:
    import openpyxl

    ruta = tmp_path / "ventas.xlsx"
    escribir_libro(ruta, {"Ventas": solo_ventas()})

    recalcular(ClosedFile(ruta, backup=False), SqliteJournal(tmp_path / "diario.sqlite3"), peticion())

    hoja = openpyxl.load_workbook(ruta)["Clientes"]
    titulos = [celda.value for celda in hoja[1]]
    assert hoja.tables["Clientes"].ref == hoja.dimensions
    assert hoja.max_row == 8
    segmento = hoja.cell(1, titulos.index("Segmento") + 1).column_letter
    realzadas = {str(formato.sqref) for formato in hoja.conditional_formatting}
    assert f"{segmento}2:{segmento}8" in realzadas
    assert [lista.type for lista in hoja.data_validations.dataValidation] == ["list"]
    assert check_package(ruta) == []
