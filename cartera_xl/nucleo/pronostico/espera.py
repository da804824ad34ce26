"""Cuándo se espera la próxima compra de cada cliente, en días desde el corte."""

from collections.abc import Callable, Sequence

import numpy as np

from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.prediccion import dias_hasta_proxima
from cartera_xl.nucleo.pronostico.candidatos import MetodoModelo
from cartera_xl.nucleo.pronostico.metodos import MetodoDePronostico
from cartera_xl.nucleo.pronostico.registro import Historia, Numeros

PLAZO = 365
"""Días en que se busca la próxima compra."""
NIVELES = (0.1, 0.5, 0.9)
_TRAMOS = 12


def dias_de_espera(metodo: MetodoDePronostico, ajuste: Ajuste, historia: Historia) -> Numeros | None:
    """Los cuantiles `NIVELES` (filas) de lo que falta si vuelve dentro de `PLAZO`; `None` en una regla sencilla."""
    if isinstance(metodo, MetodoModelo):
        grupos, donde = metodo.agrupar(historia)
        terna = grupos.x, grupos.tx, grupos.t
        return dias_hasta_proxima(metodo.modelo, ajuste.parametros, *terna, PLAZO, NIVELES)[:, donde]
    if metodo.es_modelo:
        return por_tramos(lambda h: metodo.prob_volver(ajuste, historia, h), PLAZO, NIVELES)
    return None


def por_tramos(volver: Callable[[float], Numeros], plazo: float, niveles: Sequence[float]) -> Numeros:
    """Los cuantiles por interpolación lineal de P(volver en h) en doce tramos; sin probabilidad, el plazo por igual."""
    bordes = np.linspace(0.0, plazo, _TRAMOS + 1)
    volver_en = np.stack([np.zeros_like(volver(plazo)), *(volver(float(borde)) for borde in bordes[1:])])
    acumulada = np.maximum.accumulate(volver_en)
    cliente = np.arange(acumulada.shape[1])
    salida = np.empty((len(niveles), len(cliente)))
    for fila, nivel in zip(salida, niveles, strict=True):
        objetivo = nivel * acumulada[-1]
        tramo = np.clip((acumulada < objetivo).sum(axis=0) - 1, 0, _TRAMOS - 1)
        antes, despues = acumulada[tramo, cliente], acumulada[tramo + 1, cliente]
        subida = despues - antes
        parte = np.divide(objetivo - antes, subida, out=np.full_like(antes, nivel), where=subida > 0)
        fila[:] = bordes[tramo] + parte * plazo / _TRAMOS
        fila[acumulada[-1] <= 0] = nivel * plazo
    return salida
