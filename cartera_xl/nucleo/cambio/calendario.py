"""Los días que vienen: ventanas de doce meses y mes de calendario de cada uno, contados desde el corte."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.pronostico.registro import Enteros

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
        dia = np.arange(cuantos + 1, dtype=np.int64) + numero_de_dia(corte)
        mes = dia.astype("datetime64[D]").astype("datetime64[M]")
        return cls(int(dia[0]), _meses_antes(dia, mes, 12), _meses_antes(dia, mes, 24), mes.astype(np.int64))

    @property
    def ultimo(self) -> int:
        """El último día que abarca."""
        return len(self.mes) - 1


def _meses_antes(dia: Enteros, mes: NDArray[np.datetime64], cuantos: int) -> Enteros:
    """El mismo día de otro mes o, si no existe, el último. Como `compras_agregado.Ventanas`, sin ir uno a uno."""
    en_el_mes = dia - mes.astype("datetime64[D]").astype(np.int64)
    primero, siguiente = ((mes - cuantos + i).astype("datetime64[D]").astype(np.int64) for i in (0, 1))
    return np.asarray(np.minimum(primero + en_el_mes, siguiente - 1), dtype=np.int64)
