"""Libros pequeños en que se sabe por qué cambia cada cliente de segmento."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

from cartera_xl.casos.causas import CausasDeCambio, explicar_cambios
from cartera_xl.casos.estudio import estudiar
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.causas.factores import Factor
from cartera_xl.nucleo.celdas import Cuadro
from tests.casos.conftest import Banco, _en_memoria, peticion

ANTES, DESPUES = date(2025, 12, 31), date(2026, 2, 28)
TIEMPO, COMPRA, DEVOLUCION = 0, 1, 13
"""Clientes a los que entre los dos cortes solo les pasa el tiempo, compras grandes y una devolución grande."""


@dataclass(frozen=True)
class Preparado:
    """Las hojas y el diario de un libro recalculado una vez."""

    hojas: dict[str, Cuadro]
    diario: Path

    def copia(self, carpeta: Path) -> Banco:
        """Otro libro igual, en memoria y con su propio diario."""
        copyfile(self.diario, carpeta / "copia.sqlite3")
        return _en_memoria(self.hojas, SqliteJournal(carpeta / "copia.sqlite3"))


def preparar(hojas: dict[str, Cuadro], carpeta: Path, corte: date) -> Preparado:
    """Recalcula ese libro por primera vez."""
    anfitrion, diario = MemoryHost(hojas), carpeta / "diario.sqlite3"
    recalcular(anfitrion, SqliteJournal(diario), peticion(corte=corte))
    return Preparado({hoja.nombre: anfitrion.grid(hoja.nombre) for hoja in anfitrion.info().hojas}, diario)


def libro_con_ventas(clientes: int = 15) -> dict[str, Cuadro]:
    """Quien más compra gasta más; hasta el primer corte y, tres líneas, después."""
    ventas: Cuadro = [
        [f"C{k:02d}", datetime(2025, 12, 20) - timedelta(days=(k * 5) % 40 + v * 30), 50.0 * (k + 1)]
        for k in range(clientes)
        for v in range(2 + k // 2)
    ]
    ventas += [
        ["C01", datetime(2026, 1, 20), 4000.0],
        ["C01", datetime(2026, 2, 10), 4000.0],
        ["C13", datetime(2026, 1, 15), -5500.0],
    ]
    nombres: Cuadro = [[f"C{k:02d}", f"Cliente {k}"] for k in range(clientes)]
    return {
        "Clientes": [["Código", "Cliente"], *nombres],
        "Ventas": [["Código cliente", "Fecha", "Importe"], *ventas],
    }


def causas_de(banco: Banco, minutos: int = 5, corte: date | None = ANTES, **opciones: Any) -> CausasDeCambio:
    """Lo que se explicaría si se recalculara ahora."""
    pedido = peticion(minutos, corte=corte, **opciones)
    return explicar_cambios(estudiar(banco.abrir(), banco.diario, pedido), banco.diario, pedido)


def factores_de(causas: CausasDeCambio) -> dict[str, tuple[Factor, ...]]:
    """Cliente -> qué lo ha movido."""
    return {causas.clientes[cambio.posicion]: cambio.factores for cambio in causas.cambios}


def sitio_de(cuadro: Cuadro, texto: str) -> tuple[int, int]:
    """La fila y la columna de la primera celda que dice eso, desde 1."""
    return next((i, j) for i, fila in enumerate(cuadro, 1) for j, celda in enumerate(fila, 1) if celda == texto)
