"""Las condiciones de las reglas tal como se leen y se escriben en una celda.

| celda | condición |
|---|---|
| vacía | ninguna |
| `>= 80` · `> 80` · `< 50` · `<= 50` · `80` | intervalo; un número solo es ese valor exacto |
| `40 a 80` | desde 40, incluido, hasta 80, sin incluir |
| `> 40 y <= 80` | los dos bordes a la vista |
| `con dato` · `sin dato` | hay, o no hay, dato en ese eje |
| `sí` · `cliente` · `habitual o nuevo` | el valor es uno de esos |

Los números llevan coma decimal: «100.000» son cien mil y «12,5», doce y medio. «100,000» se rechaza, porque en unos
países son cien mil y en otros cien. Lo que se escribe se vuelve a leer
exactamente igual, y nada empieza por «=», que Excel tomaría por una fórmula.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.reglas import EJES_DE_TEXTO, EJES_NUMERICOS, Condicion, Intervalo, SinDato, UnoDe

_NUMERO = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_COMPARACION = re.compile(r"(>=|=>|<=|=<|≥|≤|>|<|=)\s*([^<>=≥≤\s]+)")
_SEPARADOR = re.compile(r"\s+[oóu]\s+|[,/;]", re.IGNORECASE)
_ENTRE_DOS = re.compile(r"(?:de\s+)?(\S+)\s+a\s+(\S+)", re.IGNORECASE)


def texto_de_condicion(condicion: Condicion | None, eje: str) -> str:
    """La celda de una condición; vacía si no hay.

    >>> texto_de_condicion(Intervalo(40, 80), "valor"), texto_de_condicion(Intervalo(0.5, None, False), "valor")
    ('40 a 80', '> 0,5')
    """
    if condicion is None:
        return ""
    if isinstance(condicion, SinDato):
        return "sin dato"
    if isinstance(condicion, UnoDe):
        return " o ".join(sorted(condicion.valores, key=EJES_DE_TEXTO[eje].index))
    return _texto_de_intervalo(condicion)


def _texto_de_intervalo(intervalo: Intervalo) -> str:
    desde, hasta = intervalo.desde, intervalo.hasta
    abajo = None if desde is None else f"{'>=' if intervalo.desde_incluido else '>'} {texto_de_numero(desde)}"
    arriba = None if hasta is None else f"{'<=' if intervalo.hasta_incluido else '<'} {texto_de_numero(hasta)}"
    if desde is None or hasta is None:
        return abajo or arriba or "con dato"
    if desde == hasta and intervalo.desde_incluido and intervalo.hasta_incluido:
        return texto_de_numero(desde)
    if intervalo.desde_incluido and not intervalo.hasta_incluido:
        return f"{texto_de_numero(desde)} a {texto_de_numero(hasta)}"
    return f"{abajo} y {arriba}"


def texto_de_numero(numero: float) -> str:
    """Todas las cifras, con coma decimal y sin miles; con tres decimales se añade un cero, para que no parezcan miles.

    >>> texto_de_numero(100_000.0), texto_de_numero(12.5), texto_de_numero(0.125)
    ('100000', '12,5', '0,1250')
    """
    entero, _, decimales = format(Decimal(repr(float(numero))), "f").partition(".")
    if not decimales.strip("0"):
        return entero
    return f"{entero},{decimales}{'0' if len(decimales) == 3 else ''}"


def condicion_de(celda: Celda, eje: str, donde: str) -> Condicion | None:
    """La condición escrita en una celda; `None` si está vacía. `ConfiguracionErronea` en `donde` si no se entiende."""
    if vacia(celda):
        return None
    if eje in EJES_NUMERICOS:
        if isinstance(celda, int | float) and not isinstance(celda, bool):
            return Intervalo(float(celda), float(celda), hasta_incluido=True)
        leer: Callable[[str, str], Condicion] = _intervalo
    else:
        leer = _uno_de
    texto = ("sí" if celda else "no") if isinstance(celda, bool) else str(celda).strip()
    if clave(texto) == "sin dato":
        return SinDato()
    try:
        return leer(texto, eje)
    except ValueError as error:
        raise ConfiguracionErronea(
            f"«{celda}» no es una condición de {eje}{f': {error}' if str(error) else ''}.",
            donde=donde,
            remedio=_remedio(eje),
        ) from error


def _remedio(eje: str) -> str:
    if eje in EJES_NUMERICOS:
        return "Escriba, por ejemplo, «>= 80», «< 50», «40 a 80» o «sin dato»"
    return f"Escriba uno o varios de estos, unidos con «o»: {', '.join(EJES_DE_TEXTO[eje])}, sin dato"


def _intervalo(texto: str, _eje: str) -> Intervalo:
    if clave(texto) == "con dato":
        return Intervalo()
    if entre := _ENTRE_DOS.fullmatch(texto):
        return Intervalo(numero_de(entre[1]), numero_de(entre[2]))
    if _NUMERO.fullmatch(texto):
        texto = f"={texto}"
    comparaciones = _COMPARACION.findall(texto)
    sobra = clave(_COMPARACION.sub(" ", texto))
    if not comparaciones or sobra not in ("", "y"):
        raise ValueError
    partes = [_parte(signo, numero_de(cifras)) for signo, cifras in comparaciones]
    return _juntar(partes)


def _parte(signo: str, numero: float) -> Intervalo:
    if signo == "=":
        return Intervalo(numero, numero, hasta_incluido=True)
    incluido = len(signo) == 2 or signo in "≥≤"
    if signo[0] in ">≥" or signo == "=>":
        return Intervalo(numero, None, desde_incluido=incluido)
    return Intervalo(None, numero, hasta_incluido=incluido)


def _juntar(partes: list[Intervalo]) -> Intervalo:
    """Un intervalo con los bordes de las partes; `ValueError` si hay dos del mismo lado."""
    abajo = [parte for parte in partes if parte.desde is not None]
    arriba = [parte for parte in partes if parte.hasta is not None]
    if len(abajo) > 1 or len(arriba) > 1:
        raise ValueError("hay dos bordes del mismo lado")
    desde = abajo[0] if abajo else Intervalo()
    hasta = arriba[0] if arriba else Intervalo()
    return Intervalo(desde.desde, hasta.hasta, desde.desde_incluido, hasta.hasta_incluido)


def numero_de(texto: str) -> float:
    """Un número escrito en español; `ValueError` si no lo es o puede leerse de dos maneras.

    >>> numero_de("100.000"), numero_de("1.234,5"), numero_de("12.5"), numero_de("0,125")
    (100000.0, 1234.5, 12.5, 0.125)
    """
    if not _NUMERO.fullmatch(texto):
        raise ValueError(f"«{texto}» no es un número")
    puntos, comas = texto.count("."), texto.count(",")
    if comas == 1 and not puntos and re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", texto):
        raise ValueError(f"«{texto}» puede leerse de dos maneras; escríbalo sin separador de miles")
    miles = "." if texto.rfind(",") >= texto.rfind(".") or _son_miles(texto, ".") else ","
    if texto.count(miles) and not _son_miles(texto, miles):
        raise ValueError(f"«{texto}» tiene mal puestos los miles")
    entero = texto.replace(miles, "").replace(",", ".")
    if entero.count(".") > 1:
        raise ValueError(f"«{texto}» tiene mal puestos los miles")
    return float(entero)


def _son_miles(texto: str, signo: str) -> bool:
    """Cierto si todas las veces que sale `signo` separa grupos de tres cifras de la parte entera."""
    otro = "," if signo == "." else "."
    entera = texto.partition(otro)[0]
    grupos = entera.lstrip("+-").split(signo)
    bien = len(grupos) > 1 and 1 <= len(grupos[0]) <= 3 and grupos[0] != "0" and all(len(g) == 3 for g in grupos[1:])
    return bien and signo not in texto.partition(otro)[2]


def _uno_de(texto: str, eje: str) -> UnoDe:
    conocidos = {clave(valor): valor for valor in EJES_DE_TEXTO[eje]}
    valores = []
    for trozo in filter(str.strip, _SEPARADOR.split(texto)):
        if clave(trozo) not in conocidos:
            raise ValueError(f"«{trozo.strip()}» no es uno de sus valores")
        valores.append(conocidos[clave(trozo)])
    return UnoDe(frozenset(valores))
