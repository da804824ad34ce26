"""What touches the windows of LibreOffice: message boxes, status bar, and whether the person can use them."""

import os
from dataclasses import dataclass
from typing import Any

from cartera_xl.hosts.libreoffice.guard import is_uno_error
from cartera_xl.hosts.libreoffice.uno_import import import_uno
from cartera_xl.hosts.libreoffice.uno_values import enum

_X11 = 6
_OK_FIRST, _YES_FIRST = 0x10000, 0x40000
_BUTTONS = {"ok": 1, "ok_cancel": 2 | _OK_FIRST, "yes_no": 3 | _YES_FIRST, "yes_no_cancel": 4 | _YES_FIRST}
"""The button that Return presses is the first one, as in Excel; LibreOffice by itself would choose another."""
_DEFAULTS = {"ok": "ok", "ok_cancel": "ok", "yes_no": "yes", "yes_no_cancel": "yes"}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


@dataclass(frozen=True, slots=True)
class Alert:
    """A message box: what it said and its buttons (`ok`, `ok_cancel`, `yes_no`, `yes_no_cancel`)."""

    prompt: str
    title: str
    buttons: str
    mode: str


def show_alert(toolkit: Any, frame: Any, alert: Alert) -> str:
    """Show it over the window of `frame` and say which button was pressed; the default one if there is no window."""
    if alert.buttons not in _BUTTONS:
        raise ValueError(f"«{alert.buttons}» no son botones de un aviso: use {', '.join(_BUTTONS)}.")
    if frame is None or not _on_screen(frame.getContainerWindow()):
        return _DEFAULTS[alert.buttons]
    kind = "ERRORBOX" if alert.mode == "critical" else "QUERYBOX" if alert.buttons != "ok" else "INFOBOX"
    box = toolkit.createMessageBox(
        frame.getContainerWindow(), enum("awt.MessageBoxType", kind), _BUTTONS[alert.buttons], alert.title, alert.prompt
    )
    try:
        return _ANSWERS.get(box.execute(), "cancel")
    finally:
        box.dispose()


def _on_screen(window: Any) -> bool:
    """A headless LibreOffice also says that its windows are visible; what they lack is a number in the screen."""
    if not window.isVisible():
        return False
    if os.name == "nt" or "WAYLAND_DISPLAY" in os.environ:
        return True
    try:
        handle = window.getWindowHandle(import_uno().ByteSequence(b""), _X11)
    except Exception as error:
        if not is_uno_error(error):
            raise
        return True
    return bool(getattr(handle, "WindowHandle", 1))


class StatusBar:
    """The text at the bottom of the windows."""

    def __init__(self) -> None:
        self.text: str | bool = False
        self._indicators: list[Any] = []

    def show(self, frames: list[Any], text: str | bool) -> None:
        """Show a text; False gives the bar back to LibreOffice."""
        if text is False or text is None:
            indicators, self._indicators = self._indicators, []
            self.text = False
            for indicator in indicators:
                indicator.end()
            return
        if not self._indicators:
            self._indicators = [frame.createStatusIndicator() for frame in frames]
            for indicator in self._indicators:
                indicator.start(str(text), 0)
        for indicator in self._indicators:
            indicator.setText(str(text))
        self.text = str(text)


def enable_windows(books: list[Any], disabled: list[Any], *, on: bool) -> list[Any]:
    """Give the windows back to the person, or take them away; returns those that are disabled."""
    if on:
        for window in disabled:
            window.setEnable(True)
        return []
    windows = [book.controller().getFrame().getContainerWindow() for book in books]
    for window in windows:
        window.setEnable(False)
    return windows
