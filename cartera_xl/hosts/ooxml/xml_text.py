"""Small, exact edits on the text of an XML part: everything that is not edited keeps its bytes."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>"
    rb"|<(?P<close>/?)(?P<prefix>[A-Za-z_][\w.\-]*:)?(?P<name>[A-Za-z_][\w.\-]*)"
    rb"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(rb"""([\w:.\-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_ATTRIBUTE_ENTITIES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


class Element(NamedTuple):
    """An element inside a text: positions are offsets into that text."""

    name: str
    prefix: bytes
    start: int
    open_end: int
    close_start: int
    end: int


class Children(NamedTuple):
    """The sibling elements from a point on, and where the parent's end tag begins."""

    elements: list[Element]
    stop: int


def children(data: bytes, start: int = 0) -> Children:
    """Sibling elements from `start` to the first end tag that closes none of them, or to the end of the text."""
    found: list[Element] = []
    depth = 0
    opened: re.Match[bytes] | None = None
    for token in _TOKEN.finditer(data, start):
        if token["name"] is None:
            continue
        if token["close"]:
            depth -= 1
            if depth < 0:
                return Children(found, token.start())
            if depth == 0 and opened is not None:
                found.append(_element(opened, token.start(), token.end()))
            continue
        if depth == 0:
            opened = token
        if not token["empty"]:
            depth += 1
        elif depth == 0:
            found.append(_element(token, token.end(), token.end()))
    return Children(found, len(data))


def _element(opening: re.Match[bytes], close_start: int, end: int) -> Element:
    return Element(opening["name"].decode(), opening["prefix"] or b"", opening.start(), opening.end(), close_start, end)


def root(data: bytes) -> Element:
    """The document element; `ValueError` if there is none."""
    found = children(data).elements
    if not found:
        raise ValueError("XML part without a root element")
    return found[0]


def root_open(data: bytes) -> Element:
    """Like `root` for a text that may be cut after the root's start tag."""
    for token in _TOKEN.finditer(data):
        if token["name"] is not None:
            return _element(token, len(data), len(data))
    raise ValueError("XML part without a root element")


def child(data: bytes, name: str, start: int) -> Element | None:
    """The first sibling of that local name from `start` on."""
    return next((element for element in children(data, start).elements if element.name == name), None)


def inside(data: bytes, element: Element) -> list[Element]:
    """Child elements of an element."""
    if element.open_end >= element.end:
        return []
    return children(data, element.open_end).elements


def attributes(tag: bytes) -> dict[str, str]:
    """Attributes of the first tag of the text, prefixes kept in the name, entities resolved."""
    end = _TOKEN.search(tag)
    return attributes_in(tag if end is None else end.group())


def attributes_in(text: bytes) -> dict[str, str]:
    """Attributes of a text that is only the inside of a tag."""
    return {
        name.decode(): unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def tag_of(data: bytes, element: Element) -> bytes:
    """The start tag of an element, `/>` included if it is empty."""
    return data[element.start : element.open_end]


def set_attribute(tag: bytes, name: str, value: str) -> bytes:
    """The start tag with that attribute changed in its place, or added at the end."""
    key = name.encode()
    new = b'%s="%s"' % (key, quoted(value))
    pattern = re.compile(rb"(?<![\w:.\-])" + re.escape(key) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""")
    if pattern.search(tag):
        return pattern.sub(lambda _: new, tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + new + tag[end:]


def drop_attribute(tag: bytes, name: str) -> bytes:
    """The start tag without that attribute."""
    return re.sub(rb"\s+" + re.escape(name.encode()) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", b"", tag, count=1)


def quoted(value: str) -> bytes:
    """A value ready to go between double quotes; line breaks survive as references."""
    return value.translate(_ATTRIBUTE_ENTITIES).encode("utf-8")


def replaced(data: bytes, element: Element, new: bytes) -> bytes:
    """The text with a whole element changed (or removed, if `new` is empty)."""
    return data[: element.start] + new + data[element.end :]


def with_open_tag(data: bytes, element: Element, tag: bytes) -> bytes:
    """The text with only the start tag of the element changed."""
    return data[: element.start] + tag + data[element.open_end :]


def appended_inside(data: bytes, element: Element, xml: bytes) -> bytes:
    """The text with `xml` as the last children of the element, opening it if it was empty (`<a/>`)."""
    if element.open_end < element.end:
        return data[: element.close_start] + xml + data[element.close_start :]
    tag = tag_of(data, element)
    closing = b"</" + element.prefix + element.name.encode() + b">"
    return data[: element.start] + tag[:-2].rstrip() + b">" + xml + closing + data[element.end :]


def insert_in_order(data: bytes, start: int, order: Sequence[str], name: str, xml: bytes) -> bytes:
    """Puts a new sibling where the schema wants it: after the last one whose name comes before in `order`.

    Unknown siblings (`mc:AlternateContent`) never move; `start` is where the first sibling may go.
    """
    rank = {known: index for index, known in enumerate(order)}
    at = start
    for element in children(data, start).elements:
        if rank.get(element.name, len(order)) <= rank[name]:
            at = element.end
    return data[:at] + xml + data[at:]


def namespaces(data: bytes) -> Iterator[tuple[bytes, str]]:
    """(prefix with its colon or nothing, namespace) of the declarations of the root element."""
    for name, value in attributes(tag_of(data, root_open(data))).items():
        if name == "xmlns":
            yield b"", value
        elif name.startswith("xmlns:"):
            yield name[6:].encode() + b":", value


def prefix_for(data: bytes, namespace_options: Sequence[str]) -> bytes | None:
    """The prefix bound in the root element to one of these namespaces."""
    return next((prefix for prefix, value in namespaces(data) if value in namespace_options), None)
