"""Las funciones de la hoja en un Python de Windows, llamadas como Excel: con la DLL y el servidor COM de xlwings."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.registry import FUNCTIONS, OWN_SHEETS, Function
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda
from tests.casos.conftest import CABECERA, filas_de_ejemplo, peticion
from tests.wine.bridge import Windows
from tests.wine.conftest import Example

MODULE = "cartera_xl.excel.xlwings_functions"
OWN = tuple[Cuadro | None, ...]
SCORING = [function for function in FUNCTIONS if function.result is not None]
LAST = datetime(2025, 7, 1)


def answer(server: Windows, ident: str, arguments: list[object], own: OWN = ()) -> object:
    """What the VBA gets."""
    return server.ask("call", MODULE, ident, (*arguments, *own))[0]


def expected(ident: str, arguments: list[object], own: OWN = ()) -> object:
    """What `evaluate` says here, in the shape in which it reaches the VBA: one cell or one row lose their brackets."""
    rows = [["" if cell is None else cell for cell in row] for row in evaluate(ident, arguments, own)]
    if len(rows) > 1:
        return rows
    return rows[0] if len(rows[0]) > 1 else rows[0][0]


@pytest.mark.parametrize("function", SCORING, ids=lambda function: function.id)
def test_la_tabla_del_ejemplo_da_lo_mismo_que_en_linux(server: Windows, example: Example, function: Function) -> None:
    arguments = [example.sheets["Clientes"], example.sheets["Movimientos"], None, None, None]
    own = example.own_sheets()
    seen = answer(server, function.id, arguments, own)
    assert isinstance(seen, list)
    assert len(seen) == 121
    assert seen == expected(function.id, arguments, own)


@pytest.mark.parametrize("function", SCORING, ids=lambda function: function.id)
def test_un_cliente_por_sus_fechas_da_lo_mismo_que_en_linux(
    server: Windows, example: Example, function: Function
) -> None:
    arguments = [LAST, 5.0, 1200.0, datetime(2023, 1, 15), datetime(2025, 9, 30)]
    own = example.own_sheets()
    assert answer(server, function.id, arguments, own) == expected(function.id, arguments, own)


def test_diez_mil_filas_por_ocho_columnas_en_una_llamada(
    server: Windows, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = _own_sheets_of([CABECERA, *filas_de_ejemplo(300)], tmp_path_factory)
    rows: Cuadro = [[*CABECERA, "Ciudad", "Correo"]]
    for number, row in enumerate(filas_de_ejemplo(10_000)):
        rows.append([f"K{number}", *row[1:], "Ávila", f"c{number}@example.com"])
    arguments = [rows, None, None, None, None]
    seen = answer(server, "CARTERA_SEGMENTO", arguments, own)
    assert isinstance(seen, list)
    assert len(seen) == 10_001
    assert len({cell for (cell,) in seen[1:]}) > 1
    assert seen == expected("CARTERA_SEGMENTO", arguments, own)


def _own_sheets_of(rows: Cuadro, tmp_path_factory: pytest.TempPathFactory) -> OWN:
    book = MemoryHost({"Clientes": rows})
    recalcular(book, SqliteJournal(tmp_path_factory.mktemp("diario") / "diario.sqlite3"), peticion())
    names = {sheet.nombre for sheet in book.info().hojas}
    return tuple(_as_excel(book.grid(name)) if name in names else None for name in OWN_SHEETS)


def _as_excel(cells: Cuadro) -> Cuadro:
    """A sheet only has dates with their hour."""
    return [
        [datetime(cell.year, cell.month, cell.day) if type(cell) is date else cell for cell in row] for row in cells
    ]


def test_las_fechas_llegan_con_su_dia_aunque_windows_este_en_otra_hora(server: Windows, example: Example) -> None:
    """El día de la compra y el del corte son el borde de una banda: un desfase de una hora lo cambiaría."""
    own = example.own_sheets()
    days: Cuadro = [[datetime(2025, 9, 30) - timedelta(days=day)] for day in range(200)]
    for cut in (datetime(2025, 9, 30), datetime(2026, 1, 15)):
        arguments = [days, 5.0, 1200.0, None, cut]
        assert answer(server, "CARTERA_RFM", arguments, own) == expected("CARTERA_RFM", arguments, own)


@pytest.mark.parametrize(
    "born",
    [
        1984.0,
        "1984",
        datetime(1984, 2, 29),
        "29/02/1984",
        None,
        "",
        "no sé",
        -1.0,
        True,
        "Íñigo 😀 €",
        ErrorCelda("#N/A"),
    ],
    ids=repr,
)
def test_lo_que_haya_en_una_celda_da_lo_mismo_que_en_linux(server: Windows, born: Celda) -> None:
    assert answer(server, "CARTERA_GENERACION", [born]) == _with_texts(expected("CARTERA_GENERACION", [born]))


def test_una_celda_de_moneda_vale_lo_que_su_numero(server: Windows, example: Example) -> None:
    own = example.own_sheets()
    as_currency = [LAST, 5.0, Decimal("1200.5"), None, None]
    as_number = [LAST, 5.0, 1200.5, None, None]
    assert answer(server, "CARTERA_SEGMENTO", as_currency, own) == expected("CARTERA_SEGMENTO", as_number, own)


def test_una_columna_con_de_todo_conserva_sus_filas(server: Windows) -> None:
    column: Cuadro = [[1984.0], [None], [ErrorCelda("#DIV/0!")], ["texto ñ € 😀"], [True], [datetime(2001, 5, 3)]]
    seen = answer(server, "CARTERA_GENERACION", [column])
    assert seen == _with_texts(expected("CARTERA_GENERACION", [column]))


@pytest.mark.parametrize(
    "arguments",
    [
        ["hola", 5.0, 1200.0, None, None],
        [LAST, "muchas", 1200.0, None, None],
        [LAST, 5.0, 1200.0, None, "mañana"],
        [[["Ciudad"], ["Ávila"]], None, None, None, None],
        [[[LAST], [LAST]], [[1.0], [2.0], [3.0]], 5.0, None, None],
        [None, None, None, None, None],
    ],
    ids=("fecha", "compras", "corte", "tabla", "alturas", "nada"),
)
def test_un_argumento_malo_da_un_texto_y_no_un_error_de_com(
    server: Windows, example: Example, arguments: list[object]
) -> None:
    own = example.own_sheets()
    seen = answer(server, "CARTERA_SEGMENTO", arguments, own)
    assert seen == expected("CARTERA_SEGMENTO", arguments, own)
    assert "programa" not in str(seen)


def test_sin_hojas_propias_dice_que_falta_recalcular(server: Windows) -> None:
    seen = answer(server, "CARTERA_SEGMENTO", [LAST, 5.0, 1200.0, None, None], (None, None, None))
    assert "Recalcular segmentos" in str(seen)


def test_los_identificadores_de_cada_pais_dan_lo_mismo_que_en_linux(server: Windows, example: Example) -> None:
    column: Cuadro = [["B00007617"], ["12345678Z"], ["12345678A"], [None], ["ñ"], [12345678.0]]
    for country in ("ES", "MX", "AR", None, "zz"):
        arguments: list[object] = [column, country]
        own = example.own_sheets()
        assert answer(server, "CARTERA_VALIDA_ID", arguments, own) == expected("CARTERA_VALIDA_ID", arguments, own)


def _with_texts(cells: object) -> object:
    """An error returns to the VBA as its text, and the VBA makes it an error again: pywin32 cannot send one."""
    if isinstance(cells, list):
        return [_with_texts(cell) for cell in cells]
    return str(cells) if isinstance(cells, ErrorCelda) else cells
