"""La previsión por segmento: los grupos suman el total, y quien no tiene pronóstico no cuenta."""

from datetime import date

import pandas as pd
import pytest

from cartera_xl.nucleo.resumen import resumir

CARTERA = pd.DataFrame(
    {
        "fila": [2, 3, 4, 5],
        "estado": ["cliente"] * 3 + ["potencial"],
        "segmento": ["Estratégico", "Clave", "Clave", "Emergente"],
        "clv": [600.104, 250.0, 149.906, None],
        "prob_volver": [0.9, 0.5, 0.1, None],
        "compras_esperadas": [6.04, 2.0, 0.5, None],
        "riesgo": ["Bajo", "Medio", "Alto", ""],
    }
)


def test_cada_segmento_suma_lo_suyo_y_el_total_es_la_suma() -> None:
    lineas = {linea.nombre: linea for linea in resumir(CARTERA, corte=date(2025, 12, 31)).prevision}
    clave, total = lineas["Clave"], lineas["Total"]

    assert (clave.clientes, clave.clv, clave.compras_esperadas, clave.riesgo_alto) == (2, 399.91, 2.5, 1)
    assert clave.prob_media == pytest.approx(0.3)
    assert (total.clientes, total.clv, total.riesgo_alto) == (3, 1000.01, 1)
    assert total.clv == pytest.approx(sum(linea.clv for nombre, linea in lineas.items() if nombre != "Total"))
    assert clave.cuota_clv == pytest.approx(399.91 / 1000.01)
    assert lineas["Emergente"].clientes == 0


def test_sin_pronostico_no_hay_prevision() -> None:
    assert resumir(CARTERA.drop(columns="compras_esperadas"), corte=date(2025, 12, 31)).prevision == ()
