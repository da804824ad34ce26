"""The ribbon tab as customUI 14 XML, made from the registry.

Source: «Customizing the 2007 Office Fluent Ribbon» and [MS-CUSTOMUI2], the schema of the 2009/07 namespace.
"""

from xml.sax.saxutils import quoteattr

from cartera_xl.excel.registry import COMMANDS, RIBBON_TAB, Command
from cartera_xl.excel.vba import VISIBLE_CALLBACK, callback_name

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
RELATIONSHIP = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
IMAGE_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
PART = "customUI/customUI14.xml"
RELS_PART = "customUI/_rels/customUI14.xml.rels"
IMAGE_SIZE = 32
"""One size for every button: Office halves it for the small ones, and high-resolution screens want it whole."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"


def ribbon_xml(*, gives_way: bool) -> str:
    """The tab; with `gives_way`, it hides itself while the add-in, which has the same one, is open."""
    visible = {"getVisible": VISIBLE_CALLBACK} if gives_way else {}
    groups = "".join(_group(number, name) for number, name in enumerate(group_names(), 1))
    tab = _element("tab", {"id": "CarteraPestana", "label": RIBBON_TAB, **visible}, groups)
    body = f"<ribbon><tabs>{tab}</tabs></ribbon>"
    return _DECLARATION + _element("customUI", {"xmlns": NAMESPACE}, body) + "\n"


def relationships_xml() -> str:
    """The relationships of the ribbon's part: the image of each command, under the command's id."""
    links = "".join(
        _element(
            "Relationship", {"Id": command.id, "Type": IMAGE_RELATIONSHIP, "Target": f"images/{image_name(command)}"}
        )
        for command in COMMANDS
    )
    return _DECLARATION + _element("Relationships", {"xmlns": _RELS_NAMESPACE}, links) + "\n"


def image_name(command: Command) -> str:
    """The file of the command's image, inside the package and in the folder of icons."""
    return f"{command.id}-{IMAGE_SIZE}.png"


def image_part(command: Command) -> str:
    """Where the command's image goes in the package."""
    return f"customUI/images/{image_name(command)}"


def group_names() -> list[str]:
    """The groups in the order in which the registry names them."""
    return list(dict.fromkeys(command.group for command in COMMANDS))


def _group(number: int, name: str) -> str:
    """A group with its large button first: small ones before it would stand alone in a column."""
    commands = sorted((command for command in COMMANDS if command.group == name), key=lambda known: not known.large)
    return _element("group", {"id": f"CarteraGrupo{number}", "label": name}, "".join(map(_button, commands)))


def _button(command: Command) -> str:
    attributes = {
        "id": f"CarteraBoton_{command.id}",
        "label": command.label,
        "image": command.id,
        "size": "large" if command.large else "normal",
        "screentip": command.screentip,
        "supertip": command.supertip,
        "keytip": command.keytip,
        "onAction": callback_name(command),
    }
    return _element("button", attributes)


def _element(name: str, attributes: dict[str, str], *children: str) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"
