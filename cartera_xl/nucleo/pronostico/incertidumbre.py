"""Lo que no saber del todo los parámetros añade a lo incierto de las compras de cada cliente."""

import numpy as np

from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.prediccion import momentos, prob_volver, sorteos
from cartera_xl.nucleo.pronostico.candidatos import MetodoModelo
from cartera_xl.nucleo.pronostico.registro import Historia, Numeros

_SEMILLA = 1997
_SORTEOS = ((300, 16), (3000, 4))
"""Hasta cuántos clientes, cuántos sorteos; con más clientes los parámetros se saben de sobra y basta el ajuste.

Depende solo del ajuste: una fila sola da lo mismo que en un lote.
"""


def momentos_con_incertidumbre(
    metodo: MetodoModelo, ajuste: Ajuste, historia: Historia, h: float
) -> tuple[Numeros, Numeros, Numeros]:
    """Media, segundo momento y P(alguna) de las compras en `h` días, en promedio sobre los parámetros posibles."""
    cuantos = next((sorteo for hasta, sorteo in _SORTEOS if ajuste.clientes <= hasta), 1)
    grupos, donde = metodo.agrupar(historia)
    terna = grupos.x, grupos.tx, grupos.t, h
    sumas = np.zeros((3, len(grupos)))
    for p in sorteos(ajuste, cuantos, _SEMILLA):
        media, segundo = momentos(metodo.modelo, p, *terna)
        sumas += np.stack([media, segundo, prob_volver(metodo.modelo, p, *terna)])
    media, segundo, vuelve = (sumas / cuantos)[:, donde]
    return media, segundo, vuelve
