"""Lo que pide una condición, dicho con palabras, y a cuánto está de cumplirse un dato."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from cartera_xl.nucleo.fiabilidad import bordes
from cartera_xl.nucleo.hechos import Numeros
from cartera_xl.nucleo.palabras_cifras import decimal, importe
from cartera_xl.nucleo.reglas import EJES_DE_PERCENTIL, EJES_DE_TEXTO, Condicion, Intervalo, Regla, SinDato, UnoDe

NOMBRES: Mapping[str, str] = {
    "valor": "valor",
    "constancia": "constancia",
    "actividad": "actividad",
    "potencial": "potencial",
    "importe_contrato": "contrato",
    "nucleo": "núcleo",
    "estado": "estado",
    "ciclo": "ciclo",
}
"""Cómo se llama cada eje en una frase."""
IMPOSIBLE = math.inf
"""Distancia a una condición que ningún número alcanza: falta el dato, o sobra, o es de otra clase."""
_ROCE = 1e-9
_CIEN = 100.0


def bordes_de_ejes(reglas: Sequence[Regla]) -> dict[str, tuple[float, ...]]:
    """Los bordes de cada eje numérico que alguna regla usa, de menor a mayor."""
    ejes = (*EJES_DE_PERCENTIL, "importe_contrato")
    return {eje: tuple(sorted(set(bordes(reglas, eje)))) for eje in ejes}


def lo_que_pide(condicion: Condicion, eje: str, pais: str | None) -> str:
    """Detrás del nombre del eje: «de 80 o más», «de menos de 50», «de 40 a menos de 80», «sin dato», «habitual».

    >>> lo_que_pide(Intervalo(100_000, None, False), "importe_contrato", "ES")
    'de más de 100.000'
    """
    if isinstance(condicion, SinDato):
        return "sin dato"
    if isinstance(condicion, UnoDe):
        return " o ".join(sorted(condicion.valores, key=EJES_DE_TEXTO[eje].index))
    return _intervalo_dicho(condicion, pais)


def _intervalo_dicho(intervalo: Intervalo, pais: str | None) -> str:
    desde, hasta = intervalo.desde, intervalo.hasta
    abajo = "" if desde is None else decimal(desde, pais, decimales=2)
    arriba = "" if hasta is None else decimal(hasta, pais, decimales=2)
    if desde is not None and desde == hasta:
        return f"de {abajo} justos"
    if desde is not None and hasta is not None:
        de = f"de {abajo}" if intervalo.desde_incluido else f"de más de {abajo}"
        return f"{de} a {arriba}" if intervalo.hasta_incluido else f"{de} a menos de {arriba}"
    if desde is not None:
        return f"de {abajo} o más" if intervalo.desde_incluido else f"de más de {abajo}"
    if hasta is not None:
        return f"de {arriba} o menos" if intervalo.hasta_incluido else f"de menos de {arriba}"
    return "con dato"


def distancias(condicion: Condicion, valores: Numeros) -> Numeros:
    """Lo que le falta o le sobra a cada número para cumplir; 0 si cumple, `IMPOSIBLE` si no puede. NaN es sin dato."""
    falta = np.isnan(valores)
    if isinstance(condicion, SinDato):
        return np.where(falta, 0.0, IMPOSIBLE)
    assert isinstance(condicion, Intervalo), "los ejes de texto no tienen distancia"
    lejos = np.zeros(len(valores))
    if condicion.desde is not None:
        justo = 0.0 if condicion.desde_incluido else _ROCE
        lejos = np.maximum(lejos, np.where(valores >= condicion.desde + justo, 0.0, condicion.desde - valores + justo))
    if condicion.hasta is not None:
        justo = 0.0 if condicion.hasta_incluido else _ROCE
        lejos = np.maximum(lejos, np.where(valores <= condicion.hasta - justo, 0.0, valores - condicion.hasta + justo))
    return np.where(falta, IMPOSIBLE, lejos)


def en_puntos(distancia: Numeros, condicion: Condicion, eje: str) -> Numeros:
    """Para comparar ejes: un percentil ya está en puntos; un importe, en tanto por ciento de su borde."""
    if eje in EJES_DE_PERCENTIL or not isinstance(condicion, Intervalo):
        return distancia
    borde = abs(condicion.desde if condicion.desde is not None else condicion.hasta or 0.0)
    return distancia * (_CIEN / borde) if borde else distancia


def cifra_de_eje(valor: float, limites: Sequence[float], pais: str | None) -> str:
    """El valor de un eje sin decimales, o con los que hagan falta para que no parezca del otro lado de un borde.

    >>> cifra_de_eje(79.6, (80,), "ES"), cifra_de_eje(79.97, (80,), "ES")
    ('79,6', '79,9')
    >>> cifra_de_eje(62.7, (80,), "ES"), cifra_de_eje(100000.4, (100000,), "ES")
    ('63', '100.000,4')
    """
    for decimales in (0, 1):
        escala = 10.0**decimales
        redondo = math.floor(valor * escala + 0.5) / escala
        borde = next((borde for borde in limites if _otro_lado(valor, redondo, borde)), None)
        if borde is None:
            return importe(redondo, pais, decimales=decimales)
    cerca = (math.floor if valor < borde else math.ceil)(valor * 10) / 10 if borde is not None else valor
    return importe(cerca, pais, decimales=1)


def _otro_lado(valor: float, redondo: float, borde: float) -> bool:
    return (valor < borde) != (redondo < borde) or (valor <= borde) != (redondo <= borde)
