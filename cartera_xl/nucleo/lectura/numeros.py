"""Importes y números escritos como texto: «1.234,56 €», «(1.200)», «US$ 1,234.50», «1 234,5», «12,5 %».

Qué signo separa los decimales se decide por columna (`convenio_decimal`), con las celdas que solo admiten una
lectura: «1.234,56», «1.234.567» o «12,5». «1.234» admite dos y no vota. Babel no sirve para leer: sin `strict`
lee «1.234,56» en México como 1,23456, y con él no sabe de paréntesis ni de monedas; del CLDR solo se toma el
signo decimal del país.
"""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from cartera_xl.nucleo.lectura.convenio import Convenio, decidir
from cartera_xl.nucleo.lectura.textos import contar, limpiar
from cartera_xl.nucleo.paises import Pais

_MONEDA = (
    r"(?:US\$|U\$S|USD\$|MX\$|AR\$|COL\$|R\$|RD\$|C\$|S/\.?|Bs\.?\s?[SF]?\.?|B/\.?|Gs\.?|[€$£¥₡₲]"
    r"|EUR|USD|MXN|ARS|COP|CLP|PEN|UYU|BOB|PYG|VES|CRC|GTQ|PAB|DOP|HNL|NIO|CUP|BRL|GBP|M\.N\."
    r"|euros?|pesos?|d[óo]lares|soles|reais|Q|L)"
)
_MONEDA_DELANTE = re.compile(rf"^{_MONEDA}\s*(?=[-(\d.,+])", re.IGNORECASE)
_MONEDA_DETRAS = re.compile(rf"(?<=[\d).,\-%])\s*{_MONEDA}$", re.IGNORECASE)
_PLANO = re.compile(r"(-?)(\d[\d.,]*)")
_VOTO_CLARO = re.compile(r"-?[0-9]+([.,])(?:[0-9]{1,2}|[0-9]{4,})")
_CUERPO = re.compile(r"[.,]?\d[\d.,' ]*")
_EXPONENTE = re.compile(r"(\d+(?:[.,]\d+)?)[eE]([+-]?\d{1,2})")
_MENOS = {ord("−"): "-", ord("–"): "-", ord("—"): "-", ord("’"): "'", ord("´"): "'"}


class Partes(NamedTuple):
    """Un número escrito, sin adornos: `cuerpo` solo tiene cifras y separadores; `exponente` suele ser 0."""

    cuerpo: str
    negativo: bool
    porcentaje: bool
    exponente: int = 0


def partes(texto: str) -> Partes | None:
    """Quita moneda, signo, paréntesis y porcentaje; `None` si lo que queda no es un número.

    >>> partes("(1.200) €")
    Partes(cuerpo='1.200', negativo=True, porcentaje=False, exponente=0)
    >>> partes("12.5O") is None
    True
    """
    if (plano := _PLANO.fullmatch(texto)) is not None:
        return Partes(plano[2], bool(plano[1]), False)
    resto = limpiar(texto).translate(_MENOS)
    negativo = porcentaje = False
    for _ in range(4):
        antes = resto
        resto = _MONEDA_DETRAS.sub("", _MONEDA_DELANTE.sub("", resto)).strip()
        if len(resto) > 2 and resto[0] == "(" and resto[-1] == ")" and not negativo:
            resto, negativo = resto[1:-1].strip(), True
        if len(resto) > 1 and resto[-1] == "%" and not porcentaje:
            resto, porcentaje = resto[:-1].strip(), True
        if len(resto) > 1 and not negativo and "-" in (resto[0], resto[-1]):
            resto, negativo = (resto[1:] if resto[0] == "-" else resto[:-1]).strip(), True
        if resto[:1] == "+":
            resto = resto[1:].strip()
        if resto == antes:
            break
    if exponente := _EXPONENTE.fullmatch(resto):
        return Partes(exponente[1], negativo, porcentaje, int(exponente[2]))
    return Partes(resto, negativo, porcentaje) if _CUERPO.fullmatch(resto) else None


def voto(cuerpo: str) -> str | None:
    """El signo decimal que demuestra este número («,» o «.»), «?» si admite los dos, `None` si no lleva ninguno.

    >>> voto("1.234,56"), voto("1.234.567"), voto("12,5"), voto("1.234"), voto("0.125"), voto("1234")
    (',', ',', ',', '?', '.', None)
    """
    if cuerpo.isdigit():
        return None
    compacto = cuerpo.replace(" ", "").replace("'", "")
    puntos, comas = compacto.count("."), compacto.count(",")
    if not puntos and not comas:
        return None
    if puntos and comas:
        return "," if compacto.rfind(",") > compacto.rfind(".") else "."
    signo, otro = (".", ",") if puntos else (",", ".")
    if puntos + comas > 1:
        return otro
    entero, _, decimales = compacto.partition(signo)
    parece_millar = len(decimales) == 3 and 1 <= len(entero) <= 3 and entero[0] != "0"
    return "?" if parece_millar and compacto == cuerpo else signo


