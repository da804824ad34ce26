"""El adaptador de Windows: el `call_udf` de xlwings, sin más sustitutos que los de pywin32 y Excel."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import xlwings

from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel import xlwings_functions
from cartera_xl.excel.commands.run_log import log_path
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.registry import FUNCTIONS, Function
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro
from tests.support.funciones import clientes, hojas_propias

MODULO = "cartera_xl.excel.xlwings_functions"
FALTA, NO_DISPONIBLE, DIVIDIDO = -2147352572, -2146826246, -2146826281
Llamar = Callable[..., Any]


class Llamante:
    """La celda que llama, como `xlwings._xlwindows.Range`: el VBA no la dice."""

    def __init__(self, xl: Any) -> None:
        assert xl is None


@pytest.fixture
def udfs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`xlwings.udfs` de verdad, con pywin32 y la capa de Excel de xlwings de pega; al final no queda nada."""
    antes = set(sys.modules)
    pythoncom = ModuleType("pythoncom")
    vars(pythoncom).update(
        CoInitialize=lambda: None, VT_ERROR=10, IID_IDispatch=0, IID_IEnumVARIANT=1, TypeIIDs=[object]
    )
    cliente = ModuleType("win32com.client")
    vars(cliente).update(Dispatch=lambda x: x)
    excel = ModuleType("xlwings._xlwindows")
    motor = SimpleNamespace(name="excel", type="desktop")
    vars(excel).update(Range=Llamante, is_range_instance=lambda _: False, engine=motor)
    servidor = ModuleType("xlwings.com_server")
    vars(servidor).update(loop=asyncio.new_event_loop())
    for modulo in (pythoncom, ModuleType("pywintypes"), ModuleType("win32com"), cliente, excel, servidor):
        monkeypatch.setitem(sys.modules, modulo.__name__, modulo)
    monkeypatch.setattr(sys.modules["win32com"], "client", cliente, raising=False)
    monkeypatch.setattr(xlwings, "_xlwindows", excel, raising=False)
    from xlwings import udfs

    for nombre, real in {"func": "xlfunc", "arg": "xlarg", "ret": "xlret"}.items():
        monkeypatch.setattr(xlwings, nombre, getattr(udfs, real))  # lo que hace xlwings al importarse en Windows
    monkeypatch.setattr(xlwings.main, "engines", [])
    monkeypatch.setattr(xlwings, "engines", {"excel": xlwings.Engine(impl=motor)})
    xlwings_functions._made.cache_clear()
    yield udfs
    xlwings_functions._made.cache_clear()
    udfs.com_executor.shutdown()
    servidor.loop.close()
    for nombre in set(sys.modules) - antes:
        if nombre.startswith("xlwings."):
            del sys.modules[nombre]
    del xlwings.udfs  # importado con pywin32 de pega: que nadie más lo encuentre


@pytest.fixture
def llamar(udfs: Any) -> Llamar:
    """Lo que hace el `CallUDF` del servidor COM con lo que le da el VBA."""

    def llama(funcion: str, *argumentos: object) -> Any:
        respuesta = udfs.call_udf(MODULO, funcion, argumentos)
        return respuesta[0][0] if len(respuesta) == len(respuesta[0]) == 1 else respuesta

    return llama


@pytest.fixture(scope="module")
def propias(tmp_path_factory: pytest.TempPathFactory) -> list[Cuadro | None]:
    anfitrion = MemoryHost({"Clientes": clientes(12)})
    diario = SqliteJournal(tmp_path_factory.mktemp("datos") / "diario.sqlite3")
    recalcular(
        anfitrion, diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana", pais="ES", corte=date(2026, 1, 31))
    )
    return hojas_propias(anfitrion)


def de_excel(cuadro: Cuadro | None) -> tuple[tuple[object, ...], ...] | None:
    """Las celdas como las entrega COM: tuplas, fechas con huso, monedas como `Decimal` y errores como números."""
    if cuadro is None:
        return None
    ancho = max(map(len, cuadro))
    return tuple(tuple(_com(celda) for celda in [*fila, *[None] * (ancho - len(fila))]) for fila in cuadro)


def _com(celda: object) -> object:
    if isinstance(celda, date):
        momento = celda if isinstance(celda, datetime) else datetime(celda.year, celda.month, celda.day)
        return momento.replace(tzinfo=UTC)
    return Decimal(celda) if isinstance(celda, float) and celda > 1_000 else celda


