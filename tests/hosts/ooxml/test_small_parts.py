"""Cadena de cálculo, tablas, estilos y realces: cambios exactos sobre el texto de cada parte."""

from typing import Any

import pytest

from cartera_xl.hosts.looks import HIGHLIGHTS
from cartera_xl.hosts.ooxml import calc_chain, conditional, sheet_frame, tables, xml_text
from cartera_xl.hosts.ooxml.styles import MINIMAL, StyleSheet
from cartera_xl.nucleo.celdas import Rango
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import Aspecto, Color

CADENA = b'<calcChain><c r="A1" i="1"/><c r="B1"/><c r="C1" l="1"/><c r="A1" i="2"/><c r="B1"/></calcChain>'


@pytest.mark.parametrize(
    ("hoja", "celdas", "queda"),
    [
        (1, {"A1"}, b'<calcChain><c r="B1" i="1"/><c r="C1" l="1"/><c r="A1" i="2"/><c r="B1"/></calcChain>'),
        (1, {"C1"}, b'<calcChain><c r="A1" i="1"/><c r="B1"/><c r="A1" i="2"/><c r="B1"/></calcChain>'),
        (2, {"A1"}, b'<calcChain><c r="A1" i="1"/><c r="B1"/><c r="C1" l="1"/><c r="B1" i="2"/></calcChain>'),
        (3, {"A1"}, CADENA),
    ],
)
def test_la_entrada_que_sigue_a_un_hueco_dice_su_hoja(hoja: int, celdas: set[str], queda: bytes) -> None:
    assert calc_chain._without(CADENA, hoja, frozenset(celdas))[0] == queda


TABLA = (
    b'<table xmlns="x" id="1" displayName="T" ref="A1:B5"><autoFilter ref="A1:B4"/><tableColumns count="2">'
    b'<tableColumn id="7" name="Uno"/><tableColumn id="3" name="Dos"/></tableColumns></table>'
)


def test_una_tabla_crece_y_vuelve_a_ser_la_misma() -> None:
    crecida = tables.with_columns(TABLA, ["Más & «más»", "Dos\nlíneas"])

    assert b'ref="A1:D5"' in crecida
    assert b'<autoFilter ref="A1:D4"/>' in crecida
    assert b'count="4"' in crecida
    assert (
        '<tableColumn id="8" name="Más &amp; «más»"/><tableColumn id="9" name="Dos_x000a_líneas"/>'.encode() in crecida
    )
    assert tables.without_last_columns(crecida, 2) == TABLA


def estilos(texto: bytes = MINIMAL % b"x") -> StyleSheet:
    return StyleSheet(texto, "libro")


def test_los_formatos_nuevos_van_al_final_y_no_se_repiten() -> None:
    hoja = estilos()
    primero, segundo = hoja.derive(0, Aspecto.DECIMAL), hoja.derive(0, Aspecto.CENTRADO)
    texto = hoja.text()

    assert (primero, segundo) == (1, 2)
    assert b'<cellXfs count="3">' in texto
    otra = estilos(texto)
    assert (otra.derive(0, Aspecto.DECIMAL), otra.derive(0, Aspecto.CENTRADO)) == (1, 2)
    assert otra.text() is texto


def test_las_listas_vacias_y_las_que_faltan_se_abren_en_su_sitio() -> None:
    hoja = estilos(
        b'<s:styleSheet xmlns:s="x"><s:cellXfs count="1"><s:xf/></s:cellXfs><s:dxfs count="0"/></s:styleSheet>'
    )
    hoja.dxf(Color.ROJO)
    hoja.derive(0, Aspecto.FECHA)
    texto = hoja.text()

    assert [e.name for e in xml_text.inside(texto, xml_text.root(texto))] == ["numFmts", "cellXfs", "dxfs"]
    assert b'<s:dxfs count="1"><s:dxf>' in texto


def test_demasiados_formatos() -> None:
    lleno = b'<styleSheet><cellXfs count="64000">' + b"<xf/>" * 64_000 + b"</cellXfs></styleSheet>"
    with pytest.raises(LibroNoEditable, match="64000"):
        estilos(lleno).derive(0, Aspecto.DECIMAL)


def luminancia(color: str) -> float:
    canales = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    lineales = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canales]
    return 0.2126 * lineales[0] + 0.7152 * lineales[1] + 0.0722 * lineales[2]


@pytest.mark.parametrize("color", list(Color))
def test_cada_realce_se_lee_bien_tambien_en_gris(color: Color) -> None:
    """Contraste de 7:1 o más (WCAG 2.1, nivel AAA, criterio 1.4.6)."""
    fondo, tinta = HIGHLIGHTS[color]
    assert (luminancia(fondo) + 0.05) / (luminancia(tinta) + 0.05) >= 7


