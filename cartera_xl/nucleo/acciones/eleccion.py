"""Qué plan toca a cada fila, y por qué canal, sin hacer nada comercial con quien no quiere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.acciones.avisos import Avisos, ContextoDeAcciones, avisos_de
from cartera_xl.nucleo.acciones.canales import no_se_niega, se_puede_por
from cartera_xl.nucleo.acciones.planes import PlanDeTrato, Prioridad, elegir, por_llave
from cartera_xl.nucleo.hechos import Marca, Marco, textos
from cartera_xl.nucleo.privacidad.permisos import Permisos

Indices = NDArray[np.int64]
INTERNO = "interno"
"""Canal de lo que no se le dice al cliente: no lo cambia su canal preferido."""
NADA_COMERCIAL = PlanDeTrato("Atenderle solo si lo pide", "", "", 0, Prioridad.BAJA, comercial=False)


@dataclass(frozen=True, slots=True)
class Elegidos:
    """Los planes que pueden tocar y cuál toca a cada fila, con su canal.

    `vetados` marca las filas cuyo plan comercial se ha cambiado por uno de servicio.
    """

    planes: Sequence[PlanDeTrato]
    cual: Indices
    canales: Sequence[str]
    vetados: Marca


def elegir_planes(puntuados: Marco, contexto: ContextoDeAcciones, avisos: Avisos, permisos: Permisos) -> Elegidos:
    """Un plan por fila; se elige una vez por combinación de segmento, ciclo y avisos, que son pocas.

    Un plan comercial va por el canal preferido o, si a ese dijo que no, por el del plan; si tampoco, se cambia por el
    primero de servicio que le valga.
    """
    combinaciones, donde = _combinaciones(puntuados, avisos)
    tabla = por_llave(contexto.planes.tratos)
    planes = [
        elegir(tabla, cliente, avisos_de(bits), solo_servicio=servicio) or NADA_COMERCIAL
        for servicio in (False, True)
        for cliente, bits in combinaciones
    ]
    comercial = np.array([plan.comercial for plan in planes], dtype=bool)
    preferidos, generales = textos(contexto.clientes, "canal_preferido"), no_se_niega(contexto.clientes)
    suyos, del_plan = _canales(planes, donde, preferidos), [planes[i].canal for i in donde.tolist()]
    por_el_suyo = se_puede_por(permisos, suyos, generales)
    por_el_plan = se_puede_por(permisos, del_plan, generales)
    vetados = comercial[donde] & ~por_el_suyo & ~por_el_plan
    cual = np.where(vetados, donde + len(combinaciones), donde)
    canales = _canales(planes, cual, preferidos)
    for i in np.flatnonzero(comercial[cual] & ~por_el_suyo).tolist():
        canales[i] = del_plan[i]
    return Elegidos(planes, cual, canales, vetados)


def _canales(planes: Sequence[PlanDeTrato], cual: Indices, preferidos: Sequence[str | None]) -> list[str]:
    """El canal preferido de cada fila o, si no consta, el de su plan."""
    del_plan = (planes[i].canal for i in cual.tolist())
    return [canal if canal == INTERNO else suyo or canal for canal, suyo in zip(del_plan, preferidos, strict=True)]


def _combinaciones(puntuados: Marco, avisos: Avisos) -> tuple[list[tuple[tuple[str, str], int]], Indices]:
    """Los (segmento, ciclo), bits distintos, y cuál es el de cada fila."""
    segmentos, ciclos = ([texto or "" for texto in textos(puntuados, campo)] for campo in ("segmento", "ciclo"))
    numeros: dict[tuple[tuple[str, str], int], int] = {}
    filas = zip(zip(segmentos, ciclos, strict=True), avisos.tolist(), strict=True)
    donde = np.fromiter((numeros.setdefault(fila, len(numeros)) for fila in filas), dtype=np.int64, count=len(avisos))
    return list(numeros), donde
