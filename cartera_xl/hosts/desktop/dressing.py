"""How our cells look in an open book: the formats and colours of `hosts.looks`, told to the program."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cartera_xl.hosts import looks
from cartera_xl.hosts.desktop.native import Native
from cartera_xl.hosts.desktop.reading import rect
from cartera_xl.nucleo.celdas import Rango
from cartera_xl.nucleo.plan import Aspecto, ColumnaSalida

if TYPE_CHECKING:
    import xlwings

_GENERAL = "General"
TEXT = "@"


def dress_own(area: "xlwings.Range", aspect: Aspecto, native: Native) -> None:
    """Cells of a sheet of ours."""
    if aspect in looks.NUMBER_FORMATS:
        area.number_format = looks.NUMBER_FORMATS[aspect]
    font = looks.FONTS.get(aspect)
    if font is not None:
        area.font.color = f"#{font.color}"
        if font.bold:
            area.font.bold = True
        if font.italic:
            area.font.italic = True
        if font.size is not None:
            area.font.size = font.size
    if aspect in looks.FILLS:
        area.color = f"#{looks.FILLS[aspect]}"
    if aspect in looks.CENTERED:
        area.horizontal_alignment = "center"
    if aspect is Aspecto.CABECERA:
        area.wrap_text = True
        area.vertical_alignment = "center"
    elif aspect is Aspecto.NOTA:
        area.vertical_alignment = "top"
    if aspect in looks.LINES:
        native.line_below(area, looks.LINES[aspect], looks.LINE)


def copy_look(source: "xlwings.Range", target: "xlwings.Range", native: Native) -> None:
    """The font, background and borders of a cell, in all those of another area.

    Not through the clipboard, which is the person's, and would skip what a filter hides and bring along her conditional
    formats. Black is the colour of nobody's choice: in a table it would hide that of its style.
    """
    font, other = source.font, target.font
    for name in ("name", "size", "bold", "italic"):
        value = getattr(font, name)
        if value not in (None, getattr(other, name)):
            setattr(other, name, value)
    if font.color not in (None, (0, 0, 0)):
        other.color = font.color
    if source.color is not None:
        target.color = source.color
    native.copy_borders(source, target)


def dress_columns(sheet: "xlwings.Sheet", cells: Rango, columns: list[ColumnaSalida], native: Native) -> None:
    """New columns: as the one at their left, with the number format of each. `cells` are theirs, header included."""
    neighbour = cells.columna1 - 1
    body = cells._replace(fila1=cells.fila1 + 1)
    target = rect(sheet, body)
    target.number_format = _GENERAL
    copy_look(sheet.range((body.fila1, neighbour)), target, native)
    header = rect(sheet, cells._replace(fila2=cells.fila1))
    source = sheet.range((cells.fila1, neighbour))
    copy_look(source, header, native)
    for name in ("wrap_text", "horizontal_alignment", "vertical_alignment"):
        value = getattr(source, name)
        if value is not None:
            setattr(header, name, value)
    for place, column in enumerate(columns, cells.columna1):
        dress_column(rect(sheet, body._replace(columna1=place, columna2=place)), column)


def dress_column(area: "xlwings.Range", column: ColumnaSalida) -> None:
    """Number format, alignment and width of one column."""
    if column.aspecto in looks.NUMBER_FORMATS:
        area.number_format = looks.NUMBER_FORMATS[column.aspecto]
    if column.aspecto in looks.CENTERED:
        area.horizontal_alignment = "center"
    if column.aspecto is Aspecto.ENTRADA:
        area.color = f"#{looks.FILLS[Aspecto.ENTRADA]}"
    area.column_width = column.ancho


def number_format_of(aspect: Aspecto) -> str:
    """The one that a number needs to be seen as such."""
    return looks.NUMBER_FORMATS.get(aspect, _GENERAL)


def is_text(area: "xlwings.Range") -> bool:
    """Whether the cells are formatted as text."""
    return area.number_format == TEXT


def highlight_column(sheet: "xlwings.Sheet", cells: Rango, column: ColumnaSalida, native: Native) -> None:
    """Its colours and its list of choices, in the rows that do not have them yet.

    Where there are some already they stay as they are: the person may have chosen other colours or her own validation.
    """
    if column.realce:
        bare = _uncovered(sheet, cells, lambda cell: len(cell.conditional_formats) > 0)
        if bare is not None:
            for text in sorted(column.realce, key=lambda each: (-len(each), each)):
                native.highlight(rect(sheet, bare), text, *looks.HIGHLIGHTS[column.realce[text]])
    if looks.fits_in_a_list(column.opciones):
        bare = _uncovered(sheet, cells, lambda cell: cell.data_validation.type != "none")
        if bare is not None:
            rect(sheet, bare).data_validation.set_list(list(column.opciones))
            native.only_warns(rect(sheet, bare))


def _uncovered(sheet: "xlwings.Sheet", cells: Rango, covered: Callable[[Any], bool]) -> Rango | None:
    """The last rows of a column that lack something which the first ones may have; `None` if none does."""
    top, bottom = cells.fila1, cells.fila2
    if covered(sheet.range((bottom, cells.columna1))):
        return None
    while top < bottom:
        middle = (top + bottom) // 2
        if covered(sheet.range((middle, cells.columna1))):
            top = middle + 1
        else:
            bottom = middle
    return cells._replace(fila1=top)
