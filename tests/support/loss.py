"""The loss test: write in a copy of a workbook and look for anything that is no longer there.

Four writes on the same copy: our columns appended, the same again, other values, and our columns removed. After each
one everything that is not ours must be as it was in the original.
"""

import shutil
import warnings
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from python_calamine import CalamineWorkbook, SheetTypeEnum

from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.ooxml.linter import Finding, check_package
from cartera_xl.hosts.ooxml.linter.markup import unescape
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.nucleo.plan import PlanEscritura, Zona
from tests.support.packages import compare_packages, compare_sheets, lost_in_extension, read_parts
from tests.support.zones import Target, find_targets, own_columns, plan_for, widened

UNKNOWN_PLACE = Target(Zona("Hoja1", 1, 2, 5, 1, 2), "", (), 0, "", ())
CONTENT_TYPES = "[Content_Types].xml"
FREE_IN_TABLES = frozenset({"ref", "nextId", "unboundColumnsRight"})
FREE_AFTER_REMOVAL = frozenset({"nextId"})

Grid = list[list[Any]]
_NOT_GRIDS = (SheetTypeEnum.ChartSheet, SheetTypeEnum.DialogSheet, SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba)


@dataclass(slots=True)
class Outcome:
    """What happened with one workbook: where it was written, what was refused and what was lost."""

    name: str
    target: Target | None = None
    refusals: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)


class Original:
    """The workbook as it was, with everything that is compared read only once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def parts(self) -> dict[str, bytes]:
        return read_parts(self.path)

    @cached_property
    def findings(self) -> Counter[Finding]:
        return Counter(check_package(self.path))

    @cached_property
    def seen_by_calamine(self) -> dict[str, Grid]:
        return read_with_calamine(self.path)

    @cached_property
    def seen_by_openpyxl(self) -> dict[str, Grid] | None:
        return read_with_openpyxl(self.path)


def check_workbook_survives(path: Path, folder: Path) -> Outcome:
    """Tries the places of the workbook until one is not refused, and checks every write there."""
    outcome = Outcome(path.name)
    copy = folder / path.name
    shutil.copyfile(path, copy)
    for target in find_targets(path) or [UNKNOWN_PLACE]:
        plan = plan_for(target)
        try:
            ClosedFile(copy, backup=False).write(plan)
        except ErrorCartera as refusal:
            outcome.refusals.append(f"{type(refusal).__name__}: {refusal.que}")
            if copy.read_bytes() != path.read_bytes():
                outcome.losses.append("se ha negado a escribir y sin embargo ha cambiado el archivo")
            continue
        if target is UNKNOWN_PLACE:
            outcome.losses.append("ha escrito en un libro que nadie más puede leer")
            return outcome
        outcome.target = target
        outcome.losses += _check_writes(Original(path), copy, target, plan)
        return outcome
    return outcome


def _check_writes(original: Original, copy: Path, target: Target, plan: PlanEscritura) -> list[str]:
    """`copy` has just been written with `plan`."""
    first = own_columns(target.zone)[0]
    losses = [f"al añadir: {loss}" for loss in check_write(original, copy, target, plan)]

    written = read_parts(copy)
    ClosedFile(copy, backup=False).write(plan_for(target, columns_at=first))
    losses += [f"al repetir: cambia «{name}»" for name, data in read_parts(copy).items() if written.get(name) != data]

    changed = plan_for(target, step=1, columns_at=first)
    ClosedFile(copy, backup=False).write(changed)
    losses += [f"al cambiar: {loss}" for loss in check_write(original, copy, target, changed)]

    removal = PlanEscritura(zona=widened(target.zone), quitar=tuple(own_columns(target.zone)))
    ClosedFile(copy, backup=False).write(removal)
    return losses + [f"al quitar: {loss}" for loss in check_removal(original, copy, target)]


def check_write(original: Original, copy: Path, target: Target, plan: PlanEscritura) -> list[str]:
    """Losses of a write against the original workbook."""
    losses = compare_parts(original, copy, target) + new_faults(original, copy)
    expected = with_our_values(original.seen_by_calamine, target, plan)
    losses += compare_grids(expected, read_with_calamine(copy), "calamine")
    if original.seen_by_openpyxl is not None:
        expected = with_our_values(original.seen_by_openpyxl, target, plan)
        losses += compare_grids(expected, read_with_openpyxl(copy) or {}, "openpyxl")
    return losses


def check_removal(original: Original, copy: Path, target: Target) -> list[str]:
    """Losses once our columns have been removed: the cells, and the table, are those of the original."""
    losses = compare_parts(original, copy, target) + new_faults(original, copy)
    losses += compare_grids(original.seen_by_calamine, read_with_calamine(copy), "calamine")
    parts = read_parts(copy)
    for part in target.table_parts:
        old, new = original.parts[part], parts[part]
        left = lost_in_extension(old, new, FREE_AFTER_REMOVAL) + lost_in_extension(new, old, FREE_AFTER_REMOVAL)
        losses += [f"«{part}» no vuelve a ser la que era: {loss}" for loss in left]
    return losses


def new_faults(original: Original, copy: Path) -> list[str]:
    """What the linter finds now and did not find before."""
    return [str(finding) for finding in Counter(check_package(copy)) - original.findings]


def compare_parts(original: Original, copy: Path, target: Target) -> list[str]:
    """Parts outside ours are the same bytes; those that may grow have only grown."""
    old, new = original.parts, read_parts(copy)
    growing = {CONTENT_TYPES, target.workbook_part, _links_of(target.workbook_part), *_style_parts(old)}
    losses = compare_packages(original.path, copy, {target.sheet_part, *growing, *target.table_parts})
    for part in sorted(growing & old.keys() & new.keys()):
        losses += [f"«{part}»: {loss}" for loss in lost_in_extension(old[part], new[part])]
    for part in target.table_parts:
        losses += [f"«{part}»: {loss}" for loss in lost_in_extension(old[part], new[part], FREE_IN_TABLES)]
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
    sheets = [sheet.name for sheet in book.sheets_metadata if sheet.typ not in _NOT_GRIDS]
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in sheets}


def read_with_openpyxl(path: Path) -> dict[str, Grid] | None:
    """Cells as openpyxl reads them, formulas included; `None` if it cannot, as with the Strict namespace."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path, read_only=True)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            return None
        with closing(book):
            return {sheet.title: _read_cells(sheet) for sheet in book.worksheets} or None


def _read_cells(sheet: ReadOnlyWorksheet) -> Grid:
    """From A1, without believing what the sheet says of its size."""
    sheet.reset_dimensions()
    return [[_plain(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _plain(value: Any) -> Any:
    """openpyxl leaves `_xHHHH_` escapes as they are, and its array formulas and data tables have no equality."""
    if isinstance(value, str):
        return unescape(value)
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
        before, after = normal(grid), normal(found.get(name, []))
        losses += [
            f"{reader}: hoja «{name}», fila {row}, columna {column}: se esperaba {value!r} y hay {seen!r}"
            for row, column in sorted(before.keys() | after.keys())
            if (value := before.get((row, column))) != (seen := after.get((row, column)))
        ]
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
