"""Lo que dicen las compras una a una. Un mismo hecho da un solo aviso: de quien calla no se dice que «compra menos»."""

from collections.abc import Iterable, Iterator

import numpy as np

from cartera_xl.nucleo.alertas.caidas import caida_de_frecuencia, caida_de_volumen, crecen
from cartera_xl.nucleo.alertas.ritmo import Compras, ritmo_de_claves, ritmo_de_filas
from cartera_xl.nucleo.alertas.silencio import (
    falsas_de_antes,
    fuera_de_temporada,
    mirar_silencio,
    recuperados,
    silencios,
)
from cartera_xl.nucleo.alertas.temporada import TemporadaDeCartera
from cartera_xl.nucleo.alertas.tipos import ContextoDeAlertas, Hallazgo
from cartera_xl.nucleo.alertas.valiosos import en_riesgo
from cartera_xl.nucleo.alertas.ventanas import ventana_propia
from cartera_xl.nucleo.alertas.vista import Vista
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.hechos import Marca, Marco, filas_de
from cartera_xl.nucleo.pronostico.registro import Registro


def hallazgos_de_compras(
    puntuados: Marco, vista: Vista, contexto: ContextoDeAlertas, registro: Registro, claves: Marco
) -> Iterator[Hallazgo]:
    """Silencio, caídas, riesgo y buenas noticias, cada cliente contra su propio pasado."""
    corte, veces = numero_de_dia(contexto.corte), contexto.configuracion.veces_ritmo
    caida, pais = contexto.configuracion.caida_volumen, contexto.pais
    compras = Compras.de(registro, claves, filas_de(puntuados))
    temporada = TemporadaDeCartera.de(compras.dia, corte)
    de_claves = ritmo_de_claves(compras)
    ritmo = ritmo_de_filas(compras, de_claves)
    callados = mirar_silencio(vista, ritmo, veces, (compras, temporada, corte))
    yield silencios(vista, callados, falsas_de_antes(registro, corte, veces, contexto.horizonte))
    ventana = ventana_propia(compras, corte, temporada, de_claves.forma)
    sin = callados.alarma | callados.fuera
    menos = caida_de_frecuencia(vista, compras, ventana, caida, sin)
    gasto = caida_de_volumen(vista, compras, ventana, caida, sin, pais)
    yield menos
    yield gasto
    yield en_riesgo(vista, puntuados, contexto.horizonte, sin | _filas((menos, gasto), len(vista)))
    yield fuera_de_temporada(callados)
    yield recuperados(vista, ritmo, veces, compras, corte)
    yield crecen(vista, compras, ventana, caida, pais)


def _filas(hallazgos: Iterable[Hallazgo], cuantas: int) -> Marca:
    marca = np.zeros(cuantas, dtype=bool)
    marca[[alerta.posicion for hallazgo in hallazgos for alerta in hallazgo.alertas]] = True
    return marca
