"""A worksheet of ours that did not exist: its part, its table if it has one, and its entry in the workbook."""

import posixpath
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from cartera_xl.hosts.ooxml import tables
from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.cell_xml import EMPTY, CellFormatter
from cartera_xl.hosts.ooxml.package import MAIN_NAMESPACES, SPREADSHEET, Package
from cartera_xl.hosts.ooxml.styles import StyleSheet
from cartera_xl.nucleo.celdas import Rango, a1
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, HojaSalida

_TITLE_HEIGHT: Final = 26
_HEADER_HEIGHT: Final = 20
_TABLE_STYLE: Final = "TableStyleMedium2"


def aspect_of(cell: CeldaSalida) -> Aspecto:
    """The aspect of a cell; a date without one needs a date format to be read as such."""
    is_date = isinstance(cell.valor, (date, datetime))
    return Aspecto.FECHA if is_date and cell.aspecto is Aspecto.GENERAL else cell.aspecto


def create_sheet(package: Package, output: HojaSalida, styles: StyleSheet) -> None:
    """Adds the sheet, visible and last."""
    folder = posixpath.dirname(package.workbook_part)
    part = package.free_name(posixpath.join(folder, "worksheets/sheet{}.xml"))
    table = _table_range(output)
    package.set(part, _sheet_xml(package, output, styles, has_table=table is not None))
    package.declare(part, SPREADSHEET + "worksheet+xml")
    if table is not None and output.tabla is not None:
        _add_table(package, part, output, table)
    _list_in_workbook(package, output.nombre, package.relate(package.workbook_part, "worksheet", part))


def _namespaces(package: Package) -> tuple[str, str]:
    return MAIN_NAMESPACES[package.strict], package.relationship_base


def _sheet_xml(package: Package, output: HojaSalida, styles: StyleSheet, *, has_table: bool) -> bytes:
    main, relationships = _namespaces(package)
    by_row: dict[int, list[tuple[int, CeldaSalida]]] = {}
    for (row, column), cell in sorted(output.celdas.items(), key=lambda item: item[0]):
        by_row.setdefault(row, []).append((column, cell))
    rows = list(by_row)
    columns = [column for _, column in output.celdas] or [1]
    used = Rango(min(rows, default=1), min(columns), max(rows, default=1), max(columns))
    formatter = CellFormatter(date1904=package.date1904)
    body = "".join(_row(row, cells, formatter, styles) for row, cells in by_row.items())
    table = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if has_table else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{main}" xmlns:r="{relationships}"><dimension ref="{used}"/>'
        f'{_view(output.inmovilizar_filas)}<sheetFormatPr defaultRowHeight="15"/>{_widths(output.anchos)}'
        f"<sheetData>{body}</sheetData>"
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="landscape"/>{table}</worksheet>'
    ).encode()


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


def _row(row: int, cells: Sequence[tuple[int, CeldaSalida]], formatter: CellFormatter, styles: StyleSheet) -> str:
    text = ""
    for column, cell in cells:
        style = styles.own(aspect_of(cell))
        fragment = formatter.fragment(cell.valor)
        if style or fragment != EMPTY:
            mark = f' s="{style}"' if style else ""
            text += f'<c r="{a1(row, column)}"{mark}{fragment}'
    aspects = {cell.aspecto for _, cell in cells}
    height = _TITLE_HEIGHT if Aspecto.TITULO in aspects else _HEADER_HEIGHT if Aspecto.CABECERA in aspects else None
    mark = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{row}"{mark}>{text}</row>'


def _table_range(output: HojaSalida) -> Rango | None:
    inside = [(row, column) for row, column in output.celdas if row >= output.fila_tabla]
    if output.tabla is None or not inside:
        return None
    last_row = max(max(row for row, _ in inside), output.fila_tabla + 1)  # a table has at least one row of data
    return Rango(output.fila_tabla, min(c for _, c in inside), last_row, max(c for _, c in inside))


def _add_table(package: Package, sheet_part: str, output: HojaSalida, where: Rango) -> None:
    folder = posixpath.dirname(package.workbook_part)
    existing = [table for sheet in package.sheets for table in tables.tables_of(package, sheet.part)]
    name = _free_table_name(output.tabla or "Tabla", {table.name.casefold() for table in existing})
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
            f'<tableStyleInfo name="{_TABLE_STYLE}" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
            'showColumnStripes="0"/></table>'
        ).encode(),
    )
    package.declare(part, SPREADSHEET + "table+xml")
    package.relate(sheet_part, "table", part)


def _title(output: HojaSalida, where: Rango, column: int) -> str:
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
