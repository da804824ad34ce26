"""A screen that nobody sees, with real mouse, keyboard and windows; and what LibreOffice shows on it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.installed_office import RunningCalc, wait_for
from tests.support.processes import end_group

HOW_TO_INSTALL = (
    "Estas pruebas pulsan botones de verdad en una pantalla virtual. Instálela con:\n"
    "    sudo apt-get install --yes --no-install-recommends xvfb openbox xdotool imagemagick"
)
PROGRAMS = ("Xvfb", "openbox", "xdotool", "import")
SIZE = "1366x768"
SETTLE_SECONDS = 0.3
ALL_OF_IT = 15
"""What of a window's place and size `setPosSize` has to set."""


class Screen:
    """Its number is the first one that is free."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display = display
        self.folder = folder

    def do(self, *arguments: object) -> None:
        """One or more orders of xdotool."""
        command = ["xdotool", *map(str, arguments)]
        subprocess.run(command, check=True, env=os.environ | {"DISPLAY": self.display})

    def click(self, place: tuple[int, int]) -> None:
        """With the left button."""
        self.do("mousemove", *place, "click", 1)

    def type(self, text: str) -> None:
        """Key by key."""
        self.do("type", "--delay", 5, text)

    def key(self, name: str) -> None:
        """One key, or several at a time: `ctrl+shift+Return`."""
        self.do("key", name)

    def shot(self, name: str) -> Path:
        """What is seen now, kept among the artefacts."""
        time.sleep(SETTLE_SECONDS)  # what LibreOffice says is done may still have to be painted
        path = self.folder / f"{name}.png"
        environment = os.environ | {"DISPLAY": self.display}
        subprocess.run(["import", "-window", "root", path], check=True, env=environment)
        return path


@contextmanager
def virtual_screen(folder: Path) -> Iterator[Screen]:
    """The X server and a window manager, ended whatever happens."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    assert not missing, f"Faltan: {', '.join(missing)}. {HOW_TO_INSTALL}"
    reading, writing = os.pipe()
    server = _run(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"], {}, writing)
    os.close(writing)
    manager = None
    try:
        with os.fdopen(reading) as pipe:
            display = f":{pipe.readline().strip()}"
        manager = _run(["openbox"], {"DISPLAY": display})
        yield Screen(display, folder)
    finally:
        for process in (manager, server):
            if process is not None:
                end_group(process)


@dataclass(frozen=True, slots=True)
class Seen:
    """Something on the screen: what it says and its middle point."""

    name: str
    place: tuple[int, int]


class Window:
    """The window of a document, looked at through its accessibility tree and touched through the screen."""

    def __init__(self, calc: RunningCalc, screen: Screen, document: Any) -> None:
        self.document = document
        self.screen = screen
        self._calc = calc
        self._frame = document.CurrentController.Frame
        width, height = map(int, SIZE.split("x"))
        self._frame.ContainerWindow.setPosSize(0, 0, width, height, ALL_OF_IT)
        self._frame.ContainerWindow.IsMaximized = True

    def buttons(self, toolbar: str) -> list[Seen]:
        """Of a toolbar, from left to right; separators have no name. Empty until it is painted."""
        found = self._frame.LayoutManager.getElement(toolbar)
        return _children(found.RealInterface.AccessibleContext) if found is not None else []

    def still(self, toolbar: str) -> list[Seen]:
        """The same, once they have stopped moving: a new window takes a while to take its place."""
        return wait_for("barra", lambda: self._still(toolbar))

    def press(self, toolbar: str, label: str) -> None:
        """A real click in the middle of the button."""
        self.screen.click(next(seen.place for seen in self.still(toolbar) if seen.name == label))

    def _still(self, toolbar: str) -> list[Seen] | None:
        before = self.buttons(toolbar)
        time.sleep(SETTLE_SECONDS)
        return before if before == self.buttons(toolbar) else None

    def box(self, title: str) -> "Box":
        """The message box of that title, when it comes."""
        return wait_for(f"aviso «{title}»", lambda: self._box(title))

    def closed(self, title: str) -> None:
        """Wait until it has gone."""
        wait_for(f"cierre del aviso «{title}»", lambda: self._box(title) is None)

    def _box(self, title: str) -> "Box | None":
        toolkit = self._calc.service("com.sun.star.awt.Toolkit")
        for number in range(toolkit.getTopWindowCount()):
            top = toolkit.getTopWindow(number)
            context = getattr(top, "AccessibleContext", None)
            if context is not None and context.getAccessibleName() == title and top is not self._frame.ContainerWindow:
                seen = list(_all_below(context))
                return Box("\n".join(one.name for one in seen), {one.name: one.place for one in seen})
        return None

    def select(self, sheet: str, cells: str) -> None:
        """Those cells, with their sheet in front."""
        chosen = self.document.Sheets.getByName(sheet)
        self.document.CurrentController.setActiveSheet(chosen)
        self.document.CurrentController.select(chosen.getCellRangeByName(cells))


@dataclass(frozen=True, slots=True)
class Box:
    """A message box: all that it says, and where each button is."""

    text: str
    places: dict[str, tuple[int, int]]


def _children(context: Any) -> list[Seen]:
    contexts = (context.getAccessibleChild(n).AccessibleContext for n in range(context.getAccessibleChildCount()))
    return [seen for seen in map(_seen, contexts) if seen.name]


def _all_below(context: Any) -> Iterator[Seen]:
    for number in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(number).AccessibleContext
        yield _seen(child)
        yield from _all_below(child)


def _seen(context: Any) -> Seen:
    corner, size = context.getLocationOnScreen(), context.getSize()
    return Seen(context.getAccessibleName(), (corner.X + size.Width // 2, corner.Y + size.Height // 2))


def _run(command: list[str], variables: dict[str, str], *descriptors: int) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command,
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        env=os.environ | variables,
        pass_fds=descriptors,
        start_new_session=True,
    )
