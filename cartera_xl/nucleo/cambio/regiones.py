"""Las reglas vistas desde los ejes: en qué tramo cae cada eje de una fila y qué segmento da cada combinación.

Las reglas solo comparan con sus bordes. Dos filas que caen en los mismos tramos tienen el mismo segmento: basta pasar
por `con_segmento` una fila de muestra de cada combinación.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.pronostico.registro import Enteros
from cartera_xl.nucleo.reglas import EJES_DE_TEXTO, EJES_NUMERICOS, Condicion, Intervalo, Regla, Segmento
from cartera_xl.nucleo.segmentos import con_segmento

ORDEN = ("", Segmento.BAJO_VALOR, Segmento.EMERGENTE, Segmento.CLAVE, Segmento.ESTRATEGICO)
"""De menos a más; el rango de un segmento es su posición. Sin regla que se cumpla, el más bajo."""
RANGO_MINIMO, RANGO_MAXIMO = 1, 4
TEXTOS: Mapping[str, tuple[str, ...]] = {
    "nucleo": ("No", "Sí"),
    "estado": ("potencial", "cliente"),
    "ciclo": ("", "Prospecto", "Ocasional", "Inactivo", "Nuevo", "Habitual"),
}
"""Los valores de cada eje de texto como los da `puntuar`; en estas columnas el dato es su posición."""
_COMBINACIONES_DE_UNA_VEZ = 20_000

Columnas = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Regiones:
    """Los ejes que usan las reglas y sus cortes: tramo k de un eje, los valores que alcanzan k cortes (0, sin dato).

    Un código es un tramo por eje en un solo entero. `tabla` es el rango de cada código, si no son demasiados; si lo
    son, `rangos_vistos` guarda los que van haciendo falta.
    """

    reglas: Sequence[Regla]
    motor: Any
    cortes: Mapping[str, NDArray[np.float64]]
    pesos: Mapping[str, int]
    tabla: Enteros | None = None
    rangos_vistos: dict[int, int] = field(default_factory=dict)

    @classmethod
    def de(cls, reglas: Sequence[Regla], motor: Any) -> "Regiones":
        """`motor`, el del cuadro de la cartera."""
        usados = {eje for regla in reglas for eje in regla.condiciones}
        cortes = {
            eje: _cortes([regla.condiciones[eje] for regla in reglas if eje in regla.condiciones])
            for eje in EJES_NUMERICOS
            if eje in usados
        }
        cuantos = {eje: len(suyos) + 2 for eje, suyos in cortes.items()}
        cuantos |= {eje: len(TEXTOS[eje]) for eje in EJES_DE_TEXTO if eje in usados}
        pesos = dict(zip(cuantos, itertools.accumulate([1, *cuantos.values()], lambda a, b: a * b), strict=False))
        regiones, total = cls(reglas, motor, cortes, pesos), math.prod(cuantos.values())
        if total > _COMBINACIONES_DE_UNA_VEZ:
            return regiones
        todos = np.arange(total, dtype=np.int64)
        return replace(regiones, tabla=np.array(regiones._evaluados(todos), dtype=np.int64))

    def usa(self, *ejes: str) -> bool:
        """Si alguna regla mira alguno de esos ejes."""
        return any(eje in self.pesos for eje in ejes)

    def codigo(self, columnas: Columnas) -> Enteros | int:
        """La parte del código que ponen esos ejes; los que no usa ninguna regla no cuentan."""
        codigo: Enteros | int = 0
        for eje, valores in columnas.items():
            if eje in self.pesos:
                codigo = codigo + self._tramo(eje, valores) * self.pesos[eje]
        return codigo

    def rangos(self, codigos: Enteros) -> Enteros:
        """El rango del segmento de cada código."""
        if self.tabla is not None:
            return self.tabla[codigos]
        distintos, donde = np.unique(codigos, return_inverse=True)
        nuevos = [codigo for codigo in distintos.tolist() if codigo not in self.rangos_vistos]
        if nuevos:
            self.rangos_vistos.update(zip(nuevos, self._evaluados(np.array(nuevos, dtype=np.int64)), strict=True))
        vistos = np.array([self.rangos_vistos[codigo] for codigo in distintos.tolist()], dtype=np.int64)
        return vistos[donde]

    def tramos(self, codigos: Enteros, eje: str) -> Enteros:
        """El tramo de un eje en cada código."""
        cuantos = len(TEXTOS[eje]) if eje in TEXTOS else len(self.cortes[eje]) + 2
        return codigos // self.pesos[eje] % cuantos

    def con_tramo(self, codigos: Enteros, eje: str, tramo: int) -> Enteros:
        """Los mismos códigos con ese tramo de un eje."""
        return codigos + (tramo - self.tramos(codigos, eje)) * self.pesos[eje]

    def mayor(self, eje: str) -> int:
        """El tramo más alto de un eje numérico."""
        return len(self.cortes[eje]) + 1

    def entre(self, uno: int, otro: int, ejes: Sequence[str]) -> Enteros:
        """Todas las regiones que hay de una a otra moviendo esos ejes."""
        codigos = np.array([uno], dtype=np.int64)
        for eje in (eje for eje in ejes if eje in self.pesos):
            bajo, alto = np.sort(self.tramos(np.array([uno, otro]), eje))
            codigos = np.concatenate([self.con_tramo(codigos, eje, tramo) for tramo in range(bajo, alto + 1)])
        return codigos

    def _tramo(self, eje: str, valores: NDArray[Any]) -> Enteros:
        if eje in TEXTOS:
            return valores.astype(np.int64)
        tramo = np.searchsorted(self.cortes[eje], valores, side="right") + 1
        return np.where(np.isnan(valores), 0, tramo).astype(np.int64)

    def _evaluados(self, codigos: Enteros) -> list[int]:
        """Una fila de muestra por código, por `con_segmento`; lo que no mira ninguna regla, sin dato."""
        series = [
            nw.new_series(eje, self._muestra(eje, self.tramos(codigos, eje)), tipo, backend=self.motor)
            for eje, tipo in (*_TIPOS.items(),)
            if eje in self.pesos
        ]
        base = nw.from_dict({"estado": ["cliente"] * len(codigos)}, backend=self.motor)
        segmentos = con_segmento(base.with_columns(*series), self.reglas)["segmento"].to_list()
        return [ORDEN.index(segmento) for segmento in segmentos]

    def _muestra(self, eje: str, tramos: Enteros) -> list[Any]:
        if eje in TEXTOS:
            return [TEXTOS[eje][tramo] for tramo in tramos.tolist()]
        cortes = self.cortes[eje]
        primero = np.nextafter(cortes[0], -np.inf) if len(cortes) else 0.0
        muestras = [None, float(primero), *map(float, cortes)]
        return [muestras[tramo] for tramo in tramos.tolist()]


_TIPOS: Mapping[str, Any] = dict.fromkeys(EJES_NUMERICOS, nw.Float64) | dict.fromkeys(EJES_DE_TEXTO, nw.String)


def _cortes(condiciones: Sequence[Condicion]) -> NDArray[np.float64]:
    """Los valores, crecientes, desde los que alguna condición cambia de opinión: v > b es lo mismo que v >= b+."""
    cortes = set()
    for condicion in condiciones:
        if isinstance(condicion, Intervalo):
            if condicion.desde is not None:
                cortes.add(_desde(condicion.desde, incluido=condicion.desde_incluido))
            if condicion.hasta is not None:
                cortes.add(_desde(condicion.hasta, incluido=not condicion.hasta_incluido))
    return np.array(sorted(cortes), dtype=np.float64)


def _desde(borde: float, *, incluido: bool) -> float:
    return float(borde) if incluido else float(np.nextafter(borde, np.inf))
