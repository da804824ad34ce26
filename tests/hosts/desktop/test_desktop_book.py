"""Lo que un libro abierto tiene de especial: filtros, filas ocultas, protecciones, fórmulas y formatos ajenos."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlwings

from cartera_xl.hosts import looks
from cartera_xl.hosts.desktop import own_sheets, zone
from cartera_xl.hosts.desktop.book import DesktopBook
from cartera_xl.nucleo.celdas import ErrorCelda, Rango, columna_de_objetos
from cartera_xl.nucleo.errores import ErrorCartera, HojaNoEncontrada, LibroNoEditable
from cartera_xl.nucleo.plan import (
    CONSERVAR,
    Aspecto,
    CeldaSalida,
    Color,
    ColumnaSalida,
    HojaSalida,
    PlanEscritura,
    Zona,
)
from tests.support import open_books
from tests.support.open_books import CLIENTS, FIRST, LAST, TITLES, by_code, write_clients

pytestmark = pytest.mark.libreoffice
Abrir = Callable[[Path], xlwings.Book]
SITIO = len(TITLES) + 1
CUANTOS = len(CLIENTS)
REALCE = {"Alto": Color.ROJO, "Bajo": Color.VERDE}
SEGMENTOS = ["Alto", "Bajo", "Alto (nuevo)"] * 4


def zona(tabla: bool = True, ultima: int = len(TITLES)) -> Zona:
    return Zona("Clientes", 1, FIRST, LAST, 1, ultima, "Cartera" if tabla else None)


def columna(valores: Any, titulo: str = "Segmento", **otros: Any) -> ColumnaSalida:
    listos = valores if isinstance(valores, np.ndarray) else columna_de_objetos(valores)
    return ColumnaSalida(titulo, titulo, listos, **otros)


def segmentos(**otros: Any) -> ColumnaSalida:
    return columna(SEGMENTOS, realce=REALCE, opciones=("Alto", "Bajo"), ancho=18.0, **otros)


@pytest.fixture
def libro(tmp_path: Path, open_book: Abrir) -> xlwings.Book:
    return open_book(write_clients(tmp_path / "libro.xlsx"))


def escritos(libro: xlwings.Book, lugar: int = SITIO) -> list[Any]:
    return list(libro.sheets["Clientes"].range((FIRST, lugar), (LAST, lugar)).value)


def test_el_formato_los_colores_y_la_lista_son_los_de_siempre(libro: xlwings.Book) -> None:
    hoja = libro.sheets["Clientes"]
    hoja.range("A1:E1").font.bold = True
    hoja.range("A2:E13").font.name = "Courier New"
    dias = columna([date(2025, 1, n) for n in range(1, CUANTOS + 1)], "Día", aspecto=Aspecto.FECHA)
    parte = columna(np.linspace(0, 1, CUANTOS), "Parte", aspecto=Aspecto.PORCENTAJE)

    DesktopBook(libro).write(PlanEscritura(zona(), (segmentos(), dias, parte)))

    segmento, dia = hoja.range((FIRST, SITIO), (LAST, SITIO)), hoja.range((FIRST, SITIO + 1), (LAST, SITIO + 1))
    assert (dia.number_format, dia.horizontal_alignment) == ("dd/mm/yyyy", "center")
    assert hoja.range((FIRST, SITIO + 2)).number_format == looks.NUMBER_FORMATS[Aspecto.PORCENTAJE].replace("\\", "")
    assert segmento.column_width == pytest.approx(18, abs=0.3)
    assert segmento.font.name == "Courier New"
    assert hoja.range((1, SITIO)).font.bold
    assert len(segmento.conditional_formats) == len(REALCE)
    pintadas = segmento.api.ConditionalFormat  # lo que sabe la celda, y no solo la hoja, es lo que se pinta
    primera = pintadas.getByIndex(0).getSourcePosition()
    assert (pintadas.getCount(), primera.Column, primera.Row) == (len(REALCE), SITIO - 1, FIRST - 1)
    fondos = {regla.fill_color for regla in segmento.conditional_formats}
    assert fondos == {tuple(bytes.fromhex(looks.HIGHLIGHTS[color][0])) for color in REALCE.values()}
    assert (segmento.data_validation.type, segmento.data_validation.alert_style) == ("list", "warning")
    assert hoja.tables["Cartera"].range.address == "$A$1:$H$13"


def test_escribir_otra_vez_no_repite_colores_ni_listas(libro: xlwings.Book) -> None:
    anfitrion = DesktopBook(libro)
    anfitrion.write(PlanEscritura(zona(), (segmentos(),)))

    anfitrion.write(PlanEscritura(zona(ultima=SITIO), (segmentos(columna=SITIO),)))

    celdas = libro.sheets["Clientes"].range((FIRST, SITIO), (LAST, SITIO))
    assert len(celdas.conditional_formats) == len(REALCE)


def test_las_filas_ocultas_y_las_filtradas_se_leen_y_se_escriben(libro: xlwings.Book) -> None:
    hoja = libro.sheets["Clientes"]
    hoja.range("3:5").row_hidden = True
    open_books.filter_rows(hoja)
    anfitrion = DesktopBook(libro)
    codigos = anfitrion.columns("Clientes", FIRST, [1])[0].tolist()

    anfitrion.write(PlanEscritura(zona(), (columna([f"de {codigo}" for codigo in codigos]),)))

    assert codigos == [fila[0] for fila in CLIENTS]
    assert by_code(hoja, SITIO) == {codigo: (f"de {codigo}",) for codigo in codigos}
    assert hoja.range("3:3").impl.row_hidden


def test_la_fila_de_totales_no_es_un_cliente_y_se_queda(tmp_path: Path, open_book: Abrir) -> None:
    libro = open_book(write_clients(tmp_path / "libro.xlsx", totals=True))
    hoja = libro.sheets["Clientes"]
    hoja.range((LAST + 1, 1)).value = "Total"

    DesktopBook(libro).write(PlanEscritura(zona(), (columna(SEGMENTOS),)))

    tabla = DesktopBook(libro).info().hojas[0].tablas[0]
    assert tabla.rango == Rango(1, 1, LAST + 1, SITIO)
    assert tabla.tiene_totales
    assert hoja.range((LAST + 1, 1), (LAST + 1, SITIO)).value == ["Total", *[None] * (SITIO - 1)]


def test_las_formulas_de_la_persona_no_se_tocan(libro: xlwings.Book) -> None:
    hoja = libro.sheets["Clientes"]
    anfitrion = DesktopBook(libro)
    anfitrion.write(PlanEscritura(zona(), (columna(np.arange(float(CUANTOS)), "Puntos"),)))
    hoja.range((FIRST + 1, SITIO)).formula = "=E3/10"
    hoja.range((FIRST + 2, SITIO)).value = "007"
    valores: list[Any] = [CONSERVAR] * CUANTOS
    valores[0], valores[3], valores[11] = 50.0, None, 70.0

    anfitrion.write(PlanEscritura(zona(ultima=SITIO), (columna(valores, "Puntos", columna=SITIO),)))

    assert hoja.range((FIRST + 1, SITIO)).formula == "=E3/10"
    assert libro.sheets["Notas"].range("A2").formula == "=Clientes!E2*2"
    assert escritos(libro) == [50.0, CLIENTS[1][4] / 10, "007", None, *map(float, range(4, 11)), 70.0]


def test_un_texto_sigue_siendo_ese_texto(libro: xlwings.Book) -> None:
    textos = ["007", "1-2", "=A1", "  x ", "'x", "VERDADERO", "a\nb", "ñ€", "-", "#N/A no", "+34", "3 mar"]

    DesktopBook(libro).write(PlanEscritura(zona(), (columna(textos),)))

    assert escritos(libro) == textos


def test_cada_valor_se_lee_con_su_tipo(libro: xlwings.Book) -> None:
    hoja = libro.sheets["Notas"]
    hoja.range("A1:A6").value = [[1.5], ["x"], [True], [datetime(2025, 1, 2)], [datetime(2025, 1, 2, 10, 30)], [None]]
    hoja.range("A7").formula = "=1/0"
    hoja.range("B1:B3").value = [[1], [2], [None]]
    hoja.range("C1:C2").value = [[datetime(2025, 1, 2)], [datetime(2025, 1, 3)]]

    mezcla, numeros, dias, nada = DesktopBook(libro).columns("Notas", 1, [1, 2, 3, 9])

    assert mezcla.tolist() == [
        1.5, "x", True, date(2025, 1, 2), datetime(2025, 1, 2, 10, 30), None, ErrorCelda("#DIV/0!")
    ]  # fmt: skip
    assert type(mezcla[6]) is ErrorCelda
    assert [str(leida.dtype) for leida in (numeros, dias, nada)] == ["float64", "datetime64[us]", "float64"]
    assert {len(leida) for leida in (mezcla, numeros, dias, nada)} == {7}


def test_los_duplicados_exactos_reciben_lo_mismo_esten_donde_esten(tmp_path: Path, open_book: Abrir) -> None:
    filas = [list(fila) for fila in CLIENTS]
    filas[7], filas[9] = list(filas[2]), list(filas[2])
    libro = open_book(write_clients(tmp_path / "libro.xlsx", rows=filas))
    hoja, anfitrion = libro.sheets["Clientes"], DesktopBook(libro)
    ventas = anfitrion.columns("Clientes", FIRST, range(1, 6))[4]
    plan = PlanEscritura(zona(), (columna(ventas * 2, "Doble"),))
    open_books.sort(hoja)

    anfitrion.write(plan)

    assert all(fila[SITIO - 1] == fila[4] * 2 for fila in hoja.range((FIRST, 1), (LAST, SITIO)).value)


def nada_cambia(libro: xlwings.Book, plan: PlanEscritura, motivo: str) -> ErrorCartera:
    """El plan se rechaza con ese motivo, el libro queda igual y el programa, como estaba."""
    antes = {hoja.name: hoja.used_range.options(ndim=2).value for hoja in libro.sheets}
    with pytest.raises(LibroNoEditable, match=motivo) as error:
        DesktopBook(libro).write(plan)
    assert {hoja.name: hoja.used_range.options(ndim=2).value for hoja in libro.sheets} == antes
    assert (libro.app.interactive, libro.app.screen_updating, libro.app.calculation) == (True, True, "automatic")
    return error.value


def test_una_hoja_protegida_se_dice_antes_de_tocar_nada(libro: xlwings.Book) -> None:
    hojas = (HojaSalida("Nueva", {(1, 1): CeldaSalida("x")}),)
    libro.sheets["Clientes"].api.protect("")

    error = nada_cambia(libro, PlanEscritura(zona(), (columna(SEGMENTOS),), hojas), "protegida")

    assert "«Clientes»" in error.donde
    assert "Desprot" in error.remedio


def test_una_hoja_propia_protegida_se_dice_antes_de_tocar_nada(libro: xlwings.Book) -> None:
    libro.sheets["Notas"].api.protect("")
    hojas = (HojaSalida("Notas", {(5, 1): CeldaSalida("x")}),)

    nada_cambia(libro, PlanEscritura(zona(), (columna(SEGMENTOS),), hojas), "protegida")


def test_una_estructura_protegida_se_dice_antes_de_tocar_nada(libro: xlwings.Book) -> None:
    libro.api.protect("")
    hojas = (HojaSalida("Nueva", {(1, 1): CeldaSalida("x")}),)

    nada_cambia(libro, PlanEscritura(zona(), (columna(SEGMENTOS),), hojas), "estructura")


def test_celdas_combinadas_dentro_de_la_tabla_se_dicen(tmp_path: Path, open_book: Abrir) -> None:
    libro = open_book(write_clients(tmp_path / "libro.xlsx", table=False))
    libro.sheets["Clientes"].range("B4:C4").merge()

    error = nada_cambia(libro, PlanEscritura(zona(tabla=False), (columna(SEGMENTOS),)), "combinadas: B4:C4")

    assert "separarlas" in error.remedio
    assert DesktopBook(libro).info().hojas[0].combinadas == (Rango(4, 2, 4, 3),)


def test_una_formula_que_no_ensena_nada_tambien_ocupa_su_sitio(libro: xlwings.Book) -> None:
    libro.sheets["Clientes"].range((FIRST + 3, SITIO)).formula = '=IF(1>2,"x","")'

    nada_cambia(libro, PlanEscritura(zona(), (columna(SEGMENTOS),)), "no puede crecer")


def test_si_falla_a_medias_se_deja_como_estaba(libro: xlwings.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    anfitrion = DesktopBook(libro)
    ajustes = HojaSalida("Ajustes", {(1, 1): CeldaSalida("peso"), (1, 2): CeldaSalida(0.25)})
    anfitrion.write(PlanEscritura(zona(), (columna(SEGMENTOS),), (ajustes,)))

    def rompe(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(own_sheets.SheetsWriter, "_add_table", rompe)
    cambiados = HojaSalida("Ajustes", {(1, 2): CeldaSalida(0.75), (2, 1): CeldaSalida("otro")})
    con_tabla = HojaSalida("Nueva", {}, tabla="T", columnas=(columna(["a"], "Título"),))
    otros = (columna(["Otro"] * CUANTOS, columna=SITIO), columna(np.ones(CUANTOS), "Más"))
    with pytest.raises(ZeroDivisionError):
        anfitrion.write(PlanEscritura(zona(ultima=SITIO), otros, (cambiados, con_tabla)))

    assert escritos(libro) == SEGMENTOS
    assert libro.sheets["Clientes"].range((1, SITIO + 1)).value is None
    assert libro.sheets["Clientes"].tables["Cartera"].range.address == "$A$1:$F$13"
    assert [hoja.name for hoja in libro.sheets] == ["Clientes", "Notas", "Ajustes"]
    assert libro.sheets["Ajustes"].range("A1:B2").value == [["peso", 0.25], [None, None]]


def test_si_falla_a_medias_las_formulas_que_se_respetaban_siguen(
    libro: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    anfitrion, hoja = DesktopBook(libro), libro.sheets["Clientes"]
    anfitrion.write(PlanEscritura(zona(), (columna(np.arange(float(CUANTOS)), "Puntos"),)))
    hoja.range((FIRST + 1, SITIO)).formula = "=E3/10"
    antes = hoja.range((FIRST, SITIO), (LAST, SITIO)).formula
    valores = [50.0, *[CONSERVAR] * (CUANTOS - 2), 70.0]

    def rompe(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(own_sheets.SheetsWriter, "write", rompe)
    with pytest.raises(ZeroDivisionError):
        anfitrion.write(PlanEscritura(zona(ultima=SITIO), (columna(valores, "Puntos", columna=SITIO),)))

    assert hoja.range((FIRST, SITIO), (LAST, SITIO)).formula == antes


def test_si_ni_siquiera_se_puede_volver_atras_se_dice(libro: xlwings.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def rompe(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(own_sheets.SheetsWriter, "write", rompe)
    monkeypatch.setattr(zone.ZoneWriter, "_clear", rompe)

    with pytest.raises(LibroNoEditable, match="ni devolver el libro a como estaba") as error:
        DesktopBook(libro).write(PlanEscritura(zona(), (columna(SEGMENTOS),)))

    assert "sin guardar" in error.value.remedio
    assert isinstance(error.value.__cause__, ZeroDivisionError)


def test_un_libro_abierto_solo_para_leer_se_dice_antes_de_tocar_nada(tmp_path: Path, office: xlwings.App) -> None:
    ruta = write_clients(tmp_path / "libro.xlsx")
    libro = office.books.open(ruta, read_only=True)
    try:
        nada_cambia(libro, PlanEscritura(zona(), (columna(SEGMENTOS),)), "solo para leer")
    finally:
        libro.close()


def test_con_varios_libros_abiertos_se_escribe_en_el_suyo(
    libro: xlwings.Book, tmp_path: Path, open_book: Abrir
) -> None:
    (tmp_path / "otra").mkdir()
    otro = open_book(write_clients(tmp_path / "otra" / "otro.xlsx"))
    otro.activate()

    DesktopBook(libro).write(PlanEscritura(zona(), (columna(SEGMENTOS),), (HojaSalida("Nueva", {}),)))

    assert escritos(libro) == SEGMENTOS
    assert escritos(otro) == [None] * CUANTOS
    assert "Nueva" not in [hoja.name for hoja in otro.sheets]


def test_la_hoja_que_se_miraba_se_sigue_mirando(libro: xlwings.Book) -> None:
    libro.sheets["Notas"].activate()

    DesktopBook(libro).write(
        PlanEscritura(hojas=(HojaSalida("Nueva", {(1, 1): CeldaSalida("x")}, inmovilizar_filas=1),))
    )

    assert libro.sheets.active.name == "Notas"
    assert libro.sheets["Notas"].show_gridlines


def test_quitar_la_columna_se_lleva_sus_colores_y_su_ancho(libro: xlwings.Book) -> None:
    anfitrion, hoja = DesktopBook(libro), libro.sheets["Clientes"]
    ancho = hoja.range((1, SITIO)).column_width
    anfitrion.write(PlanEscritura(zona(), (segmentos(),)))

    anfitrion.write(PlanEscritura(zona(ultima=SITIO), quitar=(SITIO,)))

    celda = hoja.range((FIRST, SITIO))
    assert (celda.value, len(celda.conditional_formats), celda.data_validation.type) == (None, 0, "none")
    assert hoja.range((1, SITIO)).column_width == ancho
    assert hoja.tables["Cartera"].range.address == "$A$1:$E$13"


def test_una_hoja_que_no_esta_se_dice_con_las_que_hay(libro: xlwings.Book) -> None:
    with pytest.raises(HojaNoEncontrada, match="Otra") as error:
        DesktopBook(libro).grid("Otra")

    assert "«Clientes», «Notas»" in error.value.remedio
