"""Del registro de compras al pronóstico del baremo: horizonte, prueba, método ganador y gasto."""

from dataclasses import replace

from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS, SIGMA_SIN_PRUEBA
from cartera_xl.nucleo.pronostico.gasto import elegir_gasto
from cartera_xl.nucleo.pronostico.prueba import probar
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Historia, Registro, historia_al
from cartera_xl.nucleo.pronostico.reglas_sencillas import hueco_normal
from cartera_xl.nucleo.pronostico.tipos import MUESTRA_PARA_MODELOS, Pronostico, Prueba

METODO_SIN_PRUEBA = "mbgnbd"
"""Sin prueba posible hay poca historia: MBG/NBD con previa.

Es el que menos se desvía al cortar CDNOW a los 60 días y predecir 180 (MAE 1,02; Pareto/NBD 1,05 y BG/NBD 1,03 con la
misma previa; 1,07, 1,13 y 1,24 sin ella) y no da abandonos degenerados, como Pareto/NBD al cortarlo a los 120.
"""
METODO_INSUFICIENTE = "hueco"
_AVISO_INSUFICIENTE = "muestra insuficiente: {clientes}, y hacen falta 20 para un modelo"
_AVISO_SIN_PRUEBA = "sin historia bastante para probarlo con el pasado"


def horizonte_natural(registro: Registro, corte: int) -> int:
    """El menor de 90, 180 y 365 días en que cabe el 90 % de los huecos entre compras; 365 si hay menos de 20."""
    hueco = hueco_normal(registro, corte)
    return next((dias for dias in PERIODOS if hueco <= dias), PERIODOS[-1])


def calibrar_pronostico(registro: Registro, corte: int, horizonte: int | None = None) -> Pronostico | None:
    """Lo que se puede saber del futuro con lo ocurrido hasta `corte`; `None` si nadie ha comprado.

    Prueba todos los métodos con el pasado y ajusta el ganador con todo, con la previa elegida en la prueba. Sin
    `horizonte`, el natural del negocio.
    """
    historia, _ = historia_al(registro, corte)
    if not len(historia):
        return None
    dias = horizonte_natural(registro, corte) if horizonte is None else horizonte
    gasto = elegir_gasto(historia.compras_pagadas, historia.neto, registro.hasta(corte).dispersion())
    if len(historia) < MUESTRA_PARA_MODELOS:
        return Pronostico(_insuficiente(registro, historia, dias), dias, gasto, insuficiente=True)
    prueba = probar(registro, corte, dias)
    return Pronostico(_ajuste_final(registro, corte, dias, prueba), dias, gasto, prueba)


def _insuficiente(registro: Registro, historia: Historia, horizonte: int) -> Ajuste:
    ajuste = CANDIDATOS[METODO_INSUFICIENTE].entrenar(registro, historia.corte, horizonte, None)
    clientes = "1 cliente" if len(historia) == 1 else f"{len(historia)} clientes"
    return replace(ajuste, aviso=_AVISO_INSUFICIENTE.format(clientes=clientes))


def _ajuste_final(registro: Registro, corte: int, horizonte: int, prueba: Prueba | None) -> Ajuste:
    """El ganador de la prueba o, si no la hay, el método por defecto, con todo el registro."""
    if prueba is not None:
        ganador = prueba.comparados[0]
        return CANDIDATOS[ganador.metodo].entrenar(registro, corte, horizonte, ganador.sigma)
    metodo = CANDIDATOS[METODO_SIN_PRUEBA]
    ajuste = metodo.entrenar(registro, corte, horizonte, SIGMA_SIN_PRUEBA)
    return replace(ajuste, aviso="; ".join(filter(None, [_AVISO_SIN_PRUEBA, ajuste.aviso])))
