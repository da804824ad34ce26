"""Tiempo de respuesta y potenciales que no contestan."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.indicadores.depuracion import no_responden
from cartera_xl.nucleo.indicadores.dimensiones import dimension
from cartera_xl.nucleo.indicadores.informe import medir_cartera
from cartera_xl.nucleo.indicadores.respuestas import respuestas_de
from tests.nucleo.fabrica import cliente
from tests.nucleo.indicadores.fabrica_indicadores import cartera

LUNES = datetime(2025, 12, 1, 9, 0)
AHORA = LUNES + timedelta(hours=30)


def _consulta(horas: float | None, posicion: int = 0, hace: float = 30) -> Contacto:
    momento = AHORA - timedelta(hours=hace)
    respondido = None if horas is None else momento + timedelta(hours=horas)
    return Contacto(posicion, momento, entrante=True, respondido=respondido)


@pytest.mark.parametrize(
    ("consulta", "en_plazo"),
    [
        (_consulta(24), [True]),  # justo a las 24 horas
        (_consulta(24.01), [False]),
        (_consulta(None, hace=24), []),  # aún está a tiempo
        (_consulta(None, hace=24.01), [False]),
        (Contacto(0, LUNES), []),  # lo inició la empresa
    ],
)
def test_bordes_del_plazo(consulta: Contacto, en_plazo: list[bool]) -> None:
    respuestas = respuestas_de([consulta], AHORA, 24)
    assert ([] if respuestas is None else respuestas.en_plazo.tolist()) == en_plazo


def test_mediana_y_parte_en_plazo_por_grupo() -> None:
    base, tablas = cartera([cliente(sector="Bar"), cliente(sector="Hotel")])
    consultas = [_consulta(2), _consulta(4), _consulta(30), _consulta(None, posicion=1)]
    medido = medir_cartera(base, tablas, respuestas=respuestas_de(consultas, AHORA, 24), por=[dimension("sector")])
    tabla = medido.tabla("sector")
    assert tabla is not None
    bar, hotel = tabla.grupos
    assert (bar.valor("respuesta"), bar.cifras["en_plazo"].n) == (4.0, 3)
    assert bar.valor("en_plazo") == pytest.approx(2 / 3)
    assert (hotel.valor("respuesta"), hotel.valor("en_plazo")) == (None, 0.0)


def test_no_responde_quien_nunca_ha_hablado_tras_tantos_intentos() -> None:
    intentos = [Contacto(0, LUNES + timedelta(days=d)) for d in range(3)]
    dos = [Contacto(1, LUNES), Contacto(1, LUNES)]
    hablo = [Contacto(2, LUNES)] * 5 + [Contacto(2, LUNES, entrante=True)]
    ya_cliente = [Contacto(3, LUNES)] * 5
    mudos = no_responden([*intentos, *dos, *hablo, *ya_cliente], np.array([True, True, True, False]), 3)
    assert [(mudo.posicion, mudo.intentos, mudo.ultimo) for mudo in mudos] == [(0, 3, datetime(2025, 12, 3).date())]
