"""The loss test: write in a copy of a workbook and look for anything that is no longer there.

Four writes on the same copy: our columns appended, the same again, other values, and our columns removed. After each
one everything that is not ours must be as it was in the original.
"""

import shutil
import warnings
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

from cartera_xl.hosts.closed_file import ClosedFile
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from cartera_xl.hosts.ooxml.linter import new_findings
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.nucleo.plan import PlanEscritura, Zona
from tests.support.packages import compare_packages, compare_sheets, lost_in_extension, read_parts
from tests.support.zones import Target, find_targets, own_columns, plan_for, widened

NO_TARGET = Zona("Hoja1", 1, 2, 5, 1, 2)
CONTENT_TYPES = "[Content_Types].xml"

Grid = list[list[Any]]


@dataclass(slots=True)
class Outcome:
    """What happened with one workbook: where it was written, what was refused and what was lost."""

    name: str
    target: Target | None = None
    refusals: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)


def check_workbook_survives(original: Path, folder: Path) -> Outcome:
    """Tries the places of the workbook until one is not refused, and checks every write there."""
    outcome = Outcome(original.name)
    copy = folder / original.name
    shutil.copyfile(original, copy)
    for target in find_targets(original) or [None]:
        plan = plan_for(target) if target is not None else PlanEscritura(zona=NO_TARGET)
        try:
            ClosedFile(copy).write(plan)
        except ErrorCartera as refusal:
            outcome.refusals.append(f"{type(refusal).__name__}: {refusal.que}")
            if copy.read_bytes() != original.read_bytes():
                outcome.losses.append("se ha negado a escribir y sin embargo ha cambiado el archivo")
            continue
        if target is None:
            outcome.losses.append("ha escrito en un libro que nadie más puede leer")
            return outcome
        outcome.target = target
        outcome.losses += _check_writes(original, copy, target, plan)
        return outcome
    return outcome


def _check_writes(original: Path, copy: Path, target: Target, plan: PlanEscritura) -> list[str]:
    """`copy` has just been written with `plan`."""
    first = own_columns(target.zone)[0]
    losses = [f"al añadir: {loss}" for loss in check_write(original, copy, target, plan)]

    written = read_parts(copy)
    ClosedFile(copy).write(plan_for(target, columns_at=first))
    losses += [f"al repetir: cambia «{name}»" for name, data in read_parts(copy).items() if written.get(name) != data]

    changed = plan_for(target, step=1, columns_at=first)
    ClosedFile(copy).write(changed)
    losses += [f"al cambiar: {loss}" for loss in check_write(original, copy, target, changed)]

    ClosedFile(copy).write(PlanEscritura(zona=widened(target.zone), quitar=tuple(own_columns(target.zone))))
    return losses + [f"al quitar: {loss}" for loss in check_removal(original, copy, target)]


def check_write(original: Path, copy: Path, target: Target, plan: PlanEscritura) -> list[str]:
    """Losses of a write against the original workbook."""
    losses = compare_parts(original, copy, target)
    losses += [str(finding) for finding in new_findings(original, copy)]
    expected = with_our_values(read_with_calamine(original), target, plan)
    losses += compare_grids(expected, read_with_calamine(copy), "calamine")
    before = read_with_openpyxl(original)
    if before is not None:
        losses += compare_grids(with_our_values(before, target, plan), read_with_openpyxl(copy) or {}, "openpyxl")
    return losses


def check_removal(original: Path, copy: Path, target: Target) -> list[str]:
    """Losses once our columns have been removed: the cells are those of the original."""
    losses = compare_parts(original, copy, target, removed=True)
    losses += [str(finding) for finding in new_findings(original, copy)]
    return losses + compare_grids(read_with_calamine(original), read_with_calamine(copy), "calamine")


