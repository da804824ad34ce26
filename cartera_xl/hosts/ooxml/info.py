"""What a workbook says of itself without reading its cells."""

from cartera_xl.hosts.ooxml import sheet_frame, tables
from cartera_xl.hosts.ooxml.package import Package, SheetEntry
from cartera_xl.hosts.ooxml.sheet_read import SheetStream
from cartera_xl.nucleo.libro import HojaInfo, LibroInfo, TablaExcel


def package_info(package: Package, name: str) -> LibroInfo:
    """The worksheets of the workbook, in order."""
    sheets = (sheet for sheet in package.sheets if sheet.kind == "worksheet")
    return LibroInfo(name, tuple(_sheet_info(package, sheet) for sheet in sheets), package.date1904)


def _sheet_info(package: Package, sheet: SheetEntry) -> HojaInfo:
    tail = _tail(package, sheet)
    found = tuple(
        TablaExcel(table.name, table.range, table.has_header, table.totals_rows > 0)
        for table in tables.tables_of(package, sheet.part)
    )
    merged = tuple(sheet_frame.merged_ranges(tail))
    return HojaInfo(sheet.name, sheet.state == "visible", sheet_frame.is_protected(tail), found, merged)


def _tail(package: Package, sheet: SheetEntry) -> bytes:
    """What follows the rows; to get there the sheet has to be inflated, but none of it is kept."""
    entry = package.zip.find(sheet.part)
    if entry is None:
        raise package.not_a_workbook(f"Al libro le falta la hoja «{sheet.name}».")
    stream = SheetStream(package.zip.stream(entry), f"{package.where}, hoja «{sheet.name}»")
    for _ in stream.blocks():
        pass
    return stream.tail
