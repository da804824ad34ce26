"""Los átomos de un eje: el reparto más grueso en el que ninguna condición distingue dos valores del mismo trozo.

En un eje numérico son los bordes de las condiciones y los tramos abiertos entre ellos; en uno de texto, sus valores;
en todos, el último es «sin dato».
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from cartera_xl.nucleo.reglas import EJES_DE_PERCENTIL, EJES_DE_TEXTO, Condicion, Intervalo, SinDato, UnoDe

Dato: TypeAlias = float | str | None
Ejemplo: TypeAlias = Mapping[str, Dato]

_NOMBRES: Mapping[str, str] = {"importe_contrato": "contrato", "nucleo": "núcleo"}


@dataclass(frozen=True, slots=True)
class Atomos:
    """Un representante de cada átomo de un eje; el último es `None`, sin dato."""

    representantes: tuple[Dato, ...]

    @property
    def todos(self) -> int:
        """La máscara con todos los átomos."""
        return (1 << len(self.representantes)) - 1

    def mascara(self, condicion: Condicion) -> int:
        """Los átomos que cumplen la condición, un bit por cada uno."""
        return sum(1 << i for i, dato in enumerate(self.representantes) if cumple(dato, condicion))

    def muestra(self, mascara: int) -> Dato:
        """El representante del primer átomo de la máscara, que no está vacía."""
        return self.representantes[(mascara & -mascara).bit_length() - 1]


def cumple(dato: Dato, condicion: Condicion) -> bool:
    """Si un dato de un eje cumple una condición; sin dato, solo «sin dato».

    >>> cumple(80.0, Intervalo(40, 80)), cumple(40.0, Intervalo(40, 80)), cumple(None, Intervalo())
    (False, True, False)
    """
    if isinstance(condicion, SinDato) or dato is None:
        return isinstance(condicion, SinDato) and dato is None
    if isinstance(condicion, UnoDe):
        return dato in condicion.valores
    return not isinstance(dato, str) and _dentro(dato, condicion)


def _dentro(numero: float, intervalo: Intervalo) -> bool:
    desde, hasta = intervalo.desde, intervalo.hasta
    llega = desde is None or numero > desde or (intervalo.desde_incluido and numero == desde)
    cabe = hasta is None or numero < hasta or (intervalo.hasta_incluido and numero == hasta)
    return llega and cabe


def atomos_de(eje: str, condiciones: Sequence[Condicion]) -> Atomos:
    """Los átomos del eje para esas condiciones. Los ejes de percentil van de 0 a 100, bordes incluidos."""
    if eje in EJES_DE_TEXTO:
        return Atomos((*EJES_DE_TEXTO[eje], None))
    bordes = {
        borde
        for condicion in condiciones
        if isinstance(condicion, Intervalo)
        for borde in (condicion.desde, condicion.hasta)
        if borde is not None and math.isfinite(borde)
    }
    if eje in EJES_DE_PERCENTIL:
        return Atomos((*_de_percentil(sorted({0.0, 100.0, *(b for b in bordes if 0 <= b <= 100)})), None))
    return Atomos((*_sin_limites(sorted(bordes)), None))


def _de_percentil(bordes: Sequence[float]) -> list[float]:
    representantes = [bordes[0]]
    for uno, otro in pairwise(bordes):
        representantes += [*_entre(uno, otro), otro]
    return representantes


def _sin_limites(bordes: Sequence[float]) -> list[float]:
    if not bordes:
        return [0.0]
    margen = max(1.0, abs(bordes[0]), abs(bordes[-1])) / 2
    return [bordes[0] - margen, *_de_percentil(bordes), bordes[-1] + margen]


def _entre(uno: float, otro: float) -> list[float]:
    """Un número entre los dos, o ninguno si son vecinos en coma flotante."""
    medio = uno + (otro - uno) / 2
    return [medio] if uno < medio < otro else []


def texto_de_ejemplo(ejemplo: Ejemplo) -> str:
    """«Valor 80, potencial 50, sin dato de contrato»; con mayúscula inicial.

    >>> texto_de_ejemplo({"valor": 80.0, "importe_contrato": None, "nucleo": "sí"})
    'Valor 80, sin dato de contrato, núcleo sí'
    """
    partes = [_texto_de_dato(_NOMBRES.get(eje, eje), dato) for eje, dato in ejemplo.items()]
    texto = ", ".join(partes) or "cualquier fila"
    return texto[0].upper() + texto[1:]


def _texto_de_dato(nombre: str, dato: Dato) -> str:
    if dato is None:
        return f"sin dato de {nombre}"
    if isinstance(dato, str):
        return f"{nombre} {dato}"
    return f"{nombre} {numero_en_espanol(dato)}"


def numero_en_espanol(numero: float) -> str:
    """Las cifras justas para distinguirlo, con coma decimal y sin separador de miles."""
    texto = format(numero, ".15g")
    return (texto if float(texto) == numero else repr(numero)).replace(".", ",")
