"""Los hechos de las columnas de resumen y lo que la persona escribe con palabras."""

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.compras import hechos_de_resumen
from cartera_xl.nucleo.compras_palabras import estado_escrito, puntos_0_100
from cartera_xl.nucleo.hechos import COLUMNAS_DE_HECHOS, Origen, marco_de

CORTE = date(2024, 12, 31)
DE_MOVIMIENTOS = ("importe_12m", "importe_12m_previos", "tendencia", "meses_activos", "numero_categorias")
ORIGEN = Origen("Clientes", {"potencial": 4})


def _fechas(*textos) -> np.ndarray:
    return np.array([t or "NaT" for t in textos], dtype="datetime64[us]")


def _hechos(motor=pd.DataFrame, **columnas):
    n = len(next(iter(columnas.values())))
    cuadro = motor({"fila": np.arange(n) + 2, **columnas})
    hechos, incidencias = hechos_de_resumen(cuadro, CORTE)
    return hechos.to_native(), incidencias


def _lista(serie) -> list:
    return [None if v is None or v != v else v for v in serie.to_list()]


@pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
def test_el_resumen_da_lo_que_se_puede_saber_sin_movimientos(motor) -> None:
    hechos, incidencias = _hechos(
        motor,
        primera_compra=_fechas("2024-01-01", None),
        ultima_compra=_fechas("2024-12-01", None),
        compras=np.array([6.0, np.nan]),
        importe_neto=np.array([600.0, np.nan]),
    )
    esperado = {
        "estado": ["cliente", "potencial"],
        "dias_sin_comprar": [30, None],
        "compras": [6, 0],
        "recompras": [5, 0],
        "ticket_medio": [100, None],
        "antiguedad": [365, None],
        "edad_ultima_compra": [335, None],
        "ritmo": [67, None],
        **{nombre: [None, None] for nombre in DE_MOVIMIENTOS},
        "categoria_principal": [None, None],
    }

    assert incidencias == []
    assert tuple(hechos.columns) == COLUMNAS_DE_HECHOS
    assert {nombre: _lista(hechos[nombre]) for nombre in esperado} == esperado


def test_tres_columnas_bastan() -> None:
    hechos, _ = _hechos(nombre=["Ana"], ultima_compra=_fechas("2024-12-30"), importe_neto=np.array([50.0]))

    assert hechos[["dias_sin_comprar", "importe_neto"]].to_numpy().tolist() == [[1, 50]]
    assert hechos[["compras", "recompras", "ritmo", "ticket_medio"]].isna().all(axis=None)
    assert hechos["estado"].tolist() == ["cliente"]


@pytest.mark.parametrize(
    ("columnas", "neto", "bruto", "devoluciones"),
    [
        ({"importe_bruto": 100, "devoluciones": 20}, 80, 100, 20),
        ({"importe_bruto": 100, "devoluciones": -20}, 80, 100, 20),
        ({"importe_neto": 80, "devoluciones": 20}, 80, 100, 20),
        ({"importe_bruto": 100}, 100, 100, None),
        ({"importe_neto": 80}, 80, None, None),
        ({"importe_neto": 70, "importe_bruto": 100, "devoluciones": 20}, 70, 100, 20),
    ],
)
def test_el_importe_que_falta_sale_de_los_otros_dos(columnas, neto, bruto, devoluciones) -> None:
    hechos, _ = _hechos(**{nombre: np.array([float(v)]) for nombre, v in columnas.items()})

    assert [_lista(hechos[n])[0] for n in ("importe_neto", "importe_bruto", "devoluciones")] == [
        *(neto, bruto, devoluciones),
    ]


@pytest.mark.parametrize(
    ("columnas", "clase", "vacias"),
    [
        ({"ultima_compra": _fechas("2025-01-01")}, "posterior_al_corte", ["dias_sin_comprar"]),
        ({"primera_compra": _fechas("2025-01-01")}, "posterior_al_corte", ["antiguedad"]),
        ({"compras": np.array([-1.0])}, "compras_imposibles", ["recompras"]),
        ({"compras": np.array([1.5])}, "compras_imposibles", ["recompras"]),
        (
            {"primera_compra": _fechas("2024-05-01"), "ultima_compra": _fechas("2024-04-30")},
            "fechas_al_reves",
            ["antiguedad", "edad_ultima_compra"],
        ),
    ],
)
def test_un_dato_imposible_no_se_usa_y_se_dice(columnas, clase, vacias) -> None:
    hechos, incidencias = _hechos(**columnas, importe_neto=np.array([5.0]))

    assert [i.clase for i in incidencias] == [clase]
    assert hechos[vacias].isna().all(axis=None)


def test_sumar_monedas_distintas_se_dice() -> None:
    _, incidencias = _hechos(importe_neto=np.array([5.0, 5.0]), moneda=["EUR", "USD"])

    assert [i.clase for i in incidencias] == ["varias_monedas"]
    assert "EUR, USD" in incidencias[0].que