COLA = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells><pageMargins left="1"/></worksheet>'
CELDAS = Rango(2, 5, 9, 5)


def test_los_realces_y_las_listas_van_en_el_orden_del_esquema_y_se_quitan_enteros() -> None:
    cola = conditional.with_choices(COLA, b"", CELDAS, ["Sí", "No"])
    cola = conditional.with_highlight(cola, b"", CELDAS, {"A": Color.ROJO, "Alto": Color.VERDE}, lambda _: 4)

    nombres = [e.name for e in sheet_frame.tail_children(cola)]
    assert nombres == ["mergeCells", "conditionalFormatting", "dataValidations", "pageMargins"]
    assert cola.index(b'text="Alto"') < cola.index(b'text="A"')
    assert conditional.without_ours(cola, [CELDAS]) == COLA


@pytest.mark.parametrize("ajeno", [b'sqref="D2:E9"', b'sqref="E20:E30"', b'sqref="E2:E9 A1"'])
def test_lo_de_la_persona_no_se_quita(ajeno: bytes) -> None:
    suyo = b'<dataValidations count="1"><dataValidation type="list" %s><formula1>"a,b"</formula1></dataValidation>'
    cola = b"</sheetData>" + suyo % ajeno + b"</dataValidations></worksheet>"
    assert conditional.without_ours(cola, [CELDAS]) == cola


@pytest.mark.parametrize("opciones", [["a,b"], ["x" * 256]])
def test_una_lista_que_no_cabe_no_se_pone(opciones: list[str]) -> None:
    assert conditional.with_choices(COLA, b"", CELDAS, opciones) == COLA


def test_donde_la_persona_ya_valida_no_se_pone_otra_lista() -> None:
    suya = b'<dataValidations count="1"><dataValidation type="whole" sqref="E:E"/></dataValidations></worksheet>'
    cola = b"</sheetData>" + suya
    assert conditional.with_choices(cola, b"", CELDAS, ["a"]) == cola


CABEZA = b'<worksheet><dimension ref="A1:B2"/><cols><col min="1" max="9" width="20" style="3"/></cols><sheetData>'


@pytest.mark.parametrize(
    ("anchos", "tramos"),
    [
        ({5: 12.5}, [("1", "4"), ("5", "5"), ("6", "9")]),
        ({1: 5.0, 9: 6.0}, [("1", "1"), ("2", "8"), ("9", "9")]),
        ({20: 7.0}, [("1", "9"), ("20", "20")]),
    ],
)
def test_un_tramo_de_columnas_se_parte_y_conserva_lo_demas(anchos: dict[int, float], tramos: Any) -> None:
    nueva = sheet_frame.with_widths(CABEZA, b"", anchos)
    _, partidos = sheet_frame._stretches(nueva)
    fichas = [xml_text.attributes(tramo.tag) for tramo in partidos]
    assert [(ficha["min"], ficha["max"]) for ficha in fichas] == tramos
    assert all(ficha.get("style") == "3" for ficha in fichas if int(ficha["max"]) <= 9)


def test_un_ancho_elegido_por_la_persona_se_respeta() -> None:
    cabeza = b'<worksheet><cols><col min="3" max="3" width="40" customWidth="1"/></cols><sheetData>'
    assert sheet_frame.with_widths(cabeza, b"", {3: 10}) == cabeza


CONSULTA = (
    b'<queryTable xmlns="x"><queryTableRefresh nextId="4"%s><queryTableFields count="2">'
    b'<queryTableField id="1" name="a" tableColumnId="1"/><queryTableField id="3" name="b" tableColumnId="2"/>'
    b"</queryTableFields></queryTableRefresh></queryTable>"
)


class UnaParte:
    """Lo justo de un paquete para cambiar una sola parte."""

    def __init__(self, texto: bytes) -> None:
        self.texto = texto

    def text(self, _: str) -> bytes:
        return self.texto

    def set(self, _: str, texto: bytes) -> None:
        self.texto = texto


@pytest.mark.parametrize(
    ("antes", "crecida"),
    [
        (b"", b'nextId="6" unboundColumnsRight="2"'),
        (b' unboundColumnsRight="1"', b'nextId="6" unboundColumnsRight="3"'),
    ],
)
def test_la_consulta_de_una_tabla_sabe_cuantas_columnas_de_la_derecha_no_son_suyas(
    antes: bytes, crecida: bytes
) -> None:
    parte: Any = UnaParte(CONSULTA % antes)

    assert tables.add_query_fields(parte, "consulta", 3, 2) == [4, 5]
    assert crecida in parte.texto
    tables.remove_query_fields(parte, "consulta", [3, 4])

    assert parte.texto == CONSULTA % antes
