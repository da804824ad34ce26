"""Lo que se sabe hoy de cada fila: de aquí salen sus hechos en cualquier día que venga, con compras o sin ellas."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from cartera_xl.nucleo.cambio.calendario import Calendario
from cartera_xl.nucleo.cambio.pasado import Pasado, claves_de
from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.hechos import CLIENTE, Marca, Marco, Numeros, numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros, Registro

UNIDADES_POR_CENTIMO = UNIDADES // 100


@dataclass(frozen=True, slots=True)
class Compra:
    """Las compras que se suponen a unas filas, una posición por fila: `veces` iguales, la última el día `dia`.

    `unidades` es el importe de cada una (`compras_lineas.UNIDADES` por moneda) y `dia` se cuenta desde el corte.
    Varias se reparten por igual: la i-ésima, el día ⌊i·dia/veces⌋; así cada una cae en su día si `dia` >= `veces`.
    """

    unidades: Enteros
    dia: Enteros
    veces: int = 1

    @classmethod
    def igual(cls, cuantas: int, unidades: int, dia: int, veces: int = 1) -> "Compra":
        """La misma para todas las filas."""
        return cls(np.full(cuantas, unidades, dtype=np.int64), np.full(cuantas, dia, dtype=np.int64), veces)

    @property
    def dias(self) -> list[Enteros]:
        """El de cada compra, de la primera a la última."""
        return [i * self.dia // self.veces for i in range(1, self.veces + 1)]


@dataclass(frozen=True, slots=True)
class Partida:
    """Los hechos de hoy, quién es cliente y el pasado, si hay movimientos.

    `con_registro` marca las filas cuyas compras son las del registro: todas, si lo hay, menos la segunda fila de un
    cliente repetido, cuyos hechos van a la primera. `leidas` guarda las columnas que ya se han pedido.
    """

    hechos: Marco
    es_cliente: Marca
    calendario: Calendario
    pasado: Pasado | None
    con_registro: Marca
    leidas: dict[str, Numeros] = field(default_factory=dict)

    @classmethod
    def de(cls, hechos: Marco, corte: date, dias: int, registro: Registro | None, claves: Marco | None) -> "Partida":
        """`hechos` puede llevar más columnas; `dias`, hasta dónde se va a mirar."""
        pasado = None
        if registro is not None and claves is not None:
            pasado = Pasado.de(registro, claves_de(hechos, claves))
        con_registro = ~np.isnan(numeros(hechos, "compras")) & (pasado is not None)
        es_cliente = np.array([estado == CLIENTE for estado in hechos["estado"].to_list()], dtype=bool)
        return cls(hechos, es_cliente, Calendario.desde(corte, dias), pasado, con_registro)

    def __len__(self) -> int:
        return len(self.es_cliente)

    def columna(self, nombre: str) -> Numeros:
        """El hecho de hoy de todas las filas: `float64`, NaN sin dato."""
        if nombre not in self.leidas:
            self.leidas[nombre] = numeros(self.hechos, nombre)
        return self.leidas[nombre]

    def hoy(self, nombre: str, filas: Posiciones) -> Numeros:
        """El hecho de hoy de esas filas."""
        return self.columna(nombre)[filas]
