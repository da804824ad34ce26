"""What a worksheet function takes from the workbook it is in: its settings, its scale and the day of its last run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cartera_xl.excel.functions_cells import Wrong, grid_of, scalar, shown
from cartera_xl.excel.functions_memory import Memory, digest
from cartera_xl.excel.registry import OWN_SHEETS
from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.celdas import Celda, Cuadro, celda_de, columna_de_objetos
from cartera_xl.nucleo.comprobador import exigir_reglas_validas
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.configuracion_hoja import es_configuracion, leer_baremo, leer_configuracion
from cartera_xl.nucleo.corrida import Accion
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.nucleo.historial_hoja import CABECERA
from cartera_xl.nucleo.lectura.conversion import Calendario, a_fechas
from cartera_xl.nucleo.paises import Pais, pais

NO_SCALE = "Pulse antes «Recalcular segmentos»: el libro aún no tiene baremo."
BOOKS_KEPT = 8

_SETTINGS = OWN_SHEETS[0]
_settings_kept: Memory[Configuracion] = Memory(BOOKS_KEPT)
_books_kept: "Memory[OwnBook]" = Memory(BOOKS_KEPT)


@dataclass(frozen=True, slots=True)
class OwnBook:
    """The own sheets of a workbook, understood; `key` changes if they do. `cut`: the last run's or else the scale's."""

    key: bytes
    settings_sheet: Cuadro
    profile_sheet: Cuadro
    settings: Configuracion
    scale: Baremo
    cut: date

    @property
    def country(self) -> Pais | None:
        """The one in Configuración."""
        return _country(self.settings)


def open_own(own_sheets: Sequence[Cuadro | None]) -> OwnBook:
    """Understands the own sheets; `Wrong` if there is no scale yet or a setting cannot be understood."""
    sheets = [_sheet(own_sheets, name) for name in OWN_SHEETS]
    key = digest(*sheets)
    return _books_kept.get(key, lambda: _open(sheets, key))


def settings_of(own_sheets: Sequence[Cuadro | None]) -> Configuracion:
    """The settings alone, those by default if the workbook has none."""
    sheet = _sheet(own_sheets, _SETTINGS)
    return _settings_kept.get(digest(sheet), lambda: _settings(sheet))


def cut_of(argument: Cuadro | None, book: OwnBook) -> date:
    """The day asked for in the argument «corte», read as the product reads dates; the book's if it is blank."""
    cell = scalar(argument, "corte")
    if cell is None or cell == "":
        return book.cut
    asked = _day(cell, book.country)
    if asked is None:
        raise Wrong(f"El corte «{shown(cell)}» no es una fecha.")
    return asked


def _open(sheets: Sequence[Cuadro], key: bytes) -> OwnBook:
    sheet, history, profile = sheets
    settings = _settings(sheet)
    try:
        scale = leer_baremo(sheet) if sheet and es_configuracion(sheet) else None
        _country(settings)
        exigir_reglas_validas(settings.reglas, donde=f"hoja «{_SETTINGS}», reglas de segmento")
    except ErrorCartera as error:
        raise Wrong(_where(error)) from error
    if scale is None:
        raise Wrong(NO_SCALE)
    return OwnBook(key, sheet, profile, settings, scale, _last_cut(history) or scale.corte)


def _settings(sheet: Cuadro) -> Configuracion:
    if not sheet or not es_configuracion(sheet):
        return Configuracion()
    try:
        return leer_configuracion(sheet)
    except ErrorCartera as error:
        raise Wrong(_where(error)) from error


def _country(settings: Configuracion) -> Pais | None:
    return pais(settings.pais) if settings.pais else None


def _where(error: ErrorCartera) -> str:
    return f"{error.que} En {error.donde}."


def _sheet(own_sheets: Sequence[Cuadro | None], name: str) -> Cuadro:
    place = OWN_SHEETS.index(name)
    return (grid_of(own_sheets[place]) if place < len(own_sheets) else None) or []


def _last_cut(history: Cuadro) -> date | None:
    """The cut of the last run that has not been undone: the one whose results are on the sheet."""
    action, run, cut, note = (CABECERA.index(title) + 1 for title in ("Acción", "Ejecución", "Corte", "Nota"))
    undone: set[str] = set()
    for row in range(len(history), 0, -1):
        what = celda_de(history, row, action)
        if what == Accion.DESHACER:
            undone.add(str(celda_de(history, row, note)).removeprefix("Se deshizo ").partition(":")[0])
        elif what == Accion.RECALCULAR and celda_de(history, row, run) not in undone:
            return _day(celda_de(history, row, cut), None)
    return None


def _day(cell: Celda, country: Pais | None) -> date | None:
    order = country.orden_fecha if country else ""
    read = a_fechas(columna_de_objetos([cell]), Calendario(order)).valores[0].astype(datetime)
    return read if isinstance(read, date) else None
