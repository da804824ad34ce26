"""Qué dicen los valores de una columna sobre lo que es, sin mirar el título."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cartera_xl.nucleo.celdas import Celda, ErrorCelda
from cartera_xl.nucleo.columnas import Campo, Tipo
from cartera_xl.nucleo.lectura.fechas import tercia
from cartera_xl.nucleo.lectura.numeros import partes
from cartera_xl.nucleo.lectura.textos import limpiar, si_o_no, sin_dato

_CORREO = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[a-zA-Z]{2,}")
_TELEFONO = re.compile(r"(?:\+|00)?[\d\s().\-/]{7,20}(?:\s?(?:ext|x)\.?\s?\d+)?")
_FISCAL = re.compile(r"(?=(?:.*\d){5})(?:[A-Z]{0,4}[-. ]?)?\d[\d.\-/ ]{4,14}[A-Z0-9]{0,4}|[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}")
_SERIE = (18264, 73415)
"""Números de serie de Excel de 1950-01-01 y 2100-12-31."""


@dataclass(frozen=True, slots=True)
class Perfil:
    """Partes, de 0 a 1, de las celdas con dato de una columna; `llenas`, de todas las de la muestra."""

    muestra: int
    llenas: float
    fechas: float
    numeros: float
    enteros: float
    series: float
    correos: float
    telefonos: float
    fiscales: float
    si_no: float
    textos: float
    codigos: float
    distintos: float

    def apoya(self, campo: Campo) -> float:
        """De 0 a 1, cuánto casan los valores con lo que se espera en `campo`; 0.5 si la columna está vacía."""
        if self.llenas == 0:
            return 0.5
        if campo.id == "correo":
            return self.correos
        if campo.id == "telefono":
            return max(self.telefonos, self.numeros * 0.8)
        if campo.id == "id_cliente":
            return max(self.codigos, 0.6 * self.textos) * (1 - self.correos)
        if campo.id in ("nombre", "apellidos"):
            return max(0.0, self.textos - 0.7 * self.codigos - self.correos)
        if campo.tipo is Tipo.FECHA:
            return max(self.fechas, self.series)
        if campo.tipo in (Tipo.NUMERO, Tipo.ENTERO, Tipo.IMPORTE, Tipo.PORCENTAJE):
            return self.numeros
        if campo.tipo is Tipo.SI_NO:
            return self.si_no
        if campo.tipo is Tipo.IDENTIFICADOR:
            return max(self.textos, self.numeros, self.fiscales) * (1 - self.correos)
        return max(self.textos - self.correos, self.numeros * 0.6)


_VACIO = Perfil(*[0] * 13)


def perfilar(valores: Sequence[Celda]) -> Perfil:
    """Cuenta qué parecen las celdas. Las de error y las vacías no opinan."""
    utiles = [valor for valor in valores if _opina(valor)]
    if not utiles:
        return _VACIO
    rasgos = [_rasgos(valor) for valor in utiles]

    def parte(rasgo: str) -> float:
        return sum(rasgo in de_esta for de_esta in rasgos) / len(utiles)

    return Perfil(
        muestra=len(utiles),
        llenas=len(utiles) / len(valores),
        fechas=parte("fecha"),
        numeros=parte("numero"),
        enteros=parte("entero"),
        series=parte("serie"),
        correos=parte("correo"),
        telefonos=parte("telefono"),
        fiscales=parte("fiscal"),
        si_no=parte("si_no"),
        textos=parte("texto"),
        codigos=parte("codigo"),
        distintos=len({str(valor) for valor in utiles}) / len(utiles),
    )


def _opina(valor: Celda) -> bool:
    if valor is None or isinstance(valor, ErrorCelda):
        return False
    if isinstance(valor, str):
        return not sin_dato(limpiar(valor))
    return not (isinstance(valor, float) and valor != valor)


def _rasgos(valor: Celda) -> frozenset[str]:
    if isinstance(valor, bool):
        return frozenset({"si_no"})
    if isinstance(valor, datetime | date):
        return frozenset({"fecha"})
    if isinstance(valor, int | float):
        return _rasgos_de_numero(float(valor))
    return _rasgos_de_texto(limpiar(valor)) if isinstance(valor, str) else frozenset()


def _rasgos_de_numero(valor: float) -> frozenset[str]:
    rasgos = {"numero"}
    if valor.is_integer():
        rasgos |= {"entero", "codigo"}
        if _SERIE[0] <= valor <= _SERIE[1]:
            rasgos.add("serie")
        if valor in (0, 1):
            rasgos.add("si_no")
        if 1e6 <= valor < 1e15:
            rasgos |= {"telefono", "fiscal"}
    return frozenset(rasgos)


def _rasgos_de_texto(texto: str) -> frozenset[str]:
    rasgos = set()
    if _CORREO.fullmatch(texto):
        rasgos.add("correo")
    if tercia(texto):
        rasgos.add("fecha")
    elif partes(texto):
        rasgos.add("numero")
        if texto.isdigit():
            rasgos.add("entero")
    if _TELEFONO.fullmatch(texto) and "fecha" not in rasgos:
        rasgos.add("telefono")
    if _FISCAL.fullmatch(texto.upper()) and "fecha" not in rasgos:
        rasgos.add("fiscal")
    if _dice_si_o_no(texto):
        rasgos.add("si_no")
    if " " not in texto and "fecha" not in rasgos and any(letra.isdigit() for letra in texto):
        rasgos.add("codigo")
    if not rasgos & {"fecha", "numero"}:
        rasgos.add("texto")
    return frozenset(rasgos)


def _dice_si_o_no(texto: str) -> bool:
    try:
        return si_o_no(texto) is not None
    except ValueError:
        return False
