"""La prueba con el propio pasado: se calibra hasta un día, se predice lo siguiente y se mira quién acertó más."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.pronostico import metricas
from cartera_xl.nucleo.pronostico.candidatos import (
    AJUSTABLES,
    CANDIDATOS,
    MetodoModelo,
    elegir_sigma_en,
    muestra_por_dentro,
    sirve,
)
from cartera_xl.nucleo.pronostico.gasto import elegir_gasto, gasto_esperado
from cartera_xl.nucleo.pronostico.metodos import MetodoDePronostico
from cartera_xl.nucleo.pronostico.recalibracion import (
    SIN_RECALIBRAR,
    Recalibracion,
    aplicar,
    brier_a_ciegas,
    recalibrar,
)
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Numeros, Particion, Registro, partir
from cartera_xl.nucleo.pronostico.tipos import MUESTRA_PARA_MODELOS, Comparado, Gasto, Prueba
from cartera_xl.nucleo.pronostico.veredicto import SOLO_COMPARAN, motivo, ordenar

HISTORIA_MINIMA = 180
"""Días antes de un corte de la misma temporada; con menos apenas se han visto recompras."""
DIAS_DE_UN_CURSO = 365
_ERRORES_TIPICOS = 2.0
_EPOCA = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Medido:
    """Un método entrenado en el corte de la prueba y lo que predijo."""

    comparado: Comparado
    esperadas: Numeros
    prob: Numeros


def probar(registro: Registro, corte: int, horizonte: int) -> Prueba | None:
    """La prueba más parecida al periodo que viene; `None` si no hay historia, clientes o compras para ninguna.

    Se calibra hasta un año antes del corte si antes hay bastante; si no, hasta el periodo de prueba más largo que
    deja al menos otro tanto de historia.
    """
    particion = next(_particiones(registro, corte, horizonte), None)
    if particion is None:
        return None
    antes = registro.hasta(particion.historia.corte)
    medidos = _medir_todos(antes, particion)
    con_intervalos = {clave for clave, metodo in CANDIDATOS.items() if isinstance(metodo, MetodoModelo)}
    azar = _por_azar(medidos, con_intervalos, particion.compras)
    comparados = ordenar([medido.comparado for medido in medidos], con_intervalos, azar)
    ganador = next(medido for medido in medidos if medido.comparado is comparados[0])
    gasto = elegir_gasto(particion.historia.compras_pagadas, particion.historia.neto, antes.dispersion())
    veredicto = comparados, motivo(comparados, azar)
    return _prueba(particion, veredicto, ganador, gasto, corte)


def _particiones(registro: Registro, corte: int, horizonte: int) -> Iterator[Particion]:
    """Las que sirven, de la mejor a la peor: historia antes, 20 clientes y alguna compra después.

    Ninguna pasa del corte ni de un año: un periodo a medias no se puede comparar.
    """
    if not len(registro.dia):
        return
    largo = min(horizonte, DIAS_DE_UN_CURSO)
    opciones = [(DIAS_DE_UN_CURSO, largo, max(largo, HISTORIA_MINIMA))]
    opciones += [(dias, dias, dias) for dias in reversed(PERIODOS) if dias <= horizonte]
    for atras, dias, historia in opciones:
        if corte - atras - registro.primer_dia >= historia:
            particion = partir(registro, corte - atras, dias)
            if len(particion) >= MUESTRA_PARA_MODELOS and particion.compras.any():
                yield particion


def _medir_todos(antes: Registro, particion: Particion) -> list[_Medido]:
    """Los métodos que se pueden usar con esa historia y dan una predicción."""
    corte = particion.historia.corte
    dentro = muestra_por_dentro(antes, corte, particion.dias)
    medidos = []
    for metodo in CANDIDATOS.values():
        if sirve(metodo, particion.historia):
            sigma = elegir_sigma_en(metodo, dentro, len(particion))
            ajustable = AJUSTABLES.get(metodo.id)
            if ajustable is None:
                ajuste = metodo.entrenar(antes, corte, particion.dias, sigma)
            else:
                ajuste = ajustable.ajustar(particion.historia, sigma)
            medidos.append(_medir(metodo, ajuste, particion))
    return medidos


def _por_azar(medidos: Sequence[_Medido], con_intervalos: Collection[str], reales: Numeros) -> set[str]:
    """Los métodos sin intervalos que no superan con claridad al mejor de los que los dan.

    Con claridad es que la diferencia de error, cliente a cliente, pasa de dos veces su error típico.
    """
    errores = {medido.comparado.metodo: np.abs(medido.esperadas - reales) for medido in medidos}
    propios = [error for clave, error in errores.items() if clave in con_intervalos and clave not in SOLO_COMPARAN]
    if not propios:
        return set()
    mejor = min(propios, key=lambda error: float(error.mean()))
    return {clave for clave, error in errores.items() if clave not in con_intervalos and not _claro(mejor - error)}


def _claro(ventaja: Numeros) -> bool:
    return bool(ventaja.mean() > _ERRORES_TIPICOS * ventaja.std() / np.sqrt(len(ventaja)))


def _medir(metodo: MetodoDePronostico, ajuste: Ajuste, particion: Particion) -> _Medido:
    """Lo que el método dijo de la partición contra lo que pasó."""
    esperadas = metodo.esperadas(ajuste, particion.historia, particion.dias)
    prob = metodo.prob_volver(ajuste, particion.historia, particion.dias)
    reales, volvio = particion.compras, particion.compras > 0
    comparado = Comparado(
        metodo=metodo.id,
        nombre=metodo.nombre,
        es_modelo=metodo.es_modelo,
        mae=metricas.mae(reales, esperadas),
        rmse=metricas.rmse(reales, esperadas),
        sesgo=metricas.sesgo(reales, esperadas),
        auc=metricas.auc(volvio, prob),
        brier=metricas.brier(volvio, prob),
        seguimiento=metricas.seguimiento(reales, esperadas),
        captura=metricas.captura(esperadas, particion.neto),
        aviso=ajuste.aviso,
        sigma=ajuste.sigma,
    )
    return _Medido(comparado, esperadas, prob)


def _prueba(
    particion: Particion, veredicto: tuple[tuple[Comparado, ...], str], ganador: _Medido, gasto: Gasto, corte: int
) -> Prueba:
    """Lo que se guarda: el ganador recalibrado, sus décimos y si su CLV habría acertado más que el neto de 12 meses."""
    comparados, frase = veredicto
    historia, volvio = particion.historia, particion.compras > 0
    if ganador.comparado.es_modelo:
        recalibracion, despues = _recalibracion(ganador.prob, volvio)
    else:  # una regla vuelve a aprender sus probabilidades cada vez que se entrena
        recalibracion, despues = SIN_RECALIBRAR, ganador.comparado.brier
    por_compra, _ = gasto_esperado(gasto, historia.compras_pagadas, historia.neto)
    return Prueba(
        corte=_fecha(historia.corte),
        hasta=_fecha(historia.corte + particion.dias),
        dias=particion.dias,
        misma_temporada=corte - historia.corte == DIAS_DE_UN_CURSO,
        clientes=len(particion),
        comparados=comparados,
        ganador=comparados[0].metodo,
        motivo=frase,
        recalibracion=recalibracion,
        brier_antes=ganador.comparado.brier,
        brier_despues=despues,
        deciles=metricas.deciles(ganador.prob, aplicar(recalibracion, ganador.prob), volvio),
        captura_clv=metricas.captura(ganador.esperadas * por_compra, particion.neto),
        captura_12m=metricas.captura(historia.neto_12m, particion.neto),
    )


def _recalibracion(prob: Numeros, volvio: NDArray[np.bool_]) -> tuple[Recalibracion, float]:
    """La recalibración y su Brier a ciegas; ninguna, si a ciegas no mejora."""
    antes, despues = metricas.brier(volvio, prob), brier_a_ciegas(prob, volvio)
    return (recalibrar(prob, volvio), despues) if despues < antes else (SIN_RECALIBRAR, antes)


def _fecha(dia: int) -> date:
    return date.fromordinal(_EPOCA + dia)
