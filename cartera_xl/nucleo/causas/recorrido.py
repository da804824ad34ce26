"""El camino de segmentos de cada fila que ha cambiado, puntuando de nuevo solo esas filas.

Cada paso pasa por `puntuar`: el primero da el segmento de la foto y el último, el de hoy. Lo impuesto a mano se pone
encima, porque no cambia lo que dirían las reglas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.causas.factores import ORDEN, Factor, Juicio, juzgar
from cartera_xl.nucleo.causas.foto import FUERA, Circunstancias, Codigos, HechosDeFilas, codigos
from cartera_xl.nucleo.causas.niveles import Niveles
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.puntuacion import puntuar

_NO_SE_SABE = -1
_SITIO = {factor: sitio for sitio, factor in enumerate(ORDEN)}
"""La columna del camino de la que parte cada factor."""
_CON_TODO_ANTES = ("antes", "corregidos", "pasados", "comprados", "devueltos", "hoy")
_CON_TODO_HOY = ("hoy", "comprados", "devueltos", "corregidos", "antes")
_POR_SEPARADO = ("hoy", "antes")


@dataclass(frozen=True, slots=True)
class Impuestos:
    """Códigos de las filas que se explican: el segmento de la foto y lo impuesto a mano antes y hoy (`FUERA`, nada)."""

    segmentos: Codigos
    antes: Codigos
    hoy: Codigos


@dataclass(frozen=True, slots=True)
class Recorrido:
    """`camino`: una fila por cliente y una columna más que `ORDEN`. `juicios`, uno por cliente.

    `compra` dice en qué filas ha habido ventas nuevas; `impuesto`, en cuáles hay hoy un segmento puesto a mano.
    """

    camino: NDArray[np.int8]
    juicios: tuple[Juicio, ...]
    compra: Marca
    impuesto: Marca

    def sube(self, i: int) -> bool:
        """Cierto si la fila está hoy en mejor segmento."""
        return bool(self.camino[i, -1] < self.camino[i, 0])


@dataclass(frozen=True, slots=True)
class _Caso:
    """Lo que hace falta para recorrer: los segmentos ya puntuados y en qué filas ha pasado cada cosa."""

    segun: Mapping[tuple[str, str, str], Codigos]
    impuestos: Impuestos
    corregida: Marca
    compra: Marca
    devuelve: Marca
    quieta: Marca

    def de_antes(self, nivel: str, baremo: str = "antes", ajustes: str = "antes") -> Codigos:
        """Con lo que entonces estaba impuesto."""
        return _encima(self.impuestos.antes, self.segun[baremo, ajustes, nivel])

    def de_hoy(self, nivel: str, baremo: str = "hoy", ajustes: str = "hoy") -> Codigos:
        """Con lo que está impuesto hoy."""
        return _encima(self.impuestos.hoy, self.segun[baremo, ajustes, nivel])


def recorrer(
    niveles: Niveles, antes: Circunstancias, hoy: Circunstancias, impuestos: Impuestos, motor: Any
) -> Recorrido:
    """El camino de cada fila y su causa; todas tienen hoy otro segmento que en la foto."""
    caso = _Caso(
        segun=_segun_reglas(niveles, antes, hoy, motor),
        impuestos=impuestos,
        corregida=niveles.corregidos.distintas(niveles.antes),
        compra=niveles.comprados.distintas(niveles.pasados),
        devuelve=niveles.devueltos.distintas(niveles.pasados) | niveles.hoy.distintas(niveles.comprados),
        quieta=~niveles.hoy.distintas(niveles.corregidos),
    )
    camino = _camino(caso)
    juicios = _juicios(camino, _solos(caso, camino), _sin(caso))
    return Recorrido(camino, juicios, caso.compra, impuestos.hoy != FUERA)


def _camino(caso: _Caso) -> NDArray[np.int8]:
    hechos = [caso.de_antes(nivel) for nivel in ("antes", "corregidos", "pasados", "comprados", "hoy")]
    con_baremo, con_reglas = caso.de_antes("hoy", "hoy"), caso.de_antes("hoy", "hoy", "hoy")
    pasos = [caso.impuestos.segmentos, *hechos, con_baremo, con_reglas, caso.de_hoy("hoy")]
    return np.stack(pasos, axis=1)


def _solos(caso: _Caso, camino: NDArray[np.int8]) -> Mapping[Factor, Codigos]:
    """Cada factor él solo, desde lo de antes.

    No se puede comprar sin que pase el tiempo: la compra y la devolución llevan el tiempo dentro, y solo cuentan si
    mueven algo más que él. Con datos corregidos no se sabe qué habría sido de los de antes; con otro programa, tampoco.
    """
    entera = ~caso.corregida
    mas_que_el_tiempo = camino[:, _SITIO[Factor.COMPRA] + 1] != camino[:, _SITIO[Factor.COMPRA]]
    sentido = np.sign(camino[:, -1] - camino[:, 0])
    devuelto = caso.de_antes("devueltos")
    empuja = (devuelto - caso.de_antes("pasados")) * sentido > 0
    solos = {
        Factor.DATOS: caso.de_antes("corregidos"),
        Factor.TIEMPO: _donde(entera, caso.de_antes("pasados")),
        Factor.COMPRA: _donde(entera & mas_que_el_tiempo, caso.de_antes("comprados")),
        Factor.DEVOLUCION: _donde(entera & empuja, devuelto),
        Factor.BAREMO: caso.de_antes("antes", "hoy"),
        Factor.REGLA: caso.de_antes("antes", "antes", "hoy"),
        Factor.MANUAL: caso.de_hoy("antes", "antes", "antes"),
    }
    mismo_programa = camino[:, 1] == camino[:, 0]
    return {Factor.PROGRAMA: camino[:, 1]} | {f: _donde(mismo_programa, valores) for f, valores in solos.items()}


def _sin(caso: _Caso) -> Mapping[Factor, Codigos]:
    """Lo que habría hoy sin cada factor; de los que no se pueden quitar de en medio, nada."""
    return {
        Factor.DATOS: _donde(caso.quieta, caso.de_hoy("antes")),
        Factor.TIEMPO: _donde(~caso.compra & ~caso.devuelve, caso.de_hoy("corregidos")),
        Factor.COMPRA: _donde(caso.compra, caso.de_hoy("devueltos")),
        Factor.DEVOLUCION: _donde(caso.devuelve, caso.de_hoy("comprados")),
        Factor.BAREMO: caso.de_hoy("hoy", "antes"),
        Factor.REGLA: caso.de_hoy("hoy", "hoy", "antes"),
        Factor.MANUAL: caso.de_antes("hoy", "hoy", "hoy"),
    }


def _juicios(
    camino: NDArray[np.int8], solos: Mapping[Factor, Codigos], sin: Mapping[Factor, Codigos]
) -> tuple[Juicio, ...]:
    filas_de_solos = _por_filas(solos)
    filas_de_sin = _por_filas(sin)
    return tuple(
        juzgar(pasos, solo, menos)
        for pasos, solo, menos in zip(camino.tolist(), filas_de_solos, filas_de_sin, strict=True)
    )


def _por_filas(codigos_de: Mapping[Factor, Codigos]) -> list[dict[Factor, int]]:
    """Un diccionario por fila, con lo que se sabe."""
    filas = zip(*(valores.tolist() for valores in codigos_de.values()), strict=True)
    return [{f: codigo for f, codigo in zip(codigos_de, fila, strict=True) if codigo != _NO_SE_SABE} for fila in filas]


def _encima(manual: Codigos, segun_reglas: Codigos) -> Codigos:
    """Donde hay algo impuesto, eso."""
    return np.where(manual == FUERA, segun_reglas, manual).astype(np.int8)


def _donde(marca: Marca, valores: Codigos) -> Codigos:
    return np.where(marca, valores, _NO_SE_SABE).astype(np.int8)


def _segun_reglas(
    niveles: Niveles, antes: Circunstancias, hoy: Circunstancias, motor: Any
) -> dict[tuple[str, str, str], Codigos]:
    """El segmento que dan las reglas con (baremo, ajustes, nivel), cada uno de antes o de hoy.

    Lo que no ha cambiado no se puntúa dos veces: ni un baremo igual, ni unas reglas iguales, ni una fila cuyos hechos
    son los del nivel anterior.
    """
    baremos = {"antes": antes.baremo, "hoy": hoy.baremo}
    ajustes = {"antes": antes.ajustes, "hoy": hoy.ajustes}
    mismo_baremo, mismos_ajustes = antes.baremo == hoy.baremo, antes.ajustes == hoy.ajustes
    pedidos = {
        ("antes", "antes"): _CON_TODO_ANTES,
        ("hoy", "antes"): _POR_SEPARADO,
        ("antes", "hoy"): _POR_SEPARADO,
        ("hoy", "hoy"): _CON_TODO_HOY,
    }
    iguales = {
        (baremo, ajuste): ("antes" if mismo_baremo else baremo, "antes" if mismos_ajustes else ajuste)
        for baremo, ajuste in pedidos
    }
    hechas: dict[tuple[str, str, str], Codigos] = {}
    for baremo, ajuste in dict.fromkeys(iguales.values()):
        suyos = [pedidos[pedido] for pedido, igual in iguales.items() if igual == (baremo, ajuste)]
        nombres = list(dict.fromkeys(nombre for juntos in suyos for nombre in juntos))
        cuadros = [getattr(niveles, nombre) for nombre in nombres]
        puntuados = _puntuados(cuadros, baremos[baremo], ajustes[ajuste], motor)
        hechas |= {(baremo, ajuste, nombre): valores for nombre, valores in zip(nombres, puntuados, strict=True)}
    return {(*pedido, nombre): hechas[*iguales[pedido], nombre] for pedido in pedidos for nombre in pedidos[pedido]}


def _puntuados(cuadros: Sequence[HechosDeFilas], baremo: Any, ajustes: Any, motor: Any) -> list[Codigos]:
    """Los segmentos de cada cuadro; de una vez, y de cada uno solo las filas que no son las del anterior."""
    todas = np.ones(len(cuadros[0]), dtype=bool)
    nuevas = [todas, *(cuadro.distintas(previo) for previo, cuadro in pairwise(cuadros))]
    elegidos = [cuadro.de(marca) for cuadro, marca in zip(cuadros, nuevas, strict=True)]
    nombres = {nombre for cuadro in elegidos for nombre in cuadro.columnas}
    juntos = HechosDeFilas(
        {nombre: np.concatenate([cuadro.columna(nombre) for cuadro in elegidos]) for nombre in nombres},
        np.concatenate([cuadro.clientes for cuadro in elegidos]),
    )
    puntuados = codigos(puntuar(juntos.marco(motor), baremo, ajustes)["segmento"].to_list())
    salida: list[Codigos] = []
    hecho = 0
    for marca in nuevas:
        segmentos = salida[-1].copy() if salida else np.empty(len(todas), dtype=np.int8)
        segmentos[marca] = puntuados[hecho : hecho + int(marca.sum())]
        hecho += int(marca.sum())
        salida.append(segmentos)
    return salida
