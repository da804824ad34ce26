"""Los días que vienen: ventanas de doce meses y mes de calendario de cada uno, contados desde el corte."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cartera_xl.nucleo.compras_agregado import Ventanas
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.pronostico.registro import Enteros, mes_de

_ULTIMO = date(9999, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class Calendario:
    """Una posición por día, de 0 (el corte) al último; los bordes, en días desde 1970.

    Las ventanas son de calendario (`compras_agregado.Ventanas`): su borde no siempre avanza un día por día.
    """

    corte: int
    hace_12m: Enteros
    hace_24m: Enteros
    mes: Enteros

    @classmethod
    def desde(cls, corte: date, dias: int) -> "Calendario":
        """De `corte` a `corte` + `dias`, o hasta el último día que existe."""
        cuantos = min(dias, _ULTIMO - corte.toordinal())
        ventanas = [Ventanas.hasta(corte + timedelta(days=t)) for t in range(cuantos + 1)]
        return cls(
            corte=numero_de_dia(corte),
            hace_12m=np.array([ventana.hace_12m for ventana in ventanas], dtype=np.int64),
            hace_24m=np.array([ventana.hace_24m for ventana in ventanas], dtype=np.int64),
            mes=mes_de(np.array([ventana.corte for ventana in ventanas], dtype=np.int64)),
        )

    @property
    def ultimo(self) -> int:
        """El último día que abarca."""
        return len(self.mes) - 1
