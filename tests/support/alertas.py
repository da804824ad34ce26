"""Carteras para las pruebas de alertas: de líneas de compra a la tabla puntuada y su contexto."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from cartera_xl.nucleo.alertas.alertar import con_alertas
from cartera_xl.nucleo.alertas.tipos import Alertas, ClaseDeAlerta, ContextoDeAlertas, Recuento
from cartera_xl.nucleo.baremo import Baremo, calibrar
from cartera_xl.nucleo.compras import hechos_de_movimientos, registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.puntuacion import puntuar
from tests.nucleo.fabrica import hechos as hechos_a_mano

CORTE = date(2025, 12, 31)
Linea = tuple[int, date, float]
_MOTORES: Mapping[str, Any] = {"pandas": pd.DataFrame, "polars": pl.DataFrame}


def contexto_de(
    lineas: Sequence[Linea],
    corte: date = CORTE,
    *,
    motor: str = "pandas",
    columnas: Mapping[str, Sequence[Any]] | None = None,
    **mas: Any,
) -> tuple[Any, ContextoDeAlertas]:
    """La tabla puntuada y el contexto; un cliente por clave de las líneas, en las filas 2, 3…

    El baremo es siempre el mismo, sin pronóstico: las alertas de compra solo miran a cada cliente contra sí mismo.

    `columnas` son las de la hoja de clientes; `mas`, campos del contexto.
    """
    marco = _MOTORES[motor]
    clave, dia, importe = zip(*lineas, strict=True)
    fechas = [datetime.combine(d, time()) for d in dia]
    movimientos = nw.from_native(
        marco({"clave": list(clave), "fecha": fechas, "importe": [float(i) for i in importe]}), eager_only=True
    )
    cuantos = max(clave) + 1
    hoja = {"fila": list(range(2, cuantos + 2)), "clave": list(range(cuantos)), **(columnas or {})}
    clientes = nw.from_native(marco(hoja), eager_only=True)
    hechos, _ = hechos_de_movimientos(clientes, movimientos, corte)
    configuracion = mas.pop("configuracion", Configuracion())
    baremo = _baremo()
    campos: dict[str, Any] = {
        "momento": datetime.combine(corte, time(9)),
        "registro": registro_de_movimientos(movimientos, corte),
        "claves": clientes.select("fila", "clave"),
    } | mas
    contexto = ContextoDeAlertas(corte=corte, configuracion=configuracion, baremo=baremo, clientes=clientes, **campos)
    return puntuar(hechos, baremo, configuracion), contexto


@cache
def _baremo() -> Baremo:
    dias = np.arange(1.0, 101.0)
    filas = [{"dias_sin_comprar": d, "compras": d % 20 + 1, "importe_neto": 50 * d} for d in dias.tolist()]
    return calibrar(hechos_a_mano(filas), Configuracion(), CORTE)


def alertas_de(lineas: Sequence[Linea], corte: date = CORTE, **mas: Any) -> Alertas:
    """Las de esa cartera."""
    puntuados, contexto = contexto_de(lineas, corte, **mas)
    return con_alertas(puntuados, contexto)[1]


def de_clase(alertas: Alertas, clase: ClaseDeAlerta) -> dict[int, str]:
    """Posición y texto de las de esa clase."""
    return {alerta.posicion: alerta.texto for alerta in alertas.lista if alerta.clase is clase}


def recuento(alertas: Alertas, clase: ClaseDeAlerta) -> Recuento:
    """El de esa clase."""
    return next(r for r in alertas.recuentos if r.clase is clase)


def compras(clave: int, hasta: date, *, cada: int, veces: int, importe: float = 100.0) -> list[Linea]:
    """Tantas compras, una cada tantos días, la última el día `hasta`."""
    return [(clave, hasta - timedelta(days=cada * i), importe) for i in range(veces)]


def compras_al_azar(
    clientes: int, dias: int, *, semilla: int, forma: float = 1.0, cada: tuple[float, float] = (8.0, 60.0)
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """(clave, día, importe) de clientes que nunca cambian: huecos gamma de esa forma, cada uno con su media.

    Con forma 1 son procesos de Poisson. Los días van de 10.000 a 10.000 + `dias`; los importes, desiguales.
    """
    azar = np.random.default_rng(semilla)
    medias = azar.uniform(*cada, clientes)
    cuantas = int(dias / min(cada) * 2) + 30
    huecos = azar.gamma(forma, 1 / forma, (clientes, cuantas)) * medias[:, None]
    cuando = azar.uniform(0, dias / 4, clientes)[:, None] + np.cumsum(huecos, axis=1)
    clave, sitio = np.nonzero(cuando < dias)
    dia = np.floor(cuando[clave, sitio]).astype(np.int64) + 10_000
    return clave, dia, azar.gamma(2.0, 50.0, len(clave))


def lineas_al_azar(clientes: int, dias: int, *, semilla: int, **mas: Any) -> tuple[list[Linea], date]:
    """Lo mismo como líneas, y el corte: el último día de la ventana."""
    clave, dia, importe = compras_al_azar(clientes, dias, semilla=semilla, **mas)
    epoca = date(1970, 1, 1)
    lineas = [(int(c), epoca + timedelta(days=int(d)), float(i)) for c, d, i in zip(clave, dia, importe, strict=True)]
    return lineas, epoca + timedelta(days=10_000 + dias - 1)
