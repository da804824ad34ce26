"""Puertos: lo que un caso de uso pide al mundo de fuera. Los cumplen los adaptadores (en inglés)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro
from cartera_xl.nucleo.corrida import Corrida
from cartera_xl.nucleo.libro import LibroInfo
from cartera_xl.nucleo.plan import PlanEscritura


class SheetReader(Protocol):
    """De dónde se lee una hoja, celda a celda o columna a columna."""

    def head(self, sheet: str, rows: int) -> Cuadro:
        """Las primeras `rows` filas desde la 1, cada una desde la columna A; las celdas de la derecha pueden faltar."""
        ...

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        """Esas columnas (desde 1) desde `first_row` hasta la última fila usada de la hoja; todas igual de largas."""
        ...


class SheetHost(SheetReader, Protocol):
    """Un sitio donde vive un libro: archivo cerrado, Excel abierto, LibreOffice, memoria."""

    def info(self) -> LibroInfo:
        """Las hojas de cálculo con sus tablas y combinadas. `LibroIlegible` si no se puede abrir."""
        ...

    def formula_without_value(self, sheet: str, column: int, first_row: int) -> str | None:
        """Dirección de la primera fórmula sin valor guardado de una columna; `None` si no hay."""
        ...

    def grid(self, sheet: str) -> Cuadro:
        """La hoja entera, para hojas propias (pequeñas)."""
        ...

    def write(self, plan: PlanEscritura) -> None:
        """Cumple el plan entero o no cambia nada. `LibroNoEditable` o `LibroOcupado` si no se puede."""
        ...


class Journal(Protocol):
    """El diario de ejecuciones, fuera del libro."""

    def record(self, run: Corrida) -> None:
        """Guarda la ejecución antes de escribir el libro."""
        ...

    def discard(self, book: str, run_id: str) -> None:
        """Olvida una ejecución que al final no escribió nada."""
        ...

    def find(self, book: str, run_id: str | None = None) -> Corrida | None:
        """La ejecución pedida; sin id, el último recálculo que no se ha deshecho."""
        ...

    def history(self, book: str) -> list[Corrida]:
        """Todas las de un libro, de la más antigua a la más nueva, sin el contenido de las celdas."""
        ...

    def mark_undone(self, book: str, run_id: str, moment: datetime) -> None:
        """Anota que se ha deshecho."""
        ...
