"""La muestra de CDNOW de la literatura, como la cuentan los artículos: un día de cliente es una compra."""

import gzip
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_ARCHIVO = Path(__file__).parents[1] / "datos" / "CDNOW_sample.txt.gz"
CALIBRACION = date(1997, 9, 30)

Numeros = NDArray[np.float64]


@cache
def compras_cdnow() -> tuple[NDArray[np.int64], NDArray[np.int64], Numeros]:
    """(cliente de 0 a 2.356, día desde el 1/1/1970, dólares), por cliente y día, con lo del mismo día sumado."""
    with gzip.open(_ARCHIVO, "rt", encoding="ascii") as lineas:
        partes = [linea.split() for linea in lineas]
    _, cliente = np.unique([parte[0] for parte in partes], return_inverse=True)
    fechas = [f"{parte[2][:4]}-{parte[2][4:6]}-{parte[2][6:]}" for parte in partes]
    dia = np.array(fechas, dtype="datetime64[D]").astype(np.int64)
    claves, donde = np.unique(cliente * 100_000 + dia, return_inverse=True)
    dolares = np.bincount(donde, weights=[float(parte[4]) for parte in partes])
    return claves // 100_000, claves % 100_000, dolares


def ternas_cdnow(*, semanas: bool = True, hasta: date = CALIBRACION) -> tuple[Numeros, Numeros, Numeros]:
    """(x, tx, t) de cada cliente, en su orden, con lo ocurrido hasta ese día; en semanas (días/7) o en días."""
    cliente, dia, _ = compras_cdnow()
    corte = _dia(hasta)
    visto = dia <= corte
    _, primeros, cuantas = np.unique(cliente[visto], return_index=True, return_counts=True)
    primero, ultimo = dia[visto][primeros], dia[visto][primeros + cuantas - 1]
    unidad = 7.0 if semanas else 1.0
    return (cuantas - 1).astype(float), (ultimo - primero) / unidad, (corte - primero) / unidad


def compras_despues(*, desde: date = CALIBRACION, semanas: float = 39) -> Numeros:
    """Compras de cada cliente en las `semanas` siguientes a `desde`, ese día sin contar."""
    cliente, dia, _ = compras_cdnow()
    inicio = _dia(desde)
    dentro = (dia > inicio) & (dia <= inicio + 7 * semanas)
    return np.bincount(cliente[dentro], minlength=int(cliente.max()) + 1).astype(float)


def gasto_repetido_cdnow(*, hasta: date = CALIBRACION) -> tuple[Numeros, Numeros]:
    """(compras, gasto medio) de los 946 que repitieron, con sus recompras y sin la primera compra, en dólares.

    Las recompras de importe cero cuentan, como en los artículos.
    """
    cliente, dia, dolares = compras_cdnow()
    recompra = np.ones(len(cliente), dtype=bool)
    recompra[np.unique(cliente, return_index=True)[1]] = False
    recompra &= dia <= _dia(hasta)
    cuantas = np.bincount(cliente[recompra])
    total = np.bincount(cliente[recompra], weights=dolares[recompra])
    repiten = cuantas > 0
    return cuantas[repiten].astype(float), total[repiten] / cuantas[repiten]


def _dia(fecha: date) -> int:
    return (fecha - date(1970, 1, 1)).days
