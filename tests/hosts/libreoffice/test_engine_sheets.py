"""Hojas, tablas, nombres y celdas: lo que las órdenes miran y cambian de un libro abierto en LibreOffice."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings

from cartera_xl.hosts.libreoffice.addresses import Area, parse
from cartera_xl.hosts.libreoffice.errors import SheetProtected
from cartera_xl.hosts.libreoffice.uno_values import struct

DATOS = [["nombre", "importe", "fecha"], ["b", 3.0, 2], ["a", 1.0, 1], ["c", 2.0, 3]]


@pytest.fixture(scope="module")
def libro(office: xlwings.App) -> Iterator[xlwings.Book]:
    libro = office.books.add()
    yield libro
    libro.close()


@pytest.fixture
def hoja(libro: xlwings.Book) -> Iterator[xlwings.Sheet]:
    """Una hoja nueva con unos datos; se quita al acabar, con sus tablas."""
    hoja = libro.sheets.add(before=libro.sheets[0])
    hoja["A1"].value = DATOS
    yield hoja
    for table in list(hoja.tables):
        libro.api.DatabaseRanges.removeByName(table.name)
    hoja.delete()


@pytest.mark.parametrize(
    ("texto", "area"),
    [
        ("B3", Area(3, 2)),
        ("$B$3:a1", Area(1, 1, 3, 2)),
        ("B:C", Area(1, 2, 100, 2)),
        ("2:3", Area(2, 1, 2, 50)),
        ("A101", None),
        ("AZ1", None),
        ("tabla", None),
        ("A:3", None),
        ("A", None),
        ("", None),
    ],
)
def test_las_direcciones_son_las_de_excel(texto: str, area: Area | None) -> None:
    assert parse(texto, rows=100, columns=50) == area


@pytest.mark.libreoffice
def test_el_rango_usado_y_la_region_son_los_de_los_datos(hoja: xlwings.Sheet) -> None:
    hoja["F9"].value = "lejos"

    assert hoja.used_range.address == "$A$1:$F$9"
    assert hoja["B2"].current_region.address == hoja["A1"].expand().address == "$A$1:$C$4"
    assert hoja["A1"].end("down").address == "$A$4"
    assert hoja["A4"].end("down").row == hoja.cells.shape[0]
    assert hoja["F100"].end("up").address == "$F$9"
    assert hoja["A9"].end("right").address == "$F$9"
    assert hoja["A1:C4"][1:, 0].value == ["b", "a", "c"]
    assert hoja["A1"].offset(1, 1).resize(2, 2).address == "$B$2:$C$3"


@pytest.mark.libreoffice
def test_pedir_una_celda_que_no_existe_es_un_error(hoja: xlwings.Sheet) -> None:
    with pytest.raises(IndexError):
        hoja.range((0, 1))
    with pytest.raises(IndexError):
        hoja["A1"].offset(-1, 0)
    with pytest.raises(xlwings.NoSuchObjectError, match="«nada»"):
        hoja.range("nada")


@pytest.mark.libreoffice
def test_una_tabla_dice_sus_partes_y_cambia_de_tamano(hoja: xlwings.Sheet) -> None:
    tabla = hoja.tables.add(hoja["A1:C4"], name="tblClientes")

    assert [tabla.name for tabla in hoja.tables] == ["tblClientes"]
    assert "TBLCLIENTES" in hoja.tables
    assert tabla.header_row_range.value == DATOS[0]
    assert tabla.data_body_range.address == "$A$2:$C$4"
    assert tabla.totals_row_range is None
    assert tabla.show_autofilter
    assert hoja["B3"].table == tabla
    assert hoja["D3"].table is None
    assert hoja["tblClientes"].address == "$A$2:$C$4"

    tabla.resize(hoja["A1:D6"])

    assert hoja.tables["tblClientes"].range.address == "$A$1:$D$6"
    with pytest.raises(ValueError, match="cabecera"):
        tabla.resize(hoja["A2:D6"])


@pytest.mark.libreoffice
def test_la_tabla_de_un_xlsx_llega_con_sus_totales(open_book: Callable[[Path], xlwings.Book], tmp_path: Path) -> None:
    ruta = tmp_path / "tabla.xlsx"
    with xlsxwriter.Workbook(ruta) as libro:
        columnas = [{"header": "x"}, {"header": "y", "total_function": "sum"}]
        libro.add_worksheet("Datos").add_table("B2:C6", {"name": "tbl", "columns": columnas, "total_row": True})
    tabla = open_book(ruta).sheets["Datos"].tables["tbl"]

    assert tabla.range.address == "$B$2:$C$6"
    assert tabla.data_body_range.address == "$B$3:$C$5"
    assert tabla.totals_row_range.address == "$B$6:$C$6"
    with pytest.raises(NotImplementedError, match="totales"):
        tabla.show_totals = False

    tabla.data_body_range.value = [["a", 1], ["b", 2], ["a", 3]]
    tabla.autofilter.apply_values(1, ["b"])
    assert [fila.rows.hidden for fila in tabla.range.rows] == [False, True, False, True, False]
    assert tabla.range.address == "$B$2:$C$6"


@pytest.mark.libreoffice
def test_un_filtro_deja_ver_solo_lo_pedido(hoja: xlwings.Sheet) -> None:
    filtro = hoja.tables.add(hoja["A1:C4"], name="tblFiltro").autofilter

    filtro.apply_values(1, ["a", "c"])

    assert [hoja[f"A{fila}"].rows.hidden for fila in range(1, 6)] == [False, True, False, False, False]
    assert hoja["A1:A4"].rows.hidden is None
    assert [(criterio.field, criterio.values) for criterio in filtro.criteria] == [(1, ["a", "c"])]
    assert hoja["A1:A4"].value == ["nombre", "b", "a", "c"]

    filtro.apply_comparison(2, "greater_than", 1)
    assert [hoja[f"A{fila}"].rows.hidden for fila in range(2, 5)] == [True, True, False]
    filtro.clear()
    assert hoja["A1:A4"].rows.hidden is False


@pytest.mark.libreoffice
def test_ordenar_mueve_las_filas_enteras_con_su_formato(hoja: xlwings.Sheet) -> None:
    hoja["A2"].color = (255, 0, 0)

    hoja["A1:C4"].sort([1], has_headers=True)

    assert hoja["A2:B4"].value == [["a", 1.0], ["b", 3.0], ["c", 2.0]]
    assert hoja["A3"].color == (255, 0, 0)
    hoja.tables.add(hoja["A1:C4"], name="tblOrden").sort([2], ascending=[False])
    assert hoja["B2:B4"].value == [3.0, 2.0, 1.0]


@pytest.mark.libreoffice
def test_las_combinadas_se_ven(hoja: xlwings.Sheet) -> None:
    hoja["E1:F2"].merge()

    assert hoja["E1:F2"].merge_cells is True
    assert hoja["F2"].merge_area.address == "$E$1:$F$2"
    assert hoja["D1:F3"].merge_cells is None
    assert hoja["A1:C4"].merge_cells is False
    assert hoja["A1"].merge_area.address == "$A$1"
    assert hoja["A1"].merge_cells is False
    hoja["E1:F2"].unmerge()
    assert hoja["D1:F3"].merge_cells is False


@pytest.mark.libreoffice
def test_insertar_y_quitar_lleva_la_tabla_consigo(hoja: xlwings.Sheet) -> None:
    tabla = hoja.tables.add(hoja["A1:C4"], name="tblMovida")

    hoja["2:2"].insert("down")
    assert tabla.range.address == "$A$1:$C$5"
    hoja["2:2"].delete()
    hoja["B:B"].insert("right")
    assert hoja["A1:D1"].value == ["nombre", None, "importe", "fecha"]
    hoja["B:B"].delete()
    assert tabla.range.address == "$A$1:$C$4"
    hoja["A2"].delete("up")
    assert hoja["A2:A4"].value == ["a", "c", None]


@pytest.mark.libreoffice
def test_el_aspecto_se_pone_se_lee_y_se_copia(hoja: xlwings.Sheet) -> None:
    celda = hoja["A1"]
    celda.font.set(bold=True, italic=True, size=14, color="#123456", name="Arial")
    celda.color = "#DDEEFF"
    celda.wrap_text = True
    celda.horizontal_alignment = "center"
    celda.vertical_alignment = "top"
    celda.number_format = "#,##0.00"

    hoja["E5:F9"].copy_from(hoja["A1"], "formats")

    otra = hoja["F9"]
    assert (otra.font.bold, otra.font.italic, otra.font.size, otra.font.name) == (True, True, 14.0, "Arial")
    assert otra.font.color == (0x12, 0x34, 0x56)
    assert otra.color == (0xDD, 0xEE, 0xFF)
    assert (otra.wrap_text, otra.horizontal_alignment, otra.vertical_alignment) == (True, "center", "top")
    assert otra.number_format == "#,##0.00"
    assert otra.value is None
    assert hoja["F9:F10"].font.bold is None
    otra.clear_formats()
    assert otra.font.bold is False


@pytest.mark.libreoffice
@pytest.mark.parametrize("formato", ["0", "0.0", "#,##0.00", "dd/mm/yyyy", "0.0 %", "General", "@", "[h]:mm", '0 "€"'])
def test_los_formatos_de_numero_van_y_vienen_en_ingles(hoja: xlwings.Sheet, formato: str) -> None:
    hoja["H1"].number_format = formato

    assert hoja["H1"].number_format == formato


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("en_espanol", "en_ingles"), [("DD/MM/AAAA", "dd/mm/yyyy"), ("#.##0,00", "#,##0.00"), (None, "General")]
)
def test_el_formato_puesto_en_espanol_se_lee_en_ingles(
    hoja: xlwings.Sheet, en_espanol: str | None, en_ingles: str
) -> None:
    formatos = hoja.book.api.NumberFormats
    lugar = struct("lang.Locale", "es", "ES", "")
    clave = formatos.queryKey(en_espanol, lugar, False) if en_espanol else formatos.getStandardIndex(lugar)
    hoja["H1"].api.NumberFormat = formatos.addNew(en_espanol, lugar) if clave == -1 else clave

    assert hoja["H1"].number_format == en_ingles


@pytest.mark.libreoffice
def test_un_formato_que_no_lo_es_se_dice(hoja: xlwings.Sheet) -> None:
    with pytest.raises(ValueError, match=r"«\[\[\[»"):
        hoja["H1"].number_format = "[[["


@pytest.mark.libreoffice
@pytest.mark.parametrize("ancho", [0.5, 8.43, 12.0, 40.0])
def test_el_ancho_se_cuenta_en_caracteres_como_excel(libro: xlwings.Book, hoja: xlwings.Sheet, ancho: float) -> None:
    hoja["C1"].column_width = ancho

    assert hoja["C1"].column_width == pytest.approx(ancho, abs=0.1)


@pytest.mark.libreoffice
def test_el_ancho_de_un_xlsx_es_casi_el_que_dice_excel(
    open_book: Callable[[Path], xlwings.Book], tmp_path: Path
) -> None:
    ruta = tmp_path / "anchos.xlsx"
    with xlsxwriter.Workbook(ruta) as libro:
        libro.add_worksheet().set_column(0, 0, 30)

    assert open_book(ruta).sheets[0]["A1"].column_width == pytest.approx(30, abs=2)  # según la letra que haya instalada


@pytest.mark.libreoffice
def test_ocultar_e_inmovilizar(hoja: xlwings.Sheet) -> None:
    hoja["B:B"].columns.hidden = True
    hoja["3:3"].rows.hidden = True
    hoja.freeze_panes.freeze_at("1:1")
    vista = hoja.book.impl.controller()
    hoja.activate()

    assert (hoja["B1"].columns.hidden, hoja["A1:C1"].columns.hidden) == (True, None)
    assert (hoja["A3"].rows.hidden, hoja["A1:A4"].rows.hidden, hoja["A1:A2"].rows.hidden) == (True, None, False)
    assert (vista.hasFrozenPanes(), vista.getSplitRow(), vista.getSplitColumn()) == (True, 1, 0)
    hoja.freeze_panes.unfreeze()
    assert not vista.hasFrozenPanes()


@pytest.mark.libreoffice
def test_los_nombres_llevan_a_sus_celdas(libro: xlwings.Book, hoja: xlwings.Sheet) -> None:
    hoja["B2:B4"].name = "importes"

    assert hoja["importes"].value == [3.0, 1.0, 2.0]
    assert libro.names["importes"].refers_to == f"={hoja.name}!$B$2:$B$4"
    assert hoja["B2:B4"].name == libro.names["importes"]
    libro.names["importes"].delete()
    assert "importes" not in libro.names


@pytest.mark.libreoffice
def test_las_hojas_se_anaden_copian_mueven_y_quitan(libro: xlwings.Book, hoja: xlwings.Sheet) -> None:
    copia = hoja.copy(name="Copia")
    oculta = libro.sheets.add("Última", after=copia)
    oculta.visible = False

    assert libro.sheet_names[-2:] == ["Copia", "Última"]
    assert copia["A2"].value == "b"
    assert not libro.sheets["última"].visible
    copia.move(before=hoja)
    assert copia.index == hoja.index - 1
    copia.delete()
    oculta.delete()
    assert "Copia" not in libro.sheets
    with pytest.raises(KeyError):
        libro.sheets["Copia"]


@pytest.mark.libreoffice
def test_un_enlace_tiene_texto_y_destino(hoja: xlwings.Sheet) -> None:
    hoja["E1"].add_hyperlink("https://example.org/ficha", "Ficha")

    assert hoja["E1"].value == "Ficha"
    assert hoja["E1"].hyperlink == "https://example.org/ficha"


@pytest.mark.libreoffice
def test_la_lista_de_opciones_se_pone_y_se_quita(hoja: xlwings.Sheet) -> None:
    validacion = hoja["D2:D9"].data_validation

    validacion.set_list(["Clave", 'El "otro"'])

    assert (validacion.type, validacion.source) == ("list", 'Clave,El "otro"')
    assert hoja["D1:D9"].data_validation.type == "inconsistent"
    validacion.set_decimal("between", 1, "=A1*2")
    assert (validacion.operator, validacion.formula1, validacion.formula2) == ("between", "=1", "=A1*2")
    validacion.delete()
    assert validacion.type == "none"


@pytest.mark.libreoffice
def test_los_formatos_condicionales_llegan_al_xlsx(libro: xlwings.Book, hoja: xlwings.Sheet, tmp_path: Path) -> None:
    reglas = hoja["A2:A9"].conditional_formats
    reglas.add_custom('=LEFT(A2,5)="Clave"', fill_color="#C6E0B4")
    reglas.add_cell_value("greater_than", 5, font_color="#FF0000", font_bold=True)

    assert [(regla.type, regla.formula, regla.operator) for regla in hoja["A5"].conditional_formats] == [
        ("custom", '=LEFT(A2,5)="Clave"', None),
        ("cell_value", None, "greater_than"),
    ]
    assert [regla.fill_color for regla in reglas] == [(0xC6, 0xE0, 0xB4), None]
    libro.save(tmp_path / "reglas.xlsx")
    guardadas = openpyxl.load_workbook(tmp_path / "reglas.xlsx")[hoja.name].conditional_formatting
    assert {str(rango.sqref): len(rango.rules) for rango in guardadas} == {"A2:A9": 2}

    hoja["A4"].conditional_formats.clear()
    assert (len(hoja["A4"].conditional_formats), len(hoja["A5"].conditional_formats)) == (0, 2)
    reglas.clear()
    assert len(hoja.cells.conditional_formats) == 0


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "cambio",
    [
        lambda hoja: hoja["A2"].__setattr__("value", "x"),
        lambda hoja: hoja["A2"].__setattr__("formula", "=1"),
        lambda hoja: hoja["A2"].clear_contents(),
        lambda hoja: hoja["A2"].__setattr__("color", (1, 2, 3)),
        lambda hoja: hoja["A2"].font.__setattr__("bold", True),
        lambda hoja: hoja["A2"].__setattr__("column_width", 3),
        lambda hoja: hoja["2:2"].insert("down"),
        lambda hoja: hoja["2:2"].delete(),
        lambda hoja: hoja["A1:B2"].merge(),
        lambda hoja: hoja["A2"].data_validation.set_list(["x"]),
        lambda hoja: hoja["A2"].conditional_formats.add_custom("=TRUE"),
        lambda hoja: hoja["A1:C4"].sort([1]),
        lambda hoja: hoja.clear(),
    ],
)
def test_una_hoja_protegida_no_se_cambia_ni_en_parte_ni_en_silencio(
    hoja: xlwings.Sheet, cambio: Callable[[xlwings.Sheet], object]
) -> None:
    hoja.api.protect("clave")

    with pytest.raises(SheetProtected, match="protegida"):
        cambio(hoja)

    assert hoja.impl.protected
    assert hoja["A1:C4"].value == DATOS
    assert hoja["A2"].color is None
    hoja.api.unprotect("clave")


@pytest.mark.libreoffice
def test_en_una_hoja_protegida_las_celdas_libres_si_cambian(hoja: xlwings.Sheet) -> None:
    libre = hoja["B2"].api.CellProtection
    libre.IsLocked = False
    hoja["B2"].api.CellProtection = libre
    hoja.api.protect("")

    hoja["B2"].value = dt.date(2024, 2, 29)

    assert hoja["B2"].value == dt.datetime(2024, 2, 29)
    with pytest.raises(SheetProtected):
        hoja["B2:B3"].value = 1
    hoja.api.unprotect("")
