"""A LibreOffice in which books are open: ours, or that of a person."""

from pathlib import Path
from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.books import Book, Books
from cartera_xl.hosts.libreoffice.guard import engine_class, is_uno_error, unsupported
from cartera_xl.hosts.libreoffice.process import OfficeProcess
from cartera_xl.hosts.libreoffice.sheets import Sheet
from cartera_xl.hosts.libreoffice.uno_values import properties
from cartera_xl.hosts.libreoffice.window import Alert, StatusBar, enable_windows, show_alert

_CONFIGURATION = "com.sun.star.configuration.ConfigurationProvider"


@engine_class
class App(base_classes.App):
    """A LibreOffice. `process` is given only if it is ours to end; `pid` is invented if it cannot be known."""

    # Plain attributes in the place of xlwings' properties. The last two are only kept: what a program does to a book
    # never makes LibreOffice ask anything, and its events cannot be switched off.
    engine: Any = None
    pid: int = 0
    display_alerts: bool = True
    enable_events: bool = True

    def __init__(self, engine: Any, context: Any, pid: int, *, process: OfficeProcess | None, visible: bool) -> None:
        self.engine = engine
        self.context = context
        self.pid = pid
        self.last_book: Book | None = None
        self.alerts: list[Alert] = []
        self._process = process
        self._visible = visible
        self._desktop = self.service("com.sun.star.frame.Desktop")
        self._books: list[Book] = []
        self._status = StatusBar()
        self._locked: list[Book] = []
        self._disabled: list[Any] = []
        self._screen_updating = self._interactive = True

    @property
    def alive(self) -> bool:
        """Whether it is still there."""
        if self._process is not None:
            return self._process.alive
        try:
            self._desktop.getName()
        except Exception as error:
            if not is_uno_error(error):
                raise
            return False
        return True

    def _alive(self) -> bool:
        return self.alive

    def service(self, name: str) -> Any:
        """One of LibreOffice's services."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def book_of(self, document: Any) -> Book:
        """The book of a document: always the same object while it is open, for what it remembers of it."""
        found = next((book for book in self._books if not book._closed and book._document == document), None)
        if found is None:
            found = Book(self, document)
            self._books = [book for book in self._books if book.alive]
            self._books.append(found)
        return found

    @property
    def api(self) -> Any:
        """LibreOffice's desktop."""
        return self._desktop

    @property
    def version(self) -> str:
        """`7.4.7.2`."""
        arguments = properties(nodepath="/org.openoffice.Setup/Product")
        access = self.service(_CONFIGURATION).createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", arguments
        )
        return str(access.getByName("ooSetupVersionAboutBox"))

    @property
    def books(self) -> Books:
        """Its open books."""
        return Books(self)

    @property
    def visible(self) -> bool:
        """Whether the books that it opens are seen."""
        return self._visible

    @visible.setter
    def visible(self, value: bool) -> None:
        """One started without a screen cannot get one later."""
        if value and self._process is not None and not self._visible:
            raise unsupported("App.visible: mostrar un LibreOffice que se abrió sin ventana")
        self._visible = bool(value)

    def activate(self, steal_focus: bool = False) -> None:  # noqa: ARG002
        """Make it xlwings' active one."""
        self.engine.apps.promote(self)

    @property
    def selection(self) -> Any:
        """The selected cells of the active book (the first area, if there are several); `None` if it is not cells."""
        if not self.books:
            return None
        book = self.books.active
        selected = book.controller().getSelection()
        if selected is not None and selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
            selected = selected.getByIndex(0)
        if selected is None or not selected.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        return Sheet(book, selected.getSpreadsheet()).cells._of(selected)

    @property
    def screen_updating(self) -> bool:
        """Whether changes are seen at once."""
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        """LibreOffice counts the locks: each book is unlocked as many times as it was locked, once."""
        if not value and self._screen_updating:
            self._locked = list(self.books)
            for book in self._locked:
                book.api.lockControllers()
        if value and not self._screen_updating:
            locked, self._locked = self._locked, []
            for book in locked:
                if book.alive:
                    book.api.unlockControllers()
        self._screen_updating = bool(value)

    @property
    def interactive(self) -> bool:
        """Whether the person can use the windows."""
        return self._interactive

    @interactive.setter
    def interactive(self, value: bool) -> None:
        if bool(value) != self._interactive:
            self._disabled = enable_windows(list(self.books), self._disabled, on=bool(value))
            self._interactive = bool(value)

    @property
    def calculation(self) -> str:
        """`automatic` or `manual`, of all the books at once."""
        return "automatic" if all(book.api.isAutomaticCalculationEnabled() for book in self.books) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual"):
            raise unsupported(f"App.calculation = {value}")
        for book in self.books:
            book.api.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        """Work out all the formulas of all the books."""
        for book in self.books:
            book.api.calculateAll()

    @property
    def status_bar(self) -> str | bool:
        """What we wrote at the bottom of the windows; False if it is LibreOffice's."""
        return self._status.text

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._status.show([book.controller().getFrame() for book in self.books], value)

    def alert(
        self,
        prompt: str,
        title: str | None,
        buttons: str | None,
        mode: str | None,
        callback: str | None,  # noqa: ARG002
    ) -> str:
        """Ask and wait. Without windows nobody would answer: the default button, and the text is kept in `alerts`."""
        asked = Alert(prompt, title or "", buttons or "ok", mode or "info")
        self.alerts.append(asked)
        frame = self._desktop.getCurrentFrame()
        headless = self._process is not None and not self._visible
        was_interactive = self.interactive
        self.interactive = True  # a disabled window would not let its own message box be answered
        try:
            return show_alert(self.service("com.sun.star.awt.Toolkit"), None if headless else frame, asked)
        finally:
            self.interactive = was_interactive

    def run(self, macro: str, args: Any) -> Any:
        """Run a Basic macro: `'libro.xlsm'!Modulo.Orden`, or `Modulo.Orden` of the active book."""
        name, _, order = macro.rpartition("!")
        book = self.books(name.strip("'")) if name else self.books.active
        script = order if order.count(".") == 2 else f"VBAProject.{order}"
        provider = book.api.getScriptProvider()
        found = provider.getScript(f"vnd.sun.star.script:{script}?language=Basic&location=document")
        return found.invoke(tuple(args), (), ())[0]

    def quit(self) -> None:
        """End it if it is ours, without saving. One that was already running stays: only xlwings forgets it."""
        self.engine.apps.forget(self)
        if self._process is None:
            return
        try:
            for book in self.books:
                book.close()
            self._desktop.terminate()
            self._process.wait()
        except Exception as error:
            if not is_uno_error(error) and type(error).__name__ != "BookGone":
                raise
        finally:
            self._process.stop()

    kill = quit

    @property
    def path(self) -> str:
        """Where the program is, if it is ours."""
        if self._process is None:
            raise unsupported("App.path de un LibreOffice que ya estaba abierto")
        return str(Path(self._process.program).parent)
