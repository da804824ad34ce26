"""La columna «Sugerencia» y la tabla de lo que se podría vender a más clientes."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import Marco, Numeros
from cartera_xl.nucleo.ventas.asociaciones import Asociaciones, asociar
from cartera_xl.nucleo.ventas.cestas import Cestas, Enteros, cestas_de
from cartera_xl.nucleo.ventas.complementos import Complementos
from cartera_xl.nucleo.ventas.reparto import (
    Compradores,
    Reparto,
    repartir_ofertas,
    texto_de_oferta,
    textos_de_asociaciones,
)

PROBABLE = 0.5
"""Un cliente es comprador probable de lo que tienen más de la mitad de los que compran lo mismo que él."""


@dataclass(frozen=True, slots=True)
class Ventas:
    """Lo que se ha visto en las compras y lo que dice la tabla: de aquí salen sugerencias y cifras."""

    cestas: Cestas
    asociaciones: Asociaciones
    complementos: Complementos
    reparto: Reparto


@dataclass(frozen=True, slots=True)
class Asociacion:
    """Una línea de la tabla: si compra `desde`, ofrecer `hacia`.

    * `ambos` y `tienen`: clientes con los dos, y con `desde`. `probabilidad`: parte de 1, prudente si son pocos.
    * `veces`: lo que se dan juntos entre lo esperable. `ofrecibles`: clientes de `desde` a los que falta.
    * `neto_potencial`: si lo compraran en esa proporción y por lo que gasta al año un comprador corriente (la mediana);
      `None` si nadie lo ha comprado en 12 meses.
    """

    desde: str
    hacia: str
    ambos: int
    tienen: int
    probabilidad: float
    veces: float
    ofrecibles: int
    neto_potencial: float | None


@dataclass(frozen=True, slots=True)
class PropensionDeProducto:
    """Cuántos comprarían un producto que aún no tienen, por lo que compran.

    * `compradores`: los que ya lo han comprado. `posibles`: los que tienen alguna asociación que lleva a él.
    * `probables`: los que lo comprarían con más probabilidad que no. `esperados`: la suma de las probabilidades.
    """

    producto: str
    compradores: int
    posibles: int
    probables: int
    esperados: float
    neto_potencial: float | None


def estudiar_ventas(
    lineas: Marco, complementos: Complementos, configuracion: Configuracion, corte: date
) -> Ventas | None:
    """Lo que se puede ofrecer; `None` si las líneas no dicen el producto ni la categoría."""
    cestas = cestas_de(lineas, corte, configuracion.soporte_minimo)
    if cestas is None:
        return None
    asociaciones = asociar(cestas, configuracion)
    return Ventas(cestas, asociaciones, complementos, repartir_ofertas(cestas, asociaciones, complementos))


def textos_por_fila(ventas: Ventas, puntuados: Marco, claves: Marco, pais: str | None) -> list[str]:
    """La sugerencia de cada fila; si dos comparten cliente, va en la primera, como los demás hechos."""
    sitios = _sitio_de_cada_fila(ventas.cestas, puntuados, claves)
    oferta, asociacion = ventas.reparto.oferta, ventas.reparto.asociacion
    dichas = [texto_de_oferta(o) for o in ventas.complementos.ofertas]
    usadas = frozenset(np.unique(asociacion[asociacion >= 0]).tolist())
    deducidas = textos_de_asociaciones(ventas.asociaciones, ventas.cestas.nombres, usadas, pais)
    de_tabla, de_compras = np.append(oferta, -1)[sitios].tolist(), np.append(asociacion, -1)[sitios].tolist()
    pares = zip(de_tabla, de_compras, strict=True)
    return [dichas[o] if o >= 0 else deducidas[a] if a >= 0 else "" for o, a in pares]


def _sitio_de_cada_fila(cestas: Cestas, puntuados: Marco, claves: Marco) -> Enteros:
    """La posición en las cestas del cliente de cada fila; -1 si no tiene compras o su clave ya ha salido."""
    filas, de_fila = (np.asarray(claves[columna].to_numpy(), dtype=np.int64) for columna in ("fila", "clave"))
    pedidas = np.asarray(puntuados["fila"].to_numpy(), dtype=np.int64)
    orden = np.argsort(filas, kind="stable")
    donde = np.clip(np.searchsorted(filas[orden], pedidas), 0, max(len(filas) - 1, 0))
    if not len(filas) or not len(cestas.claves):
        return np.full(len(pedidas), -1, dtype=np.int64)
    hallada = filas[orden][donde] == pedidas
    clave = np.where(hallada, de_fila[orden][donde], -1)
    sitio = np.clip(np.searchsorted(cestas.claves, clave), 0, len(cestas.claves) - 1)
    vale = (clave >= 0) & (cestas.claves[sitio] == clave)
    primeras = np.zeros(len(clave), dtype=bool)
    primeras[np.unique(clave, return_index=True)[1]] = True
    return np.where(vale & primeras, sitio, -1)


def tabla_de_asociaciones(ventas: Ventas) -> tuple[Asociacion, ...]:
    """Todas, de más a menos probable, con a cuántos se les puede ofrecer y cuánto sería."""
    compradores, corriente = Compradores(ventas.cestas, ventas.complementos), _neto_corriente(ventas.cestas)
    asociaciones, nombres = ventas.asociaciones, ventas.cestas.nombres
    tabla = []
    for i in range(len(asociaciones)):
        desde, hacia = int(asociaciones.desde[i]), int(asociaciones.hacia[i])
        ofrecibles, probabilidad = len(compradores.ofrecibles(desde, hacia)), float(asociaciones.probabilidad[i])
        tabla.append(
            Asociacion(
                desde=nombres[desde],
                hacia=nombres[hacia],
                ambos=int(asociaciones.ambos[i]),
                tienen=int(asociaciones.tienen[i]),
                probabilidad=probabilidad,
                veces=float(asociaciones.veces[i]),
                ofrecibles=ofrecibles,
                neto_potencial=_neto(ofrecibles * probabilidad, corriente[hacia]),
            )
        )
    return tuple(tabla)


def propension_por_producto(ventas: Ventas) -> tuple[PropensionDeProducto, ...]:
    """Cada producto al que lleva alguna asociación, de más a menos clientes esperados."""
    compradores, corriente = Compradores(ventas.cestas, ventas.complementos), _neto_corriente(ventas.cestas)
    asociaciones, nombres = ventas.asociaciones, ventas.cestas.nombres
    cuantos = np.bincount(ventas.cestas.producto, minlength=len(nombres))
    tabla = []
    for hacia in np.unique(asociaciones.hacia).tolist():
        mejor = np.zeros(len(ventas.cestas.claves))
        for i in np.flatnonzero(asociaciones.hacia == hacia)[::-1].tolist():  # de menos a más probable
            mejor[compradores.ofrecibles(int(asociaciones.desde[i]), hacia)] = asociaciones.probabilidad[i]
        esperados = float(mejor.sum())
        tabla.append(
            PropensionDeProducto(
                producto=nombres[hacia],
                compradores=int(cuantos[hacia]),
                posibles=int((mejor > 0).sum()),
                probables=int((mejor > PROBABLE).sum()),
                esperados=esperados,
                neto_potencial=_neto(esperados, corriente[hacia]),
            )
        )
    return tuple(sorted(tabla, key=lambda fila: (-fila.esperados, fila.producto)))


def _neto_corriente(cestas: Cestas) -> Numeros:
    """La mediana de lo que gastó en cada producto, en 12 meses, quien lo compró en ellos; NaN si nadie."""
    medianas = np.full(len(cestas.nombres), np.nan)
    compro = cestas.neto_12m > 0
    orden = np.lexsort((cestas.neto_12m[compro], cestas.producto[compro]))
    productos, netos = cestas.producto[compro][orden], cestas.neto_12m[compro][orden]
    distintos, inicios, cuantos = np.unique(productos, return_index=True, return_counts=True)
    centro = inicios + (cuantos - 1) // 2
    medianas[distintos] = (netos[centro] + netos[inicios + cuantos // 2]) / 2
    return medianas


def _neto(clientes: float, corriente: float) -> float | None:
    return None if corriente != corriente else round(float(clientes * corriente), 2)


def motivo_de_que_no_haya(ventas: Ventas | None, configuracion: Configuracion) -> str:
    """Por qué no sale ninguna asociación; vacío si sale alguna."""
    if ventas is None:
        return "Las compras no dicen el producto ni la categoría."
    if len(ventas.asociaciones):
        return ""
    vigentes, minimo = int(ventas.cestas.vigente.sum()), configuracion.soporte_minimo
    cosa = "productos" if ventas.cestas.campo == "producto" else "categorías"
    if vigentes < 2:
        return f"No hay dos {cosa} que hayan comprado {minimo} clientes o más en los dos últimos años."
    return (
        f"Entre {vigentes} {cosa} no hay ninguna pareja que se compre junta más de lo que explica el azar: "
        "mejor no sugerir nada que sugerir sin fundamento."
    )
