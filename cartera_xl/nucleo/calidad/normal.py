"""Formas normales para comparar: nombres sin forma jurídica, identificadores, correos y teléfonos.

Se normaliza la columna entera de una vez (un solo texto con una línea por valor): fila a fila costaría diez veces
más, y esto se hace en cada ejecución. La forma normal sirve para comparar, nunca para enseñarla ni escribirla.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import cast

import numpy as np

Lista = Sequence[str | None]

_LETRAS_Y_CIFRAS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_A_ESPACIO = bytes(
    c + 32 if 65 <= c <= 90 else c if bytes([c]) in _LETRAS_Y_CIFRAS + b"\n" else 32 for c in range(128)
) + bytes([32] * 128)
_PUNTUACION = b".,;:'\"`"  # se quita sin dejar hueco: «S.L.» es «sl»
_FRACCIONES = dict.fromkeys(map(ord, "¼½¾"))
_DESCOMPUESTAS = [
    unicodedata.normalize("NFKD", chr(c).translate(_FRACCIONES)).encode("ascii", "ignore") for c in range(256)
]
_LATIN1_A_ASCII = bytes(letra[0] if letra else 32 for letra in _DESCOMPUESTAS)
_LATIN1_SIN_ASCII = bytes(c for c, letra in enumerate(_DESCOMPUESTAS) if not letra)
_NO_ALFANUMERICOS = bytes(c for c in range(256) if bytes([c]).lower() not in _LETRAS_Y_CIFRAS + b"\n&")
_NO_CIFRAS = bytes(c for c in range(256) if bytes([c]) not in b"0123456789\n")

_FORMAS = (
    *("SL", "SLU", "SLP", "SLL", "SLNE", "SLLP", "SA", "SAU", "SAL", "SC", "SCP", "SCA", "CB", "AIE", "UTE", "AC"),
    *("S coop", "S coop and", "S coop mad", "S coop cat", "S coop V", "scoop", "SPA", "SAS", "SAC", "SAA", "SRL"),
    *("SRLS", "EIRL", "EU", "ESP", "ltda", "limitada", "cia", "y cia", "compania limitada", "SA de CV", "SAS de CV"),
    *("SAB de CV", "SAPI de CV", "S de RL", "S de RL de CV", "SC de RL", "SC de RL de CV", "S en C"),
    *(
        "S en C por A",
        "S en C de CV",
        "sociedad limitada",
        "sociedad limitada unipersonal",
        "sociedad limitada laboral",
    ),
    *("sociedad anonima", "sociedad anonima unipersonal", "sociedad anonima laboral", "sociedad anonima cerrada"),
    *("sociedad anonima de capital variable", "sociedad de responsabilidad limitada", "sociedad por acciones"),
    *("sociedad por acciones simplificada", "sociedad cooperativa", "sociedad civil"),
    *("ltd", "limited", "LLC", "LLP", "inc", "corp", "gmbh", "AG", "sarl", "BV", "NV", "lda", "unipessoal"),
)
"""Formas jurídicas de España, Hispanoamérica y las extranjeras corrientes; en mayúsculas, siglas: «S L» o «SL»."""


def _al_reves(forma: str) -> str:
    palabras = (" ?".join(reversed(p.lower())) if p.isupper() else p[::-1] for p in reversed(forma.split()))
    return " ".join(palabras)


_FORMA_AL_REVES = re.compile(
    rf"\n *(?:(?:{'|'.join(sorted(map(_al_reves, _FORMAS), key=len, reverse=True))}) +)+(?=\S)"
)
"""Se busca con el texto al revés: así cada línea empieza por su forma y solo se prueba una vez por línea."""
_MISMO_VALOR_ENTERO = re.compile(r"(\d+)\.0+")
_BLANCOS = " \t\r\v\f\xa0"


def nombres_normales(nombres: Lista, *, con_forma: bool = False) -> list[str]:
    """Minúsculas sin tildes, signos, espacios ni forma jurídica al final; vacío si no hay nombre.

    Un nombre que es solo una forma jurídica se queda como está. Un alfabeto que no es el latino se compara tal cual.

    >>> nombres_normales(["Panadería Núñez, S.L.", "PANADERIA NUÑEZ SLU", "S.A.", "Tacos de México S.A. de C.V."])
    ['panaderianunez', 'panaderianunez', 'sa', 'tacosdemexico']
    """
    junto = _en_palabras(nombres)
    if not con_forma:
        junto = _sin_forma(junto)
    normales = junto.replace(" ", "").split("\n")[: len(nombres)]
    return _con_los_no_latinos(nombres, normales) if "" in normales else normales


def palabras_normales(nombre: str) -> str:
    """Como `nombres_normales`, pero con las palabras separadas, para comparar nombres parecidos.

    >>> palabras_normales("Núñez e Hijos, S.L.")
    'nunez e hijos'
    """
    return " ".join(_sin_forma(_en_palabras([nombre])).split())


def _en_palabras(nombres: Lista) -> str:
    """Una línea por nombre, en minúsculas sin tildes ni signos."""
    return _ascii(_unir(nombres)).translate(_A_ESPACIO, _PUNTUACION).decode("ascii")


def _sin_forma(junto: str) -> str:
    return _FORMA_AL_REVES.sub("\n", "\n" + junto[::-1])[:0:-1]


def alfanumericos(valores: Lista) -> list[str]:
    """Solo letras y cifras, en mayúsculas y sin tildes (y `&`, que es letra en un RFC); vacío si no hay nada.

    >>> alfanumericos([" b-12.345.674 ", None])
    ['B12345674', '']
    """
    return _ascii(_unir(valores)).translate(None, _NO_ALFANUMERICOS).upper().decode("ascii").split("\n")[: len(valores)]


def cifras(valores: Lista) -> list[str]:
    """Solo las cifras de cada valor.

    >>> cifras(["+34 600 11-22-33", None])
    ['34600112233', '']
    """
    return _ascii(_unir(valores)).translate(None, _NO_CIFRAS).decode("ascii").split("\n")[: len(valores)]


def minusculas(valores: Lista) -> list[str]:
    """Sin espacios al borde ni mayúsculas; vacío si no hay nada: para correos y códigos de cliente."""
    junto = _unir(valores).casefold()
    if any(blanco in junto for blanco in _BLANCOS):
        return [valor.strip(_BLANCOS) for valor in junto.split("\n")][: len(valores)]
    return junto.split("\n")[: len(valores)]


def codigos_normales(valores: Lista, *, sin_ceros: bool = False) -> list[str]:
    """Códigos de cliente: sin mayúsculas ni el `.0` que deja Excel; `sin_ceros` quita además los de la izquierda.

    >>> codigos_normales(["00017850", "17850.0", "A-07"], sin_ceros=True)
    ['17850', '17850', 'a-07']
    """
    normales = minusculas(valores)
    normales = [entero[1] if ".0" in v and (entero := _MISMO_VALOR_ENTERO.fullmatch(v)) else v for v in normales]
    return [(v.lstrip("0") or "0") if v.isdecimal() else v for v in normales] if sin_ceros else normales


def repetidos(claves: Sequence[str]) -> list[list[int]]:
    """Grupos de posiciones con la misma clave no vacía, de dos o más, por orden de aparición.

    El resumen de cada texto solo descarta los que no se repiten: los que quedan se comparan enteros.
    """
    resumenes = np.fromiter(map(hash, claves), dtype=np.int64, count=len(claves))
    ordenados = np.sort(resumenes[resumenes != hash("")])
    dobles = ordenados[1:][ordenados[1:] == ordenados[:-1]]
    grupos: dict[str, list[int]] = {}
    for posicion in np.flatnonzero(np.isin(resumenes, dobles)).tolist():
        grupos.setdefault(claves[posicion], []).append(posicion)
    return [grupo for grupo in grupos.values() if len(grupo) > 1]


def _unir(valores: Lista) -> str:
    """Un texto con una línea por valor; un salto de línea dentro de un valor pasa a espacio."""
    try:
        junto = "\n".join(cast(Sequence[str], valores))
    except TypeError:  # hay celdas vacías
        junto = "\n".join([valor if isinstance(valor, str) else "" for valor in valores])
    if junto.count("\n") != max(len(valores) - 1, 0):
        junto = "\n".join([v.replace("\n", " ") if isinstance(v, str) else "" for v in valores])
    return junto


def _ascii(texto: str) -> bytes:
    """El texto sin tildes y sin las letras que no son latinas; por tabla si todo cabe en latin-1, lo corriente."""
    if texto.isascii():
        return texto.encode("ascii")
    try:
        return texto.encode("latin-1").translate(_LATIN1_A_ASCII, _LATIN1_SIN_ASCII)
    except UnicodeEncodeError:
        return unicodedata.normalize("NFKD", texto.translate(_FRACCIONES)).encode("ascii", "ignore")


def _con_los_no_latinos(nombres: Lista, normales: list[str]) -> list[str]:
    return [
        normal if normal or not isinstance(nombre, str) else "".join(nombre.casefold().split())
        for nombre, normal in zip(nombres, normales, strict=True)
    ]
