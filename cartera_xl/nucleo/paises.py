"""Lo que cada país cambia al leer y al escribir: coma o punto, orden de la fecha, moneda e identificador fiscal.

Los símbolos, el orden de la fecha y la moneda salen del CLDR por Babel, nunca de una tabla propia, porque
«Hispanoamérica escribe con coma» es falso: México, Centroamérica (menos Costa Rica), Perú y la República
Dominicana escriben 1,234.5, y Panamá y Puerto Rico ponen el mes delante.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cartera_xl.nucleo.errores import ConfiguracionErronea

_ID_FISCAL: Mapping[str, str] = {
    "ES": "NIF",
    "MX": "RFC",
    "AR": "CUIT",
    "CO": "NIT",
    "CL": "RUT",
    "PE": "RUC",
    "UY": "RUT",
    "EC": "RUC",
    "BO": "NIT",
    "PY": "RUC",
    "VE": "RIF",
    "CR": "cédula jurídica",
    "GT": "NIT",
    "PA": "RUC",
    "DO": "RNC",
    "SV": "NIT",
    "HN": "RTN",
    "NI": "RUC",
    "PR": "EIN",
    "CU": "NIT",
    "BR": "CNPJ",
    "PT": "NIF",
    "US": "EIN",
}
"""País -> nombre corriente del identificador fiscal de una empresa. Quien está aquí está admitido."""

_LOCALES_PROPIOS: Mapping[str, str] = {"BR": "pt_BR", "PT": "pt_PT", "US": "en_US"}
"""Los que no usan `es_<país>`. Las hojas hechas en Estados Unidos llevan el mes delante: `en_US`, no `es_US`."""

_MONEDA_EN_USO: Mapping[str, str] = {"PA": "USD"}
"""Donde circulan dos y el CLDR nombra antes la que casi no aparece en una hoja."""


@dataclass(frozen=True, slots=True)
class Pais:
    """Convenciones de un país. `orden_fecha` es `dmy`, `mdy` o `ymd`; `decimales`, los de su moneda."""

    codigo: str
    nombre: str
    locale: str
    decimal: str
    miles: str
    orden_fecha: str
    moneda: str
    decimales: int
    id_fiscal: str


def codigos() -> tuple[str, ...]:
    """Códigos ISO de dos letras admitidos, en el orden en que se enseñan."""
    return tuple(_ID_FISCAL)


@cache
def pais(codigo: str) -> Pais:
    """Las convenciones de un país dado por su código, sin distinguir mayúsculas.

    >>> pais("mx").decimal, pais("ES").decimal, pais("PA").orden_fecha, pais("CL").decimales
    ('.', ',', 'mdy', 0)
    """
    buscado = codigo.strip().upper()
    if buscado not in _ID_FISCAL:
        raise ConfiguracionErronea(
            f"«{codigo}» no es un país admitido.",
            donde="ajuste «País» o la opción --pais",
            remedio=f"Escriba uno de estos códigos: {', '.join(_ID_FISCAL)}",
        )
    return _de_babel(buscado)


def _de_babel(codigo: str) -> Pais:
    from babel import Locale
    from babel.numbers import get_currency_precision, get_territory_currencies

    nombre_locale = _LOCALES_PROPIOS.get(codigo, f"es_{codigo}")
    locale = Locale.parse(nombre_locale)
    simbolos = locale.number_symbols["latn"]
    moneda = _MONEDA_EN_USO.get(codigo) or get_territory_currencies(codigo)[0]
    return Pais(
        codigo=codigo,
        nombre=Locale.parse("es").territories[codigo],
        locale=nombre_locale,
        decimal=simbolos["decimal"],
        miles=simbolos["group"],
        orden_fecha=_orden(locale.date_formats["short"].pattern),
        moneda=moneda,
        decimales=get_currency_precision(moneda),
        id_fiscal=_ID_FISCAL[codigo],
    )


def _orden(patron: str) -> str:
    """`d/M/yy` -> `dmy`: el orden en que aparecen día, mes y año."""
    minusculas = patron.lower()
    return "".join(sorted("dmy", key=minusculas.index))
