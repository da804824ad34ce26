"""Small workbooks and plans for the tests of the closed-file writer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.nucleo.celdas import columna_de_objetos
from cartera_xl.nucleo.plan import Aspecto, Color, ColumnaSalida, PlanEscritura, Zona

SHEET = "xl/worksheets/sheet1.xml"
ROWS = 6
ZONE = Zona("Clientes", 1, 2, ROWS + 1, 1, 3)
TABLE_ZONE = Zona("Clientes", 1, 2, ROWS + 1, 1, 3, "Cartera")


def fixed_clock() -> datetime:
    return datetime(2025, 3, 9, 10, 20, 30)


def closed(path: Path, **options: Any) -> ClosedFile:
    options.setdefault("backup", False)
    return ClosedFile(path, clock=fixed_clock, **options)


def client_rows() -> list[list[object]]:
    return [[f"Cliente {n} & «hijos»", "Cádiz" if n % 2 else None, 10.5 * n] for n in range(ROWS)]


def plain_book(path: Path, *, finish: Callable[[Any, Any], None] | None = None, table: bool = False) -> Path:
    """A sheet «Clientes» with three columns, `A1:C7`, and whatever `finish(workbook, sheet)` adds."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Clientes")
    headers = ["Cliente", "Ciudad", "Importe"]
    if table:
        columns = [{"header": title} for title in headers]
        sheet.add_table(0, 0, ROWS, 2, {"name": "Cartera", "columns": columns})
    else:
        sheet.write_row(0, 0, headers, book.add_format({"bold": True, "bg_color": "#7F3F00"}))
    for number, row in enumerate(client_rows(), 1):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    if finish is not None:
        finish(book, sheet)
    book.close()
    return path


def result_columns(first: int | None = None, *, shift: int = 0) -> tuple[ColumnaSalida, ...]:
    """Four columns: a number, a text with colours, one of the person with a list, and a date."""
    places = [None] * 4 if first is None else [first + index for index in range(4)]
    segments = ["Clave", "Bajo valor", None, "Clave <&>", "_x0041_", "fin"]
    dates = [datetime(2025, 1, 1 + n) for n in range(ROWS)]
    return (
        ColumnaSalida("p", "Puntuación", np.arange(ROWS) + 0.5 + shift, Aspecto.DECIMAL, places[0]),
        ColumnaSalida(
            "s", "Segmento", columna_de_objetos(segments), Aspecto.TEXTO, places[1], 14, {"Clave": Color.AZUL}
        ),
        ColumnaSalida(
            "m", "Manual", columna_de_objetos([None] * ROWS), Aspecto.ENTRADA, places[2], opciones=("Clave", "Otro")
        ),
        ColumnaSalida("f", "Caída", columna_de_objetos(dates), Aspecto.FECHA, places[3]),
    )


def appending(zone: Zona = ZONE) -> PlanEscritura:
    return PlanEscritura(zone, result_columns())


def repeating(zone: Zona = ZONE, *, shift: int = 0) -> PlanEscritura:
    return PlanEscritura(zone, result_columns(4, shift=shift))


def removing(columns: Sequence[int], zone: Zona = ZONE) -> PlanEscritura:
    return PlanEscritura(zone, quitar=tuple(columns))


def part(path: Path, name: str = SHEET) -> bytes:
    with ZipFile(path) as archive:
        return archive.read(name)


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, edits: dict[str, Callable[[bytes], bytes] | bytes]) -> Path:
    """Changes parts of a workbook (or adds them) without any care for it."""
    old = parts(path)
    for name, edit in edits.items():
        old[name] = edit if isinstance(edit, bytes) else edit(old[name])
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in old.items():
            archive.writestr(name, data)
    return path


def grid(path: Path, sheet: str = "Clientes") -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def open_sheet(path: Path, sheet: str = "Clientes") -> Any:
    return openpyxl.load_workbook(path)[sheet]
