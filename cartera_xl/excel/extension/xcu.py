"""LibreOffice's configuration files: nodes with properties, written as text always in the same way."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
LANGUAGES = (' xml:lang="es"', ' xml:lang="en-US"')
"""A LibreOffice in any other language falls back to English: there we say the same Spanish text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A property's value; `localized` if LibreOffice keeps it by language."""

    value: str
    localized: bool = False


Value = Text | bool | int | tuple[str, ...]
"""A tuple is a list of words without spaces."""


@dataclass(frozen=True, slots=True)
class Node:
    """A configuration node; `new` ones are elements that we add to a set of LibreOffice."""

    name: str
    properties: dict[str, Value] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    new: bool = False


def component_data(package: str, component: str, nodes: tuple[Node, ...]) -> str:
    """The text of a whole `.xcu` file."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<oor:component-data {NAMESPACES} oor:package="{package}" oor:name="{component}">',
        *(line for node in nodes for line in _node(node, 1)),
        "</oor:component-data>",
    ]
    return "\n".join(lines) + "\n"


def _node(node: Node, depth: int) -> list[str]:
    indent = "  " * depth
    operation = ' oor:op="replace"' if node.new else ""
    return [
        f"{indent}<node oor:name={quoteattr(node.name)}{operation}>",
        *(f"{indent}  {_property(name, value)}" for name, value in node.properties.items()),
        *(line for child in node.children for line in _node(child, depth + 1)),
        f"{indent}</node>",
    ]


def _property(name: str, value: Value) -> str:
    if isinstance(value, Text):
        kind, text = "xs:string", escape(value.value)
    elif isinstance(value, tuple):
        kind, text = "oor:string-list", escape(" ".join(value))
    else:
        kind, text = "xs:boolean" if isinstance(value, bool) else "xs:int", str(value).lower()
    languages = LANGUAGES if isinstance(value, Text) and value.localized else ("",)
    values = "".join(f"<value{language}>{text}</value>" for language in languages)
    return f'<prop oor:name="{name}" oor:type="{kind}">{values}</prop>'
