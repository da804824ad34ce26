"""Erasing in the cells: formulas are left, what they had stored is forgotten, and texts that nobody uses go blank."""

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Final

from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.package import Package
from cartera_xl.nucleo.celdas import Rango

_CELL: Final = re.compile(
    rb"<(?P<p>(?:[\w.\-]+:)?)c(?=[\s>])(?P<attributes>[^<>]*[^<>/]|)>(?P<body>.*?)</(?P=p)c>", re.DOTALL
)
_FORMULA: Final = re.compile(rb"<(?:[\w.\-]+:)?f(?=[\s/>])[^<>]*?(?:/>|>.*?</(?:[\w.\-]+:)?f>)", re.DOTALL)
_VALUE: Final = re.compile(rb"<(?:[\w.\-]+:)?v(?=[\s>])[^<>]*>([^<]*)</(?:[\w.\-]+:)?v>")
_ADDRESS: Final = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Z]+\d+)["']""")
_TYPE: Final = re.compile(rb"""\s+t\s*=\s*["']([a-zA-Z]+)["']""")
_REF: Final = re.compile(rb"""(?<![\w:])ref\s*=\s*["']([A-Z$\d:]+)["']""")
_SHARED_CELL: Final = re.compile(rb"""\st=["']s["'][^<>]*>\s*<(?:[\w.\-]+:)?v>(\d+)<""")
_SHARED_TYPE: Final = re.compile(rb"""\st\s*=\s*["']s["']""")
_ITEM: Final = re.compile(rb"<((?:[\w.\-]+:)?)si(?=[\s/>])[^<>]*?(?:/>|>.*?</\1si>)", re.DOTALL)


def formula_cells(data: bytes) -> tuple[set[tuple[int, int]], list[Rango]]:
    """Cells with a formula, and the ranges that array formulas and data tables fill."""
    cells: set[tuple[int, int]] = set()
    ranges: list[Rango] = []
    if _FORMULA.search(data) is None:
        return cells, ranges
    for found in _CELL.finditer(data):
        formula = _FORMULA.search(found["body"])
        address = _ADDRESS.search(found["attributes"])
        if formula is None or address is None:
            continue
        cells.add(Rango.desde_a1(address[1].decode())[:2])
        tag = formula.group().partition(b">")[0]
        ref = _REF.search(tag)
        if ref is not None and (b"array" in tag or b"dataTable" in tag):
            ranges.append(Rango.desde_a1(ref[1].decode()))
    return cells, ranges


def without_cached(data: bytes, names: Callable[[str], bool], spilled: Iterable[Rango]) -> bytes:
    """The sheet with the stored result of a formula gone where it names the person; Excel works it out again."""
    areas = list(spilled)

    def forget(found: re.Match[bytes]) -> bytes:
        body: bytes = found["body"]
        value = _VALUE.search(body)
        if value is None or not (_FORMULA.search(body) or _within(found["attributes"], areas)):
            return found.group()
        if not names(unescape(value[1].decode("utf-8", "replace"))):
            return found.group()
        formula = _FORMULA.search(body)
        prefix = b"<" + found["p"] + b"c" + _TYPE.sub(b"", found["attributes"])
        return prefix + (b">" + formula.group() + b"</" + found["p"] + b"c>" if formula else b"/>")

    return _CELL.sub(forget, data) if _FORMULA.search(data) else data


def _within(attributes: bytes, areas: list[Rango]) -> bool:
    address = _ADDRESS.search(attributes)
    if address is None or not areas:
        return False
    cell = Rango.desde_a1(address[1].decode())
    return any(area.toca(cell) for area in areas)


def blank_orphans(package: Package) -> None:
    """Shared texts that no cell points to any more, emptied in their place so that the others keep their number."""
    part = next((p for p in package.related(package.workbook_part, "sharedStrings") if package.has(p)), None)
    if part is None:
        return
    used: set[int] = set()
    for sheet in package.sheets:
        if sheet.kind == "worksheet" and package.has(sheet.part):
            used.update(_shared_texts(package.text(sheet.part)))
    number = -1

    def keep(found: re.Match[bytes]) -> bytes:
        nonlocal number
        number += 1
        return found.group() if number in used else b"<%ssi><%st/></%ssi>" % ((found[1],) * 3)

    package.set(part, _ITEM.sub(keep, package.text(part)))


def _shared_texts(data: bytes) -> set[int]:
    """Numbers of the shared texts that the cells point to, by a quick way that is trusted only if it misses none."""
    numbers = _SHARED_CELL.findall(data)
    if len(numbers) == len(_SHARED_TYPE.findall(data)):
        return set(map(int, numbers))
    used = set()
    for found in _CELL.finditer(data):
        kind, value = _TYPE.search(found["attributes"]), _VALUE.search(found["body"])
        if kind is not None and kind[1] == b"s" and value is not None:
            used.add(int(value[1]))
    return used


def recalculate_on_load(package: Package) -> None:
    """Ask Excel to work every formula out again when it opens the book: some lost what they read."""
    part = package.workbook_part
    data = package.text(part)
    found = xml.child(data, "calcPr", xml.root(data).open_end)
    if found is not None:
        tag = xml.set_attribute(xml.tag_of(data, found), "fullCalcOnLoad", "1")
        package.set(part, xml.with_open_tag(data, found, tag))
        return
    prefix = xml.root(data).prefix
    new = b'<%scalcPr fullCalcOnLoad="1"/>' % prefix
    package.set(part, xml.insert_in_order(data, xml.root(data).open_end, _WORKBOOK_CHILDREN, "calcPr", new))


_WORKBOOK_CHILDREN: Final = (
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
)
"""ECMA-376 part 1, 18.2.27: what may go before the calculation properties, in its order."""
