"""Compares a workbook before and after writing: whatever is not ours must be the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from lxml import etree

from cartera_xl.nucleo.celdas import Rango
from tests.support.sheet_xml import RawSheet, read_raw_sheet

_LOCAL_HEADER_SIZE = 30
_COUNTS = frozenset({"count", "uniqueCount"})
_OURS = {"conditionalFormatting", "dataValidations", "cols", "dimension"}


@dataclass(frozen=True, slots=True)
class RawEntry:
    """A zip entry as it lies in the file: its directory record and its compressed bytes."""

    record: tuple[object, ...]
    compressed: bytes


def raw_entries(path: Path) -> dict[str, RawEntry]:
    """Entries in the order of the central directory."""
    data = path.read_bytes()
    with ZipFile(path) as archive:
        return {info.filename: RawEntry(_record(info), _compressed(data, info)) for info in archive.infolist()}


def _record(info: ZipInfo) -> tuple[object, ...]:
    attributes = info.external_attr, info.internal_attr, info.create_system, info.extra, info.comment
    return info.flag_bits, info.compress_type, info.date_time, info.CRC, info.file_size, *attributes


def _compressed(data: bytes, info: ZipInfo) -> bytes:
    header = data[info.header_offset : info.header_offset + _LOCAL_HEADER_SIZE]
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    start = info.header_offset + _LOCAL_HEADER_SIZE + name + extra
    return data[start : start + info.compress_size]


def read_parts(path: Path) -> dict[str, bytes]:
    """Every part, inflated."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def compare_packages(before: Path, after: Path, allowed: set[str]) -> list[str]:
    """Differences that a write must not make.

    Parts outside `allowed` keep their name, order, directory record and compressed bytes. Allowed parts are still
    there and well formed. New parts are accepted: the linter judges them.
    """
    old, new = raw_entries(before), raw_entries(after)
    problems = [f"falta la parte «{name}»" for name in old if name not in new]
    problems += [
        f"la parte «{name}» ha cambiado" for name in sorted(old.keys() & new.keys() - allowed) if old[name] != new[name]
    ]
    if [name for name in old if name in new] != [name for name in new if name in old]:
        problems.append("las partes han cambiado de orden")
    parts = read_parts(after)
    return problems + [
        f"la parte «{name}» está mal formada"
        for name in sorted(allowed & parts.keys())
        if not _well_formed(parts[name])
    ]


def _well_formed(data: bytes) -> bool:
    try:
        etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        return False
    return True


def compare_sheets(before: bytes, after: bytes, own_columns: set[int], own_rows: range) -> list[str]:
    """Differences in the target sheet outside our cells (`own_columns` × `own_rows`).

    Cells are compared as raw XML, and so is every element around the rows except the dimension, the column widths
    and the rules of ours: conditional formats and validations that only reach our columns.
    """
    old, new = read_raw_sheet(before), read_raw_sheet(after)
    problems = [] if old.prologue == new.prologue else ["ha cambiado el comienzo de la hoja"]
    problems += _compare_rows(old, new, own_columns, own_rows)
    problems += _compare_elements(old, new)
    problems += _compare_rules(old, new, own_columns)
    return [*problems, *_compare_widths(old, new, own_columns)]


def _compare_rows(old: RawSheet, new: RawSheet, own_columns: set[int], own_rows: range) -> Iterator[str]:
    for row in sorted(old.rows.keys() | new.rows.keys()):
        mine = own_columns if row in own_rows else set()
        old_row, new_row = old.rows.get(row), new.rows.get(row)
        if new_row is None:
            yield f"falta la fila {row}"
            continue
        if old_row is not None and _without(old_row.attributes, "spans") != _without(new_row.attributes, "spans"):
            yield f"han cambiado los atributos de la fila {row}"
        old_cells = old_row.cells if old_row else {}
        for column in sorted(old_cells.keys() | new_row.cells.keys()):
            if column not in mine and old_cells.get(column) != new_row.cells.get(column):
                yield f"ha cambiado la celda de la fila {row}, columna {column}"


