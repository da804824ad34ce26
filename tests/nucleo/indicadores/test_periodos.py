"""Meses y trimestres terminados, y sus comparaciones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.indicadores.base import Base
from cartera_xl.nucleo.indicadores.periodos import comparaciones, trimestres, ultimo_mes, ultimo_trimestre
from tests.nucleo.fabrica import cliente
from tests.nucleo.indicadores.fabrica_indicadores import cartera

FECHAS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(FECHAS)
def test_el_ultimo_periodo_esta_terminado_y_es_el_ultimo(corte: date) -> None:
    for periodo, siguiente in ((ultimo_mes(corte), 31), (ultimo_trimestre(corte), 92)):
        assert periodo.primero <= periodo.ultimo <= corte
        assert corte < periodo.ultimo + timedelta(days=siguiente + 1)
        assert periodo.primero.day == 1
        assert (periodo.ultimo + timedelta(days=1)).day == 1


def _base(compras: list[tuple[int, date, float]]) -> Base:
    return cartera([cliente(), cliente()], compras)[0]


def test_se_compara_con_el_anterior_y_con_el_mismo_del_ejercicio_pasado() -> None:
    base = _base(
        [
            (0, date(2024, 12, 1), 80.0),
            (0, date(2025, 11, 30), 50.0),
            (0, date(2025, 12, 1), 40.0),
            (1, date(2025, 12, 31), 20.0),
            (1, date(2024, 1, 1), 1.0),
        ]
    )
    mes, trimestre = comparaciones(base)
    nombres = (mes.periodo.nombre, mes.anterior.nombre, mes.hace_un_ejercicio.nombre)
    assert nombres == ("diciembre de 2025", "noviembre de 2025", "diciembre de 2024")
    neto = mes.variaciones[0]
    assert (neto.ahora, neto.antes, neto.hace_un_ejercicio) == (60.0, 50.0, 80.0)
    assert neto.sobre_el_anterior == pytest.approx(0.2)
    assert neto.sobre_el_ejercicio == pytest.approx(-0.25)
    assert trimestre.anterior.nombre == "3.er trimestre de 2025"
    assert trimestre.hace_un_ejercicio.nombre == "4.º trimestre de 2024"


def test_un_periodo_anterior_a_las_compras_no_se_da() -> None:
    mes, _ = comparaciones(_base([(0, date(2025, 9, 15), 5.0), (0, date(2025, 12, 5), 10.0)]))
    neto = mes.variaciones[0]
    assert (neto.ahora, neto.antes, neto.hace_un_ejercicio) == (10.0, 0.0, None)
    assert neto.sobre_el_anterior is None  # de cero no se crece un tanto por ciento


def test_la_serie_da_retencion_solo_con_dos_ejercicios_de_historia() -> None:
    compras = [(0, date(2023, 10, 1) + timedelta(days=30 * i), 10.0) for i in range(27)]
    serie = trimestres(_base(compras))
    con_retencion = [t.periodo.nombre for t in serie if t.retencion is not None]
    assert con_retencion == ["3.er trimestre de 2025", "4.º trimestre de 2025"]
    assert all(t.primera + t.recompra == pytest.approx(t.neto) for t in serie)


def test_la_conversion_por_trimestre_mira_la_fecha_de_alta() -> None:
    filas = [
        cliente(fecha_alta=date(2025, 10, 1)),
        cliente(fecha_alta=date(2025, 12, 31)),
        {"estado": "potencial", "compras": 0, "fecha_alta": date(2025, 11, 1)},
        cliente(fecha_alta=date(2025, 9, 30)),
    ]
    base, _ = cartera(filas, [(0, date(2024, 1, 1), 1.0)])
    anterior, ultimo = trimestres(base)[-2:]
    assert (ultimo.fichas, ultimo.convertidas) == (3, 2)
    assert ultimo.conversion == pytest.approx(2 / 3)
    assert (anterior.fichas, anterior.convertidas) == (1, 1)
