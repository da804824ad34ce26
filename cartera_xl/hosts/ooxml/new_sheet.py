"""A worksheet of ours that did not exist: its part, its table if it has one, and its entry in the workbook."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cartera_xl.hosts.looks import HEADER_HEIGHT, TABLE_STYLE, TITLE_HEIGHT, aspect_of
from cartera_xl.hosts.ooxml import conditional, tables
from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.cell_xml import EMPTY, ENCODED_EMPTY, CellFormatter
from cartera_xl.hosts.ooxml.package import MAIN_NAMESPACES, SPREADSHEET, Package, Stream
from cartera_xl.hosts.ooxml.styles import StyleSheet
from cartera_xl.nucleo.celdas import Rango, a1, letras
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, ColumnaSalida, HojaSalida

_ROWS_AT_ONCE: Final = 4096


def create_sheet(package: Package, output: HojaSalida, styles: StyleSheet) -> None:
    """Adds the sheet, visible and last."""
    folder = posixpath.dirname(package.workbook_part)
    part = package.free_name(posixpath.join(folder, "worksheets/sheet{}.xml"))
    package.set(part, b"")
    package.streams[part.casefold()] = _pieces(package, output, styles)
    package.declare(part, SPREADSHEET + "worksheet+xml")
    if output.tabla is not None and output.cuadro is not None:
        _add_table(package, part, output, output.cuadro)
    _list_in_workbook(package, output.nombre, package.relate(package.workbook_part, "worksheet", part))


def _namespaces(package: Package) -> tuple[str, str]:
    return MAIN_NAMESPACES[package.strict], package.relationship_base


def _pieces(package: Package, output: HojaSalida, styles: StyleSheet) -> Stream:
    """The text of the sheet, to be made as it is written; the formats it needs are already in `styles` on return."""
    formatter = CellFormatter(date1904=package.date1904)
    rows = _cell_rows(output.celdas, formatter, styles)
    before = "".join(text for row, text in rows.items() if row < output.fila_tabla)
    after = "".join(text for row, text in rows.items() if row >= output.fila_tabla)
    if not output.columnas:
        whole = _head(package, output) + (before + after).encode() + _tail(output, styles)
        return lambda: iter([whole])
    block = output.cuadro
    if block is not None and any(block.fila1 <= row <= block.fila2 for row in rows):
        raise ValueError("cells and whole columns in the same rows")
    head = _head(package, output) + before.encode()
    tail = after.encode() + _tail(output, styles)
    header, pattern = _column_header(output, formatter, styles), _row_pattern(output.columnas, styles)

    def made() -> Iterator[bytes]:
        yield head + header
        yield from _column_rows(output, formatter, pattern)
        yield tail

    return made


def _head(package: Package, output: HojaSalida) -> bytes:
    main, relationships = _namespaces(package)
    widths = dict(output.anchos) | {place: column.ancho for place, column in enumerate(output.columnas, 1)}
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{main}" xmlns:r="{relationships}"><dimension ref="{_used(output)}"/>'
        f'{_view(output.inmovilizar_filas)}<sheetFormatPr defaultRowHeight="15"/>{_widths(widths)}<sheetData>'
    ).encode()


def _tail(output: HojaSalida, styles: StyleSheet) -> bytes:
    has_table = output.tabla is not None and output.cuadro is not None
    table = b'<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if has_table else b""
    tail = (
        b'</sheetData><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        b'<pageSetup paperSize="9" orientation="landscape"/>%s</worksheet>' % table
    )
    first, last = output.fila_tabla + 1, 0 if output.cuadro is None else output.cuadro.fila2
    for place, column in enumerate(output.columnas, 1):
        cells = Rango(first, place, last, place)
        if column.realce:
            tail = conditional.with_highlight(tail, b"", cells, column.realce, styles.dxf)
        if column.opciones:
            tail = conditional.with_choices(tail, b"", cells, column.opciones)
    return tail


def _used(output: HojaSalida) -> Rango:
    corners = list(output.celdas)
    if output.columnas and output.cuadro is not None:
        corners += [output.cuadro[:2], output.cuadro[2:]]
    rows = [row for row, _ in corners] or [1]
    columns = [column for _, column in corners] or [1]
    return Rango(min(rows), min(columns), max(rows), max(columns))


def _view(frozen_rows: int) -> str:
    if not frozen_rows:
        return '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
    cell = a1(frozen_rows + 1, 1)
    return (
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane ySplit="{frozen_rows}" topLeftCell="{cell}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{cell}" sqref="{cell}"/></sheetView></sheetViews>'
    )


def _widths(widths: Mapping[int, float]) -> str:
    if not widths:
        return ""
    cols = (f'<col min="{c}" max="{c}" width="{w:g}" customWidth="1"/>' for c, w in sorted(widths.items()))
    return f"<cols>{''.join(cols)}</cols>"


def _cell_rows(
    cells: Mapping[tuple[int, int], CeldaSalida], formatter: CellFormatter, styles: StyleSheet
) -> dict[int, str]:
    """Text of the rows of some cells, in order."""
    by_row: dict[int, list[tuple[int, CeldaSalida]]] = {}
    for (row, column), cell in sorted(cells.items(), key=lambda item: item[0]):
        by_row.setdefault(row, []).append((column, cell))
    return {row: _row(row, inside, formatter, styles) for row, inside in by_row.items()}


def _row(row: int, cells: Sequence[tuple[int, CeldaSalida]], formatter: CellFormatter, styles: StyleSheet) -> str:
    text = ""
    for column, cell in cells:
        style = styles.own(aspect_of(cell))
        fragment = formatter.fragment(cell.valor)
        if style or fragment != EMPTY:
            mark = f' s="{style}"' if style else ""
            text += f'<c r="{a1(row, column)}"{mark}{fragment}'
    aspects = {cell.aspecto for _, cell in cells}
    height = TITLE_HEIGHT if Aspecto.TITULO in aspects else HEADER_HEIGHT if Aspecto.CABECERA in aspects else None
    mark = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{row}"{mark}>{text}</row>'


def _column_header(output: HojaSalida, formatter: CellFormatter, styles: StyleSheet) -> bytes:
    titles = [(place, CeldaSalida(c.titulo, Aspecto.CABECERA)) for place, c in enumerate(output.columnas, 1)]
    return _row(output.fila_tabla, titles, formatter, styles).encode()


def _row_pattern(columns: Sequence[ColumnaSalida], styles: StyleSheet) -> bytes:
    """What one `%` fills: the row's number and, for each cell, the number again and its fragment."""
    cells = ""
    for place, column in enumerate(columns, 1):
        style = styles.own(column.aspecto)
        mark = f' s="{style}"' if style else ""
        cells += f'<c r="{letras(place)}%d"{mark}%s'
    return f'<row r="%d">{cells}</row>'.encode()


