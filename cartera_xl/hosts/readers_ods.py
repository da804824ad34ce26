"""Error cells of an OpenDocument spreadsheet, which calamine reads as empty."""

import zipfile
from io import BytesIO

from lxml import etree

from cartera_xl.hosts.readers_source import Source
from cartera_xl.nucleo.celdas import ErrorCelda

_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_MARK = b'value-type="error"'


def error_cells(source: Source, sheet: str) -> dict[tuple[int, int], ErrorCelda] | None:
    """Error cells by 1-based (row, column); `None` if the source is not an OpenDocument spreadsheet."""
    content = _content(source)
    if content is None:
        return None
    if _MARK not in content:
        return {}
    found: dict[tuple[int, int], ErrorCelda] = {}
    row = 0
    for _, element in etree.iterparse(BytesIO(content), tag=(f"{_TABLE}table-row", f"{_TABLE}table")):
        if element.tag == f"{_TABLE}table":
            row = 0
        elif _table_name(element) == sheet:
            found.update({(row + 1, column): error for column, error in _errors_of_row(element)})
            row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
    return found


def _content(source: Source) -> bytes | None:
    try:
        with zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source) as package:
            names = package.namelist()
            if "mimetype" not in names or package.read("mimetype").strip() != _MIME or "content.xml" not in names:
                return None
            return package.read("content.xml")
    except zipfile.BadZipFile:
        return None


def _table_name(row: etree._Element) -> str | None:
    """Name of the table around a row, which may be inside groups of rows."""
    table = next(row.iterancestors(f"{_TABLE}table"), None)
    return None if table is None else table.get(f"{_TABLE}name")


def _errors_of_row(row: etree._Element) -> list[tuple[int, ErrorCelda]]:
    errors = []
    column = 1
    for cell in row:
        if cell.get(_KIND) == "error":
            errors.append((column, ErrorCelda(cell.findtext(_TEXT) or "#N/A")))
        column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
    return errors
