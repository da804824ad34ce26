"""La generación por el año de nacimiento, borde a borde, y las maneras de escribirlo."""

from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.celdas import Celda, ErrorCelda
from cartera_xl.nucleo.generacion import GENERACIONES, ejercicio_de_nacimiento, generacion_de


@pytest.mark.parametrize(
    ("ejercicio", "nombre"),
    [
        (1927, ""),
        (1928, "Silenciosa"),
        (1945, "Silenciosa"),
        (1946, "Baby boom"),
        (1964, "Baby boom"),
        (1965, "X"),
        (1980, "X"),
        (1981, "Milenial"),
        (1996, "Milenial"),
        (1997, "Z"),
        (2012, "Z"),
        (2013, "Alfa"),
        (2024, "Alfa"),
        (2025, ""),
    ],
)
def test_cada_borde_es_de_una_sola_generacion(ejercicio: int, nombre: str) -> None:
    assert generacion_de(ejercicio) == nombre


def test_las_generaciones_van_seguidas_y_no_se_pisan() -> None:
    for antes, despues in pairwise(GENERACIONES):
        assert despues.desde == antes.hasta + 1


@pytest.mark.parametrize(
    ("celda", "ejercicio"),
    [
        (1985.0, 1985),
        (1985, 1985),
        ("1985", 1985),
        (datetime(1985, 3, 15), 1985),
        (date(1985, 3, 15), 1985),
        (31121.0, 1985),  # 15/3/1985 como número de serie
        ("31121", 1985),
        (31121.75, 1985),
        (19850315.0, 1985),
        ("15/03/1985", 1985),
        ("03/15/1985", 1985),  # el orden de día y mes no cambia el año
        ("1985-03-15", 1985),
        ("15 de marzo de 1985", 1985),
        ("15/03/85", 1985),
        ("15/03/45", 2045),
        (9999.0, 9999),
        (10_000.0, 1927),
    ],
)
def test_el_dato_se_lee_como_se_escriba(celda: Celda, ejercicio: int) -> None:
    assert ejercicio_de_nacimiento(celda) == ejercicio


@pytest.mark.parametrize(
    "celda",
    [
        None,
        "",
        "mañana",
        "85",
        85.0,
        999.0,
        -1985.0,
        1985.5,
        1e12,
        float("nan"),
        float("inf"),
        True,
        ErrorCelda("#N/A"),
    ],
)
def test_lo_que_no_dice_cuando_nacio_no_se_adivina(celda: Celda) -> None:
    assert ejercicio_de_nacimiento(celda) is None


@pytest.mark.parametrize("texto", ["45/45/1985", "1985-13-01", "1985-01-32"])
def test_una_fecha_que_no_existe_no_da_generacion(texto: str) -> None:
    assert ejercicio_de_nacimiento(texto) is None


@given(st.dates(date(1928, 1, 1), date(2100, 12, 31)))
def test_una_fecha_y_su_numero_de_serie_dicen_lo_mismo(dia: date) -> None:
    serie = float((dia - date(1899, 12, 30)).days)

    assert ejercicio_de_nacimiento(serie) == ejercicio_de_nacimiento(datetime(dia.year, dia.month, dia.day)) == dia.year
