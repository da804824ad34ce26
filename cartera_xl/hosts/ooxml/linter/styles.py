"""Rules of the style sheet, the shared strings and the cell metadata: whatever cells refer to by index."""

from dataclasses import dataclass

from lxml import etree

from cartera_xl.hosts.ooxml.linter.findings import Report, Rule
from cartera_xl.hosts.ooxml.linter.markup import (
    AttributeReader,
    check_duplicates,
    child,
    children,
    local_name,
    loses_space,
    out_of_order,
    plain_text,
)
from cartera_xl.hosts.ooxml.schema import STYLESHEET_CHILDREN

# ECMA-376-1, 18.8.14 (CT_Dxf).
_DXF_ORDER = (
    "font",
    "numFmt",
    "fill",
    "alignment",
    "border",
    "protection",
    "extLst",
)
_COUNTED = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_XF_REFERENCES = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
_FIRST_CUSTOM_FORMAT = 164  # ECMA-376-1, 18.8.30: lower ids are built in.
_MAX_CELL_FORMATS = 65_490  # Microsoft, "Excel specifications and limits".


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """How many cell formats and differential formats there are; `None` if there is no style sheet."""

    cell_formats: int | None = None
    differential_formats: int | None = None


def check_styles(part: str, root: etree._Element, report: Report) -> StyleFacts:
    """Checks the style sheet and counts what cells may refer to."""
    if late := out_of_order([name for name in map(local_name, root) if name], STYLESHEET_CHILDREN):
        report.add(Rule.STYLES_CHILD_ORDER, part, f"«{late}» va antes")
    sizes = {name: _check_list(root, name, part, report) for name in _COUNTED}
    defined = _check_number_formats(root, part, report)
    _check_cell_formats(root, sizes, defined, part, report)
    _check_dxf_order(root, part, report)
    _check_table_styles(root, sizes["dxfs"], part, report)
    return StyleFacts(cell_formats=sizes["cellXfs"], differential_formats=sizes["dxfs"])


def _check_list(root: etree._Element, name: str, part: str, report: Report) -> int:
    holder = child(root, name)
    if holder is None:
        return 0
    found = sum(local_name(element) is not None for element in holder)
    report.check_count(Rule.STYLES_COUNT, part, name, declared=holder.get("count"), found=found)
    return found


def _listed(root: etree._Element, container: str, name: str) -> list[etree._Element]:
    holder = child(root, container)
    return children(holder, name) if holder is not None else []


def _check_number_formats(root: etree._Element, part: str, report: Report) -> set[str]:
    ids = [element.get("numFmtId", "") for element in _listed(root, "numFmts", "numFmt")]
    check_duplicates(ids, lambda id_: report.add(Rule.NUMBER_FORMAT_DUPLICATE, part, f"numFmtId {id_}"))
    return set(ids)


def _check_cell_formats(
    root: etree._Element, sizes: dict[str, int], defined: set[str], part: str, report: Report
) -> None:
    reader = AttributeReader(report, part)
    if sizes["cellXfs"] > _MAX_CELL_FORMATS:
        report.add(Rule.STYLES_TOO_MANY, part, f"{sizes['cellXfs']} formatos")
    formats = [(kind, xf) for kind in ("cellStyleXfs", "cellXfs") for xf in _listed(root, kind, "xf")]
    for position, (kind, xf) in enumerate(formats):
        for attribute, target in _XF_REFERENCES.items():
            index = reader.integer(xf, attribute)
            if index is not None and index >= max(sizes[target], 1):
                report.add(Rule.STYLES_BAD_REFERENCE, part, f"{kind}, formato {position}: {attribute} = {index}")
        number_format = reader.integer(xf, "numFmtId") or 0
        if number_format >= _FIRST_CUSTOM_FORMAT and str(number_format) not in defined:
            report.add(Rule.NUMBER_FORMAT_MISSING, part, f"{kind}, formato {position}: numFmtId = {number_format}")
    for style in _listed(root, "cellStyles", "cellStyle"):
        index = reader.integer(style, "xfId")
        if index is not None and index >= max(sizes["cellStyleXfs"], 1):
            report.add(Rule.STYLES_BAD_REFERENCE, part, f"estilo «{style.get('name')}»: xfId = {index}")


def _check_dxf_order(root: etree._Element, part: str, report: Report) -> None:
    for position, dxf in enumerate(_listed(root, "dxfs", "dxf")):
        if late := out_of_order([name for name in map(local_name, dxf) if name], _DXF_ORDER):
            report.add(Rule.DXF_CHILD_ORDER, part, f"formato {position}: «{late}» va antes")


def _check_table_styles(root: etree._Element, dxf_count: int, part: str, report: Report) -> None:
    reader = AttributeReader(report, part)
    for style in _listed(root, "tableStyles", "tableStyle"):
        for element in children(style, "tableStyleElement"):
            index = reader.integer(element, "dxfId")
            if index is not None and index >= dxf_count:
                report.add(Rule.DXF_OUT_OF_RANGE, part, f"estilo de tabla «{style.get('name')}»: dxfId = {index}")


def check_shared_strings(part: str, root: etree._Element, report: Report) -> list[str]:
    """Checks the shared strings and returns their plain text."""
    items = children(root, "si")
    report.check_count(Rule.STRINGS_COUNT, part, "textos", declared=root.get("uniqueCount"), found=len(items))
    for position, item in enumerate(items):
        if loses_space(item):
            report.add(Rule.CELL_SPACE_LOST, part, f"texto {position}")
    return [plain_text(item) for item in items]


@dataclass(frozen=True, slots=True)
class MetadataFacts:
    """How many records the `cm` and `vm` attributes of cells may point to (counted from 1)."""

    cell: int = 0
    value: int = 0


def read_metadata(root: etree._Element) -> MetadataFacts:
    """Counts the metadata records."""
    return MetadataFacts(cell=len(_listed(root, "cellMetadata", "bk")), value=len(_listed(root, "valueMetadata", "bk")))
