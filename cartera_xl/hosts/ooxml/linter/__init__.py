"""A linter for workbooks: finds what makes Excel offer to repair a file, or drop something in silence.

It knows nothing of who wrote the file. Workbooks made by others often break a rule already, so what matters
after writing is `new_findings`: the rules that hold before and do not hold after.

Sources: ECMA-376 part 1 (SpreadsheetML) and part 2 (packages); Microsoft, "Excel specifications and limits".
"""

import zlib
from collections import Counter
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lxml import etree

from cartera_xl.hosts.ooxml.linter.cells import Indexes
from cartera_xl.hosts.ooxml.linter.findings import Finding, Report, Rule
from cartera_xl.hosts.ooxml.linter.markup import check_duplicates, children
from cartera_xl.hosts.ooxml.linter.package import Package, Relationship, relationship_ids
from cartera_xl.hosts.ooxml.linter.sheet import SheetChecker, SheetFacts
from cartera_xl.hosts.ooxml.linter.styles import (
    MetadataFacts,
    StyleFacts,
    check_shared_strings,
    check_styles,
    read_metadata,
)
from cartera_xl.hosts.ooxml.linter.tables import (
    TableDefinition,
    check_table,
    check_tables_of_sheet,
    check_tables_of_workbook,
    read_table,
)
from cartera_xl.hosts.ooxml.linter.workbook import SheetEntry, WorkbookFacts, check_workbook

__all__ = ["Finding", "Rule", "check_package", "new_findings"]


def check_package(path: Path) -> list[Finding]:
    """Every rule that the workbook breaks. An unreadable file is a finding, not an exception."""
    report = Report()
    try:
        with ZipFile(path) as archive:
            check_duplicates(
                (name.lower() for name in archive.namelist()),
                lambda name: report.add(Rule.ZIP_DUPLICATE_ENTRY, name, "repetida"),
            )
            _check_parts(Package(archive, report), report)
    except BadZipFile as error:
        report.add(Rule.ZIP_UNREADABLE, "", str(error))
    return report.findings


def new_findings(before: Path, after: Path) -> list[Finding]:
    """What `after` breaks and `before` did not."""
    return list((Counter(check_package(after)) - Counter(check_package(before))).elements())


def _check_parts(package: Package, report: Report) -> None:
    package.check_containers()
    links = [link for link in package.relationships("").values() if link.kind == "officeDocument"]
    part = links[0].target if links else ""
    root = package.root(part)
    if root is None or not children(root, "sheets"):
        report.add(Rule.NOT_A_SPREADSHEET, part, "no hay hojas")
        _check_other_parts(package, set(), report)
        return
    facts = check_workbook(package, part, root, report)
    _check_other_parts(package, {sheet.part.lower() for sheet in facts.worksheets}, report)
    _check_sheets(package, part, facts, report)


def _check_other_parts(package: Package, sheets: set[str], report: Report) -> None:
    """Every XML part but the worksheets is well formed; all the others can be inflated."""
    for part in package.parts():
        if part.lower() in sheets:
            continue
        try:
            with package.open(part) as stream:
                if part.lower().endswith((".xml", ".rels")):
                    root = etree.parse(stream, etree.XMLParser(resolve_entities=False, huge_tree=True)).getroot()
                    ids = {id_ for element in root.iter() for id_ in relationship_ids(element)}
                    package.check_markup(part, root, ids)
                else:
                    while stream.read(1 << 20):
                        pass
        except etree.XMLSyntaxError as error:
            report.add(Rule.XML_MALFORMED, part, str(error))
        except (BadZipFile, zlib.error, EOFError) as error:
            report.add(Rule.ZIP_BAD_ENTRY, part, str(error))


def _check_sheets(package: Package, workbook: str, facts: WorkbookFacts, report: Report) -> None:
    links = list(package.relationships(workbook).values())
    indexes = _read_indexes(package, links, report)
    dxf_count = indexes.styles.differential_formats
    all_tables: list[TableDefinition] = []
    formulas: dict[str, set[str]] = {}
    selected = 0
    for entry in facts.worksheets:
        tables = _tables_of(package, entry, report)
        text_rows = {row for table in tables for row in table.text_rows}
        sheet: SheetFacts = SheetChecker(package, entry.part, indexes, text_rows, report).check()
        check_tables_of_sheet(entry.part, tables, sheet, report)
        for table in tables:
            check_table(table, sheet, dxf_count, report)
        all_tables += tables
        formulas[entry.sheet_id] = sheet.cells.formulas
        selected += sheet.tab_selected
    check_tables_of_workbook(all_tables, facts.global_names, report)
    if selected > 1:
        report.add(Rule.SEVERAL_TABS_SELECTED, workbook, f"{selected} hojas")
    _check_calc_chain(package, links, facts.sheet_ids, formulas, report)


def _read_indexes(package: Package, links: list[Relationship], report: Report) -> Indexes:
    styles, strings, metadata = StyleFacts(), None, MetadataFacts()
    for link in links:
        root = package.root(link.target)
        if root is None:
            continue
        if link.kind == "styles":
            styles = check_styles(link.target, root, report)
        elif link.kind == "sharedStrings":
            strings = check_shared_strings(link.target, root, report)
        elif link.kind == "sheetMetadata":
            metadata = read_metadata(root)
    return Indexes(styles, strings, metadata)


def _tables_of(package: Package, entry: SheetEntry, report: Report) -> list[TableDefinition]:
    parts = [link.target for link in package.relationships(entry.part).values() if link.kind == "table"]
    roots = ((part, package.root(part)) for part in parts)
    return [read_table(part, root, report) for part, root in roots if root is not None]


def _check_calc_chain(
    package: Package,
    links: list[Relationship],
    sheet_ids: frozenset[str],
    formulas: dict[str, set[str]],
    report: Report,
) -> None:
    """Each entry names a cell with a formula; `i` is inherited from the entry before (ECMA-376-1, 18.6.1)."""
    part = next((link.target for link in links if link.kind == "calcChain"), "")
    root = package.root(part)
    sheet_id = ""
    for cell in children(root, "c") if root is not None else ():
        sheet_id = cell.get("i") or sheet_id
        address = cell.get("r") or ""
        known = formulas.get(sheet_id)
        if sheet_id not in sheet_ids or (known is not None and address not in known and cell.get("a") is None):
            report.add(Rule.CALC_CHAIN_STALE, part, f"hoja {sheet_id}, celda {address}")