def test_una_tabla_da_lo_mismo_que_sin_excel(llamar: Llamar, propias: list[Cuadro | None]) -> None:
    pedido = (de_excel(clientes(12)), None, None, FALTA, None, *map(de_excel, propias))

    for funcion in ("CARTERA_SEGMENTO", "CARTERA_PUNTUACION", "CARTERA_PORQUE"):
        assert llamar(funcion, *pedido) == evaluate(funcion, [clientes(12)], propias)


def test_una_celda_da_una_celda(llamar: Llamar, propias: list[Cuadro | None]) -> None:
    ultima = datetime(2025, 12, 1)
    esperado = evaluate("CARTERA_SEGMENTO", [ultima, 3.0, 100.0], propias)[0][0]

    assert llamar("CARTERA_SEGMENTO", _com(ultima), 3.0, Decimal(100), None, None, *map(de_excel, propias)) == esperado
    assert llamar("CARTERA_GENERACION", 1985.0) == "Milenial"
    assert llamar("CARTERA_VALIDA_ID", "12345678Z", None, *map(de_excel, propias)) == "Válido"


def test_un_error_de_excel_vuelve_con_su_texto(llamar: Llamar, propias: list[Cuadro | None]) -> None:
    suelto = llamar("CARTERA_SEGMENTO", NO_DISPONIBLE, None, None, None, None, *map(de_excel, propias))
    columna = llamar("CARTERA_GENERACION", ((DIVIDIDO,), (1985.0,)))

    assert (suelto, columna) == ("#N/A", [["#DIV/0!"], ["Milenial"]])
    assert {type(suelto), type(columna[0][0])} == {str}


def test_sin_hojas_propias_se_dice_que_boton_pulsar(llamar: Llamar) -> None:
    assert str(llamar("CARTERA_SEGMENTO", 45_000.0)).startswith("Pulse antes «Recalcular segmentos»")
    assert str(llamar("CARTERA_SEGMENTO", 45_000.0, *[None] * 7)).startswith("Pulse antes «Recalcular segmentos»")


def test_un_defecto_nuestro_queda_anotado_con_su_traza_y_sin_romper_la_hoja(
    llamar: Llamar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CARTERA_DATOS", str(tmp_path))
    monkeypatch.setattr("cartera_xl.excel.functions_person.generacion_de", lambda _: 1 // 0)

    assert llamar("CARTERA_GENERACION", 1985.0) == xlwings_functions.OUR_FAULT

    registro = log_path().read_text(encoding="utf-8")
    assert "La función CARTERA_GENERACION ha fallado." in registro
    assert "ZeroDivisionError" in registro
    assert "Traceback" in registro


@pytest.mark.parametrize("funcion", FUNCTIONS, ids=lambda f: f.id)
def test_xlwings_ve_cada_funcion_con_su_ayuda(udfs: Any, funcion: Function) -> None:
    vista = getattr(xlwings_functions, funcion.id).__xlfunc__

    assert vista["name"] == funcion.id
    assert vista["ret"] == {"doc": funcion.help, "options": {"convert": "raw"}}
    assert vista["category"] == "Cartera"
    nuestros = [(a["name"], a["doc"]) for a in vista["args"]][: len(funcion.arguments)]
    assert nuestros == [(a.name, a.help) for a in funcion.arguments]
    assert len(vista["args"]) == len(funcion.arguments) + (3 if funcion.needs_book else 0)
    assert all(a["options"] == {"convert": "raw"} and not a["vararg"] for a in vista["args"])


def test_xlwings_sabe_escribir_el_vba_de_todas(udfs: Any) -> None:
    escrito = StringIO()
    udfs.generate_vba_wrapper(MODULO, xlwings_functions, escrito, SimpleNamespace(Name="cartera.xlam"))

    assert all(f"Function {funcion.id}(" in escrito.getvalue() for funcion in FUNCTIONS)


def test_importar_no_hace_nada_y_lo_que_no_existe_no_se_inventa() -> None:
    assert dir(xlwings_functions) == sorted(funcion.id for funcion in FUNCTIONS)
    assert not hasattr(xlwings_functions, "CARTERA_NADA")
