"""En qué región de las reglas está cada fila un día que viene, con las mismas funciones que usa `puntuar`.

Solo se calcula lo que las reglas miran. Un código es la región (`Regiones`); de él sale el rango del segmento.
"""

from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.cambio.partida import Compra, Partida
from cartera_xl.nucleo.cambio.porvenir import Momento
from cartera_xl.nucleo.cambio.regiones import TEXTOS, Regiones
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.expresiones import Caso, con_texto
from cartera_xl.nucleo.hechos import Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.percentiles import percentiles
from cartera_xl.nucleo.pronostico.memoria import Memoria
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Enteros
from cartera_xl.nucleo.puntuacion import casos_de_ciclo, casos_de_nucleo, dias_de_inactividad
from cartera_xl.nucleo.riesgo import ES_CLIENTE
from cartera_xl.nucleo.segmentos import actividad, actividad_probada, potencial, valor

Columnas = dict[str, NDArray[Any]]
_ULTIMO_PERIODO = "ultimo_periodo"


@dataclass(frozen=True, slots=True)
class Pide:
    """Lo que hay que calcular para saber el segmento con unas reglas y un baremo."""

    prob: bool
    clv: bool
    importe_12m: bool
    tendencia: bool
    periodos: bool

    @classmethod
    def de(cls, regiones: Regiones, partida: Partida, baremo: Baremo) -> "Pide":
        """Sin movimientos no hay pronóstico, doce meses ni tendencia que cambien."""
        con_pasado, pronostico = partida.pasado is not None, baremo.pronostico
        clv = regiones.usa("valor") and bool(baremo.tabla_clv)
        return cls(
            prob=regiones.usa("actividad", "potencial") and actividad_probada(baremo),
            clv=clv,
            importe_12m=regiones.usa("valor") and bool(baremo.tabla_12m),
            tendencia=regiones.usa("potencial") and con_pasado,
            periodos=pronostico is not None and pronostico.ajuste.modelo == _ULTIMO_PERIODO,
        )

    @property
    def pronostico(self) -> bool:
        """Si hace falta algo del método que pronostica."""
        return self.prob or self.clv


