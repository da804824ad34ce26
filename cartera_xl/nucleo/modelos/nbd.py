"""NBD: el cliente compra al azar a su ritmo y nunca abandona; el término de comparación de los que sí abandonan.

Con x recompras en una antigüedad T, λ | x, T ~ Gamma(r+x, α+T); la edad en la última compra no dice nada.
Fuente: Ehrenberg (1959), «The pattern of consumer purchases», Applied Statistics 8(1), 26-41.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from cartera_xl.nucleo.modelos.ascenso import log_ascenso, sumas
from cartera_xl.nucleo.modelos.grupos import Grupos, Numeros


@dataclass(frozen=True, slots=True)
class Nbd:
    """Ritmos de compra λ ~ Gamma(r, α) entre clientes, sin abandono."""

    id: str = "nbd"
    nombre: str = "NBD"
    parametros: tuple[str, ...] = ("r", "alpha")
    centro: tuple[float, ...] = (0.7, 0.4)
    escala: tuple[int, ...] = (0, 1)

    def filas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """Log-verosimilitud de los momentos de compra de cada terna; 0 si t = 0."""
        r, alpha = np.asarray(p, dtype=np.float64)
        x, _, t = np.broadcast_arrays(*(np.asarray(columna, dtype=np.float64) for columna in (x, tx, t)))
        return np.asarray(log_ascenso(r, x) - x * np.log(alpha) - (r + x) * np.log1p(t / alpha))

    def valor_y_gradiente(self, p: ArrayLike, grupos: Grupos) -> tuple[float, Numeros]:
        """Suma de n·log-verosimilitud y su gradiente respecto a los logaritmos de los parámetros."""
        r, alpha = (float(valor) for valor in np.asarray(p, dtype=np.float64))
        x, t = grupos.x_distintos, grupos.t_distintos
        compras = x.valores.astype(np.intp)
        j = np.arange(compras.max(initial=0), dtype=np.float64)
        de_ritmo = sumas(np.log((r + j) / alpha))[compras]
        por_r = sumas(r / (r + j))[compras]
        n_x = np.bincount(x.donde, weights=grupos.n, minlength=len(x.valores))
        n_t = np.bincount(t.donde, weights=grupos.n, minlength=len(t.valores))
        forma_t = r * n_t + np.bincount(t.donde, weights=grupos.n * grupos.x, minlength=len(t.valores))
        log_t = np.log1p(t.valores / alpha)
        valor = n_x @ de_ritmo - forma_t @ log_t
        por_alpha = forma_t @ (t.valores / (alpha + t.valores)) - n_x @ x.valores
        return float(valor), np.array([n_x @ por_r - r * (n_t @ log_t), por_alpha])

    def prob_activo(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:  # noqa: ARG002 (el contrato)
        """Siempre 1: aquí nadie se va."""
        return np.ones(np.broadcast_shapes(np.shape(x), np.shape(tx), np.shape(t)))

    def esperadas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas en (t, t+h]: el ritmo esperado por el plazo."""
        r, alpha = np.asarray(p, dtype=np.float64)
        x, _, t, h = np.broadcast_arrays(*(np.asarray(columna, dtype=np.float64) for columna in (x, tx, t, h)))
        return np.asarray((r + x) * (h / (alpha + t)))

    def esperadas_nuevo(self, p: ArrayLike, h: ArrayLike) -> Numeros:
        """Recompras esperadas de un cliente tomado al azar en sus primeros h."""
        return self.esperadas(p, 0.0, 0.0, 0.0, h)

    def prob_al_menos(
        self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike, m: ArrayLike
    ) -> Numeros:
        """P(al menos m compras en (t, t+h]): cola de la binomial negativa, como beta incompleta."""
        r, alpha = np.asarray(p, dtype=np.float64)
        columnas = (np.asarray(columna, dtype=np.float64) for columna in (x, tx, t, h, m))
        x, _, t, h, m = np.broadcast_arrays(*columnas)
        return np.asarray(betainc(m, r + x, h / (alpha + t + h)))


NBD = Nbd()
