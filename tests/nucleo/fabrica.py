"""Hechos de prueba: marcos con todas las columnas, llenando solo lo que cada prueba dice."""

from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.hechos import COLUMNAS_DE_HECHOS

CORTE = date(2025, 12, 31)
PAUSADO = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Para propiedades que puntúan de verdad: pocos ejemplos, y el reloj de una máquina ocupada no decide."""
RAPIDO = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MOTORES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "perezoso": pl.LazyFrame}


def hechos(filas: list[dict[str, Any]], motor: str = "pandas") -> Any:
    """Un marco de Narwhals con una fila por diccionario; lo que no se dice, sin dato; estado, «cliente»."""
    columnas: dict[str, Any] = {
        "fila": list(range(2, len(filas) + 2)),
        "estado": [fila.get("estado", "cliente") for fila in filas],
        "categoria_principal": [fila.get("categoria_principal", "") for fila in filas],
    }
    for columna in (c for c in COLUMNAS_DE_HECHOS if c not in columnas):
        columnas[columna] = np.array([np.nan if (v := fila.get(columna)) is None else v for fila in filas], dtype=float)
    return nw.from_native(MOTORES[motor](columnas))


def listas(marco: Any) -> dict[str, list[Any]]:
    """Las columnas como listas de Python, con `None` donde no hay dato."""
    tabla = marco.collect() if isinstance(marco, nw.LazyFrame) else marco
    return {c: [None if v != v else v for v in tabla[c].to_list()] for c in tabla.columns}


def cliente(dias: float | None = 30, compras: float | None = 5, neto: float | None = 100, **mas: Any) -> dict[str, Any]:
    """Un cliente con lo justo para puntuar."""
    recompras = None if compras is None else max(compras - 1, 0)
    base = {"dias_sin_comprar": dias, "compras": compras, "recompras": recompras, "importe_neto": neto}
    return base | {"antiguedad": None if dias is None else dias + 400} | mas


def potencial(gasto: float | None = None, encaje: float | None = None, **mas: Any) -> dict[str, Any]:
    """Un potencial: todavía no ha comprado."""
    return {"estado": "potencial", "compras": 0, "gasto_previsto": gasto, "encaje": encaje} | mas


def quiza(valores: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | valores


IMPORTES = st.integers(-20_000, 500_000).map(lambda centimos: centimos / 100)
CLIENTES = st.fixed_dictionaries(
    {
        "dias_sin_comprar": quiza(st.integers(0, 1500)),
        "compras": quiza(st.integers(0, 12)),
        "importe_neto": quiza(IMPORTES),
        "antiguedad": quiza(st.integers(0, 3000)),
        "ritmo": quiza(st.integers(1, 200)),
        "tendencia": quiza(st.floats(-1, 5, allow_nan=False)),
        "potencial_dado": quiza(st.integers(0, 100)),
        "importe_contrato": quiza(st.sampled_from([0, 99_000, 100_000, 100_001, 500_000])),
        "importe_12m": quiza(IMPORTES),
    }
)
POTENCIALES = st.fixed_dictionaries(
    {
        "estado": st.just("potencial"),
        "compras": st.just(0),
        "gasto_previsto": quiza(IMPORTES),
        "encaje": quiza(st.integers(0, 100)),
        "potencial_dado": quiza(st.integers(0, 100)),
    }
)
CARTERAS = st.lists(CLIENTES | POTENCIALES, min_size=1, max_size=25)
