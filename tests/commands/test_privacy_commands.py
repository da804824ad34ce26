"""`cartera interesado`, `cartera olvidar` and `cartera privacidad`: what they show, leave and end with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cartera_xl.cli import main
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.nucleo.celdas import Celda
from tests.casos.conftest import escribir_libro
from tests.casos.libro_de_personas import CODIGO, CORREO, NOMBRE, SUYOS, clientes, hojas

Order = Callable[..., Result]
WIDTH = 80
pytestmark = pytest.mark.filterwarnings("ignore:HarfBuzz-Subset:DeprecationWarning")


@pytest.fixture
def order(tmp_path: Path) -> Order:
    environment = {"CARTERA_DATOS": str(tmp_path / "datos"), "LANGUAGE": "en", "COLUMNS": str(WIDTH)}

    def give(*arguments: object, **extra: Any) -> Result:
        return CliRunner(env=environment).invoke(main, [str(a) for a in arguments], catch_exceptions=False, **extra)

    return give


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Clients with their last purchase in the sheet itself, and a sheet of visits that names one of them."""
    path = tmp_path / "clientes.xlsx"
    table = clientes()
    table[0][8] = "Última compra"
    escribir_libro(path, {"Clientes": table, "Visitas": hojas()["Visitas"]})
    return path


def cells(path: Path) -> list[Celda]:
    host = ClosedFile(path)
    return [cell for sheet in host.info().hojas for row in host.grid(sheet.nombre) for cell in row]


def names_her(path: Path) -> bool:
    return any(isinstance(cell, str) and NOMBRE in cell for cell in cells(path))


def test_interesado_shows_everything_in_the_width_of_the_window(order: Order, book: Path) -> None:
    result = order("interesado", book, CORREO, "--pais", "ES")

    assert result.exit_code == 0
    for expected in (
        NOMBRE,
        "Visitas!A2",
        "Segmento",
        "RGPD, art. 15",
        "No es asesoramiento jurídico",
        "no verificado",
    ):
        assert expected in result.output
    assert max(map(len, result.output.splitlines())) <= WIDTH


def test_interesado_leaves_a_pdf_and_a_csv_and_never_writes_over_them(order: Order, book: Path) -> None:
    pdf, csv = book.with_name("ella.pdf"), book.with_name("ella.csv")

    first = order("interesado", book, CODIGO, "--pdf", pdf, "--csv", csv)
    second = order("interesado", book, CODIGO, "--csv", csv)

    assert first.exit_code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert f"Sus datos;hoja «Clientes», fila 4;Nombre;{NOMBRE}" in csv.read_text("utf-8-sig")
    assert second.exit_code == 1
    assert "Ya existe «ella.csv»" in second.output


def test_interesado_in_json_is_the_whole_of_it(order: Order, book: Path) -> None:
    said = json.loads(order("interesado", book, CODIGO, "--json").stdout)

    assert said["persona"] == {"nombre": NOMBRE, "hoja": "Clientes", "fila": 4}
    assert {"ficha", "compras", "apariciones", "diario", "perfil", "permisos", "derechos", "aviso"} <= said.keys()


def test_olvidar_without_a_terminal_asks_for_the_option_and_changes_nothing(order: Order, book: Path) -> None:
    before = book.read_bytes()

    result = order("olvidar", book, CODIGO)

    assert result.exit_code == 1
    assert "repita la orden con --si" in result.output
    assert book.read_bytes() == before


def test_olvidar_shows_first_what_it_would_do(order: Order, book: Path) -> None:
    before = book.read_bytes()

    result = order("olvidar", book, CODIGO, "--simular")

    assert result.exit_code == 3
    assert "Se borraría" in result.output
    assert "--tambien-contenidas" in result.output
    assert book.read_bytes() == before


def test_olvidar_erases_keeps_no_copy_and_says_which_copies_there_are(order: Order, book: Path) -> None:
    order("recalcular", book)
    (copy,) = book.parent.glob("*.copia-*")

    result = order("olvidar", book, CODIGO, "--si", "--tambien-contenidas")

    assert not names_her(book)
    assert list(book.parent.glob("*.copia-*")) == [copy]
    said = " ".join(result.output.split())
    assert "todavía lo tiene. Elimínela." in said
    assert "no se ha dejado copia de seguridad" in said
    assert max(map(len, result.output.splitlines())) <= WIDTH


def test_olvidar_in_json_says_what_is_pending_and_the_copies(order: Order, book: Path) -> None:
    result = order("olvidar", book, CODIGO, "--si", "--json")
    said = json.loads(result.stdout)

    assert result.exit_code == 3
    assert [one["celda"] for one in said["por_decidir"]] == ["O5", "B3"]
    assert said["copias_al_lado"] == []
    assert said["codigo"].startswith("Anónimo ")


def test_olvidar_gives_another_code_each_time(order: Order, book: Path) -> None:
    codes = {json.loads(order("olvidar", book, CODIGO, "--simular", "--json").stdout)["codigo"] for _ in range(3)}

    assert len(codes) == 3


def test_olvidar_can_only_block(order: Order, book: Path) -> None:
    result = order("olvidar", book, CODIGO, "--bloquear")

    assert result.exit_code == 0
    assert "celda M4" in result.output
    assert ClosedFile(book).grid("Clientes")[3][12] == "Sí"
    assert names_her(book)
    assert len(list(book.parent.glob("*.copia-*"))) == 1


def test_privacidad_counts_and_says_what_is_missing(order: Order, book: Path) -> None:
    result = order("privacidad", book, "--pais", "CO")

    assert result.exit_code == 0
    for expected in ("Publicidad por", "WhatsApp", "plazo de conservación vencido", "Colombia", "--normas"):
        assert expected in " ".join(result.output.split())
    assert max(map(len, result.output.splitlines())) <= WIDTH


def test_privacidad_shows_the_rules_of_the_country_article_by_article(order: Order, book: Path) -> None:
    result = order("privacidad", book, "--pais", "CL", "--normas")

    assert "01/12/2026" in result.output
    assert "Portabilidad" in result.output
    assert "verificado" in result.output


def test_a_country_that_nobody_looked_up_is_said(order: Order, book: Path) -> None:
    assert "Bolivia: no consultado" in order("privacidad", book, "--pais", "BO").output


def test_privacidad_writes_the_record_and_says_how_to_take_it_back(order: Order, book: Path) -> None:
    result = order("privacidad", book, "--registro", "--pais", "ES")
    run = result.output.split("--ejecucion")[1].split()[0]

    assert "Registro de tratamientos" in [sheet.nombre for sheet in ClosedFile(book).info().hojas]
    assert order("deshacer", book, "--ejecucion", run).exit_code == 0


def test_the_errors_of_these_commands_do_not_name_the_client(order: Order, book: Path) -> None:
    order("recalcular", book)

    for arguments in (("olvidar", book, CODIGO), ("interesado", book, CODIGO, "--pdf", book.parent / "no" / "x.pdf")):
        failed = order(*arguments)

        assert failed.exit_code == 1
        assert not any(own in failed.stderr for own in SUYOS)
