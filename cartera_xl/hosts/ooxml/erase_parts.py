"""Erasing outside the cells: links, comments, stored copies of pivot tables and charts, filters, properties.

A text that is nothing but the person's name or number is replaced; one that only contains it is replaced if asked, or
else reported. Formulas and names of things are never changed: something may depend on them.
"""

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from urllib.parse import unquote

from cartera_xl.hosts.ooxml import sheet_frame
from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.package import Package, SheetEntry, rels_of
from cartera_xl.hosts.ooxml.sheet_read import SheetStream
from cartera_xl.nucleo.celdas import Rango
from cartera_xl.nucleo.privacidad.borrado import PlanBorrado, Rastro, muestra
from cartera_xl.nucleo.privacidad.identidad import Coincide

_TEXT: Final = re.compile(rb"(?<=>)[^<>]*[^<>\s][^<>]*(?=</(?P<element>[\w.\-:]+)\s*>)")
_ATTRIBUTE: Final = re.compile(rb"""(?P<name>[\w.\-:]+)\s*=\s*(?:"(?P<one>[^"<]*)"|'(?P<two>[^'<]*)')""")
_REPLACEABLE: Final = frozenset({"v", "val", "display", "tooltip", "descr", "title", "c"})
_FORMULAS: Final = frozenset({"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"})
_HEADERS: Final = frozenset(f"{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer"))
_PRINT_CODES: Final = re.compile(rb"""(&amp;(?:(?:"|&quot;).*?(?:"|&quot;)|\d+|[A-Za-z]))""")
"""Codes inside a printed header or footer, such as `&C` or `&"Arial,Bold"&12`; they stick to the text after them."""
_UNTOUCHED: Final = frozenset({"workbook.xml", "[Content_Types].xml", "styles.xml"})
_KINDS: Final = {
    "comments": "comentario",
    "threadedComments": "comentario",
    "persons": "autor de comentarios",
    "pivotCache": "datos guardados de una tabla dinámica",
    "pivotTables": "tabla dinámica",
    "charts": "gráfico",
    "drawings": "dibujo o cuadro de texto",
    "externalLinks": "datos guardados de otro libro",
    "tables": "tabla (filtro o título)",
    "slicerCaches": "segmentación",
    "docProps": "propiedades del libro",
    "customXml": "datos de otro programa",
    "worksheets": "hoja (validación, encabezado, filtro o enlace)",
}


@dataclass(slots=True)
class Findings:
    """What was taken away and what is still there."""

    gone: list[Rastro] = field(default_factory=list)
    left: list[Rastro] = field(default_factory=list)


