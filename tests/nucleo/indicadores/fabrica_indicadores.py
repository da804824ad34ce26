"""Carteras pequeñas para medir: quién compró qué día y por cuánto."""

from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.indicadores.base import Base, base_de, compras_de
from cartera_xl.nucleo.indicadores.dimensiones import Tablas
from cartera_xl.nucleo.pronostico.registro import Registro
from tests.nucleo.fabrica import hechos

CORTE = date(2025, 12, 31)


def registro(compras: list[tuple[int, date, float]], clientes: int) -> Registro:
    """Un día por compra; el neto va en la moneda del libro y lo que no es positivo no cuenta como compra."""
    orden = sorted(compras, key=lambda c: (c[0], c[1]))
    neto = np.array([importe for _, _, importe in orden], dtype=np.float64)
    return Registro(
        np.array([quien for quien, _, _ in orden], dtype=np.int64),
        np.array([numero_de_dia(dia) for _, dia, _ in orden], dtype=np.int64),
        neto,
        neto > 0,
        clientes,
    )


def cartera(
    filas: list[dict[str, Any]],
    compras: list[tuple[int, date, float]] | None = None,
    ajustes: Configuracion | None = None,
) -> tuple[Base, Tablas]:
    """La base y las tablas de una cartera; cada fila lleva sus hechos y lo que diga su ficha, por id de campo."""
    puntuados = hechos(filas)
    de_texto = {"segmento": "", "ciclo": "", "en_riesgo": "", "nombre": None}
    textos = {c: [fila.get(c, vacio) for fila in filas] for c, vacio in de_texto.items()}
    clv = np.array([fila.get("clv", np.nan) for fila in filas], dtype=float)
    columnas = [nw.new_series(c, v, nw.String, backend="pandas") for c, v in textos.items()]
    puntuados = puntuados.with_columns(*columnas, nw.new_series("clv", clv, nw.Float64, backend="pandas"))
    campos = sorted({campo for fila in filas for campo in fila})
    clientes = nw.from_native(pd.DataFrame({c: [fila.get(c) for fila in filas] for c in campos}), eager_only=True)
    claves = None if compras is None else np.arange(len(filas), dtype=np.int64)
    suyas = None if compras is None else compras_de(registro(compras, len(filas)), claves)
    base = base_de(puntuados, clientes, suyas, ajustes or Configuracion(), CORTE)
    return base, Tablas(puntuados, clientes, None, claves, "ES")
