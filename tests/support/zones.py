"""Finds, in a workbook made by others, a place where a portfolio could be, and plans a write there."""

import zlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook

from cartera_xl.hosts.ooxml.linter.findings import Report
from cartera_xl.hosts.ooxml.linter.package import Package
from cartera_xl.hosts.ooxml.linter.tables import read_table
from cartera_xl.hosts.ooxml.linter.workbook import SheetEntry, check_workbook
from cartera_xl.nucleo.celdas import Celda, columna_de_objetos
from cartera_xl.nucleo.plan import (
    Aspecto,
    CeldaSalida,
    Color,
    ColumnaSalida,
    HojaSalida,
    PlanEscritura,
    Zona,
)

SEGMENTS = ("Estratégico", "Clave", "Emergente", "Bajo valor")
OWN_SHEETS = ("Configuración", "Resumen", "Historial")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a test writes: the zone and the parts that hold it; a table may bring its query along."""

    zone: Zona
    sheet_part: str
    table_parts: tuple[str, ...]
    totals_rows: int
    workbook_part: str
    sheet_names: tuple[str, ...]


def find_targets(path: Path) -> list[Target]:
    """Places to try, best first: a table, the largest block of data, an empty spot below the data.

    Empty if the file cannot be read as a workbook.
    """
    try:
        with ZipFile(path) as archive:
            package = Package(archive, Report())
            links = [link for link in package.relationships("").values() if link.kind == "officeDocument"]
            root = package.root(links[0].target) if links else None
            if root is None:
                return []
            entries = check_workbook(package, links[0].target, root, Report()).worksheets
            names = tuple(str(sheet.get("name")) for sheet in root.iter("{*}sheet"))
            found = _first_table(package, entries) + _blocks(path, entries)
    except (BadZipFile, CalamineError, zlib.error):
        return []
    return [Target(zone, sheet.part, table, totals, links[0].target, names) for zone, sheet, table, totals in found]


_Found = tuple[Zona, SheetEntry, tuple[str, ...], int]


def _first_table(package: Package, entries: tuple[SheetEntry, ...]) -> list[_Found]:
    for entry in entries:
        for link in package.relationships(entry.part).values():
            root = package.root(link.target) if link.kind == "table" else None
            if root is None:
                continue
            table = read_table(link.target, root, Report())
            if table.area is None or not table.header_rows:
                continue
            top, left, bottom, right = table.area
            zone = Zona(entry.name, top, top + 1, bottom - table.totals_rows, left, right, table.name)
            queries = [query.target for query in package.relationships(link.target).values()]
            return [(zone, entry, (link.target, *queries), table.totals_rows)]
    return []


def _blocks(path: Path, entries: tuple[SheetEntry, ...]) -> list[_Found]:
    """The largest block of rows with two cells or more, and an empty spot under the first sheet."""
    blocks: list[tuple[int, _Found]] = []
    below: list[_Found] = []
    book = CalamineWorkbook.from_path(str(path))
    for entry in entries:
        grid = book.get_sheet_by_name(entry.name).to_python(skip_empty_area=False)
        for first, last in _runs([sum(value != "" for value in row) >= 2 for row in grid]):
            used = [i for row in grid[first:last] for i, value in enumerate(row) if value != ""]
            zone = Zona(entry.name, first + 1, first + 2, last, min(used) + 1, max(used) + 1)
            if last - first >= 3:
                blocks.append((len(used), (zone, entry, (), 0)))
        end = len(grid) + 3
        below.append((Zona(entry.name, end, end + 1, end + 4, 1, 2), entry, (), 0))
    largest = [found for _, found in sorted(blocks, key=lambda block: block[0])[-1:]]
    return largest + below[:1]


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Half-open intervals of consecutive true flags."""
    edges = [i for i, (a, b) in enumerate(zip([False, *flags], [*flags, False], strict=True)) if a != b]
    return list(zip(edges[::2], edges[1::2], strict=True))


def plan_for(target: Target, *, step: int = 0, columns_at: int | None = None) -> PlanEscritura:
    """Five result columns and three own sheets.

    `columns_at` is the first of our columns when they are already there; `step` changes every value.
    """
    rows = target.zone.ultima_fila - target.zone.primera_fila + 1
    zone = target.zone if columns_at is None else widened(target.zone)
    columns = tuple(
        replace(column, columna=None if columns_at is None else columns_at + position)
        for position, column in enumerate(_columns(rows, step))
    )
    return PlanEscritura(zona=zone, columnas=columns, hojas=_own_sheets(target, step))


def widened(zone: Zona) -> Zona:
    """The zone once our columns are part of it."""
    return replace(zone, ultima_columna=zone.ultima_columna + len(_columns(0, 0)))


def own_columns(zone: Zona) -> list[int]:
    """Where our columns go when they are appended."""
    return list(range(zone.ultima_columna + 1, widened(zone).ultima_columna + 1))


def _columns(rows: int, step: int) -> tuple[ColumnaSalida, ...]:
    scores = np.array([np.nan if i % 7 == 6 else (i * 13 + step) % 101 for i in range(rows)], dtype=np.float64)
    amounts = np.array([i * 1234.5 + step / 8 for i in range(rows)], dtype=np.float64)
    segments: list[Celda] = [SEGMENTS[(i + step) % len(SEGMENTS)] for i in range(rows)]
    notes: list[Celda] = [None if i % 3 else f" <{i}> & «ñ» _x0041_\n{step}" for i in range(rows)]
    dates: list[Celda] = [date(2025, 1, 1 + (i + step) % 28) for i in range(rows)]
    highlight = dict(zip(SEGMENTS, (Color.VERDE, Color.AZUL, Color.AMARILLO, Color.GRIS), strict=True))
    return (
        ColumnaSalida("puntuacion", "Puntuación", scores, Aspecto.ENTERO),
        ColumnaSalida("segmento", "Segmento", columna_de_objetos(segments), realce=highlight, opciones=SEGMENTS),
        ColumnaSalida("importe_neto", "Importe neto (cartera)", amounts, Aspecto.IMPORTE, ancho=16),
        ColumnaSalida("fecha_caida", "Fecha de caída", columna_de_objetos(dates), Aspecto.FECHA),
        ColumnaSalida("motivo", "Motivo <«&»>", columna_de_objetos(notes), Aspecto.TEXTO, ancho=40),
    )


def _own_sheets(target: Target, step: int) -> tuple[HojaSalida, ...]:
    taken = {name.casefold() for name in target.sheet_names}
    names = [name if name.casefold() not in taken else f"{name} de cartera" for name in OWN_SHEETS]
    cells = {
        (1, 1): CeldaSalida("Cartera", Aspecto.TITULO),
        (3, 1): CeldaSalida("Ajuste", Aspecto.CABECERA),
        (3, 2): CeldaSalida("Valor", Aspecto.CABECERA),
        (4, 1): CeldaSalida("peso_recencia", Aspecto.TEXTO),
        (4, 2): CeldaSalida(0.25 + step, Aspecto.PORCENTAJE),
        (5, 1): CeldaSalida("corte"),
        (5, 2): CeldaSalida(date(2025, 6, 30), Aspecto.FECHA),
    }
    table = "cartera_historial"
    return (
        HojaSalida(names[0], cells, anchos={1: 30.0}, inmovilizar_filas=3),
        HojaSalida(names[1], cells),
        HojaSalida(names[2], cells, tabla=table, fila_tabla=3),
    )
