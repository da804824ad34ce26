"""Identificadores fiscales por país: si valen, si son genéricos y qué se propone cuando les falta algo.

La comprobación es la de python-stdnum, que cita la norma de cada país. Decisiones propias:
* México: no se comprueba el dígito final del RFC, porque hay RFC en uso que no lo cumplen (así lo hace stdnum).
  El genérico nacional XAXX010101000 y el extranjero XEXX010101000 valen, pero no dicen quién es nadie.
* Un número con todas las cifras iguales (00000000T, 11111111-1) es un relleno: nunca sirve para emparejar.
* Colombia: a un NIT de empresa sin dígito de verificación se le propone; una cédula no lo lleva.
* España: a un DNI sin letra o sin su cero inicial se le propone el completo.
* Donde no hay validador (Bolivia, Honduras, Nicaragua, Panamá…) no se dice ni que vale ni que no.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from cartera_xl.nucleo.calidad.normal import alfanumericos

_MODULOS: Mapping[str, tuple[str, ...]] = {
    "ES": ("es.nif",),
    "MX": ("mx.rfc",),
    "CL": ("cl.rut",),
    "AR": ("ar.cuit", "ar.dni"),
    "CO": ("co.nit",),
    "PE": ("pe.ruc", "pe.cui"),
    "UY": ("uy.rut",),
    "EC": ("ec.ruc", "ec.ci"),
    "PY": ("py.ruc",),
    "VE": ("ve.rif",),
    "CR": ("cr.cpj", "cr.cpf", "cr.cr"),
    "GT": ("gt.nit",),
    "DO": ("do.rnc", "do.cedula"),
    "SV": ("sv.nit",),
    "PT": ("pt.nif",),
    "BR": ("br.cnpj", "br.cpf"),
}
"""Módulos de stdnum por país: empresa primero y luego persona; vale el que cumpla cualquiera."""

GENERICOS = frozenset(("XAXX010101000", "XEXX010101000", "222222222222", "9999999999999", "CF"))
"""RFC nacional y extranjero (SAT, México); consumidor final en Colombia (DIAN), Ecuador (SRI) y Guatemala (SAT)."""

_MOTIVOS: Mapping[str, str] = {
    "InvalidChecksum": "la cifra o letra de control no cuadra",
    "InvalidComponent": "una de sus partes (tipo, fecha o provincia) no existe",
    "InvalidLength": "le faltan o le sobran cifras",
    "InvalidFormat": "no tiene la forma de un identificador de ese país",
    "ValidationError": "no tiene la forma de un identificador de ese país",
}
"""Excepción de stdnum -> lo que quiere decir, de lo más cercano a valer a lo más lejano."""

_PERSONA_SIN_CONTROL: Mapping[str, tuple[int, ...]] = {"UY": (7, 8), "CO": (6, 7, 8, 9, 10), "PY": (6, 7)}
"""Longitudes de los documentos de persona que no llevan cifra de control: no se puede decir si valen."""

_UE = frozenset("AT BE BG CY CZ DE DK EE EL FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Fiscal:
    """`normal` sin signos; `valido` es `None` si no se puede saber; `propuesta`, lo que quizá se quiso escribir."""

    normal: str
    valido: bool | None
    generico: bool = False
    propuesta: str | None = None

    @property
    def identifica(self) -> bool:
        """Cierto si sirve para decir que dos filas son el mismo cliente."""
        return self.valido is not False and not self.generico


def revisar_fiscal(texto: str, pais: str | None) -> Fiscal:
    """Revisa un identificador según el país (código de dos letras); sin país no se puede decir si vale.

    >>> revisar_fiscal("es b-64717838", "ES")
    Fiscal(normal='B64717838', valido=True, generico=False, propuesta=None)
    >>> revisar_fiscal("800197268", "CO").propuesta
    '800197268-4'
    """
    normal = fiscal_normal(texto, pais)
    if es_generico(normal):
        return Fiscal(normal, True, generico=True)
    modulos = _MODULOS.get(pais or "", ())
    if not modulos:
        return Fiscal(normal, None)
    if any(_validador(modulo)(normal) for modulo in modulos):
        return Fiscal(normal, True)
    if pais == "ES" and normal[:2] in _UE:
        return Fiscal(normal, bool(_validador("eu.vat")(normal)))
    propuesta = _propuesta(normal, pais)
    sin_control = normal.isdecimal() and len(normal) in _PERSONA_SIN_CONTROL.get(pais or "", ())
    return Fiscal(normal, None if sin_control and propuesta is None else False, propuesta=propuesta)


def se_comprueba(pais: str) -> bool:
    """Cierto si hay validador para los identificadores de ese país (código de dos letras)."""
    return pais in _MODULOS


def por_que_no_vale(normal: str, pais: str) -> str:
    """En pocas palabras, qué le pasa a un identificador ya normalizado que no vale en ese país; vacío si vale.

    Con varios formatos admitidos habla del que más cerca está: el que solo falla en la cifra o letra de control.

    >>> por_que_no_vale("B64717839", "ES"), por_que_no_vale("B6471783", "ES")
    ('la cifra o letra de control no cuadra', 'le faltan o le sobran cifras')
    """
    fallos = {_fallo(modulo, normal) for modulo in _MODULOS[pais]}
    return "" if "" in fallos else next(texto for clase, texto in _MOTIVOS.items() if clase in fallos)


def _fallo(modulo: str, normal: str) -> str:
    from stdnum.exceptions import ValidationError

    try:
        _modulo(modulo).validate(normal)
    except ValidationError as error:
        return type(error).__name__
    return ""


def fiscal_normal(texto: str, pais: str | None) -> str:
    """Solo letras y cifras en mayúsculas, sin el prefijo del país (ESB64717838, CL12531909-2)."""
    normal = alfanumericos([texto])[0]
    sin_prefijo = normal[2:] if pais and normal.startswith(pais) else normal
    return sin_prefijo if sin_prefijo[-8:-1].isdecimal() and len(sin_prefijo) >= 8 else normal


def es_generico(normal: str) -> bool:
    """Cierto para los genéricos oficiales y para los que repiten una sola cifra, con o sin la de control.

    >>> es_generico("00000000T"), es_generico("111111111"), es_generico("B64717838")
    (True, True, False)
    """
    if normal in GENERICOS:
        return True
    solo_cifras = "".join(letra for letra in normal if letra.isdecimal())
    return len(solo_cifras) >= 6 and len(set(solo_cifras[:-1])) == 1 and len(normal) - len(solo_cifras) <= 1


@cache
def _validador(modulo: str) -> Callable[[str], bool]:
    valido: Callable[[str], bool] = _modulo(modulo).is_valid
    return valido


def _modulo(nombre: str) -> Any:
    return import_module(f"stdnum.{nombre}")


def _propuesta(normal: str, pais: str | None) -> str | None:
    if pais == "ES":
        return _dni_completo(normal)
    es_nit_sin_control = pais == "CO" and normal.isdecimal() and len(normal) == 9 and normal[0] in "89"
    return f"{normal}-{_modulo('co.nit').calc_check_digit(normal)}" if es_nit_sin_control else None


def _dni_completo(normal: str) -> str | None:
    """DNI con la letra que falta o con los ceros que Excel se come; `None` si no hay nada que proponer."""
    numero, letra = (normal[:-1], normal[-1]) if normal[-1:].isalpha() else (normal, "")
    if not numero.isdecimal() or not 6 <= len(numero) <= 8:
        return None
    calculada = _modulo("es.dni").calc_check_digit(numero.zfill(8))
    return f"{numero.zfill(8)}{calculada}" if letra in ("", calculada) else None
