"""Erasing a person from a closed book: every part is looked into, and what is left is said."""

import re
from pathlib import Path
from shutil import copyfile
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.ooxml.linter import new_findings
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.privacidad.borrado import Borrado, PlanBorrado
from cartera_xl.nucleo.privacidad.identidad import identidad

NAME, MAIL, CODE, PHONE = "Nuria Ñúñez Roldán", "nuria@roldan.example.com", "CLI-0451", "600 123 456"
PERSON = identidad({"id_cliente": CODE, "nombre": NAME, "correo": MAIL, "telefono": PHONE})
INSTEAD = "Anónimo 7f3a"


def write_book(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        clients, notes = book.add_worksheet("Clientes"), book.add_worksheet("Notas")
        clients.write_row(0, 0, ["Código", "Nombre", "Correo", "Teléfono", "Iniciales", "Importe"])
        clients.write_row(1, 0, [CODE, NAME, None, PHONE, None, 120])
        clients.write_url("C2", f"mailto:{MAIL}", string=MAIL)
        clients.write_formula("E2", '=B2&" ("&A2&")"', None, f"{NAME} ({CODE})")
        clients.write_row(2, 0, ["CLI-0452", "Otro Cliente", "otro@example.com", "600 999 888", None, 80])
        clients.write_comment("B2", "Se divorció en mayo", {"author": "Ana"})
        clients.write_comment("B3", f"Hermano de {NAME}", {"author": "Ana"})
        clients.data_validation("G2", {"validate": "list", "source": [NAME, "Otro Cliente"]})
        clients.set_footer(f"&C{NAME}")
        notes.write_string("A1", f"Llamar a {NAME}")
        notes.write_formula("A2", "=Clientes!B2", None, NAME)
        notes.write_string("A3", "Otro Cliente")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"name": NAME, "values": "=Clientes!$F$2:$F$3"})
        notes.insert_chart("D2", chart)
        notes.insert_textbox("D20", f"Ojo: {MAIL}")
        book.set_properties({"subject": NAME, "comments": "Cartera"})


def plan(**changes: object) -> PlanBorrado:
    cells: dict[str, dict[tuple[int, int], Celda]] = {
        "Clientes": {(2, 1): INSTEAD, (2, 2): INSTEAD, (2, 3): None, (2, 4): None, (2, 5): None}
    }
    return PlanBorrado(cells, {"Clientes": frozenset({2})}, PERSON, INSTEAD, **changes)  # type: ignore[arg-type]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "cartera.xlsx"
    write_book(path)
    return path


def texts(path: Path) -> dict[str, str]:
    with ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def parts_with(path: Path, *wanted: str) -> set[str]:
    return {name for name, text in texts(path).items() if any(one in text for one in wanted)}


def test_nothing_of_the_person_is_left_but_what_is_said(book: Path) -> None:
    done = ClosedFile(book).erase(plan(contenidas=True))

    # A cell the plan does not give is not touched; the list of a validation is a formula and is said.
    assert parts_with(book, NAME, MAIL, CODE, PHONE) == {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}
    assert re.findall(f"<[^<]*{NAME}", texts(book)["xl/worksheets/sheet1.xml"]) == [f'<formula1>"{NAME}']
    assert re.findall(f"<t>[^<]*{NAME}", texts(book)["xl/sharedStrings.xml"]) == [f"<t>Llamar a {NAME}"]
    assert [trace.sitio for trace in done.quedan] == ["hoja «Clientes» (validación, encabezado, filtro o enlace)"]
    assert f"&amp;C{INSTEAD}" in texts(book)["xl/worksheets/sheet1.xml"]


def test_the_cell_with_a_formula_is_left_and_said_and_its_stored_value_goes(book: Path) -> None:
    without = texts(book)["xl/workbook.xml"].replace(' fullCalcOnLoad="1"', "")
    add_parts(book, {"xl/workbook.xml": without.encode()})

    done = ClosedFile(book).erase(plan())

    assert done.formulas == (("Clientes", "E2"),)
    assert f"{NAME} ({CODE})" not in texts(book)["xl/worksheets/sheet1.xml"]
    assert "Clientes!B2" in texts(book)["xl/worksheets/sheet2.xml"]
    assert f"<v>{NAME}</v>" not in texts(book)["xl/worksheets/sheet2.xml"]
    assert 'fullCalcOnLoad="1"' in texts(book)["xl/workbook.xml"]


def test_the_old_text_leaves_the_shared_strings_and_the_others_keep_their_number(book: Path) -> None:
    before = ClosedFile(book).grid("Clientes")[2]

    ClosedFile(book).erase(plan())

    assert f"<t>{NAME}</t>" not in texts(book)["xl/sharedStrings.xml"]
    assert ClosedFile(book).grid("Clientes")[2] == before
    assert ClosedFile(book).grid("Clientes")[1][:3] == [INSTEAD, INSTEAD, None]


