"""De celdas a columnas con tipo; y la promesa: ningún dato rompe la lectura y ninguna fila se pierde."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.celdas import ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.columnas import CAMPOS, Clase
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.nucleo.lectura.fin import Bloque
from cartera_xl.nucleo.lectura.hoja import encargar, leer, zona
from cartera_xl.nucleo.lectura.tabla import elegir, localizar
from cartera_xl.nucleo.lectura.tipado import TOPE_POR_COLUMNA, Lectura, rechazar_futuras, tipar
from cartera_xl.nucleo.libro import HojaInfo
from cartera_xl.nucleo.paises import pais


def tipada(campo: str, valores, codigo: str | None = "ES", **k) -> Lectura:
    columna = valores if isinstance(valores, np.ndarray) else columna_de_objetos(valores)
    nombres = columna_de_objetos([f"N{i}" for i in range(len(columna))])
    columnas = {"nombre": nombres, campo: columna}
    bloque = Bloque("Hoja1", 2, columnas, {"nombre": 1, campo: 2}, {campo: "Título"}, Clase.CLIENTES)
    return tipar(bloque, pais(codigo) if codigo else None, **k)


@pytest.mark.parametrize(
    ("campo", "valor", "que"),
    [
        ("importe_neto", "12.5O", "«12.5O» no es un importe."),
        ("importe_neto", ErrorCelda("#N/A"), "«#N/A» es un error de fórmula, no un importe."),
        ("importe_neto", True, "«VERDADERO» no es un importe."),
        ("importe_neto", datetime(2024, 1, 2), "«02/01/2024» es una fecha, no un importe."),
        ("importe_neto", float("inf"), "«infinito» no es un importe."),
        ("compras", "tres", "«tres» no es un número."),
        ("ultima_compra", "ayer", "«ayer» no es una fecha."),
        ("ultima_compra", "31/02/2024", "«31/02/2024» es una fecha que no existe."),
        ("ultima_compra", 2024.0, "«2024» no es una fecha."),
        ("ultima_compra", True, "«VERDADERO» no es una fecha."),
        ("ultima_compra", time(10, 30), "«10:30:00» no es una fecha."),
        ("ultima_compra", date(1949, 12, 31), "«31/12/1949» está fuera de las fechas que se admiten (de 1950 a 2100)."),
        ("consentimiento", "tal vez", "«tal vez» no es un sí ni un no."),
        ("ciudad", ErrorCelda("#REF!"), "«#REF!» es un error de fórmula, no un texto."),
    ],
)
def test_un_valor_malo_es_una_incidencia_con_su_celda_y_queda_vacio(campo: str, valor, que: str) -> None:
    lectura = tipada(campo, [valor, None])

    [incidencia] = lectura.incidencias
    assert (incidencia.que, incidencia.hoja, incidencia.celda) == (que, "Hoja1", "B2")
    hallado = lectura.datos[campo][0]
    assert hallado is None or hallado != hallado


@pytest.mark.parametrize("dia", [date(1950, 1, 1), date(2100, 12, 31)])
def test_los_bordes_del_plazo_valen(dia: date) -> None:
    assert tipada("ultima_compra", [dia]).datos["ultima_compra"][0] == np.datetime64(dia)


def test_se_nace_antes_de_1950() -> None:
    assert tipada("fecha_nacimiento", [date(1931, 5, 6)]).datos["fecha_nacimiento"][0] == np.datetime64("1931-05-06")


@pytest.mark.parametrize(("desde_1904", "serie"), [(False, 45352.0), (True, 43890.0)])
@pytest.mark.parametrize("hacer", [lambda v: np.array([v]), lambda v: [v, "x"], lambda v: [v + 0.5]])
def test_un_numero_de_serie_es_una_fecha(desde_1904: bool, serie: float, hacer) -> None:
    lectura = tipada("ultima_compra", hacer(serie), desde_1904=desde_1904)

    assert lectura.datos["ultima_compra"][0] == np.datetime64("2024-03-01")


def test_una_columna_de_fechas_pierde_la_hora() -> None:
    columna = np.array(["2024-03-01T23:59", "NaT"], dtype="datetime64[us]")

    datos = tipada("ultima_compra", columna).datos["ultima_compra"]

    assert datos.dtype == np.dtype("datetime64[D]")
    assert (datos[0], bool(np.isnat(datos[1]))) == (np.datetime64("2024-03-01"), True)


def test_el_numero_y_el_texto_de_la_misma_pinta_no_se_confunden() -> None:
    lectura = tipada("importe_neto", [1.234, "1.234", "5,5"])

    assert lectura.datos["importe_neto"].tolist() == [1.234, 1234.0, 5.5]


def test_la_columna_ambigua_pide_el_pais_y_lee_lo_que_no_deja_duda() -> None:
    lectura = tipada("importe_neto", ["1.234", "300", "2.000"], None)

    [incidencia] = lectura.incidencias
    assert (incidencia.clase, incidencia.celda) == ("columna_ambigua", "")
    assert "2 números" in incidencia.que
    assert "--pais" in incidencia.remedio
    assert lectura.datos["importe_neto"][1] == 300


def test_las_incidencias_de_una_columna_tienen_tope_y_se_cuentan_todas() -> None:
    lectura = tipada("importe_neto", ["malo"] * (TOPE_POR_COLUMNA + 7))

    assert len(lectura.incidencias) == TOPE_POR_COLUMNA + 1
    assert "Otras 7 celdas" in lectura.incidencias[-1].que


@pytest.mark.parametrize(
    ("valores", "fracciones"),
    [([0.125, 0.2], [0.125, 0.2]), ([12.5, 20.0], [0.125, 0.2]), (["12,5 %", 20.0], [0.125, 0.2]), ([1.5], [1.5])],
)
def test_un_porcentaje_sale_como_fraccion(valores, fracciones) -> None:
    assert tipada("descuento", valores).datos["descuento"].tolist() == pytest.approx(fracciones)


def test_lo_que_hay_en_una_fila_que_no_es_dato_se_vacia() -> None:
    bloque = Bloque(
        "Hoja1",
        2,
        {"nombre": columna_de_objetos(["A", "Total"]), "importe_neto": np.array([1.0, 1.0])},
        {"nombre": 1, "importe_neto": 2},
        {},
        Clase.CLIENTES,
    )

    lectura = tipar(bloque, None)

    assert lectura.datos["nombre"].tolist() == ["A", None]
    assert np.isnan(lectura.datos["importe_neto"][1])
    assert lectura.ultima_fila == 2


def test_el_dia_del_corte_vale_y_el_siguiente_no() -> None:
    lectura = tipada("ultima_compra", [date(2024, 3, 1), date(2024, 3, 2), None])

    fechas, incidencias = rechazar_futuras(lectura, "ultima_compra", date(2024, 3, 1))

    assert np.isnat(fechas).tolist() == [False, True, True]
    assert [i.celda for i in incidencias] == ["B3"]


def test_leer_no_cambia_lo_leido() -> None:
    columna = np.array([1.0, np.inf, np.nan])

    tipada("importe_neto", columna)

    assert np.isinf(columna[1])


CELDAS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),
    st.dates(),
    st.times(),
    st.timedeltas(timedelta(days=-99), timedelta(days=99)),
    st.sampled_from(
        [ErrorCelda("#N/A"), ErrorCelda("#REF!"), "Total", "Nombre", "Importe", "03/04/2024", "1.234", "(5)"]
    ),
)
TITULOS = st.sampled_from([s for clase in Clase for c in CAMPOS[clase] for s in c.sinonimos[:2]] + ["", "Total", "x"])


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(CELDAS, max_size=5), max_size=8),
    st.lists(TITULOS, min_size=1, max_size=6),
    st.integers(0, 3),
    st.sampled_from([None, "ES", "MX", "PA"]),
)
def test_ninguna_hoja_rompe_la_lectura_y_cada_fila_esta_contada(filas, titulos, sitio, codigo) -> None:
    cuadro = [*filas[:sitio], titulos, *filas[sitio:]]
    for clase in Clase:
        try:
            encargo = encargar(elegir(localizar(HojaInfo("Hoja1"), cuadro), clase, todas=True), clase)
        except ErrorCartera:
            continue
        debajo = cuadro[encargo.primera_fila - 1 :]
        columnas = [columna_de_objetos([f[c - 1] if c <= len(f) else None for f in debajo]) for c in encargo.columnas]
        lectura = leer(encargo, columnas, pais(codigo) if codigo else None)

        assert zona(encargo, lectura).primera_fila == encargo.primera_fila
        _cada_fila_esta_contada(lectura, columnas)


def _cada_fila_esta_contada(lectura: Lectura, columnas: list[np.ndarray]) -> None:
    for indice, es_dato in enumerate(lectura.filas):
        celdas = [columna[indice] for columna in columnas]
        en_blanco = all(c is None or c != c or (isinstance(c, str) and not c.strip()) for c in celdas)
        excluida = lectura.primera_fila + indice in lectura.excluidas
        assert [bool(es_dato), en_blanco, excluida].count(True) == 1
        if not es_dato:
            assert all(v[indice] is None or v[indice] != v[indice] for v in lectura.datos.values())
