"""Highlights and lists of choices of our own columns; those of the person are never touched.

Ours are known by what they are: rules «begins with», or a literal list, over cells of one of our columns only and on
rows of the table. So they are found again wherever the column was moved, and never written twice.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cartera_xl.hosts.looks import MAX_LIST
from cartera_xl.hosts.ooxml import xml_text as xml
from cartera_xl.hosts.ooxml.schema import WORKSHEET_CHILDREN
from cartera_xl.hosts.ooxml.sheet_frame import tail_children, tail_start
from cartera_xl.nucleo.celdas import Rango, a1
from cartera_xl.nucleo.plan import Color

_PRIORITY: Final = re.compile(rb'\bpriority="(\d+)"')


def with_highlight(
    tail: bytes, prefix: bytes, cells: Rango, highlight: Mapping[str, Color], dxf: Callable[[Color], int]
) -> bytes:
    """The tail with those colours over the cells of one column; the person's own choice of colour is kept."""
    ours = [e for e in _formats_in(tail, [cells]) if _texts(tail, e) <= set(highlight)]
    if len(ours) == 1 and _texts(tail, ours[0]) == set(highlight):
        return _with_sqref(tail, ours[0], cells)
    for element in reversed(ours):
        tail = xml.replaced(tail, element, b"")
    priority = max((int(number) for number in _PRIORITY.findall(tail)), default=0)
    rules = b""
    for text in sorted(highlight, key=lambda key: (-len(key), key)):
        priority += 1
        rules += _rule(prefix, cells, text, dxf(highlight[text]), priority)
    name = prefix + b"conditionalFormatting"
    new = b'<%s sqref="%s">%s</%s>' % (name, str(cells).encode(), rules, name)
    return xml.insert_in_order(tail, tail_start(tail), WORKSHEET_CHILDREN, "conditionalFormatting", new)


def _rule(prefix: bytes, cells: Rango, text: str, dxf: int, priority: int) -> bytes:
    literal = text.replace('"', '""')
    formula = f'LEFT({a1(cells.fila1, cells.columna1)},LEN("{literal}"))="{literal}"'
    values = (prefix, dxf, priority, xml.quoted(text), prefix, _in_formula(formula), prefix, prefix)
    return (
        b'<%scfRule type="beginsWith" dxfId="%d" priority="%d" operator="beginsWith" text="%s">'
        b"<%sformula>%s</%sformula></%scfRule>"
    ) % values


def _in_formula(formula: str) -> bytes:
    return xml.quoted(formula).replace(b"&quot;", b'"')


def with_choices(tail: bytes, prefix: bytes, cells: Rango, choices: Sequence[str]) -> bytes:
    """The tail with a list of choices over the cells of one column.

    A value out of the list is allowed after a warning. Nothing is added where the person already has a validation
    of her own, nor if the choices do not fit in a literal list (255 characters, no commas).
    """
    literal = ",".join(choices)
    if len(literal) > MAX_LIST or any("," in choice for choice in choices):
        return tail
    formula = _in_formula('"' + literal.replace('"', '""') + '"')
    touching = [e for e in _validations(tail) if _touches(tail, e, cells)]
    ours = [e for e in touching if _is_our_list(tail, e, [cells])]
    if ours:
        inner = b"<%sformula1>%s</%sformula1>" % (prefix, formula, prefix)
        element = ours[0]
        tag = xml.set_attribute(xml.tag_of(tail, element), "sqref", str(cells))
        new = tag + inner + b"</" + prefix + b"dataValidation>"
        return tail if tail[element.start : element.end] == new else xml.replaced(tail, element, new)
    if touching:
        return tail
    new = (
        b'<%sdataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
        b' sqref="%s"><%sformula1>%s</%sformula1></%sdataValidation>'
    ) % (prefix, str(cells).encode(), prefix, formula, prefix, prefix)
    return _with_validation(tail, prefix, new)


def _with_validation(tail: bytes, prefix: bytes, new: bytes) -> bytes:
    holder = _holder(tail)
    if holder is None:
        name = prefix + b"dataValidations"
        text = b'<%s count="1">%s</%s>' % (name, new, name)
        return xml.insert_in_order(tail, tail_start(tail), WORKSHEET_CHILDREN, "dataValidations", text)
    count = len(xml.inside(tail, holder)) + 1
    tail = xml.appended_inside(tail, holder, new)
    return xml.with_open_tag(tail, holder, xml.set_attribute(xml.tag_of(tail, holder), "count", str(count)))


