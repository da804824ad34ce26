"""Tables: Calc keeps them as database ranges. They have no style: Calc does not know of it."""

from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.addresses import Area
from cartera_xl.hosts.libreoffice.collection import Listed
from cartera_xl.hosts.libreoffice.filters import AutoFilter
from cartera_xl.hosts.libreoffice.guard import engine_class, unsupported

_NOT_TABLES = ("__anonymous", "_xlnm", "_filterdatabase")
"""What Calc calls the ranges that it makes by itself for an autofilter or a query."""


@engine_class
class Tables(Listed, base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Any) -> None:
        self.parent = self.sheet = sheet

    def _alive(self) -> bool:
        return bool(self.sheet.book.alive)

    @property
    def api(self) -> Any:
        """LibreOffice's database ranges, those of the whole book."""
        return self.sheet.book.api.DatabaseRanges

    def _members(self) -> list[Any]:
        place = self.sheet.index - 1
        natives = self.api
        names = [name for name in natives.getElementNames() if not name.lower().startswith(_NOT_TABLES)]
        return [Table(self.sheet, name) for name in names if natives.getByName(name).DataArea.Sheet == place]

    def add(  # noqa: PLR0913 - xlwings decides what it is given
        self,
        source_type: Any = None,  # noqa: ARG002
        source: Any = None,
        link_source: Any = None,  # noqa: ARG002
        has_headers: bool | None = None,
        destination: Any = None,  # noqa: ARG002
        table_style_name: str | None = None,  # noqa: ARG002
        name: str | None = None,
    ) -> "Table":
        """A table over a range, with its filter buttons. The style is not kept: Calc has none."""
        natives = self.api
        chosen = name or next(
            f"Table{n}" for n in range(1, len(natives.getElementNames()) + 2) if not natives.hasByName(f"Table{n}")
        )
        if natives.hasByName(chosen):
            raise ValueError(f"Ya hay una tabla «{chosen}» en el libro.")
        natives.addNewByName(chosen, source.impl.api.getRangeAddress())
        native = natives.getByName(chosen)
        native.ContainsHeader = has_headers is not False
        native.AutoFilter = native.ContainsHeader
        return Table(self.sheet, chosen)


@engine_class
class Table(base_classes.Table):
    """A table of a sheet."""

    parent: Any = None

    def __init__(self, sheet: Any, name: str) -> None:
        self.parent = sheet
        self._name = name

    def _alive(self) -> bool:
        return bool(self.parent.book.alive)

    @property
    def api(self) -> Any:
        """LibreOffice's own database range."""
        return self.parent.book.api.DatabaseRanges.getByName(self._name)

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self._name = value

    display_name = name

    @property
    def _area(self) -> Area:
        found: Area = self.parent.cells._of_area(self.api.DataArea).area
        return found

    def _range(self, area: Area) -> Any:
        return self.parent.cells._at(area)

    @property
    def range(self) -> Any:
        """All of it, header and totals included."""
        return self._range(self._area)

    @property
    def data_body_range(self) -> Any:
        """Its rows of data; `None` if there are none."""
        area = self._area
        header, totals = int(self.show_headers), int(self.show_totals)
        rows = area.rows - header - totals
        return self._range(area._replace(row=area.row + header, rows=rows)) if rows > 0 else None

    @property
    def header_row_range(self) -> Any:
        """Its header; `None` without one."""
        return self._range(self._area._replace(rows=1)) if self.show_headers else None

    @property
    def totals_row_range(self) -> Any:
        """Its row of totals; `None` without one."""
        area = self._area
        return self._range(area._replace(row=area.last_row, rows=1)) if self.show_totals else None

    @property
    def insert_row_range(self) -> None:
        """Excel's row for the first data of an empty table; Calc has none."""
        return None

    @property
    def show_headers(self) -> bool:
        """Whether its first row is a header."""
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if bool(value) != self.show_headers:
            raise unsupported("Table.show_headers: poner o quitar la cabecera")

    @property
    def show_totals(self) -> bool:
        """Whether its last row is of totals."""
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if bool(value) != self.show_totals:
            raise unsupported("Table.show_totals: poner o quitar la fila de totales")

    @property
    def show_autofilter(self) -> bool:
        """Whether its header has filter buttons."""
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = bool(value)

    @property
    def autofilter(self) -> AutoFilter:
        """The filter of its columns."""
        area = self._area
        return AutoFilter(self._range(area._replace(rows=area.rows - int(self.show_totals))))

    def sort(self, keys: list[int], ascending: list[bool]) -> None:
        """Put its rows of data in order."""
        body = self.data_body_range
        if body is not None:
            body.sort(keys, ascending, False)

    def resize(self, range: Any) -> None:
        """Take another rectangle; the first row has to be the same one, as in Excel."""
        area = range.impl.area
        range.impl.check_editable()
        if self.show_headers and area.row != self._area.row:
            raise ValueError("La cabecera de la tabla ha de seguir en su fila.")
        self.api.DataArea = range.impl.api.getRangeAddress()
