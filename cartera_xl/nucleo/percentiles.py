"""Percentiles de rango medio, guardados en una tabla pequeña y leídos por interpolación.

Percentil de un valor entre n: p = 100 (rango medio − 0,5)/n, que es la parte de los n que queda por debajo más la
mitad de los que lo igualan. Valores iguales tienen percentiles iguales y el orden de las filas no cuenta. En
los días sin comprar, menos es mejor y la tabla baja: p = 100 − p.

La tabla tiene un nudo (valor, p) por cada valor distinto si hay 60 o menos; si hay más, uno cada 2 % y, a cada
lado de los cuatro bordes del 20 %, el último valor de fuera y el primero de dentro. Así ningún valor observado
cambia de banda al interpolar. Fuera de los extremos, p se queda en el del extremo.
Fuente: definición 3 de la casa.
"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.expresiones import Marco, redondear

BORDES = (20.0, 40.0, 60.0, 80.0)
DECIMALES_P = 6
_MAXIMO_DE_DISTINTOS = 60
_PASO = 2.0
_DECIMALES_DE_PARTE = 12


@dataclass(frozen=True, slots=True)
class TablaPercentiles:
    """Nudos de una variable: `valores` crecientes y su `p`, creciente o, si menos es mejor, decreciente."""

    valores: tuple[float, ...] = ()
    p: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if len(self.valores) != len(self.p):
            raise ValueError("cada nudo es un valor y su percentil")
        if any(b <= a for a, b in zip(self.valores, self.valores[1:], strict=False)):
            raise ValueError(f"valores desordenados o repetidos: {self.valores}")
        pasos = [b - a for a, b in zip(self.p, self.p[1:], strict=False)]
        if any(paso < 0 for paso in pasos) and any(paso > 0 for paso in pasos):
            raise ValueError(f"percentiles que suben y bajan: {self.p}")

    def __bool__(self) -> bool:
        return bool(self.valores)

    @property
    def pendientes(self) -> tuple[float, ...]:
        """Lo que cambia p por unidad en cada tramo."""
        pares = zip(self.valores, self.valores[1:], self.p, self.p[1:], strict=False)
        return tuple((q1 - q0) / (v1 - v0) for v0, v1, q0, q1 in pares)


def rango_medio(valores: NDArray[Any], *, menos_es_mejor: bool = False) -> tuple[NDArray[Any], NDArray[Any]]:
    """Valores distintos, en orden, y el percentil de cada uno; los NaN no cuentan."""
    distintos, cuantos = np.unique(valores[~np.isnan(valores)], return_counts=True)
    por_debajo = np.cumsum(cuantos) - cuantos
    dobles = 2 * por_debajo + cuantos
    total = int(cuantos.sum())
    p = 50.0 * (2 * total - dobles if menos_es_mejor else dobles) / max(total, 1)
    return distintos, np.round(p, DECIMALES_P)


def tabla_de(valores: NDArray[Any], *, menos_es_mejor: bool = False) -> TablaPercentiles:
    """La tabla de una columna; vacía si la columna no tiene ningún dato."""
    distintos, p = rango_medio(valores, menos_es_mejor=menos_es_mejor)
    if len(distintos) > _MAXIMO_DE_DISTINTOS:
        elegidos = _nudos(p[::-1] if menos_es_mejor else p)
        if menos_es_mejor:
            elegidos = len(p) - 1 - elegidos[::-1]
        distintos, p = distintos[elegidos], p[elegidos]
    return TablaPercentiles(tuple(map(float, distintos)), tuple(map(float, p)))


def _nudos(p: NDArray[Any]) -> NDArray[Any]:
    """Posiciones de los nudos en un `p` creciente: extremos, cada 2 % y los dos lados de cada borde."""
    ultimo = len(p) - 1
    rejilla = np.searchsorted(p, np.arange(_PASO, 100.0, _PASO), side="left")
    dentro = np.searchsorted(p, BORDES, side="left")
    elegidos = np.concatenate([[0, ultimo], rejilla, dentro, dentro - 1])
    return np.unique(np.clip(elegidos, 0, ultimo))


def con_percentil(marco: Marco, columna: str, tabla: TablaPercentiles, nombre: str) -> Marco:
    """Añade `nombre`: el percentil de `columna` (float64, nulo sin dato) según `tabla`; nulo si la tabla está vacía.

    En memoria se calcula con numpy y en un marco perezoso con la expresión: la misma cuenta, el mismo resultado.
    Un marco de pandas ha de llegar con el índice por defecto.
    """
    if not tabla:
        return marco.with_columns(nw.lit(None, dtype=nw.Float64).alias(nombre))
    if isinstance(marco, nw.LazyFrame):
        return marco.with_columns(percentil(columna, tabla).alias(nombre))
    p = percentiles(marco[columna].to_numpy(), tabla)
    serie = nw.new_series(nombre, p, nw.Float64, backend=marco.implementation)
    return marco.with_columns(serie.fill_nan(None))


def percentiles(valores: NDArray[Any], tabla: TablaPercentiles) -> NDArray[Any]:
    """El percentil de cada valor, con numpy; NaN si no hay dato o la tabla está vacía."""
    if not tabla:
        return np.full(len(valores), np.nan)
    x, p = np.array(tabla.valores), np.array(tabla.p)
    if len(x) == 1:
        return np.where(np.isnan(valores), np.nan, p[0])
    dentro = np.clip(valores, x[0], x[-1])
    tramo = np.clip(np.searchsorted(x, dentro, side="right") - 1, 0, len(x) - 2)
    crudo = p[tramo] + np.array(tabla.pendientes)[tramo] * (dentro - x[tramo])
    escala = 10.0**DECIMALES_P
    resultado: NDArray[Any] = np.floor(crudo * escala + 0.5) / escala
    return resultado


def percentil(columna: str, tabla: TablaPercentiles) -> nw.Expr:
    """La misma cuenta en una expresión: un árbol equilibrado de condiciones, un tramo en cada hoja."""
    valor = nw.col(columna)
    if len(tabla.valores) == 1:
        return nw.when(~valor.is_null()).then(nw.lit(tabla.p[0]))
    dentro = valor.clip(tabla.valores[0], tabla.valores[-1])
    return redondear(_arbol(dentro, tabla, 0, len(tabla.pendientes)), DECIMALES_P)


def _arbol(valor: nw.Expr, tabla: TablaPercentiles, desde: int, hasta: int) -> nw.Expr:
    if hasta - desde == 1:
        pendiente = tabla.pendientes[desde]
        return (valor - tabla.valores[desde]) * pendiente + tabla.p[desde]
    medio = (desde + hasta) // 2
    izquierda, derecha = _arbol(valor, tabla, desde, medio), _arbol(valor, tabla, medio, hasta)
    return nw.when(valor < tabla.valores[medio]).then(izquierda).otherwise(derecha)


@dataclass(frozen=True, slots=True)
class Cortes:
    """Lo que hay que alcanzar para tener 2, 3, 4 y 5 puntos, en ese orden; infinito = esa nota no se da.

    Si `menos_es_mejor`, se alcanza por debajo. `incluido` dice si el valor igual al corte ya tiene la nota mejor.
    """

    valores: tuple[float, float, float, float]
    menos_es_mejor: bool = False
    incluido: bool = True

    def __post_init__(self) -> None:
        orden = sorted(self.valores, reverse=self.menos_es_mejor)
        if list(self.valores) != orden:
            raise ValueError(f"cortes desordenados: {self.valores}")

    def expresion(self, columna: str) -> nw.Expr:
        """Los puntos de la columna, de 1 a 5, como float64; nulo sin dato.

        >>> import pandas as pd
        >>> tabla = nw.from_native(pd.DataFrame({"compras": [1.0, 2.0, 9.0]}))
        >>> tabla.select(Cortes((2, 4, 6, 8)).expresion("compras"))["compras"].to_list()
        [1.0, 2.0, 5.0]
        """
        valor = nw.col(columna)
        suma = nw.lit(1.0)
        for corte in self.valores:
            suma = suma + self._alcanza(valor, corte).cast(nw.Float64)
        return nw.when(~valor.is_null()).then(suma).alias(columna)

    def _alcanza(self, valor: nw.Expr, corte: float) -> nw.Expr:
        if self.menos_es_mejor:
            return valor <= corte if self.incluido else valor < corte
        return valor >= corte if self.incluido else valor > corte

    def reparto(self, valores: NDArray[Any]) -> tuple[float, ...]:
        """Qué parte de los valores con dato saca cada nota, de 1 a 5; ceros si no hay ninguno.

        Con pocos valores distintos hay notas que no saca nadie. Redondeado a lo que conserva cualquier programa que
        guarde el libro.
        """
        notas = self.notas(valores[~np.isnan(valores)])
        return tuple(
            round(float((notas == nota).sum()) / max(len(notas), 1), _DECIMALES_DE_PARTE) for nota in range(1, 6)
        )

    def notas(self, valores: NDArray[Any]) -> NDArray[Any]:
        """Los puntos con numpy; NaN sin dato."""
        notas = np.where(np.isnan(valores), np.nan, 1.0)
        for corte in self.valores:
            if self.menos_es_mejor:
                notas += valores <= corte if self.incluido else valores < corte
            else:
                notas += valores >= corte if self.incluido else valores > corte
        return notas


def con_puntos(marco: Marco, columna: str, cortes: Cortes | None, nombre: str) -> Marco:
    """Añade `nombre`: los puntos de `columna`, de 1 a 5, float64; nulo sin dato o sin cortes. En memoria, con numpy."""
    if cortes is None:
        return marco.with_columns(nw.lit(None, dtype=nw.Float64).alias(nombre))
    if isinstance(marco, nw.LazyFrame):
        return marco.with_columns(cortes.expresion(columna).alias(nombre))
    serie = nw.new_series(nombre, cortes.notas(marco[columna].to_numpy()), nw.Float64, backend=marco.implementation)
    return marco.with_columns(serie.fill_nan(None))
