"""El riesgo: qué lo decide con probabilidad y sin ella, en sus bordes, y que el motivo diga las mismas cifras."""

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.expresiones import con_texto
from cartera_xl.nucleo.riesgo import ES_CLIENTE, casos_de_riesgo, en_riesgo, motivos_de_riesgo

MOTORES = pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
BASE = {"dias_sin_comprar": 0, "ritmo": None, "compras": None, "p_r": None, "prob_volver": None}


def _marco(fila, motor=pl.DataFrame):
    completa = BASE | {"estado": "cliente", "segmento": "Clave"} | fila
    return nw.from_native(motor({columna: [valor] for columna, valor in completa.items()})).with_columns(
        nw.col(*BASE).cast(nw.Float64), (nw.col("estado") == "cliente").alias(ES_CLIENTE)
    )


def _con_riesgo(fila, motor=pl.DataFrame):
    return con_texto(_marco(fila, motor), "riesgo", casos_de_riesgo(Configuracion(), 365), "")


def _riesgo(fila, motor=pl.DataFrame) -> str:
    return _con_riesgo(fila, motor)["riesgo"][0]


@pytest.mark.parametrize(
    ("fila", "riesgo"),
    [
        ({"dias_sin_comprar": 61, "ritmo": 30, "compras": 3, "p_r": 90}, "Alto"),
        ({"dias_sin_comprar": 60, "ritmo": 30, "compras": 3, "p_r": 1}, "Medio"),
        ({"dias_sin_comprar": 37.5, "ritmo": 30, "compras": 3, "p_r": 1}, "Bajo"),
        ({"dias_sin_comprar": 61, "ritmo": 30, "compras": 2, "p_r": 90}, "Bajo"),
        ({"dias_sin_comprar": 61, "ritmo": 30, "compras": 2, "p_r": 39.9}, "Medio"),
        ({"dias_sin_comprar": 61, "ritmo": 30, "compras": 2, "p_r": 19.9}, "Alto"),
        ({"dias_sin_comprar": 61, "ritmo": None, "compras": 9, "p_r": 20}, "Medio"),
        ({"dias_sin_comprar": 365, "ritmo": 300, "compras": 9, "p_r": 90}, "Alto"),
        ({"dias_sin_comprar": 364, "ritmo": 300, "compras": 9, "p_r": 90}, "Bajo"),
        ({"dias_sin_comprar": 365, "estado": "potencial"}, ""),
        ({"dias_sin_comprar": None}, ""),
    ],
)
@MOTORES
def test_sin_probabilidad_decide_el_tiempo_sin_comprar_contra_su_ritmo(fila, riesgo, motor) -> None:
    assert _riesgo(fila, motor) == riesgo


@pytest.mark.parametrize(
    ("prob", "riesgo"),
    [(0.0, "Alto"), (0.2999, "Alto"), (0.3, "Medio"), (0.5999, "Medio"), (0.6, "Bajo"), (1.0, "Bajo")],
)
@MOTORES
def test_con_probabilidad_decide_ella_y_no_los_dias(prob, riesgo, motor) -> None:
    assert _riesgo({"prob_volver": prob, "dias_sin_comprar": 900, "ritmo": 1, "compras": 9}, motor) == riesgo


def test_los_umbrales_son_los_de_la_persona() -> None:
    marco = _marco({"prob_volver": 0.5})
    ajustes = Configuracion(riesgo_alto=0.51, riesgo_medio=0.9)
    assert con_texto(marco, "riesgo", casos_de_riesgo(ajustes, 365), "")["riesgo"][0] == "Alto"


@pytest.mark.parametrize(
    ("segmento", "prob", "marcado"),
    [("Estratégico", 0.1, True), ("Clave", 0.1, True), ("Emergente", 0.1, False), ("Clave", 0.4, False)],
)
@MOTORES
def test_la_marca_en_riesgo_es_de_un_valioso_con_riesgo_alto(segmento, prob, marcado, motor) -> None:
    marco = _con_riesgo({"segmento": segmento, "prob_volver": prob}, motor)
    assert marco.select(en_riesgo().alias("marca"))["marca"].to_list() == [marcado]


@pytest.mark.parametrize(
    ("fila", "horizonte", "motivo"),
    [
        (
            {"prob_volver": 0.224, "dias_sin_comprar": 210, "ritmo": 45, "compras": 6},
            180,
            "22 % de volver en 180 días: 210 días sin comprar; compraba cada 45",
        ),
        (
            {"prob_volver": 0.9961, "dias_sin_comprar": 1, "ritmo": 7, "compras": 60},
            90,
            "más del 99 % de volver en 90 días: 1 día sin comprar; compra cada 7",
        ),
        (
            {"prob_volver": 0.0049, "dias_sin_comprar": 700, "compras": 1},
            365,
            "menos del 1 % de volver en 365 días: una sola compra, 700 días sin comprar",
        ),
        ({"dias_sin_comprar": 70, "ritmo": 30, "compras": 3}, None, "70 días sin comprar; compraba cada 30"),
        ({"dias_sin_comprar": 70, "ritmo": 0.0, "compras": 2}, 90, "70 días sin comprar"),
        ({"dias_sin_comprar": None}, 90, ""),
        ({"dias_sin_comprar": 5, "estado": "potencial"}, 90, ""),
    ],
)
@MOTORES
def test_el_motivo_dice_las_cifras_que_deciden(fila, horizonte, motivo, motor) -> None:
    assert motivos_de_riesgo(_con_riesgo(fila, motor), horizonte) == [motivo]
