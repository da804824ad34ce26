"""Las regiones dan el mismo segmento que pasar la fila por las reglas, con sus bordes incluidos o no."""

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from cartera_xl.nucleo.cambio.regiones import ORDEN, TEXTOS, Regiones
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, REGLAS_POR_DEFECTO, Intervalo, Regla, Segmento
from cartera_xl.nucleo.segmentos import con_segmento
from tests.support.cambios import RARAS

MUCHAS = tuple(
    Regla(
        f"r{i}",
        list(Segmento)[i % 4],
        i + 1,
        {
            eje: Intervalo(
                float(7 * i % 50), float(7 * i % 50 + 30), desde_incluido=i % 2 == 0, hasta_incluido=i % 3 == 0
            )
            for eje in ("valor", "constancia", "actividad", "potencial")
        },
    )
    for i in range(12)
)
"""Tantas combinaciones que no caben en una tabla hecha de antemano; y hay huecos."""


def _filas(cuantas: int = 600) -> pd.DataFrame:
    azar = np.random.default_rng(8)
    bordes = [0, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 100, 99_999, 100_000, 100_001, 150_000]
    todos = np.array([*bordes, *np.nextafter(bordes, 1e9), *np.nextafter(bordes, -1e9), np.nan])
    columnas = {eje: azar.choice(todos, cuantas) for eje in EJES_NUMERICOS}
    return pd.DataFrame(columnas | {eje: azar.choice(valores, cuantas) for eje, valores in TEXTOS.items()})


@pytest.mark.parametrize("reglas", [REGLAS_POR_DEFECTO, RARAS, MUCHAS], ids=["de partida", "raras", "muchas"])
def test_el_rango_de_la_region_es_el_de_la_fila(reglas) -> None:
    filas = _filas()
    regiones = Regiones.de(reglas, "pandas")
    columnas = {eje: filas[eje].to_numpy() for eje in EJES_NUMERICOS}
    columnas |= {eje: np.array([valores.index(v) for v in filas[eje]]) for eje, valores in TEXTOS.items()}
    segmentos = con_segmento(nw.from_native(filas), reglas)["segmento"].to_list()

    rangos = regiones.rangos(regiones.codigo(columnas))
    assert [ORDEN[rango] for rango in rangos] == segmentos
    assert (regiones.rangos(regiones.codigo(columnas)) == rangos).all()
    assert regiones.usa("nucleo") == (reglas is RARAS)


def test_de_una_region_a_otra_estan_todas_las_de_en_medio() -> None:
    regiones = Regiones.de(REGLAS_POR_DEFECTO, "pandas")
    base = {"importe_contrato": np.array([np.nan, np.nan]), "constancia": np.array([10.0, 10.0])}
    uno, otro = regiones.codigo(base | {"valor": np.array([10.0, 90.0]), "potencial": np.array([55.0, 70.0])}).tolist()

    entre = regiones.entre(uno, otro, ("valor", "potencial", "nucleo"))
    assert len(set(entre.tolist())) == 3 * 2
    assert {uno, otro} <= set(entre.tolist())
