"""Correos, teléfonos y códigos postales: si tienen forma de serlo y qué se propone si no.

Un correo solo se mira por su forma: que exista no se puede saber sin red. El teléfono lo juzga phonenumbers,
después de quitar los prefijos que ya no existen en México y en Colombia.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cartera_xl.nucleo.lectura.textos import clave

_LOCAL = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_DOMINIO = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,24}"
_CORREO_BUENO = re.compile(rf"(?m)^{_LOCAL}@{_DOMINIO}$")
_VARIOS = re.compile(r"\s*(?:[/;|,\n]|\b[yo]\b|\bext\b)\s*")

PROVINCIAS_ES: Mapping[str, str] = {
    f"{numero:02}": nombre
    for numero, nombre in enumerate(
        (
            "Álava|Araba",
            "Albacete",
            "Alicante|Alacant",
            "Almería",
            "Ávila",
            "Badajoz",
            "Baleares|Illes Balears|Islas Baleares|Mallorca|Menorca|Ibiza",
            "Barcelona",
            "Burgos",
            "Cáceres",
            "Cádiz",
            "Castellón|Castelló",
            "Ciudad Real",
            "Córdoba",
            "La Coruña|A Coruña|Coruña",
            "Cuenca",
            "Gerona|Girona",
            "Granada",
            "Guadalajara",
            "Guipúzcoa|Gipuzkoa",
            "Huelva",
            "Huesca",
            "Jaén",
            "León",
            "Lérida|Lleida",
            "La Rioja|Rioja|Logroño",
            "Lugo",
            "Madrid",
            "Málaga",
            "Murcia",
            "Navarra|Nafarroa|Pamplona",
            "Orense|Ourense",
            "Asturias|Oviedo",
            "Palencia",
            "Las Palmas|Gran Canaria|Fuerteventura|Lanzarote",
            "Pontevedra",
            "Salamanca",
            "Santa Cruz de Tenerife|Tenerife",
            "Cantabria|Santander",
            "Segovia",
            "Sevilla",
            "Soria",
            "Tarragona",
            "Teruel",
            "Toledo",
            "Valencia|València",
            "Valladolid",
            "Vizcaya|Bizkaia|Bilbao",
            "Zamora",
            "Zaragoza",
            "Ceuta",
            "Melilla",
        ),
        start=1,
    )
}
"""Dos primeras cifras del código postal -> provincia y otros nombres suyos. Fuente: Correos e INE (códigos 01-52)."""


def correos_sin_forma(correos: Sequence[str]) -> list[int]:
    """Posiciones de los que no son una sola dirección con nombre, arroba y dominio con punto; vacío, no se mira.

    >>> correos_sin_forma(["ana@bar.es", "ana@bar", "", "ana..b@bar.es", "a@b.es; c@d.es"])
    [1, 3, 4]
    """
    restos = _CORREO_BUENO.sub("", "\n".join(correos)).split("\n")
    if len(restos) != len(correos):  # alguno lleva un salto de línea dentro
        restos = [_CORREO_BUENO.sub("", correo.replace("\n", " ")) for correo in correos]
    return [posicion for posicion, resto in enumerate(restos) if resto]


@dataclass(frozen=True, slots=True)
class Telefono:
    """`e164` es `None` si no es un número posible en el país."""

    e164: str | None

    @property
    def valido(self) -> bool:
        """Cierto si el plan de numeración lo admite."""
        return self.e164 is not None


def revisar_telefono(texto: str, pais: str | None) -> Telefono:
    """El primer teléfono de la celda en forma internacional; sin país hace falta el «+».

    >>> revisar_telefono("044 55 1234 5678", "MX").e164, revisar_telefono("(1) 234 5678", "CO").e164
    ('+525512345678', '+576012345678')
    """
    import phonenumbers

    primero = _VARIOS.split(texto.strip().casefold())[0]
    try:
        numero = phonenumbers.parse(_sin_prefijos_antiguos(primero, pais), pais)
    except phonenumbers.NumberParseException:
        return Telefono(None)
    if not phonenumbers.is_valid_number(numero):
        return Telefono(None)
    return Telefono(phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164))


def _sin_prefijos_antiguos(texto: str, pais: str | None) -> str:
    """México dejó 044, 045 y el 1 tras el +52 en 2019; Colombia antepuso el 60 a los fijos en 2021.

    Fuentes: IFT, Plan Técnico Fundamental de Numeración; CRC, resolución 5826 de 2019.
    """
    solo_cifras = re.sub(r"\D", "", texto)
    if pais == "MX":
        nacional = re.fullmatch(r"(?:0?0?521|52|044|045|01)?(\d{10})", solo_cifras)
        return f"+52{nacional[1]}" if nacional else texto
    if pais == "CO":
        fijo = re.fullmatch(r"(?:0?0?57)?0?([1245678])(\d{7})", solo_cifras)
        return f"+5760{fijo[1]}{fijo[2]}" if fijo else texto
    return texto


@dataclass(frozen=True, slots=True)
class Postal:
    """Lo que dice un código postal español; `provincia` es `None` si no hay ninguna con ese número."""

    codigo: str
    provincia: str | None
    corregido: bool


def revisar_postal(texto: str) -> Postal:
    """Un código postal español; con cuatro cifras se le supone el cero que Excel se come.

    >>> revisar_postal("8080")
    Postal(codigo='08080', provincia='Barcelona', corregido=True)
    """
    codigo = texto.replace(" ", "").replace("-", "")
    corregido = len(codigo) == 4 and codigo.isdecimal()
    codigo = codigo.zfill(5) if corregido else codigo
    bien = len(codigo) == 5 and codigo.isdecimal()
    nombres = PROVINCIAS_ES.get(codigo[:2]) if bien else None
    return Postal(codigo, nombres.partition("|")[0] if nombres else None, corregido)


@lru_cache(maxsize=512)
def numero_de_provincia(texto: str) -> str | None:
    """Las dos cifras de una provincia española escrita de cualquiera de sus formas; `None` si no se reconoce.

    >>> numero_de_provincia("Vizcaya / Bizkaia"), numero_de_provincia("A CORUÑA"), numero_de_provincia("Lima")
    ('48', '15', None)
    """
    return next((tabla[parte] for parte in _partes(texto) if parte in (tabla := _provincias())), None)


def _partes(texto: str) -> list[str]:
    llano = clave(texto)
    trozos = [clave(parte) for parte in re.split(r"[/(,\-)]", texto)]
    return [llano, *[trozo.removeprefix("provincia de ") for trozo in trozos if trozo]]


@lru_cache(maxsize=1)
def _provincias() -> Mapping[str, str]:
    return {clave(nombre): numero for numero, nombres in PROVINCIAS_ES.items() for nombre in nombres.split("|")}
