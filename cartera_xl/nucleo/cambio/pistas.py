"""Con qué importe debería cruzarse el borde que toca: la cuenta al revés, para no buscar a tientas.

Solo son pistas: `busqueda` comprueba cada una, y el resultado es el mismo sin ellas.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.cambio.busqueda import SIN_PISTA
from cartera_xl.nucleo.cambio.dinero import Tendencia
from cartera_xl.nucleo.cambio.en_compra import EnCompra
from cartera_xl.nucleo.cambio.partida import UNIDADES_POR_CENTIMO
from cartera_xl.nucleo.compras_agregado import K_TENDENCIA
from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.percentiles import TablaPercentiles, percentiles
from cartera_xl.nucleo.pronostico.registro import Enteros

_CENTIMOS = 100
_PUNTOS_POR_DUPLICAR = 25.0
_LEJOS = 10**9
_LIMITE = 2.0**60


@dataclass(frozen=True, slots=True)
class Pistas:
    """Los bordes del valor (en unidades, o en céntimos si lo mide el CLV) y el del núcleo, ya vueltos a importes."""

    compra: EnCompra
    del_valor: Numeros
    del_nucleo: float

    @classmethod
    def de(cls, compra: EnCompra) -> "Pistas":
        """Una vez para todas las filas: los bordes solo dependen del baremo y de las reglas."""
        baremo, regiones = compra.evaluador.baremo, compra.evaluador.regiones
        tabla, escala = _tabla_del_valor(baremo)
        cortes = regiones.cortes.get("valor", ())
        del_valor = np.array([_primero_que_llega(tabla, float(corte), escala) for corte in cortes], dtype=np.float64)
        return cls(compra, del_valor, baremo.umbral_nucleo * UNIDADES)

    def centimos(self, cual: Posiciones, uno: Enteros, otro: Enteros) -> Enteros:
        """Con cuántos se debería pasar del código `uno` al siguiente de camino a `otro`."""
        propuesto = np.full(len(cual), np.nan)
        cambios: Mapping[str, Marca] = {
            eje: self._tramos(uno, eje) != self._tramos(otro, eje) for eje in ("valor", "nucleo", "potencial")
        }
        for eje, por_eje in (("potencial", self._potencial), ("nucleo", self._nucleo), ("valor", self._valor)):
            cuales = np.flatnonzero(cambios[eje])
            if len(cuales):
                propuesto[cuales] = por_eje(cual[cuales], self._tramos(uno[cuales], eje))
        sirve = np.isfinite(propuesto) & (np.abs(propuesto) < _LIMITE)
        return np.where(sirve, np.maximum(np.where(sirve, propuesto, 0.0), 0.0), SIN_PISTA).astype(np.int64)

    def _tramos(self, codigos: Enteros, eje: str) -> Enteros:
        regiones = self.compra.evaluador.regiones
        return regiones.tramos(codigos, eje) if regiones.usa(eje) else np.zeros(len(codigos), dtype=np.int64)

    def _valor(self, cual: Posiciones, tramo: Enteros) -> Numeros:
        borde = np.where(tramo > 0, np.append(self.del_valor, np.nan)[tramo - 1], np.nan)
        if self.compra.evaluador.baremo.tabla_clv:
            return self._del_clv(cual, borde)
        doce = self.compra.doce_meses
        importe = (self.compra.neto if doce is None else doce).elegir(cual)
        return _centimos_que_faltan(borde, importe.base, importe.cuantas)

    def _del_clv(self, cual: Posiciones, borde: Numeros) -> Numeros:
        """El CLV es una recta en el importe: basta con dos puntos. El redondeo ya llega medio céntimo antes."""
        desde = self.compra.importe_de_salto()[cual]
        cerca, lejos = (self.compra.con_dinero(cual, desde + mas)["clv"] for mas in (0, _LEJOS))
        por_centimo = (lejos - cerca) / _LEJOS
        falta = (borde - 0.5) / _CENTIMOS - cerca
        return np.ceil(desde + falta / np.where(por_centimo > 0, por_centimo, np.nan))

    def _nucleo(self, cual: Posiciones, _: Enteros) -> Numeros:
        neto = self.compra.neto.elegir(cual)
        return _centimos_que_faltan(np.full(len(cual), self.del_nucleo), neto.base, neto.cuantas)

    def _potencial(self, cual: Posiciones, tramo: Enteros) -> Numeros:
        """El crecimiento que falta para el borde, vuelto a neto de doce meses (`compras_agregado.tendencia`)."""
        if self.compra.tendencia is None:
            return np.full(len(cual), np.nan)
        cortes = np.append(self.compra.evaluador.regiones.cortes["potencial"], np.nan)
        columnas = {nombre: columna[cual] for nombre, columna in self.compra.columnas.items()}
        parte = np.nan_to_num(np.clip(columnas["potencial_dado"], 0.0, 100.0), nan=100.0) / 100.0
        puntos = np.where(tramo > 0, cortes[tramo - 1], np.nan) - columnas["actividad"] * parte
        return _neto_para_crecer(self.compra.tendencia.elegir(cual), 2.0 ** (puntos / _PUNTOS_POR_DUPLICAR))


def _neto_para_crecer(historia: Tendencia, razon: Numeros) -> Numeros:
    """Céntimos por compra con que los últimos doce meses crecen tanto; se despeja de la fórmula de la tendencia."""
    n = np.maximum(historia.compras, 1.0)
    medio, cociente = 0.5 / n, razon ** ((n + K_TENDENCIA) / n)
    previos = np.maximum(historia.previos.con(0), 0.0)
    debajo = 1.0 + medio - cociente * medio
    hace_falta = previos * (cociente * (1.0 + medio) - medio) / np.where(debajo > 0, debajo, np.nan)
    ultimos = historia.ultimos
    return _centimos_que_faltan(np.ceil(hace_falta * UNIDADES), ultimos.base, ultimos.cuantas)


def _centimos_que_faltan(borde: Numeros, base: Numeros, cuantas: Enteros) -> Numeros:
    por_centimo = UNIDADES_POR_CENTIMO * np.where(cuantas > 0, cuantas, np.nan)
    return np.asarray(np.ceil((borde - base) / por_centimo), dtype=np.float64)


def _tabla_del_valor(baremo: Baremo) -> tuple[TablaPercentiles, int]:
    if baremo.tabla_clv:
        return baremo.tabla_clv, _CENTIMOS
    return baremo.tabla_12m or baremo.tabla_neto, UNIDADES


def _primero_que_llega(tabla: TablaPercentiles, corte: float, escala: int) -> float:
    """El menor importe, en partes de `escala`, cuyo percentil llega al corte; infinito si ninguno."""
    if not tabla or percentiles(np.array([tabla.valores[-1]]), tabla)[0] < corte:
        return np.inf
    bajo, alto = int(np.floor(tabla.valores[0] * escala)) - 1, int(np.ceil(tabla.valores[-1] * escala))
    if percentiles(np.array([tabla.valores[0]]), tabla)[0] >= corte:
        return -np.inf
    while alto - bajo > 1:
        medio = (bajo + alto) // 2
        if percentiles(np.array([medio / escala]), tabla)[0] >= corte:
            alto = medio
        else:
            bajo = medio
    return float(alto)
