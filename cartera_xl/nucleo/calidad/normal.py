"""Formas normales para comparar: nombres sin forma jurídica, identificadores, correos y teléfonos.

Se normaliza la columna entera de una vez (un solo texto con una línea por valor): fila a fila costaría diez veces
más, y esto se hace en cada ejecución. La forma normal sirve para comparar, nunca para enseñarla ni escribirla.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

Lista = Sequence[str | None]

_LETRAS_Y_CIFRAS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_A_ESPACIO = (
    bytes(c + 32 if 65 <= c <= 90 else c if bytes([c]) in _LETRAS_Y_CIFRAS + b"\n" else 32 for c in range(128))
    + b" " * 128
)
_NO_ALFANUMERICOS = bytes(c for c in range(256) if bytes([c]).lower() not in _LETRAS_Y_CIFRAS + b"\n&")
_NO_CIFRAS = bytes(c for c in range(256) if bytes([c]) not in b"0123456789\n")

_FORMAS = (
    "s ?l ?n ?e|s ?l ?[upl]?|s ?a ?u|s ?a ?l|s ?coop( and| mad| cat| v)?|s ?c ?[ap]?|c ?b|s ?l ?l ?p|a ?i ?e|u ?t ?e|"
    "s ?a ?p ?i de c ?v|s ?a ?b de c ?v|s ?a de c ?v|s ?a ?s de c ?v|s de r ?l( de c ?v)?|s ?c de r ?l( de c ?v)?|"
    "s en c( de c ?v| por a)?|a ?c|s ?p ?a|s ?a ?s|s ?a ?c|s ?a ?a|s ?a|s ?r ?l( ?s)?|e ?i ?r ?l|e ?u|e ?s ?p|"
    "(y )?cia( ltda)?|compania limitada|ltda|limitada|sociedad (limitada|anonima)( unipersonal| laboral| cerrada)?|"
    "sociedad (de responsabilidad limitada|por acciones( simplificada)?|cooperativa|civil)|"
    "sociedad anonima de capital variable|ltd|limited|llc|llp|inc|corp|gmbh|ag|sarl|bv|nv|lda|unipessoal"
)
_FORMA_FINAL = re.compile(rf"(?m) (?:{_FORMAS})(?: (?:{_FORMAS}))*(?= *$)".encode())
_MISMO_VALOR_ENTERO = re.compile(r"(\d+)\.0+")


def nombres_normales(nombres: Lista, *, con_forma: bool = False) -> list[str]:
    """Minúsculas sin tildes, signos, espacios ni forma jurídica al final; vacío si no hay nombre.

    Un nombre que es solo una forma jurídica se queda como está. Un alfabeto que no es el latino se compara tal cual.

    >>> nombres_normales(["Panadería Núñez, S.L.", "PANADERIA NUÑEZ SLU", "S.A.", "Tacos de México S.A. de C.V."])
    ['panaderianunez', 'panaderianunez', 'sa', 'tacosdemexico']
    """
    junto = _ascii(_unir(nombres)).translate(_A_ESPACIO)
    if not con_forma:
        junto = _FORMA_FINAL.sub(b"", re.sub(rb" {2,}", b" ", junto))
    normales = junto.replace(b" ", b"").decode("ascii").split("\n")
    return _con_los_no_latinos(nombres, normales)


def palabras_normales(nombre: str) -> str:
    """Como `nombres_normales`, pero con las palabras separadas, para comparar nombres parecidos.

    >>> palabras_normales("Núñez e Hijos, S.L.")
    'nunez e hijos'
    """
    junto = re.sub(rb" {2,}", b" ", _ascii(_unir([nombre])).translate(_A_ESPACIO)).strip()
    return _FORMA_FINAL.sub(b"", junto).decode("ascii")


def alfanumericos(valores: Lista) -> list[str]:
    """Solo letras y cifras, en mayúsculas y sin tildes (y `&`, que es letra en un RFC); vacío si no hay nada.

    >>> alfanumericos([" b-12.345.674 ", None])
    ['B12345674', '']
    """
    return _ascii(_unir(valores)).translate(None, _NO_ALFANUMERICOS).upper().decode("ascii").split("\n")


def cifras(valores: Lista) -> list[str]:
    """Solo las cifras de cada valor.

    >>> cifras(["+34 600 11-22-33", None])
    ['34600112233', '']
    """
    return _ascii(_unir(valores)).translate(None, _NO_CIFRAS).decode("ascii").split("\n")


def minusculas(valores: Lista) -> list[str]:
    """Sin espacios al borde ni mayúsculas; vacío si no hay nada: para correos y códigos de cliente."""
    return [valor.strip() for valor in _unir(valores).casefold().split("\n")]


def codigos_normales(valores: Lista, *, sin_ceros: bool = False) -> list[str]:
    """Códigos de cliente: sin mayúsculas ni el `.0` que deja Excel; `sin_ceros` quita además los de la izquierda.

    >>> codigos_normales(["00017850", "17850.0", "A-07"], sin_ceros=True)
    ['17850', '17850', 'a-07']
    """
    normales = [entero[1] if (entero := _MISMO_VALOR_ENTERO.fullmatch(v)) else v for v in minusculas(valores)]
    return [(v.lstrip("0") or "0") if v.isdecimal() else v for v in normales] if sin_ceros else normales


def repetidos(claves: Sequence[str]) -> list[list[int]]:
    """Grupos de posiciones con la misma clave no vacía, de dos o más, por orden de aparición."""
    varias = {clave for clave, veces in Counter(claves).items() if veces > 1 and clave}
    if not varias:
        return []
    grupos: dict[str, list[int]] = {}
    for posicion, clave in enumerate(claves):
        if clave in varias:
            grupos.setdefault(clave, []).append(posicion)
    return list(grupos.values())


def _unir(valores: Lista) -> str:
    """Un texto con una línea por valor; un salto de línea dentro de un valor pasa a espacio."""
    lineas = [valor if isinstance(valor, str) else "" for valor in valores]
    junto = "\n".join(lineas)
    if junto.count("\n") != max(len(lineas) - 1, 0):
        junto = "\n".join([linea.replace("\n", " ") for linea in lineas])
    return junto


def _ascii(texto: str) -> bytes:
    return (texto if texto.isascii() else unicodedata.normalize("NFKD", texto)).encode("ascii", "ignore")


def _con_los_no_latinos(nombres: Lista, normales: list[str]) -> list[str]:
    if len(normales) != max(len(nombres), 1):
        raise AssertionError("la normalización ha cambiado el número de líneas")
    if not nombres:
        return []
    return [
        normal if normal or not isinstance(nombre, str) else "".join(nombre.casefold().split())
        for nombre, normal in zip(nombres, normales, strict=True)
    ]
