"""Con qué se mide un pronóstico: error por cliente, total, orden, probabilidad y dinero.

Ninguna depende del orden de las filas: los empates se reparten, no se deshacen.
"""

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.pronostico.registro import Numeros
from cartera_xl.nucleo.pronostico.tipos import Decil

PARTE_DELANTERA = 0.2
"""Los clientes que un equipo comercial atiende de cerca: el quinto que la lista pone delante."""
_DECILES = 10

Marca = NDArray[np.bool_]


def mae(real: Numeros, predicha: Numeros) -> float:
    """Error absoluto medio por cliente."""
    return float(np.abs(predicha - real).mean())


def rmse(real: Numeros, predicha: Numeros) -> float:
    """Raíz del error cuadrático medio por cliente."""
    return float(np.sqrt(np.square(predicha - real).mean()))


def desviacion_de_poisson(real: Numeros, predicha: Numeros) -> float:
    """Media de 2·(y·ln(y/m) - (y - m)), con y lo real y m lo predicho; lo predicho no baja de una millonésima.

    La minimiza en promedio quien acierta la media, como el error cuadrático, pero no la deciden los pocos que compran
    mucho: es la distancia de máxima verosimilitud entre números de compras (McCullagh y Nelder, 1989, tabla 2.1).
    """
    media = np.maximum(predicha, 1e-6)
    cocientes = np.where(real > 0, real, media) / media
    return float(2 * (real * np.log(cocientes) - (real - media)).mean())


def sesgo(real: Numeros, predicha: Numeros) -> float | None:
    """(Predicho - real)/real del total; `None` si no hubo nada."""
    parte = seguimiento(real, predicha)
    return None if parte is None else parte - 1.0


def seguimiento(real: Numeros, predicha: Numeros) -> float | None:
    """Total predicho entre total real; `None` si no hubo nada."""
    total = float(real.sum())
    return float(predicha.sum()) / total if total > 0 else None


def auc(volvio: Marca, p: Numeros) -> float | None:
    """Probabilidad de poner a uno que volvió por delante de uno que no; un empate cuenta media vez.

    Es la U de Mann y Whitney (1947) con rangos medios. `None` si volvieron todos o ninguno.
    """
    volvieron = int(volvio.sum())
    faltaron = len(volvio) - volvieron
    if not volvieron or not faltaron:
        return None
    suma = float(rangos_medios(p)[volvio].sum())
    return (suma - volvieron * (volvieron + 1) / 2) / (volvieron * faltaron)


def brier(volvio: Marca, p: Numeros) -> float:
    """Error cuadrático medio de la probabilidad (Brier, 1950)."""
    return float(np.square(p - volvio).mean())


def captura(nota: Numeros, neto: Numeros, parte: float = PARTE_DELANTERA) -> float | None:
    """Parte del neto que hizo esa parte de los clientes, los de más `nota`; `None` si el neto no es positivo.

    Los que empatan en el borde entran todos en la misma proporción, y así el orden de las filas no decide. Puede
    pasar de 1 si los de atrás devolvieron más de lo que compraron.
    """
    total = float(neto.sum())
    if total <= 0:
        return None
    _, grupo, cuantos = np.unique(-nota, return_inverse=True, return_counts=True)
    netos = np.bincount(grupo, weights=neto)
    plazas = parte * len(nota) - (np.cumsum(cuantos) - cuantos)
    return float(netos @ np.clip(plazas / cuantos, 0.0, 1.0)) / total


def deciles(p: Numeros, recalibrada: Numeros, volvio: Marca) -> tuple[Decil, ...]:
    """Los clientes en décimos por probabilidad, de menos a más; los empatados van juntos y un décimo vacío no sale."""
    decimo = np.minimum((rangos_medios(p) - 0.5) * _DECILES / len(p), _DECILES - 1).astype(np.intp)
    return tuple(
        Decil(
            clientes=int(estos.sum()),
            predicha=float(p[estos].mean()),
            recalibrada=float(recalibrada[estos].mean()),
            real=float(volvio[estos].mean()),
        )
        for estos in (decimo == cual for cual in np.unique(decimo))
    )


def rangos_medios(valores: Numeros) -> Numeros:
    """De 1 a n; los iguales, la media de los suyos."""
    _, grupo, cuantos = np.unique(valores, return_inverse=True, return_counts=True)
    rangos: Numeros = (np.cumsum(cuantos) - (cuantos - 1) / 2)[grupo]
    return rangos
