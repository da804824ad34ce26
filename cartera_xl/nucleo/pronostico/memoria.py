"""Lo que un modelo espera de un cliente activo, guardado por (x, t): lo caro, que no depende de la última compra.

Buscar cuándo cae cada cliente pregunta muchas veces por clientes con las mismas compras y la misma antigüedad. Guarda
los mismos números que se calcularían, así que el resultado no depende de lo que se haya preguntado antes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from cartera_xl.nucleo.modelos.grupos import Numeros
from cartera_xl.nucleo.pronostico.registro import Enteros

_BITS = 31


@runtime_checkable
class ConMemoria(Protocol):
    """Un modelo cuyas compras esperadas son la parte del activo, que solo mira x y t, por la de estarlo."""

    def si_activo(self, p: ArrayLike, x: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas de quien sigue activo, con una dimensión más delante: la de lo que pueda llevar oculto."""

    def mezclar(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, si_activo: Numeros) -> Numeros:
        """Las esperadas, con `si_activo` ya calculado."""


@dataclass(slots=True)
class Memoria:
    """Una columna de números por pareja (x, t) ya vista; vale para un solo ajuste y unos mismos plazos."""

    llaves: Enteros = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    valores: Numeros = field(default_factory=lambda: np.zeros(0))

    def leer(self, x: Numeros, t: Numeros, calcular: Callable[[Numeros, Numeros], Numeros]) -> Numeros:
        """Lo de cada pareja en la última dimensión; `calcular(x, t)` se llama solo con las nuevas, sin repetir."""
        pedidas, donde = np.unique((x.astype(np.int64) << _BITS) | t.astype(np.int64), return_inverse=True)
        nuevas = pedidas[~np.isin(pedidas, self.llaves, assume_unique=True)]
        if len(nuevas):
            suyos = calcular(*(parte.astype(np.float64) for parte in (nuevas >> _BITS, nuevas & ((1 << _BITS) - 1))))
            llaves = np.concatenate([self.llaves, nuevas])
            orden = np.argsort(llaves)
            todos = np.concatenate([self.valores, suyos], axis=-1) if len(self.llaves) else suyos
            self.llaves, self.valores = llaves[orden], todos[..., orden]
        sitio = np.searchsorted(self.llaves, pedidas[donde])
        return np.asarray(np.take(self.valores, sitio, axis=-1))
