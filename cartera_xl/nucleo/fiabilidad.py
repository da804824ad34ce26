"""Cuánto puede fiarse la persona del resultado de una fila: firme, o con qué reserva.

Reservas, de más a menos grave:
* muestra insuficiente: el baremo se calibró con menos de 20 clientes;
* faltan datos: una parte de la puntuación, o un eje de percentil que usan las reglas, no tiene dato;
* poca historia: menos de 3 compras o menos de 90 días desde la primera;
* frontera: la puntuación está a 2 puntos o menos de un borde de rango, o un eje lo está de un borde de las reglas
  (el importe del contrato, a un 2 % o menos).
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import narwhals as nw

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.expresiones import Caso, Marco, alguna, con_texto, todas
from cartera_xl.nucleo.reglas import EJES_DE_PERCENTIL, EJES_NUMERICOS, Intervalo, Regla
from cartera_xl.nucleo.riesgo import ES_CLIENTE

FIRME = "★ Firme"
_RESERVAS = ("Faltan datos", "Poca historia", "Frontera")
MARGEN = 2.0
MARGEN_RELATIVO = 0.02
COMPRAS_MINIMAS = 3
DIAS_MINIMOS = 90
EJES_DE_POTENCIAL = ("valor", "potencial")


def con_fiabilidad(marco: Marco, baremo: Baremo, configuracion: Configuracion) -> Marco:
    """Añade `fiabilidad`: «★ Firme», o «☆» con las reservas de la fila. Pide los ejes y la puntuación."""
    fijas = [] if baremo.muestra_suficiente else ["Muestra insuficiente"]
    condiciones = (_faltan_datos(configuracion), _poca_historia(), _frontera(configuracion))
    con_reservas = marco.with_columns(
        condicion.fill_null(False).alias(f"_{reserva}")
        for reserva, condicion in zip(_RESERVAS, condiciones, strict=True)
    )
    con_todo = con_texto(con_reservas, "fiabilidad", _casos(fijas), _texto(fijas))
    return con_todo.drop([f"_{reserva}" for reserva in _RESERVAS])


def _casos(fijas: Sequence[str]) -> list[Caso]:
    """De más reservas a menos: gana la combinación entera."""
    combinaciones = [juntas for cuantas in (3, 2, 1) for juntas in combinations(_RESERVAS, cuantas)]
    return [(todas([nw.col(f"_{r}") for r in juntas]), _texto([*fijas, *juntas])) for juntas in combinaciones]


def _texto(reservas: Sequence[str]) -> str:
    if not reservas:
        return FIRME
    return "☆ " + ", ".join([reservas[0], *(reserva.lower() for reserva in reservas[1:])])


def _faltan_datos(configuracion: Configuracion) -> nw.Expr:
    cliente = alguna([nw.col(columna).is_null() for columna in necesarias_de_cliente(configuracion)])
    potencial = alguna([nw.col(columna).is_null() for columna in EJES_DE_POTENCIAL])
    return (nw.col(ES_CLIENTE) & cliente) | (~nw.col(ES_CLIENTE) & potencial)


def necesarias_de_cliente(configuracion: Configuracion) -> list[str]:
    """Lo que un cliente ha de tener para que no falten datos: las partes con peso y los ejes que usan las reglas."""
    pesos = configuracion.pesos
    partes = [("p_r", pesos.recencia), ("p_f", pesos.frecuencia), ("p_m", pesos.importe)]
    usados = [eje for eje in EJES_DE_PERCENTIL if any(eje in regla.condiciones for regla in configuracion.reglas)]
    return [parte for parte, peso in partes if peso > 0] + usados


def _poca_historia() -> nw.Expr:
    """Solo en clientes; una antigüedad desconocida no cuenta como poca."""
    return nw.col(ES_CLIENTE) & ((nw.col("compras") < COMPRAS_MINIMAS) | (nw.col("antiguedad") < DIAS_MINIMOS))


def _frontera(configuracion: Configuracion) -> nw.Expr:
    return alguna([_a_menos_de(columna, borde, margen) for columna, borde, margen in fronteras(configuracion)])


def fronteras(configuracion: Configuracion) -> Iterator[tuple[str, float, float]]:
    """Columna, borde y a cuánto de él, como mucho, se está en la frontera."""
    for umbral in (configuracion.umbral_medio, configuracion.umbral_alto):
        yield "puntuacion", umbral, MARGEN
    for eje in EJES_NUMERICOS:
        for borde in sorted(set(bordes(configuracion.reglas, eje))):
            yield eje, borde, MARGEN if eje in EJES_DE_PERCENTIL else abs(borde) * MARGEN_RELATIVO


def bordes(reglas: Sequence[Regla], eje: str) -> Iterator[float]:
    """Los bordes de un eje numérico en las reglas, en su orden y aunque se repitan."""
    for regla in reglas:
        condicion = regla.condiciones.get(eje)
        if isinstance(condicion, Intervalo):
            yield from (borde for borde in (condicion.desde, condicion.hasta) if borde is not None)


def _a_menos_de(columna: str, borde: float, margen: float) -> nw.Expr:
    return nw.col(columna).is_between(borde - margen, borde + margen)
