"""Scoring what a worksheet function was given with the pieces of «Recalcular segmentos», so that figures agree.

The cells become a workbook in memory, which is read and scored as the button and the command do. What only they show
(warnings, alerts, next action, what changed) is left out: it would cost more than the answer. Nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

import narwhals as nw

from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.casos.calculo import Hechos, reunir_hechos
from cartera_xl.casos.columnas_propias import titulo_de
from cartera_xl.casos.estudio import exigir_algo_que_puntuar, exigir_una_sola_lectura, leer
from cartera_xl.casos.lectura_libro import MOTOR, ClientesLeidos
from cartera_xl.casos.manual import leer_manuales
from cartera_xl.casos.perfil import con_perfil
from cartera_xl.casos.peticion import MovimientosAparte, Peticion
from cartera_xl.casos.salida import normalizada, valores_de
from cartera_xl.excel.functions_book import OwnBook
from cartera_xl.excel.functions_cells import Wrong
from cartera_xl.excel.registry import FUNCTIONS, OWN_SHEETS
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.nucleo.celdas import Celda, Cuadro, a1
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import ErrorCartera, Gravedad, HojaNoEncontrada
from cartera_xl.nucleo.explicacion.porque import con_porque
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.historial_hoja import HOJA_HISTORIAL
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA, localizar
from cartera_xl.nucleo.libro import HojaInfo
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.resultados import RESULTADOS, Necesita
from cartera_xl.nucleo.resumen_hoja import HOJA_RESUMEN

CLIENTS, MOVEMENTS = "Clientes", "Movimientos"
NO_MOVEMENTS = "sin movimientos"
SCORED = tuple(function.result for function in FUNCTIONS if function.result is not None)
"""The results that some function answers with: a study keeps them all."""
NO_TITLES = "No se reconocen los títulos de la tabla: su primera fila ha de llevarlos."
_SETTINGS, _, _PROFILE = OWN_SHEETS
_RESULTS = {result.id: result for result in RESULTADOS}


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
        return _study(_host(question, book), _request(question), book)
    except HojaNoEncontrada as error:
        raise Wrong(NO_TITLES) from error
    except ErrorCartera as error:
        raise Wrong(error.que) from error


def _study(host: MemoryHost, request: Peticion, book: OwnBook) -> Study:
    opened = _opened(host, book)
    read = leer(host, opened, request)
    exigir_algo_que_puntuar(read)
    exigir_una_sola_lectura(read)
    facts = con_perfil(host, opened, read, reunir_hechos(read.clientes.tabla, read.movimientos, request))
    scored = con_porque(_scored(facts, read.clientes, book), book.scale, book.settings)
    complaints = (*read.clientes.tabla.lectura.incidencias, *facts.incidencias)
    nothing = {Necesita.MOVIMIENTOS: NO_MOVEMENTS} if facts.movimientos is None else {}
    mask = read.clientes.filas.marca.tolist()
    return Study(
        header_row=read.clientes.zona.fila_cabecera,
        first_row=read.clientes.zona.primera_fila,
        titles={result: _title(result, book.settings) for result in SCORED},
        cells={result: _cells(scored, result, mask, nothing.get(_RESULTS[result].necesita)) for result in SCORED},
        complaints=tuple(issue.que for issue in complaints if issue.gravedad is Gravedad.ERROR),
    )


def _opened(host: MemoryHost, book: OwnBook) -> LibroAbierto:
    """The workbook as `abrir` would give it, without understanding its settings again."""
    return LibroAbierto(
        info=host.info(),
        configuracion=book.settings,
        nombre_configuracion=_SETTINGS,
        cuadro_configuracion=book.settings_sheet,
        nombre_resumen=HOJA_RESUMEN,
        nombre_historial=HOJA_HISTORIAL,
        ultima_ejecucion="",
    )


def _scored(facts: Hechos, clients: ClientesLeidos, book: OwnBook) -> Marco:
    """The facts with their results; a segment set by hand in the table given is respected.

    Scoring means the same in every engine; Arrow is three times faster than pandas on the few rows of a formula, and
    twice on ten thousand.
    """
    by_hand = leer_manuales(clients, None, respetar=True).segmentos[clients.filas.marca].tolist()
    column = nw.new_series("segmento_manual", by_hand, nw.String, backend=MOTOR)
    in_arrow = nw.from_native(facts.cuadro.with_columns(column).to_arrow(), eager_only=True)
    return puntuar(in_arrow, book.scale, book.settings)


def _title(result: str, settings: Configuracion) -> str:
    """The one it has on the sheet, which may not be the usual one; the usual one if it is not there."""
    return settings.titulos_escritos.get(result) or titulo_de(_RESULTS[result], settings)


def _cells(scored: Marco, result: str, mask: Sequence[bool], nothing: Celda) -> Sequence[Celda]:
    """What the column says in each row; `nothing` is what it says of a client where it has nothing to say."""
    following = iter(normalizada(valores_de(scored, result)).tolist())
    return [_or(next(following), nothing) if is_client else None for is_client in mask]


def _or(cell: Celda, otherwise: Celda) -> Celda:
    return otherwise if cell is None else cell


def _host(question: Question, book: OwnBook) -> MemoryHost:
    """The cells as a workbook; titles that only Configuración knows are taken from the first row, as in a table."""
    own = {_SETTINGS: book.settings_sheet}
    if book.profile_sheet and not question.columns:
        own[_PROFILE] = book.profile_sheet
    host = MemoryHost({**own, CLIENTS: question.clients})
    known = localizar(HojaInfo(CLIENTS), host.head(CLIENTS, FILAS_DE_CABEZA)) if not question.columns else []
    if question.columns or (not known and {*book.settings.columnas.values()} & {*map(str, question.clients[0])}):
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
