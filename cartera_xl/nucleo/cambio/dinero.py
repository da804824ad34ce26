"""Los hechos en dinero de unas filas en un día, a falta de saber de cuánto es cada compra que se supone.

Lo caro (sumar las ventanas del registro) se hace una vez; después, cada importe que se prueba cuesta unas sumas.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_agregado import tendencia
from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros

Unidades = Enteros | int
"""Importe de cada compra en unidades enteras (`compras_lineas.UNIDADES`); 0 si no se supone ninguna."""


@dataclass(frozen=True, slots=True)
class Sumado:
    """Un importe al que se suman `cuantas` compras. `exacto`: en unidades, del registro; `hoy`, el de las demás filas.

    Sin compras que sumar, el de hoy se queda como está.
    """

    hoy: Numeros
    cuantas: NDArray[Any]
    con_registro: Marca
    exacto: Enteros

    def con(self, unidades: Unidades) -> Numeros:
        """El importe, si cada compra es de esas unidades."""
        sumado = (np.rint(self.hoy * UNIDADES) + unidades * self.cuantas) / UNIDADES
        sin_registro = np.where(self.cuantas > 0, sumado, self.hoy)
        return np.where(self.con_registro, (self.exacto + unidades * self.cuantas) / UNIDADES, sin_registro)

    @property
    def base(self) -> Numeros:
        """Las unidades que hay sin las compras; NaN si no constan."""
        return np.where(self.con_registro, self.exacto, np.rint(self.hoy * UNIDADES))

    def elegir(self, cuales: Posiciones) -> "Sumado":
        """Solo esas filas."""
        return Sumado(self.hoy[cuales], self.cuantas[cuales], self.con_registro[cuales], self.exacto[cuales])


@dataclass(frozen=True, slots=True)
class Tendencia:
    """Lo que hace falta para la tendencia: netos de los doce meses y de los doce anteriores, y compras de los dos.

    `vale`: si hay historia para darla; donde no lo hay registro manda `hoy`.
    """

    ultimos: Sumado
    previos: Sumado
    compras: Numeros
    vale: Marca
    hoy: Numeros

    def con(self, unidades: Unidades) -> Numeros:
        """La tendencia, si cada compra es de esas unidades."""
        crece = tendencia(self.ultimos.con(unidades), self.previos.con(unidades), self.compras)
        return np.where(self.ultimos.con_registro, np.where(self.vale, crece, np.nan), self.hoy)

    def elegir(self, cuales: Posiciones) -> "Tendencia":
        """Solo esas filas."""
        ultimos, previos = self.ultimos.elegir(cuales), self.previos.elegir(cuales)
        return Tendencia(ultimos, previos, self.compras[cuales], self.vale[cuales], self.hoy[cuales])
