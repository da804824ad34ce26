"""The head of a big .xlsx without reading the rest, and formulas saved without a result.

The head is a smaller workbook made in memory: same parts, but the sheet stops after the wanted rows and the shared
strings after the last one those rows use. Every other rule of the format stays in the one reader that knows it.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from lxml import etree

from cartera_xl.hosts.readers_source import Source
from cartera_xl.nucleo.celdas import ErrorCelda, a1, letras, numero_de_columna

_CHUNK = 1 << 16
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>|</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>")
_ROW_NUMBER = re.compile(rb'\br\s*=\s*["\'](\d+)')
_ROOT = re.compile(rb"<((?:\w+:)?)(?:worksheet|sst)\b[^>]*>")
_MAY_HAVE_ERRORS = re.compile(rb"""t\s*=\s*["']e["']""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b([^>]*\bt\s*=\s*["']e["'][^>]*)>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)<")
_ITEM_END = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
_SMALL_PARTS = ("[Content_Types].xml", "_rels/.rels")


@dataclass(frozen=True, slots=True)
class ShortBook:
    """A workbook cut short, and the error cells of its sheet by 1-based (row, column)."""

    package: bytes
    errors: dict[tuple[int, int], ErrorCelda]


def head_of_package(source: Source, sheet: str, rows: int) -> ShortBook | None:
    """The workbook cut after `rows` rows of `sheet`; `None` if it must be read whole (other format, odd XML)."""
    package = _open(source)
    if package is None:
        return None
    with package:
        part = _sheet_part(package, sheet)
        cut = None if part is None else _cut_sheet(package, part, rows)
        if part is None or cut is None:
            return None
        try:
            errors, last_string = _scan(cut)
        except ValueError:  # a row or string number that is not one: let the whole reader judge
            return None
        return ShortBook(_repack(package, part, cut, last_string), errors)


def first_formula_without_value(source: Source, sheet: str, column: int, first_row: int) -> str | None:
    """Address of the first formula without cached result at or below `first_row` in that column."""
    package = _open(source)
    if package is None:
        return None
    with package:
        part = _sheet_part(package, sheet)
        if part is None:
            return None
        with package.open(part) as stream:
            return _seek_formula(stream, column, first_row)


def error_cells(source: Source, sheet: str) -> dict[tuple[int, int], ErrorCelda] | None:
    """Error cells by 1-based (row, column); `None` if the source is not a package or its cells have no address."""
    package = _open(source)
    if package is None:
        return None
    found: dict[tuple[int, int], ErrorCelda] = {}
    with package:
        part = _sheet_part(package, sheet)
        if part is None:
            return None
        with package.open(part) as stream:
            for block in _whole_rows(stream):
                for match in _ERROR_CELL.finditer(block) if _MAY_HAVE_ERRORS.search(block) else ():
                    address = _ADDRESS.search(match[1])
                    if address is None:
                        return None
                    value = _VALUE.search(match[2])
                    place = (int(address[2]), numero_de_columna(address[1].decode()))
                    found[place] = ErrorCelda(value[1].decode() if value else "#N/A")
    return found


def uses_1904(source: Source) -> bool:
    """True if the book counts its days from 1904, as old Excel for Mac did."""
    package = _open(source)
    if package is None:
        return False
    with package:
        book = _target(package, "_rels/.rels", "", "/officeDocument")
        if book is None or book not in package.namelist() or not book.endswith(".xml"):
            return False
        properties = etree.fromstring(package.read(book), _parser()).find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")


def _open(source: Source) -> zipfile.ZipFile | None:
    """The zip, or `None` if the source is not one."""
    try:
        return zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source)
    except zipfile.BadZipFile:
        return None


def _sheet_part(package: zipfile.ZipFile, sheet: str) -> str | None:
    """Path of the sheet's XML inside the package, through the relationships, never by its usual name."""
    book = _target(package, "_rels/.rels", "", "/officeDocument")
    if book is None or book not in package.namelist():
        return None
    folder = PurePosixPath(book).parent
    rels = _relations(package, f"{folder}/_rels/{PurePosixPath(book).name}.rels")
    for element in etree.fromstring(package.read(book), _parser()).iter("{*}sheet"):
        if element.get("name", "").casefold() == sheet.casefold():
            rel = next((v for k, v in element.attrib.items() if str(k).endswith("}id")), "")
            target = rels.get(str(rel), ("", ""))[1]
            part = _resolve(str(folder), target)
            return part if part in package.namelist() and part.endswith(".xml") else None
    return None


