"""Estadísticos suficientes de los modelos de compra, con los clientes iguales juntados.

Notación de la literatura: x, recompras; t_x (aquí `tx`), edad en la última compra; T (aquí `t`), antigüedad. Las tres
en la unidad de tiempo de quien llama (días, semanas o meses): los modelos no saben cuál es.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numeros: TypeAlias = NDArray[np.float64]
Posiciones: TypeAlias = NDArray[np.intp]

_MAXIMO_EMPAQUETABLE = 2**21
"""Tres enteros menores que esto caben en uno de 63 bits, y ordenar uno es varias veces más rápido que ordenar tres."""


@dataclass(frozen=True, slots=True)
class Distintos:
    """Los valores distintos de una columna y dónde cae cada fila: columna = valores[donde].

    Lo caro (log, gammaln, digamma) se calcula una vez por valor distinto y no por fila.
    """

    valores: Numeros
    donde: Posiciones

    @classmethod
    def de(cls, columna: Numeros) -> "Distintos":
        """Los de una columna sin NaN."""
        valores, donde = np.unique(columna, return_inverse=True)
        return cls(valores, donde)


@dataclass(frozen=True, slots=True)
class Grupos:
    """Ternas (x, tx, t) distintas y cuántos clientes tiene cada una.

    0 <= tx <= t; x entero no negativo; tx = 0 si y solo si x = 0. `t` = 0 (cliente nuevo el mismo día del corte) es
    válido y no aporta nada a la verosimilitud.
    """

    x: Numeros
    tx: Numeros
    t: Numeros
    n: Numeros
    x_distintos: Distintos
    tx_distintos: Distintos
    t_distintos: Distintos

    @classmethod
    def de(cls, x: ArrayLike, tx: ArrayLike, t: ArrayLike, n: ArrayLike | None = None) -> "Grupos":
        """Los grupos de unas ternas ya distintas (o sin juntar); `n` = 1 en todas si no se da."""
        equis, edad, antiguedad = (np.asarray(columna, dtype=np.float64) for columna in (x, tx, t))
        cuantos = np.ones(len(equis)) if n is None else np.asarray(n, dtype=np.float64)
        _exigir_posibles(equis, edad, antiguedad)
        distintos = Distintos.de(equis), Distintos.de(edad), Distintos.de(antiguedad)
        return cls(equis, edad, antiguedad, cuantos, *distintos)

    @property
    def clientes(self) -> float:
        return float(self.n.sum())

    @property
    def t_media(self) -> float:
        """Antigüedad media por cliente; 1 si no hay clientes o todos son de hoy, para poder dividir por ella."""
        media = float(self.n @ self.t) / max(self.clientes, 1.0)
        return media if media > 0 else 1.0

    def __len__(self) -> int:
        return len(self.x)


def agrupar(x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> tuple[Grupos, Posiciones]:
    """Junta los clientes iguales; devuelve también el grupo de cada cliente: columna de cliente = grupo[posiciones]."""
    ternas, donde = ternas_distintas(x, tx, t)
    return Grupos.de(*ternas, np.bincount(donde, minlength=len(ternas[0]))), donde


def ternas_distintas(x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> tuple[tuple[Numeros, Numeros, Numeros], Posiciones]:
    """Las columnas de las ternas distintas y cuál es cada cliente; para predecir no hace falta más."""
    columnas = [np.asarray(columna, dtype=np.float64) for columna in (x, tx, t)]
    clave = _clave_entera(columnas)
    if clave is None:
        filas, donde = np.unique(np.column_stack(columnas), axis=0, return_inverse=True)
        equis, edad, antiguedad = (np.ascontiguousarray(filas[:, i]) for i in range(3))
        return (equis, edad, antiguedad), donde.reshape(-1)
    claves, donde = np.unique(clave, return_inverse=True)
    cualquiera = np.empty(len(claves), dtype=np.intp)
    cualquiera[donde] = np.arange(len(donde))
    equis, edad, antiguedad = (columna[cualquiera] for columna in columnas)
    return (equis, edad, antiguedad), donde.reshape(-1)


def _clave_entera(columnas: Sequence[Numeros]) -> NDArray[np.int64] | None:
    """Las tres columnas en un solo entero que conserva su orden; `None` si no caben."""
    enteras = [_enteros_en_orden(columna) for columna in columnas]
    if any(entera.max(initial=0) >= _MAXIMO_EMPAQUETABLE for entera in enteras):
        return None
    return (enteras[0] << 42) | (enteras[1] << 21) | enteras[2]


def _enteros_en_orden(columna: Numeros) -> NDArray[np.int64]:
    """La propia columna si es entera y, si no (semanas, meses), el puesto de cada valor entre los distintos."""
    entera = columna.astype(np.int64)
    if np.array_equal(entera, columna) and entera.max(initial=0) < _MAXIMO_EMPAQUETABLE:
        return entera
    return np.unique(columna, return_inverse=True)[1].astype(np.int64)


def _exigir_posibles(x: Numeros, tx: Numeros, t: Numeros) -> None:
    """`ValueError` si alguna terna no puede ser: es un defecto de quien llama, no un dato malo de la persona."""
    posibles = (x >= 0) & (tx >= 0) & (tx <= t) & ((x > 0) == (tx > 0)) & np.isfinite(t)
    if not posibles.all():
        i = int(np.flatnonzero(~posibles)[0])
        raise ValueError(f"terna imposible: x={x[i]:g}, tx={tx[i]:g}, t={t[i]:g}")
