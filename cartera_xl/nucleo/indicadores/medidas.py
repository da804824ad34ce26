"""Las cuentas de cada indicador, por grupos: entra una base repartida y sale un número por grupo.

Una proporción lleva cuántos la sostienen y su margen del 95 %: el intervalo de Wilson (1927), que no se sale de 0 a 1
ni se queda en un punto con pocos casos. Fuente: Wilson, «Probable inference», JASA 22, 209-212; recomendado frente al
de Wald por Brown, Cai y DasGupta (2001), Statistical Science 16(2).
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.indicadores.base import Enteros
from cartera_xl.nucleo.indicadores.dimensiones import Reparto

Z_95 = 1.959963984540054
"""Cuantil 0,975 de la normal."""


@dataclass(frozen=True, slots=True)
class Cuenta:
    """Un indicador en cada grupo; NaN donde no se puede saber y `falta` dice por qué en todos.

    `n` son los casos en que se apoya; `desde` y `hasta`, su margen del 95 %, si es una proporción.
    """

    valor: Numeros
    n: Numeros | None = None
    desde: Numeros | None = None
    hasta: Numeros | None = None
    falta: str = ""


def sumar(reparto: Reparto, valores: Numeros | Enteros | Marca) -> Numeros:
    """Suma de una columna en cada grupo; los enteros se suman sin redondeo."""
    suma = np.zeros(len(reparto.nombres), dtype=np.int64 if valores.dtype.kind in "bi" else np.float64)
    np.add.at(suma, reparto.codigos, valores.astype(suma.dtype))
    return suma.astype(np.float64)


def dinero(reparto: Reparto, centimos: Enteros) -> Cuenta:
    """Céntimos sumados por grupo, en la moneda del libro."""
    return Cuenta(sumar(reparto, centimos) / 100)


def cuantos(reparto: Reparto, marca: Marca) -> Cuenta:
    """Cuántas posiciones de cada grupo están marcadas."""
    return Cuenta(sumar(reparto, marca))


def entre(arriba: Numeros, abajo: Numeros) -> Numeros:
    """El cociente donde se puede hacer; NaN donde el divisor no es positivo."""
    return np.where(abajo > 0, arriba / np.where(abajo > 0, abajo, 1.0), np.nan)


def media(reparto: Reparto, valores: Numeros) -> Cuenta:
    """Media de los que constan en cada grupo."""
    presente = ~np.isnan(valores)
    n = sumar(reparto, presente)
    return Cuenta(entre(sumar(reparto, np.where(presente, valores, 0.0)), n), n)


def proporcion(reparto: Reparto, cumplen: Marca, base: Marca) -> Cuenta:
    """Parte de los de `base` que además cumplen, con su margen."""
    casos, n = sumar(reparto, cumplen & base), sumar(reparto, base)
    desde, hasta = wilson(casos, n)
    return Cuenta(entre(casos, n), n, desde, hasta)


def complementaria(cuenta: Cuenta) -> Cuenta:
    """Uno menos la proporción, con el margen dado la vuelta."""
    desde = None if cuenta.hasta is None else 1 - cuenta.hasta
    hasta = None if cuenta.desde is None else 1 - cuenta.desde
    return Cuenta(1 - cuenta.valor, cuenta.n, desde, hasta, cuenta.falta)


def wilson(casos: Numeros, n: Numeros) -> tuple[Numeros, Numeros]:
    """Bordes del intervalo de Wilson del 95 %; NaN sin casos.

    >>> [round(float(borde[0]), 4) for borde in wilson(np.array([8.0]), np.array([10.0]))]
    [0.4902, 0.9433]
    """
    base = np.where(n > 0, n, np.nan)
    parte, z2 = casos / base, Z_95**2
    centro = (parte + z2 / (2 * base)) / (1 + z2 / base)
    ancho = Z_95 * np.sqrt(parte * (1 - parte) / base + z2 / (4 * base**2)) / (1 + z2 / base)
    return np.clip(centro - ancho, 0.0, 1.0), np.clip(centro + ancho, 0.0, 1.0)