def _without(attributes: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in attributes.items() if key != name}


def _compare_elements(old: RawSheet, new: RawSheet) -> Iterator[str]:
    before = [element for element in old.elements if element.name not in _OURS]
    after = [element for element in new.elements if element.name not in _OURS]
    for one, other in zip_longest(before, after):
        if one != other:
            name = one.name if one is not None else other.name
            yield f"ha cambiado el elemento «{name}» de la hoja"


def _compare_rules(old: RawSheet, new: RawSheet, own_columns: set[int]) -> Iterator[str]:
    """Rules of others stay, in their order; the ones added only reach our columns."""
    for name in ("conditionalFormatting", "dataValidations"):
        before, after = list(_rules(old, name)), list(_rules(new, name))
        kept = [rule for rule in after if rule in before]
        if kept != before:
            yield f"se ha perdido o cambiado un elemento de «{name}»"
        for rule in after:
            if rule not in before and not _reach(rule) <= own_columns:
                yield f"«{name}» llega a columnas ajenas: {sorted(_reach(rule))}"


def _compare_widths(old: RawSheet, new: RawSheet, own_columns: set[int]) -> Iterator[str]:
    before, after = _widths(old), _widths(new)
    for column in sorted((before.keys() | after.keys()) - own_columns):
        if before.get(column) != after.get(column):
            yield f"ha cambiado el ancho o el formato de la columna {column}"


def _widths(sheet: RawSheet) -> dict[int, dict[str, str]]:
    """Attributes of each column that has some."""
    widths: dict[int, dict[str, str]] = {}
    for element in sheet.elements:
        if element.name == "cols":
            for node in sheet.parse(element):
                attributes = {str(key): str(value) for key, value in node.attrib.items() if key not in ("min", "max")}
                columns = range(int(node.get("min", "1")), int(node.get("max", "1")) + 1)
                widths.update(dict.fromkeys(columns, attributes))
    return widths


def _rules(sheet: RawSheet, name: str) -> Iterator[bytes]:
    """Canonical form of each rule: a `dataValidations` holds many, a `conditionalFormatting` is one."""
    for element in sheet.elements:
        if element.name == name:
            root = sheet.parse(element)
            nodes = [root] if name == "conditionalFormatting" else [node for node in root if isinstance(node.tag, str)]
            yield from (etree.tostring(node, method="c14n") for node in nodes)


def _reach(rule: bytes) -> set[int]:
    areas = [Rango.desde_a1(reference) for reference in etree.fromstring(rule).get("sqref", "").split()]
    return {column for area in areas for column in range(area.columna1, area.columna2 + 1)}


def lost_in_extension(before: bytes, after: bytes, free: frozenset[str] = frozenset()) -> list[str]:
    """What `after` lost or changed of `before`, when it may only have grown.

    New children are growth, and so are the changes in counts and in the attributes named in `free`.
    """
    return list(_lost(_parse(before), _parse(after), free | _COUNTS))


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(huge_tree=True, remove_comments=True))


def _lost(old: etree._Element, new: etree._Element, free: frozenset[str]) -> Iterator[str]:
    name = etree.QName(old).localname
    if old.tag != new.tag or (old.text or "").strip() != (new.text or "").strip():
        yield f"«{name}» es otro"
    changed = {key for key in {*old.attrib, *new.attrib} if old.get(key) != new.get(key)} - free
    if changed:
        yield f"«{name}» cambia {', '.join(sorted(map(str, changed)))}"
    candidates = list(new)
    for child in old:
        while candidates and any(_lost(child, candidates[0], free)):
            candidates.pop(0)
        if not candidates:
            yield f"«{name}» pierde o cambia «{etree.QName(child).localname}»"
            return
        candidates.pop(0)
