"""What calls a table column by its name, and would be lost if the name changed."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Final

from cartera_xl.hosts.ooxml import tables
from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.package import Package
from cartera_xl.hosts.ooxml.tables import TablePart

_FORMULA: Final = re.compile(
    rb"<(?:[\w.\-]+:)?(?:f|formula[12]?|definedName|calculatedColumnFormula|totalsRowFormula)(?=[\s>])[^<>]*>([^<]+)<"
)
_TABLE_SLICER: Final = re.compile(rb"<(?:[\w.\-]+:)?tableSlicerCache\b[^<>]*>")
_ESCAPED_IN_REFERENCE: Final = re.compile(r"'(['\[\]#@])")


def column_is_mentioned(package: Package, table: TablePart, column: str) -> bool:
    """Whether a formula or a slicer of the book uses the column by its name.

    It may say yes to a formula that uses a column of the same name of another table: it is enough that it names both.
    """
    wanted = (f"{table.name}[".casefold(), f"[{column}]".casefold())
    formulas = (text for part in _parts(package) for text in _formulas(package.text(part)))
    return any(wanted[0] in text and wanted[1] in text for text in formulas) or _has_slicer(package, table, column)


def _parts(package: Package) -> Iterable[str]:
    yield package.workbook_part
    for sheet in package.sheets:
        yield sheet.part
        yield from (table.part for table in tables.tables_of(package, sheet.part))


def _formulas(data: bytes) -> Iterable[str]:
    """Formulas with structured references, without their escapes and in lower case."""
    if b"[" not in data:
        return
    for found in _FORMULA.findall(data):
        if b"[" in found:
            text = tables.without_escapes(unescape(found.decode("utf-8", "replace")))
            yield _ESCAPED_IN_REFERENCE.sub(r"\1", text).casefold()


def _has_slicer(package: Package, table: TablePart, column: str) -> bool:
    for part in package.related(package.workbook_part, "slicerCache"):
        data = package.text(part)
        source = xml.attributes(xml.tag_of(data, xml.root(data))).get("sourceName", "")
        found = _TABLE_SLICER.search(data)
        of_table = found is not None and xml.attributes(found.group()).get("tableId") == str(table.id)
        if of_table and source.casefold() == column.casefold():
            return True
    return False
