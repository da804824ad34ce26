"""Lo que se espera de cada segmento: suma de CLV y de compras, y cuántos están en riesgo alto."""

import numpy as np

from cartera_xl.nucleo.resumen_datos import Datos, Mascara, cuota, media, suma_exacta
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS, LineaDePrevision

TOTAL = "Total"


def prevision(datos: Datos) -> tuple[LineaDePrevision, ...]:
    """Una línea por segmento y el total; vacía si nadie tiene pronóstico. Los grupos suman el total."""
    con = ~np.isnan(datos.numeros["compras_esperadas"])
    if not con.any():
        return ()
    clv = np.asarray(np.round(np.nan_to_num(datos.numeros["clv"]), 2), dtype=np.float64)
    total = suma_exacta(clv[con])
    grupos = [(nombre, con & (datos.segmento == nombre)) for nombre in SEGMENTOS]
    return tuple(
        _linea(datos, nombre, filas, (suma_exacta(clv[filas]), total)) for nombre, filas in [*grupos, (TOTAL, con)]
    )


def _linea(datos: Datos, nombre: str, filas: Mascara, clv: tuple[float, float]) -> LineaDePrevision:
    suyo, total = clv
    return LineaDePrevision(
        nombre=nombre,
        clientes=int(filas.sum()),
        clv=suyo,
        cuota_clv=cuota(suyo, total),
        prob_media=media(datos.numeros["prob_volver"][filas]),
        compras_esperadas=round(float(np.sum(np.round(datos.numeros["compras_esperadas"][filas], 6))), 1),
        riesgo_alto=int((filas & datos.es("riesgo", "alto")).sum()),
    )
