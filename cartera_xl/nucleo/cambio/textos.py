"""Las propuestas, dichas en una frase que se puede llevar a cabo."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from cartera_xl.nucleo.cambio.distintas import distintas
from cartera_xl.nucleo.cambio.propuestas import Propuestas, Salida
from cartera_xl.nucleo.cambio.regiones import ORDEN, Regiones
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.palabras_cifras import fecha, importe, importes
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
_NO_ANTES = " (antes puede no bastar)"
_NO_DEPENDE = "con estas reglas no depende de lo que compre"


@dataclass(frozen=True, slots=True)
class Frases:
    """Lo que hace falta para escribir: el corte, el país del libro y las regiones de las reglas."""

    corte: date
    pais: str | None
    regiones: Regiones

    def subir(self, propuestas: Propuestas, rango: Enteros, plazo: int) -> "Dichas":
        """Lo que se propone a cada fila; vacía donde no se ha buscado. `rango` es el que tiene hoy."""
        unas, cual, suyo = _sin_repetir(propuestas, rango, np.zeros_like(rango))
        falta = self._falta(unas, lambda i, llega: llega > suyo[0][i])
        hasta, importes_escritos = self._dia(plazo), self._escritos(unas)
        frases = []
        for i, (salida, centimos, veces, nuevo, o_mas, ya, tope, _) in enumerate(_por_fila(unas)):
            a, euros = ORDEN[nuevo], importes_escritos[i]
            match salida:
                case Salida.UNA:
                    compra = "Cualquier compra" if centimos == 1 and o_mas else f"Una compra de {euros}"
                    mas = " o más" if o_mas and centimos > 1 else ""
                    frases.append(
                        f"{compra}{mas} {'hasta el' if ya else 'el'} {hasta} lo sube a {a}{'' if ya else _NO_ANTES}"
                    )
                case Salida.VARIAS:
                    frases.append(f"{veces} compras de {euros} hasta el {hasta} lo suben a {a}")
                case Salida.CARA:
                    frases.append(f"{self._cara(tope)} antes del {hasta}: haría falta una de {euros}")
                case Salida.NINGUNA:
                    frases.append(f"Ninguna compra basta antes del {hasta}: {falta[i]}")
                case _:
                    frases.append("")
        return Dichas(frases, cual)

    def no_caer(self, propuestas: Propuestas, rango: Enteros, caida: Enteros) -> "Dichas":
        """Lo que evita la caída; vacía donde no se ha buscado. `caida`, días del corte a la de cada una."""
        unas, cual, suyo = _sin_repetir(propuestas, rango, caida)
        falta = self._falta(unas, lambda i, llega: llega >= suyo[0][i])
        importes_escritos = self._escritos(unas)
        fechas = {t: self._dia(t) for dia in np.unique(caida).tolist() for t in (dia - 1, dia)}
        frases = []
        for i, ((salida, centimos, veces, _, _, ya, tope, _), dia) in enumerate(
            zip(_por_fila(unas), suyo[1].tolist(), strict=True)
        ):
            euros = importes_escritos[i]
            match salida:
                case Salida.UNA:
                    compra = "Cualquier compra" if centimos == 1 else f"Una compra de al menos {euros}"
                    cuando = f"antes del {fechas[dia]}" if ya else f"el {fechas[dia - 1]}{_NO_ANTES}"
                    frases.append(f"{compra} {cuando}")
                case Salida.VARIAS:
                    frases.append(f"{veces} compras de {euros} antes del {fechas[dia]}")
                case Salida.CARA:
                    frases.append(f"{self._cara(tope)} para evitarlo: haría falta una de {euros}")
                case Salida.NINGUNA:
                    frases.append(f"Ninguna compra lo evita: {falta[i]}")
                case _:
                    frases.append("")
        return Dichas(frases, cual)

    def _escritos(self, propuestas: Propuestas) -> list[str]:
        """El importe de cada compra como se escribe en el país del libro, con céntimos y sin moneda."""
        return importes((propuestas.centimos / 100).tolist(), self.pais, decimales=2)

    def _dia(self, t: int) -> str:
        """La fecha que cae a tantos días del corte."""
        return fecha(self.corte + timedelta(days=t))

    def _cara(self, tope: int) -> str:
        return f"Ninguna compra de menos de {importe(tope / 100, self.pais, decimales=2)} basta"

    def _falta(self, propuestas: Propuestas, vale: Callable[[Posiciones, Enteros], Marca]) -> Mapping[int, str]:
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


@dataclass(frozen=True, slots=True)
class Dichas:
    """Las frases distintas, y cuál es la de cada fila."""

    frases: list[str]
    cual: Posiciones

    def con(self, frase: str, filas: Marca) -> "Dichas":
        """La misma frase para esas filas, dijeran lo que dijeran."""
        return Dichas([*self.frases, frase], np.where(filas, len(self.frases), self.cual))


def _por_fila(propuestas: Propuestas) -> Iterator[tuple[int, int, int, int, bool, bool, int, int]]:
    """En el orden en que se declaran."""
    return zip(*(getattr(propuestas, nombre).tolist() for nombre in Propuestas.__slots__), strict=True)


def _sin_repetir(
    propuestas: Propuestas, rango: Enteros, dia: Enteros
) -> tuple[Propuestas, Posiciones, tuple[Enteros, Enteros]]:
    """Las propuestas que se dicen de distinta manera, cuál es la de cada fila, y el rango y el día de cada una."""
    cara, ninguna = propuestas.salida == Salida.CARA, propuestas.salida == Salida.NINGUNA
    dicha = replace(
        propuestas, tope=np.where(cara, propuestas.tope, 0), de_sobra=np.where(ninguna, propuestas.de_sobra, 0)
    )
    rango, dia = np.where(ninguna, rango, 0), np.where(propuestas.salida == Salida.NO_SE_BUSCA, 0, dia)
    unas, cual = distintas([*(getattr(dicha, nombre) for nombre in Propuestas.__slots__), rango, dia])
    return dicha.elegir(unas), cual, (rango[unas], dia[unas])
