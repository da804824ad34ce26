"""El validador del paquete: un libro sano, y un fallo sembrado por regla.

Lo que un paquete no deja ver, y este validador por tanto no encuentra: un texto que ya decía `_x0041_` y debía ir
escapado; un índice de texto o de formato que existe pero es el de otra celda; una fórmula bien formada que apunta a
otra celda; un valor guardado de fórmula que no es el que la fórmula da; un nombre definido con la fórmula mal
escrita; una imagen, una macro o un control dañados por dentro. Contra eso están las demás pruebas: comparación
parte por parte, relectura con otras bibliotecas y LibreOffice.
"""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from cartera_xl.hosts.ooxml.linter import Finding, Rule, check_package, new_findings
from tests.support.books import Edit, repack, replacing, substituting, write_rich_workbook

SHEET, OTHER_SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/tables/table1.xml"
BOOK, STYLES, STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
TYPES, BOOK_LINKS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
SHEET_LINKS = "xl/worksheets/_rels/sheet1.xml.rels"


def with_cell(cell: bytes) -> Edit:
    """Añade una celda al final de la fila 4."""
    return substituting(rb'(<row r="4".*?)(</row>)', lambda match: match[1] + cell + match[2])


def before_sheet_data(element: bytes) -> Edit:
    return substituting(b"<sheetData>", element + b"<sheetData>")


def inline(text: bytes, address: bytes = b"Q4") -> bytes:
    return b'<c r="' + address + b'" t="inlineStr"><is><t>' + text + b"</t></is></c>"


HEADER_C1 = rb'<c r="C1" t="s"><v>\d+</v></c>'
LONG_LIST = b'<formula1>"' + b",".join([b"opcion"] * 40) + b'"</formula1>'
TOO_MANY_FORMATS = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 65_500

