"""The calculation chain: entries of cells without formula would make Excel offer to repair the book."""

import re
from collections.abc import Collection
from typing import Final

from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.package import Package

_ENTRY: Final = re.compile(rb"<(?:[\w.\-]+:)?c\b[^<>]*?/>|<((?:[\w.\-]+:)?)c\b[^<>]*?>\s*</\1c>")


def forget(package: Package, sheet_id: int, cells: Collection[str]) -> None:
    """Takes those cells of one sheet out of the chain, and the whole part out of the book if nothing is left."""
    part = next((p for p in package.related(package.workbook_part, "calcChain") if package.has(p)), None)
    if part is None or not cells:
        return
    data = package.text(part)
    new, left = _without(data, sheet_id, frozenset(cells))
    if left:
        package.set(part, new)
    else:
        package.unrelate(package.workbook_part, part)
        package.drop(part)


def _without(data: bytes, sheet_id: int, cells: frozenset[str]) -> tuple[bytes, int]:
    """An entry without sheet (`i`) belongs to that of the entry before, so the one that follows a gap says its own."""
    out: list[bytes] = []
    at = 0
    left = 0
    current = "0"
    written = "0"
    for found in _ENTRY.finditer(data):
        tag = xml.attributes(found.group())
        current = tag.get("i", current)
        out.append(data[at : found.start()])
        at = found.end()
        if current == str(sheet_id) and tag.get("r") in cells:
            continue
        text = found.group()
        if "i" not in tag and written != current:
            end = text.index(b">") + 1
            text = xml.set_attribute(text[:end], "i", current) + text[end:]
        written = current
        left += 1
        out.append(text)
    return b"".join(out) + data[at:], left
