"""Packages of Office files as a name-to-bytes mapping: what turns a plain workbook into one with ribbon and macros.

The parts are stored without compression: deflated bytes depend on the zlib at hand, and the files must not.
"""

import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB

from cartera_xl.excel import ribbon
from cartera_xl.excel.registry import COMMANDS

Parts = dict[str, bytes]

PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WITH_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADD_IN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"

_TYPES = "[Content_Types].xml"
_RELS = "_rels/.rels"
_STRINGS = "xl/sharedStrings.xml"
_PROJECT = "xl/vbaProject.bin"
_NO_CACHE = bytes.fromhex("cc61ffff000100")
"""The stream of compiled code of a project that has none, as in xlwings' own add-in. Fuente: [MS-OVBA] 2.3.4.1."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def read_package(package: bytes) -> Parts:
    """Every part by its name, in the order of the file."""
    with zipfile.ZipFile(BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a file that depends on nothing else: neither clock nor system."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system = 0
            target.writestr(entry, data)
    return out.getvalue()


def replaced(data: bytes, old: str, new: str) -> bytes:
    """The part with one text for another; `ValueError` unless it is there exactly once."""
    text = data.decode("utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{old!r} is there {text.count(old)} times")
    return text.replace(old, new).encode("utf-8")


def of_kind(parts: Parts, old: str, new: str) -> Parts:
    """The package declared as another kind of workbook."""
    return {**parts, _TYPES: replaced(parts[_TYPES], f'"{old}"', f'"{new}"')}


def with_texts(parts: Parts, texts: Mapping[str, str]) -> Parts:
    """The package with other texts in its cells."""
    strings = parts[_STRINGS]
    for old, new in texts.items():
        strings = replaced(strings, f">{escape(old)}</t>", f">{escape(new)}</t>")
    return {**parts, _STRINGS: strings}


def with_ribbon(parts: Parts, icons: Path, *, gives_way: bool) -> Parts:
    """The package with our tab and its images."""
    link = f'<Relationship Id="rIdCartera" Type="{ribbon.RELATIONSHIP}" Target="{ribbon.PART}"/></Relationships>'
    png = '<Default Extension="png" ContentType="image/png"/>'
    return {
        **parts,
        _TYPES: replaced(parts[_TYPES], '<Default Extension="rels"', f'{png}<Default Extension="rels"'),
        _RELS: replaced(parts[_RELS], "</Relationships>", link),
        ribbon.PART: ribbon.ribbon_xml(gives_way=gives_way).encode("utf-8"),
        ribbon.RELS_PART: ribbon.relationships_xml().encode("utf-8"),
        **{ribbon.image_part(command): (icons / ribbon.image_name(command)).read_bytes() for command in COMMANDS},
    }


def with_macros(parts: Parts, modules: Mapping[str, str], workbook_code: str, classes: Mapping[str, str]) -> Parts:
    """The package, declared as having macros, with a VBA project of those modules and that code of the workbook."""
    with tempfile.TemporaryDirectory(prefix="cartera-") as folder:
        path = Path(folder) / "libro.xlsm"
        path.write_bytes(write_package(parts))
        with ExcelFile(path) as book:
            project = book.add_vba_project()
            for name, source in modules.items():
                project.add_module(name, _windows_lines(source))
            for name, source in classes.items():
                project.add_module(name, _windows_lines(source), kind=VBAModuleKind.other)
            book.set_module("ThisWorkbook", _windows_lines(workbook_code))
            for name in project.module_names():
                if name.startswith("Sheet"):
                    book.set_module(name, "Option Explicit\r\n")
            book.save()
        parts = read_package(path.read_bytes())
    return {**parts, _PROJECT: _without_cache(parts[_PROJECT])}


def _without_cache(project: bytes) -> bytes:
    """The VBA project as text alone: without a version to trust, Excel compiles what is written and nothing else."""
    compound = CFB.from_bytes(project)
    compound.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    written: bytes = compound.to_bytes()
    return written


def _windows_lines(source: str) -> str:
    return source.replace("\n", "\r\n")
