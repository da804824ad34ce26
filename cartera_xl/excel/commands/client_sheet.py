"""Which sheet a click is about: the one in front, if it can be the clients' and nobody has said otherwise."""

from functools import cached_property
from typing import TYPE_CHECKING

from cartera_xl.casos.apertura import abrir
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA, Candidata, localizar

if TYPE_CHECKING:
    from cartera_xl.casos.puertos import SheetHost


class InFront:
    """The sheet in front, seen as clients; `remembered` is the one where the book is recalculated, if it is there.

    Finding the table of a sheet may take more than a second, and the sheet of always needs no finding: that is why it
    waits until somebody asks.
    """

    def __init__(self, host: "SheetHost", sheet: str) -> None:
        self._host = host
        self.sheet = sheet
        self.book = abrir(host)
        remembered = self.book.configuracion.hoja_clientes
        known = remembered is not None and self.book.info.hoja(remembered) is not None
        self.remembered = remembered if known else None

    @property
    def is_remembered(self) -> bool:
        """True if it is the sheet of always."""
        return self.remembered is not None and self.remembered.casefold() == self.sheet.casefold()

    @cached_property
    def table(self) -> Candidata | None:
        """Its table of clients, or `None` if it does not look like clients."""
        found = self.book.info.hoja(self.sheet)
        if found is None:  # a chart sheet
            return None
        tables = localizar(found, self._host.head(found.nombre, FILAS_DE_CABEZA))
        return next((table for table in tables if table.clase is Clase.CLIENTES), None)

    @property
    def choice(self) -> str | None:
        """What to ask of the use case: this sheet, or `None` to let it choose."""
        return None if self.is_remembered or self.table is None else self.sheet

    def column(self, title: str) -> int | None:
        """Where the sheet has that title, which is ours; `None` if it has not."""
        for row in self._host.head(self.sheet, FILAS_DE_CABEZA):
            if title in row:
                return row.index(title) + 1
        return None
