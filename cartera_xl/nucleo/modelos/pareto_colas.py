"""Cuántas compras hará en h un cliente que sigue activo, según Pareto/NBD: P(al menos m antes de irse y antes de h).

Dado que sigue activo en t, λ ~ Gamma(r+x, α+t) y μ ~ Gamma(s, β+t) son independientes. La m-ésima compra llega en un
tiempo w con densidad beta prima, z = w/(a+w) ~ Beta(m, R), donde R = r+x y a = α+t; y hay que seguir activo entonces,
(b/(b+w))^s con b = β+t:

    P = ∫_0^h Beta(z; m, R) (b/(b+w))^s dz

que es, integrada por partes, la de betainc(m, R, w/(a+w)) sobre la vida restante. La misma cuenta que Fader y Hardie
(2020), «Deriving an expression for P(X(t)=x) under the Pareto/NBD model», sin sus restas de funciones 2F1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit

from cartera_xl.nucleo.modelos.grupos import Numeros
from cartera_xl.nucleo.modelos.pareto_integral import trozos

_CORTE = 26.0
"""Fuera de la ventana el integrando vale menos de exp(-26) = 5e-12 de su máximo."""
_NODOS_SI_ES_FACIL = 12
_ESCALONES = ((_NODOS_SI_ES_FACIL, 0.0), (28, 3.5), (44, 8.0), (96, np.inf))
"""Nodos según lo larga que sea la ventana; 12 cuando además el integrando es casi un polinomio."""
_NODOS = {n: np.polynomial.legendre.leggauss(n) for n, _ in _ESCALONES}


@dataclass(frozen=True, slots=True)
class _Llegada:
    """Cuándo llega la compra m, una posición por fila; a y b como logaritmos y el tiempo como y = log w."""

    log_a: Numeros
    log_b: Numeros
    m: Numeros
    forma: Numeros
    s: float

    def log_densidad(self, y: Numeros) -> Numeros:
        """Por unidad de y y sin la constante: cóncava."""
        lejos = y - self.log_a
        vivo = self.s * np.logaddexp(0.0, y - self.log_b)
        return np.asarray(self.m * lejos - (self.m + self.forma) * np.logaddexp(0.0, lejos) - vivo)

    def pendiente(self, y: Numeros) -> Numeros:
        """Primera derivada de `log_densidad`."""
        return np.asarray(self.m - (self.m + self.forma) * expit(y - self.log_a) - self.s * expit(y - self.log_b))

    def maximo(self) -> Numeros:
        """Donde `pendiente` se anula: la raíz positiva de (R+s) w² + (R b + s a - m a) w - m a b = 0."""
        a, b = np.exp(self.log_a), np.exp(self.log_b)
        cuadrado, lineal, libre = self.forma + self.s, self.forma * b + self.s * a - self.m * a, self.m * a * b
        raiz = np.sqrt(lineal * lineal + 4.0 * cuadrado * libre)
        positivo = lineal >= 0
        arriba = np.where(positivo, 2.0 * libre, raiz - lineal)
        return np.asarray(np.log(arriba / np.where(positivo, raiz + lineal, 2.0 * cuadrado)))

    def caida(self, y: Numeros) -> Numeros:
        """Cuánto han bajado ya las dos potencias."""
        return np.asarray(self.forma * np.logaddexp(0.0, y - self.log_a) + self.s * np.logaddexp(0.0, y - self.log_b))

    def curvatura(self, y: Numeros) -> Numeros:
        """Segunda derivada, cambiada de signo."""
        en_a, en_b = expit(y - self.log_a), expit(y - self.log_b)
        return np.asarray((self.m + self.forma) * en_a * (1.0 - en_a) + self.s * en_b * (1.0 - en_b))

    def elegir(self, cuales: NDArray[np.bool_]) -> "_Llegada":
        return _Llegada(self.log_a[cuales], self.log_b[cuales], self.m[cuales], self.forma[cuales], self.s)


def cola_activo(forma: Numeros, a: Numeros, s: float, b: Numeros, h: Numeros, m: Numeros) -> Numeros:
    """P(al menos m compras en h | activo), en columnas de la misma longitud; m >= 1 y puede no ser entero."""
    salida = np.zeros(len(h))
    for filas in trozos(len(h)):
        hay = h[filas] > 0
        llegada = _Llegada(np.log(a[filas][hay]), np.log(b[filas][hay]), m[filas][hay], forma[filas][hay], s)
        salida[filas][hay] = _cola(llegada, np.log(h[filas][hay]))
    return np.clip(salida, 0.0, 1.0)


def _cola(llegada: _Llegada, tope: Numeros) -> Numeros:
    """La integral hasta y = `tope`, con los nodos que pide la ventana."""
    desde, hasta = _ventana(llegada, tope)
    log_c = np.minimum(llegada.log_a, llegada.log_b)
    primero, ultimo = np.logaddexp(0.0, desde - log_c), np.logaddexp(0.0, hasta - log_c)
    largo = ultimo - primero
    facil = (llegada.m <= 8) & (llegada.caida(hasta) < 6) & (largo < 1)
    salida = np.empty(len(tope))
    faltan = np.ones(len(tope), dtype=bool)
    for nodos, maximo in _ESCALONES:
        cuales = faltan & (facil if nodos == _NODOS_SI_ES_FACIL else largo <= maximo)
        if cuales.any():
            salida[cuales] = _cuadratura(nodos, llegada.elegir(cuales), log_c[cuales], primero[cuales], ultimo[cuales])
            faltan &= ~cuales
    return salida


def _ventana(llegada: _Llegada, tope: Numeros) -> tuple[Numeros, Numeros]:
    """Entre qué tiempos (logaritmos) se juega la integral: donde la densidad no es despreciable, sin pasar del tope.

    La densidad es log-cóncava: de la parábola en su máximo, un paso de Newton cae fuera de la ventana y los demás se
    acercan a su borde sin pasarse.
    """
    maximo = np.minimum(llegada.maximo(), tope)
    nivel = llegada.log_densidad(maximo) - _CORTE
    radio = np.sqrt(2.0 * _CORTE / np.maximum(llegada.curvatura(maximo), 1e-6))
    desde, hasta = maximo - radio, maximo + radio
    for _ in range(3):
        desde = desde + (nivel - llegada.log_densidad(desde)) / llegada.pendiente(desde)
        hasta = hasta + (nivel - llegada.log_densidad(hasta)) / llegada.pendiente(hasta)
    # si el máximo está más allá del tope, a su derecha no hay borde que buscar
    return np.minimum(desde, tope), np.where(maximo < tope, np.minimum(hasta, tope), tope)


def _cuadratura(nodos: int, llegada: _Llegada, log_c: Numeros, primero: Numeros, ultimo: Numeros) -> Numeros:
    """Gauss-Legendre en v = log((c+w)/c), c = min(a, b): las dos potencias quedan suaves."""
    constante = betaln(llegada.m, llegada.forma)
    suma = np.zeros(len(primero))
    for nodo, peso in zip(*_NODOS[nodos], strict=True):
        v = primero + (ultimo - primero) * (0.5 + 0.5 * nodo)
        y = log_c + np.log(np.expm1(v))
        # dy = (c+w)/w dv, y (c+w)/w = 1/(1-e^-v)
        suma += peso * np.exp(llegada.log_densidad(y) - constante) / -np.expm1(-v)
    return np.asarray(0.5 * (ultimo - primero) * suma)