def _target(package: zipfile.ZipFile, rels: str, folder: str, kind: str) -> str | None:
    for type_, target in _relations(package, rels).values():
        if type_.endswith(kind):
            return _resolve(folder, target)
    return None


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    if part not in package.namelist():
        return {}
    root = etree.fromstring(package.read(part), _parser())
    return {e.get("Id", ""): (e.get("Type", ""), e.get("Target", "")) for e in root.iter("{*}Relationship")}


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for piece in (*PurePosixPath(folder).parts, *PurePosixPath(target).parts):
        parts = parts[:-1] if piece == ".." else [*parts, piece]
    return "/".join(parts)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _cut_sheet(package: zipfile.ZipFile, part: str, rows: int) -> bytes | None:
    """The sheet's XML up to the first row past `rows`, closed; whole if it is shorter."""
    data = b""
    seen = 0
    position = 0
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            data += chunk
            if (
                data[:2] in (b"\xff\xfe", b"\xfe\xff")
                or b"<!--" in chunk
                or b"<![CDATA[" in chunk
                or b"<!DOCTYPE" in chunk
            ):
                return None
            for match in _ROW.finditer(data, position):
                if match[1] is None:
                    return data + stream.read()
                position = match.end()
                number = _ROW_NUMBER.search(match[1])
                seen = int(number[1]) if number else seen + 1
                if seen > rows:
                    return _close(data[: match.start()], b"sheetData", b"worksheet")
    return data


def _close(data: bytes, *tags: bytes) -> bytes | None:
    root = _ROOT.search(data)
    return None if root is None else data + b"".join(b"</" + root[1] + tag + b">" for tag in tags)


def _scan(xml: bytes) -> tuple[dict[tuple[int, int], ErrorCelda], int]:
    """Error cells, and the highest shared string used (-1 if none)."""
    errors: dict[tuple[int, int], ErrorCelda] = {}
    last_string = -1
    row_number = 0
    for row in etree.fromstring(xml, _parser()).iter("{*}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iter("{*}c"):
            reference = cell.get("r", "").rstrip("0123456789")
            column = numero_de_columna(reference) if reference else column + 1
            kind = cell.get("t")
            if kind == "e":
                errors[(row_number, column)] = ErrorCelda(cell.findtext("{*}v") or "#N/A")
            elif kind == "s":
                last_string = max(last_string, int(cell.findtext("{*}v") or -1))
    return errors, last_string


def _repack(package: zipfile.ZipFile, part: str, sheet: bytes, last_string: int) -> bytes:
    book = _target(package, "_rels/.rels", "", "/officeDocument") or ""
    folder = str(PurePosixPath(book).parent)
    rels = f"{folder}/_rels/{PurePosixPath(book).name}.rels"
    styles = _target(package, rels, folder, "/styles")
    strings = _target(package, rels, folder, "/sharedStrings")
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as short:
        for name in (*_SMALL_PARTS, book, rels, styles):
            if name and name in package.namelist():
                short.writestr(name, package.read(name))
        if strings and strings in package.namelist():
            short.writestr(strings, _cut_strings(package, strings, last_string + 1))
        short.writestr(part, sheet)
    return output.getvalue()


def _cut_strings(package: zipfile.ZipFile, part: str, count: int) -> bytes:
    """The first `count` shared strings."""
    data = bytearray()
    seen = position = 0
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            data += chunk
            for match in _ITEM_END.finditer(data, position):
                position = match.end()
                seen += 1
                if seen >= count:
                    return _close(bytes(data[:position]), b"sst") or bytes(data)
            position = max(position, len(data) - 32)
    return bytes(data)


def _seek_formula(stream: IO[bytes], column: int, first_row: int) -> str | None:
    cell = re.compile(
        rb'<(?:\w+:)?c\b[^>]*?\br="' + letras(column).encode() + rb'(\d+)"([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>', re.DOTALL
    )
    for block in _whole_rows(stream):
        for match in cell.finditer(block):
            row, attributes, body = int(match[1]), match[2], match[3]
            if row >= first_row and _has_no_value(attributes, body):
                return a1(row, column)
    return None


def _has_no_value(attributes: bytes, body: bytes) -> bool:
    """A formula whose result is an empty text (`t="str"`) does have one."""
    return (
        b"f" in body
        and re.search(rb"<(?:\w+:)?f\b", body) is not None
        and b't="str"' not in attributes
        and not re.search(rb"<(?:\w+:)?v[^>/]*>[^<]", body)
    )


def _whole_rows(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(1 << 20):
        rest += chunk
        end = rest.rfind(b"<", 0, rest.rfind(b"row>"))
        if end > 0:
            yield rest[:end]
            rest = rest[end:]
    yield rest
