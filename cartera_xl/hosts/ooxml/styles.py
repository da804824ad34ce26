"""Append-only styles: new formats go at the end of their list, so every index already in the workbook stays true."""

import re
from typing import Final

from cartera_xl.hosts import looks
from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.schema import STYLESHEET_CHILDREN
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import Aspecto, Color

_FIRST_OWN_FORMAT: Final = 164  # ECMA-376 part 1, 18.8.30: ids below are built in
_MAX_XFS: Final = 64_000  # Excel specifications and limits: «unique cell formats»
MINIMAL: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

_BUILT_IN: Final = {"0": 1, "#,##0.00": 4}
_OPAQUE: Final = "FF"


class _Section:
    """A counted list of the style sheet: the items that were and the ones we add."""

    def __init__(self, name: str, items: list[bytes]) -> None:
        self.name = name
        self.items = items
        self.before = len(items)

    def index(self, item: bytes) -> int:
        """Where that item is; it is appended only if no equal one exists."""
        if item not in self.items:
            self.items.append(item)
        return self.items.index(item)

    @property
    def added(self) -> list[bytes]:
        return self.items[self.before :]


class StyleSheet:
    """The styles part, with what has been appended to it so far."""

    def __init__(self, data: bytes, where: str) -> None:
        self._data = data
        self._where = where
        self._root = xml.root(data)
        self._prefix = self._root.prefix
        found = {element.name: element for element in xml.inside(data, self._root)}
        self._sections = {
            name: _Section(
                name, [data[e.start : e.end] for e in xml.inside(data, found[name])] if name in found else []
            )
            for name in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs")
        }
        self._derived: dict[tuple[int, Aspecto], int] = {}
        self._own: dict[Aspecto, int] = {}

    def text(self) -> bytes:
        """The style sheet with everything appended; the same bytes if nothing was."""
        data = self._data
        for section in self._sections.values():
            if section.added:
                data = self._with_section(data, section)
        return data

    def _with_section(self, data: bytes, section: _Section) -> bytes:
        new = b"".join(section.added)
        element = xml.child(data, section.name, xml.root(data).open_end)
        count = str(len(section.items))
        if element is None:
            name = self._name(section.name)
            holder = b'<%s count="%s">%s</%s>' % (name, count.encode(), new, name)
            return xml.insert_in_order(data, xml.root(data).open_end, STYLESHEET_CHILDREN, section.name, holder)
        data = xml.appended_inside(data, element, new)
        tag = data[element.start : data.index(b">", element.start) + 1]
        return data[: element.start] + xml.set_attribute(tag, "count", count) + data[element.start + len(tag) :]

    def _name(self, name: str) -> bytes:
        return self._prefix + name.encode()

    def derive(self, base: int, aspect: Aspecto) -> int:
        """A format like `base` (font, fill, border) with the number format and alignment of the aspect."""
        key = (base, aspect)
        if key not in self._derived:
            self._derived[key] = self._append_xf(self._derived_xf(base, aspect))
        return self._derived[key]

    def own(self, aspect: Aspecto) -> int:
        """The format of a cell of a sheet of ours."""
        if aspect not in self._own:
            self._own[aspect] = 0 if aspect is Aspecto.GENERAL else self._append_xf(self._own_xf(aspect))
        return self._own[aspect]

    def _own_xf(self, aspect: Aspecto) -> bytes:
        font, fill, border = self._own_font(aspect), self._own_fill(aspect), self._own_border(aspect)
        vertical = "center" if aspect is Aspecto.CABECERA else "top" if aspect is Aspecto.NOTA else None
        head = b'<%s numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0"' % (
            self._name("xf"),
            self._format_id(aspect),
            font,
            fill,
            border,
        )
        flags = b' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        if aspect is Aspecto.ENTRADA:
            flags += b' applyProtection="1"'
        inner = self._alignment(aspect, vertical) + self._protection(aspect)
        return self._xf(head + flags, inner)

    def dxf(self, color: Color) -> int:
        """The differential format of a highlight."""
        back, ink = (_OPAQUE + tone for tone in looks.HIGHLIGHTS[color])
        p = self._prefix
        item = (
            b'<%sdxf><%sfont><%scolor rgb="%s"/></%sfont><%sfill><%spatternFill patternType="solid">'
            b'<%sfgColor rgb="%s"/><%sbgColor rgb="%s"/></%spatternFill></%sfill></%sdxf>'
        ) % (p, p, p, ink.encode(), p, p, p, p, back.encode(), p, back.encode(), p, p, p)
        return self._sections["dxfs"].index(item)

    def unlocked(self, index: int) -> bool:
        """Whether a cell with that format may be changed in a protected sheet."""
        xfs = self._sections["cellXfs"].items
        if index >= len(xfs):
            return False
        protection = re.search(rb"<[\w.\-:]*protection\b[^>]*>", xfs[index])
        return protection is not None and xml.attributes(protection.group()).get("locked") in ("0", "false", "off")

    def _derived_xf(self, base: int, aspect: Aspecto) -> bytes:
        xfs = self._sections["cellXfs"].items
        source = xfs[base] if base < len(xfs) else b'<xf fontId="0" fillId="0" borderId="0" xfId="0"/>'
        old = xml.attributes(source)
        fill = self._own_fill(aspect) if aspect is Aspecto.ENTRADA else int(old.get("fillId", "0"))
        head = b'<%s numFmtId="%d" fontId="%s" fillId="%d" borderId="%s" xfId="%s"' % (
            self._name("xf"),
            self._format_id(aspect),
            old.get("fontId", "0").encode(),
            fill,
            old.get("borderId", "0").encode(),
            old.get("xfId", "0").encode(),
        )
        head += b' applyNumberFormat="1"'
        for name in ("applyFont", "applyFill", "applyBorder"):
            if name in old or (name == "applyFill" and aspect is Aspecto.ENTRADA):
                value = "1" if aspect is Aspecto.ENTRADA and name == "applyFill" else old[name]
                head += b' %s="%s"' % (name.encode(), value.encode())
        alignment = re.search(rb"<[\w.\-:]*alignment\b[^>]*>", source)
        vertical = xml.attributes(alignment.group()).get("vertical") if alignment else None
        inner = self._alignment(aspect, vertical)
        head += b' applyAlignment="1"' if inner else b""
        protection = self._protection(aspect)
        head += b' applyProtection="1"' if protection else b""
        return self._xf(head, inner + protection)

    def _xf(self, head: bytes, inner: bytes) -> bytes:
        return head + b">" + inner + b"</" + self._name("xf") + b">" if inner else head + b"/>"

    def _append_xf(self, item: bytes) -> int:
        section = self._sections["cellXfs"]
        if not section.items:
            section.index(b'<%s numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' % self._name("xf"))
        if len(section.items) >= _MAX_XFS and item not in section.items:
            raise LibroNoEditable(
                f"El libro ya tiene {len(section.items)} formatos de celda distintos y Excel no admite más.",
                donde=self._where,
                remedio="Elimine formatos que no use o copie los datos a un libro nuevo",
            )
        return section.index(item)

    def _alignment(self, aspect: Aspecto, vertical: str | None) -> bytes:
        horizontal = "center" if aspect in looks.CENTERED else None
        tag = b""
        if horizontal:
            tag += b' horizontal="%s"' % horizontal.encode()
        if vertical:
            tag += b' vertical="%s"' % vertical.encode()
        if aspect is Aspecto.CABECERA:
            tag += b' wrapText="1"'
        return b"<" + self._name("alignment") + tag + b"/>" if tag else b""

    def _protection(self, aspect: Aspecto) -> bytes:
        return b"<" + self._name("protection") + b' locked="0"/>' if aspect is Aspecto.ENTRADA else b""

    def _format_id(self, aspect: Aspecto) -> int:
        wanted = looks.NUMBER_FORMATS.get(aspect)
        if wanted is None or wanted in _BUILT_IN:
            return _BUILT_IN.get(wanted or "", 0)
        section = self._sections["numFmts"]
        known = [xml.attributes(item) for item in section.items]
        for tag in known:
            if tag.get("formatCode") == wanted:
                return int(tag["numFmtId"])
        new = max([_FIRST_OWN_FORMAT - 1, *(int(tag.get("numFmtId", "0")) for tag in known)]) + 1
        section.index(b'<%s numFmtId="%d" formatCode="%s"/>' % (self._name("numFmt"), new, xml.quoted(wanted)))
        return new

    def _own_font(self, aspect: Aspecto) -> int:
        look = looks.FONTS.get(aspect)
        if look is None:
            return 0
        p = self._prefix
        base = self._sections["fonts"].items[0] if self._sections["fonts"].items else b""
        name, default_size = _font_facts(base)
        item = b'<%sfont>%s<%ssz val="%s"/><%scolor rgb="%s"/><%sname val="%s"/><%sfamily val="2"/></%sfont>' % (
            p,
            (b"<%sb/>" % p if look.bold else b"") + (b"<%si/>" % p if look.italic else b""),
            p,
            str(look.size or default_size).encode(),
            p,
            (_OPAQUE + look.color).encode(),
            p,
            xml.quoted(name),
            p,
            p,
        )
        return self._sections["fonts"].index(item)

    def _own_fill(self, aspect: Aspecto) -> int:
        color = looks.FILLS.get(aspect)
        if color is None:
            return 0
        p = self._prefix
        item = (
            b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="%s"/><%sbgColor indexed="64"/>'
            b"</%spatternFill></%sfill>"
        ) % (p, p, p, (_OPAQUE + color).encode(), p, p, p)
        return self._sections["fills"].index(item)

    def _own_border(self, aspect: Aspecto) -> int:
        p = self._prefix
        color = b'<%scolor rgb="%s"/>' % (p, (_OPAQUE + looks.LINE).encode())
        line = looks.LINES.get(aspect)
        if line is None:
            return 0
        bottom = b'<%sbottom style="%s">%s</%sbottom>' % (p, line.encode(), color, p)
        item = b"<%sborder><%sleft/><%sright/><%stop/>%s<%sdiagonal/></%sborder>" % (p, p, p, p, bottom, p, p)
        return self._sections["borders"].index(item)


def _font_facts(font: bytes) -> tuple[str, str]:
    name = re.search(rb"<[\w.\-:]*name\b[^>]*>", font)
    size = re.search(rb"<[\w.\-:]*sz\b[^>]*>", font)
    return (
        xml.attributes(name.group()).get("val", "Calibri") if name else "Calibri",
        xml.attributes(size.group()).get("val", "11") if size else "11",
    )
