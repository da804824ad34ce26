"""La persona ordena, filtra, edita o cierra mientras se escribe: nadie recibe el resultado de otro cliente."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlwings

from cartera_xl.hosts.desktop import blocks
from cartera_xl.hosts.desktop.book import DesktopBook
from cartera_xl.nucleo.celdas import Cuadro, columna_de_objetos
from cartera_xl.nucleo.errores import ErrorCartera, LibroCambiado
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, ColumnaSalida, HojaSalida, PlanEscritura, Zona
from tests.support import open_books
from tests.support.open_books import FIRST, LAST, TITLES, Change, by_code, write_clients

pytestmark = pytest.mark.libreoffice
Abrir = Callable[[Path], xlwings.Book]
ANCHO = len(TITLES)
PROPIAS = 3


def leer(anfitrion: DesktopBook, *, otras: int = 0) -> list[list[Any]]:
    """Lo que un caso de uso lee antes de calcular; `otras` son las columnas nuestras que ya están."""
    anfitrion.info()
    anfitrion.head("Clientes", 200)
    return [c.tolist() for c in anfitrion.columns("Clientes", FIRST, range(1, ANCHO + otras + 1))]


def resultados(codigos: list[str], ventas: list[float], veces: int) -> list[tuple[Any, ...]]:
    """Lo que toca a cada cliente depende solo de su fila."""
    return [(ventas[i] * veces, f"de {codigos[i]}", len(codigos[i]) * veces + i * 0.0) for i in range(len(codigos))]


def plan(anfitrion: DesktopBook, caso: "Caso", *, veces: int = 2, texto: str = "") -> PlanEscritura:
    leidas = leer(anfitrion, otras=PROPIAS if caso.existen else 0)
    filas = resultados(leidas[0], leidas[4], veces)
    sitios = range(ANCHO + 1, ANCHO + 1 + PROPIAS) if caso.existen else [None] * PROPIAS
    columnas = tuple(
        ColumnaSalida(titulo, titulo, valores, aspecto, sitio)
        for titulo, valores, aspecto, sitio in zip(
            ("Doble", "Nota", "Largo"),
            (
                np.array([f[0] for f in filas]),
                columna_de_objetos([f[1] + texto for f in filas]),
                np.array([f[2] for f in filas]),
            ),
            (Aspecto.IMPORTE, Aspecto.TEXTO, Aspecto.ENTERO),
            sitios,
            strict=True,
        )
    )
    hoja = HojaSalida("Resumen propio", {(1, 1): CeldaSalida("Clientes", Aspecto.TITULO), (1, 2): CeldaSalida(veces)})
    zona = Zona("Clientes", 1, FIRST, LAST, 1, ANCHO + PROPIAS * caso.existen, "Cartera" if caso.tabla else None)
    return PlanEscritura(zona, columnas, (hoja,))


def lo_que_toca(veces: int, filas: list[list[Any]] = open_books.CLIENTS) -> dict[str, tuple[Any, ...]]:
    codigos, ventas = [fila[0] for fila in filas], [fila[4] for fila in filas]
    return dict(zip(codigos, resultados(codigos, ventas, veces), strict=True))


def celdas(libro: xlwings.Book) -> dict[str, Cuadro]:
    """Todo lo que dice el libro, sin las filas y columnas vacías del final."""
    return {hoja.name: _recortado(hoja.used_range.options(ndim=2).value) for hoja in libro.sheets}


def _recortado(cuadro: list[list[Any]]) -> Cuadro:
    filas = [fila[: max((n for n, v in enumerate(fila, 1) if v is not None), default=0)] for fila in cuadro]
    while filas and not filas[-1]:
        filas.pop()
    return filas


@dataclass(frozen=True)
class Caso:
    """Una tabla de Excel o un rango corriente; y nuestras columnas, nuevas o ya escritas antes."""

    tabla: bool = True
    existen: bool = False


CASOS = [Caso(), Caso(tabla=False, existen=True)]
EN_CASOS = pytest.mark.parametrize("caso", CASOS, ids=["tabla-nuevas", "rango-existentes"], indirect=True)


@pytest.fixture
def caso(request: pytest.FixtureRequest) -> Caso:
    return getattr(request, "param", Caso())  # type: ignore[no-any-return]


@pytest.fixture
def libro(tmp_path: Path, open_book: Abrir, caso: Caso) -> xlwings.Book:
    return open_book(write_clients(tmp_path / "libro.xlsx", table=caso.tabla))


def preparado(libro: xlwings.Book, caso: Caso) -> DesktopBook:
    """El anfitrión de un libro sin nuestras columnas, o que las tiene de otra vez."""
    anfitrion = DesktopBook(libro)
    if not caso.existen:
        return anfitrion
    anfitrion.write(plan(anfitrion, Caso(caso.tabla), veces=7))
    assert by_code(libro.sheets["Clientes"], ANCHO + PROPIAS) == lo_que_toca(7)
    return anfitrion


@pytest.mark.parametrize("cambio", [open_books.sort, open_books.filter_rows], ids=["ordena", "filtra"])
@EN_CASOS
def test_ordenar_o_filtrar_antes_de_escribir_no_cambia_de_quien_es_cada_resultado(
    libro: xlwings.Book, caso: Caso, cambio: Change
) -> None:
    anfitrion = preparado(libro, caso)
    escritura = plan(anfitrion, caso)
    cambio(libro.sheets["Clientes"])

    anfitrion.write(escritura)

    assert by_code(libro.sheets["Clientes"], ANCHO + PROPIAS) == lo_que_toca(2)


IMPIDEN: dict[str, Change] = {
    "edita un dato": open_books.edit_input,
    "añade una fila": open_books.insert_row,
    "quita una fila": open_books.delete_row,
    "cambia un título": open_books.rename_title,
    "añade una columna": open_books.insert_column,
    "cambia el nombre de la hoja": open_books.rename_sheet,
}


def edita_un_resultado(hoja: xlwings.Sheet) -> None:
    hoja.range((FIRST + 2, ANCHO + 1)).value = -1


@pytest.mark.parametrize(
    ("nombre", "caso"),
    [*zip(IMPIDEN, CASOS * 3, strict=True), ("quita la hoja", Caso()), ("edita un resultado", Caso(existen=True))],
    indirect=["caso"],
)
def test_si_las_filas_ya_no_son_las_leidas_no_se_escribe_nada(libro: xlwings.Book, caso: Caso, nombre: str) -> None:
    cambio = {**IMPIDEN, "quita la hoja": open_books.delete_sheet, "edita un resultado": edita_un_resultado}[nombre]
    anfitrion = preparado(libro, caso)
    escritura = plan(anfitrion, caso)
    cambio(libro.sheets["Clientes"])
    quedaba = celdas(libro)

    for _ in range(2):  # y no se deja convencer por insistir
        with pytest.raises(LibroCambiado, match="mientras se calculaba") as error:
            anfitrion.write(escritura)

    assert "Repita la orden" in error.value.remedio
    assert celdas(libro) == quedaba


def test_tras_cambiar_un_dato_basta_repetir(libro: xlwings.Book, caso: Caso) -> None:
    anfitrion = DesktopBook(libro)
    viejo = plan(anfitrion, caso)
    open_books.edit_input(libro.sheets["Clientes"])
    with pytest.raises(LibroCambiado):
        anfitrion.write(viejo)

    anfitrion.write(plan(anfitrion, caso))

    assert by_code(libro.sheets["Clientes"], ANCHO + PROPIAS)["C04"][0] == 999_999 * 2


def test_cerrar_el_libro_se_dice(libro: xlwings.Book, caso: Caso) -> None:
    anfitrion = DesktopBook(libro)
    escritura = plan(anfitrion, caso)
    libro.close()

    with pytest.raises(ErrorCartera, match="ya no está abierto"):
        anfitrion.write(escritura)
    with pytest.raises(ErrorCartera, match="ya no está abierto"):
        anfitrion.info()


def entre_dos_columnas(monkeypatch: pytest.MonkeyPatch, libro: xlwings.Book, cambio: Change, veces: int = 1) -> None:
    """Cada columna se escribe por su lado, y tras la primera la persona hace su cambio."""
    escribir = blocks.write_block
    quedan = [veces]

    def escribir_y_cambiar(sheet: xlwings.Sheet, corner: tuple[int, int], rows: Any, *args: Any, **kw: Any) -> None:
        escribir(sheet, corner, rows, *args, **kw)
        if len(rows) > 1 and quedan[0] and corner[1] == ANCHO + 1:
            quedan[0] -= 1
            cambio(sheet)

    monkeypatch.setattr(blocks, "MAX_CELLS", 1)
    monkeypatch.setattr(blocks, "write_block", escribir_y_cambiar)


@pytest.mark.parametrize(
    "cambio",
    [open_books.sort, open_books.filter_rows, edita_un_resultado],
    ids=["ordena", "filtra", "edita un resultado"],
)
@EN_CASOS
def test_entre_dos_columnas_cada_resultado_acaba_con_su_cliente(
    libro: xlwings.Book, caso: Caso, cambio: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    anfitrion = preparado(libro, caso)
    escritura = plan(anfitrion, caso)
    entre_dos_columnas(monkeypatch, libro, cambio)

    anfitrion.write(escritura)

    assert by_code(libro.sheets["Clientes"], ANCHO + PROPIAS) == lo_que_toca(2)


@pytest.mark.parametrize("nombre", IMPIDEN)
@EN_CASOS
def test_entre_dos_columnas_lo_que_no_tiene_arreglo_se_deja_como_estaba(
    libro: xlwings.Book, tmp_path: Path, open_book: Abrir, caso: Caso, nombre: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    otro = open_book(write_clients(tmp_path / "otro.xlsx", table=caso.tabla))
    preparado(otro, caso)
    IMPIDEN[nombre](otro.sheets["Clientes"])
    anfitrion = preparado(libro, caso)
    escritura = plan(anfitrion, caso)
    entre_dos_columnas(monkeypatch, libro, IMPIDEN[nombre])

    with pytest.raises(LibroCambiado):
        anfitrion.write(escritura)

    assert celdas(libro) == celdas(otro)
    assert [t.range.address for s in libro.sheets for t in s.tables] == [
        t.range.address for s in otro.sheets for t in s.tables
    ]


def test_entre_dos_columnas_cerrar_el_libro_se_dice(
    libro: xlwings.Book, caso: Caso, monkeypatch: pytest.MonkeyPatch
) -> None:
    anfitrion = DesktopBook(libro)
    escritura = plan(anfitrion, caso)
    entre_dos_columnas(monkeypatch, libro, open_books.close_book)

    with pytest.raises(ErrorCartera, match="ya no está abierto"):
        anfitrion.write(escritura)


def test_si_no_paran_de_ordenar_se_deja_como_estaba(
    libro: xlwings.Book, caso: Caso, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rota(hoja: xlwings.Sheet) -> None:
        filas = hoja.range((FIRST, 1), (LAST, ANCHO)).options(ndim=2)
        filas.value = [*filas.value[1:], filas.value[0]]

    anfitrion = DesktopBook(libro)
    escritura = plan(anfitrion, caso)
    entre_dos_columnas(monkeypatch, libro, rota, veces=9)

    with pytest.raises(LibroCambiado, match="una y otra vez"):
        anfitrion.write(escritura)

    assert by_code(libro.sheets["Clientes"], ANCHO + PROPIAS) == dict.fromkeys(lo_que_toca(1), (None,) * PROPIAS)
    assert [hoja.name for hoja in libro.sheets] == ["Clientes", "Notas"]


def test_lo_que_nombra_filas_por_su_numero_se_recalcula_si_las_ordenan(libro: xlwings.Book, caso: Caso) -> None:
    anfitrion = DesktopBook(libro)
    escritura = plan(anfitrion, caso, texto=": posible duplicado de la fila 7")
    open_books.sort(libro.sheets["Clientes"])
    quedaba = celdas(libro)

    with pytest.raises(LibroCambiado, match="ha ordenado las filas"):
        anfitrion.write(escritura)

    assert celdas(libro) == quedaba


@pytest.mark.parametrize("caso", [Caso(existen=True)], ids=["existentes"], indirect=True)
def test_la_hoja_propia_que_la_persona_cambia_mientras_se_calcula_no_se_pisa(libro: xlwings.Book, caso: Caso) -> None:
    anfitrion = preparado(libro, caso)
    escritura = plan(anfitrion, caso)
    anfitrion.grid("Resumen propio")
    libro.sheets["Resumen propio"].range((1, 2)).value = "mío"

    with pytest.raises(LibroCambiado, match="B1"):
        anfitrion.write(escritura)

    assert by_code(libro.sheets["Clientes"], ANCHO + PROPIAS) == lo_que_toca(7)
