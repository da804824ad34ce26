"""Rules of tables (ListObjects) and how they sit on their sheet."""

from dataclasses import dataclass
from itertools import count

from lxml import etree

from cartera_xl.hosts.ooxml.linter.findings import Report, Rule
from cartera_xl.hosts.ooxml.linter.markup import (
    AttributeReader,
    check_duplicates,
    child,
    children,
    is_legal_name,
    overlapping_pairs,
    parse_range,
    unescape,
)
from cartera_xl.hosts.ooxml.linter.sheet import SheetFacts
from cartera_xl.nucleo.celdas import Rango

_DXF_ATTRIBUTES = ("headerRowDxfId", "dataDxfId", "totalsRowDxfId")


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A table part already read; `area` is `None` if its reference is illegal."""

    part: str
    root: etree._Element
    name: str
    id: str
    area: Rango | None
    header_rows: int
    totals_rows: int

    @property
    def columns(self) -> list[etree._Element]:
        """Its `tableColumn` elements."""
        holder = child(self.root, "tableColumns")
        return children(holder, "tableColumn") if holder is not None else []

    @property
    def text_rows(self) -> set[int]:
        """Rows whose cells must agree with the definition: header and totals."""
        rows: set[int] = set()
        if self.area is not None:
            rows |= {self.area.fila1} if self.header_rows else set()
            rows |= {self.area.fila2} if self.totals_rows else set()
        return rows


def read_table(part: str, root: etree._Element, report: Report) -> TableDefinition:
    """Takes from the part what its rules need."""
    reader = AttributeReader(report, part)
    header, totals = reader.integer(root, "headerRowCount"), reader.integer(root, "totalsRowCount")
    return TableDefinition(
        part=part,
        root=root,
        name=root.get("displayName") or root.get("name") or "",
        id=root.get("id") or "",
        area=parse_range(root.get("ref") or ""),
        header_rows=1 if header is None else header,
        totals_rows=totals or 0,
    )


def check_table(table: TableDefinition, sheet: SheetFacts, dxf_count: int | None, report: Report) -> None:
    """Checks one table against itself and against its sheet."""
    if not is_legal_name(table.name):
        report.add(Rule.TABLE_NAME_ILLEGAL, table.part, f"«{table.name}»")
    _check_columns(table, report)
    _check_formats(table, dxf_count, report)
    if table.area is None:
        report.add(Rule.TABLE_BAD_REFERENCE, table.part, f"«{table.root.get('ref') or ''}»")
        return
    if table.area.fila2 - table.area.fila1 < table.header_rows + table.totals_rows:
        report.add(Rule.TABLE_BAD_REFERENCE, table.part, f"{table.area}: no queda fila para los datos")
    width = table.area.columna2 - table.area.columna1 + 1
    if width != len(table.columns):
        report.add(Rule.TABLE_WIDTH, table.part, f"{table.area} tiene {width} columnas y la tabla {len(table.columns)}")
    _check_texts(table, table.area, sheet, report)
    _check_filter(table, table.area, report)
    _check_neighbours(table, table.area, sheet, report)


def _check_columns(table: TableDefinition, report: Report) -> None:
    holder = child(table.root, "tableColumns")
    declared = holder.get("count") if holder is not None else None
    report.check_count(Rule.TABLE_COUNT, table.part, "tableColumns", declared=declared, found=len(table.columns))
    names = [unescape(column.get("name") or "") for column in table.columns]
    if not all(names):
        report.add(Rule.TABLE_COLUMN_NAME_EMPTY, table.part, f"columna {names.index('') + 1}")
    check_duplicates(
        (name.casefold() for name in names),
        lambda name: report.add(Rule.TABLE_COLUMN_DUPLICATE, table.part, f"«{name}»"),
    )
    check_duplicates(
        (column.get("id") or "" for column in table.columns),
        lambda id_: report.add(Rule.TABLE_COLUMN_ID_DUPLICATE, table.part, f"id {id_}"),
    )


def _check_formats(table: TableDefinition, dxf_count: int | None, report: Report) -> None:
    reader = AttributeReader(report, table.part)
    for element in (table.root, *table.columns):
        for attribute in _DXF_ATTRIBUTES:
            index = reader.integer(element, attribute)
            if index is not None and dxf_count is not None and index >= dxf_count:
                report.add(Rule.DXF_OUT_OF_RANGE, table.part, f"«{element.get('name')}»: {attribute} = {index}")


def _check_texts(table: TableDefinition, area: Rango, sheet: SheetFacts, report: Report) -> None:
    for column, definition in zip(count(area.columna1), table.columns, strict=False):
        name = unescape(definition.get("name") or "")
        written = sheet.cells.texts.get((area.fila1, column))
        if table.header_rows and written != name:
            report.add(Rule.TABLE_HEADER_MISMATCH, table.part, f"la celda dice «{written or ''}» y la tabla «{name}»")
        label = definition.get("totalsRowLabel")
        written = sheet.cells.texts.get((area.fila2, column))
        if table.totals_rows and label is not None and written != unescape(label):
            report.add(Rule.TABLE_TOTALS_MISMATCH, table.part, f"la celda dice «{written or ''}» y la tabla «{label}»")


def _check_filter(table: TableDefinition, area: Rango, report: Report) -> None:
    element = child(table.root, "autoFilter")
    if element is None or element.get("ref") is None:
        return
    expected = area._replace(fila2=area.fila2 - table.totals_rows)
    if parse_range(element.get("ref") or "") != expected:
        report.add(Rule.TABLE_FILTER, table.part, f"«{element.get('ref')}» en vez de {expected}")
    width = area.columna2 - area.columna1 + 1
    for column in children(element, "filterColumn"):
        position = AttributeReader(report, table.part).integer(column, "colId")
        if position is not None and position >= width:
            report.add(Rule.TABLE_FILTER, table.part, f"filtro en la columna {position} de {width}")


def _check_neighbours(table: TableDefinition, area: Rango, sheet: SheetFacts, report: Report) -> None:
    for merge in sheet.merges:
        if area.toca(merge):
            report.add(Rule.TABLE_OVER_MERGE, table.part, f"tabla «{table.name}», combinada {merge}")
    if sheet.filter_area is not None and area.toca(sheet.filter_area):
        report.add(Rule.TABLE_OVER_FILTER, table.part, f"tabla «{table.name}», filtro {sheet.filter_area}")


def check_tables_of_sheet(part: str, tables: list[TableDefinition], sheet: SheetFacts, report: Report) -> None:
    """The tables of a sheet do not overlap and are all announced in it."""
    if sheet.tables_announced != len(tables):
        report.add(Rule.TABLE_PARTS, part, f"anuncia {sheet.tables_announced} y tiene {len(tables)}")
    for one, other in overlapping_pairs(table.area for table in tables if table.area is not None):
        report.add(Rule.TABLE_OVERLAP, part, f"{one} y {other}")


def check_tables_of_workbook(tables: list[TableDefinition], global_names: frozenset[str], report: Report) -> None:
    """Names and ids are unique in the whole workbook; a table may not be called like a defined name."""
    names = set(global_names)
    ids: set[str] = set()
    for table in tables:
        if table.name.casefold() in names:
            report.add(Rule.TABLE_NAME_DUPLICATE, table.part, f"«{table.name}»")
        if table.id in ids:
            report.add(Rule.TABLE_ID_DUPLICATE, table.part, f"id {table.id}")
        names.add(table.name.casefold())
        ids.add(table.id)
