"""Cuánto se ha alejado la cartera de hoy de la que calibró el baremo que se conserva.

* PSI (índice de estabilidad de la población): suma (hoy − antes) ln(hoy/antes) sobre la parte de clientes que saca cada
  nota, con el baremo conservado; se da el mayor de R, F y M. Hasta 0,1 se considera estable y por encima de 0,2,
  cambiada: es la costumbre en puntuación de crédito.
* Cambian: parte de los clientes a los que recalibrar movería R, F o M. Avisa por encima del 10 %.
Fuente: definición 3 de la casa.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from cartera_xl.nucleo.baremo import Baremo, Reparto, calibrar_sin_pronostico
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.puntuacion import con_partes

PSI_MAXIMO = 0.2
CAMBIAN_MAXIMO = 0.10
_PARTE_MINIMA = 1e-4
_NOMBRES = ("recencia", "frecuencia", "importe")


@dataclass(frozen=True, slots=True)
class Deriva:
    """`psi`, el mayor de los tres; `cambian`, en tanto por uno; `aviso`, `None` si el baremo sigue sirviendo."""

    psi: float
    cambian: float
    aviso: str | None = None


def deriva(hechos: nw.DataFrame[Any], baremo: Baremo, configuracion: Configuracion) -> Deriva:
    """Compara los clientes de hoy con el baremo conservado; sin clientes hoy, no hay deriva que medir."""
    hoy = calibrar_sin_pronostico(hechos, replace(configuracion, cortes=baremo.regla_de_cortes), baremo.corte)
    if not hoy.n:
        return Deriva(0.0, 0.0)
    con_el_viejo, con_el_nuevo = con_partes(hechos, baremo), con_partes(hechos, hoy)
    psis = [_psi(antes, _reparto(con_el_viejo, nota)) for antes, nota in zip(_repartos(baremo), "rfm", strict=True)]
    psi = max(psis)
    cambian = _parte_que_cambia(con_el_viejo, con_el_nuevo)
    aviso = None
    if psi > PSI_MAXIMO or cambian > CAMBIAN_MAXIMO:
        aviso = _aviso(baremo, psi, cambian, _NOMBRES[psis.index(psi)])
    return Deriva(psi, cambian, aviso)


def _aviso(baremo: Baremo, psi: float, cambian: float, donde: str) -> str:
    por_ciento, indice = f"{100 * cambian:.1f}".replace(".", ","), f"{psi:.2f}".replace(".", ",")
    return (
        f"El baremo del {baremo.corte:%d/%m/%Y} ya no describe la cartera: recalibrar cambiaría los puntos del "
        f"{por_ciento} % de los clientes (PSI {indice} en {donde}). Renuévelo con --recalibrar cuando le convenga."
    )


def _repartos(baremo: Baremo) -> tuple[Reparto, Reparto, Reparto]:
    return baremo.reparto_r, baremo.reparto_f, baremo.reparto_m


def _reparto(marco: nw.DataFrame[Any], nota: str) -> Reparto:
    notas = marco[nota].drop_nulls()
    return tuple(float((notas == valor).sum()) / max(len(notas), 1) for valor in range(1, 6))


def _psi(antes: Reparto, hoy: Reparto) -> float:
    """Cero si falta uno de los dos: sin datos no se mide deriva. Las notas que nadie saca cuentan una diezmilésima."""
    if not sum(antes) or not sum(hoy):
        return 0.0
    pares = [(max(a, _PARTE_MINIMA), max(h, _PARTE_MINIMA)) for a, h in zip(antes, hoy, strict=True)]
    return sum((h - a) * math.log(h / a) for a, h in pares)


def _parte_que_cambia(uno: nw.DataFrame[Any], otro: nw.DataFrame[Any]) -> float:
    """Sobre los clientes con algún punto en uno de los dos."""
    cambia = con_nota = nw.lit(False)
    juntos = uno.select(r="r", f="f", m="m").with_columns(**{f"{nota}_otro": otro[nota] for nota in "rfm"})
    for nota in "rfm":
        antes, despues = nw.col(nota).fill_null(0.0), nw.col(f"{nota}_otro").fill_null(0.0)
        cambia, con_nota = cambia | (antes != despues), con_nota | (antes > 0) | (despues > 0)
    cuentas = juntos.select(cambia.cast(nw.Int64).sum().alias("cambian"), con_nota.cast(nw.Int64).sum().alias("todos"))
    return float(cuentas["cambian"][0]) / max(int(cuentas["todos"][0]), 1)
