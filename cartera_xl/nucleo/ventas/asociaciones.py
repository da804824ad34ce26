"""Qué productos van juntos: parejas que compran los mismos clientes más de lo que explica el azar.

Una pareja se admite si:
* la tienen al menos `soporte_minimo` clientes, y cada uno de los dos se ha vendido a otros tantos en dos años;
* se da 1,2 veces o más lo esperable, contando solo con clientes que compran igual de a menudo: quien compra mucho lo
  tiene casi todo, y eso no es una asociación;
* no es azar ni en el total (prueba exacta de Fisher) ni entre clientes que compran igual de a menudo, con no más de un
  5 % de hallazgos falsos entre todas las parejas posibles (Benjamini y Hochberg).
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import Numeros
from cartera_xl.nucleo.ventas.cestas import Cestas, Enteros
from cartera_xl.nucleo.ventas.probabilidades import cola_acotada, cola_hipergeometrica, no_son_azar

VECES_MINIMAS = 1.2
"""Por debajo, ofrecerlo a quien no lo tiene rinde casi como ofrecerlo a cualquiera. Decisión de la casa, 2026."""
FALSAS_ADMITIDAS = 0.05
PROBABILIDAD_MINIMA = 0.1
"""No se sugiere lo que tiene menos de 1 de cada 10. Decisión de la casa, 2026."""
TOPE_DE_CESTA = 50
"""De quien compra más productos distintos se miran los 50 que más veces ha comprado: las parejas crecen al cuadrado."""
_CLAVES_JUNTAS = 4_000_000


@dataclass(frozen=True, slots=True)
class Asociaciones:
    """Las asociaciones admitidas, de más a menos probable; columnas de igual largo, y en los dos sentidos si cabe.

    * `desde`, `hacia`: si compra `desde`, ofrecer `hacia` (números de producto).
    * `ambos`, `tienen`: clientes con los dos, y con `desde`.
    * `probabilidad`: la que se usa para ordenar, parte de 1, acercada a la de cualquier cliente si hay pocos.
    * `veces`: lo que se dan juntos entre lo esperable de clientes que compran igual de a menudo.
    * `posibles`: parejas que se podían haber hallado. `recortadas`: clientes a los que se aplicó `TOPE_DE_CESTA`.
    """

    desde: Enteros
    hacia: Enteros
    ambos: Enteros
    tienen: Enteros
    probabilidad: Numeros
    veces: Numeros
    posibles: int
    recortadas: int

    def __len__(self) -> int:
        return len(self.desde)


def asociar(cestas: Cestas, configuracion: Configuracion) -> Asociaciones:
    """Las asociaciones de las cestas."""
    cliente, producto, recortadas = _recortadas(cestas)
    total, productos = len(cestas.claves), len(cestas.nombres)
    de_cada_uno = np.bincount(producto, minlength=productos)
    una, otra, ambos = _parejas(cliente, producto, configuracion.soporte_minimo, productos)
    esperados, intentos = _esperados(cestas, (cliente, producto), una, otra)
    veces = ambos / np.maximum(np.maximum(esperados, de_cada_uno[una] * de_cada_uno[otra] / total), 1e-300)
    fisher = cola_hipergeometrica(ambos, de_cada_uno[una], de_cada_uno[otra], total)
    p = np.maximum(fisher, cola_acotada(ambos, esperados, intentos))
    candidatos = int((cestas.vigente & (de_cada_uno >= configuracion.soporte_minimo)).sum())
    posibles = candidatos * (candidatos - 1) // 2
    vale = no_son_azar(p, posibles, FALSAS_ADMITIDAS) & (veces >= VECES_MINIMAS)
    desde, hacia = np.concatenate([una[vale], otra[vale]]), np.concatenate([otra[vale], una[vale]])
    juntos, tienen = np.tile(ambos[vale], 2), de_cada_uno[desde]
    fuerza = configuracion.soporte_minimo
    probabilidad = (juntos + fuerza * de_cada_uno[hacia] / total) / (tienen + fuerza)
    orden = np.lexsort((hacia, desde, -juntos, -probabilidad))
    orden = orden[probabilidad[orden] >= PROBABILIDAD_MINIMA]
    return Asociaciones(
        desde=desde[orden],
        hacia=hacia[orden],
        ambos=juntos[orden],
        tienen=tienen[orden],
        probabilidad=probabilidad[orden],
        veces=np.tile(veces[vale], 2)[orden],
        posibles=posibles,
        recortadas=recortadas,
    )


def _recortadas(cestas: Cestas) -> tuple[Enteros, Enteros, int]:
    """Las parejas (cliente, producto) que se miran: productos vigentes que se quedó y, si son muchos, los primeros."""
    sirve = cestas.se_queda & cestas.vigente[cestas.producto]
    cliente, producto, veces = cestas.cliente[sirve], cestas.producto[sirve], cestas.veces[sirve]
    cuantos = np.bincount(cliente, minlength=len(cestas.claves))
    recortadas = int((cuantos > TOPE_DE_CESTA).sum())
    if not recortadas:
        return cliente, producto, 0
    popular = np.bincount(producto, minlength=len(cestas.nombres))
    orden = np.lexsort((producto, -popular[producto], -veces, cliente))
    puesto = np.arange(len(orden)) - (np.cumsum(cuantos) - cuantos)[cliente[orden]]
    quedan = np.sort(orden[puesto < TOPE_DE_CESTA])
    return cliente[quedan], producto[quedan], recortadas


def _parejas(cliente: Enteros, producto: Enteros, minimo: int, productos: int) -> tuple[Enteros, Enteros, Enteros]:
    """Las parejas de productos que comparten al menos `minimo` clientes, y cuántos.

    Dentro de un cliente los productos van en orden: el segundo de cada pareja está 1, 2, 3… sitios más allá.
    """
    llaves, cuantas = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    pendientes: list[Enteros] = []
    for paso in range(1, TOPE_DE_CESTA):
        mismo = cliente[:-paso] == cliente[paso:]
        if not mismo.any():
            break
        pendientes.append(producto[:-paso][mismo] * productos + producto[paso:][mismo])
        if sum(map(len, pendientes)) > _CLAVES_JUNTAS:
            llaves, cuantas = _sumadas(llaves, cuantas, pendientes)
            pendientes = []
    llaves, cuantas = _sumadas(llaves, cuantas, pendientes)
    bastan = cuantas >= minimo
    return llaves[bastan] // productos, llaves[bastan] % productos, cuantas[bastan]


def _sumadas(llaves: Enteros, cuantas: Enteros, nuevas: list[Enteros]) -> tuple[Enteros, Enteros]:
    if not nuevas:
        return llaves, cuantas
    distintas, veces = np.unique(np.concatenate(nuevas), return_counts=True)
    todas, sitio = np.unique(np.concatenate([llaves, distintas]), return_inverse=True)
    sumas = np.bincount(sitio, weights=np.concatenate([cuantas, veces]), minlength=len(todas))
    return todas, sumas.astype(np.int64)


def _esperados(
    cestas: Cestas, parejas: tuple[Enteros, Enteros], una: Enteros, otra: Enteros
) -> tuple[Numeros, Numeros]:
    """Clientes que tendrían los dos por casualidad, y cuántos podrían, por grupos de los que compran igual de a menudo.

    Los grupos van de doble en doble de líneas de compra: 1, 2 y 3, de 4 a 7…
    """
    grupo = np.floor(np.log2(np.maximum(cestas.lineas, 1))).astype(np.int64)
    grupos = int(grupo.max(initial=0)) + 1
    cliente, producto = parejas
    por_grupo = np.bincount(producto * grupos + grupo[cliente], minlength=len(cestas.nombres) * grupos)
    por_grupo = por_grupo.reshape(-1, grupos).astype(float)
    clientes = np.maximum(np.bincount(grupo, minlength=grupos), 1)
    esperados, intentos = np.zeros(len(una)), np.zeros(len(una))
    for i in range(grupos):
        de_una, de_otra = por_grupo[una, i], por_grupo[otra, i]
        esperados += de_una * de_otra / clientes[i]
        intentos += np.minimum(de_una, de_otra)
    return esperados, intentos
