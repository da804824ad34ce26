"""El primer punto en que una fila cumple algo, sin mirar todos: partiendo por la mitad donde sus extremos difieren.

Sirve para días y para importes. La fila se describe en cada punto con un código que dentro de un tramo solo puede ir en
un sentido, eje a eje; si los dos extremos de un trozo tienen el mismo código, todo el trozo lo tiene, y no se mira.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros

NUNCA = np.iinfo(np.int64).max
_LEJOS = 4
"""Un trozo de importes que va de a a menos de 4·a ya se parte por la mitad."""

SIN_PISTA = -1
_CADA_CUANTO_SIN_PISTA = 4
"""Una vuelta de cada cuatro se parte sin mirar la pista: así ninguna, por mala que sea, alarga la búsqueda sin fin."""

Codigo = Callable[[Posiciones, Enteros], Enteros]
Cumple = Callable[[Posiciones, Enteros], Marca]
Pista = Callable[[Posiciones, Enteros, Enteros], Enteros]


@dataclass(frozen=True, slots=True)
class Tramos:
    """Puntos de `desde` a `hasta`, los dos incluidos, de la fila en la posición `fila`."""

    fila: Posiciones
    desde: Enteros
    hasta: Enteros

    @classmethod
    def partidos(cls, fila: Posiciones, corte: Enteros, ultimo: int) -> "Tramos":
        """De 1 a `ultimo`, con un tramo nuevo en cada corte; toda fila que tenga alguno ha de tener el corte 1."""
        dentro = (corte >= 1) & (corte <= ultimo)
        juntos = np.unique((fila[dentro].astype(np.int64) << _BITS) | corte[dentro])
        fila, desde = juntos >> _BITS, juntos & ((1 << _BITS) - 1)
        hasta = np.full(len(fila), ultimo, dtype=np.int64)
        seguido = fila[1:] == fila[:-1]
        hasta[:-1][seguido] = desde[1:][seguido] - 1
        return cls(fila, desde, hasta)

    def elegir(self, cuales: Posiciones) -> "Tramos":
        """Solo esos."""
        return Tramos(self.fila[cuales], self.desde[cuales], self.hasta[cuales])


_BITS = 42


def primer_punto(tramos: Tramos, codigo: Codigo, cumple: Cumple, filas: int, *, pista: Pista | None = None) -> Enteros:
    """El menor punto de los tramos de cada fila (de 0 a `filas` - 1) en que cumple; `NUNCA` si en ninguno.

    `codigo(cual, punto)` describe el tramo de la posición `cual` en el punto; `cumple(fila, codigo)` dice si vale.
    `pista(cual, uno, otro)` propone por dónde partir un trozo que empieza en el código `uno` y acaba en `otro`: si
    acierta, se tarda menos; si no, no importa. Con pistas los puntos son importes, de tamaños muy distintos, y lo demás
    se parte por la media geométrica.
    """
    mejor = np.full(filas, NUNCA, dtype=np.int64)

    def mirar(cual: Posiciones, punto: Enteros) -> Enteros:
        suyo = codigo(cual, punto)
        fila = tramos.fila[cual]
        vale = cumple(fila, suyo)
        np.minimum.at(mejor, fila[vale], punto[vale])
        return suyo

    cual, desde, hasta = np.arange(len(tramos.fila)), tramos.desde, tramos.hasta
    uno = mirar(cual, desde)
    queda = (hasta > desde) & (desde + 1 < mejor[tramos.fila])
    cual, desde, hasta, uno = cual[queda], desde[queda], hasta[queda], uno[queda]
    otro = mirar(cual, hasta)
    for vuelta in itertools.count():
        queda = (uno != otro) & (hasta - desde > 1) & (desde + 1 < mejor[tramos.fila[cual]])
        cual, desde, hasta, uno, otro = cual[queda], desde[queda], hasta[queda], uno[queda], otro[queda]
        if not len(cual):
            break
        medio = _media(desde, hasta) if pista is None else _media_geometrica(desde, hasta)
        if pista is not None and vuelta % _CADA_CUANTO_SIN_PISTA != _CADA_CUANTO_SIN_PISTA - 1:
            propuesto = pista(cual, uno, otro)
            medio = np.where(propuesto == SIN_PISTA, medio, np.clip(propuesto, desde + 1, hasta - 1))
        del_medio = mirar(cual, medio)
        cual, desde, hasta = np.r_[cual, cual], np.r_[desde, medio], np.r_[medio, hasta]
        uno, otro = np.r_[uno, del_medio], np.r_[del_medio, otro]
    return mejor


@dataclass(frozen=True, slots=True)
class Escalones:
    """El código de cada fila de un punto a otro: el de cada cambio vale hasta el siguiente."""

    juntos: Enteros
    codigos: Enteros

    @classmethod
    def de(cls, tramos: Tramos, codigo: Codigo, extremos: tuple[Enteros, Enteros] | None = None) -> "Escalones":
        """Todos los cambios dentro de los tramos; `extremos`, los códigos en `desde` y en `hasta`, si ya se saben."""
        fila, desde, hasta = tramos.fila, tramos.desde, tramos.hasta
        uno, otro = extremos or (codigo(fila, desde), codigo(fila, hasta))
        filas, puntos, codigos = [fila], [desde], [uno]
        while True:
            queda = uno != otro
            fila, desde, hasta, uno, otro = fila[queda], desde[queda], hasta[queda], uno[queda], otro[queda]
            if not len(fila):
                return cls.ordenados(np.concatenate(filas), np.concatenate(puntos), np.concatenate(codigos))
            seguidos = hasta - desde == 1
            filas.append(fila[seguidos])
            puntos.append(hasta[seguidos])
            codigos.append(otro[seguidos])
            fila, desde, hasta, uno, otro = (columna[~seguidos] for columna in (fila, desde, hasta, uno, otro))
            medio = _media(desde, hasta)
            del_medio = codigo(fila, medio)
            fila, desde, hasta = np.r_[fila, fila], np.r_[desde, medio], np.r_[medio, hasta]
            uno, otro = np.r_[uno, del_medio], np.r_[del_medio, otro]

    @classmethod
    def ordenados(cls, fila: Posiciones, punto: Enteros, codigo: Enteros) -> "Escalones":
        """De los escalones en cualquier orden; toda fila tiene uno donde empieza."""
        juntos = (fila.astype(np.int64) << _BITS) | punto
        orden = np.argsort(juntos)
        return cls(juntos[orden], codigo[orden])

    @property
    def fila(self) -> Posiciones:
        """La de cada escalón."""
        return self.juntos >> _BITS

    @property
    def punto(self) -> Enteros:
        """Donde empieza cada uno."""
        return self.juntos & ((1 << _BITS) - 1)

    def en(self, fila: Posiciones, punto: Enteros) -> Enteros:
        """El código en ese punto, que no es anterior al primero de su fila."""
        sitio = np.searchsorted(self.juntos, (fila.astype(np.int64) << _BITS) | punto, side="right") - 1
        return self.codigos[sitio]


def _media(desde: Enteros, hasta: Enteros) -> Enteros:
    return (desde + hasta) // 2


def _media_geometrica(desde: Enteros, hasta: Enteros) -> Enteros:
    geometrica = np.sqrt(desde.astype(np.float64) * hasta).astype(np.int64)
    medio = np.where(hasta > _LEJOS * desde, geometrica, _media(desde, hasta))
    return np.clip(medio, desde + 1, hasta - 1)
