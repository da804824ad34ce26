"""What the button costs in an open workbook: a real LibreOffice, from the click to the last cell.

`python -m benchmarks.button BOOK TIMES` prints the medians as JSON: for each part of the click its processor seconds
(ours and those of LibreOffice) and its seconds by the clock. The first click is on a fresh copy, so that every column
is new; then one client in a hundred buys something and the button is clicked again, as any other day. At the end, cells
of the result are written one by one as far as `SAMPLE` reaches.
"""

import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlwings

from cartera_xl.excel.commands import Level, RecordedDialogs
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.run_log import open_log
from cartera_xl.excel.commands.runner import execute
from cartera_xl.hosts.desktop.book import DesktopBook
from cartera_xl.hosts.libreoffice import engine
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro
from cartera_xl.nucleo.libro import LibroInfo
from cartera_xl.nucleo.plan import PlanEscritura
from cartera_xl.opening import open_journal

SAMPLE = 300
TOTAL = "del clic a la última celda"
_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): ru_maxrss is in KiB on Linux.


class Spent(NamedTuple):
    """Seconds of processor, of both processes, and of the clock."""

    cpu: float
    clock: float

    def __add__(self, other: object) -> "Spent":
        assert isinstance(other, Spent)
        return Spent(self.cpu + other.cpu, self.clock + other.clock)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.cpu - other.cpu, self.clock - other.clock)


class Meter:
    """What the two processes have spent up to now."""

    def __init__(self, pid: int) -> None:
        self._stat = Path(f"/proc/{pid}/stat")
        self._tick = os.sysconf("SC_CLK_TCK")

    def now(self) -> Spent:
        """User and system time of ours and of LibreOffice."""
        fields = self._stat.read_text().rpartition(")")[2].split()
        return Spent(time.process_time() + (int(fields[11]) + int(fields[12])) / self._tick, time.perf_counter())


class Watched:
    """An open workbook that counts what its reading and its writing take."""

    def __init__(self, book: xlwings.Book, meter: Meter) -> None:
        self._host = DesktopBook(book)
        self._meter = meter
        self.reading = self.writing = Spent(0.0, 0.0)
        self.cells = 0

    def _read(self, method: Any, *arguments: Any) -> Any:
        before = self._meter.now()
        found = method(*arguments)
        self.reading += self._meter.now() - before
        return found

    def info(self) -> LibroInfo:
        """Counted."""
        return self._read(self._host.info)  # type: ignore[no-any-return]

    def head(self, sheet: str, rows: int) -> Cuadro:
        """Counted."""
        return self._read(self._host.head, sheet, rows)  # type: ignore[no-any-return]

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        """Counted."""
        return self._read(self._host.columns, sheet, first_row, columns)  # type: ignore[no-any-return]

    def grid(self, sheet: str) -> Cuadro:
        """Counted."""
        return self._read(self._host.grid, sheet)  # type: ignore[no-any-return]

    def formula_without_value(self, sheet: str, column: int, first_row: int) -> str | None:
        """Counted."""
        return self._read(self._host.formula_without_value, sheet, column, first_row)  # type: ignore[no-any-return]

    def write(self, plan: PlanEscritura) -> None:
        """Counted, with the cells of the result columns."""
        before = self._meter.now()
        self._host.write(plan)
        self.writing += self._meter.now() - before
        self.cells = sum(len(column.valores) for column in plan.columnas)


def click(app: xlwings.App, book: xlwings.Book, meter: Meter) -> tuple[dict[str, Spent], int]:
    """The three parts of a click, their sum, and the cells written."""
    hosts: list[Watched] = []

    def watched(book: xlwings.Book) -> Watched:
        hosts.append(Watched(book, meter))
        return hosts[-1]

    with open_log() as log:
        before = meter.now()
        notice = execute("recalcular_segmentos", Desk(book, app, RecordedDialogs(), log, watched, open_journal))
        total = meter.now() - before
    assert notice.level in (Level.INFO, Level.WARNING), notice.text
    reading, writing = hosts[0].reading, hosts[0].writing
    assert len(hosts) == 1, "not at the first attempt"
    assert hosts[0].cells, "nothing was written"
    parts = {"leer": reading, "puntuar": total - reading - writing, "escribir": writing, TOTAL: total}
    return parts, hosts[0].cells


def buy_something(book: xlwings.Book) -> None:
    """One client in a hundred, together at the top: a purchase of 1,000 more."""
    sheet = book.sheets["Clientes"]
    last = sheet.used_range.last_cell.row
    amounts = sheet.range((2, 15), (max(2, last // 100), 15))
    amounts.value = [[amount + 1000] for (amount,) in amounts.options(ndim=2).value]


def one_by_one(book: xlwings.Book, meter: Meter) -> Spent:
    """What one cell costs when each is written with its own call, numbers and texts by turns."""
    sheet = book.sheets.add("Una a una")
    before = meter.now()
    for number in range(SAMPLE):
        sheet.range((number // 20 + 1, number % 20 + 1)).value = f"Texto {number}" if number % 3 else number / 7
    spent = meter.now() - before
    return Spent(spent.cpu / SAMPLE, spent.clock / SAMPLE)


def main(original: Path, times: int) -> None:
    """Clicks on fresh copies in the same LibreOffice; the imports of the first one count, as those of any click."""
    found: dict[str, list[Spent]] = {}
    cells = 0
    with tempfile.TemporaryDirectory(prefix="cartera-boton-") as folder:
        app = engine.start()
        try:
            meter = Meter(app.pid)
            for turn in range(times):
                copy = Path(folder) / f"{turn}{original.suffix}"
                shutil.copyfile(original, copy)
                book = app.books.open(copy)
                parts, cells = click(app, book, meter)
                buy_something(book)
                parts["otro día"] = click(app, book, meter)[0][TOTAL]
                parts["una celda"] = one_by_one(book, meter)
                for name, spent in parts.items():
                    found.setdefault(name, []).append(spent)
                book.close()
        finally:
            app.quit()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_PER_UNIT / 1e6
    medians = {name: [statistics.median(spent[i] for spent in many) for i in range(2)] for name, many in found.items()}
    print(json.dumps({"partes": medians, "celdas": cells, "peak_mb": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
