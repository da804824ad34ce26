"""Los anfitriones en que todo caso de uso ha de dar lo mismo, y un libro pequeño que los cubre."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import BookEraser
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro

MOMENTO = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CABECERA: list[Celda] = ["Código", "Cliente", "NIF", "Última compra", "Nº compras", "Importe neto"]


def filas_de_ejemplo(cuantas: int = 30) -> Cuadro:
    """Clientes con recencia, frecuencia e importe distintos y un orden que no es el de ninguno."""
    return [
        [
            f"C{i:03d}",
            f"Cliente {i} S.L.",
            None,
            datetime(2026, 1, 31) - timedelta(days=(i * 37) % 400),
            float(1 + (i * 7) % 23),
            float(100 + (i * 613) % 9000),
        ]
        for i in range(1, cuantas + 1)
    ]


@dataclass
class Banco:
    """Un libro en un anfitrión concreto; `abrir` da siempre un anfitrión recién abierto sobre lo último escrito."""

    abrir: Callable[[], BookEraser]
    diario: SqliteJournal
    editar: Callable[[str, int, int, Celda], None]
    ordenar_al_reves: Callable[[str], None]

    def cuadro(self, hoja: str = "Clientes") -> Cuadro:
        return self.abrir().grid(hoja)

    def columna(self, titulo: str, hoja: str = "Clientes") -> list[Celda]:
        cuadro = self.cuadro(hoja)
        sitio = cuadro[0].index(titulo)
        return [fila[sitio] if sitio < len(fila) else None for fila in cuadro[1:]]

    def sitio(self, titulo: str) -> int:
        return self.cuadro()[0].index(titulo) + 1


def peticion(minutos: int = 0, **cambios: Any) -> Peticion:
    return Peticion(momento=MOMENTO + timedelta(minutes=minutos), usuario="ana", **cambios)


def _en_memoria(hojas: dict[str, Cuadro], diario: SqliteJournal) -> Banco:
    anfitrion = MemoryHost(hojas)

    def editar(hoja: str, fila: int, columna: int, valor: Celda) -> None:
        anfitrion._put(hoja, fila, columna, valor)

    def al_reves(hoja: str) -> None:
        cuadro = anfitrion._grids[hoja]
        cuadro[1:] = cuadro[:0:-1]

    return Banco(lambda: anfitrion, diario, editar, al_reves)


def _en_archivo(hojas: dict[str, Cuadro], diario: SqliteJournal, ruta: Path, *, tabla: bool) -> Banco:
    """Las ediciones de la persona se imitan reescribiendo el libro entero con otra biblioteca."""
    escribir_libro(ruta, hojas, tabla=tabla)

    def editar(hoja: str, fila: int, columna: int, valor: Celda) -> None:
        import openpyxl

        libro = openpyxl.load_workbook(ruta)
        libro[hoja].cell(fila, columna).value = valor  # type: ignore[union-attr]
        libro.save(ruta)

    def al_reves(hoja: str) -> None:
        import openpyxl

        libro = openpyxl.load_workbook(ruta)
        pagina = libro[hoja]
        filas = [[celda.value for celda in fila] for fila in pagina.iter_rows(min_row=2)]
        for numero, fila in enumerate(reversed(filas), 2):
            for columna, valor in enumerate(fila, 1):
                pagina.cell(numero, columna).value = valor
        libro.save(ruta)

    return Banco(lambda: ClosedFile(ruta, backup=False), diario, editar, al_reves)


def escribir_libro(ruta: Path, hojas: dict[str, Cuadro], *, tabla: bool = False) -> None:
    """Un .xlsx con esas hojas; la primera, como tabla de Excel si se pide."""
    import xlsxwriter

    with xlsxwriter.Workbook(ruta, {"default_date_format": "dd/mm/yyyy"}) as libro:
        for nombre, cuadro in hojas.items():
            pagina = libro.add_worksheet(nombre)
            for fila, celdas in enumerate(cuadro):
                pagina.write_row(fila, 0, celdas)
            if tabla:
                ancho, alto = len(cuadro[0]), len(cuadro)
                titulos = [{"header": str(titulo)} for titulo in cuadro[0]]
                pagina.add_table(0, 0, alto - 1, ancho - 1, {"columns": titulos, "name": nombre})


@pytest.fixture(params=["memoria", "archivo", "archivo con tabla"])
def montar(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[dict[str, Cuadro]], Banco]:
    """Monta un libro en cada anfitrión: los casos de uso han de dar lo mismo en todos."""
    diario = SqliteJournal(tmp_path / "datos" / "diario.sqlite3")

    def monta(hojas: dict[str, Cuadro]) -> Banco:
        if request.param == "memoria":
            return _en_memoria(hojas, diario)
        return _en_archivo(hojas, diario, tmp_path / "cartera.xlsx", tabla=request.param.endswith("tabla"))

    return monta


@pytest.fixture
def banco(montar: Callable[[dict[str, Cuadro]], Banco]) -> Banco:
    return montar({"Clientes": [CABECERA, *filas_de_ejemplo()]})


def dias_antes(dias: int) -> date:
    return date(2026, 1, 31) - timedelta(days=dias)