FAULTS: list[tuple[Rule, Mapping[str, Edit]]] = [
    (Rule.XML_MALFORMED, {SHEET: with_cell(inline(b"a&#x1;b"))}),
    (Rule.XML_MALFORMED, {STYLES: replacing(b"</cellXfs>", b"")}),
    (Rule.XML_BAD_NUMBER, {SHEET: replacing(b'<c r="A2">', b'<c r="A2" s="uno">')}),
    (Rule.XML_UNDECLARED_PREFIX, {
        SHEET: replacing(
            b"<worksheet ",
            b'<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" ',
        ),
    }),
    (Rule.CONTENT_TYPE_MISSING, {TYPES: replacing(b'<Default Extension="vml"', b'<Default Extension="vmk"')}),
    (Rule.CONTENT_TYPE_WRONG, {TYPES: substituting(rb'<Override PartName="/xl/tables/table1.xml"[^>]*/>', b"")}),
    (Rule.CONTENT_TYPE_DUPLICATE, {TYPES: substituting(rb"(<Override [^>]*/>)", rb"\1\1")}),
    (Rule.CONTENT_TYPE_ORPHAN, {TYPES: replacing(b"tables/table1.xml", b"tables/table9.xml")}),
    (Rule.RELATIONSHIP_BROKEN, {SHEET_LINKS: replacing(b"tables/table1.xml", b"tables/table9.xml")}),
    (Rule.RELATIONSHIP_DUPLICATE_ID, {SHEET_LINKS: replacing(b'Id="rId2"', b'Id="rId1"')}),
    (Rule.RELATIONSHIP_UNKNOWN_ID, {SHEET: substituting(rb'(<tablePart r:id=")[^"]*', rb"\1rId77")}),
    (Rule.PART_UNREACHABLE, {BOOK_LINKS: substituting(rb'<Relationship Id="rId99"[^>]*/>', b"")}),
    (Rule.WORKBOOK_CHILD_ORDER, {
        BOOK: substituting(rb"(<sheets>.*</sheets>)(<definedNames>.*</definedNames>)", rb"\2\1"),
    }),
    (Rule.WORKBOOK_CHILD_REPEATED, {BOOK: substituting(rb"(<calcPr [^>]*/>)", rb"\1\1")}),
    (Rule.SHEET_NAME_DUPLICATE, {BOOK: replacing(b'name="Resumen"', b'name="CLIENTES"')}),
    (Rule.SHEET_NAME_ILLEGAL, {BOOK: replacing(b'name="Resumen"', b'name="' + b"R" * 32 + b'"')}),
    (Rule.SHEET_NAME_ILLEGAL, {BOOK: replacing(b'name="Resumen"', b'name="Altas/bajas"')}),
    (Rule.SHEET_ID_DUPLICATE, {BOOK: replacing(b'sheetId="2"', b'sheetId="1"')}),
    (Rule.SHEET_WITHOUT_PART, {BOOK: replacing(b'sheetId="2" r:id="rId2"', b'sheetId="2" r:id="rId3"')}),
    (Rule.SHEET_PART_SHARED, {BOOK: replacing(b'sheetId="2" r:id="rId2"', b'sheetId="2" r:id="rId1"')}),
    (Rule.SHEETS_ALL_HIDDEN, {BOOK: replacing(b"<sheet ", b'<sheet state="hidden" ')}),
    (Rule.ACTIVE_TAB_OUT_OF_RANGE, {BOOK: replacing(b"<workbookView ", b'<workbookView activeTab="2" ')}),
    (Rule.SEVERAL_TABS_SELECTED, {OTHER_SHEET: replacing(b"<sheetView ", b'<sheetView tabSelected="1" ')}),
    (Rule.DEFINED_NAME_DUPLICATE, {
        BOOK: substituting(b"</definedNames>", b'<definedName name="TOTAL">1</definedName></definedNames>'),
    }),
    (Rule.DEFINED_NAME_SCOPE, {BOOK: replacing(b'"parcial" localSheetId="1"', b'"parcial" localSheetId="2"')}),
    (Rule.DEFINED_NAME_ILLEGAL, {BOOK: replacing(b'name="total"', b'name="mi total"')}),
    (Rule.DEFINED_NAME_ILLEGAL, {BOOK: replacing(b'name="total"', b'name="AB12"')}),
    (Rule.STYLES_CHILD_ORDER, {STYLES: substituting(rb"(<cellStyles .*?</cellStyles>)(<dxfs.*?</dxfs>)", rb"\2\1")}),
    (Rule.STYLES_COUNT, {STYLES: substituting(rb'<cellXfs count="\d+"', b'<cellXfs count="99"')}),
    (Rule.STYLES_BAD_REFERENCE, {STYLES: replacing(b'fontId="1"', b'fontId="8"')}),
    (Rule.STYLES_BAD_REFERENCE, {STYLES: replacing(b'borderId="0" xfId="1"', b'borderId="0" xfId="2"')}),
    (Rule.STYLES_TOO_MANY, {STYLES: replacing(b"</cellXfs>", TOO_MANY_FORMATS + b"</cellXfs>")}),
    (Rule.NUMBER_FORMAT_DUPLICATE, {STYLES: substituting(rb"(<numFmts.*?)(<numFmt .*?/>)", rb"\1\2\2")}),
    (Rule.NUMBER_FORMAT_MISSING, {STYLES: replacing(b'<xf numFmtId="164"', b'<xf numFmtId="165"')}),
    (Rule.DXF_CHILD_ORDER, {STYLES: substituting(rb"(<dxf>)(<font>.*?</font>)(<numFmt [^>]*/>)", rb"\1\3\2")}),
    (Rule.STRINGS_COUNT, {STRINGS: substituting(rb'uniqueCount="\d+"', b'uniqueCount="2"')}),
    (Rule.SHEET_CHILD_ORDER, {
        SHEET: substituting(rb"(<mergeCells.*?</mergeCells>)(<conditionalF.*</conditionalFormatting>)", rb"\2\1"),
    }),
    (Rule.SHEET_CHILD_REPEATED, {SHEET: before_sheet_data(b"<sheetData/>")}),
    (Rule.SHEET_DATA_MISSING, {OTHER_SHEET: substituting(rb"<sheetData>.*</sheetData>", b"")}),
    (Rule.SHEET_COUNT, {SHEET: substituting(rb'<dataValidations count="1"', b'<dataValidations count="2"')}),
    (Rule.DIMENSION_TOO_SMALL, {SHEET: substituting(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"')}),
    (Rule.ROW_ORDER, {SHEET: substituting(rb'(<row r="4".*?</row>)(<row r="5".*?</row>)', rb"\2\1")}),
    (Rule.ROW_ORDER, {SHEET: substituting(rb'(<row r="4".*?</row>)', rb"\1\1")}),
    (Rule.ROW_OUT_OF_RANGE, {SHEET: substituting(b"</sheetData>", b'<row r="1048577"/></sheetData>')}),
    (Rule.ROW_SPANS_TOO_SMALL, {SHEET: substituting(rb'(<row r="4" )spans="[^"]*"', rb'\1spans="1:2"')}),
    (Rule.CELL_BAD_REFERENCE, {SHEET: with_cell(b'<c r="q4"><v>1</v></c>')}),
    (Rule.CELL_IN_OTHER_ROW, {SHEET: with_cell(b'<c r="Q5"><v>1</v></c>')}),
    (Rule.CELL_ORDER, {SHEET: substituting(rb'(<c r="A3".*?</c>)(<c r="B3".*?</c>)', rb"\2\1")}),
    (Rule.CELL_ORDER, {SHEET: substituting(rb'(<c r="A3".*?</c>)', rb"\1\1")}),
    (Rule.CELL_OUT_OF_RANGE, {SHEET: with_cell(b'<c r="XFE4"><v>1</v></c>')}),
    (Rule.CELL_STYLE_OUT_OF_RANGE, {SHEET: replacing(b'<c r="A2">', b'<c r="A2" s="3">')}),
    (Rule.CELL_STYLE_OUT_OF_RANGE, {SHEET: replacing(b'<col min="1" ', b'<col style="3" min="1" ')}),
    (Rule.CELL_STYLE_OUT_OF_RANGE, {SHEET: replacing(b'<row r="4" ', b'<row s="3" customFormat="1" r="4" ')}),
    (Rule.CELL_BAD_TYPE, {SHEET: with_cell(b'<c r="Q4" t="texto"><v>1</v></c>')}),
    (Rule.CELL_BAD_NUMBER, {SHEET: with_cell(b'<c r="Q4"><v>nan</v></c>')}),
    (Rule.CELL_BAD_NUMBER, {SHEET: with_cell(b'<c r="Q4"><v>1e999</v></c>')}),
    (Rule.CELL_BAD_NUMBER, {SHEET: with_cell(b'<c r="Q4"><v>1,5</v></c>')}),
    (Rule.CELL_BAD_BOOLEAN, {SHEET: with_cell(b'<c r="Q4" t="b"><v>True</v></c>')}),
    (Rule.CELL_BAD_ERROR, {SHEET: with_cell(b'<c r="Q4" t="e"><v>#N/D</v></c>')}),
    (Rule.CELL_STRING_OUT_OF_RANGE, {SHEET: replacing(b'<c r="D2" t="s"><v>', b'<c r="D2" t="s"><v>99')}),
    (Rule.CELL_TEXT_TOO_LONG, {SHEET: with_cell(inline(b"x" * 32_768))}),
    (Rule.CELL_TEXT_TOO_LONG, {SHEET: with_cell(inline("😀".encode() * 16_384))}),
    (Rule.CELL_SPACE_LOST, {SHEET: with_cell(inline(b" sangrado"))}),
    (Rule.CELL_SPACE_LOST, {STRINGS: replacing(b"<t>combinada</t>", b"<t>combinada </t>")}),
    (Rule.CELL_METADATA_OUT_OF_RANGE, {SHEET: replacing(b'<c r="M3">', b'<c r="M3" cm="2">')}),
    (Rule.SHARED_FORMULA_ORPHAN, {SHEET: replacing(b"<f>M2*2</f>", b'<f t="shared" si="0"/>')}),
    (Rule.COLUMNS_OVERLAP, {SHEET: substituting(rb"(<cols>)(<col [^>]*/>)", rb"\1\2\2")}),
    (Rule.COLUMNS_OUT_OF_RANGE, {SHEET: replacing(b'max="4"', b'max="16385"')}),
    (Rule.MERGE_OVERLAP, {SHEET: replacing(b'ref="P3:R3"', b'ref="R1:R3"')}),
    (Rule.REFERENCE_ILLEGAL, {SHEET: replacing(b'sqref="D2:D21"', b'sqref="D2;D21"')}),
    (Rule.REFERENCE_ILLEGAL, {SHEET: replacing(b'<hyperlink ref="M5"', b'<hyperlink ref="5M"')}),
    (Rule.DXF_OUT_OF_RANGE, {SHEET: replacing(b'dxfId="0"', b'dxfId="1"')}),
    (Rule.DXF_OUT_OF_RANGE, {TABLE: replacing(b'<tableColumn id="3"', b'<tableColumn dataDxfId="1" id="3"')}),
    (Rule.CONDITION_BAD_PRIORITY, {SHEET: replacing(b'priority="1"', b'priority="0"')}),
    (Rule.CONDITION_WITHOUT_FORMULA, {SHEET: replacing(b"<formula>10</formula>", b"")}),
    (Rule.VALIDATION_LIST_TOO_LONG, {SHEET: substituting(rb"<formula1>.*?</formula1>", LONG_LIST)}),
    (Rule.VALIDATION_WITHOUT_FORMULA, {SHEET: substituting(rb"<formula1>.*?</formula1>", b"")}),
    (Rule.TABLE_BAD_REFERENCE, {TABLE: replacing(b'ref="A1:D22"', b'ref="D22:A1"')}),
    (Rule.TABLE_BAD_REFERENCE, {TABLE: replacing(b'ref="A1:D22"', b'ref="A1:D2"')}),
    (Rule.TABLE_WIDTH, {TABLE: replacing(b'ref="A1:D22"', b'ref="A1:E22"')}),
    (Rule.TABLE_COUNT, {TABLE: replacing(b'tableColumns count="4"', b'tableColumns count="5"')}),
    (Rule.TABLE_COLUMN_DUPLICATE, {
        TABLE: replacing(b'name="importe"', b'name="ID"'), SHEET: substituting(HEADER_C1, inline(b"ID", b"C1")),
    }),
    (Rule.TABLE_COLUMN_NAME_EMPTY, {TABLE: replacing(b'name="importe"', b'name=""')}),
    (Rule.TABLE_COLUMN_ID_DUPLICATE, {TABLE: replacing(b'tableColumn id="3"', b'tableColumn id="2"')}),
    (Rule.TABLE_HEADER_MISMATCH, {SHEET: substituting(HEADER_C1, inline(b"otro", b"C1"))}),
    (Rule.TABLE_HEADER_MISMATCH, {SHEET: substituting(HEADER_C1, b'<c r="C1"><v>2025</v></c>')}),
    (Rule.TABLE_HEADER_MISMATCH, {TABLE: replacing(b'name="importe"', b'name="importe_x000a_neto"')}),
    (Rule.TABLE_TOTALS_MISMATCH, {TABLE: replacing(b'totalsRowLabel="Total"', b'totalsRowLabel="Suma"')}),
    (Rule.TABLE_FILTER, {TABLE: replacing(b'<autoFilter ref="A1:D21"', b'<autoFilter ref="A1:D22"')}),
    (Rule.TABLE_FILTER, {
        TABLE: replacing(b'="A1:D21"/>', b'="A1:D21"><filterColumn colId="4"/></autoFilter>'),
    }),
    (Rule.TABLE_OVER_MERGE, {SHEET: replacing(b'ref="P3:R3"', b'ref="C5:D5"')}),
    (Rule.TABLE_OVER_FILTER, {SHEET: replacing(b"<mergeCells ", b'<autoFilter ref="A1:D21"/><mergeCells ')}),
    (Rule.TABLE_PARTS, {SHEET: substituting(rb"<tableParts.*?</tableParts>", b"")}),
    (Rule.TABLE_NAME_DUPLICATE, {BOOK: replacing(b'name="total"', b'name="TBLclientes"')}),
    (Rule.TABLE_NAME_ILLEGAL, {TABLE: replacing(b'displayName="tblClientes"', b'displayName="tbl Clientes"')}),
    (Rule.CALC_CHAIN_STALE, {SHEET: replacing(b"<f>M2*2</f>", b"")}),
    (Rule.CALC_CHAIN_STALE, {"xl/calcChain.xml": replacing(b'i="2"', b'i="7"')}),
]  # fmt: skip


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("linter") / "sano.xlsx"
    write_rich_workbook(path)
    return path


def test_un_libro_sano_no_tiene_hallazgos(healthy: Path) -> None:
    assert check_package(healthy) == []


@pytest.mark.parametrize(("rule", "edits"), FAULTS, ids=[f"{i:02}_{rule.name}" for i, (rule, _) in enumerate(FAULTS)])
def test_cada_fallo_sembrado_se_encuentra(healthy: Path, tmp_path: Path, rule: Rule, edits: Mapping[str, Edit]) -> None:
    spoiled = tmp_path / "estropeado.xlsx"
    repack(healthy, spoiled, edits)

    assert rule in {finding.rule for finding in new_findings(healthy, spoiled)}


def test_dos_tablas_no_comparten_nombre_ni_identificador_ni_celdas(healthy: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "dos_tablas.xlsx"
    edits = {
        SHEET: replacing(b'count="1"><tablePart ', b'count="2"><tablePart r:id="rId98"/><tablePart '),
        SHEET_LINKS: replacing(
            b"</Relationships>",
            b'<Relationship Id="rId98" Target="../tables/table2.xml" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"/></Relationships>',
        ),
        TYPES: substituting(rb'(<Override PartName="/xl/tables/table)1(.xml"[^>]*/>)', rb"\g<1>1\2\g<1>2\2"),
    }  # fmt: skip
    repack(healthy, spoiled, edits, added={"xl/tables/table2.xml": read_part(healthy, TABLE)})

    assert {finding.rule for finding in check_package(spoiled)} == {
        Rule.TABLE_NAME_DUPLICATE,
        Rule.TABLE_ID_DUPLICATE,
        Rule.TABLE_OVERLAP,
    }


def test_una_entrada_repetida_del_zip_se_encuentra(healthy: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "repetida.xlsx"
    repack(healthy, spoiled, {}, added={SHEET.upper(): b""})

    assert Finding(Rule.ZIP_DUPLICATE_ENTRY, SHEET, "repetida") in check_package(spoiled)


def test_las_relaciones_de_una_parte_que_falta_se_encuentran(healthy: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "sin_dibujo.xlsx"
    repack(healthy, spoiled, {}, removed=frozenset({"xl/drawings/drawing1.xml"}))

    assert Rule.RELATIONSHIP_WITHOUT_PART in {finding.rule for finding in check_package(spoiled)}


def test_una_parte_con_la_suma_de_control_cambiada_se_encuentra(healthy: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "roto.xlsx"
    with ZipFile(healthy) as archive:
        entry = archive.getinfo("xl/theme/theme1.xml")
    data = bytearray(healthy.read_bytes())
    start = data.index(b"xl/theme/theme1.xml", entry.header_offset) + len("xl/theme/theme1.xml")
    data[start + 20] ^= 0xFF
    spoiled.write_bytes(data)

    rules = {finding.rule for finding in check_package(spoiled) if finding.part == "xl/theme/theme1.xml"}

    assert rules & {Rule.ZIP_BAD_ENTRY, Rule.XML_MALFORMED}


@pytest.mark.parametrize("content", [b"", b"nombre;importe\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512])
def test_lo_que_no_es_un_zip_es_un_hallazgo_y_no_una_excepcion(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no_es_un_libro.xlsx"
    path.write_bytes(content)

    assert [finding.rule for finding in check_package(path)] == [Rule.ZIP_UNREADABLE]


def test_un_zip_que_no_es_un_libro_es_un_hallazgo(healthy: Path, tmp_path: Path) -> None:
    path = tmp_path / "otro.xlsx"
    repack(healthy, path, {}, removed=frozenset({BOOK}))

    assert Rule.NOT_A_SPREADSHEET in {finding.rule for finding in check_package(path)}


def test_lo_que_ya_estaba_mal_antes_no_cuenta(healthy: Path, tmp_path: Path) -> None:
    bad, worse = tmp_path / "mal.xlsx", tmp_path / "peor.xlsx"
    repack(healthy, bad, {SHEET: with_cell(b'<c r="Q4"><v>nan</v></c>')})
    repack(bad, worse, {SHEET: with_cell(b'<c r="R4"><v>nan</v></c>')})

    assert new_findings(bad, bad) == []
    assert new_findings(bad, worse) == [Finding(Rule.CELL_BAD_NUMBER, SHEET, "celda R4: «nan»")]


def test_el_hallazgo_se_lee_en_espanol_con_la_parte_y_el_valor() -> None:
    finding = Finding(Rule.CELL_BAD_NUMBER, SHEET, "celda R4: «nan»")

    assert str(finding) == (
        "El valor de una celda numérica no es un número finito. Parte «xl/worksheets/sheet1.xml»: celda R4: «nan»."
    )


def test_cada_regla_tiene_su_prueba() -> None:
    """Las que no están en la tabla de fallos tienen una prueba propia más arriba."""
    apart = {
        Rule.ZIP_UNREADABLE, Rule.ZIP_BAD_ENTRY, Rule.ZIP_DUPLICATE_ENTRY, Rule.NOT_A_SPREADSHEET,
        Rule.RELATIONSHIP_WITHOUT_PART, Rule.TABLE_OVERLAP, Rule.TABLE_ID_DUPLICATE,
    }  # fmt: skip

    assert {rule for rule, _ in FAULTS} | apart == set(Rule)


def read_part(path: Path, part: str) -> bytes:
    with ZipFile(path) as archive:
        return archive.read(part)
