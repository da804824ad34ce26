"""Qué filas son datos. Ninguna desaparece sin decirlo."""

import numpy as np
import pytest

from cartera_xl.nucleo.celdas import columna_de_objetos
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.lectura.fin import Bloque, filas_de_datos

NAN = float("nan")


def bloque(filas: list[tuple], campos=("nombre", "importe_neto", "ultima_compra"), clase=Clase.CLIENTES) -> Bloque:
    columnas = {campo: columna_de_objetos([fila[i] for fila in filas]) for i, campo in enumerate(campos)}
    posiciones = {campo: i for i, campo in enumerate(campos, 1)}
    titulos = {"nombre": "Nombre", "importe_neto": "Importe", "ultima_compra": "Última compra"}
    return Bloque("Hoja1", 2, columnas, posiciones, titulos, clase)


DATOS = [("Alfa", 1.0, None), ("Beta", 2.0, None)]


@pytest.mark.parametrize("texto", ["Total", "TOTAL:", "Totales", "Subtotal", "Suma", "Promedio", "Media",
                                   "Total general", "Total clientes", "Gran total", "TOTAL CARTERA 2025"])  # fmt: skip
def test_una_fila_de_totales_no_es_un_cliente(texto: str) -> None:
    filas = filas_de_datos(bloque([*DATOS, (texto, 3.0, None)]))

    assert filas.datos.tolist() == [True, True, False]
    assert filas.excluidas == {4: "total"}
    assert filas.incidencias[0].celda == "A4"


@pytest.mark.parametrize("texto", ["Totalmente S.L.", "Total Energías S.A.", "Sumarroca", "Mediapro", "Granja Total"])
def test_un_cliente_que_empieza_parecido_si_lo_es(texto: str) -> None:
    assert filas_de_datos(bloque([(texto, 3.0, None), *DATOS])).datos.all()


def test_un_total_con_telefono_es_un_cliente() -> None:
    con_telefono = bloque([("Alfa", 1.0, None), ("Total", 1.0, "600111222")], ("nombre", "importe_neto", "telefono"))

    assert filas_de_datos(con_telefono).datos.all()


def test_un_total_escrito_en_otra_columna_tambien_se_ve() -> None:
    zonas = bloque([("Alfa", 1.0, "Norte"), (None, 1.0, "Total Norte")], ("nombre", "importe_neto", "zona"))

    assert filas_de_datos(zonas).excluidas == {3: "total"}


@pytest.mark.parametrize("texto", ["Fuente: ERP", "* Sin IVA", "(1) Estimado", "Nota: revisar", "x" * 61])
def test_una_nota_al_pie_no_es_un_cliente(texto: str) -> None:
    assert filas_de_datos(bloque([*DATOS, (None, None, None), (texto, None, None)])).excluidas == {5: "nota"}


def test_un_cliente_sin_mas_dato_que_el_nombre_es_un_cliente_aunque_sea_el_ultimo() -> None:
    assert filas_de_datos(bloque([*DATOS, (None, None, None), ("Gama", None, None)])).datos.tolist() == [1, 1, 0, 1]


def test_una_nota_en_medio_es_un_cliente_raro_pero_no_se_pierde() -> None:
    assert filas_de_datos(bloque([("Fuente: x", None, None), *DATOS])).datos.all()


def test_las_filas_en_blanco_se_saltan_sin_decir_nada() -> None:
    filas = filas_de_datos(bloque([DATOS[0], (" ", NAN, None), ("\u00a0", None, ""), DATOS[1]]))

    assert filas.datos.tolist() == [True, False, False, True]
    assert not filas.incidencias


def test_los_titulos_repetidos_no_son_datos() -> None:
    filas = filas_de_datos(bloque([DATOS[0], ("NOMBRE", "IMPORTE", "ÚLTIMA COMPRA"), DATOS[1]]))

    assert filas.excluidas == {3: "títulos repetidos"}


def test_una_fila_con_importe_y_sin_cliente_se_dice() -> None:
    filas = filas_de_datos(bloque([DATOS[0], (None, 5.0, None), DATOS[1]]))

    assert filas.excluidas == {3: "sin cliente"}
    assert (filas.incidencias[0].clase, filas.incidencias[0].celda) == ("fila_sin_cliente", "B3")


def test_muchas_filas_sin_cliente_se_resumen() -> None:
    filas = filas_de_datos(bloque([DATOS[0], *[(None, 5.0, None)] * 200, DATOS[1]]))

    assert len(filas.excluidas) == 200
    assert len(filas.incidencias) == 51
    assert "Otras 150 filas" in filas.incidencias[-1].que


def test_las_columnas_con_tipo_tambien_se_miran() -> None:
    con_tipo = Bloque(
        "Hoja1",
        2,
        {
            "nombre": columna_de_objetos(["A", None, None]),
            "importe_neto": np.array([1.0, np.nan, 2.0]),
            "ultima_compra": np.array(["2024-01-01", "NaT", "NaT"], dtype="datetime64[us]"),
        },
        {"nombre": 1, "importe_neto": 2, "ultima_compra": 3},
        {},
        Clase.CLIENTES,
    )

    assert filas_de_datos(con_tipo).datos.tolist() == [True, False, False]
    assert filas_de_datos(con_tipo).excluidas == {4: "sin cliente"}
