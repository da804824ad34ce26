"""Piezas de expresión que comparten los cálculos por filas.

Lo que se escribe aquí da el mismo resultado en todos los motores, bit a bit. En un marco en memoria, elegir un
texto entre muchos o leer una tabla de percentiles se hace con numpy, varias veces más deprisa que con la expresión;
en uno perezoso (DuckDB, Spark) va la expresión.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any, TypeVar

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

Marco = TypeVar("Marco", nw.DataFrame[Any], nw.LazyFrame[Any])
Caso = tuple[nw.Expr, str]


def redondear(expresion: nw.Expr, decimales: int) -> nw.Expr:
    """Redondeo con el medio hacia arriba (hacia +infinito) en todos los motores.

    El segundo redondeo no decide nada: quita la última cifra binaria, que cambia según el motor divida o
    multiplique por el inverso.
    """
    escala = float(10**decimales)
    return ((expresion * escala + 0.5).floor() / escala).round(decimales)


def numeros_redondeados(valores: NDArray[np.float64], decimales: int) -> NDArray[np.float64]:
    """Lo mismo que `redondear`, en memoria."""
    escala = float(10**decimales)
    return np.round(np.floor(valores * escala + 0.5) / escala, decimales)


def todas(condiciones: Sequence[nw.Expr]) -> nw.Expr:
    """Cierto si se cumplen todas; al menos una."""
    return reduce(lambda una, otra: una & otra, condiciones)


def alguna(condiciones: Sequence[nw.Expr]) -> nw.Expr:
    """Cierto si se cumple alguna; al menos una."""
    return reduce(lambda una, otra: una | otra, condiciones)


def con_texto(marco: Marco, nombre: str, casos: Sequence[Caso], resto: str) -> Marco:
    """Añade `nombre`: el texto del primer caso que se cumple, o `resto`; una condición nula no se cumple."""
    if isinstance(marco, nw.LazyFrame):
        return marco.with_columns(_eleccion(casos, resto).alias(nombre))
    condiciones = marco.select(condicion.fill_null(False).alias(str(i)) for i, (condicion, _) in enumerate(casos))
    codigos = np.full(len(marco), len(casos))
    for i in reversed(range(len(casos))):
        codigos[condiciones[str(i)].to_numpy()] = i
    textos = [texto for _, texto in casos] + [resto]
    serie = nw.new_series(nombre, textos, nw.String, backend=marco.implementation)[codigos]
    return marco.with_columns(nw.maybe_reset_index(serie))


def _eleccion(casos: Sequence[Caso], resto: str) -> nw.Expr:
    expresion: nw.Expr = nw.lit(resto)
    for condicion, texto in reversed(casos):
        expresion = nw.when(condicion).then(nw.lit(texto)).otherwise(expresion)
    return expresion
