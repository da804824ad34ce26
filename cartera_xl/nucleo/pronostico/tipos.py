"""Lo que el baremo guarda del pronóstico, y lo que deja probarlo con el pasado: valores pequeños, sin scipy."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

from cartera_xl.nucleo.modelos.base import Ajuste

MUESTRA_PARA_MODELOS = 20
"""Con menos clientes solo hay reglas sencillas: «muestra insuficiente» (definición 12 de la casa)."""
MUESTRA_SIN_PREVIA = 300
"""Con menos clientes se ajusta siempre con previa (MAP)."""


CIFRAS_GUARDADAS = 12
"""Con cuántas cifras se guarda cada número: hay programas que al guardar el libro solo conservan quince."""
T = TypeVar("T")


def redondeado(valor: T) -> T:
    """El mismo valor con todos sus números, también los de dentro, a `CIFRAS_GUARDADAS` cifras y `float` de Python."""
    salida: Any = valor
    if is_dataclass(valor) and not isinstance(valor, type):
        salida = replace(valor, **{campo.name: redondeado(getattr(valor, campo.name)) for campo in fields(valor)})
    elif isinstance(valor, tuple):
        salida = tuple(redondeado(uno) for uno in valor)
    elif isinstance(valor, float):
        salida = float(f"{valor:.{CIFRAS_GUARDADAS}g}")
    return cast(T, salida)


class FormaDeGasto(StrEnum):
    """De dónde sale el gasto esperado por compra."""

    GAMMA_GAMMA = "Gamma-Gamma"
    POR_GRUPO = "media encogida por número de compras"
    PROPIA = "media propia encogida"
    NINGUNA = "sin importes"


@dataclass(frozen=True, slots=True)
class Gasto:
    """Cómo se espera que gaste un cliente en cada compra.

    `parametros`: p, q, v de Gamma-Gamma; o, por grupos, pares (media, k) de cada grupo de número de compras: gasto =
    (n·media propia + k·media del grupo)/(n + k), y al final la dispersión de una compra (varianza entre media² de su
    cliente); un solo par si todos van juntos. `correlacion` es la de Spearman entre número de compras y gasto medio
    entre quienes repiten: si es alta, Gamma-Gamma (que las supone independientes) no se usa. `aviso`: por qué.
    """

    forma: FormaDeGasto
    parametros: tuple[float, ...] = ()
    compradores: int = 0
    correlacion: float | None = None
    aviso: str = ""


@dataclass(frozen=True, slots=True)
class Comparado:
    """Un método puesto a prueba: lo que predijo contra lo que pasó en el periodo de prueba.

    * `mae`, `rmse`: error por cliente en compras. `sesgo`: (predicho - real)/real del total; `None` sin compras.
    * `auc`: acierto al ordenar quién vuelve; .5 es azar; `None` si volvieron todos o nadie. `brier`: error cuadrático
      de la probabilidad.
    * `seguimiento`: compras acumuladas predichas entre reales al final (1 es perfecto); `None` sin compras.
    * `captura`: parte del neto del periodo que hicieron el 20 % de clientes que el método pone delante.
    * `aviso`: si el ajuste tocó un borde. `sigma`: la previa con que se ajustó un modelo; `None` sin previa.
    """

    metodo: str
    nombre: str
    es_modelo: bool
    mae: float
    rmse: float
    sesgo: float | None
    auc: float | None
    brier: float
    seguimiento: float | None
    captura: float | None
    aviso: str = ""
    sigma: float | None = None


@dataclass(frozen=True, slots=True)
class Decil:
    """Un décimo de los clientes, de menos a más probables: lo dicho y lo que pasó."""

    clientes: int
    predicha: float
    recalibrada: float
    real: float


@dataclass(frozen=True, slots=True)
class Prueba:
    """La prueba con el propio pasado: se calibra hasta `corte` y se compara con lo que pasó hasta `hasta`.

    * `dias`: los del periodo de prueba. `misma_temporada`: si es la misma época del año que el periodo que viene.
    * `comparados`: todos los métodos, del mejor al peor. `ganador` es el id del primero y `motivo` lo dice en palabras.
    * `recalibracion`: (ordenada, pendiente) en la escala logística, ajustadas en la prueba.
    * `brier_antes`, `brier_despues`: del ganador, sin recalibrar y recalibrado en la mitad que no se usó.
    * `captura_clv`, `captura_12m`: parte del neto del periodo que hicieron el 20 % de más CLV y el 20 % de más neto de
      12 meses; si el primero no es menor, el CLV vale para el eje valor (`clv_validado`).
    """

    corte: date
    hasta: date
    dias: int
    misma_temporada: bool
    clientes: int
    comparados: tuple[Comparado, ...]
    ganador: str
    motivo: str
    recalibracion: tuple[float, float]
    brier_antes: float
    brier_despues: float
    deciles: tuple[Decil, ...]
    captura_clv: float | None = None
    captura_12m: float | None = None

    @property
    def clv_validado(self) -> bool:
        """Cierto si ordenar por CLV acertó al menos tanto como ordenar por el neto de 12 meses."""
        return self.captura_clv is not None and self.captura_12m is not None and self.captura_clv >= self.captura_12m


@dataclass(frozen=True, slots=True)
class Pronostico:
    """Lo que el baremo sabe del futuro: el método elegido, ajustado con todo el registro.

    * `ajuste.modelo` es el id del método, también si es una regla sencilla.
    * `horizonte`: días de «Prob. de volver». `gasto`: por compra. `contratos`: sBG de las renovaciones, si hay.
    * `prueba`: `None` si no hay bastante historia para probar; entonces la recalibración es (0, 1) y se dice.
    * `insuficiente`: menos de 20 clientes; no hay probabilidades, solo reglas sencillas.
    """

    ajuste: Ajuste
    horizonte: int
    gasto: Gasto
    prueba: Prueba | None = None
    insuficiente: bool = False

    @property
    def recalibracion(self) -> tuple[float, float]:
        return (0.0, 1.0) if self.prueba is None else self.prueba.recalibracion
