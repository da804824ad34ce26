"""A real LibreOffice for the whole session, driven through xlwings; and the books that a test opens in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import xlwings

HOW_TO_INSTALL = (
    "Estas pruebas usan un LibreOffice de verdad. Instálelo con:\n"
    "    sudo apt-get install --yes --no-install-recommends libreoffice-calc python3-uno"
)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[xlwings.App]":
    """One soffice without a screen, with its own profile; it ends with the session."""
    from cartera_xl.hosts.libreoffice import engine
    from cartera_xl.hosts.libreoffice.errors import OfficeMissing

    try:
        app = engine.start(folder=tmp_path_factory.mktemp("libreoffice"))
    except OfficeMissing as error:
        pytest.fail(f"{error}\n{HOW_TO_INSTALL}")
    yield app
    app.quit()


@pytest.fixture
def new_book(office: "xlwings.App") -> "Iterator[Callable[[], xlwings.Book]]":
    """Opens empty books; those that are open only since the test began are closed at the end."""
    before = list(office.books)
    yield lambda: office.books.add()
    close_others(office, before)


@pytest.fixture
def open_book(office: "xlwings.App") -> "Iterator[Callable[[Path], xlwings.Book]]":
    """Opens files; those that are open only since the test began are closed at the end."""
    before = list(office.books)
    yield lambda path: office.books.open(path)
    close_others(office, before)


def close_others(office: "xlwings.App", kept: "Sequence[xlwings.Book]" = ()) -> None:
    """Close the other books without saving, and leave LibreOffice as a session starts with it."""
    from cartera_xl.hosts.libreoffice.errors import BookGone

    office.screen_updating = True
    office.interactive = True
    office.status_bar = False
    for book in list(office.books):
        if book not in kept:
            with suppress(BookGone):
                book.close()
