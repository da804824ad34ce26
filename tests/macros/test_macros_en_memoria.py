"""Lo que dice cada botón cuando no se puede llamar a Python, y lo que hace cuando se puede, en Windows y en Mac."""

import pytest

from cartera_xl.excel.registry import COMMANDS, FUNCTIONS
from cartera_xl.excel.vba import PROGRESS, macro_name
from tests.support.vba_memory import MAC, WINDOWS, ExcelInMemory

RECALCULAR = "Cartera_recalcular_segmentos"
ORDEN = "import cartera_xl.excel.macros; cartera_xl.excel.macros.run('recalcular_segmentos')"


def test_en_windows_el_boton_va_al_python_que_ya_esta_en_marcha() -> None:
    excel = ExcelInMemory(WINDOWS)

    excel.run(RECALCULAR)

    assert excel.received == ["xlwings._xlwindows.BOOK_CALLER", ORDEN]
    assert excel.boxes == []
    assert excel.status_bar is False


@pytest.mark.parametrize(("sistema", "residente"), [(WINDOWS, False), (MAC, True), (MAC, False)])
def test_en_mac_o_sin_servidor_se_arranca_un_python_por_pulsacion(sistema: str, residente: bool) -> None:
    excel = ExcelInMemory(sistema, resident=residente)

    excel.run(RECALCULAR)

    assert excel.received == [ORDEN]
    assert excel.boxes == []


def test_en_mac_el_aviso_sigue_en_la_barra_de_estado_mientras_trabaja() -> None:
    excel = ExcelInMemory(MAC)

    excel.run(RECALCULAR)

    assert excel.status_bar == "Recalculando segmentos…"


@pytest.mark.parametrize("orden", COMMANDS, ids=lambda orden: orden.id)
def test_cada_boton_pide_su_orden(orden: object) -> None:
    excel = ExcelInMemory()

    excel.run(macro_name(orden))  # type: ignore[arg-type]

    assert f".run('{orden.id}')" in excel.received[-1]  # type: ignore[attr-defined]


def test_todo_boton_tiene_su_texto_para_la_barra_de_estado() -> None:
    assert set(PROGRESS) == {orden.id for orden in COMMANDS}
    assert all(texto.endswith("…") for texto in PROGRESS.values())


@pytest.mark.parametrize(
    ("orden", "marcadas"),
    [("recalcular_segmentos", 3), ("deshacer_recalculo", 3), ("ayuda", 0), ("comprobar_datos", 0)],
)
def test_tras_cambiar_los_resultados_se_calculan_otra_vez_nuestras_funciones_y_ninguna_otra(
    orden: str, marcadas: int
) -> None:
    excel = ExcelInMemory()
    for celda, formula in (
        ("A1", "=CARTERA_GENERACION(1980)"),
        ("B1", "=1+1"),
        ("C3", "=SUM(A1:B1)"),
        ("C4", "=IF(A1=1,cartera_generacion(1990),0)"),
        ("D4", "=1+2"),
        ("G9", "=CARTERA_GENERACION(2001)"),
    ):
        excel.write(celda, formula)

    excel.run(f"Cartera_{orden}")

    assert sorted(celda.replace("$", "")[-2:] for celda in excel.calculated_again) == ["A1", "C4", "G9"][:marcadas]


FALLOS = {
    "sin ajustes": ({"missing": "cartera.conf"}, "Falta el archivo de ajustes", "«cartera excel instalar»"),
    "ajustes sin Python": ({"interpreter": ""}, "no dice dónde está Python", "«cartera excel instalar»"),
    "sin Python": ({"missing": "python.exe"}, "No se encuentra Python en «C:\\Python", "«cartera excel instalar»"),
    "sin biblioteca": (
        {"failure": (1, "Could not load xlwings64-0.37.8.dll from either of the following folders")},
        "la biblioteca que une Excel y Python",
        "«cartera excel diagnostico»",
    ),
    "biblioteca que no está": ({"failure": (53, "File not found")}, "la biblioteca que une", "diagnostico"),
    "cmd prohibido": (
        {"failure": (1000, "Could not activate Python COM server")},
        "Windows no ha dejado",
        "diagnostico",
    ),
    "automatización prohibida": ({"failure": (429, "ActiveX")}, "un componente de automatización", "diagnostico"),
    "ajustes rotos": ({"failure": (62, "Input past end of file")}, "no se entiende", "diagnostico"),
    "fallo de Python": (
        {"failure": (-2147352567, "Traceback...")},
        "Python se ha detenido con un error que no se esperaba",
        "diagnostico",
    ),
}


@pytest.mark.parametrize(("ajustes", "que", "remedio"), FALLOS.values(), ids=FALLOS)
def test_un_fallo_se_dice_en_espanol_con_que_donde_y_que_hacer(
    ajustes: dict[str, object], que: str, remedio: str
) -> None:
    excel = ExcelInMemory(**ajustes)  # type: ignore[arg-type]

    excel.run(RECALCULAR)

    [caja] = excel.boxes
    assert caja.startswith("No se ha podido ejecutar «Recalcular segmentos».")
    assert que in caja
    assert "Dónde: " in caja
    assert remedio in caja.split("Qué hacer: ")[1]
    assert len(caja) <= 1023, "MsgBox corta lo demás"
    assert excel.status_bar is False


def test_de_un_error_de_python_se_ensena_la_ultima_linea_y_no_la_traza() -> None:
    excel = ExcelInMemory()

    assert excel.run("UltimaLinea", "Traceback:\r\n  File x\r\nValueError: no\r\n\r\n") == "ValueError: no"
    assert len(str(excel.run("UltimaLinea", "x" * 2000))) == 300


def test_tras_un_fallo_se_puede_volver_a_pulsar() -> None:
    excel = ExcelInMemory(failure=(1000, "no arranca"))

    excel.run(RECALCULAR)
    excel.run(RECALCULAR)

    assert len(excel.boxes) == 2


@pytest.mark.parametrize("funcion", FUNCTIONS, ids=lambda funcion: funcion.id)
def test_en_mac_las_funciones_dicen_que_no_las_hay(funcion: object) -> None:
    respuesta = ExcelInMemory(MAC).run(funcion.id, 1)  # type: ignore[attr-defined]

    assert respuesta == "En Mac no hay funciones: use los botones de Cartera"


@pytest.mark.parametrize("ajustes", [{"missing": "cartera.conf"}, {"failure": (1000, "no arranca")}])
def test_una_funcion_sin_python_responde_un_texto_corto_y_ninguna_caja(ajustes: dict[str, object]) -> None:
    excel = ExcelInMemory(**ajustes)  # type: ignore[arg-type]

    assert excel.run("CARTERA_SEGMENTO", 1) == "Sin conexión con Python: pulse Cartera > Diagnóstico"
    assert excel.boxes == []
