"""Scoring what a worksheet function was given with the code of «Recalcular segmentos», so that figures agree.

The cells become a workbook in memory, next to the own sheets of the user's, and the use case that the button and the
command share studies it. Nothing is written anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from cartera_xl.casos.columnas_propias import titulo_de
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.peticion import MovimientosAparte, Peticion
from cartera_xl.casos.salida import normalizada, valores_de
from cartera_xl.excel.functions_book import OwnBook
from cartera_xl.excel.functions_cells import Wrong
from cartera_xl.excel.registry import FUNCTIONS, OWN_SHEETS
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.nucleo.causas.foto import Foto
from cartera_xl.nucleo.celdas import Celda, Cuadro, a1
from cartera_xl.nucleo.corrida import Corrida
from cartera_xl.nucleo.errores import ErrorCartera, Gravedad, HojaNoEncontrada
from cartera_xl.nucleo.explicacion.porque import con_porque
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA, localizar
from cartera_xl.nucleo.libro import HojaInfo
from cartera_xl.nucleo.resultados import RESULTADOS, Necesita

CLIENTS, MOVEMENTS = "Clientes", "Movimientos"
NO_MOVEMENTS = "sin movimientos"
SCORED = tuple(function.result for function in FUNCTIONS if function.result is not None)
"""The results that some function answers with: a study keeps them all."""
NO_TITLES = "No se reconocen los títulos de la tabla: su primera fila ha de llevarlos."
_SETTINGS, _, _PROFILE = OWN_SHEETS
_RESULTS = {result.id: result for result in RESULTADOS}


class NoJournal:
    """A journal that remembers nothing: a worksheet function writes nothing and undoes nothing."""

    def record(self, run: Corrida) -> None:
        """Nothing is kept."""

    def discard(self, book: str, run_id: str) -> None:
        """Nothing was kept."""

    def find(self, book: str, run_id: str | None = None) -> Corrida | None:  # noqa: ARG002
        """No run."""
        return None

    def history(self, book: str) -> list[Corrida]:  # noqa: ARG002
        """No runs."""
        return []

    def photo(self, book: str, run_id: str) -> Foto | None:  # noqa: ARG002
        """No photo."""
        return None

    def mark_undone(self, book: str, run_id: str, moment: datetime) -> None:
        """Nothing to mark."""

    def forget(self, book: str, prints: Mapping[tuple[str, ...], int], clean: object) -> int:  # noqa: ARG002
        """Nothing to forget."""
        return 0


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be scored: `clients` with its titles, `movements` with theirs.

    `columns` forces fields on titles: then the titles are ours and the first row, and the ideal profile, which looks
    at the user's columns, has no say.
    """

    clients: Cuadro
    movements: Cuadro | None
    cut: date
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Study:
    """A scored table: `titles` and `cells` go by result; the cells are one for each row from `first_row`.

    `header_row` and `first_row`, from 1, are of the cells given; `None` is a blank cell. `complaints` are what the
    reading says of the cells that it could not use.
    """

    header_row: int
    first_row: int
    titles: Mapping[str, str]
    cells: Mapping[str, Sequence[Celda]]
    complaints: tuple[str, ...]


def study(question: Question, book: OwnBook) -> Study:
    """Scores the question with the settings and the scale of the workbook; `Wrong` if it cannot be scored."""
    try:
        portfolio = estudiar(_host(question, book), NoJournal(), _request(question))
    except HojaNoEncontrada as error:
        raise Wrong(NO_TITLES) from error
    except ErrorCartera as error:
        raise Wrong(error.que) from error
    return _study(portfolio, book)


def _study(portfolio: Cartera, book: OwnBook) -> Study:
    clients, work = portfolio.leido.clientes, portfolio.calculo
    scored = con_porque(work.puntuados, work.baremo, work.ajustes)
    complaints = (*clients.tabla.lectura.incidencias, *portfolio.hechos.incidencias)
    return Study(
        header_row=clients.zona.fila_cabecera,
        first_row=clients.zona.primera_fila,
        titles={result: titulo_de(_RESULTS[result], book.settings) for result in SCORED},
        cells={result: _cells(scored, result, work.hay, clients.filas.marca.tolist()) for result in SCORED},
        complaints=tuple(issue.que for issue in complaints if issue.gravedad is Gravedad.ERROR),
    )


def _cells(scored: Marco, result: str, has: frozenset[Necesita], mask: Sequence[bool]) -> Sequence[Celda]:
    """What the column says in each row; a result that needs movements says so where there is nothing without them."""
    nothing = None if _RESULTS[result].necesita in has else NO_MOVEMENTS
    following = iter(normalizada(valores_de(scored, result)).tolist())
    return [_or(next(following), nothing) if is_client else None for is_client in mask]


def _or(cell: Celda, otherwise: Celda) -> Celda:
    return otherwise if cell is None else cell


def _host(question: Question, book: OwnBook) -> MemoryHost:
    """The cells as a workbook; without titles to recognise, its first row is taken for them, as in an Excel table."""
    own = {_SETTINGS: book.settings_sheet}
    if book.profile_sheet and not question.columns:
        own[_PROFILE] = book.profile_sheet
    host = MemoryHost({**own, CLIENTS: question.clients})
    if question.columns or not localizar(HojaInfo(CLIENTS), host.head(CLIENTS, FILAS_DE_CABEZA)):
        host.add_table(CLIENTS, CLIENTS, f"A1:{a1(len(question.clients), len(question.clients[0]))}")
    return host


def _request(question: Question) -> Peticion:
    return Peticion(
        momento=datetime.combine(question.cut, time()),
        usuario="",
        hoja=CLIENTS,
        corte=question.cut,
        columnas=question.columns,
        movimientos=None if question.movements is None else _movements(question.movements),
    )


def _movements(grid: Cuadro) -> MovimientosAparte:
    """The movements as if they came in a file, with the titles where the product finds them or in the first row."""
    host = MemoryHost({MOVEMENTS: grid})
    found = localizar(HojaInfo(MOVEMENTS), host.head(MOVEMENTS, FILAS_DE_CABEZA))
    header = found[0].fila_cabecera if found else 1
    titles = found[0].titulos if found else {n: cell for n, cell in enumerate(grid[0], 1) if isinstance(cell, str)}
    numbers = range(1, len(grid[0]) + 1)
    columns = host.columns(MOVEMENTS, header + 1, numbers)
    return MovimientosAparte(MOVEMENTS, tuple(titles.get(n, "") for n in numbers), tuple(columns), header)