def without_ours(tail: bytes, gone: Sequence[Rango]) -> bytes:
    """The tail without our highlights and lists over those stretches of columns."""
    for element in reversed(_formats_in(tail, gone)):
        tail = xml.replaced(tail, element, b"")
    doomed = [e for e in _validations(tail) if _is_our_list(tail, e, gone)]
    if not doomed:
        return tail
    left = len(_validations(tail)) - len(doomed)
    for element in reversed(doomed):
        tail = xml.replaced(tail, element, b"")
    holder = _holder(tail)
    if holder is None:
        return tail
    if not left:
        return xml.replaced(tail, holder, b"")
    return xml.with_open_tag(tail, holder, xml.set_attribute(xml.tag_of(tail, holder), "count", str(left)))


def _formats_in(tail: bytes, stretches: Sequence[Rango]) -> list[xml.Element]:
    """Conditional formats that belong to those stretches and have no other rules than «begins with»."""
    found = []
    for element in tail_children(tail):
        if element.name == "conditionalFormatting" and _belongs(_sqref(tail, element), stretches):
            rules = [xml.attributes(xml.tag_of(tail, rule)) for rule in xml.inside(tail, element)]
            if rules and all(rule.get("type") == "beginsWith" for rule in rules):
                found.append(element)
    return found


def _texts(tail: bytes, element: xml.Element) -> set[str]:
    return {xml.attributes(xml.tag_of(tail, rule)).get("text", "") for rule in xml.inside(tail, element)}


def _with_sqref(tail: bytes, element: xml.Element, cells: Rango) -> bytes:
    """The range brought up to date; the formulas of the rules refer to its first cell, so they follow."""
    if _sqref(tail, element) == [cells]:
        return tail
    text = tail[element.start : element.end]
    first = re.search(rb"LEFT\(([A-Z]+\d+),", text)
    if first is not None:
        new_first = a1(cells.fila1, cells.columna1).encode()
        text = text.replace(b"LEFT(" + first[1] + b",", b"LEFT(" + new_first + b",")
    tag_length = element.open_end - element.start
    tag = xml.set_attribute(text[:tag_length], "sqref", str(cells))
    return xml.replaced(tail, element, tag + text[tag_length:])


def _holder(tail: bytes) -> xml.Element | None:
    return next((e for e in tail_children(tail) if e.name == "dataValidations"), None)


def _validations(tail: bytes) -> list[xml.Element]:
    holder = _holder(tail)
    return xml.inside(tail, holder) if holder else []


def _is_our_list(tail: bytes, element: xml.Element, stretches: Sequence[Rango]) -> bool:
    tag = xml.attributes(xml.tag_of(tail, element))
    if tag.get("type") != "list" or not _belongs(_sqref(tail, element), stretches):
        return False
    formula = next((e for e in xml.inside(tail, element) if e.name == "formula1"), None)
    return formula is not None and tail[formula.open_end : formula.close_start].startswith((b'"', b"&quot;"))


def _sqref(tail: bytes, element: xml.Element) -> list[Rango]:
    text = xml.attributes(xml.tag_of(tail, element)).get("sqref", "")
    try:
        return [Rango.desde_a1(part) for part in text.split()]
    except ValueError:
        return []  # whole columns (A:A): never ours


def _touches(tail: bytes, element: xml.Element, cells: Rango) -> bool:
    """Whether the element covers some of the cells; ranges that are whole columns or rows are taken to do so."""
    ranges = _sqref(tail, element)
    return not ranges or any(found.toca(cells) for found in ranges)


def _belongs(ranges: Sequence[Rango], stretches: Sequence[Rango]) -> bool:
    """Whether they only cover the columns of the stretches and touch their rows: tables grow and shrink."""
    columns = {stretch.columna1 for stretch in stretches}
    inside = bool(ranges) and all(columns.issuperset(range(r.columna1, r.columna2 + 1)) for r in ranges)
    return inside and any(r.toca(stretch) for r in ranges for stretch in stretches)
