"""Where each column of a plan goes in the sheet, and everything that makes it impossible, before touching anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cartera_xl.hosts.desktop import reading
from cartera_xl.hosts.desktop.errors import protected
from cartera_xl.hosts.desktop.native import Native
from cartera_xl.hosts.desktop.reading import area_of, rect
from cartera_xl.nucleo.celdas import Celda, Rango, a1, vacia
from cartera_xl.nucleo.errores import HojaNoEncontrada, LibroNoEditable
from cartera_xl.nucleo.plan import CONSERVAR, ColumnaSalida, PlanEscritura, Zona

if TYPE_CHECKING:
    import xlwings


@dataclass(frozen=True, slots=True)
class Target:
    """A column of the plan and its number in the sheet."""

    place: int
    output: ColumnaSalida

    @property
    def is_new(self) -> bool:
        """Whether it is added to the right of the table."""
        return self.output.columna is None

    @property
    def keeps(self) -> bool:
        """Whether some of its cells are not to be touched."""
        values = self.output.valores
        return values.dtype == object and any(value is CONSERVAR for value in values.tolist())

    @property
    def changes(self) -> bool:
        """Whether some of its cells are to be written."""
        values = self.output.valores
        return values.dtype != object or any(value is not CONSERVAR for value in values.tolist())


@dataclass(frozen=True, slots=True)
class ZonePlaces:
    """The zone of a plan in its sheet: its table if it is one, and a place for each column."""

    sheet: "xlwings.Sheet"
    zone: Zona
    table: "xlwings.main.Table | None"
    table_area: Rango | None
    has_totals: bool
    targets: tuple[Target, ...]
    removed: tuple[int, ...]

    @property
    def last_row(self) -> int:
        """Last row of the table, that of totals included."""
        return self.table_area.fila2 if self.table_area is not None else self.zone.ultima_fila

    @property
    def new(self) -> tuple[Target, ...]:
        """The columns that are added, from left to right."""
        return tuple(target for target in self.targets if target.is_new)

    def data(self, place: int, last: int | None = None) -> Rango:
        """The data cells of a column, or of several neighbours."""
        return Rango(self.zone.primera_fila, place, self.zone.ultima_fila, last or place)


def find_sheet(book: "xlwings.Book", name: str, where: str) -> "xlwings.Sheet":
    """The sheet of that name, in any case. `HojaNoEncontrada` if there is none."""
    names = []
    for sheet in book.sheets:
        names.append(sheet.name)
        if names[-1].casefold() == name.casefold():
            return sheet
    raise HojaNoEncontrada(
        f"El libro no tiene la hoja «{name}».",
        donde=where,
        remedio=f"Elija una de estas: {', '.join(f'«{each}»' for each in names)}",
    )


def find_places(book: "xlwings.Book", plan: PlanEscritura, native: Native, where: str) -> ZonePlaces | None:
    """Where everything goes. `LibroNoEditable` if something of the person's is in the way; `None` without columns."""
    zone = plan.zona
    if zone is None or not (plan.columnas or plan.quitar):
        return None
    if plan.quitar and any(column.columna is None for column in plan.columnas):
        raise ValueError("a plan either adds columns or takes them away")
    sheet = find_sheet(book, zone.hoja, where)
    where = f"{where}, hoja «{sheet.name}»"
    if native.is_protected(sheet):
        raise protected(where)
    table = _table(sheet, zone, where)
    info = None if table is None else reading.table_info(table)
    if info is not None:
        _refuse_unusable(sheet, info.nombre, info.rango, info.tiene_cabecera, plan, where)
    cells = Rango(zone.fila_cabecera, zone.primera_columna, zone.ultima_fila, zone.ultima_columna)
    _refuse_merged(sheet, cells, where)
    _refuse_arrays(sheet, zone, [*plan.quitar, *(c.columna for c in plan.columnas if c.columna is not None)], where)
    area = None if info is None else info.rango
    new = [column for column in plan.columnas if column.columna is None]
    first = _first_free(sheet, zone, area, len(new), native, where)
    targets = [Target(c.columna, c) for c in plan.columnas if c.columna is not None]
    targets += [Target(place, column) for place, column in enumerate(new, first)]
    ordered = tuple(sorted(targets, key=lambda target: target.place))
    return ZonePlaces(sheet, zone, table, area, info is not None and info.tiene_totales, ordered, plan.quitar)


def _table(sheet: "xlwings.Sheet", zone: Zona, where: str) -> "xlwings.main.Table | None":
    if zone.tabla is None:
        return None
    found = next((table for table in sheet.tables if table.name.casefold() == zone.tabla.casefold()), None)
    if found is None:
        raise LibroNoEditable(
            f"La tabla «{zone.tabla}» no está en la hoja.",
            donde=where,
            remedio="Compruebe el nombre de la tabla (Diseño de tabla) y vuelva a intentarlo",
        )
    return found


