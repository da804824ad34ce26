"""A spreadsheet program of pretence in front of a `MemoryHost`: what the commands see of xlwings, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from cartera_xl.hosts.memory import MemoryHost


class FakeProgram:
    """An application; `said` keeps every text of its status bar."""

    def __init__(self) -> None:
        self.engine = SimpleNamespace(name="de mentira")
        self.version = "1.0"
        self.pid = 1234
        self.books: list[FakeBook] = []
        self.calculation = "automatic"
        self.enable_events = True
        self.display_alerts = True
        self.interactive = True
        self.screen_updating = True
        self.selection: FakeRange | None = None
        self.said: list[object] = []
        self._status: object = False

    @property
    def status_bar(self) -> object:
        return self._status

    @status_bar.setter
    def status_bar(self, text: object) -> None:
        self.said.append(text)
        self._status = text


@dataclass
class FakeRange:
    """Some cells of a sheet."""

    sheet: "FakeSheet"
    row: int
    column: int
    shape: tuple[int, int] = (1, 1)
    row_height: float = 15.0

    @property
    def value(self) -> object:
        return self.sheet.book.host.grid(self.sheet.name)[self.row - 1][self.column - 1]

    def select(self) -> None:
        self.sheet.book.app.selection = self


@dataclass
class FakeSheet:
    """A sheet by name."""

    book: "FakeBook"
    name: str
    visible: bool = True
    hidden_rows: tuple[int, ...] = ()

    def activate(self) -> None:
        if not self.visible:
            raise RuntimeError("a hidden sheet cannot be activated")
        self.book.sheets.active = self

    def range(self, place: Any) -> FakeRange:
        if isinstance(place, str):
            from cartera_xl.nucleo.celdas import Rango

            corner = Rango.desde_a1(place)
            place = corner.fila1, corner.columna1
        return FakeRange(self, *place, row_height=0.0 if place[0] in self.hidden_rows else 15.0)


class FakeSheets:
    """The sheets of the host, as they are now."""

    def __init__(self, book: "FakeBook") -> None:
        self._book = book
        self._known: dict[str, FakeSheet] = {}
        self.active = self[book.host.info().hojas[0].nombre]

    def __iter__(self) -> Iterator[FakeSheet]:
        return (self[info.nombre] for info in self._book.host.info().hojas)

    def __getitem__(self, name: str) -> FakeSheet:
        assert self._book.host.info().hoja(name) is not None, name
        return self._known.setdefault(name, FakeSheet(self._book, name))


@dataclass
class FakeBook:
    """An open workbook."""

    host: MemoryHost
    name: str = "clientes.xlsx"
    app: FakeProgram = field(default_factory=FakeProgram)
    in_front: int = 0

    def __post_init__(self) -> None:
        self.fullname = f"C:\\Trabajo\\{self.name}"
        self.sheets = FakeSheets(self)
        self.app.books.append(self)

    def activate(self) -> None:
        self.in_front += 1

    def choose(self, sheet: str, row: int, rows: int = 1) -> None:
        """The user clicks on a cell of column A."""
        self.sheets[sheet].activate()
        self.app.selection = FakeRange(self.sheets[sheet], row, 1, (rows, 1))


def as_any(book: FakeBook) -> Any:
    """Where an xlwings object is asked for."""
    return cast(Any, book)
