"""Lo que todo anfitrión cumple: los mismos planes dejan lo mismo en memoria, en disco y en un programa abierto."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cartera_xl.casos.puertos import SheetHost
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.nucleo.celdas import Celda, Cuadro, columna_de_objetos, vacia
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import CONSERVAR, Aspecto, CeldaSalida, ColumnaSalida, HojaSalida, PlanEscritura, Zona
from tests.hosts.ooxml.small_books import closed, plain_book

if TYPE_CHECKING:
    import xlwings

FILAS: Cuadro = [["Cliente", "Ciudad", "Importe"], *([f"Cliente {n}", "Lugo", 10.0 * n] for n in range(1, 5))]
DATOS = len(FILAS) - 1


def zona(tabla: str | None, ultima_columna: int = 3) -> Zona:
    return Zona("Clientes", 1, 2, DATOS + 1, 1, ultima_columna, tabla)


def en_memoria(tabla: str | None, extra: dict[tuple[int, int], Celda]) -> SheetHost:
    anfitrion = MemoryHost({"Clientes": FILAS}, name="libro.xlsx")
    for (fila, columna), valor in extra.items():
        anfitrion._put("Clientes", fila, columna, valor)
    if tabla:
        anfitrion.add_table("Clientes", tabla, f"A1:C{DATOS + 1}")
    return anfitrion


def en_archivo(carpeta: Path, tabla: str | None, extra: dict[tuple[int, int], Celda]) -> SheetHost:
    import xlsxwriter

    ruta = carpeta / "libro.xlsx"
    with xlsxwriter.Workbook(ruta) as libro:
        hoja = libro.add_worksheet("Clientes")
        for numero, fila in enumerate(FILAS):
            hoja.write_row(numero, 0, fila)
        for (numero, columna), valor in extra.items():
            hoja.write(numero - 1, columna - 1, valor)
        if tabla:
            titulos = [{"header": titulo} for titulo in FILAS[0]]
            hoja.add_table(0, 0, DATOS, 2, {"name": tabla, "columns": titulos})
    return closed(ruta)


def en_programa(
    abrir: "Callable[[Path], xlwings.Book]", carpeta: Path, tabla: str | None, extra: dict[tuple[int, int], Celda]
) -> SheetHost:
    """El mismo archivo, abierto en un LibreOffice de verdad."""
    from cartera_xl.hosts.desktop.book import DesktopBook

    en_archivo(carpeta, tabla, extra)
    return DesktopBook(abrir(carpeta / "libro.xlsx"))


def columnas(primera: int | None = None, **cambios: Any) -> tuple[ColumnaSalida, ...]:
    """Un número con huecos, un texto y una fecha; `cambios` sustituye los valores por el identificador."""
    valores = {
        "p": np.array([1.5, np.nan, 3.0, 4.25]),
        "s": columna_de_objetos(["Clave", None, " Bajo & «valor»", "_x0041_"]),
        "f": columna_de_objetos([date(2025, 1, 31), None, date(2024, 2, 29), date(1999, 12, 31)]),
    } | {ident: columna_de_objetos(nuevos) for ident, nuevos in cambios.items()}
    sitios = dict(zip("psf", [None] * 3 if primera is None else range(primera, primera + 3), strict=True))
    return (
        ColumnaSalida("p", "Puntuación", valores["p"], Aspecto.DECIMAL, sitios["p"]),
        ColumnaSalida("s", "Segmento", valores["s"], Aspecto.TEXTO, sitios["s"]),
        ColumnaSalida("f", "Caída", valores["f"], Aspecto.FECHA, sitios["f"]),
    )


def ajustes(cambio: dict[tuple[int, int], Celda] | None = None) -> HojaSalida:
    """Una hoja propia sin tabla; con `cambio`, solo esas celdas."""
    celdas: dict[tuple[int, int], Celda] = {(1, 1): "Ajustes", (3, 1): "peso", (3, 2): 0.25, (4, 2): True}
    return HojaSalida("Ajustes", {sitio: CeldaSalida(valor) for sitio, valor in (cambio or celdas).items()})


def con_tabla(**opciones: Any) -> HojaSalida:
    return HojaSalida("Nueva", {}, inmovilizar_filas=1, tabla="Nueva", columnas=columnas(), **opciones)


def titulada(**opciones: Any) -> HojaSalida:
    celdas = {(1, 1): CeldaSalida("Historial", Aspecto.TITULO), (3, 1): CeldaSalida("Fecha"), (3, 2): CeldaSalida("N")}
    celdas |= {(4, 1): CeldaSalida(datetime(2025, 3, 9, 10, 30), Aspecto.FECHA), (4, 2): CeldaSalida(3)}
    return HojaSalida("Historial", celdas, tabla="Historial", fila_tabla=3, **opciones)


def renombrada(tabla: str | None) -> PlanEscritura:
    conservar = columna_de_objetos([CONSERVAR] * DATOS)
    cambio = ColumnaSalida("s", "Segmento & «más»", conservar, Aspecto.TEXTO, 5, renombrar=True)
    return PlanEscritura(zona(tabla, 6), (cambio,))


Planes = Callable[[str | None], list[PlanEscritura]]


def anadir(tabla: str | None) -> list[PlanEscritura]:
    return [PlanEscritura(zona(tabla), columnas())]


PLANES: dict[str, Planes] = {
    "añadir": anadir,
    "repetir": lambda tabla: [*anadir(tabla), PlanEscritura(zona(tabla, 6), columnas(4))],
    "sustituir conservando": lambda tabla: [
        *anadir(tabla),
        PlanEscritura(zona(tabla, 6), columnas(4, p=[CONSERVAR, 2.0, CONSERVAR, 9.0], s=[CONSERVAR] * 3 + ["Otro"])),
    ],
    "vaciar": lambda tabla: [
        *anadir(tabla),
        PlanEscritura(zona(tabla, 6), columnas(4, p=[None] * 4, s=["", "Clave", None, None], f=[None] * 4)),
    ],
    "quitar las últimas": lambda tabla: [*anadir(tabla), PlanEscritura(zona(tabla, 6), quitar=(5, 6))],
    "quitar todas": lambda tabla: [*anadir(tabla), PlanEscritura(zona(tabla, 6), quitar=(4, 5, 6))],
    "añadir dos veces": lambda tabla: [
        *anadir(tabla),
        PlanEscritura(zona(tabla, 6), (ColumnaSalida("o", "Otra", np.arange(4.0)),)),
    ],
    "cambiar un título": lambda tabla: [*anadir(tabla), renombrada(tabla)],
    "hojas propias": lambda tabla: [
        PlanEscritura(hojas=(ajustes(), titulada())),
        PlanEscritura(hojas=(ajustes({(3, 2): 0.5, (4, 2): None, (7, 4): "nota"}),)),
    ],
    "hoja con columnas": lambda tabla: [PlanEscritura(zona(tabla), columnas(), (con_tabla(), ajustes()))],
    "hoja con columnas más abajo": lambda _: [
        PlanEscritura(hojas=(HojaSalida("Nueva", {(1, 1): CeldaSalida("Título")}, fila_tabla=3, columnas=columnas()),))
    ],
    "tabla con el nombre de otra": lambda _: [PlanEscritura(hojas=(con_tabla(),)), PlanEscritura(hojas=(titulada(),))],
}


def normal(cuadro: Cuadro) -> dict[tuple[int, int], Celda]:
    """Las celdas que dicen algo; una fecha a las 0:00 es la fecha."""
    celdas = {(f, c): celda for f, fila in enumerate(cuadro, 1) for c, celda in enumerate(fila, 1)}
    return {sitio: _como_fecha(celda) for sitio, celda in celdas.items() if not vacia(celda)}


def _como_fecha(celda: Celda) -> Celda:
    return datetime.combine(celda, datetime.min.time()) if type(celda) is date else celda


def lo_que_dice(anfitrion: SheetHost) -> dict[str, Any]:
    """Todo lo que el anfitrión cuenta del libro, en una forma que se puede comparar."""
    info = anfitrion.info()
    return {
        "hojas": [(h.nombre, h.visible, h.protegida, h.tablas, h.combinadas) for h in info.hojas],
        "nombre": info.nombre,
        "desde_1904": info.desde_1904,
        "cuadros": {h.nombre: normal(anfitrion.grid(h.nombre)) for h in info.hojas},
        "cabezas": {h.nombre: normal(anfitrion.head(h.nombre, 3)) for h in info.hojas},
        "columnas": {h.nombre: _columnas(anfitrion, h.nombre) for h in info.hojas},
    }


def _columnas(anfitrion: SheetHost, hoja: str) -> list[list[Celda]]:
    """Sin los huecos del final: hasta dónde llega una columna vacía no se promete."""
    leidas = [columna.tolist() for columna in anfitrion.columns(hoja, 2, range(1, 8))]
    largo = max((n for columna in leidas for n, celda in enumerate(columna, 1) if not vacia(celda)), default=0)
    return [[None if vacia(celda) else _como_fecha(celda) for celda in columna[:largo]] for columna in leidas]


@pytest.mark.parametrize("tabla", [None, "Cartera"], ids=["rango", "tabla"])
@pytest.mark.parametrize("nombre", PLANES)
def test_el_mismo_plan_deja_lo_mismo_en_todos_los_anfitriones(tmp_path: Path, nombre: str, tabla: str | None) -> None:
    memoria, archivo = en_memoria(tabla, {}), en_archivo(tmp_path, tabla, {})
    assert lo_que_dice(archivo) == lo_que_dice(memoria)

    for plan in PLANES[nombre](tabla):
        memoria.write(plan)
        archivo.write(plan)
        assert lo_que_dice(archivo) == lo_que_dice(memoria)


@pytest.mark.parametrize("columna", [4, 6, 7, 8, 12])
@pytest.mark.parametrize("tabla", [None, "Cartera"], ids=["rango", "tabla"])
def test_lo_que_hay_a_la_derecha_estorba_o_no_en_todos_por_igual(
    tmp_path: Path, columna: int, tabla: str | None
) -> None:
    extra: dict[tuple[int, int], Celda] = {(3, columna): "nota"}
    memoria, archivo = en_memoria(tabla, extra), en_archivo(tmp_path, tabla, extra)

    for anfitrion in (memoria, archivo):
        if tabla is not None and columna <= 6:
            with pytest.raises(LibroNoEditable, match="no puede crecer"):
                anfitrion.write(anadir(tabla)[0])
        else:
            anfitrion.write(anadir(tabla)[0])

    assert lo_que_dice(archivo) == lo_que_dice(memoria)


@pytest.mark.libreoffice
@pytest.mark.parametrize("tabla", [None, "Cartera"], ids=["rango", "tabla"])
@pytest.mark.parametrize("nombre", PLANES)
def test_el_mismo_plan_deja_lo_mismo_en_un_libro_abierto(
    tmp_path: Path, open_book: "Callable[[Path], xlwings.Book]", nombre: str, tabla: str | None
) -> None:
    memoria, abierto = en_memoria(tabla, {}), en_programa(open_book, tmp_path, tabla, {})

    for plan in PLANES[nombre](tabla):
        memoria.write(plan)
        abierto.write(plan)

    assert lo_que_dice(abierto) == lo_que_dice(memoria)


@pytest.mark.libreoffice
@pytest.mark.parametrize("columna", [4, 7, 8])
@pytest.mark.parametrize("tabla", [None, "Cartera"], ids=["rango", "tabla"])
def test_lo_que_hay_a_la_derecha_estorba_lo_mismo_en_un_libro_abierto(
    tmp_path: Path, open_book: "Callable[[Path], xlwings.Book]", columna: int, tabla: str | None
) -> None:
    extra: dict[tuple[int, int], Celda] = {(3, columna): "nota"}
    memoria, abierto = en_memoria(tabla, extra), en_programa(open_book, tmp_path, tabla, extra)

    for anfitrion in (memoria, abierto):
        if tabla is not None and columna <= 6:
            with pytest.raises(LibroNoEditable, match="no puede crecer"):
                anfitrion.write(anadir(tabla)[0])
        else:
            anfitrion.write(anadir(tabla)[0])

    assert lo_que_dice(abierto) == lo_que_dice(memoria)


@pytest.mark.libreoffice
def test_el_libro_abierto_de_1904_lo_dice(tmp_path: Path, open_book: "Callable[[Path], xlwings.Book]") -> None:
    from cartera_xl.hosts.desktop.book import DesktopBook
    from tests.support.books import write_1904_workbook

    libro = tmp_path / "mac.xlsx"
    write_1904_workbook(libro)

    assert DesktopBook(open_book(libro)).info().desde_1904


def test_el_libro_de_1904_lo_dice(tmp_path: Path) -> None:
    from tests.support.books import write_1904_workbook

    libro = tmp_path / "mac.xlsx"
    write_1904_workbook(libro)

    assert closed(libro).info().desde_1904
    assert not closed(plain_book(tmp_path / "otro.xlsx")).info().desde_1904
