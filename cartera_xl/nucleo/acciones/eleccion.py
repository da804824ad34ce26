"""Qué plan toca a cada fila, y por qué canal, sin hacer nada comercial con quien no quiere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.acciones.avisos import Avisos, ContextoDeAcciones, avisos_de
from cartera_xl.nucleo.acciones.permisos import Codigos, canal_de, canal_vedado, sin_publicidad
from cartera_xl.nucleo.acciones.planes import PlanDeTrato, Prioridad, elegir, por_llave
from cartera_xl.nucleo.hechos import Marca, Marco, textos

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


def elegir_planes(puntuados: Marco, contexto: ContextoDeAcciones, avisos: Avisos, codigos: Codigos) -> Elegidos:
    """Un plan por fila; se elige una vez por combinación de segmento, ciclo y avisos, que son pocas."""
    combinaciones, donde = _combinaciones(puntuados, avisos)
    tabla = por_llave(contexto.planes.tratos)
    planes = [
        elegir(tabla, cliente, avisos_de(bits), solo_servicio=servicio) or NADA_COMERCIAL
        for servicio in (False, True)
        for cliente, bits in combinaciones
    ]
    comercial = np.array([plan.comercial for plan in planes], dtype=bool)[donde]
    canales, cerrados = _canales(contexto.clientes, planes, donde)
    vetados = comercial & (sin_publicidad(codigos) | cerrados)
    cual = np.where(vetados, donde + len(combinaciones), donde)
    if vetados.any():
        servicio, _ = _canales(contexto.clientes, planes, cual)
        canales = [servicio[i] if vetado else canales[i] for i, vetado in enumerate(vetados.tolist())]
    return Elegidos(planes, cual, canales, vetados)


def _canales(clientes: Marco, planes: Sequence[PlanDeTrato], cual: Indices) -> tuple[list[str], Marca]:
    """El canal de cada fila y si no le vale ninguno para publicidad: el preferido, o el del plan si a ese dijo no."""
    del_plan = [planes[i].canal for i in cual.tolist()]
    preferidos = textos(clientes, "canal_preferido")
    suyos = [
        preferido if preferido and canal != INTERNO else canal
        for preferido, canal in zip(preferidos, del_plan, strict=True)
    ]
    if not any(campo.startswith("consentimiento_") for campo in clientes.columns):
        return suyos, np.zeros(len(clientes), dtype=bool)
    comercial = np.array([plan.comercial for plan in planes], dtype=bool)[cual]
    no_suyo, no_plan = (canal_vedado(clientes, _claves(lista)) for lista in (suyos, del_plan))
    elegidos = [
        plan if cambia else suyo
        for suyo, plan, cambia in zip(suyos, del_plan, (comercial & no_suyo).tolist(), strict=True)
    ]
    return elegidos, no_suyo & no_plan


def _claves(canales: Sequence[str]) -> list[str]:
    distintos = {canal: canal_de(canal) for canal in set(canales)}
    return [distintos[canal] for canal in canales]


def _combinaciones(puntuados: Marco, avisos: Avisos) -> tuple[list[tuple[tuple[str, str], int]], Indices]:
    """Los (segmento, ciclo), bits distintos, y cuál es el de cada fila."""
    segmentos, ciclos = ([texto or "" for texto in textos(puntuados, campo)] for campo in ("segmento", "ciclo"))
    numeros: dict[tuple[tuple[str, str], int], int] = {}
    filas = zip(zip(segmentos, ciclos, strict=True), avisos.tolist(), strict=True)
    donde = np.fromiter((numeros.setdefault(fila, len(numeros)) for fila in filas), dtype=np.int64, count=len(avisos))
    return list(numeros), donde
