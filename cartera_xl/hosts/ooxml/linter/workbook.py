"""Rules of the workbook part: order of its children, sheets, defined names."""

from dataclasses import dataclass

from lxml import etree

from cartera_xl.hosts.ooxml.linter.findings import Report, Rule
from cartera_xl.hosts.ooxml.linter.markup import (
    AttributeReader,
    check_duplicates,
    child,
    children,
    is_legal_name,
    local_name,
    out_of_order,
    relationship_id,
)
from cartera_xl.hosts.ooxml.linter.package import Package

# ECMA-376-1, 18.2.27 (CT_Workbook).
_ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
_REPEATABLE = {"fileRecoveryPr"}
_MAX_SHEET_NAME = 31
_ILLEGAL_IN_SHEET_NAME = set("[]:*?/\\")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A worksheet of the workbook; `part` is the part that holds it."""

    name: str
    sheet_id: str
    part: str


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """What the other rules need to know of the workbook."""

    worksheets: tuple[SheetEntry, ...]
    sheet_ids: frozenset[str]
    global_names: frozenset[str]


def check_workbook(package: Package, part: str, root: etree._Element, report: Report) -> WorkbookFacts:
    """Checks the workbook part and lists its worksheets."""
    names = [name for name in map(local_name, root) if name is not None]
    if late := out_of_order(names, _ORDER):
        report.add(Rule.WORKBOOK_CHILD_ORDER, part, f"«{late}» va antes")
    check_duplicates(
        (name for name in names if name not in _REPEATABLE),
        lambda name: report.add(Rule.WORKBOOK_CHILD_REPEATED, part, f"«{name}»"),
    )
    sheets = _descendants(root, "sheets", "sheet")
    _check_sheet_names(sheets, part, report)
    _check_views(root, sheets, part, report)
    names_in_use = _check_defined_names(root, len(sheets), part, report)
    return WorkbookFacts(
        worksheets=tuple(_worksheets(package, part, sheets, report)),
        sheet_ids=frozenset(sheet.get("sheetId", "") for sheet in sheets),
        global_names=names_in_use,
    )


def _descendants(root: etree._Element, container: str, name: str) -> list[etree._Element]:
    holder = child(root, container)
    return children(holder, name) if holder is not None else []


def _check_sheet_names(sheets: list[etree._Element], part: str, report: Report) -> None:
    for sheet in sheets:
        name = sheet.get("name", "")
        illegal = _ILLEGAL_IN_SHEET_NAME & set(name) or name[:1] == "'" or name[-1:] == "'"
        if not name or len(name) > _MAX_SHEET_NAME or illegal:
            report.add(Rule.SHEET_NAME_ILLEGAL, part, f"«{name}»")
    check_duplicates(
        (sheet.get("name", "").casefold() for sheet in sheets),
        lambda name: report.add(Rule.SHEET_NAME_DUPLICATE, part, f"«{name}»"),
    )
    check_duplicates(
        (sheet.get("sheetId", "") for sheet in sheets),
        lambda id_: report.add(Rule.SHEET_ID_DUPLICATE, part, f"sheetId {id_}"),
    )


def _check_views(root: etree._Element, sheets: list[etree._Element], part: str, report: Report) -> None:
    if all(sheet.get("state", "visible") != "visible" for sheet in sheets):
        report.add(Rule.SHEETS_ALL_HIDDEN, part, f"{len(sheets)} hojas")
    reader = AttributeReader(report, part)
    for view in _descendants(root, "bookViews", "workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            index = reader.integer(view, attribute)
            if index is not None and index >= len(sheets):
                report.add(Rule.ACTIVE_TAB_OUT_OF_RANGE, part, f"{attribute} = {index}")


def _check_defined_names(root: etree._Element, sheet_count: int, part: str, report: Report) -> frozenset[str]:
    """Checks the defined names and returns, in lower case, those of the whole workbook."""
    reader = AttributeReader(report, part)
    scoped: list[tuple[str, int | None]] = []
    for element in _descendants(root, "definedNames", "definedName"):
        name = element.get("name", "")
        scope = reader.integer(element, "localSheetId")
        scoped.append((name.casefold(), scope))
        if scope is not None and scope >= sheet_count:
            report.add(Rule.DEFINED_NAME_SCOPE, part, f"«{name}», hoja {scope}")
        if not is_legal_name(name.removeprefix("_xlnm.")):
            report.add(Rule.DEFINED_NAME_ILLEGAL, part, f"«{name}»")
    check_duplicates(
        (name if scope is None else f"{name} (hoja {scope})" for name, scope in scoped),
        lambda name: report.add(Rule.DEFINED_NAME_DUPLICATE, part, f"«{name}»"),
    )
    return frozenset(name for name, scope in scoped if scope is None)


def _worksheets(package: Package, part: str, sheets: list[etree._Element], report: Report) -> list[SheetEntry]:
    links = package.relationships(part)
    entries = []
    for sheet in sheets:
        name = sheet.get("name", "")
        link = links.get(relationship_id(sheet) or "")
        if link is None or link.external or not link.kind.lower().endswith("sheet"):
            report.add(Rule.SHEET_WITHOUT_PART, part, f"hoja «{name}»")
        elif link.kind == "worksheet" and link.target in package:
            entries.append(SheetEntry(name, sheet.get("sheetId", ""), link.target))
    check_duplicates(
        (entry.part for entry in entries),
        lambda shared: report.add(Rule.SHEET_PART_SHARED, part, f"«{shared}»"),
    )
    return entries
