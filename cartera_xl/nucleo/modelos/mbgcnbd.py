"""MBG/CNBD-k: MBG/NBD con compras más regulares que al azar (tiempos entre compras de Erlang-k).

Fuente: Platzer y Reutterer (2016), «Ticking away the moments: timing regularity helps to better predict customer
activity», Marketing Science 35(5), 779-799; abandono como en Batislam, Denizel y Filiztekin (2007). Las fórmulas se
derivan aquí de su definición: el cliente genera toques de Poisson a ritmo λ ~ Gamma(r, α) y cada k-ésimo es una compra;
tras cada compra, la primera incluida, abandona con probabilidad p ~ Beta(a, b). Con R = r + k·x y q = (t-tx)/(α+t), la
verosimilitud de (x, tx, t) es

    (r)_kx · (b)_{x+1}/(a+b)_{x+1} · α^r · [(α+t)^-R · Σ_{j<k} (R)_j q^j/j!  +  a/(b+x) · (α+tx)^-R]

donde (z)_n = Γ(z+n)/Γ(z): si sigue activo, desde su última compra lleva j < k toques. Con k = 1 es MBG/NBD.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, expit, gammaln

from cartera_xl.nucleo.modelos.ascenso import log_ascenso, sumas
from cartera_xl.nucleo.modelos.colas import Momentos, sumar_colas
from cartera_xl.nucleo.modelos.grupos import Grupos, Numeros, Posiciones

_FILAS_POR_TROZO = 8_192


@dataclass(frozen=True, slots=True)
class MbgCnbd:
    """El modelo con una regularidad `k` dada: 1 es al azar, y más, más regular; sin estado.

    `filas` deja fuera el producto de los huecos entre compras, que no depende de los parámetros: para comparar
    verosimilitudes de distinto k hay que sumarles `constante_regularidad`.
    """

    k: int
    parametros: tuple[str, ...] = ("r", "alpha", "a", "b")
    escala: tuple[int, ...] = (0, 1, 0, 0)

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"regularidad imposible: k={self.k}")

    @property
    def id(self) -> str:
        return f"mbgcnbd{self.k}"

    @property
    def nombre(self) -> str:
        return f"MBG/CNBD-{self.k}"

    @property
    def centro(self) -> tuple[float, ...]:
        """El de MBG/NBD, con los toques k veces más seguidos que las compras."""
        return (0.7, 0.4 / self.k, 0.8, 2.0)

    def filas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """Log-verosimilitud de cada terna, sin el producto de los huecos; 0 si t = 0."""
        r, alfa, a, b = _naturales(p)
        x, tx, t = _columnas(x, tx, t)
        forma = r + self.k * x
        comun = log_ascenso(r, self.k * x) - self.k * x * np.log(alfa)
        comun += log_ascenso(b, x + 1) - log_ascenso(a + b, x + 1)
        sigue = np.log(self._fases(forma, (t - tx) / (alfa + t)).sum(axis=0)) - forma * np.log1p(t / alfa)
        ido = np.log(a) - np.log(b + x) - forma * np.log1p(tx / alfa)
        return np.asarray(comun + np.logaddexp(sigue, ido))

    def valor_y_gradiente(self, p: ArrayLike, grupos: Grupos) -> tuple[float, Numeros]:
        """Suma de n·log-verosimilitud y su gradiente respecto a los logaritmos de los parámetros."""
        q = _naturales(p)
        valor, gradiente = self._por_equis(q, grupos)
        for desde in range(0, len(grupos), _FILAS_POR_TROZO):
            suma, parcial = self._trozo(q, grupos, slice(desde, desde + _FILAS_POR_TROZO))
            valor += suma
            gradiente = gradiente + parcial
        return valor, gradiente

    def prob_activo(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """P(sigue siendo cliente en t | x, tx, t)."""
        return np.asarray(expit(-self._log_razon(_naturales(p), *_columnas(x, tx, t))))

    def esperadas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas en (t, t+h] dado lo visto: la suma de P(al menos m) sobre m."""
        return self.momentos(p, x, tx, t, h).media

    def momentos(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Momentos:
        """E[N] y E[N²] del número de compras en (t, t+h].

        Dado que sigue activo y los toques que lleva, el silencio ya no cuenta: se suma una vez por (x, t, h) distintos
        y cada fila mezcla sus k sumas.
        """
        q = _naturales(p)
        x, tx, t, h = _columnas(x, tx, t, h)
        distintos, donde = np.unique(np.stack([x.ravel(), t.ravel(), h.ravel()]), axis=1, return_inverse=True)
        pesos = self._pesos(q, x, tx, t)
        media, segundo = np.zeros(x.shape), np.zeros(x.shape)
        for j, peso in enumerate(pesos):
            suma = self._momentos_si_activo(q, distintos, j)
            media += peso * suma.media[donde].reshape(x.shape)
            segundo += peso * suma.segundo[donde].reshape(x.shape)
        return Momentos(media, segundo)

    def si_activo(self, p: ArrayLike, x: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas de quien sigue activo en t y lleva j toques, j de 0 a k - 1 (primera dimensión)."""
        q, (x, t, h) = _naturales(p), _columnas(x, t, h)
        distintos, donde = np.unique(np.stack([x.ravel(), t.ravel(), h.ravel()]), axis=1, return_inverse=True)
        medias = [self._momentos_si_activo(q, distintos, j).media[donde].reshape(x.shape) for j in range(self.k)]
        return np.stack(medias)

    def mezclar(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, si_activo: Numeros) -> Numeros:
        """Las esperadas: cada número de toques, con la probabilidad de seguir activo y llevarlos."""
        media = np.zeros(si_activo.shape[1:])
        for peso, suma in zip(self._pesos(_naturales(p), *_columnas(x, tx, t)), si_activo, strict=True):
            media += peso * suma
        return media

    def _pesos(self, p: Numeros, x: Numeros, tx: Numeros, t: Numeros) -> Numeros:
        """P(sigue activo y lleva j toques), j de 0 a k - 1."""
        r, alfa, _, _ = p
        fases = self._fases(r + self.k * x, (t - tx) / (alfa + t))
        return np.asarray(self.prob_activo(p, x, tx, t) * fases / fases.sum(axis=0))

    def esperadas_nuevo(self, p: ArrayLike, h: ArrayLike) -> Numeros:
        """Recompras esperadas de un cliente tomado al azar en sus primeros h."""
        return self.esperadas(p, 0.0, 0.0, 0.0, h)

    def prob_al_menos(
        self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike, m: ArrayLike
    ) -> Numeros:
        """P(al menos m compras en (t, t+h] | x, tx, t), m >= 1; con m = 1, la probabilidad de volver.

        Seguir activo en t, no abandonar tras las m - 1 primeras compras nuevas, y que den tiempo los m·k - j toques que
        faltan, con j los que ya lleva: mezcla sobre j de colas de binomial negativa.
        """
        r, alfa, _, _ = q = _naturales(p)
        x, tx, t, h, m = _columnas(x, tx, t, h, m)
        fases = self._fases(r + self.k * x, (t - tx) / (alfa + t))
        llegan = sum(fase * self._llega(q, x, t, h, m, j) for j, fase in enumerate(fases))
        llega = np.minimum(llegan / fases.sum(axis=0), 1.0)
        return np.asarray(self.prob_activo(q, x, tx, t) * (self._sigue(q, x, m) * llega))

    def _sigue(self, p: Numeros, x: Numeros, m: Numeros) -> Numeros:
        """P(un activo no abandona tras ninguna de sus m - 1 próximas compras)."""
        _, _, a, b = p
        sin_abandono = b + x + 1
        return np.exp(log_ascenso(sin_abandono, m - 1) - log_ascenso(a + sin_abandono, m - 1))

    def _llega(self, p: Numeros, x: Numeros, t: Numeros, h: Numeros, m: Numeros, j: int) -> Numeros:
        """P(en h caben los toques que faltan para m compras, llevando j)."""
        r, alfa, _, _ = p
        return np.asarray(betainc(m * self.k - j, r + self.k * x + j, h / (alfa + t + h)))

    def _momentos_si_activo(self, p: Numeros, distintos: Numeros, j: int) -> Momentos:
        """Los de un activo que lleva j toques, por columna (x, t, h) de `distintos`."""

        def cola(cuales: Posiciones, m: Numeros) -> Numeros:
            x, t, h = distintos[:, cuales]
            return np.asarray(self._sigue(p, x, m) * self._llega(p, x, t, h, m, j))

        return sumar_colas(cola, distintos.shape[1], precision=1e-10)

    def _fases(self, forma: Numeros, parte: Numeros) -> Numeros:
        """(R)_j q^j/j! de j = 0 a k - 1: los pesos de llevar j toques desde la última compra."""
        terminos = [np.ones_like(forma)]
        for j in range(1, self.k):
            terminos.append(terminos[-1] * (forma + j - 1) * parte / j)
        return np.stack(terminos)

    def _log_razon(self, p: Numeros, x: Numeros, tx: Numeros, t: Numeros) -> Numeros:
        """Logaritmo de P(ya se fue)/P(sigue)."""
        r, alfa, a, b = p
        forma = r + self.k * x
        fases = self._fases(forma, (t - tx) / (alfa + t)).sum(axis=0)
        return np.asarray(np.log(a) - np.log(b + x) + forma * np.log1p((t - tx) / (alfa + tx)) - np.log(fases))

    def _por_equis(self, p: Numeros, grupos: Grupos) -> tuple[float, Numeros]:
        """Lo que depende solo de x, con sumas de k·x y de x + 1 términos: no pierden cifras en ningún borde."""
        r, alfa, a, b = p
        x = grupos.x_distintos.valores.astype(np.intp)
        n = np.bincount(grupos.x_distintos.donde, weights=grupos.n, minlength=len(x))
        mayor = int(x.max(initial=0))
        toque, ocasion = np.arange(self.k * mayor, dtype=np.float64), np.arange(mayor + 1, dtype=np.float64)
        junto = a + b + ocasion
        valor = sumas(np.log((r + toque) / alfa))[self.k * x] - sumas(np.log1p(a / (b + ocasion)))[x + 1]
        por_r = sumas(r / (r + toque))[self.k * x]
        por_a = -sumas(a / junto)[x + 1]
        por_b = sumas(a / junto * (b / (b + ocasion)))[x + 1]
        return float(n @ valor), np.array([n @ por_r, -self.k * (n @ x), n @ por_a, n @ por_b])

    def _trozo(self, p: Numeros, grupos: Grupos, cuales: slice) -> tuple[float, Numeros]:
        """Lo que depende de la terna entera, en unos grupos seguidos."""
        r, alfa, a, b = p
        x, tx, t, n = grupos.x[cuales], grupos.tx[cuales], grupos.t[cuales], grupos.n[cuales]
        forma, parte = r + self.k * x, (t - tx) / (alfa + t)
        fases = self._fases(forma, parte)
        suma = fases.sum(axis=0)
        toques = sum((j * fases[j] for j in range(1, self.k)), np.zeros_like(suma)) / suma
        inversos = np.cumsum([np.zeros_like(forma), *(1 / (forma + j) for j in range(self.k - 1))], axis=0)
        por_forma = (fases * inversos).sum(axis=0) / suma
        antiguedad, espera, log_suma = np.log1p(t / alfa), np.log1p((t - tx) / (alfa + tx)), np.log(suma)
        razon = np.log(a) - np.log(b + x) + forma * espera - log_suma
        ido = expit(razon)
        valor = n @ (log_suma - forma * antiguedad + np.logaddexp(0.0, razon))
        por_r = r * (por_forma - antiguedad + ido * (espera - por_forma))
        edad_relativa = alfa / (alfa + t)
        por_alfa = forma * (1 - edad_relativa) - (1 - ido) * toques * edad_relativa
        por_alfa += ido * forma * (edad_relativa - alfa / (alfa + tx))
        return float(valor), np.array([n @ por_r, n @ por_alfa, n @ ido, -(n @ (ido * b / (b + x)))])


def constante_regularidad(k: int, suma_log_huecos: float, recompras: float) -> float:
    """Lo que `filas` deja fuera, sumado sobre los clientes: (k-1)·Σ log(hueco) - recompras·log Γ(k).

    Los huecos entre compras, en la misma unidad que las ternas. Sin sumarla, dos k distintos no se pueden comparar.
    """
    return float((k - 1) * suma_log_huecos - recompras * gammaln(k))


MBGCNBD2, MBGCNBD3, MBGCNBD4 = MbgCnbd(2), MbgCnbd(3), MbgCnbd(4)


def _naturales(p: ArrayLike) -> Numeros:
    return np.asarray(p, dtype=np.float64)


def _columnas(*valores: ArrayLike) -> tuple[Numeros, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(valor, dtype=np.float64) for valor in valores)))
