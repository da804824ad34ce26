"""Lo que tiene todo modelo de compra repetida, y lo que queda de ajustarlo."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from numpy.typing import ArrayLike

from cartera_xl.nucleo.modelos.grupos import Grupos, Numeros


class Metodo(StrEnum):
    """Cómo se han estimado los parámetros; siempre se dice cuál. Una regla sencilla no estima: cuenta."""

    MAXIMA_VEROSIMILITUD = "máxima verosimilitud"
    MAP = "máximo a posteriori"
    REGLA = "regla sencilla"


@dataclass(frozen=True, slots=True)
class Ajuste:
    """Un modelo ajustado. Pequeño: cabe en el baremo.

    * `parametros`: naturales (positivos), en el orden del modelo y en la unidad de tiempo del usuario.
    * `log_verosimilitud`: de los datos, sin la previa, en esa misma unidad.
    * `covarianza`: de los logaritmos de los parámetros (Laplace: inversa del hessiano con su previa, o con una muy
      vaga si no la hay); simétrica y semidefinida positiva.
    * `sigma`: desviación de la previa en los logaritmos; `None` sin previa.
    * `aviso`: vacío, o qué borde han tocado los datos («no se aprecia abandono»…).
    """

    modelo: str
    parametros: tuple[float, ...]
    log_verosimilitud: float
    covarianza: tuple[tuple[float, ...], ...]
    clientes: int
    metodo: Metodo
    sigma: float | None = None
    aviso: str = ""


class ModeloDeCompras(Protocol):
    """Un modelo de cuándo compra cada cliente. Sin estado: los parámetros van siempre como argumento.

    `p` son los parámetros naturales; x, tx, t y h se combinan por difusión de numpy y van en la misma unidad.
    """

    @property
    def id(self) -> str:
        """Corto y estable: va en el baremo."""

    @property
    def nombre(self) -> str:
        """Como lo llama la literatura."""

    @property
    def parametros(self) -> tuple[str, ...]:
        """Nombres, en orden."""

    @property
    def centro(self) -> tuple[float, ...]:
        """Centro de la previa y punto de partida, si la antigüedad media fuese 1."""

    @property
    def escala(self) -> tuple[int, ...]:
        """1 en los parámetros que se miden en tiempo, 0 en los demás: θ en otra unidad es θ·factor**escala."""

    def filas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """Log-verosimilitud de cada terna; finita para toda terna posible, y 0 si t = 0."""

    def valor_y_gradiente(self, p: ArrayLike, grupos: Grupos) -> tuple[float, Numeros]:
        """Suma de n·log-verosimilitud y su gradiente respecto a los LOGARITMOS de los parámetros."""

    def prob_activo(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """P(sigue siendo cliente en t | x, tx, t)."""

    def esperadas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras esperadas en (t, t+h] dado lo visto."""

    def esperadas_nuevo(self, p: ArrayLike, h: ArrayLike) -> Numeros:
        """Recompras esperadas de un cliente tomado al azar en sus primeros h."""

    def prob_al_menos(
        self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike, m: ArrayLike
    ) -> Numeros:
        """P(al menos m compras en (t, t+h] | x, tx, t), m >= 1; con m = 1, la probabilidad de volver."""
