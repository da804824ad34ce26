"""De la dirección de un cliente a su provincia y su comunidad autónoma, en España.

Manda el código postal, que se equivoca menos que la provincia escrita a mano; si falta, la provincia. Fuera de España
vale lo que diga la hoja.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from cartera_xl.nucleo.calidad.contacto import PROVINCIAS_ES, numero_de_provincia, revisar_postal
from cartera_xl.nucleo.lectura.textos import clave

COMUNIDADES: Mapping[str, str] = {
    numero: comunidad
    for comunidad, numeros in {
        "Andalucía": "04 11 14 18 21 23 29 41",
        "Aragón": "22 44 50",
        "Principado de Asturias": "33",
        "Illes Balears": "07",
        "Canarias": "35 38",
        "Cantabria": "39",
        "Castilla y León": "05 09 24 34 37 40 42 47 49",
        "Castilla-La Mancha": "02 13 16 19 45",
        "Cataluña": "08 17 25 43",
        "Comunitat Valenciana": "03 12 46",
        "Extremadura": "06 10",
        "Galicia": "15 27 32 36",
        "Comunidad de Madrid": "28",
        "Región de Murcia": "30",
        "Comunidad Foral de Navarra": "31",
        "País Vasco": "01 20 48",
        "La Rioja": "26",
        "Ceuta": "51",
        "Melilla": "52",
    }.items()
    for numero in numeros.split()
}
"""Dos cifras de la provincia -> comunidad o ciudad autónoma. Fuente: INE, relación de provincias con su comunidad."""

_PAIS_ES = frozenset(("", "es", "esp", "espana", "spain"))


def provincias(direcciones: Sequence[tuple[str | None, str | None, str | None]], pais: str | None) -> list[str | None]:
    """La provincia de cada (código postal, provincia escrita, país de la fila); `pais` es el del libro.

    >>> provincias([("8080", None, None), (None, "Bizkaia", "España"), ("28001", "Lisboa", "Portugal")], "ES")
    ['Barcelona', 'Vizcaya', 'Lisboa']
    """
    return _de_cada(direcciones, pais, comunidad=False)


def comunidades(direcciones: Sequence[tuple[str | None, str | None, str | None]], pais: str | None) -> list[str | None]:
    """La comunidad autónoma de cada dirección española; `None` en las demás.

    >>> comunidades([("8080", None, None), (None, "Galicia", None), (None, "Lima", "Perú")], "ES")
    ['Cataluña', 'Galicia', None]
    """
    return _de_cada(direcciones, pais, comunidad=True)


def _de_cada(
    direcciones: Sequence[tuple[str | None, str | None, str | None]], pais: str | None, *, comunidad: bool
) -> list[str | None]:
    """Cada dirección distinta se mira una vez."""
    dichas = {direccion: _una(*direccion, pais, comunidad=comunidad) for direccion in set(direcciones)}
    return [dichas[direccion] for direccion in direcciones]


def _una(
    postal: str | None, provincia: str | None, pais_de_la_fila: str | None, pais: str | None, *, comunidad: bool
) -> str | None:
    en_espana = clave(pais_de_la_fila) in _PAIS_ES if pais_de_la_fila else (pais or "ES") == "ES"
    if not en_espana:
        return None if comunidad else provincia
    numero = _numero(postal, provincia)
    if numero is None:
        return _comunidad_escrita(provincia) if comunidad else provincia
    return COMUNIDADES[numero] if comunidad else PROVINCIAS_ES[numero].partition("|")[0]


def _numero(postal: str | None, provincia: str | None) -> str | None:
    leido = revisar_postal(postal) if postal else None
    if leido is not None and leido.provincia is not None:
        return leido.codigo[:2]
    return numero_de_provincia(provincia) if provincia else None


@lru_cache(maxsize=512)
def _comunidad_escrita(texto: str | None) -> str | None:
    """Hay hojas que en «Provincia» escriben la comunidad."""
    llano = clave(texto or "")
    return next((c for c in sorted(set(COMUNIDADES.values())) if llano and llano in clave(c)), None)
