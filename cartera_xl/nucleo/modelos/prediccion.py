"""Lo que se dice de cada cliente con cualquier modelo de compras: volver, cuántas veces, entre cuáles y cuándo.

Cada fila se calcula con sus propios números y los del ajuste: sola, en un lote o en otro orden, da lo mismo.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartera_xl.nucleo.modelos.base import Ajuste, ModeloDeCompras
from cartera_xl.nucleo.modelos.colas import Momentos, sumar_colas
from cartera_xl.nucleo.modelos.grupos import Numeros, Posiciones

_FILAS_POR_TROZO = 65_536
_SORTEOS_MAXIMOS = 16
_FILAS_SORTEADAS = 200_000
"""Sorteos por clientes: con más clientes los parámetros son más seguros y hacen falta menos."""
_SALTOS = (1, *(salto for i in range(1, 41) for salto in (2**i, 3 * 2 ** (i - 1))))
"""Los m que se prueban hasta rodear un cuantil: 1, 2, 3, 4, 6, 8, 12…"""
_TANTEO = 8.0 ** np.arange(-5.0, 1.0)
"""Plazos, como parte del horizonte, en que primero se mira la probabilidad de haber vuelto."""
_INTERMEDIOS = 12
"""Plazos en que después se afina, entre los que rodean lo que se busca."""
_SIN_MEMORIA = frozenset({"nbd", "bgnbd", "mbgnbd", "paretonbd"})
"""Modelos con compras de Poisson: cuánto lleva callado quien sigue activo no dice nada de su próxima compra."""
_DIMINUTO = 1e-300
_INAPRECIABLE = 1e-9
"""Por debajo, una probabilidad de volver es redondeo y no dice cuándo."""


def prob_volver(
    modelo: ModeloDeCompras, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike
) -> Numeros:
    """P(alguna compra en (t, t+h] | x, tx, t): uno menos la verosimilitud de seguir callado, entre la de hoy.

    Vale para toda verosimilitud de momentos de compra, y cuesta dos de sus evaluaciones.
    """
    silencio = modelo.filas(p, x, tx, np.asarray(t) + np.asarray(h)) - modelo.filas(p, x, tx, t)
    return np.asarray(-np.expm1(np.minimum(silencio, 0.0)))


def momentos(
    modelo: ModeloDeCompras, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike
) -> Momentos:
    """E[N] y E[N²] del número de compras N en (t, t+h], con los parámetros dados."""
    if isinstance(modelo, _ConMomentos):
        return modelo.momentos(p, *_columnas(x, tx, t, h))
    naturales = np.asarray(p, dtype=np.float64)
    colas = _Colas.de(modelo, naturales[None], _columnas(x, tx, t, h))
    sumas = sumar_colas(partial(colas.distinta, naturales), len(colas.x))
    factor = colas.factores[0]
    return Momentos(factor * sumas.media[colas.donde], factor * sumas.segundo[colas.donde])


def sorteos(ajuste: Ajuste, cuantos: int, semilla: int) -> Numeros:
    """Parámetros naturales posibles, una fila por sorteo: la aproximación de Laplace, normal en los logaritmos.

    Van por pares opuestos respecto al ajuste; con un número impar, el último es el propio ajuste.
    """
    centro = np.log(ajuste.parametros)
    valores, vectores = np.linalg.eigh(np.asarray(ajuste.covarianza, dtype=np.float64))
    normales = np.random.default_rng(semilla).standard_normal((cuantos // 2, len(centro)))
    desvios = normales * np.sqrt(np.maximum(valores, 0.0)) @ vectores.T
    pares = np.stack([desvios, -desvios], axis=1).reshape(-1, len(centro))
    solo = np.zeros((cuantos % 2, len(centro)))
    return np.asarray(np.exp(centro + np.concatenate([pares, solo])))


def cuantos_sorteos(clientes: int) -> int:
    """Par, de 2 a 16; depende solo del tamaño de la muestra y nunca de las filas que se piden.

    >>> cuantos_sorteos(50), cuantos_sorteos(20_000), cuantos_sorteos(1_000_000)
    (16, 10, 2)
    """
    return 2 * max(1, min(_SORTEOS_MAXIMOS, _FILAS_SORTEADAS // max(clientes, 1)) // 2)


def cuantiles(  # noqa: PLR0913 - la terna y el plazo van sueltos, como en el contrato de los modelos
    modelo: ModeloDeCompras,
    ajuste: Ajuste,
    x: ArrayLike,
    tx: ArrayLike,
    t: ArrayLike,
    h: ArrayLike,
    niveles: Sequence[float],
    semilla: int = 0,
) -> Numeros:
    """Cuantiles predictivos del número de compras en (t, t+h]: una fila por nivel, en (0, 1); una columna por cliente.

    El cuantil q es el menor n con P(N <= n) >= q, siendo P la media sobre los sorteos de parámetros: el intervalo lleva
    el azar del cliente y la duda sobre los parámetros.
    """
    columnas = _columnas(x, tx, t, h)
    parametros = sorteos(ajuste, cuantos_sorteos(ajuste.clientes), semilla)
    salida = np.empty((len(niveles), len(columnas[0])))
    for desde in range(0, salida.shape[1], _FILAS_POR_TROZO):
        trozo = slice(desde, desde + _FILAS_POR_TROZO)
        colas = _Colas.de(modelo, parametros, [columna[trozo] for columna in columnas])
        salida[:, trozo] = colas.cuantiles(1.0 - np.asarray(niveles, dtype=np.float64)[:, None])
    return salida


def dias_hasta_proxima(  # noqa: PLR0913 - la terna va suelta, como en el contrato de los modelos
    modelo: ModeloDeCompras,
    p: ArrayLike,
    x: ArrayLike,
    tx: ArrayLike,
    t: ArrayLike,
    horizonte: ArrayLike,
    niveles: Sequence[float],
) -> Numeros:
    """Cuantiles de lo que falta para la próxima compra SI llega dentro del `horizonte`: una fila por nivel.

    En la unidad de las ternas. P(volver) se tantea en 6 plazos, se afina en 12 y se invierte, con error menor del 2 %.
    A quien casi seguro no vuelve (probabilidad menor de 1e-9) se le reparte el horizonte por igual: quien llama decide
    si lo enseña.
    """
    columnas = _columnas(x, tx, t, horizonte)
    objetivos = np.log(np.asarray(niveles, dtype=np.float64))[:, None]
    salida = np.empty((len(objetivos), len(columnas[0])))
    for desde in range(0, salida.shape[1], _FILAS_POR_TROZO):
        trozo = slice(desde, desde + _FILAS_POR_TROZO)
        *terna, plazo = (columna[trozo] for columna in columnas)
        posible, log_partes = _log_partes_al_volver(partial(prob_volver, modelo, p, *terna), plazo, objetivos)
        salida[:, trozo] = plazo * np.exp(np.where(posible, np.minimum(log_partes, 0.0), objetivos))
    return salida


def _log_partes_al_volver(
    volver: Callable[[Numeros], Numeros], plazo: Numeros, objetivos: Numeros
) -> tuple[NDArray[np.bool_], Numeros]:
    """Si el volver de cada fila se distingue del redondeo, y en qué partes del plazo alcanza cada objetivo."""

    def log_volver(partes: Numeros) -> Numeros:
        return np.log(np.maximum(volver(plazo * partes), _DIMINUTO))

    tanteo = np.maximum.accumulate(log_volver(_TANTEO[:, None]))
    buscado = tanteo[-1] + objetivos
    antes = np.maximum((tanteo <= buscado.min(axis=0)).sum(axis=0) - 1, 0)
    despues = np.minimum((tanteo < buscado.max(axis=0)).sum(axis=0), len(_TANTEO) - 1)
    primero, ultimo = np.log(_TANTEO)[antes], np.log(_TANTEO)[np.maximum(despues, antes + 1)]
    log_partes = primero + (ultimo - primero) * np.linspace(0.0, 1.0, _INTERMEDIOS + 2)[:, None]
    afinado = np.maximum.accumulate(log_volver(np.exp(log_partes)))
    return tanteo[-1] > np.log(_INAPRECIABLE), _inversa(afinado, log_partes, buscado)


@runtime_checkable
class _ConMomentos(Protocol):
    """Un modelo que los sabe sin sumar colas, o sumando menos."""

    def momentos(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Momentos: ...


@dataclass(frozen=True, slots=True)
class _Colas:
    """P(al menos m) de unas filas, media de la de varios parámetros, con lo que se repite calculado una sola vez.

    En un modelo sin memoria, dado que sigue activo, el silencio no cuenta: filas con la misma x, el mismo t y el mismo
    plazo solo se distinguen en P(activo), y hay muchas menos distintas. Fila = factor·distinta[donde], con un factor
    por parámetros (fila de `factores`) y fila.
    """

    modelo: ModeloDeCompras
    parametros: Numeros
    x: Numeros
    tx: Numeros
    t: Numeros
    h: Numeros
    donde: Posiciones
    factores: Numeros

    @classmethod
    def de(cls, modelo: ModeloDeCompras, parametros: Numeros, columnas: Sequence[Numeros]) -> "_Colas":
        x, tx, t, h = columnas
        if modelo.id not in _SIN_MEMORIA:
            return cls(modelo, parametros, x, tx, t, h, np.arange(len(x)), np.ones((len(parametros), len(x))))
        (equis, antiguedad, plazo), donde = _distintas(x, t, h)
        edad = np.where(equis > 0, antiguedad, 0.0)
        factores = np.empty((len(parametros), len(x)))
        for p, factor in zip(parametros, factores, strict=True):
            de_referencia = np.maximum(modelo.prob_activo(p, equis, edad, antiguedad), _DIMINUTO)
            factor[:] = modelo.prob_activo(p, x, tx, t) / de_referencia[donde]
        return cls(modelo, parametros, equis, edad, antiguedad, plazo, donde, factores)

    def distinta(self, p: Numeros, cuales: Posiciones, m: ArrayLike) -> Numeros:
        """De las filas distintas, con unos parámetros y sin el factor."""
        x, tx, t, h = (columna[cuales] for columna in (self.x, self.tx, self.t, self.h))
        return self.modelo.prob_al_menos(p, x, tx, t, h, m)

    def una(self, cuales: Posiciones, m: int) -> Numeros:
        """De unas filas, todas con el mismo m."""
        pedidas, donde = np.unique(self.donde[cuales], return_inverse=True)
        suma = np.zeros(len(cuales))
        for p, factor in zip(self.parametros, self.factores, strict=True):
            suma += factor[cuales] * self.distinta(p, pedidas, m)[donde]
        return suma / len(self.parametros)

    def varias(self, cuales: Posiciones, m: Numeros) -> Numeros:
        """De unas filas, cada una con su m."""
        suma = np.zeros(len(cuales))
        for p, factor in zip(self.parametros, self.factores, strict=True):
            suma += factor[cuales] * self.distinta(p, self.donde[cuales], m)
        return suma / len(self.parametros)

    def cuantiles(self, umbrales: Numeros) -> Numeros:
        """El menor n con P(al menos n + 1) <= umbral, por umbral (una columna) y fila."""
        debajo, encima = self._rodear(umbrales)
        nivel, fila = np.nonzero(encima - debajo > 1)
        while len(fila):
            medio = np.floor((debajo[nivel, fila] + encima[nivel, fila]) / 2)
            llega = self.varias(fila, medio) > umbrales[nivel, 0]
            debajo[nivel, fila] = np.where(llega, medio, debajo[nivel, fila])
            encima[nivel, fila] = np.where(llega, encima[nivel, fila], medio)
            queda = encima[nivel, fila] - debajo[nivel, fila] > 1
            nivel, fila = nivel[queda], fila[queda]
        return encima - 1

    def _rodear(self, umbrales: Numeros) -> tuple[Numeros, Numeros]:
        """Un m con P(al menos m) por encima del umbral (0 siempre lo está) y otro, mayor, que no."""
        debajo = np.zeros((len(umbrales), len(self.donde)))
        encima = np.full_like(debajo, _SALTOS[-1])
        faltan = np.arange(debajo.shape[1])
        for salto in _SALTOS:
            llega = self.una(faltan, salto) > umbrales
            abierto = encima[:, faltan] == _SALTOS[-1]
            debajo[:, faltan] = np.where(abierto & llega, salto, debajo[:, faltan])
            encima[:, faltan] = np.where(abierto & ~llega, salto, encima[:, faltan])
            faltan = faltan[llega.any(axis=0)]
            if not len(faltan):
                break
        return debajo, encima


def _inversa(abscisas: Numeros, ordenadas: Numeros, buscado: Numeros) -> Numeros:
    """Las ordenadas donde las abscisas (crecientes, una columna por cliente) valen lo buscado (una fila por nivel).

    Cúbica monótona (Fritsch y Butland 1984, SIAM J. Sci. Stat. Comput. 5(2)); por debajo de la primera, la recta.
    """
    ancho, alto = np.maximum(np.diff(abscisas, axis=0), 1e-12), np.diff(ordenadas, axis=0)
    secante = alto / ancho
    peso_antes, peso_despues = 2 * ancho[1:] + ancho[:-1], ancho[1:] + 2 * ancho[:-1]
    interior = (peso_antes + peso_despues) / (peso_antes / secante[:-1] + peso_despues / secante[1:])
    pendiente = np.concatenate([secante[:1], interior, secante[-1:]])
    celda = np.clip((abscisas[:, None] <= buscado).sum(axis=0) - 1, 0, len(ancho) - 1)

    def en(tabla: Numeros, posicion: Posiciones) -> Numeros:
        return np.take_along_axis(tabla, posicion, axis=0)

    avance = (buscado - en(abscisas, celda)) / en(ancho, celda)
    desde, hasta = en(pendiente, celda) * en(ancho, celda), en(pendiente, celda + 1) * en(ancho, celda)
    salto = en(alto, celda)
    cubica = avance * (desde + avance * (3 * salto - 2 * desde - hasta + avance * (desde + hasta - 2 * salto)))
    return np.asarray(en(ordenadas, celda) + np.where(avance < 0, avance * desde, cubica))


def _distintas(*columnas: Numeros) -> tuple[Numeros, Posiciones]:
    """Las filas distintas (una por columna del resultado) y cuál es cada una."""
    orden = np.lexsort(columnas)
    ordenadas = np.stack(columnas)[:, orden]
    nueva = np.concatenate(([True], (np.diff(ordenadas, axis=1) != 0).any(axis=0)))[: len(orden)]
    donde = np.empty(len(orden), dtype=np.intp)
    donde[orden] = np.cumsum(nueva) - 1
    return ordenadas[:, nueva], donde


def _columnas(*valores: ArrayLike) -> list[Numeros]:
    """En una dimensión, todas igual de largas."""
    iguales = np.broadcast_arrays(*(np.atleast_1d(np.asarray(valor, dtype=np.float64)) for valor in valores))
    return [columna.ravel() for columna in iguales]
