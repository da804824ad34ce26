"""El porvenir y la compra supuesta son los hechos de verdad: los de añadir esas líneas y volver a calcular."""

from datetime import date, timedelta

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.cambio.calendario import Calendario
from cartera_xl.nucleo.cambio.futuro import con_compra, porvenir
from cartera_xl.nucleo.compras import hechos_de_movimientos, hechos_de_resumen, registro_de_movimientos
from cartera_xl.nucleo.compras_agregado import Ventanas
from cartera_xl.nucleo.hechos import COLUMNAS_DE_HECHOS

CORTE = date(2024, 2, 29)
AZAR = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LINEAS = st.lists(
    st.tuples(
        st.integers(-1, 5),
        st.integers(0, 1200) | st.integers(0, 3) | st.sampled_from([89, 90, 179, 365, 366, 730, 731]),
        st.integers(-30_000, 60_000).map(lambda centimos: centimos / 100) | st.just(0.0),
    ),
    max_size=40,
)
DIAS = st.integers(0, 1100) | st.sampled_from([0, 1, 90, 180, 365, 366, 730, 731, 1095])
CLIENTES = pd.DataFrame(
    {
        "fila": np.arange(8) + 2,
        "clave": [0, 1, 2, 3, 4, 2, -1, 5],
        "estado": [None, None, None, "Cliente", "Potencial", None, None, None],
        "fin_contrato": pd.to_datetime(["2024-05-01", *[None] * 7]),
    }
)


def _movimientos(lineas) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "clave": np.array([clave for clave, _, _ in lineas], dtype=np.int64),
            "fecha": pd.to_datetime([CORTE - timedelta(days=d) for _, d, _ in lineas]).astype("datetime64[us]"),
            "importe": np.array([importe for *_, importe in lineas], dtype=float),
        }
    )


def _dado(lineas):
    movimientos = _movimientos(lineas)
    hechos, _ = hechos_de_movimientos(CLIENTES, movimientos, CORTE)
    claves = nw.from_native(CLIENTES).select("fila", "clave")
    return movimientos, hechos, {"registro": registro_de_movimientos(movimientos, CORTE), "claves": claves}


def _listas(marco) -> dict[str, list]:
    return {
        nombre: [None if v is None or v != v else v for v in marco[nombre].to_list()]
        for nombre in COLUMNAS_DE_HECHOS
        if nombre != "categoria_principal"
    }


def _iguales(unos, otros) -> None:
    unos, otros = _listas(unos), _listas(otros)
    for nombre, lista in unos.items():
        assert lista == otros[nombre], nombre


@pytest.mark.parametrize("corte", [CORTE, date(2023, 2, 28), date(2099, 12, 31), date(1999, 3, 1)])
def test_las_ventanas_de_cada_dia_son_las_de_los_hechos(corte: date) -> None:
    calendario = Calendario.desde(corte, 1500)
    for t in range(1501):
        ventanas = Ventanas.hasta(corte + timedelta(days=t))
        assert (calendario.hace_12m[t], calendario.hace_24m[t]) == (ventanas.hace_12m, ventanas.hace_24m)


@AZAR
@given(LINEAS, DIAS)
def test_el_porvenir_es_lo_que_dirian_los_movimientos_ese_dia(lineas, t) -> None:
    movimientos, hechos, registro = _dado(lineas)
    de_verdad, _ = hechos_de_movimientos(CLIENTES, movimientos, CORTE + timedelta(days=t))

    _iguales(porvenir(hechos, CORTE, t, **registro), de_verdad)


@AZAR
@given(LINEAS, DIAS, st.integers(1, 500_000), st.integers(1, 12))
@example([(0, 900, 5.0)], 730, 100, 2)
@example([(0, 900, 5.0)], 180, 100, 2)
def test_una_compra_es_anadir_sus_lineas_a_los_movimientos(lineas, t, centimos, veces) -> None:
    veces = min(veces, t) or 1
    movimientos, hechos, registro = _dado(lineas)
    dias = [i * t // veces for i in range(1, veces + 1)]
    nuevas = [(clave, -dia, centimos / 100) for clave in range(6) for dia in dias]
    todas = pd.concat([movimientos, _movimientos(nuevas)], ignore_index=True)
    de_verdad, _ = hechos_de_movimientos(CLIENTES, todas, CORTE + timedelta(days=t))

    con_clave = [i for i in range(len(CLIENTES)) if i not in (5, 6)]
    supuestos = con_compra(hechos, CORTE, centimos / 100, t, veces=veces, **registro)
    _iguales(supuestos[con_clave], de_verdad[con_clave])


@pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
def test_en_otro_motor_y_fila_a_fila_es_lo_mismo(motor) -> None:
    lineas = [(0, 10, 50.0), (0, 400, 20.0), (1, 0, -5.0), (1, 800, 80.0), (1, 300, 7.5), (3, 90, 12.0)]
    _, hechos, registro = _dado(lineas)
    otro = nw.from_native(motor(hechos.to_native().to_dict(orient="list")))
    for funcion in (
        lambda h: porvenir(h, CORTE, 40, **registro),
        lambda h: con_compra(h, CORTE, 9.99, 40, veces=3, **registro),
    ):
        _iguales(funcion(otro), funcion(hechos))
        for i in range(len(hechos)):
            _iguales(funcion(hechos[[i]]), funcion(hechos)[[i]])


RESUMEN = pd.DataFrame(
    {
        "fila": [2, 3, 4, 5, 6],
        "estado": [None, None, "Potencial", None, None],
        "primera_compra": pd.to_datetime(["2020-01-01", "2024-02-29", None, None, None]),
        "ultima_compra": pd.to_datetime(["2023-01-01", "2024-02-29", None, "2024-01-01", None]),
        "compras": [5.0, 1.0, None, None, 3.0],
        "importe_neto": [100.1, 20.0, None, None, 33.33],
    }
)


def test_sin_movimientos_solo_pasan_los_dias() -> None:
    hechos, _ = hechos_de_resumen(RESUMEN, CORTE)
    luego, _ = hechos_de_resumen(RESUMEN, CORTE + timedelta(days=500))

    _iguales(porvenir(hechos, CORTE, 500), luego)


@pytest.mark.parametrize("t", [1, 45])
def test_sin_movimientos_una_compra_es_la_hoja_con_esa_compra_anotada(t: int) -> None:
    dia = pd.Timestamp(CORTE + timedelta(days=t))
    anotada = RESUMEN.assign(
        primera_compra=pd.to_datetime(["2020-01-01", "2024-02-29", str(dia.date()), None, None]),
        ultima_compra=dia,
        compras=[6.0, 2.0, 1.0, None, 4.0],
        importe_neto=[110.35, 30.25, 10.25, None, 43.58],
    )
    hechos, _ = hechos_de_resumen(RESUMEN, CORTE)
    luego, _ = hechos_de_resumen(anotada, CORTE + timedelta(days=t))

    _iguales(con_compra(hechos, CORTE, 10.25, t), luego)


def test_sin_movimientos_la_compra_del_dia_del_corte_se_junta_con_la_de_ese_dia() -> None:
    hechos, _ = hechos_de_resumen(RESUMEN, CORTE)
    luego = con_compra(hechos, CORTE, 10.0, 0)

    assert luego["compras"].to_list()[1] == 1.0
    assert luego["importe_neto"].to_list()[1] == 30.0
