"""Los planes de trato y de comunicación: qué se hace con cada clase de cliente y cada cuánto se le habla.

Gana la fila del aviso más urgente que tenga el cliente; entre las de un mismo aviso, la que nombra segmento y ciclo,
luego la que nombra solo el segmento, luego la que nombra solo el ciclo y por último la que no nombra ninguno. Las
filas sin aviso valen para cuando ninguna de las que lo nombran sirve. Fuente: artículos 000, 001 y 003 (acción
distinta por segmento); el orden, decisión de la casa, 2026.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from cartera_xl.nucleo.reglas import EJES_DE_TEXTO, Segmento

CICLOS = tuple(ciclo.capitalize() for ciclo in EJES_DE_TEXTO["ciclo"])
SEGMENTOS = tuple(segmento.value for segmento in Segmento)


class Aviso(StrEnum):
    """Lo que pide actuar sobre un cliente, de lo más urgente a lo menos."""

    RESPUESTA = "respuesta pendiente"
    QUEJA = "satisfacción baja"
    CAIDA = "compra menos"
    SILENCIO = "silencio"
    CONTRATO = "contrato por vencer"
    BAJA = "propuesta de baja"
    RECUPERABLE = "recuperable"
    SIN_CONTACTO = "sin contacto"
    POSITIVA = "señal positiva"
    SUGERENCIA = "sugerencia"
    SIN_OPINION = "sin opinión"
    FECHA = "fecha especial"
    FICHA = "ficha sin actualizar"


AVISOS = tuple(Aviso)


class Prioridad(StrEnum):
    """Con qué urgencia se atiende; el orden es el de la lista."""

    ALTA = "Alta"
    MEDIA = "Media"
    BAJA = "Baja"


@dataclass(frozen=True, slots=True)
class PlanDeTrato:
    """Una fila de «Planes de trato»; `segmento`, `ciclo` y `aviso` vacíos valen para cualquiera.

    `plazo_dias` es el máximo, desde el corte. `comercial` marca lo que no se hace con quien se opone a la publicidad.
    """

    accion: str
    motivo: str
    canal: str
    plazo_dias: int
    prioridad: Prioridad
    comercial: bool
    segmento: str = ""
    ciclo: str = ""
    aviso: Aviso | None = None

    @property
    def para(self) -> tuple[Aviso | None, str, str]:
        """Para quién vale: dos filas con lo mismo aquí no pueden convivir."""
        return self.aviso, self.segmento, self.ciclo


@dataclass(frozen=True, slots=True)
class Cadencia:
    """Una fila de «Plan de comunicación»: cada cuánto se habla con un cliente del segmento, por dónde y quién.

    `horas_anuales` son las que se dedican a cada cliente.
    """

    segmento: str
    cada_dias: int
    canal: str
    horas_anuales: float
    rol: str


@dataclass(frozen=True, slots=True)
class Planes:
    """Los planes de una cartera. `horas_semana`: responsable -> horas que puede dedicar; `cada_uno`, a los demás."""

    tratos: tuple[PlanDeTrato, ...]
    cadencias: tuple[Cadencia, ...]
    horas_semana: Mapping[str, float] = field(default_factory=dict)
    cada_uno: float | None = None

    def cadencia(self, segmento: str) -> Cadencia | None:
        """La de ese segmento, o `None` si no tiene fila."""
        return next((cadencia for cadencia in self.cadencias if cadencia.segmento == segmento), None)


def elegir(
    tratos: Mapping[tuple[Aviso | None, str, str], PlanDeTrato],
    cliente: tuple[str, str],
    avisos: Iterable[Aviso],
    *,
    solo_servicio: bool = False,
) -> PlanDeTrato | None:
    """El plan que toca a un (segmento, ciclo) con esos avisos, ya en orden de urgencia; `tratos`, de `por_llave`.

    Con `solo_servicio` se saltan los comerciales: puede no quedar ninguno.
    """
    segmento, ciclo = cliente
    for aviso in (*avisos, None):
        for donde in ((segmento, ciclo), (segmento, ""), ("", ciclo), ("", "")):
            plan = tratos.get((aviso, *donde))
            if plan is not None and not (solo_servicio and plan.comercial):
                return plan
    return None


def por_llave(tratos: Sequence[PlanDeTrato]) -> dict[tuple[Aviso | None, str, str], PlanDeTrato]:
    """Los planes por aquello para lo que valen."""
    return {plan.para: plan for plan in tratos}


def hueco(tratos: Sequence[PlanDeTrato]) -> tuple[str, str] | None:
    """El primer (segmento, ciclo) sin fila que le valga cuando no hay avisos; `None` si no hay ninguno.

    Un aviso solo añade filas posibles: si sin avisos hay fila para todos, la hay siempre. El ciclo vacío es el de un
    cliente de quien no se sabe.
    """
    tabla = por_llave(tratos)
    posibles = product(SEGMENTOS, (*CICLOS, ""))
    return next((cliente for cliente in posibles if elegir(tabla, cliente, ()) is None), None)
