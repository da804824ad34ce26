"""Table definitions (ListObjects): reading them, adding columns at their right edge and taking them away."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.package import Package
from cartera_xl.nucleo.celdas import Rango

_ESCAPED_NAME: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_UNBOUND: Final = "unboundColumnsRight"  # ECMA-376 part 1, attributes of queryTableRefresh
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table: the part that defines it, where it is and the names of its columns."""

    part: str
    id: int
    name: str
    range: Rango
    has_header: bool
    totals_rows: int
    columns: tuple[str, ...]


def tables_of(package: Package, sheet_part: str) -> list[TablePart]:
    """The tables of a worksheet, in the order of its relationships."""
    return [read_table(package, part) for part in package.related(sheet_part, "table") if package.has(part)]


def pivot_ranges(package: Package, sheet_part: str) -> list[Rango]:
    """Where the pivot tables of a worksheet are, without their page filters."""
    found = []
    for part in package.related(sheet_part, "pivotTable"):
        data = package.text(part) if package.has(part) else b""
        location = xml.child(data, "location", xml.root(data).open_end) if data else None
        if location is not None:
            found.append(Rango.desde_a1(xml.attributes(xml.tag_of(data, location))["ref"]))
    return found


def read_table(package: Package, part: str) -> TablePart:
    """One table definition."""
    data = package.text(part)
    top = xml.root(data)
    tag = xml.attributes(xml.tag_of(data, top))
    return TablePart(
        part,
        int(tag.get("id", "0")),
        tag.get("displayName", tag.get("name", "")),
        Rango.desde_a1(tag["ref"]),
        tag.get("headerRowCount", "1") != "0",
        int(tag.get("totalsRowCount", "0")),
        tuple(_column_names(data, top)),
    )


def _column_names(data: bytes, top: xml.Element) -> Iterable[str]:
    holder = xml.child(data, "tableColumns", top.open_end)
    for column in xml.inside(data, holder) if holder else []:
        name = xml.attributes(xml.tag_of(data, column)).get("name", "")
        yield without_escapes(name)


