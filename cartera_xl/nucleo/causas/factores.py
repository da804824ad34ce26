"""Qué ha movido a un cliente de un segmento a otro: se cambia una cosa cada vez, siempre en el mismo orden.

Orden: programa, datos, tiempo, compra, devolución, baremo, regla, manual. El camino son los segmentos por los que pasa
la fila al ir cambiándolas. Como el orden pesa cuando dos cosas se necesitan, se prueba además cada una sola, desde lo
de antes, y todas menos ella, hasta lo de hoy. Decisión de la casa, 2026.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Factor(StrEnum):
    """Lo que puede mover a un cliente de segmento entre dos ejecuciones."""

    PROGRAMA = "actualización del programa"
    DATOS = "corrección de datos"
    TIEMPO = "paso del tiempo"
    COMPRA = "compra"
    DEVOLUCION = "devolución"
    BAREMO = "renovación del baremo"
    REGLA = "cambio de reglas"
    MANUAL = "corrección manual"


ORDEN = tuple(Factor)


@dataclass(frozen=True, slots=True)
class Juicio:
    """Los factores, en orden; si son varios, `cualquiera` dice si cada uno habría bastado o hicieron falta juntos."""

    factores: tuple[Factor, ...]
    cualquiera: bool = False


def juzgar(camino: Sequence[int], solos: Mapping[Factor, int], sin: Mapping[Factor, int]) -> Juicio:
    """La causa de un cambio; `camino` tiene un código más que `ORDEN` y sus extremos son distintos.

    `solos`: el segmento al que lleva cada factor él solo; `sin`: el que habría hoy sin él. De los que no se puede
    saber, no están. Es causa el único que basta; si bastan varios, todos; si ninguno, los que van hacia donde acabó el
    cliente y los que hacían falta. Un segmento impuesto a mano no necesita más causa.
    """
    inicio, final = camino[0], camino[-1]
    sentido = 1 if final > inicio else -1
    pasos = {f: (despues - antes) * sentido for f, antes, despues in zip(ORDEN, camino, camino[1:], strict=False)}
    a_favor = [f for f in ORDEN if pasos[f] >= 0]
    bastan = tuple(f for f in a_favor if solos.get(f, inicio) == final)
    if Factor.MANUAL in bastan:
        return Juicio((Factor.MANUAL,))
    if bastan:
        return Juicio(bastan, cualquiera=len(bastan) > 1)
    return Juicio(tuple(f for f in a_favor if pasos[f] > 0 or sin.get(f, final) != final))