class PartEraser:
    """Goes through the parts of one package with one plan; `findings` tells what happened."""

    def __init__(self, package: Package, plan: PlanBorrado, *, only_look: bool = False) -> None:
        self._package = package
        self._plan = plan
        self._only_look = only_look
        self.findings = Findings()

    def run(self) -> None:
        """All the parts but the rows of the sheets, which were erased cell by cell."""
        sheets = {sheet.part.casefold(): sheet for sheet in self._package.sheets if sheet.kind == "worksheet"}
        if not self._only_look:
            for sheet in sheets.values():
                self._links(sheet)
                self._comments(sheet)
        strings = {part.casefold() for part in self._package.related(self._package.workbook_part, "sharedStrings")}
        for part in self._parts():
            if part.casefold() in sheets:
                self._around_rows(sheets[part.casefold()])
            elif part.casefold() not in strings:
                self._part(part)

    def _parts(self) -> Iterator[str]:
        for entry in self._package.zip.entries:
            if self._package.has(entry.name) and not entry.name.endswith("/"):
                yield entry.name

    def _links(self, sheet: SheetEntry) -> None:
        """Links of the person's cells, and any that goes to her address."""
        head, rows, tail = _split(self._package.text(sheet.part), sheet.name)
        holder = next((e for e in sheet_frame.tail_children(tail) if e.name == "hyperlinks"), None)
        if holder is None:
            return
        links = xml.inside(tail, holder)
        targets = _targets(self._package, sheet.part)
        erased = self._plan.celdas.get(sheet.name, {}).keys()
        dropped = []
        for link in reversed(links):
            tag = xml.attributes(xml.tag_of(tail, link))
            rid = next((value for name, value in tag.items() if name.endswith(":id")), "")
            texts = [targets.get(rid, ""), tag.get("display", ""), tag.get("tooltip", "")]
            if _covers(tag.get("ref", ""), erased) or any(map(self._plan.identidad.nombra, texts)):
                tail = xml.replaced(tail, link, b"")
                dropped.append(rid)
                self.findings.gone.append(Rastro(f"enlace de la celda {tag.get('ref', '')} de «{sheet.name}»", ""))
        if not dropped:
            return
        if len(dropped) == len(links):
            holder = next(e for e in sheet_frame.tail_children(tail) if e.name == "hyperlinks")
            tail = xml.replaced(tail, holder, b"")
        self._package.set(sheet.part, head + rows + tail)
        used = {value for name, value in _attributes_of(tail) if name.endswith(":id")}
        _drop_relationships(self._package, sheet.part, {rid for rid in dropped if rid and rid not in used})

    def _comments(self, sheet: SheetEntry) -> None:
        """A comment on one of the person's rows goes whole, whatever it says."""
        rows = self._plan.filas.get(sheet.name, frozenset())
        for kind, element in (("comments", "comment"), ("threadedComment", "threadedComment")):
            for part in self._package.related(sheet.part, kind):
                if rows and self._package.has(part):
                    self._blank_comments(part, element, rows, sheet.name)

    def _blank_comments(self, part: str, element: str, rows: Collection[int], sheet: str) -> None:
        data = self._package.text(part)
        pattern = re.compile(
            rb"<((?:[\w.\-]+:)?)" + element.encode() + rb"(?=\s)[^<>]*>.*?</\1" + element.encode() + rb">", re.DOTALL
        )

        def blank(found: re.Match[bytes]) -> bytes:
            ref = xml.attributes(found.group()).get("ref", "")
            if not ref or Rango.desde_a1(ref).fila1 not in rows:
                return found.group()
            self.findings.gone.append(Rastro(f"comentario de la celda {ref} de «{sheet}»", ""))
            return _TEXT.sub(b"", found.group())

        self._package.set(part, pattern.sub(blank, data))

    def _around_rows(self, sheet: SheetEntry) -> None:
        head, rows, tail = _split(self._package.text(sheet.part), sheet.name)
        where = f"hoja «{sheet.name}» (validación, encabezado, filtro o enlace)"
        look = self._only_look
        head, tail = self._scrubbed(head, where, only_look=look), self._scrubbed(tail, where, only_look=look)
        self._package.set(sheet.part, head + rows + tail)

    def _part(self, part: str) -> None:
        if not part.casefold().endswith((".xml", ".rels", ".vml")):
            self._binary(part)
            return
        kind = next((words for folder, words in _KINDS.items() if f"/{folder}" in f"/{part}"), "parte interna")
        data = self._package.text(part)
        fixed = self._only_look or posixpath.basename(part) in _UNTOUCHED or part.endswith(".rels")
        scrubbed = self._scrubbed(data, f"{kind} ({part})", only_look=fixed)
        if not fixed:
            self._package.set(part, scrubbed)

    def _scrubbed(self, data: bytes, where: str, *, only_look: bool = False) -> bytes:
        def text(found: re.Match[bytes]) -> bytes:
            element = found["element"].rpartition(b":")[2].decode()
            can = element not in _FORMULAS and not only_look
            if element in _HEADERS:
                return b"".join(self._decide(p, where, can=can) or p for p in _PRINT_CODES.split(found.group()))
            return self._decide(found.group(), where, can=can) or found.group()

        def attribute(found: re.Match[bytes]) -> bytes:
            raw: bytes = found["one"] if found["one"] is not None else found["two"]
            can = found["name"].decode() in _REPLACEABLE and not only_look
            new = self._decide(raw, where, can=can)
            return found.group() if new is None else found["name"] + b'="' + new.replace(b'"', b"&quot;") + b'"'

        return _ATTRIBUTE.sub(attribute, _TEXT.sub(text, data))

    def _decide(self, raw: bytes, where: str, *, can: bool) -> bytes | None:
        """What to leave instead of a text, or `None` to leave it as it is; either way it is written down."""
        plain = unescape(raw.decode("utf-8", "replace"))
        names = self._plan.identidad.nombra
        if not names(plain):
            if "%" not in plain or not names(unquote(plain)):
                return None
            can = False  # an address with its blanks as %20: changing it would break it
        found = self._plan.identidad.buscar(plain)
        whole = found is not None and found.coincide is Coincide.IGUAL
        if can and (whole or self._plan.contenidas):
            self.findings.gone.append(Rastro(where, ""))
            new = self._plan.sustituto if whole else self._plan.identidad.sustituir(plain, self._plan.sustituto)
            return xml.quoted(new)
        self.findings.left.append(Rastro(where, muestra(plain)))
        return None

    def _binary(self, part: str) -> None:
        """Macros, images and embedded files are only looked into."""
        entry = self._package.zip.find(part)
        if entry is None:
            return
        data = self._package.zip.read(entry).lower()
        for signal in self._plan.identidad.senales:
            texts = (signal.texto.lower().encode(), signal.texto.lower().encode("utf-16-le"))
            if signal.segura and any(text in data for text in texts):
                self.findings.left.append(Rastro(f"archivo incrustado o macro ({part})", signal.texto))


def _split(data: bytes, where: str) -> tuple[bytes, bytes, bytes]:
    """Head, rows and tail of a worksheet."""
    stream = SheetStream(iter([data]), where, checked=True)
    rows = b"".join(stream.blocks())
    return stream.head.text, rows, stream.tail


def _covers(ref: str, cells: Collection[tuple[int, int]]) -> bool:
    try:
        area = Rango.desde_a1(ref)
    except ValueError:
        return False
    return area[:2] == area[2:] and area[:2] in cells


def _targets(package: Package, part: str) -> dict[str, str]:
    """Where each relationship of a part goes, outside the book too."""
    rels = rels_of(part)
    if not package.has(rels):
        return {}
    data = package.text(rels)
    tags = [xml.attributes(xml.tag_of(data, element)) for element in xml.inside(data, xml.root(data))]
    return {tag.get("Id", ""): tag.get("Target", "") for tag in tags}


def _drop_relationships(package: Package, part: str, ids: Collection[str]) -> None:
    rels = rels_of(part)
    if not ids or not package.has(rels):
        return
    data = package.text(rels)
    for element in reversed(xml.inside(data, xml.root(data))):
        if xml.attributes(xml.tag_of(data, element)).get("Id") in ids:
            data = xml.replaced(data, element, b"")
    package.set(rels, data)


def _attributes_of(data: bytes) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(data):
        raw = found["one"] if found["one"] is not None else found["two"]
        yield found["name"].decode(), unescape(raw.decode("utf-8", "replace"))
