"""The boxes of the spreadsheet program."""

from typing import TYPE_CHECKING, Protocol

from cartera_xl.excel.commands.notices import Level, Notice

if TYPE_CHECKING:
    from xlwings import App


class Dialogs(Protocol):
    """How a command talks to the person."""

    def show(self, notice: Notice) -> None:
        """Show it and wait until it is read."""
        ...

    def ask(self, question: Notice) -> bool:
        """Show it with «Sí» and «No»; true for «Sí»."""
        ...


class AppDialogs:
    """Message boxes of the program, through `xlwings.App.alert`.

    On Windows it is a MessageBox of the program's own window, without a limit of characters but with that of the
    screen; on macOS, a system alert with the title in bold. Both block until they are answered.
    """

    def __init__(self, app: "App") -> None:
        self._app = app

    def show(self, notice: Notice) -> None:
        """With the sign of an information, unless it was not done."""
        self._app.alert(notice.text, notice.title, "ok", _sign(notice))

    def ask(self, question: Notice) -> bool:
        """Anything but «Sí» is a no."""
        return self._app.alert(question.text, question.title, "yes_no", _sign(question)) == "yes"


class RecordedDialogs:
    """Nobody in front: keeps what it is given and answers always the same."""

    def __init__(self, *, answer: bool = True) -> None:
        self.shown: list[Notice] = []
        self.asked: list[Notice] = []
        self._answer = answer

    def show(self, notice: Notice) -> None:
        """Kept in `shown`."""
        self.shown.append(notice)

    def ask(self, question: Notice) -> bool:
        """Kept in `asked`."""
        self.asked.append(question)
        return self._answer


def _sign(notice: Notice) -> str:
    """LibreOffice draws a red cross for «critical»: too much for a check that found something."""
    return "critical" if notice.level is Level.ERROR else "info"
