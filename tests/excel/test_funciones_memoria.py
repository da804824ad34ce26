"""Varias funciones sobre las mismas celdas cuestan un solo estudio, y cualquier celda que cambie lo renueva."""

import threading
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel import functions_scoring, functions_study
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.functions_memory import Memory, digest
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda
from tests.support.funciones import PUNTUAN, clientes, columna, hojas_propias


@pytest.fixture(scope="module")
def propias(tmp_path_factory: pytest.TempPathFactory) -> list[Cuadro | None]:
    anfitrion = MemoryHost({"Clientes": clientes()})
    diario = SqliteJournal(tmp_path_factory.mktemp("datos") / "diario.sqlite3")
    recalcular(anfitrion, diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana", corte=date(2026, 1, 31)))
    return hojas_propias(anfitrion)


@pytest.fixture
def estudios(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Cuántas filas ha tenido cada estudio hecho de verdad."""
    hechos: list[int] = []

    def contado(question: functions_study.Question, book: functions_study.OwnBook) -> functions_study.Study:
        hechos.append(len(question.clients))
        return functions_study.study(question, book)

    functions_scoring.forget()
    monkeypatch.setattr(functions_scoring, "study", contado)
    yield hechos
    functions_scoring.forget()


def test_todas_las_funciones_sobre_lo_mismo_cuestan_un_estudio(
    propias: list[Cuadro | None], estudios: list[int]
) -> None:
    for _ in range(2):
        for funcion in PUNTUAN:
            evaluate(funcion.id, [clientes()], propias)

    assert estudios == [41]


def test_cambiar_una_celda_cambia_la_respuesta(propias: list[Cuadro | None], estudios: list[int]) -> None:
    tabla = clientes()
    antes = columna(evaluate("CARTERA_PUNTUACION", [tabla], propias))
    tabla[5][4] = 900_000.0

    despues = columna(evaluate("CARTERA_PUNTUACION", [tabla], propias))

    assert [i for i, (a, b) in enumerate(zip(antes, despues, strict=True)) if a != b] == [5]
    assert len(estudios) == 2


def test_cambiar_un_ajuste_cambia_la_respuesta(propias: list[Cuadro | None], estudios: list[int]) -> None:
    ajustes = [fila[:] for fila in propias[0] or []]
    fila = next(i for i, celdas in enumerate(ajustes) if celdas[:1] == ["Recencia"])
    ajustes[fila][1] = 0.9
    antes = evaluate("CARTERA_PUNTUACION", [clientes()], propias)

    assert evaluate("CARTERA_PUNTUACION", [clientes()], [ajustes, *propias[1:]]) != antes
    assert evaluate("CARTERA_PUNTUACION", [clientes()], propias) == antes
    assert len(estudios) == 2


def test_cambiar_el_corte_cambia_la_respuesta(propias: list[Cuadro | None], estudios: list[int]) -> None:
    cortes = [None, datetime(2026, 1, 31), datetime(2026, 12, 31)]
    sin, mismo, otro = (evaluate("CARTERA_PUNTUACION", [clientes(), None, None, None, c], propias) for c in cortes)

    assert sin == mismo != otro
    assert len(estudios) == 2


def test_quien_pregunta_mientras_se_estudia_espera_y_no_repite(
    propias: list[Cuadro | None], estudios: list[int]
) -> None:
    respuestas: dict[str, Cuadro] = {}

    def preguntar(ident: str) -> None:
        respuestas[ident] = evaluate(ident, [clientes()], propias)

    hilos = [threading.Thread(target=preguntar, args=(funcion.id,)) for funcion in PUNTUAN]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()

    assert len(estudios) == 1
    assert respuestas == {f.id: evaluate(f.id, [clientes()], propias) for f in PUNTUAN}


@pytest.mark.parametrize(
    ("una", "otra"),
    [
        (1.0, True),
        (1.0, "1"),
        (None, ""),
        (-1.0, -2.0),
        ("#N/A", ErrorCelda("#N/A")),
        ("a", "b"),
        (datetime(2025, 1, 2), datetime(2025, 1, 3)),
        (datetime(2025, 1, 2), "2025-01-02 00:00:00"),
    ],
)
def test_la_huella_distingue_lo_que_la_hoja_distingue(una: Celda, otra: Celda) -> None:
    assert digest([["x", una]]) != digest([["x", otra]])
    assert digest([["x", una]]) == digest([["x", una]])
    assert digest([["x", una]]) != digest([["x"], [una]])
    assert digest([["x", una]], None) != digest(None, [["x", una]])


def test_la_memoria_olvida_lo_mas_antiguo_y_nunca_lo_recien_pedido() -> None:
    memoria: Memory[str] = Memory(10)
    for letra in "abc":
        memoria.get(letra.encode(), lambda letra=letra: letra, 4)

    assert memoria.get(b"b", lambda: "otra") == "b"  # desde ahora, la más antigua es la c
    assert memoria.get(b"a", lambda: "otra", 4) == "otra"
    assert memoria.get(b"b", lambda: "otra") == "b"
    assert memoria.get(b"enorme", lambda: "cabe", 1_000) == "cabe"
    assert memoria.get(b"enorme", lambda: "otra") == "cabe"
    assert memoria.get(b"b", lambda: "otra") == "otra"


def test_un_fallo_no_se_recuerda() -> None:
    memoria: Memory[int] = Memory(10)
    with pytest.raises(ZeroDivisionError):
        memoria.get(b"x", lambda: 1 // 0)

    assert memoria.get(b"x", lambda: 7) == 7


def test_un_fallo_llega_tambien_a_quien_esperaba() -> None:
    memoria: Memory[int] = Memory(10)
    empezado, seguir = threading.Event(), threading.Event()
    vistos: list[type[BaseException]] = []

    def fallar() -> int:
        empezado.set()
        assert seguir.wait(10)
        raise ZeroDivisionError

    def preguntar() -> None:
        try:
            memoria.get(b"x", fallar)
        except ZeroDivisionError as error:
            vistos.append(type(error))

    primero, segundo = threading.Thread(target=preguntar), threading.Thread(target=preguntar)
    primero.start()
    assert empezado.wait(10)
    segundo.start()
    seguir.set()
    primero.join()
    segundo.join()

    assert vistos == [ZeroDivisionError, ZeroDivisionError]
