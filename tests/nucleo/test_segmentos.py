"""Segmentos: gana la regla de menor prioridad, un eje sin dato solo cumple «sin dato», y el riesgo en sus bordes."""

from itertools import product

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from fabrica import CARTERAS, CORTE, PAUSADO, cliente, hechos, listas, potencial
from hypothesis import given

from cartera_xl.nucleo.baremo import calibrar
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.expresiones import con_texto
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import REGLAS_POR_DEFECTO, Intervalo, Regla, Segmento, SinDato, UnoDe
from cartera_xl.nucleo.rfm_clasico import NOMBRES_CLASICOS, casos_rfm
from cartera_xl.nucleo.segmentos import con_segmento

MOTORES = pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
VACIA = {
    "valor": None,
    "constancia": None,
    "actividad": None,
    "potencial": None,
    "importe_contrato": None,
    "nucleo": "No",
    "estado": "cliente",
    "ciclo": "Habitual",
}


def _regla_de(fila, reglas=REGLAS_POR_DEFECTO, motor=pl.DataFrame) -> tuple[str, str]:
    columnas = {eje: [valor] for eje, valor in (VACIA | fila).items()}
    marco = nw.from_native(motor(columnas)).with_columns(
        nw.col("valor", "constancia", "actividad", "potencial", "importe_contrato").cast(nw.Float64)
    )
    salida = con_segmento(marco, reglas)
    return salida["regla"][0], salida["segmento"][0]


@pytest.mark.parametrize(
    ("fila", "regla", "segmento"),
    [
        ({"importe_contrato": 100_001}, "contrato", "Estratégico"),
        ({"importe_contrato": 100_000}, "resto", "Bajo valor"),
        ({"importe_contrato": 500_000, "valor": 10, "potencial": 90}, "contrato", "Estratégico"),
        ({"valor": 80, "potencial": 50}, "valor y potencial", "Estratégico"),
        ({"valor": 80, "potencial": 49.9, "actividad": 49.9}, "valor dormido", "Estratégico"),
        ({"valor": 80, "potencial": 49.9, "actividad": 50}, "valor estable", "Clave"),
        ({"valor": 79.9, "constancia": 50, "potencial": 90}, "constante", "Clave"),
        ({"valor": 40, "constancia": 49.9, "potencial": 60}, "creciente", "Emergente"),
        ({"valor": 40, "constancia": 49.9, "potencial": 59.9}, "resto", "Bajo valor"),
        ({"valor": 39.9, "constancia": 99, "potencial": 60}, "promesa", "Emergente"),
        ({"valor": 95}, "valor sin fecha", "Clave"),
        ({"valor": 95, "estado": "potencial"}, "gran cuenta sin encaje", "Emergente"),
        ({"valor": 95, "potencial": 20, "estado": "potencial"}, "gran cuenta por ganar", "Emergente"),
        ({"valor": 95, "potencial": 80, "estado": "potencial"}, "valor y potencial", "Estratégico"),
        ({"valor": 60, "potencial": 60, "estado": "potencial"}, "creciente sin historia", "Emergente"),
        ({"potencial": 60, "estado": "potencial"}, "encaje alto", "Emergente"),
        ({"potencial": 59, "estado": "potencial"}, "resto", "Bajo valor"),
        ({}, "resto", "Bajo valor"),
    ],
)
@MOTORES
def test_las_reglas_de_partida_deciden_en_sus_bordes(fila, regla, segmento, motor) -> None:
    assert _regla_de(fila, motor=motor) == (regla, segmento)


@MOTORES
def test_gana_la_de_menor_prioridad_este_donde_este_en_la_tabla(motor) -> None:
    reglas = (
        Regla("general", Segmento.BAJO_VALOR, 9),
        Regla("fina", Segmento.CLAVE, 1, {"valor": Intervalo(10)}),
    )

    assert _regla_de({"valor": 10}, reglas, motor)[0] == "fina"
    assert _regla_de({"valor": 9}, reglas, motor)[0] == "general"


