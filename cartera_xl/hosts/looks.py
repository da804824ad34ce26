"""How our cells look, whatever writes them: number formats, fonts, backgrounds and the colours of highlights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, Color

NUMBER_FORMATS: Final[Mapping[Aspecto, str]] = {
    Aspecto.ENTERO: "0",
    Aspecto.DECIMAL: "0.0",
    Aspecto.IMPORTE: "#,##0.00",
    Aspecto.PORCENTAJE: r"0.0\ %",
    Aspecto.FECHA: "dd/mm/yyyy",
}
"""Format codes in English, as files and programs take them; an aspect that is not here has none of its own."""

CENTERED: Final = frozenset({Aspecto.CENTRADO, Aspecto.FECHA})
INK: Final = "1F3864"
LINE: Final = "8EA9DB"
FILLS: Final[Mapping[Aspecto, str]] = {
    Aspecto.CABECERA: INK,
    Aspecto.ENTRADA: "FDF6E3",  # what the person may change
}
LINES: Final[Mapping[Aspecto, str]] = {Aspecto.SECCION: "medium", Aspecto.ENTRADA: "hair"}
"""The line below a cell, by its name in the files."""

HIGHLIGHTS: Final[Mapping[Color, tuple[str, str]]] = {
    Color.VERDE: ("D5EFD9", "0B4A1B"),
    Color.AMARILLO: ("FFF3C4", "5A4300"),
    Color.ROJO: ("F6C9C5", "6E0F0A"),
    Color.AZUL: ("C4DBF4", "0B3261"),
    Color.MORADO: ("D9C8EC", "3D1466"),
    Color.GRIS: ("E7E7E7", "3A3A3A"),
}
"""Background and ink: contrast of at least 7:1, and the backgrounds differ in lightness, so grey tells them."""

TITLE_HEIGHT: Final = 26
HEADER_HEIGHT: Final = 20
TABLE_STYLE: Final = "TableStyleMedium2"
MAX_LIST: Final = 255  # Excel specifications and limits: literal list of a data validation


@dataclass(frozen=True, slots=True)
class FontLook:
    """What makes a text of ours different from the rest of the sheet; `size` is `None` for the usual one."""

    color: str
    size: int | None = None
    bold: bool = False
    italic: bool = False


FONTS: Final[Mapping[Aspecto, FontLook]] = {
    Aspecto.TITULO: FontLook(INK, 16, bold=True),
    Aspecto.SECCION: FontLook(INK, 12, bold=True),
    Aspecto.CABECERA: FontLook("FFFFFF", bold=True),
    Aspecto.NOTA: FontLook("595959", italic=True),
}


def fits_in_a_list(choices: tuple[str, ...]) -> bool:
    """Whether those choices can be a dropdown written in the cell itself: short, and without separators."""
    return bool(choices) and len(",".join(choices)) <= MAX_LIST and not any({",", ";"} & set(each) for each in choices)


def aspect_of(cell: CeldaSalida) -> Aspecto:
    """The aspect of a cell; a date without one needs a date format to be read as such."""
    is_date = isinstance(cell.valor, date | datetime)
    return Aspecto.FECHA if is_date and cell.aspecto is Aspecto.GENERAL else cell.aspecto
