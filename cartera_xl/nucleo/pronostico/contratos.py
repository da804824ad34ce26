"""Renovación de los contratos con fecha de vencimiento: probabilidad de renovar y lo que valen las que quedan.

Solo para contratos que vencen. Que un cliente sin contrato vuelva a comprar no es una renovación: quien no ha comprado
este mes no consta que se haya ido, y tratarlo como perdido hunde la retención. Eso es de los modelos de compra.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartera_xl.nucleo.modelos import sbg
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.grupos import Numeros
from cartera_xl.nucleo.modelos.prediccion import sorteos
from cartera_xl.nucleo.pronostico.tipos import MUESTRA_PARA_MODELOS, MUESTRA_SIN_PREVIA

DIAS_POR_EJERCICIO = 365.25
_SORTEOS = 2000
_SEMILLA = 20070


def ajustar_contratos(renovaciones: ArrayLike, vence: ArrayLike) -> Ajuste | None:
    """sBG de los contratos que hay; `None` sin ninguno.

    `vence`: días del corte al fin del contrato; el que vence el mismo día del corte (0) sigue siendo cliente y el de
    ayer (-1) se da por perdido en esa renovación. NaN, sin contrato. `renovaciones`: cuántas veces se ha renovado; NaN
    con fecha de fin se toma por 0. Con menos de 300 contratos, o si nadie o todos se han perdido, con previa (MAP).
    """
    k, dias = _renovadas(renovaciones), np.asarray(vence, dtype=np.float64)
    hay = np.isfinite(dias)
    contratos, perdidos = int(hay.sum()), int((dias[hay] < 0).sum())
    if not contratos:
        return None
    ajuste = None
    if contratos >= MUESTRA_SIN_PREVIA and 0 < perdidos < contratos:
        ajuste = sbg.ajustar(k[hay], dias[hay] < 0)
    if ajuste is None or ajuste.aviso:
        ajuste = sbg.ajustar(k[hay], dias[hay] < 0, sigma=sbg.SIGMA)
    return replace(ajuste, aviso=_aviso(contratos, perdidos) or ajuste.aviso)


def prob_renovacion(ajuste: Ajuste, renovaciones: ArrayLike, vence: ArrayLike) -> Numeros:
    """P(renueva al vencer) de cada contrato vivo; NaN donde no hay contrato o ya ha vencido."""
    return np.where(_vivos(vence), sbg.prob_renovar(ajuste.parametros, _renovadas(renovaciones)), np.nan)


def intervalo_renovacion(
    ajuste: Ajuste, renovaciones: ArrayLike, vence: ArrayLike, nivel: float = 0.8
) -> tuple[Numeros, Numeros]:
    """Extremos de P(renueva al vencer) al `nivel` dado, por no saber del todo los parámetros; NaN como la anterior.

    Sorteos normales en los logaritmos de los parámetros con semilla fija: la misma cartera da siempre lo mismo, y un
    contrato solo, lo mismo que en un lote.
    """
    alfas, betas = sorteos(ajuste, _SORTEOS, _SEMILLA).T
    distintas, donde = np.unique(_renovadas(renovaciones), return_inverse=True)
    probabilidades = (betas[:, None] + distintas) / (alfas[:, None] + betas[:, None] + distintas)
    extremos = np.quantile(probabilidades, [(1 - nivel) / 2, (1 + nivel) / 2], axis=0)[:, donde]
    bajo, alto = np.where(_vivos(vence), extremos, np.nan)
    return bajo, alto


def valor_residual(
    ajuste: Ajuste, renovaciones: ArrayLike, vence: ArrayLike, importe: ArrayLike, margen: ArrayLike, tasa_anual: float
) -> Numeros:
    """Valor a día de hoy de todas las renovaciones que quedan, en contratos de un ejercicio; NaN si no hay contrato.

    `importe`: de cada renovación; `margen`: parte de él que se gana. Cada renovación se cobra al vencer el contrato
    anterior: la primera, dentro de `vence` días. No tiene fin de plazo: no se suma con el CLV, que sí lo tiene. Fuente:
    Fader y Hardie (2010).
    """
    dias = np.where(_vivos(vence), np.asarray(vence, dtype=np.float64), np.nan)
    residual = sbg.vida_residual_descontada(ajuste.parametros, _renovadas(renovaciones), tasa_anual)
    espera = np.exp(-dias / DIAS_POR_EJERCICIO * np.log1p(tasa_anual))
    ganancia = np.asarray(importe, dtype=np.float64) * np.asarray(margen, dtype=np.float64)
    return np.asarray(ganancia * residual * espera, dtype=np.float64)


def _renovadas(renovaciones: ArrayLike) -> Numeros:
    """Enteras y no negativas; lo que no se sabe, ninguna."""
    return np.floor(np.maximum(np.nan_to_num(np.asarray(renovaciones, dtype=np.float64)), 0.0))


def _vivos(vence: ArrayLike) -> NDArray[np.bool_]:
    """Los contratos que no han vencido: el último día cuenta."""
    dias = np.asarray(vence, dtype=np.float64)
    return np.isfinite(dias) & (dias >= 0)


def _aviso(contratos: int, perdidos: int) -> str:
    """Por qué manda la previa, si manda."""
    if contratos < MUESTRA_PARA_MODELOS:
        cuantos = f"{contratos} contratos" if contratos != 1 else "1 contrato"
        return f"muestra insuficiente: {cuantos}"
    if perdidos == 0:
        return "muestra insuficiente: ningún contrato perdido"
    return "muestra insuficiente: todos los contratos perdidos" if perdidos == contratos else ""
