"""Las propuestas, dichas en una frase que se puede llevar a cabo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from cartera_xl.nucleo.cambio.distintas import distintas
from cartera_xl.nucleo.cambio.propuestas import Propuestas, Salida
from cartera_xl.nucleo.cambio.regiones import ORDEN, Regiones
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.palabras_cifras import fecha, importe
from cartera_xl.nucleo.pronostico.registro import Enteros

EN_EL_MAS_ALTO = "Ya está en el más alto"
A_MANO = "Segmento impuesto a mano"
SIN_SEGMENTO = "No tiene segmento: ninguna regla lo recoge"
_LO_QUE_FALTA: Mapping[tuple[str, ...], str] = {
    ("constancia",): "hace falta que compre más veces",
    ("potencial",): "hace falta más potencial: que lo que compra crezca, o uno mayor en su columna",
    ("actividad",): "hace falta que compre más a menudo",
    ("constancia", "potencial"): "hace falta que compre más veces y que lo que compra crezca",
    ("importe_contrato",): "hace falta un contrato mayor",
}
"""Qué eje, o qué pareja, tendría que subir; se prueban en este orden."""
_NO_DEPENDE = "con estas reglas no depende de lo que compre"


@dataclass(frozen=True, slots=True)
class Frases:
    """Lo que hace falta para escribir: el corte, el país del libro y las regiones de las reglas."""

    corte: date
    pais: str | None
    regiones: Regiones

    def subir(self, propuestas: Propuestas, rango: Enteros, plazo: int) -> list[str]:
        """Una por fila; vacía donde no se ha buscado. `rango` es el que tiene hoy."""
        unas, cual, suyo = _sin_repetir(propuestas, rango, np.zeros_like(rango))
        falta = self._falta(unas, lambda i, llega: llega > suyo[0][i])
        hasta = self._dia(plazo)
        frases = []
        for i, una in enumerate(_por_fila(unas)):
            a, euros = ORDEN[una.rango], self._euros(una.centimos)
            match una.salida:
                case Salida.UNA:
                    frases.append(f"{_una(una, euros)} {'hasta el' if una.ya else 'hecha el'} {hasta} lo sube a {a}")
                case Salida.VARIAS:
                    frases.append(f"{una.veces} compras de {euros} hasta el {hasta} lo suben a {a}")
                case Salida.CARA:
                    frases.append(f"{self._cara(una)} antes del {hasta}: haría falta una de {euros}")
                case Salida.NINGUNA:
                    frases.append(f"Ninguna compra basta antes del {hasta}: {falta[i]}")
                case _:
                    frases.append("")
        return [frases[i] for i in cual.tolist()]

    def no_caer(self, propuestas: Propuestas, rango: Enteros, caida: Enteros) -> list[str]:
        """Una por fila; vacía donde no se ha buscado. `caida`, días del corte a la de cada una."""
        unas, cual, suyo = _sin_repetir(propuestas, rango, caida)
        falta = self._falta(unas, lambda i, llega: llega >= suyo[0][i])
        fechas = {t: self._dia(t) for dia in np.unique(caida).tolist() for t in (dia - 1, dia)}
        frases = []
        for i, (una, dia) in enumerate(zip(_por_fila(unas), suyo[1].tolist(), strict=True)):
            euros = self._euros(una.centimos)
            match una.salida:
                case Salida.UNA:
                    cuando = f"antes del {fechas[dia]}" if una.ya else f"hecha el {fechas[dia - 1]}"
                    frases.append(
                        f"{'Cualquier compra' if una.centimos == 1 else f'Una compra de al menos {euros}'} {cuando}"
                    )
                case Salida.VARIAS:
                    frases.append(f"{una.veces} compras de {euros} antes del {fechas[dia]}")
                case Salida.CARA:
                    frases.append(f"{self._cara(una)} para evitarlo: haría falta una de {euros}")
                case Salida.NINGUNA:
                    frases.append(f"Ninguna compra lo evita: {falta[i]}")
                case _:
                    frases.append("")
        return [frases[i] for i in cual.tolist()]

    def _euros(self, centimos: int) -> str:
        """El importe como se escribe en el país del libro, con céntimos y sin moneda."""
        return importe(centimos / 100, self.pais, decimales=2)

    def _dia(self, t: int) -> str:
        """La fecha que cae a tantos días del corte."""
        return fecha(self.corte + timedelta(days=t))

    def _cara(self, una: "_Una") -> str:
        return f"Ninguna compra de menos de {self._euros(una.tope)} basta"

    def _falta(self, propuestas: Propuestas, vale: Callable[[Posiciones, Enteros], np.ndarray]) -> Mapping[int, str]:
        """Qué tendría que subir, además del importe, en las filas en que ninguna compra basta."""
        cuales = np.flatnonzero(propuestas.salida == Salida.NINGUNA)
        falta = dict.fromkeys(cuales.tolist(), _NO_DEPENDE)
        for ejes, texto in _LO_QUE_FALTA.items():
            if not all(self.regiones.usa(eje) for eje in ejes) or not len(cuales):
                continue
            subido = propuestas.de_sobra[cuales]
            for eje in ejes:
                subido = self.regiones.con_tramo(subido, eje, self.regiones.mayor(eje))
            basta = vale(cuales, self.regiones.rangos(subido))
            falta |= dict.fromkeys(cuales[basta].tolist(), texto)
            cuales = cuales[~basta]
        return falta


def _una(una: "_Una", euros: str) -> str:
    if una.centimos == 1 and una.o_mas:
        return "Cualquier compra"
    return f"Una compra de {euros}{' o más' if una.o_mas else ''}"


class _Una(NamedTuple):
    """Una propuesta, como `Propuestas`."""

    salida: int
    centimos: int
    veces: int
    rango: int
    o_mas: bool
    ya: bool
    tope: int
    de_sobra: int


def _por_fila(propuestas: Propuestas) -> list[_Una]:
    columnas = (getattr(propuestas, nombre).tolist() for nombre in _Una._fields)
    return [_Una(*valores) for valores in zip(*columnas, strict=True)]


def _sin_repetir(
    propuestas: Propuestas, rango: Enteros, dia: Enteros
) -> tuple[Propuestas, Posiciones, tuple[Enteros, Enteros]]:
    """Las propuestas que se dicen de distinta manera, cuál es la de cada fila, y el rango y el día de cada una."""
    cara, ninguna = propuestas.salida == Salida.CARA, propuestas.salida == Salida.NINGUNA
    dicha = replace(
        propuestas, tope=np.where(cara, propuestas.tope, 0), de_sobra=np.where(ninguna, propuestas.de_sobra, 0)
    )
    rango, dia = np.where(ninguna, rango, 0), np.where(propuestas.salida == Salida.NO_SE_BUSCA, 0, dia)
    unas, cual = distintas([*(getattr(dicha, nombre) for nombre in _Una._fields), rango, dia])
    return dicha.elegir(unas), cual, (rango[unas], dia[unas])
