"""Recalcular y deshacer en un libro abierto dejan lo mismo que en el archivo cerrado, haga lo que haga la persona."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.desktop.book import DesktopBook
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.errores import ErrorCartera, LibroCambiado
from cartera_xl.resources import workbook_template
from tests.support import open_books
from tests.support.open_books import CLIENTS, FIRST, TITLES, Change, by_code, write_clients

pytestmark = pytest.mark.libreoffice
Abrir = Callable[[Path], xlwings.Book]
PRIMERA_NUESTRA = len(TITLES) + 1
ANCHO = PRIMERA_NUESTRA + 39


def peticion(hora: int = 9, avance: Callable[[str], None] = lambda _: None) -> Peticion:
    return Peticion(
        momento=datetime(2025, 10, 1, hora), usuario="prueba", pais="ES", corte=date(2025, 9, 30), avance=avance
    )


def lo_que_dice(anfitrion: SheetHost) -> dict[str, dict[tuple[int, int], Celda]]:
    """Todas las celdas con algo de todas las hojas; una fecha a las 0:00 es la fecha."""
    hojas = {}
    for info in anfitrion.info().hojas:
        cuadro = anfitrion.grid(info.nombre)
        celdas = {(f, c): celda for f, fila in enumerate(cuadro, 1) for c, celda in enumerate(fila, 1)}
        hojas[info.nombre] = {sitio: _fecha(celda) for sitio, celda in celdas.items() if not vacia(celda)}
    return hojas


def _fecha(celda: Celda) -> Celda:
    return datetime.combine(celda, datetime.min.time()) if type(celda) is date else celda


def copiado(origen: Path, carpeta: Path) -> Path:
    carpeta.mkdir()
    return Path(shutil.copy(origen, carpeta / "libro.xlsx"))


@pytest.mark.largo
def test_el_libro_de_ejemplo_queda_como_en_el_archivo_cerrado_y_se_deshace(tmp_path: Path, open_book: Abrir) -> None:
    origen = workbook_template("ejemplo.xlsx")
    cerrado = ClosedFile(copiado(origen, tmp_path / "cerrado"), backup=False)
    abierto = DesktopBook(open_book(copiado(origen, tmp_path / "abierto")))
    diario, otro = SqliteJournal(tmp_path / "uno"), SqliteJournal(tmp_path / "otro")
    partida = lo_que_dice(abierto)

    assert recalcular(cerrado, diario, peticion()).escrito
    balance = recalcular(abierto, otro, peticion())
    recalculado = lo_que_dice(abierto)
    assert balance.escrito
    assert recalculado == lo_que_dice(cerrado)
    assert recalculado["Clientes"] != partida["Clientes"]

    assert not recalcular(abierto, otro, peticion(10)).escrito
    assert lo_que_dice(abierto) == recalculado

    assert deshacer(cerrado, diario, peticion(11)).celdas_devueltas
    assert deshacer(abierto, otro, peticion(11)).celdas_devueltas
    deshecho = lo_que_dice(abierto)
    assert deshecho == lo_que_dice(cerrado)
    assert deshecho["Clientes"] == partida["Clientes"]


@pytest.fixture(scope="module")
def sin_nadie(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, ...]]:
    """Lo que toca a cada cliente: lo que da el archivo cerrado."""
    carpeta = tmp_path_factory.mktemp("cerrado")
    anfitrion = ClosedFile(write_clients(carpeta / "libro.xlsx"), backup=False)
    recalcular(anfitrion, SqliteJournal(carpeta / "datos"), peticion())
    cuadro = anfitrion.grid("Clientes")[1 : len(CLIENTS) + 1]
    return {
        str(fila[0]): tuple(map(open_books.as_day, (*fila, *[None] * ANCHO)[PRIMERA_NUESTRA - 1 : ANCHO]))
        for fila in cuadro
    }


def al_puntuar(hoja: xlwings.Sheet, cambio: Change) -> Callable[[str], None]:
    """La persona hace su cambio mientras se calcula."""
    return lambda paso: cambio(hoja) if paso.startswith("Puntuando") else None


@pytest.mark.parametrize("cambio", [open_books.sort, open_books.filter_rows], ids=["ordena", "filtra"])
def test_quien_ordena_o_filtra_mientras_se_calcula_ve_cada_resultado_en_su_cliente(
    tmp_path: Path, open_book: Abrir, sin_nadie: dict[str, tuple[Any, ...]], cambio: Change
) -> None:
    libro = open_book(write_clients(tmp_path / "libro.xlsx", table=cambio is open_books.sort))
    hoja = libro.sheets["Clientes"]

    recalcular(DesktopBook(libro), SqliteJournal(tmp_path / "datos"), peticion(avance=al_puntuar(hoja, cambio)))

    assert by_code(hoja, ANCHO) == sin_nadie


@pytest.mark.parametrize(
    "cambio",
    [open_books.edit_input, open_books.insert_row, open_books.delete_row, open_books.rename_sheet],
    ids=["edita", "añade", "quita", "cambia el nombre"],
)
def test_quien_cambia_las_filas_mientras_se_calcula_no_pierde_nada_y_puede_repetir(
    tmp_path: Path, open_book: Abrir, cambio: Change
) -> None:
    libro = open_book(write_clients(tmp_path / "libro.xlsx"))
    hoja, diario = libro.sheets["Clientes"], SqliteJournal(tmp_path / "datos")

    with pytest.raises(LibroCambiado):
        recalcular(DesktopBook(libro), diario, peticion(avance=al_puntuar(hoja, cambio)))

    assert hoja.range((1, PRIMERA_NUESTRA)).value is None
    assert [cada.name for cada in libro.sheets] == [hoja.name, "Notas"]
    if cambio is open_books.edit_input:
        assert recalcular(DesktopBook(libro), diario, peticion(10)).escrito


def test_quien_edita_un_resultado_mientras_se_calcula_no_lo_pierde(tmp_path: Path, open_book: Abrir) -> None:
    libro = open_book(write_clients(tmp_path / "libro.xlsx", table=False))
    hoja, diario = libro.sheets["Clientes"], SqliteJournal(tmp_path / "datos")
    recalcular(DesktopBook(libro), diario, peticion())

    def edita(hoja: xlwings.Sheet) -> None:
        hoja.range((FIRST, PRIMERA_NUESTRA)).value = "mío"

    open_books.edit_input(hoja)
    with pytest.raises(LibroCambiado):
        recalcular(DesktopBook(libro), diario, peticion(10, avance=al_puntuar(hoja, edita)))

    assert hoja.range((FIRST, PRIMERA_NUESTRA)).value == "mío"


def test_quien_cierra_el_libro_mientras_se_calcula_lee_que_ya_no_esta(tmp_path: Path, open_book: Abrir) -> None:
    libro = open_book(write_clients(tmp_path / "libro.xlsx"))
    diario = SqliteJournal(tmp_path / "datos")

    with pytest.raises(ErrorCartera, match="ya no está abierto"):
        recalcular(
            DesktopBook(libro), diario, peticion(avance=al_puntuar(libro.sheets["Clientes"], open_books.close_book))
        )
