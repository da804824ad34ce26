"""Escribir en un libro hecho por otros no estropea nada de él.

Cada libro se copia y se escribe cuatro veces: añadir nuestras columnas y hojas, repetir lo mismo, cambiar los valores
y quitar las columnas. Después de cada una, lo que no es nuestro sigue siendo lo mismo: los bytes de las demás partes,
el XML de las demás celdas, lo que leen openpyxl y calamine, y lo que dice el validador.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from tests.support.books import replacing, write_1904_workbook, write_rich_workbook
from tests.support.loss import Original, check_workbook_survives, compare_parts, normal, read_with_calamine
from tests.support.packages import compare_packages, compare_sheets, lost_in_extension, read_parts
from tests.support.slicers import add_table_slicer
from tests.support.zones import find_targets

BOOKS = Path(__file__).parents[1] / "libros_ajenos"
CORPUS = Path(__file__).parents[3] / "shared" / "libros"
"""Una colección mayor, si está junto al repositorio."""

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("book", sorted(BOOKS.glob("*.xls[xm]")), ids=lambda book: book.stem)
def test_un_libro_ajeno_no_pierde_nada(book: Path, tmp_path: Path) -> None:
    outcome = check_workbook_survives(book, tmp_path)

    assert outcome.losses[:20] == []
    assert outcome.target is not None, outcome.refusals


def write_book_with_slicer(path: Path) -> None:
    write_rich_workbook(path)
    add_table_slicer(path)


@pytest.mark.parametrize("build", [write_rich_workbook, write_book_with_slicer, write_1904_workbook])
def test_un_libro_hecho_a_proposito_no_pierde_nada(tmp_path: Path, build: Callable[[Path], None]) -> None:
    book = tmp_path / "libro.xlsx"
    build(book)
    (tmp_path / "copia").mkdir()

    outcome = check_workbook_survives(book, tmp_path / "copia")

    assert outcome.losses[:20] == []
    assert outcome.refusals == []


@pytest.mark.largo
def test_ningun_libro_de_la_coleccion_pierde_nada(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    books = sorted(CORPUS.glob("*.xl*"))
    outcomes = [check_workbook_survives(book, tmp_path) for book in books]
    written = [outcome for outcome in outcomes if outcome.target is not None]
    refused = Counter(outcome.refusals[-1].split("«")[0] for outcome in outcomes if outcome.target is None)

    with capsys.disabled():
        print(f"\n{len(books)} libros ajenos: {len(written)} escritos, {sum(refused.values())} rechazados sin tocarlos")
        for reason, times in refused.most_common():
            print(f"  {times:3} {reason}")

    assert [(outcome.name, outcome.losses[:5]) for outcome in outcomes if outcome.losses] == []


@pytest.mark.filterwarnings("ignore:.*is not supported and will be removed:UserWarning")
def test_la_comparacion_ve_lo_que_se_pierde_al_guardar_con_otra_biblioteca(tmp_path: Path) -> None:
    original, saved = tmp_path / "original.xlsx", tmp_path / "guardado.xlsx"
    write_rich_workbook(original)
    book = load_workbook(original)
    book.save(saved)

    losses = compare_parts(Original(original), saved, find_targets(original)[0])

    assert any("falta la parte" in loss for loss in losses)
    assert any("ha cambiado" in loss for loss in losses)


@pytest.mark.parametrize(
    ("old", "new", "loss"),
    [
        (b"<v>630</v>", b"<v>631</v>", "ha cambiado la celda de la fila 3, columna 13"),
        (b'<row r="4" ', b'<row ht="30" r="4" ', "han cambiado los atributos de la fila 4"),
        (b'ySplit="1"', b'ySplit="2"', "ha cambiado el elemento «sheetViews» de la hoja"),
        (b"<hyperlinks>", b"<hyperlinks >", "ha cambiado el elemento «hyperlinks» de la hoja"),
        (b'width="14.7109375"', b'width="15"', "ha cambiado el ancho o el formato de la columna 3"),
        (b'sqref="C2:C21"', b'sqref="C2:C20"', "se ha perdido o cambiado un elemento de «conditionalFormatting»"),
        (b"Madrid,", b"Lugo,", "se ha perdido o cambiado un elemento de «dataValidations»"),
        (b"<worksheet ", b"<worksheet  ", "ha cambiado el comienzo de la hoja"),
    ],
)
def test_la_comparacion_de_hojas_ve_cada_cambio(tmp_path: Path, old: bytes, new: bytes, loss: str) -> None:
    book = tmp_path / "libro.xlsx"
    write_rich_workbook(book)
    sheet = read_parts(book)[SHEET]

    assert loss in compare_sheets(sheet, replacing(old, new)(sheet), {5}, range(1, 22))
    assert compare_sheets(sheet, sheet, {5}, range(1, 22)) == []


def test_una_parte_recomprimida_ya_no_es_la_misma(tmp_path: Path) -> None:
    original, copy = tmp_path / "original.xlsx", tmp_path / "copia.xlsx"
    write_rich_workbook(original)
    with ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in read_parts(original).items():
            archive.writestr(name, data)

    changed = compare_packages(original, copy, set())

    assert f"la parte «{SHEET}» ha cambiado" in changed
    assert compare_packages(original, original, set()) == []


def test_crecer_no_es_perder_pero_cambiar_si() -> None:
    before = b'<xfs count="2"><xf id="1"/><xf id="2"/></xfs>'

    assert lost_in_extension(before, b'<xfs count="3"><xf id="1"/><xf id="2"/><xf id="3"/></xfs>') == []
    assert lost_in_extension(before, b'<xfs count="2"><xf id="2"/><xf id="1"/></xfs>') == ["«xfs» pierde o cambia «xf»"]
    assert lost_in_extension(before, b'<xfs count="2"><xf id="1"/><xf id="9"/></xfs>') == ["«xfs» pierde o cambia «xf»"]


def test_los_libros_ajenos_se_pueden_leer_y_dicen_de_donde_vienen() -> None:
    listed = {line.split(",")[0] for line in (BOOKS / "PROCEDENCIA.csv").read_text("utf-8").splitlines()[1:]}
    books = sorted(BOOKS.glob("*.xls[xm]"))

    assert {book.name for book in books} == listed
    assert sum(book.stat().st_size for book in books) < 600_000
    assert any(normal(grid) for book in books for grid in read_with_calamine(book).values())
