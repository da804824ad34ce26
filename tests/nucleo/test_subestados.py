"""El segundo nivel del ciclo de vida: cada ciclo tiene el suyo y los bordes caen donde se dice."""

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from cartera_xl.nucleo.subestados import SUBESTADOS, con_subestado

BASE = {
    "ciclo": "Habitual",
    "compras": 5.0,
    "riesgo": "Bajo",
    "tendencia": None,
    "prob_volver": None,
    "dias_sin_comprar": 10.0,
    "gasto_previsto": None,
}
NUMEROS = ("compras", "tendencia", "prob_volver", "dias_sin_comprar", "gasto_previsto")


def _subestado(fila, motor=pl.DataFrame, nombres=None) -> str:
    marco = nw.from_native(motor({columna: [valor] for columna, valor in (BASE | fila).items()}))
    marco = marco.with_columns(nw.col(*NUMEROS).cast(nw.Float64))
    return con_subestado(marco, 365, nombres or {})["subestado"][0]


@pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize(
    ("fila", "ident"),
    [
        ({"ciclo": "Nuevo", "compras": 1.0}, "primera_compra"),
        ({"ciclo": "Nuevo", "compras": 2.0}, "en_rodaje"),
        ({}, "estable"),
        ({"tendencia": 0.1}, "creciendo"),
        ({"tendencia": 0.0999}, "estable"),
        ({"tendencia": -0.0999}, "estable"),
        ({"tendencia": -0.1}, "decayendo"),
        ({"tendencia": 0.5, "riesgo": "Alto"}, "en_peligro"),
        ({"ciclo": "Inactivo", "prob_volver": 0.1, "dias_sin_comprar": 900.0}, "recuperable"),
        ({"ciclo": "Inactivo", "prob_volver": 0.0999, "dias_sin_comprar": 370.0}, "dificil"),
        ({"ciclo": "Inactivo", "dias_sin_comprar": 729.0}, "recuperable"),
        ({"ciclo": "Ocasional", "dias_sin_comprar": 730.0}, "dificil"),
        ({"ciclo": "Prospecto", "gasto_previsto": 0.0}, "con_gasto"),
        ({"ciclo": "Prospecto"}, "por_valorar"),
    ],
)
def test_cada_ciclo_tiene_su_segundo_nivel(fila, ident, motor) -> None:
    assert _subestado(fila, motor) == SUBESTADOS[ident][0]


def test_sin_ciclo_no_hay_subestado() -> None:
    assert _subestado({"ciclo": ""}) == ""


def test_la_persona_cambia_el_nombre_de_uno_y_solo_de_ese() -> None:
    assert _subestado({}, nombres={"estable": "De siempre"}) == "De siempre"
    assert _subestado({"tendencia": 1.0}, nombres={"estable": "De siempre"}) == "Creciendo"
