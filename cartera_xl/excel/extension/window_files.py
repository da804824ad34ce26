"""What LibreOffice shows of the commands: the «Cartera» menu, its toolbar, the icons and the tooltips."""

from __future__ import annotations

from collections.abc import Iterator

from cartera_xl.excel.extension.names import (
    IDENTIFIER,
    TOOLBAR,
    TOOLBAR_URL,
    command_url,
)
from cartera_xl.excel.extension.xcu import Node, Text, Value, component_data
from cartera_xl.excel.registry import COMMANDS, RIBBON_TAB, Command

CALC = Text("com.sun.star.sheet.SpreadsheetDocument")
SEPARATOR = "private:separator"
ICON_FOLDER = "iconos"
SMALL, BIG = 16, 26
"""Sides, in pixels, of the icons of a menu and of a toolbar."""
ICONS_AND_TEXT = 2


def add_ons() -> str:
    """`Addons.xcu`: the menu, the toolbar and the icons of both."""
    menu = Node(
        IDENTIFIER,
        {"Title": Text(RIBBON_TAB, True), "Target": Text("_self"), "Context": CALC},
        (Node("Submenu", children=tuple(_entries())),),
        new=True,
    )
    interface = (
        Node("OfficeMenuBar", children=(menu,)),
        Node("OfficeToolBar", children=(Node(TOOLBAR, children=tuple(_entries()), new=True),)),
        Node("Images", children=tuple(_images(command) for command in COMMANDS)),
    )
    return component_data("org.openoffice.Office", "Addons", (Node("AddonUI", children=interface),))


def _entries() -> Iterator[Node]:
    """The commands in the registry's order, which LibreOffice takes from the names of the nodes."""
    group = COMMANDS[0].group
    for place, command in enumerate(COMMANDS, 1):
        if command.group != group:
            group = command.group
            yield Node(f"{place:02}-0", {"URL": Text(SEPARATOR)}, new=True)
        properties: dict[str, Value] = {
            "URL": Text(command_url(command.id)),
            "Title": Text(command.label, True),
            "Target": Text("_self"),
            "Context": CALC,
        }
        yield Node(f"{place:02}-1", properties, new=True)


def _images(command: Command) -> Node:
    files: dict[str, Value] = {
        "ImageSmallURL": Text(f"%origin%/{ICON_FOLDER}/{command.id}-{SMALL}.png"),
        "ImageBigURL": Text(f"%origin%/{ICON_FOLDER}/{command.id}-{BIG}.png"),
    }
    images = Node("UserDefinedImages", files)
    return Node(f"{IDENTIFIER}.{command.id}", {"URL": Text(command_url(command.id))}, (images,), new=True)


def window_state() -> str:
    """`CalcWindowState.xcu`: the toolbar comes docked under the others, each button with its text."""
    state: dict[str, Value] = {
        "UIName": Text(RIBBON_TAB, True),
        "Visible": True,
        "Docked": True,
        "DockingArea": 0,
        "DockPos": Text("0,3"),
        "Style": ICONS_AND_TEXT,
    }
    states = Node("States", children=(Node(TOOLBAR_URL, state, new=True),))
    return component_data("org.openoffice.Office.UI", "CalcWindowState", (Node("UIElements", children=(states,)),))
