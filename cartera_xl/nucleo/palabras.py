"""Lo que se dice con palabras o con fechas: motivo del riesgo, próxima compra y con qué método se ha pronosticado."""

from datetime import date, timedelta
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.pronostico.tipos import Pronostico
from cartera_xl.nucleo.riesgo import motivos_de_riesgo

NO_SE_ESPERA = "No se espera en 12 meses"
POR_SU_RITMO = "Según su ritmo, sin margen"


def con_palabras(puntuados: nw.DataFrame[Any], baremo: Baremo, corte: date) -> nw.DataFrame[Any]:
    """Añade `riesgo_motivo`, `proxima_compra` (fecha, nula si no se espera) y `proxima_rango` (texto)."""
    motor = puntuados.implementation
    pronostico = baremo.pronostico
    horizonte = None if pronostico is None else pronostico.horizonte
    fechas, rangos = _proximas(puntuados, corte)
    return puntuados.with_columns(
        nw.new_series("riesgo_motivo", motivos_de_riesgo(puntuados, horizonte), nw.String, backend=motor),
        nw.new_series("proxima_compra", fechas, nw.Date, backend=motor),
        nw.new_series("proxima_rango", rangos, nw.String, backend=motor),
    )


def notas_de_pronostico(baremo: Baremo, *, hay_movimientos: bool) -> list[str]:
    """Con qué se ha pronosticado, con cuántos clientes, cómo se eligió y qué reservas tiene."""
    renovaciones = [] if baremo.contratos is None else [_renovaciones(baremo.contratos)]
    if baremo.pronostico is None:
        if hay_movimientos:
            return ["El baremo no tiene pronóstico de compras: use --recalibrar para calcularlo.", *renovaciones]
        sin = "Sin movimientos no hay pronóstico de compras: el riesgo sale de los días sin comprar."
        return [sin, *renovaciones]
    notas = [_metodo(baremo.pronostico)]
    prueba = baremo.pronostico.prueba
    if prueba is not None:
        notas.append(
            f"Elegido con su propio pasado ({prueba.corte:%d/%m/%Y} a {prueba.hasta:%d/%m/%Y}): {prueba.motivo}"
        )
    if prueba is not None and not baremo.tabla_clv:
        notas.append("El CLV no ordenó mejor que el neto de 12 meses en esa prueba: el eje valor sigue usando el neto.")
    gasto = baremo.pronostico.gasto.aviso
    return [*notas, *([f"Gasto por compra: {gasto[:1].lower()}{gasto[1:]}"] if gasto else []), *renovaciones]


def _renovaciones(contratos: Ajuste) -> str:
    como = f"{contratos.metodo.value}, {contar(contratos.clientes, 'contrato', 'contratos')}"
    return f"Probabilidad de renovación con sBG ({como}){f'; {contratos.aviso}' if contratos.aviso else ''}."


def _metodo(pronostico: Pronostico) -> str:
    from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS  # scipy: solo si hay pronóstico

    ajuste = pronostico.ajuste
    metodo = CANDIDATOS[ajuste.modelo]
    como = contar(ajuste.clientes, "cliente", "clientes")
    if metodo.es_modelo:
        previa = "" if ajuste.sigma is None else f", previa {ajuste.sigma:g}".replace(".", ",")
        como = f"{ajuste.metodo.value}{previa}, {como}"
    reserva = f"; {ajuste.aviso}" if ajuste.aviso else ""
    return f"Pronóstico a {pronostico.horizonte} días con {metodo.nombre} ({como}){reserva}."


def _proximas(puntuados: nw.DataFrame[Any], corte: date) -> tuple[list[date | None], list[str]]:
    cuando, desde, hasta = (_dias(puntuados, nombre) for nombre in ("proxima", "proxima_desde", "proxima_hasta"))
    con_prob = ~np.isnan(_dias(puntuados, "prob_volver"))
    fechas: list[date | None] = []
    rangos = []
    for dia, primero, ultimo, sabido in zip(cuando.tolist(), desde.tolist(), hasta.tolist(), con_prob, strict=True):
        fechas.append(None if dia != dia else corte + timedelta(days=round(dia)))
        rangos.append(_rango(primero, ultimo, corte) if dia == dia else NO_SE_ESPERA if sabido else "")
    return fechas, rangos


def _dias(puntuados: nw.DataFrame[Any], columna: str) -> NDArray[np.float64]:
    return np.asarray(puntuados[columna].cast(nw.Float64).to_numpy(), dtype=np.float64)


def _rango(primero: float, ultimo: float, corte: date) -> str:
    if primero != primero or ultimo != ultimo:
        return POR_SU_RITMO
    bordes = (corte + timedelta(days=round(dia)) for dia in (primero, ultimo))
    return " – ".join(f"{borde:%d/%m/%Y}" for borde in bordes)