def test_a_shared_text_written_in_an_odd_way_is_not_lost(book: Path) -> None:
    sheet = texts(book)["xl/worksheets/sheet2.xml"]
    odd = re.sub(r'(<c r="A3"[^>]*) t="s"><v>(\d+)</v>', r"\1 t = 's'><v xml:space='preserve'>\2</v>", sheet)
    assert odd != sheet
    add_parts(book, {"xl/worksheets/sheet2.xml": odd.encode()})

    ClosedFile(book).erase(plan())

    assert "<t>Otro Cliente</t>" in texts(book)["xl/sharedStrings.xml"]


def test_the_comment_of_her_row_goes_whole_and_the_others_only_lose_her_name(book: Path) -> None:
    done = ClosedFile(book).erase(plan(contenidas=True))

    comments = texts(book)["xl/comments1.xml"]
    assert "divorció" not in comments
    assert f"Hermano de {INSTEAD}" in comments
    assert "comentario de la celda B2 de «Clientes»" in {trace.sitio for trace in done.quitados}


def test_without_asking_a_text_that_only_contains_her_is_left_and_said(book: Path) -> None:
    done = ClosedFile(book).erase(plan())

    assert f"Hermano de {NAME}" in texts(book)["xl/comments1.xml"]
    assert f"Hermano de {NAME}" in {trace.texto for trace in done.quedan}
    assert any("dibujo o cuadro de texto" in trace.sitio for trace in done.quedan)


def test_the_link_to_her_address_goes_with_its_target(book: Path) -> None:
    ClosedFile(book).erase(plan())

    assert "hyperlink" not in texts(book)["xl/worksheets/sheet1.xml"].replace("xmlns", "")
    assert MAIL not in texts(book)["xl/worksheets/_rels/sheet1.xml.rels"]


def test_the_name_of_a_series_and_the_properties_of_the_book_are_changed(book: Path) -> None:
    ClosedFile(book).erase(plan())

    assert NAME not in texts(book)["docProps/core.xml"]
    assert INSTEAD in texts(book)["docProps/core.xml"]
    assert NAME not in texts(book)["xl/charts/chart1.xml"]


def test_no_backup_is_left(book: Path) -> None:
    host = ClosedFile(book)

    host.erase(plan())

    assert host.backup_path is None
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_simulating_says_the_same_and_touches_nothing(book: Path) -> None:
    before = book.read_bytes()

    simulated = ClosedFile(book).erase(plan(), simulate=True)

    assert book.read_bytes() == before
    assert simulated == ClosedFile(book).erase(plan())


def test_the_book_is_as_valid_as_before(book: Path, tmp_path: Path) -> None:
    before = tmp_path / "antes.xlsx"
    copyfile(book, before)

    ClosedFile(book).erase(plan(contenidas=True))

    assert new_findings(before, book) == []


def test_an_address_with_its_blanks_written_as_codes_is_said(tmp_path: Path) -> None:
    path = tmp_path / "enlaces.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Otra").write_url("A1", "https://example.com/Nuria%20Ñúñez%20Roldán", string="ver")

    done = ClosedFile(path).erase(PlanBorrado({}, {}, PERSON, INSTEAD))

    assert any("Nuria" in trace.texto for trace in done.quedan)


def test_the_book_opens_afterwards_and_a_second_time_finds_nothing_more_to_change(book: Path) -> None:
    ClosedFile(book).erase(plan(contenidas=True))
    import openpyxl

    assert openpyxl.load_workbook(book)["Clientes"]["B2"].value == INSTEAD

    again = ClosedFile(book).erase(PlanBorrado({}, {}, PERSON, INSTEAD, contenidas=True))
    assert again.quitados == ()


def test_traces_are_found_without_changing_anything(book: Path) -> None:
    before = book.read_bytes()

    found = {trace.sitio.partition(" (")[0] for trace in ClosedFile(book).traces(PERSON)}

    assert {"comentario", "dibujo o cuadro de texto", "gráfico", "propiedades del libro"} <= found
    assert book.read_bytes() == before


PIVOT = (
    '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<cacheFields count="1"><cacheField name="Nombre"><sharedItems count="2">'
    f'<s v="{NAME}"/><s v="Otro &quot;Cliente&quot;"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
)


def add_parts(path: Path, extra: dict[str, bytes]) -> None:
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in (parts | extra).items():
            archive.writestr(name, data)


def test_the_stored_copy_of_a_pivot_table_forgets_her_and_macros_are_only_reported(book: Path) -> None:
    add_parts(
        book,
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": PIVOT.encode(),
            "xl/vbaProject.bin": b"\x00\x01" + MAIL.encode("utf-16-le") + b"\x00",
        },
    )

    done: Borrado = ClosedFile(book).erase(plan())

    cache = texts(book)["xl/pivotCache/pivotCacheDefinition1.xml"]
    assert f'<s v="{INSTEAD}"/><s v="Otro &quot;Cliente&quot;"/>' in cache
    assert any("macro" in trace.sitio for trace in done.quedan)
