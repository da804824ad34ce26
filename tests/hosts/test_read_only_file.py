"""Files that are read but never patched, and their values in a new workbook."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from cartera_xl.hosts import readers
from cartera_xl.hosts.new_book import convert_to_xlsx
from cartera_xl.hosts.read_only_file import ReadOnlyFile
from cartera_xl.nucleo.celdas import ErrorCelda
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import PlanEscritura


def csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "datos.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_text_file_is_a_book_of_one_sheet(tmp_path: Path) -> None:
    host = ReadOnlyFile(csv(tmp_path, "Nombre;Importe\nA;1\n"))

    assert [hoja.nombre for hoja in host.info().hojas] == ["datos"]
    assert host.head("datos", 1) == [["Nombre", "Importe"]]
    assert host.columns("datos", 2, [2])[0].tolist() == ["1"]
    assert host.grid("datos") == [["Nombre", "Importe"], ["A", "1"]]


def test_writing_refuses_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = csv(tmp_path, "a;b\n")
    before = path.read_bytes()

    with pytest.raises(LibroNoEditable, match=r"--salida \"datos\.xlsx\""):
        ReadOnlyFile(path).write(PlanEscritura())

    assert path.read_bytes() == before


def test_the_values_of_every_sheet_travel_with_their_types(tmp_path: Path) -> None:
    source, target = tmp_path / "origen.xlsx", tmp_path / "copia.xlsx"
    with xlsxwriter.Workbook(str(source)) as out:
        day = out.add_format({"num_format": "dd/mm/yyyy"})
        sheet = out.add_worksheet("Uno")
        sheet.write_row(1, 1, ["007", 1.5, True])
        sheet.write_datetime(1, 4, datetime(2024, 2, 29), day)
        sheet.write_datetime(1, 5, datetime(2024, 2, 29, 10, 30), day)
        sheet.write_formula(1, 6, "=NA()", None, "#DIV/0!")
        sheet.write_datetime(1, 7, time(10, 30), out.add_format({"num_format": "hh:mm"}))
        sheet.write_number(1, 8, 1.5, out.add_format({"num_format": "[h]:mm"}))
        sheet.write_string(1, 9, "=1+1")
        out.add_worksheet("Dos").write(0, 0, "x")

    convert_to_xlsx(source, target)

    assert readers.sheet_names(target) == ["Uno", "Dos"]
    assert readers.read_grid(target, "Uno") == [
        [None] * 10,
        [None, "007", 1.5, True, date(2024, 2, 29), datetime(2024, 2, 29, 10, 30), "#DIV/0!", time(10, 30),
         timedelta(days=1, hours=12), "=1+1"],
    ]  # fmt: skip


def test_a_text_column_gets_a_type_only_if_every_cell_has_one_reading(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "Código;Teléfono;Última compra;Dudosa;Importe;Millares;Veces\n"
        "001;+34600111222;25/03/2024;03/04/2024;1.234,56;1.234;3\n"
        "002;600111223;03/04/2024;05/06/2024;(2,5);2.500;4\n",
    )

    convert_to_xlsx(path, tmp_path / "copia.xlsx")
    columns = readers.read_columns(tmp_path / "copia.xlsx", "datos", 2, range(1, 8))

    assert [c.dtype.kind for c in columns] == ["O", "O", "M", "O", "f", "O", "f"]
    assert columns[2][1] == np.datetime64("2024-04-03")
    assert columns[4].tolist() == [1234.56, -2.5]
    assert columns[0].tolist() == ["001", "002"]


def test_an_existing_book_is_never_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "copia.xlsx"
    target.write_bytes(b"mio")

    with pytest.raises(LibroNoEditable, match="Ya existe"):
        convert_to_xlsx(csv(tmp_path, "a;b\n"), target)

    assert target.read_bytes() == b"mio"


def test_names_that_excel_refuses_are_made_legal(tmp_path: Path) -> None:
    path = tmp_path / f"{'muy largo ' * 4}[enero].csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")

    convert_to_xlsx(path, tmp_path / "copia.xlsx")

    [name] = readers.sheet_names(tmp_path / "copia.xlsx")
    assert len(name) <= 31


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2"><office:body>
<office:spreadsheet><table:table table:name="Otra"><table:table-row><table:table-cell/></table:table-row></table:table>
<table:table table:name="Datos"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="2"/>
<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="string"
 office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def test_an_error_of_opendocument_is_not_blank(tmp_path: Path) -> None:
    path = tmp_path / "hoja.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", MANIFEST)
        package.writestr("content.xml", ODS.replace(">\n<", "><"))

    host = ReadOnlyFile(path)

    assert host.columns("Datos", 3, [3])[0].tolist() == [5.0, "#DIV/0!"]
    assert host.grid("Datos")[3][2] == "#DIV/0!"
    assert isinstance(host.grid("Datos")[3][2], ErrorCelda)
