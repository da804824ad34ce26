"""`cartera nueva libro.xlsm`: la plantilla con macros, y el ejemplo solo sin ellas."""

from pathlib import Path

import pytest

from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.opening import new_book
from cartera_xl.resources import workbook_template


@pytest.mark.parametrize("nombre", ["mi-cartera.xlsm", "MI-CARTERA.XLSM"])
def test_un_nombre_xlsm_da_la_plantilla_con_macros(tmp_path: Path, nombre: str) -> None:
    libro = new_book(tmp_path / nombre, example=False)

    assert libro.name == nombre
    assert libro.read_bytes() == workbook_template("cartera.xlsm").read_bytes()


def test_cualquier_otro_nombre_da_la_plantilla_sin_macros(tmp_path: Path) -> None:
    for nombre, esperado in (("a.xlsx", "a.xlsx"), ("b", "b.xlsx"), ("c.1", "c.1.xlsx")):
        libro = new_book(tmp_path / nombre, example=False)
        assert (libro.name, libro.read_bytes()) == (esperado, workbook_template("cartera.xlsx").read_bytes())


def test_el_ejemplo_con_macros_se_rechaza_y_dice_que_hacer(tmp_path: Path) -> None:
    with pytest.raises(LibroNoEditable, match="no lleva macros") as error:
        new_book(tmp_path / "prueba.xlsm", example=True)

    assert "prueba.xlsx" in error.value.remedio
    assert list(tmp_path.iterdir()) == []


def test_un_libro_con_macros_que_ya_existe_no_se_sobrescribe(tmp_path: Path) -> None:
    libro = tmp_path / "mi-cartera.xlsm"
    libro.write_bytes(b"lo de antes")

    with pytest.raises(LibroNoEditable, match="Ya existe"):
        new_book(libro, example=False)
    assert libro.read_bytes() == b"lo de antes"