@dataclass(frozen=True, slots=True)
class Evaluador:
    """La cartera de hoy con su baremo, sus ajustes y las regiones de sus reglas; recuerda lo caro del pronóstico."""

    partida: Partida
    baremo: Baremo
    configuracion: Configuracion
    regiones: Regiones
    pide: Pide
    memoria: Memoria = field(default_factory=Memoria)

    @classmethod
    def de(cls, partida: Partida, baremo: Baremo, configuracion: Configuracion, motor: Any) -> "Evaluador":
        """`motor`, el del cuadro de la cartera."""
        regiones = Regiones.de(configuracion.reglas, motor)
        return cls(partida, baremo, configuracion, regiones, Pide.de(regiones, partida, baremo))

    def codigo(self, filas: Posiciones, t: Enteros, compra: Compra | None = None) -> Enteros:
        """La región de cada fila a `t` días del corte."""
        columnas = self.columnas(filas, t, compra)
        self.con_prediccion(columnas)
        return self.de_columnas(columnas)

    def de_columnas(self, columnas: Columnas) -> Enteros:
        """La región de unos hechos que ya llevan `actividad`, `constancia` y lo que pide el eje valor."""
        usa = self.regiones.usa
        dichos: Columnas = {eje: columnas[eje] for eje in ("actividad", "constancia", "importe_contrato")}
        dichos["estado"] = columnas[ES_CLIENTE].astype(np.int64)
        if usa("valor"):
            dichos["valor"] = valor(columnas, self.baremo)
        if usa("potencial"):
            dichos["potencial"] = potencial(columnas, columnas["actividad"])
        if usa("nucleo"):
            dichos["nucleo"] = self.nucleo(columnas)
        if usa("ciclo"):
            dichos["ciclo"] = self.ciclo(columnas)
        return np.asarray(self.regiones.codigo(dichos) + np.zeros(len(columnas[ES_CLIENTE]), dtype=np.int64))

    def nucleo(self, columnas: Columnas) -> Enteros:
        """El eje núcleo, como posición en `TEXTOS`."""
        return self._texto("nucleo", columnas, ("importe_neto",), casos_de_nucleo(self.baremo))

    def ciclo(self, columnas: Columnas) -> Enteros:
        """El eje ciclo, como posición en `TEXTOS`."""
        inactividad = dias_de_inactividad(self.baremo, self.configuracion)
        return self._texto(
            "ciclo", columnas, ("compras", "dias_sin_comprar", "antiguedad"), casos_de_ciclo(inactividad)
        )

    def columnas(self, filas: Posiciones, t: Enteros, compra: Compra | None) -> Columnas:
        """Los hechos que hacen falta, sin lo que da el pronóstico."""
        momento, unidades = Momento.con(self.partida, filas, t, compra), 0 if compra is None else compra.unidades
        columnas: Columnas = {nombre: self.partida.hoy(nombre, filas) for nombre in _SIEMPRE}
        columnas |= momento.tiempos() | {ES_CLIENTE: momento.es_cliente, "importe_neto": momento.neto().con(unidades)}
        if self.pide.importe_12m:
            columnas["importe_12m"] = momento.importe_12m().con(unidades)
        if self.pide.tendencia:
            columnas["tendencia"] = momento.tendencia(columnas["antiguedad"]).con(unidades)
        if self.pide.pronostico:
            columnas |= momento.meses()
            columnas |= momento.periodos() if self.pide.periodos else dict.fromkeys(_DE_PERIODO, _nada(filas))
        return columnas

    def con_prediccion(self, columnas: Columnas) -> None:
        """Añade a los hechos `actividad`, `constancia`, `prob_volver`, `clv` y `p_m`."""
        prob, clv = self.prob_y_clv(columnas)
        columnas |= {"prob_volver": prob, "clv": clv}
        self.con_percentiles(columnas, prob)
        self.con_importe(columnas)

    def con_percentiles(self, columnas: Columnas, prob: Numeros) -> None:
        """Añade `actividad` y `constancia`: los ejes que no miran el dinero."""
        columnas["constancia"] = self._percentil(columnas, "compras", self.regiones.usa("constancia"))
        columnas["actividad"] = self.actividad(columnas, prob)

    def actividad(self, columnas: Columnas, prob: Numeros) -> Numeros:
        """El eje actividad de unos hechos con esa probabilidad de volver."""
        sin_prob = np.isnan(prob)
        hace_falta = bool(sin_prob.any()) and self.regiones.usa("actividad", "potencial")
        return actividad(prob, self._percentil(columnas, "dias_sin_comprar", hace_falta), self.baremo)

    def con_importe(self, columnas: Columnas) -> None:
        """Añade `p_m`, que solo hace falta para el eje valor."""
        columnas["p_m"] = self._percentil(columnas, "importe_neto", self.regiones.usa("valor"))

    def prob_y_clv(self, columnas: Columnas) -> tuple[Numeros, Numeros]:
        """Lo que se pide de las dos; NaN lo que no."""
        prob, flujo = self.prob_y_flujo(columnas)
        return prob, self.clv_con_flujo(flujo, columnas)

    def prob_y_flujo(self, columnas: Columnas) -> tuple[Numeros, Numeros]:
        """La probabilidad de volver y de lo que sale el CLV sea cual sea el importe; NaN lo que no se pide."""
        if not self.pide.pronostico:
            return _nada(columnas["compras"]), _nada(columnas["compras"])
        from cartera_xl.nucleo.pronostico.puntual import prob_y_flujo  # scipy: solo si hace falta

        piden = {"con_prob": self.pide.prob, "con_clv": self.pide.clv}
        return prob_y_flujo(columnas, self.baremo, self.configuracion, self.memoria, **piden)

    def clv_con_flujo(self, flujo: Numeros, columnas: Columnas) -> Numeros:
        """El CLV con el importe de esos hechos; NaN si no se pide."""
        if not self.pide.clv:
            return flujo
        from cartera_xl.nucleo.pronostico.puntual import clv_con_flujo  # scipy: solo si hace falta

        return clv_con_flujo(flujo, columnas, self.baremo, self.configuracion)

    def _percentil(self, columnas: Columnas, hecho: str, hace_falta: bool) -> Numeros:
        if not hace_falta:
            return _nada(columnas[hecho])
        tablas = {
            "dias_sin_comprar": self.baremo.tabla_dias,
            "compras": self.baremo.tabla_compras,
            "importe_neto": self.baremo.tabla_neto,
        }
        return percentiles(np.where(columnas[ES_CLIENTE], columnas[hecho], np.nan), tablas[hecho])

    def _texto(self, eje: str, columnas: Columnas, hechos: tuple[str, ...], casos: list[Caso]) -> Enteros:
        """Un eje de texto como posición en `TEXTOS`, por las mismas expresiones que `puntuar`."""
        motor = self.regiones.motor
        series = [
            nw.new_series(nombre, columnas[nombre], nw.Float64, backend=motor).fill_nan(None) for nombre in hechos
        ]
        cliente = nw.new_series(ES_CLIENTE, columnas[ES_CLIENTE], nw.Boolean, backend=motor)
        marco = cliente.to_frame().with_columns(*series)
        valores = np.array(con_texto(marco, eje, casos, TEXTOS[eje][0])[eje].to_list(), dtype=str)
        orden = np.argsort(TEXTOS[eje])
        return np.asarray(orden[np.searchsorted(np.array(TEXTOS[eje])[orden], valores)], dtype=np.int64)


_DE_PERIODO = tuple(f"compras_{dias}d" for dias in PERIODOS)
_SIEMPRE = (
    "importe_12m",
    "tendencia",
    "gasto_previsto",
    "encaje",
    "potencial_dado",
    "importe_contrato",
    "margen",
)


def _nada(como: NDArray[Any]) -> Numeros:
    return np.full(len(como), np.nan)
