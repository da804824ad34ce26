"""Nuestro VBA, ejecutado por un LibreOffice de verdad, llega a las órdenes y funciones de Python y cambia el libro.

Lo único que no es lo que va en el complemento es el módulo de xlwings: LibreOffice no lo compila.
"""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwings

from cartera_xl.excel.registry import COMMANDS
from cartera_xl.excel.vba import callback_name
from tests.support.vba_office import MacroBook, PythonEnd

pytestmark = pytest.mark.libreoffice

CLIENTES = (("C0001", 12, 8400.0), ("C0002", 3, 950.0), ("C0003", 1, 120.0))


@pytest.fixture
def python(tmp_path: Path) -> PythonEnd:
    ajustes = tmp_path / "cartera.conf"
    ajustes.write_text('"INTERPRETER_WIN","python"\n', encoding="ascii")
    return PythonEnd(settings=ajustes, interpreter=Path(sys.executable))


@pytest.fixture
def libro(
    office: xlwings.App, tmp_path: Path, python: PythonEnd, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MacroBook]:
    monkeypatch.setenv("CARTERA_DATOS", str(tmp_path / "datos"))
    escribir_libro(tmp_path / "clientes.xlsx")
    abierto = MacroBook(office, tmp_path / "clientes.xlsx", tmp_path / "clientes.xlsm", python)
    abierto.book.set_mock_caller()
    yield abierto
    abierto.close()


def escribir_libro(ruta: Path) -> None:
    """Un libro corriente: clientes, una hoja aparte y la Configuración propia."""
    with xlsxwriter.Workbook(ruta) as libro:
        fecha = libro.add_format({"num_format": "dd/mm/yyyy"})
        hoja = libro.add_worksheet("Clientes")
        hoja.write_row("A1", ["Id. de cliente", "Nombre", "Última compra", "Compras", "Importe neto"])
        for fila, (ident, compras, importe) in enumerate(CLIENTES, 1):
            hoja.write_row(fila, 0, [ident, f"Ejemplo {fila}, S.L."])
            hoja.write_datetime(fila, 2, datetime(2025, 1, 10 + fila), fecha)
            hoja.write_row(fila, 3, [compras, importe])
        libro.add_worksheet("Apuntes")
        libro.add_worksheet("Configuración").write_row("A1", ["Configuración de la cartera"])


def ordenes(python: PythonEnd) -> list[str]:
    return [argumentos[0] for nombre, argumentos in python.calls if nombre == "Exec"]


def llamadas(python: PythonEnd) -> list[tuple[object, ...]]:
    """Módulo, función y argumentos de cada llamada al servidor."""
    return [argumentos for nombre, argumentos in python.calls if nombre == "CallUDF"]


def calcular(libro: MacroBook, formula: str) -> str:
    """Lo que se ve en una celda con esa fórmula."""
    celda = libro.document.Sheets.getByName("Apuntes").getCellRangeByName("AA1")
    celda.setFormula(formula)
    return str(celda.String)


def test_el_boton_de_la_cinta_recalcula_el_libro_abierto(libro: MacroBook, python: PythonEnd) -> None:
    hoja = libro.book.sheets["Clientes"]
    hoja.activate()
    assert "Segmento" not in hoja.range("A1:AZ1").value

    libro.run("CarteraCinta.Cartera_recalcular_segmentos")

    titulos = hoja.range("A1:AZ1").value
    segmentos = hoja.range((2, titulos.index("Segmento") + 1), (4, titulos.index("Segmento") + 1)).value
    assert all(segmentos), segmentos
    assert ordenes(python) == ["import cartera_xl.excel.macros; cartera_xl.excel.macros.run('recalcular_segmentos')"]
    assert ("SetAttr", ("xlwings._xlwindows", "BOOK_CALLER", "clientes.xlsm")) in python.calls


