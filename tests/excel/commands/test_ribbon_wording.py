"""Lo que se lee en una caja: sin opciones de la línea de órdenes, y que quepa."""

import ast
import re
from pathlib import Path

import pytest

from cartera_xl.excel.commands.notices import BOX, Block, boxed
from cartera_xl.excel.commands.wording import cut, for_the_ribbon, of_error
from cartera_xl.nucleo.errores import ErrorCartera

PACKAGE = Path(__file__).parents[3] / "cartera_xl"
REACHED = (
    "casos/apertura.py",
    "casos/calculo.py",
    "casos/causas.py",
    "casos/deshacer.py",
    "casos/estudio.py",
    "casos/hoja_nueva.py",
    "casos/lectura_libro.py",
    "casos/manual.py",
    "nucleo/baremo_celdas.py",
    "nucleo/baremo_hoja.py",
    "nucleo/comprobador.py",
    "nucleo/compras_lineas.py",
    "nucleo/deriva.py",
    "nucleo/lectura/tabla.py",
    "nucleo/lectura/tipado.py",
    "nucleo/paises.py",
    "nucleo/palabras.py",
)
"""Los módulos de cuyos textos puede llegar alguno a una caja."""
NOT_SAID = {
    "--hoja",  # part of a text, see below
    "--movimientos",
    "dada con --movimientos",  # the proof of a table that the ribbon never gives
    "Elija otra de «cartera historial» con --ejecucion",  # the ribbon always undoes the last one
    "Mire con «cartera historial» las que hay y copie su identificador",
    "Elija con «cartera historial» un recálculo más reciente",
}
ORDER = re.compile(r"use la orden: cartera [a-z]+ LIBRO( --[a-z]+( DD/MM/AAAA)?)?")


def spoken() -> list[str]:
    """The texts that name an option or an order, with a letter where they put a value."""
    found = []
    for module in REACHED:
        tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if id(node) in parts:
                continue
            text = _text(node)
            if re.search(r"--[a-z]|«cartera |: cartera ", text) and text not in NOT_SAID:
                found.append(text)
    return found


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)  # type: ignore[misc]
    return ""


@pytest.mark.parametrize("text", spoken())
def test_ningun_texto_pide_una_opcion_a_quien_solo_tiene_botones(text: str) -> None:
    said = ORDER.sub("", for_the_ribbon(text))

    assert "--" not in said
    assert "cartera " not in said.replace("la cartera", "")


@pytest.mark.parametrize("option", ["--hoja", "--movimientos"])
def test_tampoco_al_elegir_entre_varias_tablas(option: str) -> None:
    assert "--" not in for_the_ribbon(f'Diga cuál con {option} "Clientes 2025"')


def test_un_error_dice_que_donde_y_que_hacer() -> None:
    error = ErrorCartera("Se pueden leer de dos maneras.", donde="hoja «A», columna D", remedio="Pulse el botón.")

    assert of_error(error) == (
        "Se pueden leer de dos maneras.\n\nDónde: hoja «A», columna D.\nQué hacer: Pulse el botón."
    )


def test_lo_que_no_cabe_se_va_por_su_orden_y_se_dice() -> None:
    blocks = [Block("a" * 400), Block("b" * 400, 2), Block("c" * 400, 1), Block("d" * 10, 3)]

    text = boxed(blocks, left_out="hay más")

    assert text == "\n".join(("a" * 400, "c" * 400, "hay más"))
    assert len(text) <= BOX


def test_lo_imprescindible_se_queda_aunque_no_quepa() -> None:
    assert boxed([Block("a" * 2_000), Block("b", 1)]) == "a" * 2_000


def test_un_texto_largo_se_corta_entre_palabras() -> None:
    assert cut("uno dos, tres", 9) == "uno dos…"
    assert cut("uno dos", 7) == "uno dos"
