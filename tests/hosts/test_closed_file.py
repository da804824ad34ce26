"""Escribir en un libro cerrado: lo nuestro queda puesto y lo demás queda igual."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cartera_xl.hosts.ooxml.linter import new_findings
from cartera_xl.nucleo.celdas import ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import CONSERVAR, Aspecto, CeldaSalida, ColumnaSalida, HojaSalida, PlanEscritura, Zona
from tests.hosts.ooxml.small_books import (
    ROWS,
    SHEET,
    TABLE_ZONE,
    ZONE,
    appending,
    closed,
    grid,
    open_sheet,
    part,
    parts,
    plain_book,
    removing,
    repeating,
    result_columns,
    rewrite,
)

TABLE = "xl/tables/table1.xml"
STYLES = "xl/styles.xml"


@pytest.fixture(params=[False, True], ids=["rango", "tabla"])
def con_tabla(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def preparado(tmp_path: Path, con_tabla: bool) -> tuple[Path, Path, Zona]:
    antes = plain_book(tmp_path / "antes.xlsx", table=con_tabla)
    libro = tmp_path / "libro.xlsx"
    libro.write_bytes(antes.read_bytes())
    return antes, libro, TABLE_ZONE if con_tabla else ZONE


def test_anadir_deja_lo_leido_igual_y_los_resultados_a_la_derecha(tmp_path: Path, con_tabla: bool) -> None:
    antes, libro, zona = preparado(tmp_path, con_tabla)

    closed(libro).write(appending(zona))

    despues = grid(libro)
    assert [fila[:3] for fila in despues] == grid(antes)
    assert despues[0][3:] == ["Puntuación", "Segmento", "Manual", "Caída"]
    assert [fila[3] for fila in despues[1:]] == [n + 0.5 for n in range(ROWS)]
    assert [fila[4] for fila in despues[1:]] == ["Clave", "Bajo valor", "", "Clave <&>", "_x0041_", "fin"]
    assert despues[1][6] == datetime(2025, 1, 1).date()
    assert new_findings(antes, libro) == []


def test_solo_cambian_la_hoja_su_tabla_y_los_estilos(tmp_path: Path, con_tabla: bool) -> None:
    antes, libro, zona = preparado(tmp_path, con_tabla)

    closed(libro).write(appending(zona))

    viejas, nuevas = parts(antes), parts(libro)
    cambiadas = {nombre for nombre in viejas if viejas[nombre] != nuevas[nombre]}
    assert list(nuevas) == list(viejas)
    assert cambiadas == {SHEET, STYLES} | ({TABLE} if con_tabla else set())


def test_repetir_no_cambia_ni_un_byte(tmp_path: Path, con_tabla: bool) -> None:
    _, libro, zona = preparado(tmp_path, con_tabla)
    closed(libro).write(appending(zona))
    una_vez = parts(libro)

    closed(libro).write(repeating(zona))

    assert parts(libro) == una_vez


def test_deshacer_lo_anadido_devuelve_la_hoja_y_la_tabla_byte_a_byte(tmp_path: Path, con_tabla: bool) -> None:
    antes, libro, zona = preparado(tmp_path, con_tabla)
    closed(libro).write(appending(zona))

    closed(libro).write(removing([4, 5, 6, 7], zona))

    assert part(libro) == part(antes)
    if con_tabla:
        assert part(libro, TABLE) == part(antes, TABLE)


def test_quitar_una_columna_de_en_medio_de_una_tabla_la_deja_vacia(tmp_path: Path) -> None:
    antes, libro, zona = preparado(tmp_path, True)
    closed(libro).write(appending(zona))

    closed(libro).write(removing([4], zona))

    assert grid(libro)[0][3:] == ["Puntuación", "Segmento", "Manual", "Caída"]
    assert [fila[3] for fila in grid(libro)[1:]] == [""] * ROWS
    assert new_findings(antes, libro) == []


def test_cambiar_un_valor_conserva_el_formato_de_la_celda(tmp_path: Path) -> None:
    def rojo(libro: Any, hoja: Any) -> None:
        hoja.write(2, 2, 1.0, libro.add_format({"bg_color": "#FF0000"}))

    libro = plain_book(tmp_path / "libro.xlsx", finish=rojo)
    columna = ColumnaSalida("i", "Importe", np.arange(ROWS) * 2.0, Aspecto.IMPORTE, 3)

    closed(libro).write(PlanEscritura(ZONE, (columna,)))

    hoja = open_sheet(libro)
    assert [hoja.cell(fila, 3).value for fila in range(2, 8)] == [0, 2, 4, 6, 8, 10]
    assert hoja["C3"].fill.start_color.rgb == "FFFF0000"


def test_conservar_no_toca_la_celda_y_none_la_vacia(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    valores = columna_de_objetos([CONSERVAR, None, True, ErrorCelda("#N/A"), 7, "ñ"])

    closed(libro).write(PlanEscritura(ZONE, (ColumnaSalida("i", "Importe", valores, columna=3),)))

    hoja = open_sheet(libro)
    assert [hoja.cell(fila, 3).value for fila in range(2, 8)] == [0, None, True, "#N/A", 7, "ñ"]
    assert hoja["C5"].data_type == "e"


def test_los_huecos_de_una_columna_existente_se_crean_con_el_formato_de_la_columna(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    columna = ColumnaSalida("c", "Ciudad", columna_de_objetos([f"c{n}" for n in range(ROWS)]), columna=2)

    closed(libro).write(PlanEscritura(ZONE, (columna,)))

    assert [fila[1] for fila in grid(libro)[1:]] == [f"c{n}" for n in range(ROWS)]


def test_lo_que_hay_a_la_derecha_de_un_rango_queda_intacto(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", finish=lambda _, hoja: hoja.write(3, 4, "nota"))

    closed(libro).write(appending())

    assert grid(libro)[3][4] == "nota"
    assert grid(libro)[0][5:] == ["Puntuación", "Segmento", "Manual", "Caída"]


@pytest.mark.parametrize("lado", [7, 8, 20])
def test_una_tabla_crece_si_las_columnas_que_necesita_estan_libres(tmp_path: Path, lado: int) -> None:
    """Las cuatro nuevas van de la D a la G; lo que empieza en la H o más allá se queda en su sitio."""

    def al_lado(_: Any, hoja: Any) -> None:
        hoja.write(0, lado, "Leyenda")
        hoja.write_formula(3, lado, "=1+1", None, 2)
        hoja.write(ROWS + 3, 4, "debajo")

    libro = plain_book(tmp_path / "libro.xlsx", table=True, finish=al_lado)
    antes = tmp_path / "antes.xlsx"
    antes.write_bytes(libro.read_bytes())

    closed(libro).write(appending(TABLE_ZONE))

    assert grid(libro)[0][3:7] == ["Puntuación", "Segmento", "Manual", "Caída"]
    assert (grid(libro)[0][lado], grid(libro)[3][lado], grid(libro)[ROWS + 3][4]) == ("Leyenda", 2, "debajo")
    assert new_findings(antes, libro) == []

    closed(libro).write(removing([4, 5, 6, 7], TABLE_ZONE))

    assert part(libro, TABLE) == part(antes, TABLE)
    assert grid(libro) == grid(antes)
    assert b'<col min="4"' not in part(libro)


def _combinada(_: Any, hoja: Any) -> None:
    hoja.merge_range("G3:J3", "")


def _matricial(_: Any, hoja: Any) -> None:
    hoja.write_array_formula("G2:G4", "{=A2:A4}")


def _otra_tabla(_: Any, hoja: Any) -> None:
    hoja.add_table("G1:H3", {"name": "Otra", "header_row": False})


def _celda(fila: int) -> Any:
    return lambda _, hoja: hoja.write(fila, 6, "x")


@pytest.mark.parametrize(
    ("estorbo", "donde"),
    [(_celda(0), "G1"), (_celda(ROWS), "G7"), (_combinada, "G3:J3"), (_matricial, "G2"), (_otra_tabla, "G1:H3")],
)
def test_una_tabla_no_crece_sobre_lo_que_hay(tmp_path: Path, estorbo: Any, donde: str) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True, finish=estorbo)
    antes = libro.read_bytes()

    with pytest.raises(LibroNoEditable, match=donde):
        closed(libro).write(appending(TABLE_ZONE))

    assert libro.read_bytes() == antes


def test_una_tabla_no_crece_sobre_una_celda_de_su_fila_de_totales(tmp_path: Path) -> None:
    def totales(_: Any, hoja: Any) -> None:
        hoja.add_table(0, 0, ROWS + 1, 2, {"name": "Cartera", "total_row": True})
        hoja.write(ROWS + 1, 3, "x")

    libro = plain_book(tmp_path / "libro.xlsx", finish=totales)

    with pytest.raises(LibroNoEditable, match="D8"):
        closed(libro).write(appending(TABLE_ZONE))


@pytest.mark.parametrize(("lado", "primera"), [(8, "D"), (7, "I"), (6, "H")])
def test_un_rango_deja_una_columna_libre_antes_de_lo_que_sigue(tmp_path: Path, lado: int, primera: str) -> None:
    """Con lo de al lado en la I caben D:G y queda libre la H; más cerca, las nuevas van detrás de todo."""
    libro = plain_book(tmp_path / "libro.xlsx", finish=lambda _, hoja: hoja.write(3, lado, "nota"))

    closed(libro).write(appending())

    assert open_sheet(libro)[f"{primera}1"].value == "Puntuación"
    assert grid(libro)[3][lado] == "nota"


def test_no_se_escribe_dentro_de_una_tabla_dinamica_aunque_la_celda_este_vacia(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True)
    con_dinamica(libro, "G10:H20")
    closed(libro).write(appending(TABLE_ZONE))

    libro = plain_book(tmp_path / "otro.xlsx", table=True)
    con_dinamica(libro, "G3:H20")
    with pytest.raises(LibroNoEditable, match="G3:H20"):
        closed(libro).write(appending(TABLE_ZONE))


def con_dinamica(libro: Path, sitio: str) -> None:
    dinamica = f'<pivotTableDefinition><location ref="{sitio}"/></pivotTableDefinition>'
    enlaces = "xl/worksheets/_rels/sheet1.xml.rels"
    enlace = (
        b'<Relationship Id="rId77" Target="../pivotTables/pivotTable1.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable"/></Relationships>'
    )
    rewrite(
        libro,
        {
            enlaces: lambda x: x.replace(b"</Relationships>", enlace),
            "xl/pivotTables/pivotTable1.xml": dinamica.encode(),
        },
    )


def test_las_celdas_vacias_con_formato_de_la_derecha_no_estorban(tmp_path: Path) -> None:
    def bordes(libro: Any, hoja: Any) -> None:
        for fila in range(ROWS + 1):
            hoja.write_blank(fila, 5, None, libro.add_format({"border": 1}))

    libro = plain_book(tmp_path / "libro.xlsx", finish=bordes, table=True)
    antes = tmp_path / "antes.xlsx"
    antes.write_bytes(libro.read_bytes())

    closed(libro).write(appending(TABLE_ZONE))

    assert grid(libro)[0][3:] == ["Puntuación", "Segmento", "Manual", "Caída"]
    assert open_sheet(libro)["F2"].border.left.style is None
    assert new_findings(antes, libro) == []


def test_las_columnas_nuevas_imitan_a_su_vecina_fila_a_fila(tmp_path: Path) -> None:
    def bandas(libro: Any, hoja: Any) -> None:
        for fila in range(1, ROWS + 1):
            hoja.write(
                fila, 2, fila, libro.add_format({"bg_color": "#EEEEEE" if fila % 2 else "#FFFFFF", "italic": True})
            )

    libro = plain_book(tmp_path / "libro.xlsx", finish=bandas)

    closed(libro).write(appending())

    hoja = open_sheet(libro)
    assert [hoja.cell(fila, 4).fill.start_color.rgb for fila in (2, 3)] == ["FFEEEEEE", "FFFFFFFF"]
    assert hoja["D2"].font.italic
    assert hoja["D2"].number_format == "0.0"
    assert hoja["D1"].fill.start_color.rgb == hoja["C1"].fill.start_color.rgb
    assert not hoja["F2"].protection.locked


def test_los_realces_y_las_listas_no_se_duplican_y_siguen_a_las_filas(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    closed(libro).write(appending())
    largas = Zona("Clientes", 1, 2, ROWS + 2, 1, 7)
    columnas = tuple(
        ColumnaSalida(
            c.id,
            c.titulo,
            columna_de_objetos([*c.valores.tolist(), None]),
            c.aspecto,
            c.columna,
            c.ancho,
            c.realce,
            c.opciones,
        )
        for c in result_columns(4)
    )

    closed(libro).write(PlanEscritura(largas, columnas))

    texto = part(libro)
    assert texto.count(b"<conditionalFormatting") == texto.count(b"<dataValidation ") == 1
    assert b'sqref="E2:E8"' in texto
    assert b'sqref="F2:F8"' in texto


def test_el_ancho_y_la_dimension_dicen_la_verdad(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", finish=lambda _, hoja: hoja.set_column(1, 100, 20))

    closed(libro).write(appending())

    hoja = open_sheet(libro)
    assert hoja.dimensions == "A1:G7"
    assert hoja.column_dimensions["B"].width > 19


def test_las_columnas_ocultas_de_la_derecha_se_muestran_solo_donde_escribimos(tmp_path: Path) -> None:
    ocultar = lambda _, hoja: hoja.set_column("D:XFD", None, None, {"hidden": True})  # noqa: E731
    libro = plain_book(tmp_path / "libro.xlsx", finish=ocultar)

    closed(libro).write(appending())

    assert b'<col min="8" max="16384"' in part(libro)
    assert part(libro).count(b"hidden") == 1


def test_las_fechas_siguen_el_sistema_de_1904_del_libro(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    rewrite(libro, {"xl/workbook.xml": lambda x: x.replace(b"<workbookPr", b'<workbookPr date1904="1"')})

    closed(libro).write(appending())

    assert b"<v>44196</v>" in part(libro)
    assert grid(libro)[1][6] == datetime(2025, 1, 1).date()


def quitar_r(texto: bytes) -> bytes:
    import re

    return re.sub(rb'(<(?:row|c)) r="[^"]*"', rb"\1", texto).replace(b'<c t="n"/>', b"<c/>")


def con_prefijo(texto: bytes) -> bytes:
    import re

    texto = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", texto)
    return texto.replace(b"xmlns=", b"xmlns:x=")


def con_espacios(texto: bytes) -> bytes:
    return texto.replace(b"<row", b"\n  <row").replace(b"<c ", b"\n    <c ").replace(b"</row>", b"\n  </row>")


def sin_fila_3(texto: bytes) -> bytes:
    return texto.replace(texto[texto.index(b'<row r="3"') : texto.index(b'<row r="4"')], b'<row r="3" ht="30"/>')


def sin_la_penultima(texto: bytes) -> bytes:
    return texto.replace(texto[texto.index(b'<row r="6"') : texto.index(b'<row r="7"')], b'<row r="6"/>')


def con_otros_atributos(texto: bytes) -> bytes:
    return texto.replace(b'<c r="C3">', b'<c r="C3" t="n" s="1">').replace(b'<c r="C4">', b"<c t='n' s='1' r='C4'>")


def estricta(texto: bytes) -> bytes:
    return texto.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )


@pytest.mark.parametrize(
    "manera", [con_prefijo, con_espacios, sin_fila_3, sin_la_penultima, con_otros_atributos, estricta]
)
def test_otras_maneras_de_escribir_la_hoja(tmp_path: Path, manera: Any) -> None:
    libro = rewrite(plain_book(tmp_path / "libro.xlsx"), {SHEET: manera})
    antes = grid(libro)

    closed(libro).write(appending())
    closed(libro).write(repeating(shift=1))

    despues = grid(libro)
    assert [fila[:3] for fila in despues] == [[*fila, *[""] * (3 - len(fila))] for fila in antes]
    assert [fila[3] for fila in despues[1:]] == [n + 1.5 for n in range(ROWS)]


def test_el_formato_se_conserva_aunque_el_atributo_vaya_en_otro_sitio(tmp_path: Path) -> None:
    libro = rewrite(plain_book(tmp_path / "libro.xlsx"), {SHEET: con_otros_atributos})

    closed(libro).write(PlanEscritura(ZONE, (ColumnaSalida("i", "Importe", np.ones(ROWS), columna=3),)))

    hoja = open_sheet(libro)
    assert [hoja.cell(fila, 3).font.b for fila in range(2, 6)] == [False, True, True, False]
    assert [hoja.cell(fila, 3).value for fila in range(2, 8)] == [1] * ROWS


def test_filas_y_celdas_sin_direccion(tmp_path: Path) -> None:
    libro = plain_book(
        tmp_path / "libro.xlsx", finish=lambda _, hoja: [hoja.write(n, 1, "x") for n in range(1, ROWS + 1)]
    )
    rewrite(libro, {SHEET: quitar_r})

    closed(libro).write(appending())

    hoja = open_sheet(libro)
    assert [hoja.cell(n, 4).value for n in range(1, 8)] == ["Puntuación", *(n + 0.5 for n in range(ROWS))]
    assert [hoja.cell(n, 2).value for n in range(2, 8)] == ["x"] * ROWS


def test_una_formula_nuestra_sustituida_sale_de_la_cadena_de_calculo(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", finish=lambda _, hoja: hoja.write_formula("C3", "=1+1", None, 2))
    cadena = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="C3" i="1"/></calcChain>'
    )
    tipo = (
        b'<Override PartName="/xl/calcChain.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
    )
    enlace = (
        b'<Relationship Id="rId99" Target="calcChain.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"/></Relationships>'
    )
    rewrite(
        libro,
        {
            "xl/calcChain.xml": cadena,
            "[Content_Types].xml": lambda x: x.replace(b"</Types>", tipo),
            "xl/_rels/workbook.xml.rels": lambda x: x.replace(b"</Relationships>", enlace),
        },
    )

    closed(libro).write(PlanEscritura(ZONE, (ColumnaSalida("i", "Importe", np.zeros(ROWS), columna=3),)))

    assert "xl/calcChain.xml" not in parts(libro)
    assert b"calcChain" not in part(libro, "[Content_Types].xml") + part(libro, "xl/_rels/workbook.xml.rels")
    assert open_sheet(libro)["C3"].value == 0


def hoja_resumen(valor: object = 3) -> HojaSalida:
    celdas = {
        (1, 1): CeldaSalida("Resumen", Aspecto.TITULO),
        (3, 1): CeldaSalida("Segmento", Aspecto.CABECERA),
        (3, 2): CeldaSalida("Clientes", Aspecto.CABECERA),
        (4, 1): CeldaSalida("Clave"),
        (4, 2): CeldaSalida(valor, Aspecto.ENTERO),  # type: ignore[arg-type]
    }
    return HojaSalida("Resumen", celdas, {1: 30}, 3, "TResumen", 3)


def test_una_hoja_propia_se_crea_al_final_y_visible(tmp_path: Path) -> None:
    antes, libro, _ = preparado(tmp_path, True)

    closed(libro).write(PlanEscritura(hojas=(hoja_resumen(),)))

    info = closed(libro).info()
    assert [hoja.nombre for hoja in info.hojas] == ["Clientes", "Resumen"]
    assert info.hojas[1].tablas[0].nombre == "TResumen"
    assert grid(libro, "Resumen")[3] == ["Clave", 3]
    assert open_sheet(libro, "Resumen").freeze_panes == "A4"
    assert part(libro) == part(antes)
    assert part(libro, "docProps/app.xml") == part(antes, "docProps/app.xml")
    assert new_findings(antes, libro) == []


def test_una_hoja_propia_que_existe_solo_cambia_en_las_celdas_dadas(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    closed(libro).write(PlanEscritura(hojas=(hoja_resumen(),)))
    antes = tmp_path / "antes.xlsx"
    antes.write_bytes(libro.read_bytes())
    nuevas = {(4, 2): CeldaSalida(None), (5, 1): CeldaSalida("Otro"), (9, 4): CeldaSalida("lejos")}

    closed(libro).write(PlanEscritura(hojas=(HojaSalida("resumen", nuevas, tabla="TResumen", fila_tabla=3),)))

    cuadro = grid(libro, "Resumen")
    assert cuadro[3][:2] == ["Clave", ""]
    assert cuadro[4][0] == "Otro"
    assert cuadro[8][3] == "lejos"
    assert closed(libro).info().hojas[1].tablas[0].rango == (3, 1, 5, 2)
    assert open_sheet(libro, "Resumen")["A1"].font.b
    assert new_findings(antes, libro) == []


def test_dos_hojas_con_tabla_en_un_plan_no_comparten_numero(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx", table=True)
    antes = tmp_path / "antes.xlsx"
    antes.write_bytes(libro.read_bytes())
    una = hoja_resumen()
    otra = HojaSalida("Historial", una.celdas, tabla="THistorial", fila_tabla=3)

    closed(libro).write(PlanEscritura(hojas=(una, otra)))

    assert new_findings(antes, libro) == []


def test_info_cuenta_tablas_y_combinadas(tmp_path: Path) -> None:
    def arreglos(libro: Any, hoja: Any) -> None:
        hoja.merge_range("A10:C10", "Título")
        libro.add_worksheet("Oculta").hide()

    info = closed(plain_book(tmp_path / "libro.xlsx", finish=arreglos, table=True)).info()

    assert info.nombre == "libro.xlsx"
    assert [(hoja.nombre, hoja.visible) for hoja in info.hojas] == [("Clientes", True), ("Oculta", False)]
    assert info.hojas[0].combinadas == ((10, 1, 10, 3),)
    assert info.hojas[0].tablas[0].rango == (1, 1, 7, 3)


def test_la_lectura_llega_por_los_mismos_puertos(tmp_path: Path) -> None:
    libro = closed(plain_book(tmp_path / "libro.xlsx"))

    assert libro.head("Clientes", 1)[0] == ["Cliente", "Ciudad", "Importe"]
    assert libro.columns("Clientes", 2, [3])[0].tolist() == [10.5 * n for n in range(ROWS)]
    assert len(libro.grid("Clientes")) == ROWS + 1
