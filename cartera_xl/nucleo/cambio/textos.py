"""Las propuestas, dichas en una frase que se puede llevar a cabo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

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
        """Una por fila; vacía donde no se ha buscado."""
        hasta = self.dia(plazo)
        falta = self._falta(propuestas, lambda i, llega: llega > rango[i])
        frases = []
        for i, (salida, centimos, veces, nuevo) in enumerate(_por_fila(propuestas)):
            a = ORDEN[nuevo]
            match salida:
                case Salida.UNA:
                    frases.append(f"{self._una(propuestas, i)} {self._plazo(propuestas, i, plazo)} lo sube a {a}")
                case Salida.VARIAS:
                    frases.append(f"{veces} compras de {self.euros(centimos)} hasta el {hasta} lo suben a {a}")
                case Salida.CARA:
                    frases.append(
                        f"{self._cara(propuestas, i)} antes del {hasta}: haría falta una de {self.euros(centimos)}"
                    )
                case Salida.NINGUNA:
                    frases.append(f"Ninguna compra basta antes del {hasta}: {falta[i]}")
                case _:
                    frases.append("")
        return frases

    def no_caer(self, propuestas: Propuestas, rango: Enteros, caida: Enteros) -> list[str]:
        """Una por fila; vacía donde no se ha buscado. `caida`, días del corte a la de cada una."""
        falta = self._falta(propuestas, lambda i, llega: llega >= rango[i])
        frases = []
        for i, (salida, centimos, veces, _) in enumerate(_por_fila(propuestas)):
            dia = int(caida[i])
            match salida:
                case Salida.UNA:
                    frases.append(f"{self._al_menos(centimos)} {self._antes(propuestas, i, dia)}")
                case Salida.VARIAS:
                    frases.append(f"{veces} compras de {self.euros(centimos)} antes del {self.dia(dia)}")
                case Salida.CARA:
                    frases.append(
                        f"{self._cara(propuestas, i)} para evitarlo: haría falta una de {self.euros(centimos)}"
                    )
                case Salida.NINGUNA:
                    frases.append(f"Ninguna compra lo evita: {falta[i]}")
                case _:
                    frases.append("")
        return frases

    def euros(self, centimos: int) -> str:
        """El importe como se escribe en el país del libro, con céntimos y sin moneda."""
        return importe(centimos / 100, self.pais, decimales=2)

    def dia(self, t: int) -> str:
        """La fecha que cae a tantos días del corte."""
        return fecha(self.corte + timedelta(days=t))

    def _una(self, propuestas: Propuestas, i: int) -> str:
        if propuestas.centimos[i] == 1 and propuestas.o_mas[i]:
            return "Cualquier compra"
        return f"Una compra de {self.euros(int(propuestas.centimos[i]))}{' o más' if propuestas.o_mas[i] else ''}"

    def _al_menos(self, centimos: int) -> str:
        return "Cualquier compra" if centimos == 1 else f"Una compra de al menos {self.euros(centimos)}"

    def _plazo(self, propuestas: Propuestas, i: int, plazo: int) -> str:
        return f"{'hasta el' if propuestas.ya[i] else 'hecha el'} {self.dia(plazo)}"

    def _antes(self, propuestas: Propuestas, i: int, dia: int) -> str:
        return f"antes del {self.dia(dia)}" if propuestas.ya[i] else f"hecha el {self.dia(dia - 1)}"

    def _cara(self, propuestas: Propuestas, i: int) -> str:
        return f"Ninguna compra de menos de {self.euros(int(propuestas.tope[i]))} basta"

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


def _por_fila(propuestas: Propuestas) -> Sequence[tuple[int, int, int, int]]:
    columnas = propuestas.salida, propuestas.centimos, propuestas.veces, propuestas.rango
    return list(zip(*(columna.tolist() for columna in columnas), strict=True))
