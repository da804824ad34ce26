"""Where the columns of a table are now, found by their titles: somebody may have moved them meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cartera_xl.hosts.desktop import reading
from cartera_xl.hosts.desktop.places import ZonePlaces
from cartera_xl.hosts.desktop.reading import rect
from cartera_xl.nucleo.celdas import Rango

if TYPE_CHECKING:
    import xlwings

_ROWS_AROUND: Final = 5


@dataclass(slots=True)
class Site:
    """The header row of a table, what its sheet is called and how many rows it uses."""

    sheet: "xlwings.Sheet"
    name: str
    row: int
    last_column: int
    used_rows: int
    titles: Mapping[int, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, places: ZonePlaces) -> "Site":
        """As it is now."""
        ends = (places.zone.ultima_columna, *(target.place for target in places.targets))
        used_rows = reading.used(places.sheet)[0]
        site = cls(places.sheet, places.sheet.name, places.zone.fila_cabecera, max(ends), used_rows)
        site.note_titles()
        return site

    def note_titles(self) -> None:
        """Remember the titles, once those of ours are in place."""
        found = self._row(self.row, self.last_column)
        self.titles = {place: title for place, title in enumerate(found, 1) if title is not None}

    def is_still_there(self) -> bool:
        """Whether sheet, row and columns are the same."""
        found = dict(enumerate(self._row(self.row, self.last_column), 1))
        return self.sheet.name == self.name and all(found[place] == title for place, title in self.titles.items())

    def row_now(self) -> int:
        """The row of the titles: the same one unless rows were put in or taken out above it."""
        wanted = set(self.titles.values())
        near = sorted(range(max(1, self.row - _ROWS_AROUND), self.row + _ROWS_AROUND + 1), key=self._distance)
        return max(near, key=lambda row: len(wanted & set(self._row(row, self._width()))), default=self.row)

    def place_now(self, place: int) -> int | None:
        """The column that had that place; `None` if its title is not there any more."""
        title = self.titles.get(place)
        row = self._row(self.row_now(), self._width())
        if place <= len(row) and row[place - 1] == title:
            return place
        return row.index(title) + 1 if title in row else None

    def moved(self, area: Rango) -> Rango:
        """Those rows, where they are now and as many as they are now."""
        shift, longer = self.row_now() - self.row, reading.used(self.sheet)[0] - self.used_rows
        bottom = area.fila2 + max(longer, shift)
        return area._replace(fila1=area.fila1 + shift, fila2=max(bottom, area.fila1 + shift))

    def _distance(self, row: int) -> int:
        return abs(row - self.row)

    def _width(self) -> int:
        return max(reading.used(self.sheet)[1], self.last_column)

    def _row(self, row: int, last_column: int) -> list[Any]:
        found: list[Any] = rect(self.sheet, Rango(row, 1, row, last_column)).options(ndim=2).value[0]
        return found
