"""`cartera nueva libro.xlsm`: la plantilla con macros, y el ejemplo solo sin ellas."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pyopenvba import check_file

from cartera_xl.cli import main
from cartera_xl.hosts.ooxml.linter import check_package
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.opening import new_book
from cartera_xl.resources import workbook_template
from macros.package import read_package


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


def test_recalcular_el_libro_cerrado_deja_sus_macros_su_cinta_y_su_boton_como_estaban(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTERA_DATOS", str(tmp_path / "datos"))
    libro = new_book(tmp_path / "mi-cartera.xlsm", example=False)
    antes = read_package(libro.read_bytes())

    salida = CliRunner().invoke(main, ["recalcular", str(libro)])

    despues = read_package(libro.read_bytes())
    assert salida.exit_code == 0, salida.output
    assert despues["xl/worksheets/sheet1.xml"] != antes["xl/worksheets/sheet1.xml"]
    for parte in antes:
        if parte.startswith("customUI/") or parte in {"xl/vbaProject.bin", "xl/drawings/drawing1.xml"}:
            assert despues[parte] == antes[parte], parte
    assert check_package(libro) == []
    assert check_file(libro).ok
