"""Percentiles de rango medio y su tabla: exactos en los bordes, monótonos e iguales en todos los motores."""

import math

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from fabrica import RAPIDO
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.percentiles import (
    BORDES,
    Cortes,
    TablaPercentiles,
    con_percentil,
    con_puntos,
    percentiles,
    rango_medio,
    tabla_de,
)

VALORES = st.lists(st.integers(-300, 3000).map(lambda v: v / 4), min_size=1, max_size=400)


def _banda(p: float) -> int:
    return min(math.floor(p / 20) + 1, 5)


@pytest.mark.parametrize(
    ("valores", "esperado"),
    [
        ([7.0], {7.0: 50.0}),
        ([1.0, 2.0], {1.0: 25.0, 2.0: 75.0}),
        ([1.0, 1.0, 1.0, 1.0, 2.0], {1.0: 40.0, 2.0: 90.0}),
        ([3.0, 3.0, 3.0], {3.0: 50.0}),
        ([1.0, np.nan, 2.0], {1.0: 25.0, 2.0: 75.0}),
        ([], {}),
    ],
)
def test_el_percentil_es_el_rango_medio_menos_medio_entre_n(valores, esperado) -> None:
    distintos, p = rango_medio(np.array(valores, dtype=float))

    assert dict(zip(distintos.tolist(), p.tolist(), strict=True)) == esperado


@RAPIDO
@given(VALORES)
def test_los_empates_comparten_percentil_y_el_orden_no_cuenta(valores) -> None:
    directa = tabla_de(np.array(valores))

    assert directa == tabla_de(np.array(valores[::-1]))
    assert len(set(directa.valores)) == len(directa.valores)


@RAPIDO
@given(VALORES, st.booleans())
def test_la_tabla_no_cambia_de_banda_a_ningun_valor_observado(valores, menos_es_mejor) -> None:
    datos = np.array(valores)
    distintos, exactos = rango_medio(datos, menos_es_mejor=menos_es_mejor)
    leidos = percentiles(distintos, tabla_de(datos, menos_es_mejor=menos_es_mejor))

    assert [_banda(p) for p in leidos] == [_banda(p) for p in exactos]


@pytest.mark.parametrize("menos_es_mejor", [False, True])
@pytest.mark.parametrize("empatados", [100, 150, 200, 400])
def test_un_gran_empate_junto_a_un_borde_no_arrastra_a_sus_vecinos(empatados, menos_es_mejor) -> None:
    sueltos = np.arange(100.0)
    for datos in (np.append(sueltos, [100.0] * empatados), np.append(sueltos, [-1.0] * empatados)):
        distintos, exactos = rango_medio(datos, menos_es_mejor=menos_es_mejor)
        leidos = percentiles(distintos, tabla_de(datos, menos_es_mejor=menos_es_mejor))

        assert [_banda(p) for p in leidos] == [_banda(p) for p in exactos]


def test_con_miles_de_valores_la_tabla_tiene_pocos_nudos_y_se_aparta_menos_de_dos_puntos() -> None:
    datos = np.round(np.random.default_rng(7).gamma(0.6, 900, 20_000), 2)
    tabla = tabla_de(datos)
    distintos, exactos = rango_medio(datos)

    assert 51 <= len(tabla.valores) <= 61
    assert np.abs(percentiles(distintos, tabla) - exactos).max() < 2
    assert all(any(abs(p - borde) < 0.1 for p in tabla.p) for borde in BORDES)


def test_con_sesenta_valores_distintos_estan_todos_en_la_tabla() -> None:
    assert len(tabla_de(np.arange(60.0)).valores) == 60
    assert len(tabla_de(np.arange(200.0)).valores) < 70


@RAPIDO
@given(VALORES, st.lists(st.floats(-1000, 5000), min_size=2, max_size=30), st.booleans())
def test_mas_nunca_es_menos_percentil_tampoco_entre_nudos_ni_fuera(valores, otros, menos_es_mejor) -> None:
    tabla = tabla_de(np.array(valores), menos_es_mejor=menos_es_mejor)
    p = percentiles(np.sort(np.array(otros)), tabla)

    pasos = np.diff(p)
    assert (pasos <= 0).all() if menos_es_mejor else (pasos >= 0).all()
    assert min(tabla.p) <= p.min() <= p.max() <= max(tabla.p)


@RAPIDO
@given(VALORES, st.lists(st.none() | st.floats(-1000, 5000), min_size=1, max_size=30), st.booleans())
def test_la_expresion_y_numpy_dan_el_mismo_numero_bit_a_bit(valores, otros, menos_es_mejor) -> None:
    tabla = tabla_de(np.array(valores), menos_es_mejor=menos_es_mejor)
    con_nan = [math.nan if v is None else v for v in otros]
    salidas = [
        con_percentil(nw.from_native(marco), "v", tabla, "p").lazy().collect("polars")["p"].to_list()
        for marco in (
            pd.DataFrame({"v": con_nan}),
            pl.DataFrame({"v": otros}, schema={"v": pl.Float64}),
            pl.LazyFrame({"v": otros}, schema={"v": pl.Float64}),
        )
    ]
    limpias = [[None if v is None or v != v else v for v in salida] for salida in salidas]

    assert limpias[0] == limpias[1] == limpias[2]
    assert [v is None for v in limpias[0]] == [v is None for v in otros]


def test_sin_tabla_no_hay_percentil() -> None:
    marco = con_percentil(nw.from_native(pd.DataFrame({"v": [1.0]})), "v", TablaPercentiles(), "p")

    assert marco["p"].is_null().to_list() == [True]


@pytest.mark.parametrize(
    ("valores", "p"),
    [((1.0, 1.0), (10.0, 20.0)), ((2.0, 1.0), (10.0, 20.0)), ((1.0,), ()), ((1.0, 2.0, 3.0), (10.0, 20.0, 15.0))],
)
def test_una_tabla_imposible_no_llega_a_existir(valores, p) -> None:
    with pytest.raises(ValueError):
        TablaPercentiles(valores, p)


@pytest.mark.parametrize(
    ("cortes", "casos"),
    [
        (Cortes((2, 4, 6, 8)), {1: 1, 2: 2, 3.9: 2, 8: 5, 99: 5}),
        (Cortes((365, 180, 90, 30), menos_es_mejor=True), {0: 5, 30: 5, 31: 4, 365: 2, 366: 1}),
        (Cortes((365, 180, 90, 30), menos_es_mejor=True, incluido=False), {29: 5, 30: 4, 365: 1}),
        (Cortes((2, math.inf, math.inf, math.inf)), {1: 1, 2: 2, 1e9: 2}),
    ],
)
def test_el_valor_del_corte_tiene_la_nota_que_dice_el_corte(cortes, casos) -> None:
    marco = nw.from_native(pd.DataFrame({"v": [float(v) for v in casos]}))

    assert marco.select(cortes.expresion("v"))["v"].to_list() == list(casos.values())
    assert con_puntos(marco, "v", cortes, "n")["n"].to_list() == list(casos.values())
    assert cortes.reparto(np.array([*casos, np.nan])) == tuple(
        round(sum(nota == n for nota in casos.values()) / len(casos), 12) for n in range(1, 6)
    )


def test_los_cortes_desordenados_no_llegan_a_existir() -> None:
    with pytest.raises(ValueError, match="desordenados"):
        Cortes((4, 2, 6, 8))
