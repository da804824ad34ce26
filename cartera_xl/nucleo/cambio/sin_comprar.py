"""La región de unos clientes cada día que pasa sin que compren, calculando solo lo que el tiempo mueve."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.cambio.distintas import distintas
from cartera_xl.nucleo.cambio.evaluador import Evaluador, Pide
from cartera_xl.nucleo.cambio.porvenir import Momento
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.percentiles import percentiles
from cartera_xl.nucleo.pronostico.registro import Enteros
from cartera_xl.nucleo.riesgo import ES_CLIENTE
from cartera_xl.nucleo.segmentos import potencial, valor

DEL_POTENCIAL = (ES_CLIENTE, "encaje", "potencial_dado", "tendencia")
_MUEVE_EL_TIEMPO = ("actividad", "potencial", "ciclo")


@dataclass(frozen=True, slots=True)
class SinComprar:
    """Unos clientes y lo que el tiempo no mueve de ellos.

    * `fijo`: su parte del código. `sin_clv`: quién no tiene, si el valor lo mide el CLV.
    * `solo_actividad`, `solo_clv`: el mismo evaluador, que solo calcula eso.
    """

    evaluador: Evaluador
    filas: Posiciones
    fijo: Enteros
    sin_clv: Marca
    solo_actividad: Evaluador
    solo_clv: Evaluador

    @classmethod
    def de(cls, evaluador: Evaluador, filas: Posiciones) -> "SinComprar":
        """Las filas han de ser de clientes."""
        hoy = evaluador.columnas(filas, np.zeros(len(filas), dtype=np.int64), None)
        evaluador.con_prediccion(hoy)
        quieto: dict[str, NDArray[Any]] = {eje: hoy[eje] for eje in ("constancia", "importe_contrato")}
        quieto["estado"] = np.ones(len(filas), dtype=np.int64)
        if evaluador.regiones.usa("nucleo"):
            quieto["nucleo"] = evaluador.nucleo(hoy)
        if evaluador.regiones.usa("valor") and not valor_movil(evaluador):
            quieto["valor"] = valor(hoy, evaluador.baremo)
        pide = evaluador.pide
        nada = Pide(prob=False, clv=False, importe_12m=False, tendencia=False, periodos=pide.periodos)
        return cls(
            evaluador=evaluador,
            filas=filas,
            fijo=np.asarray(evaluador.regiones.codigo(quieto) + np.zeros(len(filas), dtype=np.int64)),
            sin_clv=np.isnan(hoy["clv"]) & pide.clv,
            solo_actividad=replace(evaluador, pide=replace(nada, prob=pide.prob)),
            solo_clv=replace(evaluador, pide=replace(nada, clv=True)),
        )

    def elegir(self, cuales: Posiciones) -> "SinComprar":
        """Solo esos."""
        return replace(self, filas=self.filas[cuales], fijo=self.fijo[cuales], sin_clv=self.sin_clv[cuales])

    def iguales(self, rango: Enteros) -> tuple[Posiciones, Posiciones] | None:
        """Uno de cada clase de clientes a los que les pasará lo mismo, y la clase de cada uno; sin pasado que mirar.

        `None` si cada cliente tiene su propio pasado: entonces no hay dos iguales.
        """
        if self.evaluador.partida.pasado is not None or self.evaluador.pide.pronostico:
            return None
        hechos = ["dias_sin_comprar", "potencial_dado", "tendencia"]
        hechos += ["antiguedad", "compras"] if self.evaluador.regiones.usa("ciclo") else []
        return distintas([self.fijo, rango, *(self.evaluador.partida.hoy(hecho, self.filas) for hecho in hechos)])

    @property
    def se_mueve(self) -> bool:
        """Falso si el tiempo no cambia nada que mire una regla."""
        return self.evaluador.regiones.usa(*_MUEVE_EL_TIEMPO) or valor_movil(self.evaluador)

    def actividad(self, fila: Posiciones, t: Enteros) -> Numeros:
        """El eje actividad de esas posiciones de `filas`."""
        columnas = self.solo_actividad.columnas(self.filas[fila], t, None)
        return self.solo_actividad.actividad(columnas, self.solo_actividad.prob_y_clv(columnas)[0])

    def por_clv(self, fila: Posiciones, t: Enteros) -> Enteros:
        """La parte del código que pone el valor, medido por el CLV; solo de quien lo tiene."""
        columnas = self.solo_clv.columnas(self.filas[fila], t, None)
        valor = percentiles(self.solo_clv.prob_y_clv(columnas)[1], self.evaluador.baremo.tabla_clv)
        return np.asarray(self.evaluador.regiones.codigo({"valor": valor}))

    def quieto(self, fila: Posiciones, t: Enteros, de_clv: Enteros | None) -> "Quieto":
        """Lo que ponen en el código todos los ejes menos la actividad y el potencial, y lo que este necesita.

        `de_clv`, lo que pone el valor si lo mide el CLV.
        """
        evaluador, filas = self.evaluador, self.filas[fila]
        columnas = self._de_dinero(filas, t)
        ejes: dict[str, NDArray[Any]] = {}
        if evaluador.regiones.usa("ciclo"):
            ejes["ciclo"] = evaluador.ciclo(columnas | Momento.con(evaluador.partida, filas, t).tiempos())
        if de_clv is None and valor_movil(evaluador):
            ejes["valor"] = valor(columnas, evaluador.baremo)
        codigo = self.fijo[fila] + evaluador.regiones.codigo(ejes) + (0 if de_clv is None else de_clv)
        return Quieto(codigo, {nombre: columnas[nombre] for nombre in DEL_POTENCIAL})

    def con_actividad(self, quieto: "Quieto", activo: Numeros) -> Enteros:
        """El código entero con esa actividad."""
        ejes = {"actividad": activo}
        if self.evaluador.regiones.usa("potencial"):
            ejes["potencial"] = potencial(quieto.columnas, activo)
        return np.asarray(quieto.codigo + self.evaluador.regiones.codigo(ejes))

    def _de_dinero(self, filas: Posiciones, t: Enteros) -> dict[str, NDArray[Any]]:
        evaluador, momento = self.evaluador, Momento.con(self.evaluador.partida, filas, t)
        columnas: dict[str, NDArray[Any]] = {
            nombre: evaluador.partida.hoy(nombre, filas)
            for nombre in ("tendencia", "potencial_dado", "encaje", "importe_neto", "gasto_previsto")
        }
        columnas[ES_CLIENTE] = np.ones(len(filas), dtype=bool)
        if valor_movil(evaluador) and not evaluador.pide.clv:
            columnas |= {"importe_12m": momento.importe_12m().con(0), "clv": np.full(len(filas), np.nan)}
            evaluador.con_importe(columnas)
        if evaluador.pide.tendencia:
            columnas["tendencia"] = momento.tendencia(evaluador.partida.hoy("antiguedad", filas) + t).con(0)
        return columnas


@dataclass(frozen=True, slots=True)
class Quieto:
    """Lo que no cambia dentro de un tramo: el código, sin actividad ni potencial, y lo que este necesita."""

    codigo: Enteros
    columnas: dict[str, NDArray[Any]]

    def elegir(self, cuales: Posiciones) -> "Quieto":
        """Solo esos."""
        return Quieto(self.codigo[cuales], {nombre: columna[cuales] for nombre, columna in self.columnas.items()})


def valor_movil(evaluador: Evaluador) -> bool:
    """Cierto si el eje valor puede cambiar solo con el tiempo: lo mide el CLV o lo comprado en doce meses."""
    return evaluador.pide.clv or (evaluador.pide.importe_12m and evaluador.partida.pasado is not None)