def convenio_decimal(campo: str, textos: Mapping[str, int], pais: Pais | None, vecino: str | None) -> Convenio:
    """El signo decimal de una columna, dados sus textos distintos y cuántas veces sale cada uno."""
    votos = {",": 0, ".": 0}
    dudosas = 0
    for texto, veces in textos.items():
        if (claro := _VOTO_CLARO.fullmatch(texto)) is not None:
            votos[claro[1]] += veces
            continue
        leido = partes(texto)
        dicho = voto(leido.cuerpo) if leido else None
        if dicho == "?":
            dudosas += veces
        elif dicho:
            votos[dicho] += veces
    valor, origen = decidir(votos, dudosas, pais.decimal if pais else None, vecino)
    a_favor, en_contra = votos.get(valor, 0), sum(votos.values()) - votos.get(valor, 0)
    return Convenio(
        campo, "decimal", valor, origen, a_favor, en_contra, dudosas, _prueba(valor, origen, votos, dudosas, pais)
    )


def _prueba(valor: str, origen: str, votos: Mapping[str, int], dudosas: int, pais: Pais | None) -> str:
    nombre = {",": "coma decimal", ".": "punto decimal"}.get(valor, "decimales sin decidir")
    if not dudosas and not any(votos.values()):
        return "ningún número lleva signo decimal"
    contra = sum(votos.values()) - votos.get(valor, 0)
    if origen == "celdas":
        claros = contar(votos[valor], "número que solo se lee así", "números que solo se leen así")
        return f"{nombre}: {claros}; {contra} en contra"
    dudas = contar(dudosas, "número valdría de las dos maneras", "números valdrían de las dos maneras")
    if origen == "pais" and pais is not None:
        return f"{nombre}: es lo corriente en {pais.nombre}; {dudas}"
    return (
        f"{nombre}: como en las otras columnas; {dudas}" if origen == "hoja" else f"{nombre}: {dudas} y falta el país"
    )


def leer_numero(texto: str, decimal: str) -> float | None:
    """El número, con ese signo decimal; `None` si no es un número o si contradice el convenio.

    Los millares pueden ir con el otro signo, con espacio o con apóstrofo, en grupos de tres. Un porcentaje se
    da como fracción. Con `decimal` vacío (columna ambigua) solo se leen los que no llevan signo.

    >>> leer_numero("1.234,56 €", ","), leer_numero("12.5", ","), leer_numero("12,5 %", ",")
    (1234.56, None, 0.125)
    """
    leido = partes(texto)
    if leido is None:
        return None
    plano = _sin_millares(leido.cuerpo, decimal)
    if plano is None:
        return None
    valor = float(plano) * 10.0**leido.exponente if leido.exponente else float(plano)
    valor = -valor if leido.negativo else valor
    return valor / 100 if leido.porcentaje else valor


def leer_llanos(textos: Collection[str], decimal: str) -> dict[str, float]:
    """Todos los números de una columna de una vez, o nada si alguno lleva adornos o contradice el convenio.

    Da lo mismo que `leer_numero`, uno a uno, pero medio millón de importes distintos cuestan décimas de segundo.
    """
    miles = {",": ".", ".": ","}.get(decimal)
    if miles is None or not textos:
        return {}
    junto = "\n".join(textos)
    if junto.count("\n") != len(textos) - 1 or _LLANOS[decimal].fullmatch(junto) is None:
        return {}
    numeros = np.array(junto.replace(miles, "").replace(decimal, ".").split("\n"), dtype=np.float64)
    return dict(zip(textos, numeros.tolist(), strict=True))


_LLANOS = {
    signo: re.compile(rf"(?:-?(?:[0-9]+|[0-9]{{1,3}}(?:{miles}[0-9]{{3}})+)(?:{re.escape(signo)}[0-9]+)?(?:\n|\Z))++")
    for signo, miles in ((",", r"\."), (".", ","))
}
_GRUPOS = {
    signo: re.compile(rf"(\d{{1,3}}(?:{miles}\d{{3}})+|\d+)?(?:[{signo}](\d*))?")
    for signo, miles in ((",", r"[.' ]"), (".", r"[,' ]"))
}
_SIN_SIGNO = re.compile(r"(\d{1,3}(?:[' ]\d{3})+|\d+)()")


def _sin_millares(cuerpo: str, decimal: str) -> str | None:
    patron = _GRUPOS.get(decimal, _SIN_SIGNO)
    encaja = patron.fullmatch(cuerpo)
    if encaja is None or not (encaja[1] or encaja[2]):
        return None
    entero = encaja[1] or "0"
    if not entero.isdigit():
        entero = "".join(cifra for cifra in entero if cifra.isdigit())
    return f"{entero}.{encaja[2] or '0'}"
