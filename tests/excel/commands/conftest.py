"""A desk with a pretended program over a book in memory, and a journal and a log of its own."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cartera_xl import settings
from cartera_xl.excel.commands import Notice, RecordedDialogs
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.run_log import log_path, open_log
from cartera_xl.excel.commands.runner import execute
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro
from tests.casos.conftest import CABECERA, MOMENTO, filas_de_ejemplo
from tests.excel.commands.fake_program import FakeBook, as_any


@dataclass
class Office:
    """The pretended program with its only workbook; `click` runs a command as a button does."""

    book: FakeBook
    journal: SqliteJournal
    open_host: Callable[[Any], Any]

    def click(self, command: str, dialogs: RecordedDialogs | None = None) -> Notice:
        self.dialogs = dialogs or RecordedDialogs()
        with open_log() as log:
            book = as_any(self.book)
            return execute(command, Desk(book, book.app, self.dialogs, log, self.open_host, lambda: self.journal))

    def grid(self, sheet: str = "Clientes") -> Cuadro:
        return self.book.host.grid(sheet)

    def column(self, title: str, sheet: str = "Clientes") -> list[Any]:
        grid = self.grid(sheet)
        place = grid[0].index(title)
        return [row[place] if place < len(row) else None for row in grid[1:]]

    def log(self) -> str:
        return log_path().read_text(encoding="utf-8")


def office_of(sheets: dict[str, Cuadro], folder: Path) -> Office:
    host = MemoryHost(sheets, name="clientes.xlsx")
    return Office(FakeBook(host), SqliteJournal(folder / "diario.sqlite3"), lambda _: host)


def set_clock(monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    """Each look at the clock, a minute later; `first` is how many have passed."""
    minutes = count(first)
    monkeypatch.setattr(settings, "now", lambda: MOMENTO + timedelta(minutes=next(minutes)))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, 10)


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "datos"
    monkeypatch.setenv("CARTERA_DATOS", str(folder))
    return folder


@pytest.fixture
def open_office(data_folder: Path) -> Callable[[dict[str, Cuadro]], Office]:
    return lambda sheets: office_of(sheets, data_folder)


@pytest.fixture
def desk_of_clients(open_office: Callable[[dict[str, Cuadro]], Office]) -> Office:
    """Thirty clients with their purchases summed up, never scored."""
    return open_office({"Clientes": [CABECERA, *filas_de_ejemplo()]})


@pytest.fixture(scope="session")
def first_click(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same book after its first «Recalcular segmentos»; to be looked at, not changed."""
    folder = tmp_path_factory.mktemp("primera")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARTERA_DATOS", str(folder))
        set_clock(patch, 0)
        office = office_of({"Clientes": [CABECERA, *filas_de_ejemplo()]}, folder)
        office.click("recalcular_segmentos")
    return office


@pytest.fixture
def scored(first_click: Office, data_folder: Path) -> Office:
    """A copy of it, with its journal, to be changed."""
    data_folder.mkdir()
    journal = data_folder / "diario.sqlite3"
    shutil.copyfile(first_click.journal._path, journal)
    host = deepcopy(first_click.book.host)
    return Office(FakeBook(host), SqliteJournal(journal), lambda _: host)
