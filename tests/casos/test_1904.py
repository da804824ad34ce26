"""Un libro que cuenta los días desde 1904 da lo mismo que uno corriente."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro
from tests.casos.conftest import CABECERA, filas_de_ejemplo, peticion

DIA_CERO = datetime(1904, 1, 1)
VENTAS = ["Factura", "Código cliente", "Cliente", "Fecha", "Importe"]


def escribir(ruta: Path, hojas: dict[str, Cuadro], *, desde_1904: bool) -> Path:
    """En el de 1904, las fechas van como números de serie sin formato; en el otro, como fechas."""
    import xlsxwriter

    opciones = {"date_1904": desde_1904, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(ruta, opciones) as libro:
        for nombre, cuadro in hojas.items():
            hoja = libro.add_worksheet(nombre)
            for numero, fila in enumerate(cuadro):
                hoja.write_row(numero, 0, [_serie(celda) if desde_1904 else celda for celda in fila])
    return ruta


def _serie(celda: Any) -> Any:
    return (celda - DIA_CERO).days if isinstance(celda, datetime) else celda


def clientes() -> dict[str, Cuadro]:
    return {"Clientes": [CABECERA, *filas_de_ejemplo()]}


def con_ventas() -> dict[str, Cuadro]:
    ventas: Cuadro = [
        [f"F{i}", f"C{1 + i % 30:03d}", f"Cliente {i % 30}", datetime(2025, 1 + i % 12, 1 + i % 27), 50.0 + i]
        for i in range(120)
    ]
    return {**clientes(), "Ventas": [VENTAS, *ventas]}


@pytest.mark.parametrize("hojas", [clientes, con_ventas])
def test_las_fechas_sin_formato_se_cuentan_desde_1904(tmp_path: Path, hojas: Any) -> None:
    leido = []
    for desde_1904 in (False, True):
        ruta = escribir(tmp_path / f"libro{desde_1904}.xlsx", hojas(), desde_1904=desde_1904)
        diario = SqliteJournal(tmp_path / f"diario{desde_1904}.sqlite3")
        balance = recalcular(ClosedFile(ruta, backup=False), diario, peticion())
        cuadro = ClosedFile(ruta).grid("Clientes")
        ancho = len(CABECERA)
        titulos, *filas = ClosedFile(ruta).grid("Historial")
        historial = [[fila[titulos.index(titulo)] for titulo in ("Fecha", "Corte", "Huella entrada")] for fila in filas]
        leido.append((balance.resumen.calidad.incidencias, [fila[ancho:] for fila in cuadro], historial))
        assert not recalcular(ClosedFile(ruta, backup=False), diario, peticion(5)).escrito

    assert leido[0] == leido[1]
    (fecha, corte, _), *_ = leido[1][2]
    assert fecha.date() == peticion().momento.date()
    assert date(2025, 1, 1) < corte <= fecha.date()
    assert any(celda is not None for fila in leido[0][1][1:] for celda in fila)