def compare_parts(original: Path, copy: Path, target: Target, *, removed: bool = False) -> list[str]:
    """Parts outside ours are the same bytes; those that may grow have only grown."""
    old, new = read_parts(original), read_parts(copy)
    growing = {CONTENT_TYPES, target.workbook_part, _links_of(target.workbook_part), *_style_parts(old)}
    table = {target.table_part} if target.table_part else set()
    losses = compare_packages(original, copy, {target.sheet_part} | growing | table)
    for part in sorted(growing & old.keys() & new.keys()):
        losses += [f"«{part}»: {loss}" for loss in lost_in_extension(old[part], new[part])]
    for part in table:
        losses += [f"«{part}»: {loss}" for loss in lost_in_extension(old[part], new[part], free=frozenset({"ref"}))]
        if removed and len(old[part]) != len(new[part]):
            losses.append(f"«{part}» no vuelve a ser la que era")
    zone = target.zone
    rows = range(zone.fila_cabecera, zone.ultima_fila + target.totals_rows + 1)
    return losses + compare_sheets(old[target.sheet_part], new[target.sheet_part], set(own_columns(zone)), rows)


def _links_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _style_parts(parts: dict[str, bytes]) -> set[str]:
    return {name for name in parts if name.lower().endswith("styles.xml") and "chart" not in name.lower()}


def read_with_calamine(path: Path) -> dict[str, Grid]:
    """Sheets of the workbook, from A1."""
    book = CalamineWorkbook.from_path(str(path))
    sheets = [sheet.name for sheet in book.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in sheets}


def read_with_openpyxl(path: Path) -> dict[str, Grid] | None:
    """Cells as openpyxl reads them, formulas included; `None` if it cannot open the workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            return None
    return {
        sheet.title: [[_plain(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    }


def _plain(value: Any) -> Any:
    """openpyxl returns array formulas and data tables as objects without equality."""
    return vars(value) if hasattr(value, "ref") else value


def with_our_values(sheets: dict[str, Grid], target: Target, plan: PlanEscritura) -> dict[str, Grid]:
    """The original sheets with our headers and values put in their place."""
    zone = target.zone
    grid = [list(row) for row in sheets[zone.hoja]]
    for position, column in zip(own_columns(zone), plan.columnas, strict=True):
        for row, value in enumerate([column.titulo, *column.valores.tolist()], start=zone.fila_cabecera):
            put(grid, row, position, value)
    return {**sheets, zone.hoja: grid}


def put(grid: Grid, row: int, column: int, value: Any) -> None:
    """Sets a cell, counted from 1, growing the grid if needed."""
    grid.extend([] for _ in range(row - len(grid)))
    grid[row - 1].extend([None] * (column - len(grid[row - 1])))
    grid[row - 1][column - 1] = value


def compare_grids(expected: dict[str, Grid], found: dict[str, Grid], reader: str) -> list[str]:
    """Cells that differ; sheets that `expected` does not have are ours."""
    losses = [f"{reader}: falta la hoja «{name}»" for name in expected if name not in found]
    for name, grid in expected.items():
        seen = normal(found.get(name, []))
        losses += [
            f"{reader}: hoja «{name}», fila {row}, columna {column}: había «{value}» y hay «{seen.get((row, column))}»"
            for (row, column), value in normal(grid).items()
            if seen.pop((row, column), None) != value
        ]
        losses += [f"{reader}: hoja «{name}», celda de más en {place}: «{value}»" for place, value in seen.items()]
    return losses


def normal(grid: Grid) -> dict[tuple[int, int], Any]:
    """Cells that say something, with numbers and dates in a single form."""
    cells = {(i, j): _normal(value) for i, row in enumerate(grid, 1) for j, value in enumerate(row, 1)}
    return {place: value for place, value in cells.items() if value is not None}


def _normal(value: Any) -> Any:
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, bool | str | time):
        return value
    if isinstance(value, datetime):
        return value if value.time() != time() else value.date()
    return float(value) if isinstance(value, int | float) else value
