"""Puertos: lo que un caso de uso pide al mundo de fuera. Los cumplen los adaptadores (en inglés)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from cartera_xl.nucleo.causas.foto import Foto
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Cuadro
from cartera_xl.nucleo.corrida import Corrida
from cartera_xl.nucleo.libro import LibroInfo
from cartera_xl.nucleo.plan import PlanEscritura
from cartera_xl.nucleo.privacidad.borrado import Borrado, PlanBorrado, Rastro
from cartera_xl.nucleo.privacidad.identidad import Identidad


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


class BookEraser(SheetHost, Protocol):
    """Un libro del que se puede borrar a una persona, también fuera de las celdas."""

    def traces(self, identity: Identidad) -> tuple[Rastro, ...]:
        """Dónde la nombra el libro fuera de sus celdas: comentarios, enlaces, tablas dinámicas…"""
        ...

    def erase(self, plan: PlanBorrado, *, simulate: bool = False) -> Borrado:
        """Cumple el plan entero o no cambia nada, y no deja copia. Con `simulate` solo dice lo que haría."""
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

    def photo(self, book: str, run_id: str) -> Foto | None:
        """La foto que dejó una ejecución; `None` si no dejó ninguna o la hizo otra versión y no se entiende."""
        ...

    def mark_undone(self, book: str, run_id: str, moment: datetime) -> None:
        """Anota que se ha deshecho."""
        ...

    def forget(self, book: str, prints: Mapping[tuple[str, ...], int], clean: Callable[[Celda], Celda]) -> int:
        """Borra para siempre de las ejecuciones de un libro la fila con esas huellas (una por juego de campos).

        `clean` da lo que ha de quedar en cada una de las demás celdas. Devuelve cuántas ejecuciones han cambiado.
        """
        ...
