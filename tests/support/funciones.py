"""Las funciones de hoja junto a las columnas que escribe el recálculo: mismas celdas, misma respuesta."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.functions_study import NO_MOVEMENTS
from cartera_xl.excel.registry import FUNCTIONS, OWN_SHEETS
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro, celda_de, misma_celda

PUNTUAN = tuple(f for f in FUNCTIONS if f.result is not None)
CABECERA: list[Celda] = ["Código", "Cliente", "Última compra", "Nº compras", "Importe neto", "Primera compra"]


def clientes(cuantos: int = 40) -> Cuadro:
    """Una hoja de clientes con columnas de resumen, todas distintas y sin orden."""
    filas: Cuadro = [
        [
            f"C{i:03d}",
            f"Cliente {i} S.L.",
            datetime(2026, 1, 31) - timedelta(days=(i * 37) % 400),
            float(1 + (i * 7) % 23),
            float(100 + (i * 613) % 9000),
            datetime(2024, 12, 1) - timedelta(days=(i * 53) % 300),
        ]
        for i in range(1, cuantos + 1)
    ]
    return [list(CABECERA), *filas]


def movimientos(cuantos: int = 40, compras: int = 9) -> Cuadro:
    """Compras con fecha, importe y producto de esos mismos clientes, cada uno a su paso."""
    filas: Cuadro = [
        [
            f"C{i:03d}",
            datetime(2026, 1, 31) - timedelta(days=(i * 11 + k * (20 + i)) % 900),
            float(20 + (i * 97 + k * 31) % 700),
            f"Producto {(i + k) % 5}",
        ]
        for i in range(1, cuantos + 1)
        for k in range(1 + (i * 5) % compras)
    ]
    return [["Cliente", "Fecha", "Importe", "Producto"], *filas]


@cache
def con_movimientos() -> MemoryHost:
    """Un libro con su hoja de movimientos, ya recalculado: calibrar cuesta, y nadie lo cambia."""
    anfitrion = MemoryHost({"Clientes": clientes(), "Movimientos": movimientos()})
    with TemporaryDirectory() as carpeta:
        diario = SqliteJournal(Path(carpeta) / "diario.sqlite3")
        recalcular(anfitrion, diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana", pais="ES"))
    return anfitrion


def hojas_propias(anfitrion: SheetHost) -> list[Cuadro | None]:
    """Las que el programa anfitrión entrega detrás de los argumentos."""
    info = anfitrion.info()
    halladas = [info.hoja(f"{nombre} (Cartera)") or info.hoja(nombre) for nombre in OWN_SHEETS]
    return [anfitrion.grid(hoja.nombre) if hoja else None for hoja in halladas]


def en_serie(cuadro: Cuadro) -> Cuadro:
    """Las mismas celdas como las da LibreOffice: las fechas, con su número de serie."""
    return [[_serie(c) if isinstance(c, date) else c for c in fila] for fila in cuadro]


def _serie(fecha: date) -> float:
    momento = fecha if isinstance(fecha, datetime) else datetime(fecha.year, fecha.month, fecha.day)
    return (momento.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)


def columna(respuesta: Cuadro) -> list[Celda]:
    """La única columna de una respuesta."""
    assert all(len(fila) == 1 for fila in respuesta)
    return [fila[0] for fila in respuesta]


def diferencias(datos: Cuadro, compras: Cuadro | None, propias: list[Cuadro | None]) -> list[str]:
    """Dónde una función no dice lo que el recálculo dejó escrito en la columna de su título."""
    malas = []
    for funcion in PUNTUAN:
        respuesta = columna(evaluate(funcion.id, [datos, compras], propias))
        if len(respuesta) != len(datos):
            malas.append(f"{funcion.id}: {respuesta[0]}")
            continue
        titulo, cabecera = next((celda, i) for i, celda in enumerate(respuesta, 1) if celda != "")
        if titulo not in datos[cabecera - 1]:
            assert set(respuesta) <= {"", titulo, NO_MOVEMENTS}, f"{funcion.id} responde y no hay columna {titulo}"
            continue
        sitio = datos[cabecera - 1].index(titulo) + 1
        for fila in range(1, len(datos) + 1):
            escrito = celda_de(datos, fila, sitio)
            if not misma_celda(respuesta[fila - 1], escrito):
                malas.append(f"{funcion.id}, fila {fila}: {respuesta[fila - 1]!r} y no {escrito!r}")
    return malas
