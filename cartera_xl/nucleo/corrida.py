"""Una ejecución que cambió un libro: lo que había antes y lo que quedó, para poder deshacerla.

Las filas se reconocen por su huella (un resumen de sus identificadores, que no permite leerlos), no por su
número: la persona puede ordenar la hoja entre la ejecución y el deshacer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida

if TYPE_CHECKING:
    from cartera_xl.nucleo.causas.foto import Foto

Huellas = NDArray[np.uint64]


class Accion(StrEnum):
    """Qué hizo la ejecución."""

    RECALCULAR = "recalcular"
    DESHACER = "deshacer"
    ESCRIBIR_HOJA = "escribir hoja"
    OLVIDAR = "olvidar"


@dataclass(frozen=True, slots=True)
class ColumnaCorrida:
    """Una columna que la ejecución escribió; `antes` y `despues` van fila a fila con las huellas."""

    id: str
    titulo: str
    creada: bool
    antes: ColumnaLeida
    despues: ColumnaLeida


@dataclass(frozen=True, slots=True)
class HojaCorrida:
    """Celdas que la ejecución cambió en una hoja propia; claves (fila, columna) desde 1."""

    nombre: str
    creada: bool
    antes: Mapping[tuple[int, int], Celda]
    despues: Mapping[tuple[int, int], Celda]


@dataclass(frozen=True, slots=True)
class Corrida:
    """Todo lo que hace falta para deshacer una ejecución.

    `campos` son los campos con que se hizo la huella de cada fila; al deshacer se usan los mismos. `foto` solo hace
    falta al guardarla, para que la siguiente sepa por qué ha cambiado cada cliente; al leerla se pide aparte.
    """

    libro: str
    id: str
    momento: datetime
    usuario: str
    accion: Accion
    hoja: str
    campos: tuple[str, ...]
    huellas: Huellas
    columnas: tuple[ColumnaCorrida, ...] = ()
    hojas: tuple[HojaCorrida, ...] = ()
    deshecha: datetime | None = None
    cifras: Mapping[str, int | float | str] = field(default_factory=dict)
    foto: "Foto | None" = None


def huellas_de_fila(columnas: Sequence[ColumnaLeida], sal: str) -> Huellas:
    """Huella de 64 bits de cada fila; `sal` (el identificador del libro) impide reconocer al cliente por ella.

    Dos filas con los mismos identificadores llevan la misma huella: se distinguen por su orden de aparición
    (`emparejar_filas`).
    """
    clave = sal.encode()[:64]
    textos = [[v.strip() if v.__class__ is str else _texto(v) for v in columna.tolist()] for columna in columnas]
    filas = textos[0] if len(textos) == 1 else map("\x1f".join, zip(*textos, strict=True))
    resumenes = [blake2b(f.encode("utf-8", "surrogatepass"), digest_size=8, key=clave).digest() for f in filas]
    return np.frombuffer(b"".join(resumenes), dtype=np.uint64)


def emparejar_filas(antes: Huellas, ahora: Huellas) -> NDArray[np.int64]:
    """Para cada fila de `ahora`, su posición en `antes`, o -1 si entonces no estaba.

    La enésima fila con una huella se corresponde con la enésima de entonces con la misma.
    """
    if antes.shape == ahora.shape and bool((antes == ahora).all()):
        return np.arange(len(ahora), dtype=np.int64)
    sitios: dict[int, list[int]] = {}
    for posicion in range(len(antes) - 1, -1, -1):
        sitios.setdefault(int(antes[posicion]), []).append(posicion)
    vacio: list[int] = []
    hallados = [(sitios.get(huella) or vacio) for huella in ahora.tolist()]
    return np.fromiter((lista.pop() if lista else -1 for lista in hallados), dtype=np.int64, count=len(ahora))


def _texto(valor: object) -> str:
    if isinstance(valor, float) and valor.is_integer():
        return str(int(valor))
    return "" if valor is None or valor != valor else str(valor)
