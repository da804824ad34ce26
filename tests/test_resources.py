"""Las plantillas se encuentran en una copia del código y en el paquete instalado."""

import tomllib
from pathlib import Path

import pytest

from cartera_xl import resources
from cartera_xl.resources import macro_file, workbook_template

RAIZ = Path(__file__).parents[1]


@pytest.mark.parametrize("nombre", ["cartera.xlsx", "cartera.xlsm", "ejemplo.xlsx"])
def test_en_una_copia_del_codigo_se_usa_la_carpeta_de_plantillas(nombre: str) -> None:
    assert workbook_template(nombre).read_bytes() == (RAIZ / "workbook_templates" / nombre).read_bytes()


def test_en_el_paquete_instalado_se_usan_las_de_dentro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dentro = tmp_path / "cartera_xl" / "plantillas" / "libros"
    dentro.mkdir(parents=True)
    (dentro / "cartera.xlsx").write_bytes(b"libro")
    monkeypatch.setattr(resources, "files", lambda nombre: tmp_path / nombre)

    assert workbook_template("cartera.xlsx") == dentro / "cartera.xlsx"


def test_los_complementos_se_buscan_igual_que_las_plantillas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert macro_file("cartera.xlam") == RAIZ / "macros" / "cartera.xlam"

    dentro = tmp_path / "cartera_xl" / "plantillas" / "macros"
    dentro.mkdir(parents=True)
    (dentro / "cartera.xlam").write_bytes(b"complemento")
    monkeypatch.setattr(resources, "files", lambda nombre: tmp_path / nombre)

    assert macro_file("cartera.xlam") == dentro / "cartera.xlam"
    with pytest.raises(FileNotFoundError, match=r"otro\.xlam"):
        macro_file("otro.xlam")


def test_una_plantilla_que_no_existe_se_dice() -> None:
    with pytest.raises(FileNotFoundError, match=r"otra\.xlsx"):
        workbook_template("otra.xlsx")


def test_el_paquete_lleva_dentro_los_libros_y_no_lo_que_los_construye() -> None:
    proyecto = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))
    incluidos = proyecto["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    for nombre in ("cartera.xlsx", "cartera.xlsm", "ejemplo.xlsx"):
        assert incluidos[f"workbook_templates/{nombre}"] == f"cartera_xl/plantillas/libros/{nombre}"
    for nombre in ("cartera.xlam", "cartera.oxt", "LICENCIAS.md"):
        assert incluidos[f"macros/{nombre}"] == f"cartera_xl/plantillas/macros/{nombre}"
    assert all((RAIZ / origen).exists() for origen in incluidos)
    assert not any(origen.endswith(".py") for origen in incluidos)
