"""Qué parte de los ingresos de hace un año eran de clientes que siguen comprando, con su margen de error."""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.ingresos.periodos import Periodo
from cartera_xl.nucleo.pronostico.registro import Registro

Z_80 = 1.2815515655446004
"""Cuantil 0,9 de la normal: con él, el intervalo es del 80 %, como los demás del producto."""
CLIENTES_MINIMOS = 5
"""Con menos clientes en la base no se mide. Decisión de la casa, 2026."""


@dataclass(frozen=True, slots=True)
class RetencionMedida:
    """Partes de 1. `de_recurrentes`: si se mide en los que compraron dos años seguidos; si no, en todos los que
    compraron, y entonces sale algo menor que la de los recurrentes.

    `clientes` son los de la base y `siguen`, los que compran ahora. `dejan`: lo que dejan ahora los que siguen,
    por cada unidad que dejaban (1 si no dejaban nada); no entra en la retención.
    """

    retencion: float
    desde: float
    hasta: float
    clientes: int
    siguen: int
    de_recurrentes: bool
    dejan: float


def medir_retencion(registro: Registro, corte: date) -> RetencionMedida | None:
    """La de los doce meses anteriores a los últimos doce; `None` si la historia no llega o hay muy pocos clientes.

    Con 36 meses de historia la base son los que habían comprado en los dos años anteriores a estos últimos doce meses;
    con 24, los que compraron en el anterior. Cada cliente pesa lo que dejó en la base.
    """
    ahora = Periodo.doce_meses(corte)
    base = Periodo.doce_meses(_vispera(ahora))
    previo = Periodo.doce_meses(_vispera(base))
    if not base.lo_cubre(registro.primer_dia if len(registro.dia) else None):
        return None
    en_base, en_ahora, en_previo = (_compro(registro, periodo) for periodo in (base, ahora, previo))
    con_dos = previo.lo_cubre(registro.primer_dia)
    cohorte = en_base & en_previo if con_dos else en_base
    if int(cohorte.sum()) < CLIENTES_MINIMOS:
        return None
    pesos = np.maximum(registro.neto_entre(base.antes_de, base.hasta), 0.0)[cohorte]
    siguen = en_ahora[cohorte]
    if not pesos.sum():
        pesos = np.ones(len(siguen))
    retencion = float(pesos[siguen].sum() / pesos.sum())
    desde, hasta = intervalo_de_parte(retencion, tamano_efectivo(pesos))
    dejaban = pesos[siguen].sum()
    dejan = registro.neto_entre(ahora.antes_de, ahora.hasta)[cohorte][siguen].sum()
    cambio = float(dejan / dejaban) if dejaban > 0 else 1.0
    return RetencionMedida(retencion, desde, hasta, len(siguen), int(siguen.sum()), con_dos, cambio)


def tamano_efectivo(pesos: Numeros) -> float:
    """A cuántos clientes iguales equivalen: (Σw)²/Σw². Fuente: Kish, «Survey Sampling», 1965.

    >>> tamano_efectivo(np.array([1.0, 1.0, 1.0])), tamano_efectivo(np.array([1.0, 0.0]))
    (3.0, 1.0)
    """
    return float(pesos.sum() ** 2 / np.square(pesos).sum())


def intervalo_de_parte(parte: float, n: float, z: float = Z_80) -> tuple[float, float]:
    """Intervalo de Wilson de una parte de 1 vista en `n` casos. Fuente: Wilson, JASA 22 (1927), 209-212.

    >>> tuple(round(extremo, 4) for extremo in intervalo_de_parte(0.5, 100, 1.959964))
    (0.4038, 0.5962)
    """
    medio = (parte + z * z / (2 * n)) / (1 + z * z / n)
    ancho = z * math.sqrt(parte * (1 - parte) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, medio - ancho), min(1.0, medio + ancho)


def _vispera(periodo: Periodo) -> date:
    return date.fromordinal(periodo.primer_dia.toordinal() - 1)


def _compro(registro: Registro, periodo: Periodo) -> Marca:
    dentro = periodo.dentro(registro.dia) & registro.compra
    return np.asarray(np.bincount(registro.clave[dentro], minlength=registro.claves) > 0)
