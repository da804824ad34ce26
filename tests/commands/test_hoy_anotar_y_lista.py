"""The commands from outside: files, exit codes and what they refuse."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from icalendar import Calendar

from cartera_xl.cli import main

TITLES = ("Código", "Cliente", "Última compra", "Nº compras", "Importe neto", "Correo", "Consentimiento", "Responsable")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CARTERA_DATOS", str(tmp_path / "datos"))
    monkeypatch.setenv("COLUMNS", "80")
    path = tmp_path / "libro.xlsx"
    last = datetime(2026, 1, 31)
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet("Clientes")
        sheet.write_row(0, 0, TITLES)
        for i in range(1, 31):
            bought = last - timedelta(days=(i * 37) % 400)
            row = [f"C{i:04d}", f"Cliente {i} S.L.", bought, 1 + (i * 7) % 23, 100 + (i * 613) % 9000]
            sheet.write_row(i, 0, [*row, f"c{i}@ejemplo.es", "sí" if i % 3 else "no", ("Ana", "Bea")[i % 2]])
    return path


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_hoy_guarda_la_agenda_y_las_tareas_y_no_cambia_el_libro(book: Path, tmp_path: Path) -> None:
    before, calendar, tasks = book.read_bytes(), tmp_path / "nueva" / "a.ics", tmp_path / "t.csv"

    result = _run("hoy", book, "--ics", calendar, "--tareas", tasks, "--sin-nombres")

    assert result.exit_code == 0, result.output
    assert book.read_bytes() == before
    events = Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    assert len(events) > 30
    assert all("S.L." not in str(event["summary"]) for event in events)
    lines = tasks.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Task Name,Assignee,Due Date,Notes"
    assert "S.L." not in tasks.read_text(encoding="utf-8")
    assert max(len(line) for line in result.output.splitlines() if "Guardado" not in line) <= 80


def test_hoy_en_json_dice_las_acciones_con_su_por_que(book: Path) -> None:
    content = json.loads(_run("hoy", book, "--json").stdout)

    assert content["acciones"]
    assert all(action["por_que_aqui"] and action["motivo"] for action in content["acciones"])
    assert content["hasta"] > content["desde"] == content["corte"]


def test_hoy_escribe_su_hoja_y_dice_como_volver_atras(book: Path) -> None:
    result = _run("hoy", book, "--escribir", "--sin-copia")

    assert "Hoja Hoy escrita" in result.output
    order = next(line for line in result.output.splitlines() if "cartera deshacer" in line)
    assert _run("deshacer", book, "--ejecucion", order.split()[-1], "--sin-copia").exit_code == 0


@pytest.mark.parametrize("option", ["--ics", "--tareas"])
def test_no_se_guarda_una_agenda_encima_de_un_libro(book: Path, option: str) -> None:
    before = book.read_bytes()

    result = _run("hoy", book, option, book)

    assert result.exit_code == 1
    assert "no termina en" in result.output
    assert book.read_bytes() == before


def test_anotar_y_ver_lo_anotado(book: Path) -> None:
    result = _run("anotar", book, "C0012", "--canal", "teléfono", "--motivo", "Precio", "--sin-copia", "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["hoja"] == "Registro de contactos"
    assert _run("anotar", book, "nadie").exit_code == 1
    assert "31/12/2025" in _run("anotar", book, "C0012", "--fecha", "ayer").output


def test_un_contacto_que_no_se_entiende_acaba_con_codigo_tres(book: Path) -> None:
    import openpyxl

    assert _run("anotar", book, "C0012", "--sin-copia").exit_code == 0
    workbook = openpyxl.load_workbook(book)
    workbook["Registro de contactos"]["C4"] = "Un desconocido"
    workbook.save(book)

    result = _run("hoy", book)

    assert result.exit_code == 3
    assert "Un desconocido" in result.output


def test_lista_guarda_un_csv_para_excel(book: Path, tmp_path: Path) -> None:
    output = tmp_path / "claves.csv"

    result = _run("lista", book, "--segmento", "clave", "--salida", output)

    assert result.exit_code == 0, result.output
    assert "se quedan fuera" in result.output
    assert output.read_bytes().startswith("\ufeffCódigo;Nombre;Correo;Segmento;Responsable\r\n".encode())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("--segmento", "oro"), "no es un segmento"), (("--tipo", "casos"), "Satisfacción"), (("--tipo", "x"), "vip")],
)
def test_lista_dice_que_hay_que_cambiar(book: Path, arguments: tuple[str, ...], says: str) -> None:
    result = _run("lista", book, *arguments)

    assert result.exit_code in (1, 2)
    assert says in result.output
