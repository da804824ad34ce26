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

    def now(self) -> "Moved":
        """Where all that is now: on the same row unless rows were put in or taken out above it."""
        used_rows, used_columns = reading.used(self.sheet)
        top = max(1, self.row - _ROWS_AROUND)
        area = Rango(top, 1, self.row + _ROWS_AROUND, max(used_columns, self.last_column))
        found: list[list[Any]] = rect(self.sheet, area).options(ndim=2).value
        wanted = set(self.titles.values())
        row = max(range(len(found)), key=lambda n: (len(wanted & set(found[n])), -abs(top + n - self.row)))
        return Moved(self, top + row, tuple(found[row]), used_rows - self.used_rows)

    def _row(self, row: int, last_column: int) -> list[Any]:
        found: list[Any] = rect(self.sheet, Rango(row, 1, row, last_column)).options(ndim=2).value[0]
        return found


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the table of a site is now: the row of its titles, what they say, and how many rows more the sheet uses."""

    site: Site
    row: int
    titles: tuple[Any, ...]
    more_rows: int

    def place(self, place: int) -> int | None:
        """The column that had that place; `None` if its title is not there any more."""
        title = self.site.titles.get(place)
        if title is None:
            return None
        if place <= len(self.titles) and self.titles[place - 1] == title:
            return place
        return self.titles.index(title) + 1 if title in self.titles else None

    def area(self, area: Rango) -> Rango:
        """Those rows where they are now, and as many as they are now."""
        shift = self.row - self.site.row
        return area._replace(
            fila1=area.fila1 + shift, fila2=max(area.fila2 + max(self.more_rows, shift), area.fila1 + shift)
        )
