"""The books that are open in a LibreOffice."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.formulas import Translator
from cartera_xl.hosts.libreoffice.guard import engine_class, gone, is_uno_error
from cartera_xl.hosts.libreoffice.names import Names
from cartera_xl.hosts.libreoffice.number_formats import NumberFormats
from cartera_xl.hosts.libreoffice.sheets import Sheets
from cartera_xl.hosts.libreoffice.uno_values import path_of, properties, url_of

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_LOOK_AGAIN_SECONDS = 0.02
"""A book that was open this long ago is taken as open: asking LibreOffice before each thing would double the work."""

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".csv": "Text - txt - csv (StarCalc)",
}
_RUN_NO_MACROS = 0
_UNSEEN_SIZE, _SIZE_AND_PLACE = (1280, 800), 15
_NEVER_UPDATE_LINKS, _UPDATE_LINKS = 0, 3


def is_spreadsheet(component: Any) -> bool:
    """Whether a window of LibreOffice holds a book: it may be a text, or the editor of macros."""
    return component is not None and hasattr(component, "supportsService") and component.supportsService(_SPREADSHEET)


@engine_class
class Books(base_classes.Books):
    """The open books."""

    def __init__(self, app: Any) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        """All that LibreOffice has open."""
        return self.app.api.getComponents()

    def _members(self) -> list["Book"]:
        components = self.api.createEnumeration()
        found = []
        while components.hasMoreElements():
            component = components.nextElement()
            if is_spreadsheet(component):
                found.append(self.app.book_of(component))
        return found

    @property
    def active(self) -> "Book":
        """The one with the focus; without windows, the last one opened or activated. `KeyError` if none is open."""
        current = self.app.api.getCurrentComponent()
        if is_spreadsheet(current):
            return self.app.book_of(current)  # type: ignore[no-any-return]
        members = self._members()
        if not members:
            raise KeyError("No hay ningún libro abierto en LibreOffice.")
        return self.app.last_book if self.app.last_book in members else members[0]

    def __call__(self, key: Any) -> "Book":
        """By its order, from 1, or by its name in any case. `KeyError` if there is none."""
        members = self._members()
        if isinstance(key, int):
            if not 1 <= key <= len(members):
                raise KeyError(key)
            return members[key - 1]
        found = next((book for book in members if book.name.lower() == key.lower()), None)
        if found is None:
            raise KeyError(key)
        return found

    def __len__(self) -> int:
        return len(self._members())

    def __iter__(self) -> Iterator["Book"]:
        return iter(self._members())

    def add(self) -> "Book":
        """A new one, empty."""
        return self._load("private:factory/scalc")

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: str | None = None,  # noqa: ARG002
        password: str | None = None,
        *_others: Any,
        **_more: Any,
    ) -> "Book":
        """Open a file, without running its macros nor going after its links."""
        links = _UPDATE_LINKS if update_links else _NEVER_UPDATE_LINKS
        return self._load(url_of(fullname), ReadOnly=read_only or None, Password=password, UpdateDocMode=links)

    def _load(self, url: str, **options: Any) -> "Book":
        given = properties(Hidden=not self.app.visible, MacroExecutionMode=_RUN_NO_MACROS, **options)
        try:
            document = self.app.api.loadComponentFromURL(url, "_blank", 0, given)
        except Exception as error:
            if not is_uno_error(error) or not self.app.alive:
                raise
            raise OSError(f"LibreOffice no ha podido abrir «{path_of(url)}».") from error
        if document is None:
            raise OSError(f"LibreOffice no ha podido abrir «{path_of(url)}».")
        book: Book = self.app.book_of(document)
        if not self.app.visible:
            # A view without size cannot freeze rows.
            book.controller().getFrame().getComponentWindow().setPosSize(0, 0, *_UNSEEN_SIZE, _SIZE_AND_PLACE)
        book.remember()
        return book


@engine_class
class Book(base_classes.Book):
    """One open book. Its methods raise `BookGone` once it is closed, whoever closed it."""

    def __init__(self, app: Any, document: Any) -> None:
        self._app = app
        self._document = document
        self._seen = 0.0
        self._closed = False
        self._sizes: tuple[int, int] | None = None
        self._formats: NumberFormats | None = None
        self._translator: Translator | None = None

    def _alive(self) -> bool:
        return self.alive

    @property
    def alive(self) -> bool:
        """Whether it is still open."""
        if self._closed:
            return False
        try:
            alive = self._document.getSheets() is not None
        except Exception as error:
            if not is_uno_error(error):
                raise
            alive = False
        self._closed = not alive
        return alive

    def check(self) -> None:
        """`BookGone` if it was closed."""
        if time.monotonic() - self._seen < _LOOK_AGAIN_SECONDS and not self._closed:
            return
        if not self.alive:
            raise gone()
        self._seen = time.monotonic()

    @property
    def api(self) -> Any:
        """LibreOffice's own document."""
        self.check()
        return self._document

    @property
    def app(self) -> Any:
        """The LibreOffice in which it is open."""
        return self._app

    @property
    def formats(self) -> NumberFormats:
        """Its number formats."""
        if self._formats is None:
            self._formats = NumberFormats(self.api)
        return self._formats

    @property
    def translator(self) -> Translator:
        """Its formulas, in Excel's notation."""
        if self._translator is None:
            self._translator = Translator(self.api)
        return self._translator

    def sheet_size(self, sheet: Any) -> tuple[int, int]:
        """Rows and columns that its sheets have, used or not."""
        if self._sizes is None:
            self._sizes = sheet.size
        return self._sizes

    def controller(self) -> Any:
        """Its view. A book opened without window has one too."""
        return self.api.getCurrentController()

    @property
    def fullname(self) -> str:
        """Its file, or its title if it was never saved."""
        document = self.api
        return path_of(document.URL) if document.URL else str(document.Title)

    @property
    def name(self) -> str:
        """The name of its file."""
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The names that all its sheets know."""
        return Names(self, lambda: self.api.NamedRanges)

    def remember(self) -> None:
        """Make it the active one for those who cannot see windows."""
        self._app.last_book = self

    def activate(self) -> None:
        """Bring it to the front."""
        frame = self.controller().getFrame()
        frame.activate()
        frame.getContainerWindow().toFront()
        self.remember()

    def save(self, path: Any = None, password: str | None = None) -> None:
        """Save it where it is, or in `path` with the format that its name asks for."""
        document = self.api
        if path is None and document.URL and password is None:
            document.store()
            return
        target = Path(path) if path else Path(self.fullname)
        known = _FILTERS.get(target.suffix.lower())
        if known is None:
            raise ValueError(f"LibreOffice no sabe guardar «{target.name}»: use {', '.join(_FILTERS)}.")
        document.storeAsURL(url_of(target), properties(FilterName=known, Overwrite=True, Password=password))

    def close(self) -> None:
        """Close it without saving."""
        document = self.api
        document.setModified(False)
        document.close(True)
        self._closed = True

    def to_pdf(self, path: str, quality: Any = None) -> None:  # noqa: ARG002
        """A PDF of all its sheets."""
        self.api.storeToURL(url_of(path), properties(FilterName="calc_pdf_Export"))
