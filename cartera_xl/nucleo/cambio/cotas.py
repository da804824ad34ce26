"""El primer día en que cumple algo quien va en un solo sentido: cada tramo, entre la actividad de antes y después.

Si con las dos cotas la región es la misma, en el tramo no hay otra. Si no, se mira la actividad a mitad de camino, una
vez por fila aunque tenga muchos tramos, y quedan cotas más justas. En un solo día, la de abajo es la verdadera.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.cambio.busqueda import Cumple, Tramos
from cartera_xl.nucleo.cambio.distintas import distintas
from cartera_xl.nucleo.hechos import Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros

Actividad = Callable[[Posiciones, Enteros], Numeros]
"""De filas y días, la actividad de cada una ese día."""
Region = Callable[[Posiciones, Numeros], Enteros]
"""De tramos (posición entre los del principio) y actividades, el código."""


@dataclass(frozen=True, slots=True)
class Cotas:
    """Trozos de tramo: `cual` es su tramo; `dia_alta` es anterior al trozo, y `dia_baja`, de su último día o posterior.

    `alta` y `baja` son las actividades de esos dos días.
    """

    cual: Posiciones
    fila: Posiciones
    desde: Enteros
    hasta: Enteros
    dia_alta: Enteros
    dia_baja: Enteros
    alta: Numeros
    baja: Numeros

    def elegir(self, cuales: Posiciones) -> "Cotas":
        """Solo esos."""
        return Cotas(*(getattr(self, nombre)[cuales] for nombre in self.__slots__))

    @classmethod
    def de(cls, tramos: Tramos, dias: tuple[int, int], actividades: tuple[Numeros, Numeros]) -> "Cotas":
        """Todos los tramos entre dos días; `actividades`, las de cada fila en ellos."""
        dia_alta, dia_baja = (np.full(len(tramos.fila), dia) for dia in dias)
        alta, baja = (actividad[tramos.fila] for actividad in actividades)
        cual = np.arange(len(tramos.fila))
        return cls(cual, tramos.fila, tramos.desde, tramos.hasta, dia_alta, dia_baja, alta, baja)

    def primer_dia(self, region: Region, actividad: Actividad, cumple: Cumple, dia: Enteros) -> None:
        """Baja cada `dia` (uno por fila) al primero que cumple, si es anterior."""
        quedan = self
        while len(quedan.cual):
            arriba, abajo = region(quedan.cual, quedan.alta), region(quedan.cual, quedan.baja)
            sabida = (arriba == abajo) | (quedan.dia_baja - quedan.dia_alta == 1)
            vale = sabida & cumple(quedan.fila, abajo)
            np.minimum.at(dia, quedan.fila[vale], quedan.desde[vale])
            dudosos = quedan.elegir(np.flatnonzero(~sabida & (quedan.desde < dia[quedan.fila])))
            quedan = dudosos._partidos(actividad)

    def _partidos(self, actividad: Actividad) -> "Cotas":
        """Cada trozo, en lo que cae hasta la mitad entre sus cotas y lo que cae después."""
        medio = (self.dia_alta + self.dia_baja) // 2
        if not len(medio):
            return self
        unos, cual = distintas([self.fila, medio])
        del_medio = actividad(self.fila[unos], medio[unos])[cual]
        antes, despues = np.flatnonzero(self.desde <= medio), np.flatnonzero(self.hasta > medio)
        primeros, segundos = self.elegir(antes), self.elegir(despues)
        return Cotas(
            cual=np.r_[primeros.cual, segundos.cual],
            fila=np.r_[primeros.fila, segundos.fila],
            desde=np.r_[primeros.desde, np.maximum(segundos.desde, medio[despues] + 1)],
            hasta=np.r_[np.minimum(primeros.hasta, medio[antes]), segundos.hasta],
            dia_alta=np.r_[primeros.dia_alta, medio[despues]],
            dia_baja=np.r_[medio[antes], segundos.dia_baja],
            alta=np.r_[primeros.alta, del_medio[despues]],
            baja=np.r_[del_medio[antes], segundos.baja],
        )
