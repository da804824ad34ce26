"""The container: zip entries, content types and relationships (Open Packaging Conventions)."""

import posixpath
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from lxml import etree

from cartera_xl.hosts.ooxml.linter.findings import Report, Rule
from cartera_xl.hosts.ooxml.linter.markup import RELATIONSHIP_NAMESPACES, check_duplicates

CONTENT_TYPES = "[Content_Types].xml"
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_TYPE_ENDING = {
    "worksheet": "worksheet+xml",
    "chartsheet": "chartsheet+xml",
    "styles": "styles+xml",
    "sharedStrings": "sharedstrings+xml",
    "table": "table+xml",
    "drawing": "drawing+xml",
    "comments": "comments+xml",
    "calcChain": "calcchain+xml",
    "pivotTable": "pivottable+xml",
    "pivotCacheDefinition": "pivotcachedefinition+xml",
    "theme": "theme+xml",
    "chart": "chart+xml",
}


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another; `target` is a part name, or an address if `external`."""

    kind: str
    target: str
    external: bool


class Package:
    """Read access to the parts; names are compared without case, as the conventions ask."""

    def __init__(self, archive: ZipFile, report: Report) -> None:
        self._archive = archive
        self._report = report
        self._entries = {name.lower(): name for name in archive.namelist() if not name.endswith("/")}
        self._defaults, self._overrides = self._read_content_types()

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._entries

    def parts(self) -> list[str]:
        """Every part name, in the order of the zip."""
        return list(self._entries.values())

    def open(self, part: str) -> IO[bytes]:
        """Stream of a part that exists."""
        return self._archive.open(self._entries[part.lower()])

    def root(self, part: str) -> etree._Element | None:
        """Parsed part; `None` if it is missing or malformed (`check_package` reports that on its own)."""
        if part not in self:
            return None
        try:
            with self.open(part) as stream:
                return etree.parse(stream, etree.XMLParser(resolve_entities=False, huge_tree=True)).getroot()
        except (etree.XMLSyntaxError, BadZipFile, zlib.error, EOFError):
            return None

    def content_type(self, part: str) -> str | None:
        """Declared type of a part, in lower case."""
        extension = part.rpartition(".")[2].lower()
        return self._overrides.get(part.lower(), self._defaults.get(extension))

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Relationships of a part by id; `""` is the package itself."""
        return dict(self._read_relationships(part))

    def check_containers(self) -> None:
        """Content types, relationships and reachability of every part."""
        self._check_content_types()
        reached = {part.lower() for owner in ["", *self.parts()] for part in self._check_relationships(owner)}
        for part in self.parts():
            if _is_relationships(part):
                owner = _owner_of(part)
                if owner and owner not in self:
                    self._report.add(Rule.RELATIONSHIP_WITHOUT_PART, part, f"falta «{owner}»")
            elif part != CONTENT_TYPES and part.lower() not in reached:
                self._report.add(Rule.PART_UNREACHABLE, part, "sobra o le falta su relación")

    def check_markup(self, part: str, root: etree._Element, used_ids: set[str]) -> None:
        """Declared prefixes and relationship ids of an XML part that has been read."""
        for prefix in (root.get(_IGNORABLE) or "").split():
            if prefix not in root.nsmap:
                self._report.add(Rule.XML_UNDECLARED_PREFIX, part, f"prefijo «{prefix}»")
        for unknown in sorted(used_ids - self.relationships(part).keys()):
            self._report.add(Rule.RELATIONSHIP_UNKNOWN_ID, part, f"identificador «{unknown}»")

    def _read_content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        root = self.root(CONTENT_TYPES)
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}
        for element in root if root is not None else ():
            kind = element.get("ContentType", "").lower()
            if element.get("Extension") is not None:
                defaults[element.get("Extension", "").lower()] = kind
            elif element.get("PartName") is not None:
                overrides[_part_name(element)] = kind
        return defaults, overrides

    def _check_content_types(self) -> None:
        root = self.root(CONTENT_TYPES)
        names = [_part_name(e) for e in root if e.get("PartName")] if root is not None else []
        check_duplicates(names, lambda name: self._report.add(Rule.CONTENT_TYPE_DUPLICATE, CONTENT_TYPES, f"«{name}»"))
        for name in names:
            if name not in self:
                self._report.add(Rule.CONTENT_TYPE_ORPHAN, CONTENT_TYPES, f"«{name}»")
        for part in self.parts():
            if part != CONTENT_TYPES and self.content_type(part) is None:
                self._report.add(Rule.CONTENT_TYPE_MISSING, part, "no está en [Content_Types].xml")

    def _check_relationships(self, owner: str) -> Iterator[str]:
        """Checks the relationships of `owner` and yields the parts they lead to."""
        where = _relationships_of(owner)
        found = list(self._read_relationships(owner))
        check_duplicates(
            (id_ for id_, _ in found),
            lambda id_: self._report.add(Rule.RELATIONSHIP_DUPLICATE_ID, where, f"identificador «{id_}»"),
        )
        for id_, link in found:
            if link.external or "#" in link.target:
                continue
            yield link.target
            kind = self.content_type(link.target) or ""
            if link.target not in self:
                self._report.add(Rule.RELATIONSHIP_BROKEN, where, f"«{id_}» lleva a «{link.target}»")
            elif not kind.endswith(_TYPE_ENDING.get(link.kind, "")):
                self._report.add(Rule.CONTENT_TYPE_WRONG, link.target, f"«{kind}» para una relación «{link.kind}»")

    def _read_relationships(self, owner: str) -> Iterator[tuple[str, Relationship]]:
        root = self.root(_relationships_of(owner))
        for element in root if root is not None else ():
            if not isinstance(element.tag, str):
                continue
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external and not target.startswith("#"):
                target = _resolve(owner, target)
            kind = element.get("Type", "").rpartition("/")[2]
            yield element.get("Id", ""), Relationship(kind, target, external)


def relationship_ids(element: etree._Element) -> Iterator[str]:
    """Relationship ids that the element mentions in any of its attributes (`r:id`, `r:embed`…)."""
    for name, value in element.attrib.items():
        if str(name).startswith(RELATIONSHIP_NAMESPACES) and value:
            yield str(value)


def _part_name(element: etree._Element) -> str:
    return element.get("PartName", "").lstrip("/").lower()


def _relationships_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _is_relationships(part: str) -> bool:
    return posixpath.basename(posixpath.dirname(part)).lower() == "_rels" and part.lower().endswith(".rels")


def _owner_of(relationships: str) -> str:
    folder, name = posixpath.split(relationships)
    return posixpath.join(posixpath.dirname(folder), name[: -len(".rels")])


def _resolve(owner: str, target: str) -> str:
    joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(owner), target)
    return unquote(posixpath.normpath(joined).lstrip("/"))
