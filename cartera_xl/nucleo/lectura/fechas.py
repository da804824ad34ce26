"""Fechas escritas como texto o como número de serie, y las que no pueden ser.

Si el día o el mes va delante se decide por columna (`convenio_orden`), con las fechas que solo admiten una lectura
(un número mayor que 12). Se admiten las fechas entre 1950 y 2100; la de nacimiento, desde 1900.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cartera_xl.nucleo.lectura.convenio import Convenio, decidir
from cartera_xl.nucleo.lectura.textos import clave, contar, limpiar
from cartera_xl.nucleo.paises import Pais

_HORA = re.compile(
    r"[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?|hs?\.?)?\s*(?:Z|[+-]\d\d:?\d\d)?$", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_COMPACTA = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_DOS_Y_EJERCICIO = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+'?(\d{4}|\d{2})")
_CON_NOMBRE = re.compile(r"(?:[a-z]{3,9} )?(\d{1,2})(?: ?o)?(?: de)? ([a-z]{3,10})(?: del?)? (\d{4}|\d{2})")
_NOMBRE_DELANTE = re.compile(r"(?:[a-z]{3,9} )?([a-z]{3,10}) (\d{1,2})(?: de)? (\d{4})")
_MES_Y_EJERCICIO = re.compile(r"([a-z]{3,10})(?: del?)? (\d{4}|\d{2})")
_PEGADO = re.compile(r"(\d)([a-z])|([a-z])(\d)")

_MESES = (
    ("enero", "january", "janeiro"),
    ("febrero", "february", "fevereiro"),
    ("marzo", "march", "marco"),
    ("abril", "april"),
    ("mayo", "may", "maio"),
    ("junio", "june", "junho"),
    ("julio", "july", "julho"),
    ("agosto", "august"),
    ("septiembre", "setiembre", "september", "setembro"),
    ("octubre", "october", "outubro"),
    ("noviembre", "november", "novembro"),
    ("diciembre", "december", "dezembro"),
)

PRIMERA = date(1950, 1, 1)
PRIMERA_DE_NACIMIENTO = date(1900, 1, 1)
ULTIMA = date(2100, 12, 31)


class Tercia(NamedTuple):
    """Una fecha escrita. `fijada` si no hay duda del orden; si no, `mes` y `dia` son el primero y el segundo."""

    ejercicio: int
    mes: int
    dia: int
    fijada: bool


def tercia(texto: str) -> Tercia | None:
    """Los tres números de una fecha escrita; `None` si no lo parece. La hora se ignora.

    >>> tercia("3 de marzo de 2024"), tercia("03/09/26 10:30"), tercia("mar-24")
    (Tercia(ejercicio=2024, mes=3, dia=3, fijada=True), Tercia(ejercicio=2026, mes=3, dia=9, fijada=False), \
Tercia(ejercicio=2024, mes=3, dia=1, fijada=True))
    """
    limpio = _HORA.sub("", limpiar(texto))
    if len(limpio) > 40 or not any(letra.isdigit() for letra in limpio):
        return None
    if encaja := _ISO.fullmatch(limpio) or _COMPACTA.fullmatch(limpio):
        return Tercia(int(encaja[1]), int(encaja[2]), int(encaja[3]), True)
    if encaja := _DOS_Y_EJERCICIO.fullmatch(limpio):
        return Tercia(_ejercicio(encaja[3]), int(encaja[1]), int(encaja[2]), False)
    return _con_nombre_de_mes(_PEGADO.sub(r"\1\3 \2\4", clave(limpio)))


def _con_nombre_de_mes(plano: str) -> Tercia | None:
    if encaja := _CON_NOMBRE.fullmatch(plano):
        dia, nombre, ejercicio = encaja[1], encaja[2], encaja[3]
    elif encaja := _NOMBRE_DELANTE.fullmatch(plano):
        nombre, dia, ejercicio = encaja[1], encaja[2], encaja[3]
    elif encaja := _MES_Y_EJERCICIO.fullmatch(plano):
        nombre, dia, ejercicio = encaja[1], "1", encaja[2]
    else:
        return None
    mes = _mes(nombre)
    return None if mes is None else Tercia(_ejercicio(ejercicio), mes, int(dia), True)


def _mes(nombre: str) -> int | None:
    corto = "sep" if nombre == "sept" else nombre
    for numero, nombres in enumerate(_MESES, 1):
        if any(entero == corto or (len(corto) == 3 and entero.startswith(corto)) for entero in nombres):
            return numero
    return None


def _ejercicio(cifras: str) -> int:
    """«24» -> 2024, «98» -> 1998: de 50 en adelante es el siglo pasado."""
    numero = int(cifras)
    if len(cifras) == 4:
        return numero
    return numero + (1900 if numero >= 50 else 2000)


def convenio_orden(campo: str, textos: Mapping[str, int], pais: Pais | None, vecino: str | None) -> Convenio:
    """Si el día o el mes va delante en una columna, dados sus textos distintos y cuántas veces sale cada uno."""
    votos = {"dmy": 0, "mdy": 0}
    dudosas = 0
    for texto, veces in textos.items():
        leida = tercia(texto)
        if leida is None or leida.fijada:
            continue
        if leida.mes > 12 >= leida.dia:
            votos["dmy"] += veces
        elif leida.dia > 12 >= leida.mes:
            votos["mdy"] += veces
        elif leida.mes != leida.dia:
            dudosas += veces
    valor, origen = decidir(votos, dudosas, pais.orden_fecha if pais else None, vecino)
    a_favor, en_contra = votos.get(valor, 0), sum(votos.values()) - votos.get(valor, 0)
    prueba = _prueba(valor, origen, (a_favor, en_contra, dudosas), pais)
    return Convenio(campo, "orden", valor, origen, a_favor, en_contra, dudosas, prueba)


def _prueba(valor: str, origen: str, cuentas: tuple[int, int, int], pais: Pais | None) -> str:
    a_favor, en_contra, dudosas = cuentas
    if not any(cuentas):
        return "ninguna fecha deja duda"
    nombre = {"dmy": "dd/mm", "mdy": "mm/dd", "ymd": "aaaa-mm-dd"}.get(valor, "orden sin decidir")
    if origen == "celdas":
        return f"{nombre}: {contar(a_favor, 'fecha', 'fechas')} con día > 12; {en_contra} en contra"
    dudas = contar(dudosas, "fecha valdría de las dos maneras", "fechas valdrían de las dos maneras")
    if origen == "pais" and pais is not None:
        return f"{nombre}: es lo corriente en {pais.nombre}; {dudas}"
    return (
        f"{nombre}: como en las otras columnas; {dudas}" if origen == "hoja" else f"{nombre}: {dudas} y falta el país"
    )


def leer_fecha(texto: str, orden: str) -> date | None:
    """La fecha, con ese orden; `None` si no es una fecha, no existe (31/02) o contradice el convenio.

    Con `orden` vacío (columna ambigua) solo se leen las que no dejan duda.

    >>> leer_fecha("03/09/2026", "dmy"), leer_fecha("31/02/2024", "dmy")
    (datetime.date(2026, 9, 3), None)
    """
    leida = tercia(texto)
    if leida is None:
        return None
    mes, dia = leida.mes, leida.dia
    if not leida.fijada and orden != "mdy":
        if not orden and mes != dia:
            return None
        mes, dia = dia, mes
    try:
        return date(leida.ejercicio, mes, dia)
    except ValueError:
        return None
