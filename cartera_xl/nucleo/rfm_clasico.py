"""Los nombres clásicos de segmento RFM sobre las 125 celdas de puntos: siempre uno, y solo uno.

Gana el primer nombre de la tabla cuyas tres bandas contienen los puntos.
Fuente: los nombres son los de uso común en RFM; el reparto de las celdas es de la casa, para que no quede ninguna
sin nombre (los repartos publicados dejan huecos).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from cartera_xl.nucleo.expresiones import Caso, alguna, todas

Banda = tuple[int, int]
_TODA: Banda = (1, 5)


@dataclass(frozen=True, slots=True)
class NombreRfm:
    """Un nombre y sus bandas de puntos, bordes incluidos."""

    nombre: str
    r: Banda = _TODA
    f: Banda = _TODA
    m: Banda = _TODA

    def cumple(self) -> nw.Expr:
        """Cierto si los puntos de las columnas `r`, `f`, `m` están en sus bandas; alguna no es entera."""
        bandas = (("r", self.r), ("f", self.f), ("m", self.m))
        return todas([nw.col(eje).is_between(*banda) for eje, banda in bandas if banda != _TODA])


NOMBRES_CLASICOS: tuple[NombreRfm, ...] = (
    NombreRfm("Campeones", r=(4, 5), f=(4, 5), m=(4, 5)),
    NombreRfm("Leales", r=(3, 5), f=(4, 5)),
    NombreRfm("No se pueden perder", r=(1, 2), f=(4, 5), m=(4, 5)),
    NombreRfm("En riesgo", r=(1, 2), f=(3, 5)),
    NombreRfm("Leales potenciales", r=(4, 5), f=(2, 3)),
    NombreRfm("Prometedores", r=(4, 5), f=(1, 1), m=(3, 5)),
    NombreRfm("Nuevos", r=(4, 5), f=(1, 1)),
    NombreRfm("Necesitan atención", r=(3, 3), f=(2, 3)),
    NombreRfm("A punto de dormirse", r=(3, 3), f=(1, 1)),
    NombreRfm("Hibernando", r=(2, 2)),
    NombreRfm("Perdidos", r=(1, 1)),
)


def casos_rfm(nombres: Sequence[NombreRfm] = NOMBRES_CLASICOS) -> list[Caso]:
    """Cada nombre con su condición sobre las columnas `r`, `f`, `m`; gana el primero. Si falta un punto, vacío."""
    sin_puntos = alguna([nw.col(eje).is_null() for eje in ("r", "f", "m")])
    return [(sin_puntos, ""), *((nombre.cumple(), nombre.nombre) for nombre in nombres)]
