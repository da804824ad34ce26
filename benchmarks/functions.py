"""How long the worksheet functions take over a whole column in one call, and cell by cell.

`python -m benchmarks.functions ROWS TIMES` prints as JSON the median of the processor seconds of each call and the peak
of the process. Importing and the first call are outside the clock, as in a program that is already open.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.books import LAST_DAY, Row, summary_rows
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel import functions_scoring
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.registry import FUNCTIONS, OWN_SHEETS, Function
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro

SAMPLE = 200
"""Rows that are asked cell by cell: all of them would take more than half an hour."""
BORN, TAX_ID, LAST, PURCHASES, AMOUNT, FIRST = range(2, 8)
_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): ru_maxrss is in KiB on Linux.
_DATES = (LAST, PURCHASES, AMOUNT, FIRST)
_PLACES = {"CARTERA_GENERACION": BORN, "CARTERA_VALIDA_ID": TAX_ID}
"""The column that each function of a single cell looks at; the others score."""

Own = list[Cuadro | None]


def table_of(rows: int) -> Cuadro:
    """Clients with eight columns: who, born when, tax identifier and the summary of what they bought."""
    titles: list[Celda] = ["Código", "Nombre", "Nacimiento", "NIF", "Última compra", "Nº compras", "Importe", "Alta"]
    return [titles, *(list(_eight(row)) for row in summary_rows(rows))]


def _eight(row: Row) -> Iterator[Celda]:
    code, name, tax_id, joined, last, purchases, amount = (row[place] for place in (0, 1, 2, 11, 12, 13, 14))
    assert isinstance(joined, datetime)
    yield from (code, name, joined - timedelta(days=9_000), tax_id, last, purchases, amount, joined)


def scored(table: Cuadro) -> Own:
    """The own sheets that scoring that table leaves in its workbook."""
    host = MemoryHost({"Clientes": table})
    with tempfile.TemporaryDirectory() as folder:
        journal = SqliteJournal(Path(folder) / "diario.sqlite3")
        recalcular(host, journal, Peticion(momento=LAST_DAY, usuario="", pais="ES"))
    return [host.grid(name) if host.info().hoja(name) else None for name in OWN_SHEETS]


def column_call(function: Function, table: Cuadro, own: Own) -> Callable[[], None]:
    """One call over all the rows, with nothing kept from before."""
    place = _PLACES.get(function.id)
    asked: Cuadro = table if place is None else [[row[place]] for row in table]

    def call() -> None:
        functions_scoring.forget()
        evaluate(function.id, [asked], own)

    return call


def all_at_once(table: Cuadro, own: Own) -> None:
    """All the scoring functions over the same cells, with nothing kept from before."""
    functions_scoring.forget()
    for function in FUNCTIONS:
        if function.result is not None:
            evaluate(function.id, [table], own)


def cell_by_cell(function: Function, table: Cuadro, own: Own) -> Callable[[], None]:
    """One call for each of the rows of the sample."""
    places = (_PLACES[function.id],) if function.id in _PLACES else _DATES
    asked = [[row[place] for place in places] for row in table[1 : SAMPLE + 1]]

    def call() -> None:
        functions_scoring.forget()
        for arguments in asked:
            evaluate(function.id, arguments, own)

    return call


def seconds(call: Callable[[], None], times: int) -> float:
    """Median of the processor seconds."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        call()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main(rows: int, times: int) -> None:
    """Cell by cell, all the scoring functions cost the same, because they share the study: one of them is measured."""
    table = table_of(rows)
    own = scored(table)
    all_at_once(table, own)
    found = {"todas": seconds(lambda: all_at_once(table, own), times)}
    for function in FUNCTIONS:
        found[function.id] = seconds(column_call(function, table, own), times)
        if function.result in (None, "segmento"):
            sample = seconds(cell_by_cell(function, table, own), 1)
            found[f"{function.id} celda a celda"] = sample * rows / min(SAMPLE, rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_PER_UNIT / 1e6
    print(json.dumps(found | {"peak_mb": peak, "sample": min(SAMPLE, rows)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
