"""Lo común a BG/NBD y MBG/NBD: compras de Poisson y un abandono que solo puede ocurrir tras una compra.

Mientras está activo, el cliente compra a un ritmo λ ~ Gamma(r, α); tras cada compra abandona con probabilidad
p ~ Beta(a, b). Los dos modelos solo se distinguen en si ya puede abandonar tras la primera: si `e` vale 1 (MBG) puede;
si vale 0 (BG), no. Con x recompras ha tenido x + e ocasiones de abandonar, y la verosimilitud de ambos es

    Γ(r+x)/Γ(r) · α^r · (b)_{x+e}/(a+b)_{x+e} · [(α+T)^-(r+x) + a/(b+x+e-1) · (α+t_x)^-(r+x)]

donde (z)_k = Γ(z+k)/Γ(z) y el segundo sumando falta si x + e = 0. Dado lo visto y que sigue activo, λ ~ Gamma(r+x, α+T)
y p ~ Beta(a, b+x+e), independientes: de ahí salen todas las predicciones.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, expit

from cartera_xl.nucleo.modelos.abandono import compras_si_activo
from cartera_xl.nucleo.modelos.ascenso import log_ascenso, sumas
from cartera_xl.nucleo.modelos.grupos import Distintos, Grupos, Numeros

_FILAS_POR_TROZO = 8_192
"""Las columnas auxiliares de un trozo caben en la caché, y desde 10.000 OpenBLAS reparte cada suma entre hilos: en una
máquina ocupada se esperan unos a otros y cuesta hasta diez veces más."""


@dataclass(frozen=True, slots=True)
class BetaGeometrico:
    """Un modelo de esta familia; `ocasiones_iniciales` es la `e` de arriba."""

    id: str
    nombre: str
    ocasiones_iniciales: int
    parametros: tuple[str, ...] = ("r", "alpha", "a", "b")
    centro: tuple[float, ...] = (0.7, 0.4, 0.8, 2.0)
    escala: tuple[int, ...] = (0, 1, 0, 0)

    def filas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """Log-verosimilitud de cada terna; 0 si t = 0."""
        r, alpha, a, b = np.asarray(p, dtype=np.float64)
        x, tx, t = _columnas(x, tx, t)
        ocasiones = x + self.ocasiones_iniciales
        nunca_se_fue = log_ascenso(b, ocasiones) - log_ascenso(a + b, ocasiones)
        ritmo = log_ascenso(r, x) - x * np.log(alpha) - (r + x) * np.log1p(t / alpha)
        return np.asarray(ritmo + nunca_se_fue + np.logaddexp(0.0, self._log_razon(p, x, tx, t)))

    def valor_y_gradiente(self, p: ArrayLike, grupos: Grupos) -> tuple[float, Numeros]:
        """Suma de n·log-verosimilitud y su gradiente respecto a los logaritmos de los parámetros.

        Por fila, una exponencial y un logaritmo; lo que depende solo de x, de tx o de t, una vez por valor distinto.
        """
        r, alpha, a, b = (float(valor) for valor in np.asarray(p, dtype=np.float64))
        equis = _PorEquis.de((r, alpha, a, b), grupos.x_distintos.valores, self.ocasiones_iniciales)
        edad, antiguedad = (_PorTiempo.de(alpha, d.valores) for d in (grupos.tx_distintos, grupos.t_distintos))
        filas = _Filas.sumar(grupos, equis, edad, antiguedad)
        n = np.bincount(grupos.x_distintos.donde, weights=grupos.n, minlength=len(equis.forma))
        valor = n @ equis.valor + filas.valor
        por_r = n @ equis.por_r + r * filas.por_r
        por_a = n @ equis.por_a + filas.idos
        por_b = n @ equis.por_b - filas.idos_por_b
        return float(valor), np.array([por_r, filas.por_alpha - n @ grupos.x_distintos.valores, por_a, por_b])

    def prob_activo(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """P(sigue siendo cliente en t | x, tx, t)."""
        return np.asarray(expit(-self._log_razon(p, *_columnas(x, tx, t))))

    def esperadas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas en (t, t+h] dado lo visto."""
        x, tx, t, h = _columnas(x, tx, t, h)
        return self.mezclar(p, x, tx, t, self.si_activo(p, x, t, h))

    def si_activo(self, p: ArrayLike, x: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas de quien sigue activo en t; con una dimensión más delante, de uno solo."""
        r, alpha, a, b = np.asarray(p, dtype=np.float64)
        x, t, h = _columnas(x, t, h)
        tiempos = Distintos.de((h / (alpha + t)).reshape(-1))
        pares = Distintos.de(x.reshape(-1) * len(tiempos.valores) + tiempos.donde)
        compras, cual = np.divmod(pares.valores, max(len(tiempos.valores), 1))
        en_adelante = b + compras + self.ocasiones_iniciales
        si_activo = compras_si_activo(r + compras, tiempos.valores[cual.astype(np.intp)], a, en_adelante)
        return np.asarray(si_activo[pares.donde].reshape((1, *x.shape)))

    def mezclar(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, si_activo: Numeros) -> Numeros:
        """Las esperadas: P(activo) por las de quien lo está."""
        return np.asarray(self.prob_activo(p, x, tx, t) * si_activo[0])

    def esperadas_nuevo(self, p: ArrayLike, h: ArrayLike) -> Numeros:
        """Recompras esperadas de un cliente tomado al azar en sus primeros h."""
        return self.esperadas(p, 0.0, 0.0, 0.0, h)

    def prob_al_menos(
        self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike, m: ArrayLike
    ) -> Numeros:
        """P(al menos m compras en (t, t+h] | x, tx, t), m >= 1; con m = 1, la probabilidad de volver.

        Hacen falta tres cosas: seguir activo en t; no abandonar tras las m - 1 primeras compras nuevas, y que la
        m-ésima llegada caiga dentro del plazo (cola de la binomial negativa, como beta incompleta).
        """
        r, alpha, a, b = np.asarray(p, dtype=np.float64)
        x, tx, t, h = _columnas(x, tx, t, h)
        activo = self.prob_activo(p, x, tx, t)
        if np.ndim(m) == 0 and m == 1:
            return np.asarray(activo * -np.expm1(-(r + x) * np.log1p(h / (alpha + t))))
        nuevas = np.asarray(m, dtype=np.float64) - 1
        sin_abandono = b + x + self.ocasiones_iniciales
        sigue = np.exp(log_ascenso(sin_abandono, nuevas) - log_ascenso(a + sin_abandono, nuevas))
        return np.asarray(activo * sigue * betainc(nuevas + 1, r + x, h / (alpha + t + h)))

    def _log_razon(self, p: ArrayLike, x: Numeros, tx: Numeros, t: Numeros) -> Numeros:
        """Logaritmo de P(ya se fue)/P(sigue); -inf si aún no ha podido irse."""
        r, alpha, a, b = np.asarray(p, dtype=np.float64)
        ocasiones = x + self.ocasiones_iniciales
        espera = (r + x) * np.log1p((t - tx) / (alpha + tx))
        al_irse = np.log(a) - np.log(b + np.maximum(ocasiones - 1, 0))
        return np.where(ocasiones > 0, al_irse + espera, -np.inf)


@dataclass(frozen=True, slots=True)
class _PorEquis:
    """Lo que depende solo de x, una posición por x distinta; las derivadas, respecto a logaritmos."""

    forma: Numeros
    valor: Numeros
    log_al_irse: Numeros
    por_r: Numeros
    por_a: Numeros
    por_b: Numeros
    por_b_al_irse: Numeros

    @classmethod
    def de(cls, p: tuple[float, float, float, float], x: Numeros, iniciales: int) -> "_PorEquis":
        """Con sumas en vez de gammaln y digamma: x es entero, y una suma no pierde cifras en ningún borde."""
        r, alpha, a, b = p
        compras, ocasiones = x.astype(np.intp), x.astype(np.intp) + iniciales
        j = np.arange(ocasiones.max(initial=0), dtype=np.float64)
        ultima = b + np.maximum(ocasiones - 1, 0)
        puede = ocasiones > 0
        return cls(
            forma=r + x,
            valor=sumas(np.log((r + j) / alpha))[compras] - sumas(np.log1p(a / (b + j)))[ocasiones],
            log_al_irse=np.where(puede, np.log(a) - np.log(ultima), -np.inf),
            por_r=sumas(r / (r + j))[compras],
            por_a=-sumas(a / (a + b + j))[ocasiones],
            por_b=sumas(a / (a + b + j) * (b / (b + j)))[ocasiones],
            por_b_al_irse=np.where(puede, b / ultima, 0.0),
        )


@dataclass(frozen=True, slots=True)
class _PorTiempo:
    """Lo que depende solo de tx, o solo de t."""

    log: Numeros
    parte: Numeros

    @classmethod
    def de(cls, alpha: float, tiempo: Numeros) -> "_PorTiempo":
        return cls(np.log1p(tiempo / alpha), tiempo / (alpha + tiempo))


@dataclass(frozen=True, slots=True)
class _Filas:
    """Sumas sobre los grupos de lo que depende de la terna entera. `idos`: clientes que se esperan perdidos."""

    valor: float
    por_r: float
    por_alpha: float
    idos: float
    idos_por_b: float

    @classmethod
    def sumar(cls, grupos: Grupos, equis: _PorEquis, edad: _PorTiempo, antiguedad: _PorTiempo) -> "_Filas":
        total = np.zeros(5)
        for desde in range(0, len(grupos), _FILAS_POR_TROZO):
            total += _trozo(grupos, slice(desde, desde + _FILAS_POR_TROZO), equis, edad, antiguedad)
        return cls(*total.tolist())


def _trozo(grupos: Grupos, cuales: slice, equis: _PorEquis, edad: _PorTiempo, antiguedad: _PorTiempo) -> Numeros:
    """Las sumas de `_Filas` en unos grupos seguidos."""
    n, ix = grupos.n[cuales], grupos.x_distintos.donde[cuales]
    itx, it = grupos.tx_distintos.donde[cuales], grupos.t_distintos.donde[cuales]
    forma, log_t, parte_t = equis.forma[ix], antiguedad.log[it], antiguedad.parte[it]
    espera = log_t - edad.log[itx]
    razon = equis.log_al_irse[ix] + forma * espera
    menor = np.exp(-np.abs(razon))
    idos = n * (np.where(razon > 0, 1.0, menor) / (1.0 + menor))
    n_forma = n * forma
    valor = n @ (np.maximum(razon, 0.0) + np.log1p(menor)) - n_forma @ log_t
    por_r = idos @ espera - n @ log_t
    por_alpha = n_forma @ parte_t - (idos * forma) @ (parte_t - edad.parte[itx])
    return np.array([valor, por_r, por_alpha, idos.sum(), idos @ equis.por_b_al_irse[ix]])


def _columnas(*valores: ArrayLike) -> tuple[Numeros, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(valor, dtype=np.float64) for valor in valores)))