@pytest.mark.parametrize(
    ("condicion", "cumplen"),
    [
        (Intervalo(40, 80), {40, 79}),
        (Intervalo(40, 80, desde_incluido=False, hasta_incluido=True), {79, 80}),
        (Intervalo(None, 40), {0}),
        (Intervalo(80), {80, 100}),
        (Intervalo(40, 40, hasta_incluido=True), {40}),
        (Intervalo(), {0, 40, 79, 80, 100}),
        (SinDato(), {None}),
    ],
)
@MOTORES
def test_cada_borde_cae_del_lado_que_dice_la_condicion(condicion, cumplen, motor) -> None:
    reglas = (Regla("si", Segmento.CLAVE, 1, {"valor": condicion}),)

    assert {v for v in (0, 40, 79, 80, 100, None) if _regla_de({"valor": v}, reglas, motor)[0] == "si"} == cumplen


@pytest.mark.parametrize(
    ("eje", "condicion", "fila", "cumple"),
    [
        ("nucleo", UnoDe(frozenset({"sí"})), {"nucleo": "Sí"}, True),
        ("nucleo", UnoDe(frozenset({"sí"})), {"nucleo": "No"}, False),
        ("ciclo", UnoDe(frozenset({"habitual", "nuevo"})), {"ciclo": "Nuevo"}, True),
        ("ciclo", UnoDe(frozenset({"habitual", "nuevo"})), {"ciclo": ""}, False),
        ("ciclo", SinDato(), {"ciclo": ""}, True),
        ("ciclo", SinDato(), {"ciclo": "Nuevo"}, False),
        ("estado", UnoDe(frozenset({"potencial"})), {"estado": "potencial"}, True),
    ],
)
@MOTORES
def test_los_ejes_de_texto_no_distinguen_mayuscula_inicial(eje, condicion, fila, cumple, motor) -> None:
    reglas = (Regla("si", Segmento.CLAVE, 1, {eje: condicion}),)

    assert (_regla_de(fila, reglas, motor)[0] == "si") is cumple


@PAUSADO
@given(CARTERAS)
def test_con_las_reglas_de_partida_ninguna_fila_se_queda_sin_segmento(filas) -> None:
    marco = hechos(filas)
    salida = listas(puntuar(marco, calibrar(marco, Configuracion(), CORTE), Configuracion()))

    assert set(salida["segmento"]) <= set(Segmento)


@MOTORES
def test_el_segmento_manual_manda_donde_dice_un_segmento_y_en_lo_demas_las_reglas(motor) -> None:
    columnas = {eje: [valor] * 4 for eje, valor in (VACIA | {"valor": 95.0, "potencial": 95.0}).items()}
    manual = ["Emergente", None, "", "Oro"]
    marco = nw.from_native(motor(columnas | {"segmento_manual": manual})).with_columns(
        nw.col("constancia", "actividad", "importe_contrato").cast(nw.Float64)
    )
    salida = con_segmento(marco, REGLAS_POR_DEFECTO)

    assert salida["segmento"].to_list() == ["Emergente", *["Estratégico"] * 3]
    assert salida["regla"].to_list() == ["manual", *["valor y potencial"] * 3]


def test_el_nombre_clasico_cubre_las_125_celdas_y_todos_los_nombres_salen() -> None:
    celdas = list(product(range(1, 6), repeat=3))
    marco = nw.from_native(pl.DataFrame(celdas, schema=["r", "f", "m"], orient="row"))
    nombres = con_texto(marco, "nombre", casos_rfm(), "")["nombre"].to_list()

    assert set(nombres) == {nombre.nombre for nombre in NOMBRES_CLASICOS}
    de = dict(zip(celdas, nombres, strict=True))
    assert (de[5, 5, 5], de[1, 1, 1], de[1, 5, 5], de[5, 1, 1]) == (
        "Campeones",
        "Perdidos",
        "No se pueden perder",
        "Nuevos",
    )


def test_un_potencial_con_buen_encaje_no_baja_por_prever_mas_gasto() -> None:
    filas = [cliente(i, i % 9 + 1, float(i)) for i in range(1, 101)]
    marco = hechos([potencial(gasto, 70) for gasto in (None, 1, 30, 50, 79, 95)])
    salida = listas(puntuar(marco, calibrar(hechos(filas), Configuracion(), CORTE), Configuracion()))

    assert salida["segmento"] == ["Emergente"] * 4 + ["Emergente", "Estratégico"]
