"""Cada regla puesta a prueba con una fila: qué pide, qué tiene y a cuánto está de cumplirse."""

from collections.abc import Sequence

import numpy as np

from cartera_xl.nucleo.atomos import cumple
from cartera_xl.nucleo.explicacion.condiciones import IMPOSIBLE, NOMBRES, distancias, lo_que_pide
from cartera_xl.nucleo.explicacion.dichos import lista
from cartera_xl.nucleo.explicacion.fila import FilaExplicada
from cartera_xl.nucleo.explicacion.porque import mejores_que
from cartera_xl.nucleo.explicacion.tipos import CondicionProbada, ReglaProbada
from cartera_xl.nucleo.palabras_cifras import decimal
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, Condicion, Intervalo, Regla, Segmento, SinDato

_CON_ARTICULO = {
    eje: f"{'la' if eje in ('constancia', 'actividad') else 'el'} {nombre}" for eje, nombre in NOMBRES.items()
}


def regla_que_decide(fila: FilaExplicada, reglas: Sequence[Regla]) -> ReglaProbada | None:
    """La cumplida de menor prioridad; a igual prioridad, la primera. Como `segmentos.con_segmento`, sin lo manual."""
    probadas = [probar(regla, fila) for regla in sorted(reglas, key=lambda regla: regla.prioridad)]
    return next((probada for probada in probadas if probada.cumple), None)


def reglas_mejores(
    fila: FilaExplicada, reglas: Sequence[Regla], decide: ReglaProbada | None
) -> tuple[ReglaProbada, ...]:
    """Las de los segmentos mejores que el que tiene la fila, con la razón de que no valgan."""
    suyo = next((segmento for segmento in Segmento if segmento.value == fila.texto("segmento")), None)
    if suyo is None:
        return ()
    return tuple(probar(regla, fila, decide) for regla in mejores_que(suyo, reglas))


def probar(regla: Regla, fila: FilaExplicada, decide: ReglaProbada | None = None) -> ReglaProbada:
    """La regla con todas sus condiciones; `decide` es la que manda, por si esta se cumple y no manda."""
    condiciones = tuple(_probada(eje, condicion, fila) for eje, condicion in regla.condiciones.items())
    vale = all(condicion.cumple for condicion in condiciones)
    frase = _frase(regla, condiciones, decide)
    return ReglaProbada(regla.id, regla.segmento.value, regla.prioridad, regla.nota, vale, condiciones, frase)


def _frase(regla: Regla, condiciones: Sequence[CondicionProbada], decide: ReglaProbada | None) -> str:
    fallos = [condicion for condicion in condiciones if not condicion.cumple]
    if fallos:
        otras = [NOMBRES[condicion.eje] for condicion in fallos[1:]]
        tampoco = f" Tampoco cumple lo que pide de {lista(otras)}." if otras else ""
        return f"{fallos[0].frase}{tampoco}"
    if decide is not None and decide.id != regla.id:
        return f"Se cumple, pero manda «{decide.id}», que va antes (prioridad {decide.prioridad})."
    if decide is not None:
        return "Se cumple, pero el segmento está impuesto a mano."
    return "Cumple todo lo que pide." if condiciones else "No pide nada: vale para quien no cumple ninguna anterior."


def _probada(eje: str, condicion: Condicion, fila: FilaExplicada) -> CondicionProbada:
    dato = fila.dato(eje)
    vale = cumple(dato, condicion)
    pide, tiene = lo_que_pide(condicion, eje, fila.pais), fila.dicho(eje)
    distancia = 0.0 if vale else _distancia(eje, condicion, fila)
    frase = _frase_de_condicion(eje, (pide, tiene), condicion, distancia, fila)
    return CondicionProbada(eje, pide, tiene, vale, distancia, frase)


def _distancia(eje: str, condicion: Condicion, fila: FilaExplicada) -> float | None:
    """Lo que falta o sobra desde el valor que se enseña; `None` si no es cosa de un número."""
    cifra = fila.cifra(eje) if eje in EJES_NUMERICOS else None
    if cifra is None or not isinstance(condicion, Intervalo):
        return None
    lejos = float(distancias(condicion, np.array([cifra]))[0])
    return None if lejos == IMPOSIBLE else round(lejos, 2)


def _frase_de_condicion(
    eje: str, dichos: tuple[str, str], condicion: Condicion, distancia: float | None, fila: FilaExplicada
) -> str:
    pide, tiene = dichos
    if isinstance(condicion, SinDato):
        consta = f"consta ({tiene})" if distancia is None else "no consta"
        return f"Pide que no conste {_CON_ARTICULO[eje]}, y {consta}."
    inicio = f"Pide {NOMBRES[eje]} {pide} y "
    if distancia is None:
        return f"{inicio}{'no consta' if fila.dato(eje) is None else f'tiene {tiene}'}."
    if cumple(fila.dato(eje), condicion):
        return f"{inicio}tiene {tiene}."
    if not distancia:
        return f"{inicio}tiene {tiene}: está justo en el borde y no basta."
    assert isinstance(condicion, Intervalo), "solo un intervalo tiene distancia"
    por_debajo = condicion.desde is not None and (fila.cifra(eje) or 0.0) < condicion.desde
    cuanto = decimal(distancia, fila.pais)
    return f"{inicio}tiene {tiene}: le {'faltan' if por_debajo else 'sobran'} {cuanto}."
