"""Cómo se lee la celda de cada clase de ajuste. Todas dan `ValueError` si la celda no vale y no reciben una vacía."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.lectura.textos import clave, limpiar
from cartera_xl.nucleo.paises import codigos
from cartera_xl.nucleo.pronostico.registro import PERIODOS
from cartera_xl.nucleo.reglas_texto import numero_de

MESES_MAXIMO = 60
"""Más allá de cinco años el pasado de una cartera ya no dice nada. Decisión de la casa, 2026."""

E = TypeVar("E", bound=StrEnum)


def texto(celda: Celda) -> str:
    """El texto de una celda, limpio; un número entero, sin decimales; vacío si no hay nada."""
    if celda is None:
        return ""
    if isinstance(celda, float) and celda.is_integer():
        return str(int(celda))
    return limpiar(str(celda))


def pais(celda: Celda) -> str:
    """Código de dos letras de un país conocido."""
    codigo = texto(celda).upper()
    if codigo not in codigos():
        raise ValueError(codigo)
    return codigo


def numero(celda: Celda) -> float:
    """Un número de una celda, también si se ha escrito como texto."""
    if isinstance(celda, bool):
        raise ValueError("es un sí o no")
    valor = float(celda) if isinstance(celda, int | float) else numero_de(texto(celda))
    if valor != valor or abs(valor) == float("inf"):
        raise ValueError("no es finito")
    return valor


def entero(celda: Celda) -> int:
    """Un número sin decimales."""
    valor = numero(celda)
    if valor != int(valor):
        raise ValueError("tiene decimales")
    return int(valor)


def dias(celda: Celda) -> int:
    """Un número entero de días, uno al menos."""
    dias = entero(celda)
    if dias < 1:
        raise ValueError("ha de ser al menos 1")
    return dias


def peso(celda: Celda) -> float:
    """Un número no negativo."""
    peso = numero(celda)
    if peso < 0:
        raise ValueError("es negativo")
    return peso


def umbral(celda: Celda) -> float:
    """De 0 a 100."""
    umbral = numero(celda)
    if not 0 <= umbral <= 100:
        raise ValueError("no está entre 0 y 100")
    return umbral


def horizonte(celda: Celda) -> int:
    """Uno de `PERIODOS`."""
    dias = entero(celda)
    if dias not in PERIODOS:
        raise ValueError("no es uno de los horizontes")
    return dias


def parte(celda: Celda) -> float:
    """Una parte de 1: «30 %» y 0,3 son lo mismo, y 30 no vale."""
    escrito = texto(celda)
    parte = numero(escrito[:-1]) / 100 if isinstance(celda, str) and escrito.endswith("%") else numero(celda)
    if not 0 <= parte <= 1:
        raise ValueError("no está entre 0 % y 100 %")
    return parte


def meses(celda: Celda) -> int:
    """De 1 a `MESES_MAXIMO`."""
    meses = entero(celda)
    if not 1 <= meses <= MESES_MAXIMO:
        raise ValueError("no está entre 1 y 60")
    return meses


def veces(celda: Celda) -> float:
    """Un número mayor que 1."""
    veces = numero(celda)
    if veces <= 1:
        raise ValueError("ha de ser mayor que 1")
    return veces


def opcion(clase: type[E]) -> Callable[[Celda], E]:
    """La que lee una de las opciones de una lista, sin mirar mayúsculas ni tildes."""
    por_clave = {clave(opcion.value): opcion for opcion in clase}

    def leer(celda: Celda) -> E:
        opcion = por_clave.get(clave(texto(celda)))
        if opcion is None:
            raise ValueError(texto(celda))
        return opcion

    return leer


def guid(celda: Celda) -> str:
    """Un identificador de libro."""
    guid = texto(celda)
    if not re.fullmatch(r"[0-9a-zA-Z-]{8,64}", guid):
        raise ValueError(guid)
    return guid
