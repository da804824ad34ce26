"""La orden «cartera alertas»: lo que se ve, y lo que reciben otros programas."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cartera_xl.cli import main
from cartera_xl.opening import new_book


@pytest.fixture(scope="module")
def ejemplo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_book(tmp_path_factory.mktemp("libro") / "ejemplo.xlsx", example=True)


@pytest.fixture
def ordenar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    return CliRunner()


def test_la_pantalla_va_de_lo_urgente_a_lo_que_puede_esperar(ordenar: CliRunner, ejemplo: Path) -> None:
    antes = ejemplo.read_bytes()

    hecho = ordenar.invoke(main, ["alertas", str(ejemplo)])

    assert hecho.exit_code == 3, hecho.output  # el libro de ejemplo lleva errores a propósito
    assert hecho.output.index("actúe de inmediato") < hecho.output.index("cuando pueda")
    assert "Falsas esperadas" in hecho.output
    assert "compraba cada" in hecho.output
    assert max(map(len, hecho.output.splitlines())) <= 80
    assert ejemplo.read_bytes() == antes


def test_en_json_van_todas_con_su_recuento(ordenar: CliRunner, ejemplo: Path) -> None:
    hecho = ordenar.invoke(main, ["alertas", str(ejemplo), "--json", "--gravedad", "alta"])
    resultado = json.loads(hecho.stdout)

    assert {alerta["gravedad"] for alerta in resultado["alertas"]} == {"Alta"}
    silencio = next(clase for clase in resultado["clases"] if clase["clase"] == "silencio")
    assert silencio["cuantas"] == sum(alerta["clase"] == "silencio" for alerta in resultado["alertas"])
    assert silencio["falsas"] <= silencio["cuantas"]


def test_probar_da_al_lado_lo_que_acierta_la_recencia(ordenar: CliRunner, ejemplo: Path) -> None:
    hecho = ordenar.invoke(main, ["alertas", str(ejemplo), "--probar"])

    seguido = " ".join(hecho.output.split())
    assert "por días sin comprar" in seguido
    assert "se habrían esperado" in seguido


def test_un_responsable_que_no_existe_no_sigue(ordenar: CliRunner, ejemplo: Path) -> None:
    hecho = ordenar.invoke(main, ["alertas", str(ejemplo), "--responsable", "Nadie"])

    assert hecho.exit_code == 1
    assert "Equipo Norte" in hecho.output
