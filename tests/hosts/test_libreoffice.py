"""El libro escrito, abierto en un LibreOffice de verdad: las mismas hojas, gráficos y valores, y los nuestros.

No está en la muestra el libro de minigráficos de ClosedXML: LibreOffice 7.4 se cae al abrir el original.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.nucleo.errores import ErrorCartera
from tests.support.books import write_rich_workbook
from tests.support.libreoffice import LibreOffice, SeenBook, SeenSheet, missing_software
from tests.support.zones import OWN_SHEETS, Target, find_targets, own_columns, plan_for

BOOKS = Path(__file__).parents[1] / "libros_ajenos"
SAMPLE = (
    "open-xml-sdk__13221d4d2569.xlsx",
    "open-xml-sdk__8d8fd08c2aa1.xlsx",
    "phpspreadsheet__537d93e9f26d.xlsx",
    "phpspreadsheet__581495a8cd51.xlsx",
    "phpspreadsheet__f32d6329b469.xlsx",
    "poi__2a41971477de.xlsx",
    "poi__3b17486d4015.xlsx",
    "poi__8d319dad6cbc.xlsx",
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
    """Same objects and values outside our cells; `repeated` is `old` opened again: volatile cells differ in it."""
    counts = ("visible", "charts", "pivots", "shapes", "notes")
    assert {name: getattr(new, name) for name in counts} == {name: getattr(old, name) for name in counts}
    zone = target.zone
    is_ours = new.name == zone.hoja
    ours = {(row, column) for row in range(zone.fila_cabecera, zone.ultima_fila + 1) for column in own_columns(zone)}
    places = {*cells_of(old), *cells_of(new)} - (ours if is_ours else set())
    changed = {
        place: (old.value(*place), new.value(*place))
        for place in places
        if old.value(*place) == repeated.value(*place) != new.value(*place)
    }
    assert sorted(changed.items())[:20] == []
    if is_ours:
        check_our_values(new, target)


def check_our_values(sheet: SeenSheet, target: Target) -> None:
    """Headers and numbers of our columns."""
    zone, plan = target.zone, plan_for(target)
    for column, planned in zip(own_columns(zone), plan.columnas, strict=True):
        assert sheet.value(zone.fila_cabecera, column) == planned.titulo
        if planned.valores.dtype == float:
            values = enumerate(planned.valores.tolist(), zone.primera_fila)
            wrong = [row for row, value in values if sheet.value(row, column) != ("" if value != value else value)]
            assert wrong == []


def cells_of(sheet: SeenSheet) -> Iterator[tuple[int, int]]:
    """Row and column of every cell seen, from 1."""
    return ((i, j) for i, row in enumerate(sheet.values, 1) for j in range(1, len(row) + 1))
