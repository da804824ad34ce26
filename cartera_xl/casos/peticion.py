"""Lo que la persona pide al recalcular o comprobar, ya leído de la orden o de la cinta."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cartera_xl.nucleo.celdas import ColumnaLeida


def _callado(_paso: str) -> None:
    """Nadie mira el avance."""


@dataclass(frozen=True, slots=True)
class MovimientosAparte:
    """Compras que no están en el libro: el nombre del fichero, los títulos y las columnas tal como vienen.

    `fila_cabecera` es la fila del fichero con los títulos; los datos empiezan en la siguiente.
    """

    nombre: str
    titulos: tuple[str, ...]
    columnas: tuple[ColumnaLeida, ...]
    fila_cabecera: int = 1


@dataclass(frozen=True, slots=True)
class Peticion:
    """Opciones de una ejecución. `momento` y `usuario` los pone quien llama: el caso no tiene reloj.

    `a_otro_libro` pide escribir aunque nada cambie: la salida todavía no existe. `columnas` son las forzadas con
    `--columna`: campo -> título.
    """

    momento: datetime
    usuario: str
    hoja: str | None = None
    pais: str | None = None
    corte: date | None = None
    columnas: Mapping[str, str] = field(default_factory=dict)
    movimientos: MovimientosAparte | None = None
    recalibrar: bool = False
    respetar_manual: bool = True
    simular: bool = False
    a_otro_libro: bool = False
    avance: Callable[[str], None] = _callado
