"""Las compras y devoluciones de cada fila, listas para sumar las de cualquier ventana que acabe en el corte o después.

Los importes van en unidades enteras (`compras_lineas.UNIDADES`): las sumas son exactas, como las de los hechos.
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.hechos import Marca, Marco
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros, Registro

_BITS = 22
_DESPLAZAMIENTO = 719_163  # días del 1/1/1 al 1/1/1970: así ningún día es negativo


@dataclass(frozen=True, slots=True)
class Pasado:
    """El registro, visto por filas.

    * `clave`: la de cada fila; -1 si no tiene ninguna. `fin`: dónde acaban sus entradas.
    * `juntos`: clave y día de cada entrada en un solo entero, en orden. `dia`, `unidades` y `compra`, los suyos.
    * `neto_antes`, `compras_antes`: lo acumulado antes de cada entrada, y al final el total.
    * `inicio`: el primer día con alguna línea de toda la cartera; `None` si no hay ninguna.
    """

    clave: Enteros
    fin: Posiciones
    juntos: Enteros
    dia: Enteros
    unidades: Enteros
    compra: Marca
    neto_antes: Enteros
    compras_antes: Enteros
    inicio: int | None

    @classmethod
    def de(cls, registro: Registro, clave: Enteros) -> "Pasado":
        """`clave` es la de cada fila; el registro, el de toda la cartera hasta el corte."""
        unidades = np.rint(registro.neto * UNIDADES).astype(np.int64)
        juntos = (registro.clave << _BITS) + (registro.dia + _DESPLAZAMIENTO)
        return cls(
            clave=clave,
            fin=np.searchsorted(juntos, (clave + 1) << _BITS, side="left"),
            juntos=juntos,
            dia=registro.dia,
            unidades=unidades,
            compra=registro.compra,
            neto_antes=np.concatenate([[0], np.cumsum(unidades)]),
            compras_antes=np.concatenate([[0], np.cumsum(registro.compra.astype(np.int64))]),
            inicio=registro.primer_dia if len(registro.dia) else None,
        )

    def despues_de(self, filas: Posiciones, dia: Enteros) -> "Tramo":
        """Las entradas de cada fila posteriores a ese día."""
        desde = np.searchsorted(self.juntos, (self.clave[filas] << _BITS) + (dia + _DESPLAZAMIENTO), side="right")
        return Tramo(desde, np.maximum(self.fin[filas], desde))

    def neto(self, tramo: "Tramo") -> Enteros:
        """Suma en unidades, devoluciones restadas."""
        return self.neto_antes[tramo.hasta] - self.neto_antes[tramo.desde]

    def compras(self, tramo: "Tramo") -> Enteros:
        """Días con compra."""
        return self.compras_antes[tramo.hasta] - self.compras_antes[tramo.desde]

    def del_dia(self, filas: Posiciones, dia: int) -> tuple[Enteros, Marca]:
        """Neto en unidades de ese día y si fue compra; 0 y falso si no hubo nada."""
        tramo = self.despues_de(filas, np.full(len(filas), dia - 1))
        hasta = self.despues_de(filas, np.full(len(filas), dia)).desde
        de_ese_dia = Tramo(tramo.desde, hasta)
        return self.neto(de_ese_dia), self.compras(de_ese_dia) > 0


@dataclass(frozen=True, slots=True)
class Tramo:
    """Entradas seguidas del registro, una pareja por fila: la primera y la que sigue a la última."""

    desde: Posiciones
    hasta: Posiciones

    def entradas(self) -> tuple[Posiciones, Posiciones]:
        """Cada entrada de cada tramo: en qué tramo está y cuál es."""
        cuantas = self.hasta - self.desde
        de = np.repeat(np.arange(len(cuantas)), cuantas)
        inicio = np.cumsum(cuantas) - cuantas
        return de, np.arange(len(de)) - inicio[de] + self.desde[de]


def claves_de(marco: Marco, claves: Marco) -> Enteros:
    """La clave de cada fila de `marco` según el cuadro (fila, clave); -1 en la que no está."""
    fila, de_la_hoja, clave = (
        np.asarray(columna.to_numpy(), dtype=np.int64) for columna in (marco["fila"], claves["fila"], claves["clave"])
    )
    if not len(de_la_hoja):
        return np.full(len(fila), -1, dtype=np.int64)
    orden = np.argsort(de_la_hoja, kind="stable")
    sitio = orden[np.minimum(np.searchsorted(de_la_hoja[orden], fila), len(orden) - 1)]
    return np.where(de_la_hoja[sitio] == fila, clave[sitio], -1)
