"""Lo que las páginas de Excel dicen es lo que el programa hace: botones, mensajes, archivos, claves y códigos."""

import re
from pathlib import Path

import pytest
from PIL import Image

from cartera_xl.commands.excel import CODES, excel
from cartera_xl.commands.installing import StillOpenError
from cartera_xl.excel import registry
from cartera_xl.excel.installer import checks_security, conf
from cartera_xl.excel.installer.plan import ADD_IN
from docs.imagenes import ribbon_drawing
from tests.support.machines import mac, windows

DOCS = Path(__file__).parents[2] / "docs"
SOURCES = [*(DOCS.parent / "cartera_xl").rglob("*.py"), *(DOCS.parent / "macros").glob("*.bas")]
STAFF, OFFICE, FIRST = "excel.md", "excel-informatica.md", "excel-primera-vez.md"
WORDS = {9: "nueve", 11: "once"}


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _rows(name: str, heading: str) -> list[list[str]]:
    """Las filas de la tabla que empieza por ese título, sin él."""
    lines = iter(_page(name).splitlines())
    found: list[list[str]] = []
    for line in lines:
        if line.startswith(f"| {heading} |"):
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    return found
                found.append([cell.strip() for cell in row.strip("|").split("|")])
    return found


def test_la_tabla_de_botones_es_la_de_la_cinta() -> None:
    groups = list(dict.fromkeys(command.group for command in registry.COMMANDS))
    expected = [
        [command.label, command.keytip] for name in groups for command in registry.COMMANDS if command.group == name
    ]

    assert [[row[0], row[2]] for row in _rows(STAFF, "Botón")] == expected


def test_lo_que_aun_no_existe_se_dice_igual_que_en_la_cinta() -> None:
    said = {row[0] for row in _rows(STAFF, "Botón") if "no está disponible" in row[1]}

    assert said == {command.label for command in registry.COMMANDS if "no está disponible" in command.supertip}


def test_el_dibujo_esta_al_dia_y_dice_que_es_un_dibujo() -> None:
    with Image.open(ribbon_drawing.TARGET) as picture:
        assert picture.info["inputs"] == ribbon_drawing.inputs(), "python -m docs.imagenes.ribbon_drawing"
    assert "no es una captura" in ribbon_drawing.NOTE
    assert "no una captura" in _page(STAFF)


@pytest.mark.parametrize("name", [STAFF, OFFICE, FIRST])
def test_solo_se_nombran_ordenes_de_excel_que_existen(name: str) -> None:
    assert set(re.findall(r"cartera\s+excel\s+(\w+)", _page(name))) <= set(excel.commands)


def test_los_mensajes_de_la_tabla_son_de_verdad() -> None:
    code = "\n".join(source.read_text(encoding="utf-8") for source in SOURCES)
    starts = [" ".join(row[0].split()[:4]) for row in _rows(STAFF, "Mensaje")]

    assert len(starts) > 5
    assert [start for start in starts if start not in code] == []


def test_los_codigos_de_salida_son_los_de_la_orden() -> None:
    said = [row[0] for row in _rows(OFFICE, "Código")]

    assert said == re.findall(r"^ +(\d)  ", CODES, re.MULTILINE)
    assert str(StillOpenError.exit_code) in said


def test_los_ajustes_que_se_ensenan_son_los_que_se_escriben(tmp_path: Path) -> None:
    shown = re.search(r"```text\n(.*?)```", _page(OFFICE), re.DOTALL)
    ours = conf.settings(windows(tmp_path))

    assert shown is not None
    example = conf.parse(shown[1])
    assert list(example) == list(ours)
    assert {key: value for key, value in example.items() if "INTERPRETER" not in key}.items() <= ours.items()
    assert "INTERPRETER_MAC" in _page(OFFICE)
    assert conf.settings(mac(tmp_path)).keys() == {"INTERPRETER_MAC", "ADD_WORKBOOK_TO_PYTHONPATH"}


def test_las_carpetas_de_cada_sistema_son_las_que_se_usan() -> None:
    """Las de los adaptadores de verdad, que aquí solo se pueden leer."""
    for module, folders in (
        ("windows.py", ("Microsoft", "AddIns")),
        ("mac.py", ("UBF8T346G9.Office", "Startup.localized")),
    ):
        code = (DOCS.parent / "cartera_xl" / "excel" / "installer" / module).read_text(encoding="utf-8")
        for folder in folders:
            assert folder in code
            assert folder in _page(OFFICE)
    assert ADD_IN in _page(OFFICE)


def test_las_directivas_y_las_reglas_que_se_nombran_son_las_que_se_miran() -> None:
    code = Path(checks_security.__file__).read_text(encoding="utf-8").lower()
    named = [row[0].strip("`").split("\\")[-1].lower() for row in _rows(OFFICE, "Directiva")]

    assert [name for name in named if name not in code] == []
    assert {row[1] for row in _rows(OFFICE, "Regla")} == set(checks_security.ASR_RULES)


def test_la_lista_de_la_primera_vez_cuenta_los_botones_y_las_funciones_que_hay() -> None:
    page = _page(FIRST)
    keys = ", ".join(row[2] for row in _rows(STAFF, "Botón"))

    assert f"con {WORDS[len(registry.COMMANDS)]} botones" in page
    assert f"Las {WORDS[len(registry.FUNCTIONS)]} funciones" in page
    assert keys in page


@pytest.mark.parametrize("name", [STAFF, OFFICE, FIRST])
def test_ninguna_pagina_afirma_lo_que_no_se_ha_visto(name: str) -> None:
    page = _page(name).lower()

    assert "funciona en excel" not in page
    assert "de verdad" in page