def without_escapes(text: str) -> str:
    """The text that one with `_xHHHH_` stands for (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPED_NAME.sub(lambda found: chr(int(found[1], 16)), text)


def with_columns(data: bytes, titles: Sequence[str], field_ids: Sequence[int] = ()) -> bytes:
    """The definition with more columns at its right; `field_ids` are those of its query, if it has one."""
    data = _resized(data, len(titles), 0)
    top = xml.root(data)
    holder = xml.child(data, "tableColumns", top.open_end)
    if holder is None:
        raise ValueError("table without columns")
    tags = [xml.attributes(xml.tag_of(data, column)) for column in xml.inside(data, holder)]
    next_id = max((int(tag.get("id", "0")) for tag in tags), default=0) + 1
    new = b""
    for index, title in enumerate(titles):
        field = b' queryTableFieldId="%d"' % field_ids[index] if field_ids else b""
        new += b'<%stableColumn id="%d" name="%s"%s/>' % (top.prefix, next_id + index, column_name(title), field)
    data = xml.appended_inside(data, holder, new)
    return _counted(data, "tableColumns", len(tags) + len(titles))


def without_last_columns(data: bytes, count: int) -> bytes:
    """The definition without its last columns: exactly the inverse of `with_columns`."""
    data = _resized(data, -count, 0)
    holder = xml.child(data, "tableColumns", xml.root(data).open_end)
    if holder is None:
        raise ValueError("table without columns")
    columns = xml.inside(data, holder)
    for column in reversed(columns[-count:]):
        data = xml.replaced(data, column, b"")
    return _counted(data, "tableColumns", len(columns) - count)


def with_names(data: bytes, names: Mapping[int, str]) -> bytes:
    """The definition with other names for the columns at those places, counted from 0."""
    holder = xml.child(data, "tableColumns", xml.root(data).open_end)
    columns = xml.inside(data, holder) if holder else []
    for place in sorted(names, reverse=True):
        tag = xml.tag_of(data, columns[place])
        data = xml.with_open_tag(data, columns[place], xml.set_attribute(tag, "name", _escaped(names[place])))
    return data


def with_rows(data: bytes, count: int) -> bytes:
    """The definition with more rows at its bottom, for a table without totals."""
    return _resized(data, 0, count)


def column_name(title: str) -> bytes:
    """A column title as the table part writes it, ready to go between quotes."""
    return xml.quoted(_escaped(title))


def _escaped(title: str) -> str:
    """Line breaks go as `_x000a_` (what Excel writes); what already looked like an escape is escaped."""
    title = _LOOKS_ESCAPED.sub("_x005F_", title)
    return title.replace("\r\n", "\n").replace("\n", "_x000a_")


def _resized(data: bytes, columns: int, rows: int) -> bytes:
    top = xml.root(data)
    old = Rango.desde_a1(xml.attributes(xml.tag_of(data, top))["ref"])
    autofilter = xml.child(data, "autoFilter", top.open_end)
    if autofilter is not None:
        data = _with_ref(data, autofilter, columns, rows)
    return _with_ref(data, top, columns, rows) if old else data


def _with_ref(data: bytes, element: xml.Element, columns: int, rows: int) -> bytes:
    tag = xml.tag_of(data, element)
    old = Rango.desde_a1(xml.attributes(tag)["ref"])
    new = Rango(old.fila1, old.columna1, old.fila2 + rows, old.columna2 + columns)
    return xml.with_open_tag(data, element, xml.set_attribute(tag, "ref", str(new)))


def _counted(data: bytes, name: str, count: int) -> bytes:
    holder = xml.child(data, name, xml.root(data).open_end)
    if holder is None:
        return data
    return xml.with_open_tag(data, holder, xml.set_attribute(xml.tag_of(data, holder), "count", str(count)))


def query_part(package: Package, table: TablePart) -> str | None:
    """The query that fills the table, if it comes from one."""
    return next((part for part in package.related(table.part, "queryTable") if package.has(part)), None)


def add_query_fields(package: Package, part: str, first_column_id: int, count: int) -> list[int]:
    """Tells the query that the new columns are not its own; returns the ids of the new fields."""
    data = package.text(part)
    refresh = xml.child(data, "queryTableRefresh", xml.root(data).open_end)
    holder = next((e for e in xml.inside(data, refresh) if e.name == "queryTableFields"), None) if refresh else None
    if refresh is None or holder is None:
        return []
    fields = [xml.attributes(xml.tag_of(data, field)) for field in xml.inside(data, holder)]
    first = max([int(field.get("id", "0")) for field in fields], default=0) + 1
    first = max(first, int(xml.attributes(xml.tag_of(data, refresh)).get("nextId", "1")))
    ids = list(range(first, first + count))
    new = b"".join(
        b'<%squeryTableField id="%d" dataBound="0" tableColumnId="%d"/>'
        % (holder.prefix, field, first_column_id + index)
        for index, field in enumerate(ids)
    )
    data = xml.appended_inside(data, holder, new)
    holder_tag = xml.set_attribute(xml.tag_of(data, holder), "count", str(len(fields) + count))
    data = xml.with_open_tag(data, holder, holder_tag)
    refresh_tag = xml.set_attribute(xml.tag_of(data, refresh), "nextId", str(first + count))
    package.set(part, xml.with_open_tag(data, refresh, _with_unbound(refresh_tag, count)))
    return ids


def remove_query_fields(package: Package, part: str, column_ids: Sequence[int]) -> None:
    """Undoes `add_query_fields` for those table columns; `nextId` goes back only if nothing came after them."""
    data = package.text(part)
    refresh = xml.child(data, "queryTableRefresh", xml.root(data).open_end)
    holder = next((e for e in xml.inside(data, refresh) if e.name == "queryTableFields"), None) if refresh else None
    if refresh is None or holder is None:
        return
    fields = xml.inside(data, holder)
    gone = {str(column) for column in column_ids}
    doomed = [f for f in fields if xml.attributes(xml.tag_of(data, f)).get("tableColumnId") in gone]
    ids = [int(xml.attributes(xml.tag_of(data, field)).get("id", "0")) for field in doomed]
    for field in reversed(doomed):
        data = xml.replaced(data, field, b"")
    tag = xml.set_attribute(xml.tag_of(data, holder), "count", str(len(fields) - len(doomed)))
    data = xml.with_open_tag(data, holder, tag)
    refresh_tag = _with_unbound(xml.tag_of(data, refresh), -len(doomed))
    if ids and xml.attributes(refresh_tag).get("nextId") == str(max(ids) + 1):
        refresh_tag = xml.set_attribute(refresh_tag, "nextId", str(min(ids)))
    package.set(part, xml.with_open_tag(data, refresh, refresh_tag))


def _with_unbound(tag: bytes, change: int) -> bytes:
    """The query's tag with more or fewer columns at its right that the query does not fill; 0 is the default."""
    count = int(xml.attributes(tag).get(_UNBOUND, "0")) + change
    return xml.set_attribute(tag, _UNBOUND, str(count)) if count > 0 else xml.drop_attribute(tag, _UNBOUND)


def column_ids(data: bytes) -> list[int]:
    """Ids of the columns of a table definition, from left to right."""
    holder = xml.child(data, "tableColumns", xml.root(data).open_end)
    columns = xml.inside(data, holder) if holder else []
    return [int(xml.attributes(xml.tag_of(data, column)).get("id", "0")) for column in columns]
