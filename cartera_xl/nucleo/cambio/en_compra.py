"""La región de unas filas que compran un día, según el importe de la compra: lo demás se calcula una sola vez.

Con más importe, valor, potencial y núcleo solo pueden subir; los demás ejes no miran el dinero. La excepción es el CLV
de quien pasa de un neto negativo a uno positivo: de no saberse lo que gasta a saberse que poco (`importe_de_salto`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.cambio.dinero import Sumado, Tendencia
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.partida import UNIDADES_POR_CENTIMO, Compra
from cartera_xl.nucleo.cambio.porvenir import Momento
from cartera_xl.nucleo.hechos import Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros
from cartera_xl.nucleo.riesgo import ES_CLIENTE
from cartera_xl.nucleo.segmentos import potencial, valor

Columnas = dict[str, NDArray[Any]]
_DEL_DINERO = ("clv", "importe_12m", "importe_neto", "tendencia", "p_m")
_PARA_EL_DINERO = (ES_CLIENTE, "gasto_previsto", "encaje", "potencial_dado", "actividad", "compras_pagadas", "margen")


@dataclass(frozen=True, slots=True)
class EnCompra:
    """Unas filas el día en que se las mira, con una o varias compras hechas y a falta de su importe.

    * `fijo`: lo que ponen en el código los ejes que no miran el dinero. `flujo`: del que sale el CLV.
    * `columnas`: los hechos y ejes que no cambian con el importe y hacen falta para los que sí.
    """

    evaluador: Evaluador
    fijo: Enteros
    columnas: Columnas
    flujo: Numeros
    neto: Sumado
    doce_meses: Sumado | None
    tendencia: Tendencia | None

    @classmethod
    def de(cls, evaluador: Evaluador, filas: Posiciones, t: Enteros, compra: Compra) -> "EnCompra":
        """`compra` dice cuándo y cuántas; ninguna el mismo día del corte, que puede no contar según su importe."""
        momento, pide = Momento.con(evaluador.partida, filas, t, compra), evaluador.pide
        columnas = evaluador.columnas(filas, t, compra)
        prob, flujo = evaluador.prob_y_flujo(columnas)
        evaluador.con_percentiles(columnas, prob)
        fijos = {eje: columnas[eje] for eje in ("actividad", "constancia", "importe_contrato")}
        fijos["estado"] = columnas[ES_CLIENTE].astype(np.int64)
        if evaluador.regiones.usa("ciclo"):
            fijos["ciclo"] = evaluador.ciclo(columnas)
        return cls(
            evaluador=evaluador,
            fijo=np.asarray(evaluador.regiones.codigo(fijos) + np.zeros(len(filas), dtype=np.int64)),
            columnas={nombre: columnas[nombre] for nombre in _PARA_EL_DINERO if nombre in columnas},
            flujo=flujo,
            neto=momento.neto(),
            doce_meses=momento.importe_12m() if pide.importe_12m else None,
            tendencia=momento.tendencia(columnas["antiguedad"]) if pide.tendencia else None,
        )

    def codigo(self, cual: Posiciones, centimos: Enteros) -> Enteros:
        """La región de esas posiciones si cada compra es de esos céntimos."""
        columnas, regiones = self.con_dinero(cual, centimos), self.evaluador.regiones
        ejes: Columnas = {}
        if regiones.usa("valor"):
            ejes["valor"] = valor(columnas, self.evaluador.baremo)
        if regiones.usa("potencial"):
            ejes["potencial"] = potencial(columnas, columnas["actividad"])
        if regiones.usa("nucleo"):
            ejes["nucleo"] = self.evaluador.nucleo(columnas)
        return np.asarray(self.fijo[cual] + regiones.codigo(ejes))

    def con_dinero(self, cual: Posiciones, centimos: Enteros) -> Columnas:
        """Los hechos de esas posiciones con ese importe."""
        unidades = centimos * UNIDADES_POR_CENTIMO
        columnas: Columnas = {nombre: columna[cual] for nombre, columna in self.columnas.items()}
        columnas["importe_neto"] = self.neto.elegir(cual).con(unidades)
        for nombre in ("importe_12m", "tendencia"):
            columnas[nombre] = np.full(len(cual), np.nan)
        if self.doce_meses is not None:
            columnas["importe_12m"] = self.doce_meses.elegir(cual).con(unidades)
        if self.tendencia is not None:
            columnas["tendencia"] = self.tendencia.elegir(cual).con(unidades)
        columnas["clv"] = self.evaluador.clv_con_flujo(self.flujo[cual], columnas)
        self.evaluador.con_importe(columnas)
        return columnas

    def importe_de_salto(self) -> Enteros:
        """Los primeros céntimos con que el neto pasa a ser positivo; 1 si ya lo es."""
        base, cuantas = np.nan_to_num(self.neto.base), np.maximum(self.neto.cuantas, 1)
        return np.where(base < 0, -base // (UNIDADES_POR_CENTIMO * cuantas) + 1, 1).astype(np.int64)
