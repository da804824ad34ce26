"""Cuánto puede apartarse de su media el número de compras de un cliente."""

import numpy as np

from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.prediccion import momentos, prob_volver, sorteos
from cartera_xl.nucleo.pronostico.candidatos import MetodoModelo
from cartera_xl.nucleo.pronostico.metodos import MetodoDePronostico
from cartera_xl.nucleo.pronostico.registro import Historia, Numeros

_SEMILLA = 1997
_SORTEOS = ((300, 16), (3000, 4))
"""Hasta cuántos clientes, cuántos sorteos; con más clientes los parámetros se saben de sobra y basta el ajuste.

Depende solo del ajuste: una fila sola da lo mismo que en un lote.
"""


def momentos_de(
    metodo: MetodoDePronostico, ajuste: Ajuste, historia: Historia, h: float
) -> tuple[Numeros, Numeros, Numeros]:
    """Media, segundo momento y P(alguna) de las compras en `h` días.

    De un modelo con distribución, en promedio sobre los parámetros posibles. De los demás métodos solo se conocen la
    media y P(alguna): se supone que quien vuelve compra un número geométrico de veces, más disperso que el de los
    modelos, lo que da un intervalo prudente.
    """
    if isinstance(metodo, MetodoModelo):
        return _con_distribucion(metodo, ajuste, historia, h)
    media, vuelve = metodo.esperadas(ajuste, historia, h), metodo.prob_volver(ajuste, historia, h)
    si_vuelve = np.maximum(np.divide(media, vuelve, out=np.ones_like(media), where=vuelve > 0), 1.0)
    vuelve = np.minimum(vuelve, media)  # quien vuelve compra al menos una vez
    return media, vuelve * (2.0 * si_vuelve**2 - si_vuelve), vuelve


def _con_distribucion(
    metodo: MetodoModelo, ajuste: Ajuste, historia: Historia, h: float
) -> tuple[Numeros, Numeros, Numeros]:
    cuantos = next((sorteo for hasta, sorteo in _SORTEOS if ajuste.clientes <= hasta), 1)
    grupos, donde = metodo.agrupar(historia)
    terna = grupos.x, grupos.tx, grupos.t, h
    sumas = np.zeros((3, len(grupos)))
    for p in sorteos(ajuste, cuantos, _SEMILLA):
        media, segundo = momentos(metodo.modelo, p, *terna)
        sumas += np.stack([media, segundo, prob_volver(metodo.modelo, p, *terna)])
    media, segundo, vuelve = (sumas / cuantos)[:, donde]
    return media, segundo, vuelve
