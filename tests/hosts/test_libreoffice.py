"""El libro escrito, abierto en un LibreOffice de verdad: las mismas hojas, gráficos y valores, y los nuestros."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cartera_xl.hosts.closed_file import ClosedFile

from cartera_xl.nucleo.errores import ErrorCartera
from tests.support.books import write_rich_workbook
from tests.support.libreoffice import LibreOffice, SeenBook, SeenSheet, Value, missing_software
from tests.support.zones import OWN_SHEETS, Target, find_targets, own_columns, plan_for

BOOKS = Path(__file__).parents[1] / "libros_ajenos"
SAMPLE = (
    "closedxml__9a0a527b8fcc.xlsx",
    "open-xml-sdk__13221d4d2569.xlsx",
    "open-xml-sdk__8d8fd08c2aa1.xlsx",
    "phpspreadsheet__537d93e9f26d.xlsx",
    "phpspreadsheet__581495a8cd51.xlsx",
    "phpspreadsheet__f32d6329b469.xlsx",
    "poi__2a41971477de.xlsx",
    "poi__3b17486d4015.xlsx",
    "umya-spreadsheet__e72ad3bba33b.xlsx",
    "xlwings__1a2e2d114b76.xlsm",
)

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibreOffice]:
    missing = missing_software()
    if missing is not None:
        pytest.fail(missing)
    with LibreOffice(tmp_path_factory.mktemp("libreoffice")) as office:
        yield office


@pytest.mark.parametrize("name", SAMPLE)
def test_libreoffice_ve_lo_mismo_que_antes_y_lo_nuestro(libreoffice: LibreOffice, tmp_path: Path, name: str) -> None:
    copy = tmp_path / name
    shutil.copyfile(BOOKS / name, copy)

    check_in_libreoffice(libreoffice, BOOKS / name, copy)


def test_libreoffice_ve_un_libro_con_tabla_y_grafico(libreoffice: LibreOffice, tmp_path: Path) -> None:
    original, copy = tmp_path / "original.xlsx", tmp_path / "copia.xlsx"
    write_rich_workbook(original)
    shutil.copyfile(original, copy)

    seen = check_in_libreoffice(libreoffice, original, copy)

    assert "tblClientes" in seen.tables
    assert seen.sheet("Resumen").charts == 1


def check_in_libreoffice(office: LibreOffice, original: Path, copy: Path) -> SeenBook:
    """Writes in the copy and compares what LibreOffice sees in both."""
    target = write_somewhere(copy)
    before, again, after = office.open(original), office.open(original), office.open(copy)
    assert before is not None
    assert again is not None
    assert after is not None

    assert [sheet.name for sheet in after.sheets][: len(before.sheets)] == [sheet.name for sheet in before.sheets]
    assert len(after.sheets) == len(before.sheets) + len(OWN_SHEETS)
    for old, repeated, new in zip(before.sheets, again.sheets, after.sheets, strict=False):
        check_sheet(old, repeated, new, target)
    assert set(before.tables) <= set(after.tables)
    return after


def write_somewhere(copy: Path) -> Target:
    """Writes in the first place of the workbook that is not refused."""
    for target in find_targets(copy):
        try:
            ClosedFile(copy).write(plan_for(target))
        except ErrorCartera:
            continue
        return target
    pytest.fail(f"No se ha podido escribir en ningún sitio de {copy.name}")


def check_sheet(old: SeenSheet, repeated: SeenSheet, new: SeenSheet, target: Target) -> None:
    """Same objects and values outside our columns; `repeated` is `old` opened again: volatile cells differ in it."""
    counts = ("visible", "charts", "pivots", "shapes", "notes")
    assert {name: getattr(new, name) for name in counts} == {name: getattr(old, name) for name in counts}
    ours = own_columns(target.zone) if new.name == target.zone.hoja else []
    assert stable(old, repeated) == {
        place: value
        for place, value in stable(new, new).items()
        if place[1] not in ours and place not in moving(old, repeated)
    }
    if ours:
        check_our_values(new, target)


def check_our_values(sheet: SeenSheet, target: Target) -> None:
    """Headers and numbers of our columns."""
    zone, plan = target.zone, plan_for(target)
    for column, planned in zip(own_columns(zone), plan.columnas, strict=True):
        assert sheet.value(zone.fila_cabecera, column) == planned.titulo
        if planned.valores.dtype == float:
            seen = [sheet.value(row, column) for row in range(zone.primera_fila, zone.ultima_fila + 1)]
            assert seen == pytest.approx(["" if value != value else value for value in planned.valores.tolist()])


def stable(sheet: SeenSheet, repeated: SeenSheet) -> dict[tuple[int, int], Value]:
    """Cells with something in them that say the same when opened twice."""
    cells = {(i, j): value for i, row in enumerate(sheet.values, 1) for j, value in enumerate(row, 1) if value != ""}
    return {place: value for place, value in cells.items() if repeated.value(*place) == value}


def moving(sheet: SeenSheet, repeated: SeenSheet) -> set[tuple[int, int]]:
    """Cells that change from one opening to the next: dates of today, random numbers."""
    rows = range(1, len(sheet.values) + 1)
    return {
        (i, j)
        for i in rows
        for j in range(1, len(sheet.values[i - 1]) + 1)
        if sheet.value(i, j) != repeated.value(i, j)
    }
