"""The parts of an OOXML workbook, how they point to each other, and the changes waiting to be written.

Nothing is parsed into a tree: parts are read as text and edited as text, so what is not edited keeps its bytes.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.zip_raw import ZipReader
from cartera_xl.nucleo.errores import LibroIlegible

TRANSITIONAL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MAIN_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
CONTENT_TYPES: Final = "[Content_Types].xml"
SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PACKAGE_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_NOT_UTF8: Final = re.compile(rb"^(?:\xff\xfe|\xfe\xff|<\?xml[^>]*encoding=[\"'](?!utf-?8[\"']|us-ascii[\"']))", re.I)

Stream = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship; `kind` is the last word of its type, `target` the part's name, or `None` if external."""

    id: str
    kind: str
    type: str
    target: str | None


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it; `kind` tells worksheets from chart sheets and dialogs.

    `sheet_id` is the number that the calculation chain knows it by.
    """

    name: str
    part: str
    state: str
    kind: str
    sheet_id: int


class Package:
    """A workbook package open for reading, with its pending changes."""

    def __init__(self, archive: ZipReader, where: str) -> None:
        self.zip = archive
        self.where = where
        self.changed: dict[str, bytes] = {}
        self.streams: dict[str, Stream] = {}
        self.added: list[str] = []
        self.dropped: set[str] = set()
        self.workbook_part = self._workbook_part()
        self.sheets = self._sheets()

    def not_a_workbook(self, what: str) -> LibroIlegible:
        """The error for what is a zip but not a workbook that can be patched."""
        return LibroIlegible(
            what, donde=self.where, remedio="Ábralo con Excel y guárdelo como «Libro de Excel (.xlsx)»"
        )

    def has(self, part: str) -> bool:
        """Whether the part will exist after the pending changes."""
        key = part.casefold()
        return key in self.changed or (key not in self.dropped and self.zip.find(part) is not None)

    def text(self, part: str) -> bytes:
        """Current text of a part, pending changes included."""
        pending = self.changed.get(part.casefold())
        if pending is not None:
            return pending
        entry = self.zip.find(part)
        if entry is None:
            raise self.not_a_workbook(f"Al libro le falta su parte interna «{part}».")
        data = self.zip.read(entry)
        if _NOT_UTF8.match(data) or b"<!DOCTYPE" in data:
            raise self.not_a_workbook(f"La parte interna «{part}» está escrita de un modo que no se admite.")
        return data

    def set(self, part: str, data: bytes) -> None:
        """Changes a part; nothing is noted if the text is the same."""
        key = part.casefold()
        entry = self.zip.find(part)
        if entry is None:
            if key not in self.changed:
                self.added.append(part)
        elif data == self.text(part):
            return
        self.changed[key] = data
        self.dropped.discard(key)

    def drop(self, part: str) -> None:
        """Leaves a part out, with its content type and its own relationships."""
        for name in (part, rels_of(part)):
            if self.zip.find(name) is not None:
                self.dropped.add(name.casefold())
                self.changed.pop(name.casefold(), None)
        types = self.text(CONTENT_TYPES)
        for element in xml.inside(types, xml.root(types)):
            if xml.attributes(xml.tag_of(types, element)).get("PartName", "").lstrip("/").casefold() == part.casefold():
                self.set(CONTENT_TYPES, xml.replaced(types, element, b""))
                return

    def relationships(self, part: str) -> list[Relationship]:
        """Relationships of a part (`""` is the package itself); none if it has no relationships part."""
        rels = rels_of(part)
        if not self.has(rels):
            return []
        data = self.text(rels)
        folder = posixpath.dirname(part)
        found = []
        for element in xml.inside(data, xml.root(data)):
            if element.name == "Relationship":
                found.append(_relationship(xml.attributes(xml.tag_of(data, element)), folder))
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that `part` points to with that kind of relationship."""
        return [rel.target for rel in self.relationships(part) if rel.kind == kind and rel.target is not None]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Adds a relationship and returns its new id."""
        rels = rels_of(part)
        if not self.has(rels):
            self.set(
                rels,
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                b'<Relationships xmlns="%s"></Relationships>' % _PACKAGE_RELATIONSHIPS.encode(),
            )
            if not self.content_type(rels):
                self.declare(rels, "application/vnd.openxmlformats-package.relationships+xml")
        data = self.text(rels)
        element = xml.root(data)
        used = {rel.id.casefold() for rel in self.relationships(part)}
        number = next(n for n in range(1, len(used) + 2) if f"rid{n}" not in used)
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        new = b'<%sRelationship Id="rId%d" Type="%s/%s" Target="%s"/>' % (
            element.prefix,
            number,
            self.relationship_base.encode(),
            kind.encode(),
            xml.quoted(relative),
        )
        self.set(rels, xml.appended_inside(data, element, new))
        return f"rId{number}"

    def unrelate(self, part: str, target: str) -> None:
        """Removes the relationships from `part` to `target`."""
        rels = rels_of(part)
        data = self.text(rels)
        folder = posixpath.dirname(part)
        for element in reversed(xml.inside(data, xml.root(data))):
            found = _relationship(xml.attributes(xml.tag_of(data, element)), folder).target
            if found is not None and found.casefold() == target.casefold():
                data = xml.replaced(data, element, b"")
        self.set(rels, data)

    def declare(self, part: str, content_type: str) -> None:
        """Declares the content type of a new part."""
        data = self.text(CONTENT_TYPES)
        element = xml.root(data)
        new = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (element.prefix, part.encode(), content_type.encode())
        self.set(CONTENT_TYPES, xml.appended_inside(data, element, new))

    def free_name(self, pattern: str) -> str:
        """The first part name not in use: `pattern` carries a `{}` for the number."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def content_type(self, part: str) -> str:
        """Declared content type of a part, or nothing."""
        data = self.text(CONTENT_TYPES)
        default = ""
        extension = part.rpartition(".")[2].casefold()
        for element in xml.inside(data, xml.root(data)):
            found = xml.attributes(xml.tag_of(data, element))
            if found.get("PartName", "").lstrip("/").casefold() == part.casefold():
                return found.get("ContentType", "")
            if found.get("Extension", "").casefold() == extension:
                default = found.get("ContentType", "")
        return default

    @property
    def strict(self) -> bool:
        """Whether the workbook is ISO Strict."""
        return any(name == MAIN_NAMESPACES[1] for _, name in xml.namespaces(self.text(self.workbook_part)))

    @property
    def relationship_base(self) -> str:
        """Namespace of the relationship types and of the `r:id` attributes."""
        return STRICT if self.strict else TRANSITIONAL

    @property
    def signed(self) -> bool:
        """Whether the package carries a digital signature (of the workbook, not of its macros)."""
        return any("digital-signature/origin" in rel.type for rel in self.relationships(""))

    @property
    def date1904(self) -> bool:
        """Whether day 0 is 1 January 1904."""
        properties = self._workbook_child("workbookPr")
        return properties.get("date1904", "0") in ("1", "true", "on")

    @property
    def structure_locked(self) -> bool:
        """Whether the workbook forbids adding sheets."""
        return self._workbook_child("workbookProtection").get("lockStructure", "0") in ("1", "true", "on")

    @property
    def defined_names(self) -> list[str]:
        """Names given to ranges and formulas, those of a single sheet included."""
        data = self.text(self.workbook_part)
        holder = xml.child(data, "definedNames", xml.root(data).open_end)
        found = xml.inside(data, holder) if holder else []
        return [xml.attributes(xml.tag_of(data, element)).get("name", "") for element in found]

    def _workbook_child(self, name: str) -> dict[str, str]:
        data = self.text(self.workbook_part)
        found = xml.child(data, name, xml.root(data).open_end)
        return {} if found is None else xml.attributes(xml.tag_of(data, found))

    def _workbook_part(self) -> str:
        if self.zip.find(CONTENT_TYPES) is None:
            raise self.not_a_workbook("El archivo no es un libro de Excel.")
        for rel in self.relationships(""):
            if rel.kind == "officeDocument" and rel.target is not None and self.has(rel.target):
                kind = self.content_type(rel.target)
                if not kind.endswith(".main+xml") or not ("spreadsheetml" in kind or "ms-excel" in kind):
                    raise self.not_a_workbook("El archivo no es un libro .xlsx ni .xlsm.")
                return rel.target
        raise self.not_a_workbook("El archivo no es un libro de Excel.")

    def _sheets(self) -> list[SheetEntry]:
        data = self.text(self.workbook_part)
        top = xml.root(data)
        if dict(xml.namespaces(data)).get(top.prefix) not in MAIN_NAMESPACES:
            raise self.not_a_workbook("El archivo no es un libro .xlsx ni .xlsm.")
        rels = {rel.id: rel for rel in self.relationships(self.workbook_part)}
        sheets = xml.child(data, "sheets", top.open_end)
        found = []
        for element in xml.inside(data, sheets) if sheets else []:
            tag = xml.attributes(xml.tag_of(data, element))
            rid = next((value for name, value in tag.items() if name.endswith(":id")), "")
            rel = rels.get(rid)
            if rel is not None and rel.target is not None:
                number = int(tag.get("sheetId", "0"))
                found.append(SheetEntry(tag.get("name", ""), rel.target, tag.get("state", "visible"), rel.kind, number))
        return found

    def reload_sheets(self) -> None:
        """Reads the list of sheets again, after adding one."""
        self.sheets = self._sheets()

    def worksheet(self, name: str) -> SheetEntry | None:
        """The worksheet of that name without distinguishing case."""
        wanted = name.casefold()
        return next((s for s in self.sheets if s.kind == "worksheet" and s.name.casefold() == wanted), None)


def rels_of(part: str) -> str:
    """Name of the relationships part of a part (`""` is the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relationship(found: dict[str, str], folder: str) -> Relationship:
    kind = found.get("Type", "")
    target = found.get("Target", "").replace("\\", "/")
    if found.get("TargetMode") == "External":
        resolved = None
    elif target.startswith("/"):
        resolved = posixpath.normpath(target.lstrip("/"))
    else:
        resolved = posixpath.normpath(posixpath.join(folder, target))
    return Relationship(found.get("Id", ""), kind.rpartition("/")[2], kind, resolved)