def test_toda_retrollamada_de_la_cinta_existe_y_pide_su_orden(
    libro: MacroBook, python: PythonEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    pedidas: list[str] = []
    monkeypatch.setattr("cartera_xl.excel.macros.run", pedidas.append)

    for orden in COMMANDS:
        libro.run(f"CarteraCinta.{callback_name(orden)}", libro.document)  # un objeto cualquiera hace de botón

    assert pedidas == [orden.id for orden in COMMANDS]


def test_una_funcion_de_la_hoja_da_lo_que_responde_python(libro: MacroBook, python: PythonEnd) -> None:
    assert calcular(libro, "=CARTERA_GENERACION(1985)") == "Milenial"


def test_una_funcion_sobre_una_columna_responde_una_celda_por_fila(libro: MacroBook, python: PythonEnd) -> None:
    hoja = libro.document.Sheets.getByName("Apuntes")

    hoja.getCellRangeByName("AB1:AB4").setArrayFormula('=CARTERA_VALIDA_ID($Clientes.A1:A4;"ES")')

    respuestas = [fila[0] for fila in hoja.getCellRangeByName("AB2:AB4").getDataArray()]
    assert all(isinstance(respuesta, str) and "C000" not in respuesta for respuesta in respuestas), respuestas
    _, _, (identificadores, pais, *_) = llamadas(python)[-1]
    assert identificadores[1:] == (("C0001",), ("C0002",), ("C0003",))
    assert pais == "ES"


ERRORES = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
}
"""Los números de `xlCVError`; LibreOffice enseña el error de VBA con su número y como texto."""


def test_el_error_que_python_envia_como_texto_vuelve_a_ser_un_error(
    libro: MacroBook, python: PythonEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, numero in ERRORES.items():
        respuesta = [[error]]
        monkeypatch.setattr(
            "cartera_xl.excel.xlwings_functions.CARTERA_GENERACION", lambda *_, r=respuesta: r, raising=False
        )
        assert calcular(libro, "=CARTERA_GENERACION(1)") == f"Error {numero}"


def test_de_una_columna_solo_son_errores_sus_errores(
    libro: MacroBook, python: PythonEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    respuesta = [["#N/A"], ["#N/A no es"], ["Milenial"]]
    monkeypatch.setattr("cartera_xl.excel.xlwings_functions.CARTERA_GENERACION", lambda *_: respuesta, raising=False)
    hoja = libro.document.Sheets.getByName("Apuntes")

    hoja.getCellRangeByName("AC1:AC3").setArrayFormula("=CARTERA_GENERACION($Clientes.A1:A3)")

    assert [hoja.getCellRangeByName(f"AC{fila}").String for fila in (1, 2, 3)] == [
        "Error 2042",
        "#N/A no es",
        "Milenial",
    ]


def test_la_funcion_recibe_las_hojas_propias_del_libro(libro: MacroBook, python: PythonEnd) -> None:
    assert "Recalcular segmentos" in calcular(libro, "=CARTERA_CICLO($Clientes.C2)")

    [(_, funcion, argumentos)] = llamadas(python)
    datos, *opcionales, configuracion, historial, perfil = argumentos
    assert funcion == "CARTERA_CICLO"
    assert opcionales == [None, None, None, None]
    assert configuracion[0][0] == "Configuración de la cartera"
    assert (historial, perfil) == (None, None)
    assert datos == 45668, "LibreOffice da las fechas como número; Excel, como fechas"


def test_una_columna_entera_llega_hasta_la_ultima_fila_usada(libro: MacroBook, python: PythonEnd) -> None:
    calcular(libro, "=CARTERA_GENERACION($Clientes.A1:A1048576)")

    [(_, _, (columna,))] = llamadas(python)
    assert [fila[0] for fila in columna] == ["Id. de cliente", "C0001", "C0002", "C0003"]


def test_si_python_falla_el_boton_siguiente_funciona(
    libro: MacroBook, python: PythonEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    pedidas: list[str] = []
    monkeypatch.setattr("cartera_xl.excel.macros.run", pedidas.append)
    python.failure = RuntimeError("sin memoria")
    libro.run("CarteraCinta.Cartera_recalcular_segmentos")
    assert pedidas == []
    python.failure = None

    libro.run("CarteraCinta.Cartera_recalcular_segmentos")

    assert pedidas == ["recalcular_segmentos"]


def test_si_python_falla_la_celda_lo_dice_y_no_se_insiste(libro: MacroBook, python: PythonEnd) -> None:
    python.failure = RuntimeError("sin memoria")

    textos = {calcular(libro, f"=CARTERA_GENERACION(198{fila})") for fila in range(5)}

    assert textos == {"Sin conexión con Python: pulse Cartera > Diagnóstico"}
    assert len(llamadas(python)) == 1


def test_sin_archivo_de_ajustes_no_se_llama_a_python(libro: MacroBook, python: PythonEnd) -> None:
    python.settings.unlink()

    libro.run("CarteraCinta.Cartera_recalcular_segmentos")

    assert ordenes(python) == []
    assert libro.run("CarteraEntorno.FaltaPython").startswith("Falta el archivo de ajustes")


def test_la_pestana_del_libro_se_ensena_si_no_esta_el_complemento(libro: MacroBook) -> None:
    assert libro.run("CarteraEntorno.ComplementoAbierto") is False