def _refuse_unusable(
    sheet: "xlwings.Sheet", name: str, area: Rango, has_header: bool, plan: PlanEscritura, where: str
) -> None:
    """A table without header row cannot be told its new columns, nor can it have two of the same name."""
    changes = [column for column in plan.columnas if column.columna is None or column.renombrar]
    if not changes:
        return
    if not has_header:
        raise LibroNoEditable(
            f"La tabla «{name}» no muestra su fila de cabecera.",
            donde=where,
            remedio="Actívela (Diseño de tabla > Fila de encabezado) y vuelva a intentarlo",
        )
    header = rect(sheet, area._replace(fila2=area.fila1)).options(ndim=2).value[0]
    changing = {column.columna for column in changes}
    titles = [str(title) for place, title in enumerate(header, area.columna1) if place not in changing]
    seen = {title.casefold() for title in titles}
    for column in changes:
        if column.titulo.casefold() in seen:
            raise LibroNoEditable(
                f"La tabla «{name}» ya tiene una columna «{column.titulo}».",
                donde=where,
                remedio="Cambie el nombre de una de las dos (en la hoja o en Configuración) y vuelva a intentarlo",
            )
        seen.add(column.titulo.casefold())


def _refuse_merged(sheet: "xlwings.Sheet", cells: Rango, where: str) -> None:
    if rect(sheet, cells).merge_cells is False:
        return
    found = reading.merged(sheet, cells)
    shown = str(found[0]) if found else str(cells)
    raise LibroNoEditable(
        f"Dentro de la tabla hay celdas combinadas: {shown}.",
        donde=f"{where}, celdas {shown}",
        remedio="Selecciónelas, pulse «Combinar y centrar» para separarlas y vuelva a intentarlo",
    )


def _refuse_arrays(sheet: "xlwings.Sheet", zone: Zona, places: Iterable[int], where: str) -> None:
    """Part of an array formula cannot be changed alone."""
    for place in places:
        if rect(sheet, Rango(zone.primera_fila, place, zone.ultima_fila, place)).has_array is not False:
            cell = a1(zone.primera_fila, place)
            raise LibroNoEditable(
                "Una fórmula matricial ocupa las celdas donde van los resultados.",
                donde=f"{where}, columna de {cell}",
                remedio="Elimine esa fórmula o muévala a otra columna y vuelva a intentarlo",
            )


def _first_free(sheet: "xlwings.Sheet", zone: Zona, table: Rango | None, width: int, native: Native, where: str) -> int:
    """Where the first new column goes: a table grows; a plain range leaves a free column, or goes after everything."""
    first = (zone.ultima_columna if table is None else table.columna2) + 1
    if not width:
        return first
    last_row = zone.ultima_fila if table is None else table.fila2
    room = Rango(zone.fila_cabecera, first, last_row, first + width - (table is not None))
    others = [area_of(each.range) for each in sheet.tables if each.name != zone.tabla]
    taken = _what_is_in(sheet, room, others, native)
    if taken is None:
        return _inside(sheet, first, width, where)
    if table is not None:
        raise LibroNoEditable(
            f"La tabla «{zone.tabla}» no puede crecer: a su derecha hay datos en {taken}.",
            donde=f"{where}, celdas {taken}",
            remedio="Muévalos más a la derecha, más abajo o a otra hoja y vuelva a intentarlo",
        )
    right = Rango(zone.fila_cabecera, first, last_row, max(reading.used(sheet)[1], first))
    filled = (len(row) for row in map(_without_tail, reading.grid(sheet, right, native)))
    beyond = (area.columna2 for area in others if area.toca(right))
    return _inside(sheet, max(first + max(filled, default=0), *(column + 1 for column in beyond), first), width, where)


def _without_tail(row: Sequence[Celda]) -> Sequence[Celda]:
    last = max((place for place, value in enumerate(row, 1) if not vacia(value)), default=0)
    return row[:last]


def _what_is_in(sheet: "xlwings.Sheet", room: Rango, others: Sequence[Rango], native: Native) -> str | None:
    """The first cells in the way: values, formulas that show nothing, other tables or merged cells."""
    for row, values in enumerate(reading.grid(sheet, room, native), room.fila1):
        for column, value in enumerate(values, room.columna1):
            if not vacia(value):
                return a1(row, column)
    table = next((area for area in others if area.toca(room)), None)
    if table is not None:
        return str(table)
    here = rect(sheet, room)
    return str(room) if here.merge_cells is not False or native.has_formulas(here) else None


def _inside(sheet: "xlwings.Sheet", first: int, width: int, where: str) -> int:
    last = sheet.cells.shape[1]
    if first + width - 1 > last:
        raise LibroNoEditable(
            f"No quedan columnas libres a la derecha de la tabla (haría falta llegar a la {first + width - 1}).",
            donde=where,
            remedio="Elimine las columnas que no use y vuelva a intentarlo",
        )
    return first
