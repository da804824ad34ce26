"""Las órdenes sobre un LibreOffice de verdad: lo que pulsa una persona con su libro abierto."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwings

from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel.commands import Level, Notice, RecordedDialogs, run
from cartera_xl.excel.commands.run_log import log_path
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.desktop.book import DesktopBook
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro, misma_celda
from cartera_xl.resources import workbook_template
from tests.casos.conftest import CABECERA, escribir_libro, filas_de_ejemplo, peticion

pytestmark = pytest.mark.libreoffice

OpenBook = Callable[[Path], xlwings.Book]


def click(command: str, book: xlwings.Book, dialogs: RecordedDialogs | None = None) -> Notice:
    return run(command, book, dialogs or RecordedDialogs())


def column(grid: Cuadro, title: str) -> list[Any]:
    place = grid[0].index(title)
    return [row[place] if place < len(row) else None for row in grid[1:]]


def settings_of(app: xlwings.App) -> tuple[object, ...]:
    return app.status_bar, app.screen_updating, app.calculation, app.interactive


@pytest.fixture
def small_book(tmp_path: Path, data_folder: Path, open_book: OpenBook) -> xlwings.Book:
    path = tmp_path / "clientes.xlsx"
    escribir_libro(path, {"Clientes": [CABECERA, *filas_de_ejemplo(12)]}, tabla=True)
    return open_book(path)


def test_el_libro_de_ejemplo_de_principio_a_fin(tmp_path: Path, data_folder: Path, open_book: OpenBook) -> None:
    """Un solo libro abierto para todas: abrirlo y leerlo es lo que más tarda."""
    for name in ("abierto.xlsx", "cerrado.xlsx"):
        shutil.copyfile(workbook_template("ejemplo.xlsx"), tmp_path / name)
    book = open_book(tmp_path / "abierto.xlsx")
    book.sheets["Clientes"].activate()
    before, as_found = DesktopBook(book).grid("Clientes"), settings_of(book.app)

    scored = click("recalcular_segmentos", book)

    assert "Estratégico 26 · Clave 30 · Emergente 41 · Bajo valor 23" in scored.text
    closed = ClosedFile(tmp_path / "cerrado.xlsx", backup=False)
    recalcular(closed, SqliteJournal(data_folder / "cerrado.sqlite3"), peticion())
    ours, theirs = DesktopBook(book).grid("Clientes"), closed.grid("Clientes")
    assert ours[0] == theirs[0]
    for title in ("Puntuación", "Segmento", "Por qué", "CLV 12 meses", "Fecha de caída"):
        both = zip(column(ours, title), column(theirs, title), strict=True)
        assert [row for row, (one, other) in enumerate(both, 2) if not misma_celda(one, other)] == [], title

    book.sheets["Clientes"].range("B12").select()
    assert click("por_que", book).text.startswith("Gestoría Vegaimaginada, S.A. (fila 12)\nClave · 71,4 puntos")
    assert " · A1502 de «Movimientos»: «31/02/2025» es una fecha que no existe." in click("comprobar_datos", book).text
    assert (book.sheets.active.name, book.app.selection.address) == ("Movimientos", "$A$1502")
    assert "columnas." in click("deshacer_recalculo", book).text
    after = DesktopBook(book).grid("Clientes")
    assert [[cell for cell in row if cell is not None] for row in after] == [
        [cell for cell in row if cell is not None] for row in before
    ]
    for command, sheet in (("configuracion", "Configuración"), ("ayuda", "Ayuda")):
        assert click(command, book).level is Level.QUIET
        assert book.sheets.active.name == sheet
    assert "Programa: libreoffice " in click("diagnostico", book).text
    assert settings_of(book.app) == as_found
    assert "Traceback" not in log_path().read_text(encoding="utf-8")


def test_sin_ventana_las_cajas_del_programa_no_se_quedan_esperando(small_book: xlwings.Book) -> None:
    assert run("informe_pdf", small_book).text.startswith("Todavía no está disponible.")
    assert "no es la de los clientes" not in run("comprobar_datos", small_book).text


def test_una_hoja_protegida_se_dice_y_no_se_escribe_nada(small_book: xlwings.Book) -> None:
    sheet = small_book.sheets["Clientes"]
    sheet.api.protect("secreto")

    notice = click("recalcular_segmentos", small_book)

    assert notice.level is Level.ERROR
    assert "protegida" in notice.text
    assert "Dónde: " in notice.text
    assert DesktopBook(small_book).grid("Clientes")[0] == CABECERA
    assert [each.name for each in small_book.sheets] == ["Clientes"]


class ClosingDialogs(RecordedDialogs):
    """The person closes the book instead of answering."""

    def __init__(self, book: xlwings.Book) -> None:
        super().__init__()
        self._book = book

    def ask(self, question: Notice) -> bool:
        self._book.close()
        return super().ask(question)


def test_si_el_libro_se_cierra_a_medias_se_dice(small_book: xlwings.Book) -> None:
    dialogs = ClosingDialogs(small_book)

    notice = click("recalcular_segmentos", small_book, dialogs)

    assert notice.level is Level.ERROR
    assert "El libro ya no está abierto." in notice.text
    assert dialogs.shown == [notice]


class SortingDialogs(RecordedDialogs):
    """The person sorts the sheet while the question waits."""

    def __init__(self, book: xlwings.Book) -> None:
        super().__init__()
        self._sheet = book.sheets["Clientes"]

    def ask(self, question: Notice) -> bool:
        area = self._sheet.range("A2:F13")
        area.value = area.options(ndim=2).value[::-1]
        return super().ask(question)


def test_si_se_ordena_mientras_tanto_cada_cliente_recibe_lo_suyo_y_otro_libro_abierto_nada(
    small_book: xlwings.Book, tmp_path: Path, data_folder: Path, open_book: OpenBook
) -> None:
    path = tmp_path / "otro.xlsx"
    escribir_libro(path, {"Clientes": [CABECERA, *filas_de_ejemplo(12)]}, tabla=True)
    other = open_book(path)
    other.activate()
    alone = MemoryHost({"Clientes": [CABECERA, *filas_de_ejemplo(12)]})
    recalcular(alone, SqliteJournal(data_folder / "otro.sqlite3"), peticion())
    wanted = dict(zip(column(alone.grid("Clientes"), "Código"), column(alone.grid("Clientes"), "Por qué"), strict=True))

    notice = click("recalcular_segmentos", small_book, SortingDialogs(small_book))

    grid = DesktopBook(small_book).grid("Clientes")
    assert notice.level is Level.INFO
    assert column(grid, "Código")[0] == "C012"
    assert dict(zip(column(grid, "Código"), column(grid, "Por qué"), strict=True)) == wanted
    assert DesktopBook(other).grid("Clientes")[0] == CABECERA
    assert [each.name for each in other.sheets] == ["Clientes"]
