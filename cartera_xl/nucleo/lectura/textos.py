"""Textos e identificadores: limpieza de espacios, lo que cuenta como vacío, y sí o no."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from cartera_xl.nucleo.celdas import Celda

_INVISIBLES = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_SIN_INVISIBLES = dict.fromkeys(map(ord, _INVISIBLES))
_SUCIO = re.compile(rf"^\s|\s$|\s\s|[^\S ]|[{_INVISIBLES}]|^'")
_SUCIOS = ("  ", "\t", "\r", "\v", "\f", "\x85", "\xa0", "\u2007", "\u2009", "\u202f", "\u3000", *_INVISIBLES)
_BORDES_SUCIOS = ("\n ", "\n'", " \n")
_ACABA_EN_CEROS = re.compile(r"\.0+\n")
_OTROS_ESPACIOS = re.compile(r"[\u1680\u2000-\u200a\u2028\u2029\u205f\x1c-\x1f]")
_LARGO_EN_BLANCO = 15
_NO_ALFANUMERICO = re.compile(r"[^a-z0-9]+")
_ENTERO_CON_CEROS = re.compile(r"(\d+)\.0+")

_PALABRAS_EN_BLANCO = (
    "-|--|---|—|–|.|..|...|n/d|n/a|n.d.|n.a.|s/d|s/n|s/i|#n/d|nd|n/c|?|null|none|nan|sin datos|sin dato"
    "|no disponible|no aplica|no consta|(en blanco)|(vacío)|(vacio)|pendiente"
)
EN_BLANCO = frozenset(_PALABRAS_EN_BLANCO.split("|"))
"""Lo que la gente escribe en una celda para decir que no hay dato, en minúsculas."""

_PALABRAS_SI = "sí|si|s|x|✓|✔|✅|☑|1|true|verdadero|yes|y|sim|ok|v|activo|activa|acepta|aceptado"
_PALABRAS_NO = "no|n|0|false|falso|não|nao|f|✗|✘|❌|☐|inactivo|inactiva|no acepta|rechazado"
_SI = frozenset(_PALABRAS_SI.split("|"))
_NO = frozenset(_PALABRAS_NO.split("|"))


@lru_cache(maxsize=4096)
def clave(texto: str) -> str:
    """Un título o un nombre de hoja sin mayúsculas, tildes, signos ni espacios de más, para comparar.

    El ordinal de «Nº» se quita, para que «Nº pedidos» y «N.º pedidos» sean lo mismo.

    >>> clave("  Razón\\xa0Social: "), clave("N.º pedidos"), clave("F. última compra")
    ('razon social', 'n pedidos', 'f ultima compra')
    """
    sin_ordinal = texto.translate({ord("º"): " ", ord("ª"): " ", ord("°"): " "})
    plano = unicodedata.normalize("NFKD", sin_ordinal.casefold())
    sin_tildes = "".join(letra for letra in plano if not unicodedata.combining(letra))
    return _NO_ALFANUMERICO.sub(" ", sin_tildes).strip()


def limpiar(texto: str) -> str:
    """Sin espacios al borde, dobles, duros ni invisibles, y sin el apóstrofo con que Excel fuerza el texto."""
    if _SUCIO.search(texto) is None:
        return texto
    return " ".join(texto.translate(_SIN_INVISIBLES).split()).removeprefix("'").strip()


def todos_limpios(textos: Collection[str]) -> bool:
    """Cierto si ningún texto cambiaría al limpiarlo ni quiere decir «sin dato» ni acaba en `.0`.

    Se mira la columna entera de una vez, unida por saltos de línea: cien mil nombres cuestan milisegundos.
    """
    junto = "\n".join(("", *textos, ""))
    if junto.count("\n") != len(textos) + 1 or any(sucio in junto for sucio in (*_SUCIOS, *_BORDES_SUCIOS)):
        return False
    if _ACABA_EN_CEROS.search(junto) is not None or _OTROS_ESPACIOS.search(junto) is not None:
        return False
    return "" not in textos and EN_BLANCO.isdisjoint(map(str.casefold, textos))


def contar(cuantos: int, singular: str, plural: str) -> str:
    """«1 fecha», «2 fechas»."""
    return f"{cuantos} {singular if cuantos == 1 else plural}"


def sin_dato(texto: str) -> bool:
    """Cierto si el texto, ya limpio, está vacío o es una de las fórmulas de «no hay dato»."""
    return not texto or (len(texto) < _LARGO_EN_BLANCO and texto.casefold() in EN_BLANCO)


def texto_de(celda: Celda) -> str | None:
    """Lo que se lee en la celda, como texto limpio; `None` si no hay dato. Un número entero va sin `.0`."""
    if celda is None:
        return None
    if isinstance(celda, str):
        limpio = limpiar(celda)
        return None if sin_dato(limpio) else limpio
    if isinstance(celda, bool):
        return "Sí" if celda else "No"
    if isinstance(celda, int | float):
        return texto_de_numero(float(celda))
    return _texto_de_fecha(celda)


def texto_de_numero(numero: float) -> str | None:
    """`17850.0` -> «17850»; `None` si no es un número. Por encima de 2**53 no se inventan cifras.

    >>> texto_de_numero(17850.0), texto_de_numero(0.5), texto_de_numero(float("nan"))
    ('17850', '0.5', None)
    """
    if numero != numero:
        return None
    return f"{numero:.0f}" if numero.is_integer() and abs(numero) < 2**53 else repr(numero)


def _texto_de_fecha(celda: datetime | date | time | timedelta) -> str:
    if isinstance(celda, datetime) and celda.time() == time():
        return f"{celda:%d/%m/%Y}"
    if isinstance(celda, datetime):
        return f"{celda:%d/%m/%Y %H:%M}"
    return f"{celda:%d/%m/%Y}" if isinstance(celda, date) else str(celda)


def identificador(celda: Celda) -> str | None:
    """Un código como texto: sin el `.0` que añade quien lo guardó como número; los ceros a la izquierda se quedan.

    >>> identificador(17850.0), identificador("00123"), identificador("17850.0"), identificador("'007")
    ('17850', '00123', '17850', '007')
    """
    texto = texto_de(celda)
    if texto is None:
        return None
    entero = _ENTERO_CON_CEROS.fullmatch(texto)
    return entero[1] if entero else texto


def si_o_no(celda: Celda) -> bool | None:
    """`True`, `False` o `None` (sin dato). `ValueError` si dice otra cosa."""
    if celda is None or isinstance(celda, bool):
        return celda
    if isinstance(celda, int | float) and not isinstance(celda, bool):
        return None if celda != celda else _de_texto(texto_de_numero(float(celda)) or "")
    return _de_texto(limpiar(celda).casefold()) if isinstance(celda, str) else _de_texto("?!")


def _de_texto(texto: str) -> bool | None:
    if texto in _SI:
        return True
    if texto in _NO:
        return False
    if sin_dato(texto):
        return None
    raise ValueError(texto)
