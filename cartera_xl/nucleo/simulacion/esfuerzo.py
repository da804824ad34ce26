"""El esfuerzo de atender a la cartera: contactos y horas por segmento, hoy y con la hipótesis.

Los contactos de partida son un supuesto de la casa (2026): más trato personal cuanto más valioso es el segmento, y el
resto automatizado (artículo 001). No se miden: la persona los cambia.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.reglas import Segmento
from cartera_xl.nucleo.simulacion.efectos import EfectoEnSegmento


@dataclass(frozen=True, slots=True)
class Trato:
    """Contactos al año con cada cliente, hoy y con la hipótesis, y las horas de cada uno."""

    contactos: float
    contactos_supuestos: float
    horas: float

    def __post_init__(self) -> None:
        if min(self.contactos, self.contactos_supuestos, self.horas) < 0:
            raise ValueError(f"trato imposible: {self}")


TRATO_DE_PARTIDA: Mapping[Segmento, Trato] = {
    Segmento.ESTRATEGICO: Trato(12, 12, 1),
    Segmento.CLAVE: Trato(6, 6, 0.5),
    Segmento.EMERGENTE: Trato(4, 4, 0.5),
    Segmento.BAJO_VALOR: Trato(1, 1, 0.1),
}


@dataclass(frozen=True, slots=True)
class EsfuerzoEnSegmento:
    """Horas al año que pide un segmento; el coste es `None` si no se ha dicho el de una hora."""

    segmento: str
    horas_hoy: float
    horas_despues: float
    coste_hoy: float | None
    coste_despues: float | None


def esfuerzo_de(
    segmentos: Sequence[EfectoEnSegmento], trato: Mapping[Segmento, Trato], coste_hora: float
) -> tuple[EsfuerzoEnSegmento, ...]:
    """Una línea por segmento, y el total al final; las filas sin segmento no se atienden."""
    lineas = [
        _linea(efecto, trato[Segmento(efecto.segmento)], coste_hora)
        for efecto in segmentos
        if efecto.segmento in set(Segmento)
    ]
    hoy, despues = sum(linea.horas_hoy for linea in lineas), sum(linea.horas_despues for linea in lineas)
    return (*lineas, _con_coste("Total", hoy, despues, coste_hora))


def _linea(efecto: EfectoEnSegmento, trato: Trato, coste_hora: float) -> EsfuerzoEnSegmento:
    hoy = efecto.hoy.clientes * trato.contactos * trato.horas
    despues = efecto.despues.clientes * trato.contactos_supuestos * trato.horas
    return _con_coste(efecto.segmento, hoy, despues, coste_hora)


def _con_coste(segmento: str, hoy: float, despues: float, coste_hora: float) -> EsfuerzoEnSegmento:
    costes = (hoy * coste_hora, despues * coste_hora) if coste_hora else (None, None)
    return EsfuerzoEnSegmento(segmento, hoy, despues, *costes)
