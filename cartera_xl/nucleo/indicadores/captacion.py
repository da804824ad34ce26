"""Lo que cuesta captar: cada línea de gasto se reparte entre los clientes nuevos que casan con ella.

Un cliente casa con una línea si su medio y su fuente son los de la línea (lo que la línea deja vacío vale para todos)
y su primera compra —o su alta, si no consta ninguna— cae en las fechas de la línea.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.indicadores.base import Base, Enteros
from cartera_xl.nucleo.lectura.textos import clave


@dataclass(frozen=True, slots=True)
class GastoCaptacion:
    """Lo gastado en captar con un medio y una fuente entre dos fechas, ambas incluidas; `None` es sin límite."""

    medio: str
    fuente: str
    desde: date | None
    hasta: date | None
    centimos: int
    fila: int = 0


@dataclass(frozen=True, slots=True)
class Captacion:
    """El gasto repartido: céntimos y marca de cada cliente captado, y las líneas que no captaron a nadie."""

    centimos: Enteros
    captado: Marca
    sin_nadie: tuple[GastoCaptacion, ...]


def captar(
    base: Base, medios: Sequence[str | None], fuentes: Sequence[str | None], gastos: Sequence[GastoCaptacion]
) -> Captacion:
    """Reparte cada gasto a partes iguales, al céntimo, entre los clientes nuevos que casan con él."""
    centimos = np.zeros(len(base), dtype=np.int64)
    captado = np.zeros(len(base), dtype=bool)
    sin_nadie = []
    entrada = np.where(np.isnan(base.primera), base.alta, base.primera)
    de_medio, de_fuente = _claves(medios), _claves(fuentes)
    for gasto in gastos:
        casa = base.es_cliente & _en_fechas(entrada, gasto)
        for escritos, buscado in ((de_medio, gasto.medio), (de_fuente, gasto.fuente)):
            if buscado:
                casa &= escritos == clave(buscado)
        quienes = np.flatnonzero(casa)
        if not len(quienes):
            sin_nadie.append(gasto)
            continue
        cada, sobra = divmod(gasto.centimos, len(quienes))
        centimos[quienes] += cada
        centimos[quienes[:sobra]] += 1
        captado |= casa
    return Captacion(centimos, captado, tuple(sin_nadie))


def _claves(escritos: Sequence[str | None]) -> np.ndarray:
    distintos = {texto: clave(texto) if texto else "" for texto in set(escritos)}
    return np.array([distintos[texto] for texto in escritos], dtype=object)


def _en_fechas(entrada: np.ndarray, gasto: GastoCaptacion) -> Marca:
    dentro = ~np.isnan(entrada)
    if gasto.desde is not None:
        dentro &= entrada >= numero_de_dia(gasto.desde)
    if gasto.hasta is not None:
        dentro &= entrada <= numero_de_dia(gasto.hasta)
    return np.asarray(dentro, dtype=bool)
