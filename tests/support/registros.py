"""Registros de compras para las pruebas: a mano, de CDNOW y simulados con semilla."""

import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.pronostico.registro import Registro
from tests.support.cdnow import compras_cdnow

FIN_DE_CALIBRACION = (date(1997, 9, 30) - date(1970, 1, 1)).days
FIN_DE_CDNOW = (date(1998, 6, 30) - date(1970, 1, 1)).days


def registro_de(lineas: Sequence[tuple[int, int, float]]) -> Registro:
    """De (cliente, día, neto), en cualquier orden; lo del mismo día se suma y un día no positivo no es compra."""
    if not lineas:
        vacio = np.zeros(0, dtype=np.int64)
        return Registro(vacio, vacio, np.zeros(0), np.zeros(0, dtype=bool), 0)
    clientes, dias, netos = (np.array(columna) for columna in zip(*lineas, strict=True))
    return registro_de_columnas(clientes, dias, netos.astype(float))


def registro_de_columnas(clientes: NDArray[np.int64], dias: NDArray[np.int64], netos: NDArray[np.float64]) -> Registro:
    """Lo mismo desde columnas; todo cliente de 0 al mayor tiene su clave."""
    juntos, donde = np.unique((clientes.astype(np.int64) << 22) + dias, return_inverse=True)
    neto = np.bincount(donde, weights=netos)
    claves = int(clientes.max(initial=-1)) + 1
    return Registro(juntos >> 22, juntos & ((1 << 22) - 1), neto, neto > 0, claves)


def registro_cdnow() -> Registro:
    """La muestra de CDNOW: los días de importe cero también son compra, como en los artículos."""
    cliente, dia, dolares = compras_cdnow()
    return Registro(cliente, dia, dolares, np.ones(len(dia), dtype=bool), int(cliente.max()) + 1)


def registro_cdnow_entero() -> Registro:
    """Los 23.570 clientes de CDNOW; los días de importe cero también son compra."""
    archivo = Path(__file__).parents[1] / "datos" / "CDNOW_master.txt.gz"
    with gzip.open(archivo, "rt", encoding="ascii") as lineas:
        partes = [linea.split() for linea in lineas if linea.split()[0].isdigit()]
    _, cliente = np.unique([parte[0] for parte in partes], return_inverse=True)
    fechas = [f"{parte[1][:4]}-{parte[1][4:6]}-{parte[1][6:]}" for parte in partes]
    dia = np.array(fechas, dtype="datetime64[D]").astype(np.int64)
    registro = registro_de_columnas(cliente, dia, np.array([float(parte[3]) for parte in partes]))
    return replace(registro, compra=np.ones(len(registro.dia), dtype=bool))


def registro_pareto(
    clientes: int, dias: int, *, semilla: int, parametros: tuple[float, float, float, float] = (0.8, 40.0, 0.6, 300.0)
) -> Registro:
    """Clientes que llegan en la primera mitad y compran como dice Pareto/NBD (r, alpha, s, beta, en días)."""
    azar = np.random.default_rng(semilla)
    r, alpha, s, beta = parametros
    inicio = azar.integers(0, dias // 2, clientes)
    ritmo = azar.gamma(r, 1 / alpha, clientes)
    fin = np.minimum(inicio + azar.exponential(1, clientes) / azar.gamma(s, 1 / beta, clientes), dias)
    compras = azar.poisson(ritmo * (fin - inicio))
    cliente = np.concatenate([np.arange(clientes), np.repeat(np.arange(clientes), compras)])
    cuando = np.concatenate(
        [inicio, inicio.repeat(compras) + azar.random(compras.sum()) * (fin - inicio).repeat(compras)]
    )
    importe = azar.gamma(6, 5, len(cliente)) * azar.gamma(4, 0.25, clientes)[cliente]
    return registro_de_columnas(cliente, np.ceil(cuando).astype(np.int64) + 10_000, importe)


def registro_estacional(clientes: int, cursos: int, *, semilla: int) -> Registro:
    """Clientes de temporada: cada uno compra en sus propias semanas del año, casi tantas veces como el año anterior.

    Entre temporada y temporada no vienen y su nivel cambia despacio: los modelos, que suponen un ritmo parejo y de
    siempre, toman la espera por abandono; contar lo del último año acierta.
    """
    azar = np.random.default_rng(semilla)
    centro = azar.integers(0, 365, clientes)
    veces = 2 + azar.poisson(azar.gamma(2.0, 2.0, clientes))
    cliente, cuando = [], []
    for curso in range(cursos):
        quien = np.repeat(np.arange(clientes), veces)
        cliente.append(quien)
        cuando.append(curso * 365 + centro[quien] + azar.integers(0, 60, len(quien)))
        veces = np.maximum(veces + azar.integers(-2, 3, clientes), 0)
    todos, dias = np.concatenate(cliente), np.concatenate(cuando)
    return registro_de_columnas(todos, dias + 10_000, azar.gamma(6, 5, len(todos)))
