"""Qué cambia entre la cartera puntuada de hoy y la misma cartera puntuada con otros ajustes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.baremo import Baremo, calibrar
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros, numeros
from cartera_xl.nucleo.pronostico.registro import Registro
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.simulacion.hipotesis import AL_CALIBRAR
from cartera_xl.nucleo.simulacion.secciones import SEGMENTOS


@dataclass(frozen=True, slots=True)
class MedidaDeSegmento:
    """Un segmento en un momento: clientes, su neto, su CLV y cuántos están en riesgo.

    `neto` es el de los últimos 12 meses o, sin movimientos, todo el que consta. `clv` es `None` si no hay pronóstico.
    """

    clientes: int
    neto: float
    clv: float | None
    en_riesgo: int


@dataclass(frozen=True, slots=True)
class EfectoEnSegmento:
    """Un segmento hoy y con la hipótesis."""

    segmento: str
    hoy: MedidaDeSegmento
    despues: MedidaDeSegmento


@dataclass(frozen=True, slots=True)
class PasoDeSegmento:
    """Los clientes que irían de un segmento a otro."""

    de: str
    a: str
    clientes: int
    neto: float


@dataclass(frozen=True, slots=True)
class Efecto:
    """Lo que cambiaría. Las posiciones son las de la tabla puntuada; las de `cambian`, de más neto a menos.

    `segmentos` son los cuatro, y «Sin segmento» si lo hay. `nuevos_en_riesgo` y `dejan_el_riesgo` miran la marca «En
    riesgo», que solo llevan los Estratégicos y los Clave.
    """

    segmentos: tuple[EfectoEnSegmento, ...]
    total: EfectoEnSegmento
    pasos: tuple[PasoDeSegmento, ...]
    cambian: tuple[int, ...]
    nuevos_en_riesgo: tuple[int, ...]
    dejan_el_riesgo: tuple[int, ...]
    cambian_de_rango: int
    neto_de_12_meses: bool


def baremo_de(
    hechos: Marco, actual: Baremo, ajustes: tuple[Configuracion, Configuracion], registro: Registro | None
) -> Baremo:
    """El baremo recalibrado con la configuración supuesta (`ajustes`: la de hoy y ella), en su mismo corte.

    Si nada de lo que cuenta al calibrar cambia, es el mismo y no se vuelve a medir.
    """
    antes, despues = ajustes
    if all(getattr(antes, ident) == getattr(despues, ident) for ident in AL_CALIBRAR):
        return replace(actual, pesos=despues.pesos)
    return calibrar(hechos, despues, actual.corte, registro=registro)


def con_otros_ajustes(hechos: Marco, puntuados: Marco, baremo: Baremo, configuracion: Configuracion) -> Marco:
    """Los mismos hechos puntuados con otra configuración; los segmentos impuestos a mano se respetan igual."""
    return puntuar(hechos.with_columns(puntuados["segmento_manual"]), baremo, configuracion)


def comparar(hoy: Marco, despues: Marco) -> Efecto:
    """Los dos cuadros puntuados llevan las mismas filas en el mismo orden."""
    antes_de, luego_de = (_segmento(marco) for marco in (hoy, despues))
    neto, de_12 = neto_de(hoy)
    cambia = antes_de != luego_de
    cuales = np.flatnonzero(cambia)
    en_riesgo = [_es(marco, "en_riesgo", "Sí") for marco in (hoy, despues)]
    clv = [numeros(marco, "clv") for marco in (hoy, despues)]
    nombres = [*SEGMENTOS, *([""] if ((antes_de == "") | (luego_de == "")).any() else [])]
    efectos = tuple(
        EfectoEnSegmento(
            nombre or "Sin segmento",
            _medida(antes_de == nombre, neto, clv[0], en_riesgo[0]),
            _medida(luego_de == nombre, neto, clv[1], en_riesgo[1]),
        )
        for nombre in nombres
    )
    todos = np.ones(len(neto), dtype=bool)
    rangos = [np.array(marco["rango"].to_list(), dtype=str) for marco in (hoy, despues)]
    return Efecto(
        segmentos=efectos,
        total=EfectoEnSegmento(
            "Total", *(_medida(todos, neto, suyo, marca) for suyo, marca in zip(clv, en_riesgo, strict=True))
        ),
        pasos=tuple(_pasos(antes_de, luego_de, neto, nombres)),
        cambian=tuple(cuales[np.argsort(-np.nan_to_num(neto[cuales]), kind="stable")].tolist()),
        nuevos_en_riesgo=_posiciones(~en_riesgo[0] & en_riesgo[1], neto),
        dejan_el_riesgo=_posiciones(en_riesgo[0] & ~en_riesgo[1], neto),
        cambian_de_rango=int((rangos[0] != rangos[1]).sum()),
        neto_de_12_meses=de_12,
    )


def neto_de(puntuados: Marco) -> tuple[Numeros, bool]:
    """El neto de los últimos 12 meses de cada fila y cierto; sin movimientos, todo el que consta y falso."""
    ultimos = numeros(puntuados, "importe_12m")
    de_12 = bool((~np.isnan(ultimos)).any())
    return (ultimos if de_12 else numeros(puntuados, "importe_neto")), de_12


def _posiciones(marca: Marca, neto: Numeros) -> tuple[int, ...]:
    cuales = np.flatnonzero(marca)
    return tuple(cuales[np.argsort(-np.nan_to_num(neto[cuales]), kind="stable")].tolist())


def _segmento(marco: Marco) -> NDArray[np.str_]:
    return np.array([segmento or "" for segmento in marco["segmento"].to_list()], dtype=str)


def _es(marco: Marco, columna: str, texto: str) -> Marca:
    return np.asarray((marco[columna] == texto).fill_null(False).to_numpy(), dtype=bool)


def _medida(cuales: Marca, neto: Numeros, clv: Numeros, en_riesgo: Marca) -> MedidaDeSegmento:
    suyo = clv[cuales]
    hay = (~np.isnan(clv)).any()
    return MedidaDeSegmento(
        int(cuales.sum()),
        float(np.nansum(neto[cuales])),
        float(np.nansum(suyo)) if hay else None,
        int((en_riesgo & cuales).sum()),
    )


def _pasos(de: NDArray[np.str_], a: NDArray[np.str_], neto: Numeros, nombres: Sequence[str]) -> list[PasoDeSegmento]:
    pasos = []
    for uno in nombres:
        for otro in (nombre for nombre in nombres if nombre != uno):
            cuales = (de == uno) & (a == otro)
            if cuales.any():
                suma = float(np.nansum(neto[cuales]))
                pasos.append(PasoDeSegmento(uno or "Sin segmento", otro or "Sin segmento", int(cuales.sum()), suma))
    return pasos