def _column_rows(output: HojaSalida, formatter: CellFormatter, pattern: bytes) -> Iterator[bytes]:
    count = len(output.columnas[0].valores)
    first = output.fila_tabla + 1
    for start in range(0, count, _ROWS_AT_ONCE):
        stop = min(start + _ROWS_AT_ONCE, count)
        numbers = range(first + start, first + stop)
        arguments: list[Sequence[object]] = [numbers]
        for column in output.columnas:
            fragments = formatter.encoded_column(column.valores[start:stop])
            full = [ENCODED_EMPTY if f is None else f for f in fragments] if None in fragments else fragments
            arguments += [numbers, full]
        yield b"".join(map(pattern.__mod__, zip(*arguments, strict=True)))


def _add_table(package: Package, sheet_part: str, output: HojaSalida, where: Rango) -> None:
    folder = posixpath.dirname(package.workbook_part)
    existing = [table for sheet in package.sheets for table in tables.tables_of(package, sheet.part)]
    used = {table.name.casefold() for table in existing} | {name.casefold() for name in package.defined_names}
    name = _free_table_name(output.tabla or "Tabla", used)
    number = max((table.id for table in existing), default=0) + 1
    part = package.free_name(posixpath.join(folder, "tables/table{}.xml"))
    main, _ = _namespaces(package)
    columns = "".join(
        f'<tableColumn id="{index}" name="{tables.column_name(_title(output, where, column)).decode()}"/>'
        for index, column in enumerate(range(where.columna1, where.columna2 + 1), 1)
    )
    count = where.columna2 - where.columna1 + 1
    package.set(
        part,
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<table xmlns="{main}" id="{number}" name="{name}" displayName="{name}" ref="{where}" totalsRowShown="0">'
            f'<autoFilter ref="{where}"/><tableColumns count="{count}">{columns}</tableColumns>'
            f'<tableStyleInfo name="{TABLE_STYLE}" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
            'showColumnStripes="0"/></table>'
        ).encode(),
    )
    package.declare(part, SPREADSHEET + "table+xml")
    package.relate(sheet_part, "table", part)


def _title(output: HojaSalida, where: Rango, column: int) -> str:
    if output.columnas:
        return output.columnas[column - 1].titulo
    cell = output.celdas.get((where.fila1, column))
    if cell is None or not isinstance(cell.valor, str):
        raise ValueError(f"a table needs a text in each header cell: {a1(where.fila1, column)}")
    return cell.valor


def _free_table_name(wanted: str, used: set[str]) -> str:
    name, number = wanted, 1
    while name.casefold() in used:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _list_in_workbook(package: Package, name: str, rid: str) -> None:
    """The entry goes last, so that the positions that defined names and views refer to stay true."""
    data = package.text(package.workbook_part)
    top = xml.root(data)
    sheets = xml.child(data, "sheets", top.open_end)
    if sheets is None:
        raise package.not_a_workbook("El libro no tiene lista de hojas.")
    tags = [xml.attributes(xml.tag_of(data, element)) for element in xml.inside(data, sheets)]
    number = max((int(tag.get("sheetId", "0")) for tag in tags), default=0) + 1
    prefix = xml.prefix_for(data, [package.relationship_base])
    link = (
        b'%sid="%s"' % (prefix, rid.encode())
        if prefix
        else (b'xmlns:r="%s" r:id="%s"' % (package.relationship_base.encode(), rid.encode()))
    )
    entry = b'<%ssheet name="%s" sheetId="%d" %s/>' % (sheets.prefix, xml.quoted(name), number, link)
    package.set(package.workbook_part, xml.appended_inside(data, sheets, entry))
    package.reload_sheets()
