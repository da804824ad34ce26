"""Filas puntuadas y hojas de clientes de prueba, llenando solo lo que cada prueba dice."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl

from cartera_xl.nucleo.acciones.avisos import ContextoDeAcciones
from cartera_xl.nucleo.acciones.proximas import con_acciones
from cartera_xl.nucleo.contactos import Contacto

CORTE = date(2026, 1, 31)
NUMEROS = (
    "dias_sin_comprar",
    "antiguedad",
    "importe_neto",
    "importe_12m",
    "tendencia",
    "vence",
    "prob_volver",
    "prob_renovacion",
    "importe_contrato",
    "gasto_previsto",
    "clv",
)
TEXTOS = {"estado": "cliente", "segmento": "Clave", "ciclo": "Habitual", "riesgo": "Bajo", "riesgo_motivo": ""}
MOTORES = {"pandas": pd.DataFrame, "polars": pl.DataFrame}


def puntuadas(filas: Sequence[dict[str, Any]], motor: str = "pandas") -> Any:
    """Una fila puntuada por diccionario; lo que no se dice es un Clave habitual sin más datos."""
    columnas: dict[str, list[Any]] = {"fila": list(range(2, len(filas) + 2))}
    columnas["nombre"] = [fila.get("nombre", f"Cliente {i}") for i, fila in enumerate(filas)]
    columnas |= {campo: [fila.get(campo, base) for fila in filas] for campo, base in TEXTOS.items()}
    columnas |= {campo: [float(fila.get(campo, "nan")) for fila in filas] for campo in NUMEROS}
    for campo in ("para_subir", "subir_a", "sugerencia", "cae_a", "fecha_caida"):
        if any(campo in fila for fila in filas):
            columnas[campo] = [fila.get(campo) for fila in filas]
    marco = nw.from_native(MOTORES[motor](columnas))
    return marco.with_columns(nw.col("fecha_caida").cast(nw.Date)) if "fecha_caida" in columnas else marco


def hoja(filas: Sequence[dict[str, Any]], motor: str = "pandas") -> Any:
    """La hoja de clientes: solo tiene las columnas que alguna fila nombra, y su fila."""
    campos = sorted({campo for fila in filas for campo in fila})
    columnas: dict[str, list[Any]] = {"fila": list(range(2, len(filas) + 2))}
    columnas |= {campo: [fila.get(campo) for fila in filas] for campo in campos}
    return nw.from_native(MOTORES[motor](columnas))


def contacto(dia: str, posicion: int = 0, **mas: Any) -> Contacto:
    return Contacto(posicion=posicion, momento=datetime.fromisoformat(dia), **mas)


def accion(fila: dict[str, Any], cliente: dict[str, Any] | None = None, **contexto: Any) -> dict[str, Any]:
    """La acción de una sola fila, como diccionario."""
    clientes = hoja([cliente or {}])
    marco = con_acciones(puntuadas([fila]), ContextoDeAcciones(CORTE, clientes, **contexto))
    return {columna: marco[columna].to_list()[0] for columna in marco.columns}
