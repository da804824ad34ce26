"""Which sheet a click is about: the one in front, if it can be the clients' and nobody has said otherwise."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cartera_xl.casos.apertura import LibroAbierto, abrir
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA, Candidata, localizar

if TYPE_CHECKING:
    from cartera_xl.casos.puertos import SheetHost


@dataclass(frozen=True, slots=True)
class InFront:
    """The sheet in front seen as clients; `remembered` is the one that the workbook is recalculated in, if it is there.

    `table` is `None` if the sheet in front does not look like clients.
    """

    book: LibroAbierto
    sheet: str
    table: Candidata | None
    remembered: str | None

    @property
    def is_remembered(self) -> bool:
        """True if it is the sheet of always."""
        return self.remembered is not None and self.remembered.casefold() == self.sheet.casefold()

    @property
    def choice(self) -> str | None:
        """What to ask of the use case: this sheet, or `None` to let it choose."""
        return self.sheet if self.table is not None and not self.is_remembered else None


def look_at(host: "SheetHost", sheet: str) -> InFront:
    """What the sheet of that name is for us."""
    book = abrir(host)
    remembered = book.configuracion.hoja_clientes
    if not remembered or book.info.hoja(remembered) is None:
        remembered = None
    return InFront(book, sheet, _clients(host, book, sheet), remembered)


def _clients(host: "SheetHost", book: LibroAbierto, sheet: str) -> Candidata | None:
    found = book.info.hoja(sheet)
    if found is None:  # a chart sheet
        return None
    tables = localizar(found, host.head(found.nombre, FILAS_DE_CABEZA))
    return next((table for table in tables if table.clase is Clase.CLIENTES), None)
