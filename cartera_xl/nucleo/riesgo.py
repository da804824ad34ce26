"""El riesgo de que un cliente no vuelva: su nivel, por expresiones, y su motivo, en palabras.

Riesgo = 1 - P(volver en el horizonte) (definición 5 de la casa). Sin probabilidad —sin movimientos, o con muestra
insuficiente— se usa una regla a la vista: días sin comprar contra el ritmo del cliente.
"""

from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.expresiones import Caso
from cartera_xl.nucleo.reglas import Segmento

ALTO, MEDIO, BAJO = "Alto", "Medio", "Bajo"
ES_CLIENTE = "_es_cliente"
"""Columna de trabajo: cierto en los clientes, falso en los potenciales."""
ACTIVIDAD_BAJA, ACTIVIDAD_MEDIA = 20.0, 40.0
VECES_ALTO, VECES_MEDIO = 2.0, 1.25
COMPRAS_CON_RITMO = 3
_VALIOSOS = (Segmento.ESTRATEGICO.value, Segmento.CLAVE.value)


def casos_de_riesgo(configuracion: Configuracion, dias_inactividad: int) -> list[Caso]:
    """Alto, medio o bajo; vacío en los potenciales y en quien no se sabe cuándo compró.

    Con probabilidad: alto por debajo de `riesgo_alto`, medio por debajo de `riesgo_medio`. Sin ella: alto si ha llegado
    a los días de inactividad o pasa del doble de su ritmo (con tres compras al menos; si no, percentil de lo reciente
    por debajo de 20); medio si pasa de 1,25 veces su ritmo (o percentil por debajo de 40).
    """
    prob, cliente = nw.col("prob_volver"), nw.col(ES_CLIENTE)
    alto, medio = configuracion.riesgo_alto, configuracion.riesgo_medio
    return [
        (cliente & (prob < alto), ALTO),
        (cliente & (prob < medio), MEDIO),
        (cliente & ~prob.is_null(), BAJO),
        (cliente & (_tarde(VECES_ALTO, ACTIVIDAD_BAJA) | _inactivo(dias_inactividad)), ALTO),
        (cliente & _tarde(VECES_MEDIO, ACTIVIDAD_MEDIA), MEDIO),
        (cliente & ~nw.col("dias_sin_comprar").is_null(), BAJO),
    ]


def en_riesgo() -> nw.Expr:
    """Cierto si un cliente Estratégico o Clave tiene riesgo alto: conserva el segmento y lleva la marca."""
    valioso = nw.col(ES_CLIENTE) & nw.col("segmento").is_in(list(_VALIOSOS))
    return valioso & (nw.col("riesgo") == ALTO)


def _inactivo(dias_inactividad: int) -> nw.Expr:
    return (nw.col("dias_sin_comprar") >= dias_inactividad).fill_null(False)


def _tarde(veces: float, actividad_minima: float) -> nw.Expr:
    dias, ritmo = nw.col("dias_sin_comprar"), nw.col("ritmo")
    con_ritmo = (nw.col("compras") >= COMPRAS_CON_RITMO).fill_null(False) & ~ritmo.is_null()
    pasado = (dias > ritmo * veces).fill_null(False)
    dormido = (nw.col("p_r") < actividad_minima).fill_null(False)
    return (con_ritmo & pasado) | (~con_ritmo & dormido)


def motivos_de_riesgo(puntuados: nw.DataFrame[Any], horizonte: int | None) -> list[str]:
    """Una frase por fila con las cifras que deciden el riesgo; vacía donde no hay riesgo que explicar.

    `horizonte` son los días de la probabilidad; `None` si ninguna fila la tiene.
    """
    nombres = ("prob_volver", "dias_sin_comprar", "ritmo", "compras")
    prob, dias, ritmo, compras = (_numeros(puntuados, nombre) for nombre in nombres)
    con_riesgo = puntuados["riesgo"].to_list()
    filas = zip(con_riesgo, prob.tolist(), dias.tolist(), ritmo.tolist(), compras.tolist(), strict=True)
    return [_motivo(p, (d, r, c), horizonte) if riesgo else "" for riesgo, p, d, r, c in filas]


def _numeros(marco: nw.DataFrame[Any], columna: str) -> NDArray[np.float64]:
    return np.asarray(marco[columna].cast(nw.Float64).to_numpy(), dtype=np.float64)


def _motivo(prob: float, ritmo_de_compra: tuple[float, float, float], horizonte: int | None) -> str:
    espera = _espera(*ritmo_de_compra)
    if horizonte is None or prob != prob:
        return espera[:1].upper() + espera[1:]
    return f"{_por_ciento(prob)} de volver en {horizonte} días: {espera}"


def _por_ciento(parte: float) -> str:
    """Sin decimales, y nunca «0 %» ni «100 %»: nada es imposible ni seguro."""
    if parte < 0.005:
        return "menos del 1 %"
    return "más del 99 %" if parte >= 0.995 else f"{100 * parte:.0f} %"


def _espera(dias: float, ritmo: float, compras: float) -> str:
    if dias != dias:
        return "no consta la última compra"
    hace = f"{dias:.0f} {'día' if dias == 1 else 'días'} sin comprar"
    if compras == 1:
        return f"una sola compra, {hace}"
    if ritmo != ritmo or ritmo <= 0:
        return hace
    cada = f"compraba cada {max(ritmo, 1):.0f}" if dias > ritmo else f"compra cada {max(ritmo, 1):.0f}"
    return f"{hace}; {cada}"
