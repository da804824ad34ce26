"""El ritmo propio de cada cliente: cuántos huecos entre compras se le conocen, cuánto suman y lo regulares que son."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.alertas.vista import Vista
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros
from cartera_xl.nucleo.pronostico.registro import Enteros, Registro

DE_PARTIDA = 2.0
"""Forma de la gamma de los huecos que no se conocen uno a uno: algo más regulares que al azar, que es 1. Decisión de la
casa, 2026."""
FORMA_MINIMA, FORMA_MAXIMA = 0.3, 20.0
HUECOS_DE_LA_CARTERA = 8.0
"""Lo que pesa la regularidad de toda la cartera frente a los huecos de cada cliente. Decisión de la casa, 2026."""
HUECOS_PRESTADOS = 2.0
"""Huecos del tamaño normal en la cartera que se le suman a quien compra más deprisa que ella: dos o tres compras
seguidas no hacen un ritmo. Decisión de la casa, 2026; en CDNOW sube la precisión y el dinero hallado."""
_HUECOS_PARA_MEDIR = 50
_PASOS = 60


@dataclass(frozen=True, slots=True)
class Ritmo:
    """Una posición por fila o por clave: `huecos` conocidos (0 si ninguno), su `suma` en días y la `forma` de su gamma.

    Forma 1 son compras al azar; mayor, más regulares; menor, a rachas. `hueco_normal` es el de la cartera, en días.
    """

    huecos: Numeros
    suma: Numeros
    forma: Numeros
    hueco_normal: float

    def cola(self, dias: Numeros, cuales: Marca) -> Numeros:
        """Probabilidad, en las posiciones `cuales`, de que un hueco pase de sus `dias` si nada ha cambiado.

        No importa scipy si de nadie se conocen los huecos: con la forma de partida, I_x(2n, 2) = x²ⁿ (1 + 2n (1 - x)).
        """
        suma, huecos, forma = self.suma[cuales], self.huecos[cuales], self.forma[cuales]
        prestados = np.where(suma < self.hueco_normal * huecos, HUECOS_PRESTADOS, 0.0)
        suma, huecos = suma + prestados * self.hueco_normal, huecos + prestados
        if (forma == DE_PARTIDA).all():
            parte = suma / (suma + dias)
            return np.asarray(parte ** (2 * huecos) * (1 + 2 * huecos * (1 - parte)), dtype=np.float64)
        from cartera_xl.nucleo.modelos.azar import cola_de_hueco

        return cola_de_hueco(dias, suma, huecos, forma)


@dataclass(frozen=True, slots=True)
class Compras:
    """Los días de compra de la cartera, ordenados por clave y día.

    De cada clave, en qué posición está la `primero` de sus compras y `cuantas` son; `de_fila` es la clave de cada fila
    (-1: ninguna).
    """

    registro: Registro
    clave: Enteros
    dia: Enteros
    primero: Enteros
    cuantas: Enteros
    de_fila: Enteros

    @classmethod
    def de(cls, registro: Registro, claves: Marco, filas: NDArray[np.int64]) -> "Compras":
        """`claves` dice la clave de cada fila de la hoja; si dos la comparten, es de la primera (como los hechos)."""
        return cls._de(registro, _clave_de_fila(claves, filas, registro.claves))

    @classmethod
    def por_clave(cls, registro: Registro) -> "Compras":
        """Una fila por clave."""
        todas = np.arange(registro.claves, dtype=np.int64)
        return cls._de(registro, todas)

    @classmethod
    def _de(cls, registro: Registro, de_fila: Enteros) -> "Compras":
        clave, dia = registro.clave[registro.compra], registro.dia[registro.compra]
        cuantas = np.bincount(clave, minlength=registro.claves)
        return cls(registro, clave, dia, np.cumsum(cuantas) - cuantas, cuantas, de_fila)

    def a_filas(self, por_clave: Numeros, falta: float = np.nan) -> Numeros:
        """De una posición por clave a una por fila."""
        return np.append(por_clave, falta)[self.de_fila]

    def ultimo_dia(self) -> Numeros:
        """El de la última compra de cada clave; NaN sin ninguna."""
        hay = self.cuantas > 0
        dias = np.full(self.registro.claves, np.nan)
        dias[hay] = self.dia[self.primero[hay] + self.cuantas[hay] - 1]
        return dias

    def primer_dia(self) -> Numeros:
        """El de la primera compra de cada clave; NaN sin ninguna."""
        hay = self.cuantas > 0
        dias = np.full(self.registro.claves, np.nan)
        dias[hay] = self.dia[self.primero[hay]]
        return dias


def _clave_de_fila(claves: Marco, filas: NDArray[np.int64], cuantas: int) -> Enteros:
    fila = np.asarray(claves["fila"].to_numpy(), dtype=np.int64)
    clave = np.asarray(claves["clave"].to_numpy(), dtype=np.int64)
    orden = np.argsort(fila, kind="stable")
    suya = clave[orden[np.searchsorted(fila[orden], filas)]]
    primeras = np.zeros(len(suya), dtype=bool)
    primeras[np.unique(suya, return_index=True)[1]] = True
    return np.where(primeras & (suya >= 0) & (suya < cuantas), suya, -1)


def ritmo_de_resumen(vista: Vista) -> Ritmo:
    """Sin las compras una a una: los huecos suman de la primera compra a la última, y se suponen algo regulares."""
    huecos = np.where((vista.compras > 1) & (vista.edad > 0), vista.compras - 1, 0.0)
    suma = np.where(huecos > 0, vista.edad, 0.0)
    return Ritmo(huecos, suma, np.full(len(huecos), DE_PARTIDA), _hueco_normal(huecos, suma))


def ritmo_de_filas(compras: Compras, de_claves: Ritmo) -> Ritmo:
    """El de cada fila, del de cada clave."""
    huecos, suma, forma = (compras.a_filas(v, 0.0) for v in (de_claves.huecos, de_claves.suma, de_claves.forma))
    return Ritmo(huecos, suma, np.where(huecos > 0, forma, DE_PARTIDA), de_claves.hueco_normal)


def ritmo_de_claves(compras: Compras) -> Ritmo:
    """Con las compras una a una: la regularidad de cada cliente, acercada a la de la cartera si tiene pocos huecos."""
    registro, n = compras.registro, np.maximum(compras.cuantas - 1, 0).astype(np.float64)
    mismo = compras.clave[1:] == compras.clave[:-1]
    huecos, de = np.diff(compras.dia)[mismo].astype(np.float64), compras.clave[1:][mismo]
    suma, cuadrados = (
        np.asarray(np.bincount(de, weights=pesos, minlength=registro.claves), dtype=np.float64)
        for pesos in (huecos, huecos**2)
    )
    forma = _formas(n, _variacion(n, suma, cuadrados))
    return Ritmo(n, suma, forma, _hueco_normal(n, suma))


def _hueco_normal(huecos: Numeros, suma: Numeros) -> float:
    """Mediana de los huecos medios de quienes tienen dos o más; 0 si no hay nadie."""
    medios = (suma / np.maximum(huecos, 1.0))[huecos >= 2]
    return float(np.median(medios)) if len(medios) else 0.0


def _variacion(n: Numeros, suma: Numeros, cuadrados: Numeros) -> Numeros:
    """Varianza de los huecos de cada clave sobre el cuadrado de su media; NaN con menos de dos."""
    sirve = n >= 2
    seguro = np.where(sirve, n, 2.0)
    media = np.where(sirve, suma / seguro, 1.0)
    varianza = np.maximum(cuadrados / seguro - media**2, 0.0) * seguro / (seguro - 1)
    return np.where(sirve, varianza / media**2, np.nan)


def _formas(n: Numeros, variacion: Numeros) -> Numeros:
    """La forma de cada clave. En una gamma, E[variación de n huecos] = 1 / (forma + 1/n)."""
    sirve = ~np.isnan(variacion)
    comun = _forma_comun(n[sirve], variacion[sirve])
    seguro = np.maximum(n, 1.0)
    grados = np.where(sirve, n - 1.0, 0.0)
    esperada = 1.0 / (comun + 1.0 / seguro)
    mezcla = (grados * np.where(sirve, variacion, 0.0) + HUECOS_DE_LA_CARTERA * esperada) / (
        grados + HUECOS_DE_LA_CARTERA
    )
    return np.clip(1.0 / mezcla - 1.0 / seguro, FORMA_MINIMA, FORMA_MAXIMA)


def _forma_comun(n: Numeros, variacion: Numeros) -> float:
    """La forma que da la variación media de la cartera, por bisección; con pocos huecos, la de partida."""
    pesos = n - 1.0
    if pesos.sum() < _HUECOS_PARA_MEDIR:
        return DE_PARTIDA
    observada = float(np.sum(pesos * variacion))
    bajo, alto = FORMA_MINIMA, FORMA_MAXIMA
    for _ in range(_PASOS):
        medio = (bajo + alto) / 2
        bajo, alto = (medio, alto) if np.sum(pesos / (medio + 1.0 / n)) > observada else (bajo, medio)
    return (bajo + alto) / 2


def huecos_terminados_desde(compras: Compras, desde: int) -> tuple[Enteros, Numeros, Numeros, Numeros]:
    """Clave, días, huecos anteriores y lo que sumaban, de cada hueco que acabó después de `desde`."""
    mismo = np.flatnonzero((compras.clave[1:] == compras.clave[:-1]) & (compras.dia[1:] > desde)) + 1
    clave = compras.clave[mismo]
    inicio = compras.primero[clave]
    anteriores = (mismo - 1 - inicio).astype(np.float64)
    sumaban = (compras.dia[mismo - 1] - compras.dia[inicio]).astype(np.float64)
    return clave, (compras.dia[mismo] - compras.dia[mismo - 1]).astype(np.float64), anteriores, sumaban
