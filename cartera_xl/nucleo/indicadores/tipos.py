"""Qué es un indicador y en qué se mide."""

from dataclasses import dataclass
from enum import StrEnum

from cartera_xl.nucleo.indicadores.cuentas import Contar


class Unidad(StrEnum):
    """En qué se mide un indicador. `PARTE` va de 0 a 1 y se enseña en tanto por ciento; `VECES`, un cociente."""

    IMPORTE = "importe"
    PARTE = "parte"
    CUENTA = "cuenta"
    HORAS = "horas"
    NOTA = "nota"
    VECES = "veces"


@dataclass(frozen=True, slots=True)
class Indicador:
    """Un indicador del catálogo; `corto` encabeza su columna y `otros` son formas de pedirlo."""

    id: str
    nombre: str
    corto: str
    unidad: Unidad
    explicacion: str
    contar: Contar
    mas_es_mejor: bool = True
    otros: tuple[str, ...] = ()
