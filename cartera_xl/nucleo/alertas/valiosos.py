"""Clientes valiosos en riesgo: los que más importa no perder, aunque todavía no se vea una caída."""

import numpy as np

from cartera_xl.nucleo.alertas.tipos import ALTA, Alerta, ClaseDeAlerta, Hallazgo
from cartera_xl.nucleo.alertas.vista import Vista
from cartera_xl.nucleo.hechos import Marca, Marco
from cartera_xl.nucleo.riesgo import motivos_de_riesgo


def en_riesgo(vista: Vista, puntuados: Marco, horizonte: int | None, sin: Marca) -> Hallazgo:
    """Clientes Estratégicos o Clave con riesgo alto; `sin` son las filas con otra caída o fuera de temporada."""
    miradas = vista.cliente & vista.valioso
    cuales = miradas & vista.riesgo_alto & ~sin
    posiciones = np.flatnonzero(cuales)
    de_riesgo = motivos_de_riesgo(puntuados.filter(cuales.tolist()), horizonte)
    motivos = [motivo[:1].lower() + motivo[1:] for motivo in de_riesgo]
    alertas = [
        Alerta(p, ClaseDeAlerta.EN_RIESGO, ALTA, f"Cliente {segmento} en riesgo: {motivo}", dinero)
        for p, segmento, motivo, dinero in zip(
            posiciones.tolist(), vista.segmento[posiciones].tolist(), motivos, vista.importes(posiciones), strict=True
        )
    ]
    prob = vista.prob[posiciones]
    if horizonte is None or np.isnan(prob).any():
        return Hallazgo(ClaseDeAlerta.EN_RIESGO, alertas, int(miradas.sum()))
    como = f"los que volverían solos en {horizonte} días, según su probabilidad de volver"
    return Hallazgo(ClaseDeAlerta.EN_RIESGO, alertas, int(miradas.sum()), float(prob.sum()), como, horizonte)
