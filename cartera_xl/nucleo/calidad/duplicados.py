"""Filas que pueden ser el mismo cliente: por identificador, por correo o teléfono, y por nombre.

De la prueba más fuerte a la más débil. Dos filas con identificadores fiscales distintos que se dan por buenos no
son duplicadas por compartir correo, teléfono o nombre: una central de compras o dos tocayos existen.
Un correo o un teléfono que se repite en más de `FILAS_DE_RELLENO` filas es de relleno y no dice nada.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.calidad.normal import repetidos

FILAS_DE_RELLENO = 5
PARECIDO_MINIMO = 92.0
"""Parecido (0..100, por palabras ordenadas) desde el que dos nombres se proponen como el mismo. De partida."""
_BLOQUE_MAXIMO = 400
_LETRAS_DE_BLOQUE = (3, 5, 8, 12)


@dataclass(frozen=True, slots=True)
class Duplicados:
    """Filas de hoja que quizá son el mismo cliente, de la primera a la última, y por qué («mismo NIF»)."""

    filas: tuple[int, ...]
    motivo: str


@dataclass(frozen=True, slots=True)
class Grupo:
    """Como `Duplicados`, por posición en el cuadro en vez de por fila de hoja."""

    posiciones: tuple[int, ...]
    motivo: str


def por_clave(claves: Sequence[str], motivo: str, vale: Callable[[int], bool]) -> list[Grupo]:
    """Grupos de posiciones con la misma clave; `vale` se pregunta solo de las que coinciden con otra."""
    grupos = []
    for posiciones in repetidos(claves):
        buenas = tuple(p for p in posiciones if vale(p))
        if len(buenas) > 1:
            grupos.append(Grupo(buenas, motivo))
    return grupos


def por_contacto(claves: Sequence[str], motivo: str, fiscal: Callable[[int], str]) -> tuple[list[Grupo], list[Grupo]]:
    """Grupos por correo, teléfono o nombre, y aparte los que se repiten tanto que son de relleno."""
    grupos, relleno = [], []
    for posiciones in repetidos(claves):
        if len(posiciones) > FILAS_DE_RELLENO or es_escalera(claves[posiciones[0]]):
            relleno.append(Grupo(tuple(posiciones), motivo))
        else:
            grupos += [Grupo(tuple(parte), motivo) for parte in separar_por_fiscal(posiciones, fiscal)]
    return grupos, relleno


def es_escalera(clave: str) -> bool:
    """Cierto para un número que repite una sola cifra o las pone por orden: nadie tiene ese teléfono.

    >>> es_escalera("000000000"), es_escalera("123456789"), es_escalera("600112233")
    (True, True, False)
    """
    return clave.isdecimal() and (len(set(clave)) == 1 or clave in "01234567890123" or clave in "9876543210")


def separar_por_fiscal(posiciones: Sequence[int], fiscal: Callable[[int], str]) -> list[list[int]]:
    """Parte un grupo por identificador fiscal; quien no tiene va con el primero. Solo grupos de dos o más.

    >>> separar_por_fiscal([0, 1, 2], lambda p: ["A", "B", "A"][p])
    [[0, 2]]
    """
    por_numero: dict[str, list[int]] = {}
    sin_numero: list[int] = []
    for posicion in posiciones:
        numero = fiscal(posicion)
        (por_numero.setdefault(numero, []) if numero else sin_numero).append(posicion)
    partes = list(por_numero.values()) or [[]]
    partes[0] = sorted([*partes[0], *sin_numero])
    return [parte for parte in partes if len(parte) > 1]


def nombres_parecidos(nombres: Sequence[str], fiscal: Callable[[int], str]) -> list[Grupo]:
    """Parejas de nombres distintos pero casi iguales (palabras en cualquier orden), con las mismas cifras.

    Solo se comparan los que empiezan o acaban igual (tres letras de la primera o de la última palabra): una
    errata en las dos puntas no se ve, a cambio de no comparar todos con todos.
    """
    primeras: dict[str, int] = {}
    for posicion, nombre in enumerate(nombres):
        if len(nombre) >= 6:
            primeras.setdefault(nombre, posicion)
    parejas: dict[tuple[int, int], None] = {}
    for bloque in _bloques(list(primeras)):
        for uno, otro in _parecidos(bloque):
            a, b = sorted((primeras[uno], primeras[otro]))
            if not (fiscal(a) and fiscal(b) and fiscal(a) != fiscal(b)):
                parejas[a, b] = None
    return [Grupo(pareja, "nombre parecido") for pareja in sorted(parejas)]


def _bloques(nombres: list[str]) -> Iterator[list[str]]:
    yield from _partir(nombres, lambda nombre: nombre)
    yield from _partir(nombres, lambda nombre: nombre.rpartition(" ")[2] + " " + nombre)


def _partir(nombres: list[str], orden: Callable[[str], str], nivel: int = 0) -> Iterator[list[str]]:
    """Bloques por las primeras letras; uno demasiado grande se parte por más letras, y al final se deja."""
    bloques: dict[str, list[str]] = {}
    for nombre in nombres:
        bloques.setdefault(orden(nombre)[: _LETRAS_DE_BLOQUE[nivel]], []).append(nombre)
    for bloque in bloques.values():
        if 1 < len(bloque) <= _BLOQUE_MAXIMO:
            yield bloque
        elif len(bloque) > _BLOQUE_MAXIMO and nivel + 1 < len(_LETRAS_DE_BLOQUE):
            yield from _partir(bloque, orden, nivel + 1)


def _parecidos(bloque: list[str]) -> Iterator[tuple[str, str]]:
    import numpy as np
    from rapidfuzz import fuzz, process

    puntos = process.cdist(bloque, bloque, scorer=fuzz.token_sort_ratio, score_cutoff=PARECIDO_MINIMO, dtype=np.uint8)
    for i, j in zip(*np.nonzero(np.triu(puntos, 1)), strict=True):
        uno, otro = bloque[int(i)], bloque[int(j)]
        if _cifras(uno) == _cifras(otro):
            yield uno, otro


def _cifras(nombre: str) -> list[str]:
    return sorted(palabra for palabra in nombre.split() if any(letra.isdecimal() for letra in palabra))
