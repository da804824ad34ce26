"""Estimar los parámetros de un modelo: máxima verosimilitud, o máximo a posteriori con una previa sin unidades.

Se trabaja con los logaritmos de los parámetros, todos positivos: cambiar de días a semanas solo traslada el problema.
Los datos de verdad llegan a bordes en los que la verosimilitud ya no decide (nadie abandona, todos compran igual): una
caja muy ancha deja el resultado finito, y el borde se dice.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartera_xl.nucleo.modelos.base import Ajuste, Metodo, ModeloDeCompras
from cartera_xl.nucleo.modelos.grupos import Grupos, Numeros

Objetivo: TypeAlias = Callable[[Numeros], tuple[float, Numeros]]
"""De los logaritmos de los parámetros al valor que se maximiza y su gradiente."""

_ANCHO = math.log(1e6)
"""Media anchura de la caja: un millón de veces más o menos que lo habitual es, a efectos prácticos, el borde."""
_SIGMA_VAGA = 3.0
"""Desviación de la previa que acota la incertidumbre de lo que los datos no dicen."""
_GANANCIA_MINIMA = 1e-9
"""Se para cuando lo que queda por subir, según la curvatura, es menos que esto (en log-verosimilitud)."""
_GANANCIA_MINIMA_GRANDE = 1e-6
_PASO_MAXIMO = 2.0
_PASO_DE_DIFERENCIAS = 1e-4
_ITERACIONES = 100
_SIN_AVANZAR = 8
_AVANCE_MINIMO = 1e-5
"""Se para si en `_SIN_AVANZAR` pasos seguidos se sube menos que esto: en una cresta sin abandono que medir se puede
andar cientos de pasos sin que el pronóstico cambie."""
_REPASOS = 6
_FILAS_DE_SOBRA = 40_000
"""Con más filas se empieza por una muestra de unos `_CLIENTES_DE_MUESTRA`."""
_CLIENTES_DE_MUESTRA = 25_000
_ABANDONO_INAPRECIABLE = 1e-3
"""Parte de clientes perdidos por debajo de la cual se dice que no se aprecia abandono."""


@dataclass(frozen=True, slots=True)
class Optimo:
    """Dónde está el máximo y cómo es de seguro.

    * `logs`: logaritmos de los parámetros. `valor`: el objetivo en ese punto, sin la previa.
    * `covarianza`: de los logaritmos (Laplace); finita y semidefinida positiva. Sin previa lleva una muy vaga, de
      desviación 3, para que lo que los datos no fijan quede acotado.
    * `en_borde`: posiciones de los logaritmos que llegaron al límite de la caja.
    """

    logs: Numeros
    valor: float
    covarianza: Numeros
    en_borde: tuple[int, ...]
    evaluaciones: int


def maximizar(
    objetivo: Objetivo, inicio: ArrayLike, *, centro: ArrayLike | None = None, sigma: float | None = None
) -> Optimo:
    """El máximo de `objetivo` (más la previa normal `sigma` alrededor de `centro`) en una caja muy ancha.

    Cuasi-Newton BFGS con gradiente analítico (Nocedal y Wright, Numerical Optimization, 2.ª ed., algoritmo 6.1); la
    curvatura inicial y la final, por diferencias del gradiente. La caja se centra en `centro`, o en `inicio` si no se
    da. Un valor que no es finito se trata como un punto prohibido: nunca falla ni devuelve NaN.
    """
    problema = _Problema.de(objetivo, inicio, centro, sigma)
    punto = problema.evaluar(problema.dentro(np.asarray(inicio, dtype=np.float64)))
    curvatura = _curvatura(problema, punto, centrada=False)
    for _ in range(_REPASOS):
        punto = _subir(problema, punto, curvatura, _GANANCIA_MINIMA)
        curvatura = _curvatura(problema, punto, centrada=True)
        if _ganancia(punto, _paso(problema, punto, curvatura)) < _GANANCIA_MINIMA:
            break
    return problema.optimo(punto, _covarianza(curvatura, sigma))


def ajustar(
    modelo: ModeloDeCompras, grupos: Grupos, sigma: float | None = None, inicio: tuple[float, ...] | None = None
) -> Ajuste:
    """Ajusta el modelo: por máxima verosimilitud, o MAP con una previa de desviación `sigma` en los logaritmos.

    La previa se centra en `modelo.centro`, con los parámetros de tiempo en unidades de la antigüedad media: los mismos
    datos en días, semanas o meses dan el mismo pronóstico.
    """
    centro = np.log(modelo.centro) + np.array(modelo.escala) * math.log(grupos.t_media)
    logs = centro if inicio is None else np.log(inicio)
    muestra, factor = _muestra(grupos)
    optimo = maximizar(_verosimilitud(modelo, muestra, factor), logs, centro=centro, sigma=sigma)
    if muestra is not grupos:
        optimo = _terminar(_verosimilitud(modelo, grupos), optimo, centro, sigma)
    parametros = np.exp(optimo.logs)
    return Ajuste(
        modelo=modelo.id,
        parametros=tuple(parametros.tolist()),
        log_verosimilitud=optimo.valor,
        covarianza=tuple(tuple(fila) for fila in optimo.covarianza.tolist()),
        clientes=round(grupos.clientes),
        metodo=Metodo.MAXIMA_VEROSIMILITUD if sigma is None else Metodo.MAP,
        sigma=sigma,
        aviso=_aviso(modelo, parametros, muestra, optimo.en_borde),
    )


@dataclass(frozen=True, slots=True)
class _Punto:
    logs: Numeros
    valor: float
    gradiente: Numeros


@dataclass(slots=True)
class _Problema:
    """El objetivo con su previa y su caja; cuenta las evaluaciones."""

    objetivo: Objetivo
    centro: Numeros
    precision: float
    evaluaciones: int = field(default=0)

    @classmethod
    def de(cls, objetivo: Objetivo, inicio: ArrayLike, centro: ArrayLike | None, sigma: float | None) -> "_Problema":
        medio = np.asarray(inicio if centro is None else centro, dtype=np.float64)
        return cls(objetivo, medio, 0.0 if sigma is None else sigma**-2)

    def evaluar(self, logs: Numeros) -> _Punto:
        self.evaluaciones += 1
        valor, gradiente = self.objetivo(logs)
        if not (math.isfinite(valor) and np.isfinite(gradiente).all()):
            return _Punto(logs, -math.inf, np.zeros_like(logs))
        return _Punto(logs, valor - self._castigo(logs), gradiente - self.precision * (logs - self.centro))

    def dentro(self, logs: Numeros) -> Numeros:
        return np.clip(logs, self.centro - _ANCHO, self.centro + _ANCHO)

    def libres(self, punto: _Punto) -> NDArray[np.bool_]:
        """Los que no están en el límite de la caja queriendo salir."""
        lado = self._lado(punto.logs)
        return np.asarray((lado == 0) | (lado * punto.gradiente < 0))

    def optimo(self, punto: _Punto, covarianza: Numeros) -> Optimo:
        en_borde = tuple(np.flatnonzero(self._lado(punto.logs)).tolist())
        return Optimo(punto.logs, punto.valor + self._castigo(punto.logs), covarianza, en_borde, self.evaluaciones)

    def _castigo(self, logs: Numeros) -> float:
        """Lo que la previa resta."""
        return 0.5 * self.precision * float(np.square(logs - self.centro).sum())

    def _lado(self, logs: Numeros) -> Numeros:
        distancia = logs - self.centro
        return np.where(np.abs(distancia) >= _ANCHO * (1 - 1e-12), np.sign(distancia), 0.0)


def _subir(problema: _Problema, punto: _Punto, curvatura: Numeros, ganancia_minima: float) -> _Punto:
    """Sube con BFGS desde `punto` hasta que quede menos que `ganancia_minima`, o no se pueda más."""
    alturas = [punto.valor]
    for _ in range(_ITERACIONES):
        if len(alturas) > _SIN_AVANZAR and punto.valor - alturas[-1 - _SIN_AVANZAR] < _AVANCE_MINIMO:
            return punto
        paso = _paso(problema, punto, curvatura)
        if _ganancia(punto, paso) < ganancia_minima:
            return punto
        siguiente = _avanzar(problema, punto, paso)
        if siguiente is None:
            return punto
        curvatura = _actualizada(curvatura, siguiente.logs - punto.logs, punto.gradiente - siguiente.gradiente)
        punto = siguiente
        alturas.append(punto.valor)
    return punto


def _paso(problema: _Problema, punto: _Punto, curvatura: Numeros) -> Numeros:
    """El de Newton en los parámetros libres, con la curvatura hecha positiva y sin alejarse demasiado."""
    libres = problema.libres(punto)
    paso = np.zeros_like(punto.logs)
    if libres.any():
        valores, vectores = np.linalg.eigh(curvatura[np.ix_(libres, libres)])
        positivos = np.maximum(np.abs(valores), max(1e-10 * np.abs(valores).max(), 1e-12))
        paso[libres] = vectores @ ((vectores.T @ punto.gradiente[libres]) / positivos)
    largo = float(np.abs(paso).max(initial=0.0))
    return paso if largo <= _PASO_MAXIMO else paso * (_PASO_MAXIMO / largo)


def _ganancia(punto: _Punto, paso: Numeros) -> float:
    """Lo que el modelo cuadrático espera subir con ese paso."""
    return 0.5 * float(punto.gradiente @ paso)


def _avanzar(problema: _Problema, punto: _Punto, paso: Numeros) -> _Punto | None:
    """El primer punto bastante mejor en esa dirección, acortándola; `None` si no lo hay."""
    ruido = 1e-14 * abs(punto.valor)
    for mitades in range(30):
        siguiente = problema.evaluar(problema.dentro(punto.logs + paso * 0.5**mitades))
        esperado = float(punto.gradiente @ (siguiente.logs - punto.logs))
        if siguiente.valor >= punto.valor + 1e-4 * esperado - ruido:
            return siguiente
    return None


def _actualizada(curvatura: Numeros, paso: Numeros, cambio: Numeros) -> Numeros:
    """BFGS; sin cambio si la curvatura vista no es positiva."""
    visto, previsto = float(cambio @ paso), curvatura @ paso
    supuesto = float(paso @ previsto)
    if visto <= 1e-12 * float(np.abs(cambio) @ np.abs(paso)) or supuesto <= 0:
        return curvatura
    return np.asarray(curvatura + np.outer(cambio, cambio) / visto - np.outer(previsto, previsto) / supuesto)


def _curvatura(problema: _Problema, punto: _Punto, *, centrada: bool) -> Numeros:
    """Menos el hessiano, por diferencias del gradiente: centradas, o hacia delante, que cuestan la mitad."""
    filas = []
    for direccion in _PASO_DE_DIFERENCIAS * np.eye(len(punto.logs)):
        delante = problema.evaluar(punto.logs + direccion)
        detras = problema.evaluar(punto.logs - direccion) if centrada else punto
        filas.append((detras.gradiente - delante.gradiente) / (direccion.sum() * (2 if centrada else 1)))
    matriz = np.array(filas, dtype=np.float64)
    matriz = np.asarray((matriz + matriz.T) / 2, dtype=np.float64)
    if centrada:
        return matriz
    valores, vectores = np.linalg.eigh(matriz)
    positiva: Numeros = (vectores * np.maximum(np.abs(valores), 1e-12)) @ vectores.T
    return positiva


def _covarianza(curvatura: Numeros, sigma: float | None) -> Numeros:
    valores, vectores = np.linalg.eigh(curvatura)
    vaga = _SIGMA_VAGA**-2
    precisiones = np.maximum(valores, 0.0) + vaga if sigma is None else np.maximum(valores, vaga)
    covarianza = (vectores / precisiones) @ vectores.T
    return np.asarray((covarianza + covarianza.T) / 2)


def _verosimilitud(modelo: ModeloDeCompras, grupos: Grupos, factor: float = 1.0) -> Objetivo:
    def objetivo(logs: Numeros) -> tuple[float, Numeros]:
        valor, gradiente = modelo.valor_y_gradiente(np.exp(logs), grupos)
        return factor * valor, factor * gradiente

    return objetivo


def _muestra(grupos: Grupos) -> tuple[Grupos, float]:
    """Los propios grupos, o una muestra si son muchos; y a cuántos clientes representa cada uno.

    Sistemática y sin azar: un cliente de cada tantos en el orden de los grupos, así que cada grupo entra en
    proporción a sus clientes.
    """
    if len(grupos) <= _FILAS_DE_SOBRA:
        return grupos, 1.0
    acumulados = np.cumsum(grupos.n) * (_CLIENTES_DE_MUESTRA / grupos.clientes)
    cuantos = np.diff(np.floor(acumulados + 0.5), prepend=0.0)
    dentro = cuantos > 0
    muestra = Grupos.de(grupos.x[dentro], grupos.tx[dentro], grupos.t[dentro], cuantos[dentro])
    return muestra, grupos.clientes / muestra.clientes


def _terminar(objetivo: Objetivo, previo: Optimo, centro: Numeros, sigma: float | None) -> Optimo:
    """Desde el máximo de la muestra, con su curvatura, el de todos los datos: bastan unas pocas pasadas."""
    problema = _Problema.de(objetivo, previo.logs, centro, sigma)
    curvatura = np.asarray(np.linalg.inv(previo.covarianza), dtype=np.float64)
    punto = _subir(problema, problema.evaluar(previo.logs), curvatura, _GANANCIA_MINIMA_GRANDE)
    return problema.optimo(punto, previo.covarianza)


def _aviso(modelo: ModeloDeCompras, parametros: Numeros, grupos: Grupos, en_borde: tuple[int, ...]) -> str:
    return "; ".join(_avisos(modelo, parametros, grupos, en_borde))


def _avisos(modelo: ModeloDeCompras, parametros: Numeros, grupos: Grupos, en_borde: tuple[int, ...]) -> Iterator[str]:
    """Qué borde han tocado los datos, en palabras de quien lee la cartera."""
    if not grupos.x.any():
        yield "nadie ha repetido compra: el ritmo de compra no se puede estimar"
        return
    activos = modelo.prob_activo(parametros, grupos.x, grupos.tx, grupos.t)
    perdidos = 1 - float(np.average(activos, weights=grupos.n))
    if perdidos < _ABANDONO_INAPRECIABLE and len(parametros) > 2:
        yield "no se aprecia abandono: el modelo da por activos a todos los clientes"
    nombres = [modelo.parametros[i] for i in en_borde]
    if "r" in nombres or "alpha" in nombres:
        yield "los clientes compran a ritmos casi iguales: no se distinguen unos de otros"
    if not {"r", "alpha"}.issuperset(nombres) and perdidos >= _ABANDONO_INAPRECIABLE:
        yield "los datos no bastan para estimar cómo varía el abandono entre clientes"
