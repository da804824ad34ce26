"""El manual de las funciones dice lo que dice el registro, y sus ejemplos responden lo que dice."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.functions_book import NO_SCALE
from cartera_xl.excel.functions_scoring import LAST_RUN_USED_MOVEMENTS
from cartera_xl.excel.functions_study import NO_TITLES
from cartera_xl.excel.registry import FUNCTIONS, Function
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda
from cartera_xl.resources import workbook_template
from tests.support.funciones import hojas_propias

MANUAL = (Path(__file__).parents[2] / "docs" / "funciones.md").read_text(encoding="utf-8")
EJEMPLO = re.compile(r"^\| `=(CARTERA_\w+)\((.*)\)` \| (.+) \|$", re.MULTILINE)
EJEMPLOS = EJEMPLO.findall(MANUAL)
POR_ID = pytest.mark.parametrize("funcion", FUNCTIONS, ids=lambda f: f.id)


@pytest.fixture(scope="module")
def propias(tmp_path_factory: pytest.TempPathFactory) -> list[Cuadro | None]:
    """Las hojas propias del libro de ejemplo, recalculado como lo hace `cartera demo`."""
    carpeta = tmp_path_factory.mktemp("libro")
    ruta = carpeta / "ejemplo.xlsx"
    ruta.write_bytes(workbook_template("ejemplo.xlsx").read_bytes())
    diario = SqliteJournal(carpeta / "diario.sqlite3")
    recalcular(ClosedFile(ruta, backup=False), diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana"))
    return hojas_propias(ClosedFile(ruta, backup=False))


def firma(funcion: Function) -> str:
    """Como la enseña Excel: los que se pueden omitir, entre corchetes."""
    argumentos = (f"[{a.name}]" if a.optional else a.name for a in funcion.arguments)
    return f"{funcion.id}({'; '.join(argumentos)})"


@POR_ID
def test_cada_funcion_tiene_su_apartado_con_su_ayuda(funcion: Function) -> None:
    assert f"### `{firma(funcion)}`\n\n{funcion.help}\n" in MANUAL


@POR_ID
def test_cada_argumento_se_explica_como_en_el_asistente(funcion: Function) -> None:
    for argumento in funcion.arguments:
        assert f"| `{argumento.name}` | {argumento.help} |" in MANUAL


@POR_ID
def test_cada_funcion_tiene_un_ejemplo_que_va_bien_y_otro_que_no(funcion: Function) -> None:
    respuestas = [respuesta for ident, _, respuesta in EJEMPLOS if ident == funcion.id and respuesta != "…"]

    assert len(respuestas) >= (1 if funcion.id in ("CARTERA_CLV", "CARTERA_PORQUE") else 2)


def test_no_hay_apartados_de_funciones_que_no_existen() -> None:
    assert set(re.findall(r"CARTERA_[A-Z_]+[A-Z]", MANUAL)) == {funcion.id for funcion in FUNCTIONS}


def test_los_mensajes_del_manual_son_los_del_programa() -> None:
    assert all(f"| {texto} |" in MANUAL for texto in (NO_SCALE, LAST_RUN_USED_MOVEMENTS, NO_TITLES))


def test_los_ejemplos_responden_lo_que_dice_el_manual(propias: list[Cuadro | None]) -> None:
    respuestas = {
        f"{ident}({escrito})": _como_en_espanol(evaluate(ident, _argumentos(escrito), propias))
        for ident, escrito, _ in EJEMPLOS
    }

    assert respuestas == {f"{ident}({escrito})": dicho for ident, escrito, dicho in EJEMPLOS}


def _argumentos(escrito: str) -> list[Celda]:
    """Los literales de una fórmula en español: textos, números con coma, FECHA, VERDADERO y NOD."""
    trozos = re.split(r";(?![^(\"]*[)])", escrito)
    return [_literal(trozo.strip()) for trozo in trozos]


def _literal(trozo: str) -> Celda:
    if not trozo:
        return None
    if fecha := re.fullmatch(r"FECHA\((\d+);(\d+);(\d+)\)", trozo):
        return datetime(*map(int, fecha.groups()))  # type: ignore[arg-type]
    if trozo.startswith('"'):
        return trozo.strip('"')
    return {"VERDADERO": True, "NOD()": ErrorCelda("#N/A")}.get(trozo) or float(trozo.replace(",", "."))


def _como_en_espanol(respuesta: Cuadro) -> str:
    (celda,) = respuesta[0]
    if isinstance(celda, float):
        return f"{celda:g}".replace(".", ",")
    return {"#N/A": "#N/D"}.get(str(celda), str(celda))
