"""What a command works with: the workbook in front of the user, the journal and the person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from cartera_xl.excel.commands.app_state import say
from cartera_xl.excel.commands.dialogs import Dialogs
from cartera_xl.excel.commands.notices import Notice
from cartera_xl.excel.commands.run_log import Log

if TYPE_CHECKING:
    from xlwings import App, Book

    from cartera_xl.casos.peticion import Peticion
    from cartera_xl.casos.puertos import Journal, SheetHost


class Selection(NamedTuple):
    """The cells chosen by the user, rows from 1; `rows` counts all of them."""

    sheet: str
    row: int
    rows: int


@dataclass(slots=True)
class Desk:
    """Opened for one click. `open_host` gives a new reading of the workbook each time it is called."""

    book: "Book"
    app: "App"
    dialogs: Dialogs
    log: Log
    open_host: "Callable[[Book], SheetHost]"
    open_journal: "Callable[[], Journal]"
    start: float = field(default_factory=perf_counter)
    waited: float = 0.0

    def host(self) -> "SheetHost":
        """The workbook as it is now, each part read once."""
        from cartera_xl.excel.commands.read_once import ReadOnce

        return ReadOnce(self.open_host(self.book))

    def journal(self) -> "Journal":
        """The journal of this user."""
        return self.open_journal()

    def request(self, sheet: str | None = None) -> "Peticion":
        """What is asked of a use case, with the clock, the user and the status bar put in."""
        from cartera_xl import settings
        from cartera_xl.casos.peticion import Peticion

        advance = self.say
        return Peticion(momento=settings.now(), usuario=settings.user_name(), hoja=sheet, avance=advance)

    def say(self, text: str) -> None:
        """Show progress in the status bar."""
        say(self.app, text)

    def ask(self, question: Notice) -> bool:
        """Ask half way; the time that the person takes is not ours."""
        asked = perf_counter()
        try:
            return self.dialogs.ask(question)
        finally:
            self.waited += perf_counter() - asked

    def seconds(self) -> float:
        """What the work has taken since the click, without the questions."""
        return perf_counter() - self.start - self.waited

    def active_sheet(self) -> str:
        """Name of the sheet in front."""
        return str(self.book.sheets.active.name)

    def selection(self) -> Selection | None:
        """What is chosen in this workbook; `None` if another one is in front, or a picture is chosen."""
        chosen = self.app.selection
        if chosen is None or not self._is_ours(chosen.sheet.book):
            return None
        return Selection(chosen.sheet.name, int(chosen.row), int(chosen.shape[0]))

    def _is_ours(self, other: "Book") -> bool:
        """By name, which Excel does not let two open books share; LibreOffice does, and then by path.

        The path is not asked for without need: for a book in SharePoint xlwings searches the disk, and may fail.
        """
        if other.name != self.book.name:
            return False
        alike = sum(book.name == other.name for book in self.app.books)
        return alike <= 1 or other.fullname == self.book.fullname

    def is_hidden(self, sheet: str, cell: str) -> bool:
        """True if its row is hidden, by hand or by a filter: then it has no height."""
        return self.book.sheets[sheet].range(cell).row_height == 0

    def go_to(self, sheet: str, cell: str | None = None) -> None:
        """Bring a sheet to the front and choose a cell of it; a hidden sheet is shown, because it was asked for."""
        found = self.book.sheets[sheet]
        if not found.visible:
            found.visible = True
        self.book.activate()
        found.activate()
        if cell:
            found.range(cell).select()