def test_el_dia_del_corte_vale() -> None:
    assert _hechos(ultima_compra=_fechas("2024-12-31"))[0]["dias_sin_comprar"].tolist() == [0]


def test_varias_compras_el_mismo_dia_no_dan_ritmo() -> None:
    hechos, _ = _hechos(
        primera_compra=_fechas("2024-05-01"), ultima_compra=_fechas("2024-05-01"), compras=np.array([3.0])
    )

    assert hechos["ritmo"].isna().all()


@pytest.mark.parametrize(
    ("texto", "estado"),
    [
        ("Cliente", "cliente"),
        ("ACTIVO", "cliente"),
        ("Inactivo", "cliente"),
        ("ex-cliente", "cliente"),
        ("baja", "cliente"),
        ("Cliente potencial", "potencial"),
        ("Prospecto", "potencial"),
        ("Lead frío", "potencial"),
        ("Pre-cliente", "potencial"),
        ("No cliente", "potencial"),
        ("Todavía no es cliente", "potencial"),
        ("Candidata", "potencial"),
        ("¿?", None),
        ("", None),
    ],
)
def test_el_estado_se_entiende_por_sus_palabras(texto, estado) -> None:
    assert estado_escrito(texto) == estado


def test_lo_escrito_manda_salvo_que_los_hechos_digan_que_ya_compra() -> None:
    hechos, incidencias = _hechos(
        estado=["Potencial", "Potencial", "Cliente", "??", None],
        ultima_compra=_fechas("2024-05-01", None, None, None, "2024-05-01"),
    )

    assert hechos["estado"].tolist() == ["cliente", "potencial", "cliente", "potencial", "cliente"]
    assert [i.clase for i in incidencias] == ["potencial_con_compras"]


@pytest.mark.parametrize(
    ("valores", "puntos", "clases"),
    [
        pytest.param(["Alto", "medio", "BAJO", None], [80, 50, 20, None], [], id="palabras"),
        pytest.param(["Muy alta", "Media-baja", "nulo"], [100, 35, 0], [], id="femenino y grados"),
        pytest.param(["80 %", "7,5%", "Alto"], [80, 7.5, 80], [], id="porcentajes"),
        pytest.param(["90", "15", None], [90, 15, None], [], id="números en texto"),
        pytest.param([0.8, 0.25, np.nan, 1.0], [80, 25, None, 100], [], id="tanto por uno"),
        pytest.param([90.0, 0.5, 3.0], [90, 0.5, 3], [], id="sobre cien, también el 0,5"),
        pytest.param([1.0, 3.0, 5.0], [0, 50, 100], ["escala"], id="de 1 a 5"),
        pytest.param([0.0, 4.0, 10.0], [0, 40, 100], ["escala"], id="de 0 a 10"),
        pytest.param([50.0, 101.0, -1.0], [50, None, None], ["fuera_de_rango"], id="fuera de 0–100"),
        pytest.param(["alto", "azul"], [80, None], ["potencial_ilegible"], id="no se entiende"),
    ],
)
@pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
def test_el_potencial_se_lleva_a_cien_con_la_escala_de_toda_la_columna(motor, valores, puntos, clases) -> None:
    columna = np.array(valores) if isinstance(valores[-1], float) else valores
    marco = marco_de(motor({"fila": np.arange(len(valores)) + 2, "potencial": columna}))
    leidos, incidencias = puntos_0_100(marco, "potencial", ORIGEN)

    assert [None if v != v else v for v in leidos.tolist()] == pytest.approx(puntos)
    assert [i.clase for i in incidencias] == clases


FILA = st.tuples(
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2025, 3, 1))),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2025, 3, 1))),
    st.one_of(st.none(), st.integers(-1, 9), st.just(2.5)),
    st.one_of(st.none(), st.floats(-1e6, 1e6), st.just(float("inf"))),
)


@given(st.lists(FILA, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_cualquier_fila_da_hechos_finitos_e_iguales_en_los_dos_motores(filas) -> None:
    columnas = {
        "primera_compra": _fechas(*[f[0] and f[0].isoformat() for f in filas]),
        "ultima_compra": _fechas(*[f[1] and f[1].isoformat() for f in filas]),
        "compras": np.array([np.nan if f[2] is None else f[2] for f in filas], dtype=float),
        "importe_neto": np.array([np.nan if f[3] is None else f[3] for f in filas], dtype=float),
    }
    en_pandas, en_polars = _hechos(**columnas)[0], _hechos(pl.DataFrame, **columnas)[0]

    for nombre in COLUMNAS_DE_HECHOS:
        valores = _lista(en_pandas[nombre])
        assert valores == _lista(en_polars[nombre]), nombre
        assert not any(isinstance(v, float) and abs(v) == float("inf") for v in valores), nombre
        assert len(valores) == len(filas)
    conocidos = en_pandas["dias_sin_comprar"].dropna()
    assert (conocidos >= 0).all()
