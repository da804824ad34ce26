"""Pareto/NBD: compras de Poisson mientras se es cliente, y una vida exponencial; ritmos gamma los dos.

Fuentes: Schmittlein, Morrison y Colombo (1987), «Counting your customers», Management Science 33(1); Fader y Hardie
(2005), «A note on deriving the Pareto/NBD model and related expressions», de donde son la verosimilitud, P(activo), las
compras esperadas de un cliente nuevo y las de uno ya visto. Parámetros, en este orden: r y alpha, del ritmo de compra
λ ~ Gamma(r, alpha); s y beta, del de abandono μ ~ Gamma(s, beta). Alpha y beta se miden en tiempo.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, expit, gammaln

from cartera_xl.nucleo.modelos.colas import Momentos
from cartera_xl.nucleo.modelos.grupos import Distintos, Grupos, Numeros
from cartera_xl.nucleo.modelos.pareto_colas import cola_activo
from cartera_xl.nucleo.modelos.pareto_integral import Abandono, abandono, hasta_hoy, log_integral, trozos


@dataclass(frozen=True, slots=True)
class ParetoNbd:
    """El modelo; sin estado."""

    id: str = "paretonbd"
    nombre: str = "Pareto/NBD"
    parametros: tuple[str, ...] = ("r", "alpha", "s", "beta")
    centro: tuple[float, ...] = (0.7, 0.4, 0.6, 0.6)
    escala: tuple[int, ...] = (0, 1, 0, 1)

    def filas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """Log-verosimilitud de cada terna, 0 si t = 0: la suma de seguir en t y de haberse ido entre tx y t."""
        q = _naturales(p)
        equis, edad, antiguedad, forma = _columnas(x, tx, t)
        sigue = _log_sigue(q, equis, antiguedad)
        ido = log_integral(q, equis, edad, antiguedad) + _log_sigue(q, equis, edad)
        return np.asarray(_log_subida(q[0], equis) + np.logaddexp(sigue, ido)).reshape(forma)

    def valor_y_gradiente(self, p: ArrayLike, grupos: Grupos) -> tuple[float, Numeros]:
        """Con los logaritmos una vez por antigüedad distinta y la integral por trozos."""
        q = _naturales(p)
        r, alfa, _, beta = q
        antiguedades, recompras = grupos.t_distintos, grupos.x_distintos
        de_t = np.stack(
            [
                np.log1p(antiguedades.valores / alfa),
                np.log(alfa + antiguedades.valores),
                np.log1p(antiguedades.valores / beta),
            ]
        )
        por_x = _pesos(recompras, grupos.n)
        valor = float(por_x @ _log_subida(r, recompras.valores))
        gradiente = np.array([r * float(por_x @ (digamma(r + recompras.valores) - digamma(r))), 0.0, 0.0, 0.0])
        for filas in trozos(len(grupos)):
            suma, parcial = _trozo(q, grupos, filas, de_t[:, antiguedades.donde[filas]])
            valor += suma
            gradiente += parcial
        return valor, gradiente

    def prob_activo(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """P(sigue siendo cliente en t | x, tx, t)."""
        equis, edad, antiguedad, forma = _columnas(x, tx, t)
        return np.asarray(expit(-_log_razon(_naturales(p), equis, edad, antiguedad))).reshape(forma)

    def esperadas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas en (t, t+h]: P(activo) por su ritmo y por la vida que le queda; también con s = 1."""
        r, alfa, s, beta = _naturales(p)
        x, t = np.asarray(x, dtype=np.float64), np.asarray(t, dtype=np.float64)
        ritmo = (r + x) / (alfa + t)
        return np.asarray(
            self.prob_activo(p, x, tx, t) * ritmo * _vida_media(s, beta + t, np.asarray(h, dtype=np.float64))
        )

    def esperadas_nuevo(self, p: ArrayLike, h: ArrayLike) -> Numeros:
        """Recompras esperadas de un cliente tomado al azar en sus primeros h: las de uno con x = t = 0."""
        return self.esperadas(p, 0.0, 0.0, 0.0, h)

    def momentos(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Momentos:
        """E[N] y E[N²] del número de compras en (t, t+h]: E[N(N-1)] = P(activo) E[λ²] E[vida²], con la vida hasta h."""
        r, alfa, s, beta = _naturales(p)
        x, tx, t, h = np.broadcast_arrays(*(np.asarray(columna, dtype=np.float64) for columna in (x, tx, t, h)))
        media = self.esperadas(p, x, tx, t, h)
        ritmo_al_cuadrado = (r + x) * (r + x + 1.0) / (alfa + t) ** 2
        pares = self.prob_activo(p, x, tx, t) * ritmo_al_cuadrado * _vida_al_cuadrado(s, beta + t, h)
        return Momentos(media, media + pares)

    def prob_al_menos(
        self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike, m: ArrayLike
    ) -> Numeros:
        """P(activo) por la probabilidad de que un activo haga m compras en h antes de irse; `m` puede no ser entero."""
        r, alfa, s, beta = _naturales(p)
        x, tx, t, h, m = np.broadcast_arrays(*(np.asarray(columna, dtype=np.float64) for columna in (x, tx, t, h, m)))
        cola = cola_activo((r + x).ravel(), (alfa + t).ravel(), s, (beta + t).ravel(), h.ravel(), m.ravel())
        return self.prob_activo(p, x, tx, t) * cola.reshape(x.shape)


PARETONBD = ParetoNbd()


def _naturales(p: ArrayLike) -> Numeros:
    return np.asarray(p, dtype=np.float64)


def _columnas(x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> tuple[Numeros, Numeros, Numeros, tuple[int, ...]]:
    """Las tres en columna y la forma que tenían juntas."""
    x, tx, t = np.broadcast_arrays(*(np.asarray(columna, dtype=np.float64) for columna in (x, tx, t)))
    return x.ravel(), tx.ravel(), t.ravel(), x.shape


def _pesos(distintos: Distintos, n: Numeros) -> Numeros:
    """Clientes con cada valor distinto."""
    return np.bincount(distintos.donde, weights=n, minlength=len(distintos.valores)).astype(np.float64)


def _log_subida(r: float, x: Numeros) -> Numeros:
    """log Γ(r+x)/Γ(r)."""
    return np.asarray(gammaln(r + x) - gammaln(r))


def _log_razon(p: Numeros, x: Numeros, tx: Numeros, t: Numeros) -> Numeros:
    """Logaritmo de la razón entre haberse ido y seguir."""
    return np.asarray(log_integral(p, x, tx, t) + hasta_hoy(p, x, tx, t))


def _log_sigue(p: Numeros, x: Numeros, t: Numeros) -> Numeros:
    """log de α^r (α+t)^-(r+x) (β/(β+t))^s."""
    _, alfa, _, beta = p
    return _log_vivo(p, x, np.log1p(t / alfa), np.log(alfa + t), np.log1p(t / beta))


def _log_vivo(p: Numeros, x: Numeros, alfa_t: Numeros, log_alfa_mas_t: Numeros, beta_t: Numeros) -> Numeros:
    """El mismo, con los logaritmos ya hechos; escrito para que sea 0 exacto en t = 0 y no se anulen cifras.

    `alfa_t` es log(1+t/α), y `beta_t`, log(1+t/β).
    """
    r, _, s, _ = p
    return np.asarray(-r * alfa_t - x * log_alfa_mas_t - s * beta_t)


def _trozo(p: Numeros, grupos: Grupos, filas: slice, de_t: Numeros) -> tuple[float, Numeros]:
    """Lo que aportan unas filas, sin el término en Γ(r+x)."""
    x, tx, t, n = grupos.x[filas], grupos.tx[filas], grupos.t[filas], grupos.n[filas]
    ido = abandono(p, x, tx, t)
    alfa_t, log_alfa_mas_t, beta_t = de_t
    valor = n @ (_log_vivo(p, x, alfa_t, log_alfa_mas_t, beta_t) + np.logaddexp(0.0, ido.log_razon))
    prob_ido = expit(ido.log_razon)
    pendientes = _si_se_fue(p, x, tx, ido) * prob_ido + _si_sigue(p, x, t, alfa_t, beta_t) * (1.0 - prob_ido)
    return float(valor), np.asarray(pendientes @ n)


def _si_sigue(p: Numeros, x: Numeros, t: Numeros, alfa_t: Numeros, beta_t: Numeros) -> NDArray[np.float64]:
    """Derivadas por log r, log α, log s y log β de r·log α - (r+x)·log(α+t) + s·log β - s·log(β+t)."""
    r, alfa, s, beta = p
    return np.stack([-r * alfa_t, (r * t - alfa * x) / (alfa + t), -s * beta_t, s * t / (beta + t)])


def _si_se_fue(p: Numeros, x: Numeros, tx: Numeros, ido: Abandono) -> NDArray[np.float64]:
    """Lo mismo de la rama en que se fue en u, de media sobre u."""
    r, alfa, s, beta = p
    return np.stack(
        [
            -r * (np.log1p(tx / alfa) + ido.log_alfa),
            r * ido.parte_alfa - x * (1.0 - ido.parte_alfa),
            1.0 - s * (np.log1p(tx / beta) + ido.log_beta),
            s * ido.parte_beta - (1.0 - ido.parte_beta),
        ]
    )


def _vida_media(s: float, beta: Numeros, h: Numeros) -> Numeros:
    """Tiempo que un activo seguirá siéndolo dentro de h: ∫_0^h (β/(β+w))^s dw, con `beta` ya sumada la antigüedad."""
    return np.asarray(beta * _integral_exponencial(1.0 - s, np.log1p(h / beta)))


def _vida_al_cuadrado(s: float, beta: Numeros, h: Numeros) -> Numeros:
    """La media de ese tiempo al cuadrado: ∫_0^h 2w (β/(β+w))^s dw, con w = β(e^y - 1)."""
    hasta = np.log1p(h / beta)
    diferencia = _integral_exponencial(2.0 - s, hasta) - _integral_exponencial(1.0 - s, hasta)
    return np.asarray(2.0 * beta**2 * np.maximum(diferencia, 0.0))


def _integral_exponencial(ritmo: float, hasta: Numeros) -> Numeros:
    """∫_0^hasta e^(ritmo·y) dy; también con ritmo = 0."""
    exponente = ritmo * hasta
    casi_cero = np.abs(exponente) < 1e-12
    seguro = np.where(casi_cero, 1.0, exponente)
    return np.asarray(hasta * np.where(casi_cero, 1.0, np.expm1(seguro) / seguro))
