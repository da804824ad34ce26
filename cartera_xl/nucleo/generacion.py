"""La generación de una persona por su año de nacimiento: datos con fecha y fuente, no una opinión.

Fuentes: Dimock, M. (17/1/2019), «Defining generations: Where Millennials end and Generation Z begins», Pew Research
Center: Silenciosa 1928-1945, Baby boom 1946-1964, X 1965-1980, Milenial 1981-1996 y Z 1997-2012. Pew no pone fin a Z ni
nombra la siguiente. Alfa es de McCrindle y Fell (2020), «Understanding Generation Alpha», McCrindle Research: de 2010 a
2024; para que nadie sea de dos, aquí empieza en 2013, donde acaba la Z de Pew. Antes de 1928 y después de 2024 no se
dice ninguna.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cartera_xl.nucleo.celdas import Celda, ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.lectura.conversion import Calendario, a_fechas
from cartera_xl.nucleo.lectura.fechas import PRIMERA_DE_NACIMIENTO, tercia
from cartera_xl.nucleo.lectura.textos import limpiar

PRIMER_EJERCICIO, PRIMERA_SERIE = 1000, 10_000
"""Un número entero de 1000 a 9999 es un año; desde 10.000 (el 18/5/1927), un número de serie o una fecha aaaammdd."""


@dataclass(frozen=True, slots=True)
class Generacion:
    """Los nacidos de `desde` a `hasta`, los dos incluidos."""

    nombre: str
    desde: int
    hasta: int


GENERACIONES: Sequence[Generacion] = (
    Generacion("Silenciosa", 1928, 1945),
    Generacion("Baby boom", 1946, 1964),
    Generacion("X", 1965, 1980),
    Generacion("Milenial", 1981, 1996),
    Generacion("Z", 1997, 2012),
    Generacion("Alfa", 2013, 2024),
)


def generacion_de(ejercicio: int) -> str:
    """El nombre de la generación de quien nació ese año; vacío si es anterior a la primera o posterior a la última.

    >>> generacion_de(1980), generacion_de(1981), generacion_de(1927), generacion_de(2025)
    ('X', 'Milenial', '', '')
    """
    return next((g.nombre for g in GENERACIONES if g.desde <= ejercicio <= g.hasta), "")


def ejercicio_de_nacimiento(celda: Celda) -> int | None:
    """El año que dice una celda con un año, una fecha (también escrita) o un número de serie; `None` si no lo es.

    Un año de dos cifras se lee como en las demás fechas: de 50 en adelante es el siglo pasado.

    >>> ejercicio_de_nacimiento(1985.0), ejercicio_de_nacimiento(31121.0), ejercicio_de_nacimiento("15/03/85")
    (1985, 1985, 1985)
    """
    if isinstance(celda, date):  # `datetime` también lo es
        return celda.year
    if isinstance(celda, bool | ErrorCelda):
        return None
    if isinstance(celda, str):
        return _de_texto(limpiar(celda))
    return _de_numero(float(celda)) if isinstance(celda, int | float) else None


def _de_texto(texto: str) -> int | None:
    if texto.isascii() and texto.isdigit() and len(texto) in (4, 5):
        return _de_numero(float(texto))
    escrita = tercia(texto)
    if escrita is None or not _cabe(escrita.mes, escrita.dia, fijada=escrita.fijada):
        return None
    return escrita.ejercicio


def _cabe(mes: int, dia: int, *, fijada: bool) -> bool:
    """Cierto si hay algún orden de día y mes en que la fecha exista: para el año da igual cuál."""
    ordenes = ((mes, dia),) if fijada else ((mes, dia), (dia, mes))
    return any(1 <= m <= 12 and 1 <= d <= 31 for m, d in ordenes)


def _de_numero(numero: float) -> int | None:
    if numero < PRIMERA_SERIE:
        return int(numero) if numero >= PRIMER_EJERCICIO and numero.is_integer() else None
    leida = a_fechas(columna_de_objetos([numero]), Calendario("dmy", primera=PRIMERA_DE_NACIMIENTO))
    fecha = leida.valores[0].astype(datetime)
    return None if fecha is None else int(fecha.year)
