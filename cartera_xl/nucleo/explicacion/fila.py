"""Una sola fila de una cartera puntuada, para explicarla despacio."""

import math
from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.condiciones import cifra_de_eje
from cartera_xl.nucleo.explicacion.dichos import SIN_DATO, Dichos
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.palabras_cifras import decimal, importe
from cartera_xl.nucleo.reglas import EJES_DE_PERCENTIL, EJES_NUMERICOS

_UNA = np.array([0], dtype=np.intp)
_DECIMA = 10.0


class FilaExplicada:
    """Los datos de la fila, sin NaN, y cómo se dicen."""

    def __init__(self, puntuados: Marco, posicion: int, baremo: Baremo, configuracion: Configuracion) -> None:
        self.marco = nw.maybe_reset_index(puntuados[posicion : posicion + 1])
        self.pais = configuracion.pais
        self.dichos = Dichos(self.marco, baremo, configuracion)
        self.es_cliente = bool(self.dichos.es_cliente[0])
        self._valores: Mapping[str, Any] = {columna: self.marco[columna].to_list()[0] for columna in self.marco.columns}

    def numero(self, columna: str) -> float | None:
        """El número, o `None` sin dato o sin columna."""
        valor = self._valores.get(columna)
        if not isinstance(valor, int | float) or isinstance(valor, bool) or not math.isfinite(valor):
            return None
        return float(valor)

    def texto(self, columna: str) -> str:
        """El texto; vacío sin dato o sin columna."""
        valor = self._valores.get(columna)
        return valor.strip() if isinstance(valor, str) else ""

    def dato(self, eje: str) -> float | str | None:
        """El valor de un eje tal como lo comparan las reglas."""
        if eje in EJES_NUMERICOS:
            return self.numero(eje)
        return str(self.dichos.textos(eje)[0]) or None

    def cifra(self, eje: str) -> float | None:
        """El valor que se enseña de un eje numérico: con un decimal si es un percentil; con dos si es dinero.

        Nunca parece del otro lado de un borde de las reglas.
        """
        valor = self.numero(eje)
        if valor is None or eje not in EJES_DE_PERCENTIL:
            return None if valor is None else math.floor(valor * 100 + 0.5) / 100
        redondo = math.floor(valor * _DECIMA + 0.5) / _DECIMA
        for borde in self.dichos.bordes[eje]:
            if valor < borde <= redondo:
                return math.floor(valor * _DECIMA) / _DECIMA
            if redondo <= borde < valor:
                return math.ceil(valor * _DECIMA) / _DECIMA
        return redondo

    def dicho(self, eje: str) -> str:
        """El valor de un eje, escrito."""
        dato = self.dato(eje)
        if dato is None or isinstance(dato, str):
            return dato or SIN_DATO
        if eje not in EJES_DE_PERCENTIL:
            return cifra_de_eje(dato, self.dichos.bordes[eje], self.pais)
        return decimal(self.cifra(eje) or 0.0, self.pais)

    def dinero(self, columna: str) -> str:
        """El importe de la columna, escrito; vacío sin dato."""
        valor = self.numero(columna)
        return "" if valor is None else importe(valor, self.pais)

    def recencia(self) -> str:
        """«85 % de volver» o «31 días sin comprar»."""
        return self.dichos.recencia(_UNA)[0]
