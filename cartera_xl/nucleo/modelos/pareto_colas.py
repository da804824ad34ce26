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
from scipy.special import betaln

from cartera_xl.nucleo.modelos.grupos import Numeros
from cartera_xl.nucleo.modelos.pareto_integral import sumar, trozos

_CORTE = 26.0
"""Fuera de la ventana el integrando vale menos de exp(-26) = 5e-12 de su máximo."""
_FILAS = 1024
"""De una vez: por hasta un centenar de nodos, aún caben en la memoria rápida del procesador."""
_NODOS_SI_ES_FACIL = 12
_ESCALONES = ((_NODOS_SI_ES_FACIL, 0.0), (28, 3.5), (44, 8.0), (96, np.inf))
"""Nodos según lo larga que sea la ventana; 12 cuando además el integrando es casi un polinomio."""
_NODOS = {n: np.polynomial.legendre.leggauss(n) for n, _ in _ESCALONES}


@dataclass(frozen=True, slots=True)
class _Llegada:
    """Cuándo llega la compra m, una posición por fila; el tiempo, como y = log w."""

    a: Numeros
    b: Numeros
    m: Numeros
    forma: Numeros
    s: float

    def log_densidad(self, y: Numeros) -> Numeros:
        """Por unidad de y y sin la constante: cóncava."""
        return self.en(y, np.exp(y))

    def en(self, y: Numeros, w: Numeros) -> Numeros:
        """`log_densidad` con w = exp(y) ya hecho."""
        en_a = np.log1p(w / self.a)
        return np.asarray(self.m * (y - np.log(self.a) - en_a) - self.forma * en_a - self.s * np.log1p(w / self.b))

    def pendiente(self, y: Numeros) -> Numeros:
        """Primera derivada de `log_densidad`."""
        w = np.exp(y)
        return np.asarray(self.m - (self.m + self.forma) * (w / (self.a + w)) - self.s * (w / (self.b + w)))

    def curvatura(self, y: Numeros) -> Numeros:
        """Segunda derivada, cambiada de signo."""
        w = np.exp(y)
        parte_a, parte_b = w / (self.a + w), w / (self.b + w)
        return np.asarray((self.m + self.forma) * parte_a * (1.0 - parte_a) + self.s * parte_b * (1.0 - parte_b))

    def maximo(self) -> Numeros:
        """Donde `pendiente` se anula: la raíz positiva de (R+s) w² + (R b + s a - m a) w - m a b = 0, en logaritmo."""
        cuadrado, libre = self.forma + self.s, self.m * self.a * self.b
        lineal = self.forma * self.b + self.s * self.a - self.m * self.a
        raiz = np.sqrt(lineal * lineal + 4.0 * cuadrado * libre)
        positivo = lineal >= 0
        arriba = np.where(positivo, 2.0 * libre, raiz - lineal)
        return np.asarray(np.log(arriba / np.where(positivo, raiz + lineal, 2.0 * cuadrado)))

    def caida(self, y: Numeros) -> Numeros:
        """Cuánto han bajado ya las dos potencias."""
        w = np.exp(y)
        return np.asarray(self.forma * np.log1p(w / self.a) + self.s * np.log1p(w / self.b))

    def elegir(self, cuales: NDArray[np.bool_]) -> "_Llegada":
        return _Llegada(self.a[cuales], self.b[cuales], self.m[cuales], self.forma[cuales], self.s)


def cola_activo(forma: Numeros, a: Numeros, s: float, b: Numeros, h: Numeros, m: Numeros) -> Numeros:
    """P(al menos m compras en h | activo), en columnas de la misma longitud; m >= 1 y puede no ser entero."""
    salida = np.zeros(len(h))
    for filas in trozos(len(h), _FILAS):
        hay = h[filas] > 0
        llegada = _Llegada(a[filas][hay], b[filas][hay], m[filas][hay], forma[filas][hay], s)
        salida[filas][hay] = _cola(llegada, np.log(h[filas][hay]))
    return np.clip(salida, 0.0, 1.0)


def _cola(llegada: _Llegada, tope: Numeros) -> Numeros:
    """La integral hasta y = `tope`, con los nodos que pide la ventana."""
    desde, hasta = _ventana(llegada, tope)
    c = np.minimum(llegada.a, llegada.b)
    primero, ultimo = np.log1p(np.exp(desde) / c), np.log1p(np.exp(hasta) / c)
    largo = ultimo - primero
    facil = (llegada.m <= 8) & (llegada.caida(hasta) < 6) & (largo < 1)
    salida = np.empty(len(tope))
    faltan = np.ones(len(tope), dtype=bool)
    for nodos, maximo in _ESCALONES:
        cuales = faltan & (facil if nodos == _NODOS_SI_ES_FACIL else largo <= maximo)
        if cuales.any():
            salida[cuales] = _cuadratura(nodos, llegada.elegir(cuales), c[cuales], primero[cuales], ultimo[cuales])
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
    desde, hasta = maximo - radio, np.minimum(maximo + radio, tope)
    for _ in range(3):
        desde = np.minimum(desde + (nivel - llegada.log_densidad(desde)) / llegada.pendiente(desde), tope)
        hasta = np.minimum(hasta + (nivel - llegada.log_densidad(hasta)) / llegada.pendiente(hasta), tope)
    # si el máximo está más allá del tope, a su derecha no hay borde que buscar
    return desde, np.where(maximo < tope, hasta, tope)


def _cuadratura(nodos: int, llegada: _Llegada, c: Numeros, primero: Numeros, ultimo: Numeros) -> Numeros:
    """Gauss-Legendre en v = log((c+w)/c), c = min(a, b): las dos potencias quedan suaves."""
    posiciones, pesos = (columna[:, None] for columna in _NODOS[nodos])
    relativo = np.expm1(primero + (ultimo - primero) * (0.5 + 0.5 * posiciones))
    w = c * relativo
    # dy = (c+w)/w dv
    valores = np.exp(llegada.en(np.log(w), w) - betaln(llegada.m, llegada.forma)) * (1.0 + 1.0 / relativo)
    return 0.5 * (ultimo - primero) * sumar(pesos * valores)
