"""Cuánto hay de cada riesgo en la cartera: lo que se mide, y lo que se supone cuando la hoja no lo dice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.ingresos.valoracion import Exposicion, Recurrentes, RiesgoDeValor
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import decimal, por_ciento

DIAS_CON_CONTRATO = 365
"""Un contrato cubre los ingresos del año que viene: si le quedan menos días, solo esa parte."""
MESES_DE_GRACIA, MESES_DE_MAS = 3.0, 12.0
"""Unos datos de hasta tres meses no descuentan nada, y más de un año después ya da igual. Decisión de la casa, 2026."""
_DIAS_POR_MES = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Indicios:
    """Lo que se sabe de cada cliente recurrente, una posición por cliente; `peso` es su ingreso, nunca negativo.

    `vence`: días que quedan de contrato, NaN sin él. `ficha`: parte de 1 de la ficha rellena. `con_aviso`: si sus datos
    tienen algún aviso. `responsables` es `None` si la hoja no dice quién atiende a nadie. `dias_de_datos`: de la última
    compra que consta a hoy.
    """

    peso: Numeros
    vence: Numeros
    ficha: Numeros
    con_aviso: Marca
    responsables: Sequence[str | None] | None
    dias_de_datos: int


def medir_exposiciones(
    indicios: Indicios, recurrentes: Recurrentes, pais: str | None
) -> Mapping[RiesgoDeValor, Exposicion]:
    """La de cada riesgo."""
    return {
        RiesgoDeValor.CONCENTRACION: _concentracion(recurrentes, pais),
        RiesgoDeValor.CONTRATOS: _contratos(indicios),
        RiesgoDeValor.CALIDAD: _calidad(indicios),
        RiesgoDeValor.PERSONAL: _personal(indicios),
        RiesgoDeValor.ANTIGUEDAD: _antiguedad(indicios.dias_de_datos, pais),
    }


def _medida(cuanto: float, texto: str) -> Exposicion:
    acotada = max(0.0, cuanto)
    return Exposicion(acotada, acotada, texto)


def _parte(peso: Numeros, valores: Numeros) -> float:
    """Media de los valores por el peso de cada cliente; 0 si nadie pesa."""
    total = float(peso.sum())
    return float((peso * np.nan_to_num(valores)).sum() / total) if total > 0 else 0.0


def _concentracion(recurrentes: Recurrentes, pais: str | None) -> Exposicion:
    iguales = f"como {decimal(1 / recurrentes.hhi, pais)} clientes iguales" if recurrentes.hhi > 0 else "sin ingresos"
    texto = (
        f"cuota de los cinco mayores, {por_ciento(recurrentes.cuota_cinco)} (el mayor, "
        f"{por_ciento(recurrentes.cuota_mayor)}; índice HHI {decimal(recurrentes.hhi, pais, decimales=2)}, {iguales})"
    )
    return _medida(recurrentes.cuota_cinco, texto)


def _contratos(indicios: Indicios) -> Exposicion:
    cubre = np.clip(np.nan_to_num(indicios.vence) / DIAS_CON_CONTRATO, 0.0, 1.0)
    vigentes = int((indicios.vence > 0).sum())
    cubierto = _parte(indicios.peso, cubre)
    texto = (
        f"parte del ingreso de un año sin contrato que la cubra, {por_ciento(1 - cubierto)} "
        f"({contar(vigentes, 'contrato', 'contratos')} en vigor)"
    )
    return _medida(1 - cubierto, texto)


def _calidad(indicios: Indicios) -> Exposicion:
    con_aviso = _parte(indicios.peso, indicios.con_aviso.astype(np.float64))
    conocida = ~np.isnan(indicios.ficha)
    falta = _parte(indicios.peso[conocida], 1 - indicios.ficha[conocida])
    texto = (
        f"lo que sea más: parte de la ficha sin rellenar, {por_ciento(falta)}, o ingreso de clientes con avisos en sus "
        f"datos, {por_ciento(con_aviso)}"
    )
    return _medida(max(falta, con_aviso), texto)


def _personal(indicios: Indicios) -> Exposicion:
    if indicios.responsables is None or not any(indicios.responsables):
        texto = "no consta quién atiende a cada cliente: desfavorable, que sea uno solo; favorable, que dé igual"
        return Exposicion(1.0, 0.0, texto)
    nombres, sitio = np.unique([nombre or "" for nombre in indicios.responsables], return_inverse=True)
    sumas = np.bincount(sitio, weights=indicios.peso, minlength=len(nombres))
    sumas[nombres == ""] = 0.0
    total = float(indicios.peso.sum())
    cuota = float(sumas.max()) / total if total > 0 else 0.0
    mayor = str(nombres[int(sumas.argmax())])
    return _medida(cuota, f"parte del ingreso que lleva una sola persona, {por_ciento(cuota)} ({mayor})")


def _antiguedad(dias: int, pais: str | None) -> Exposicion:
    meses = max(0.0, dias) / _DIAS_POR_MES
    cuentan = min(max(0.0, meses - MESES_DE_GRACIA), MESES_DE_MAS)
    texto = (
        f"meses de atraso de más de {MESES_DE_GRACIA:.0f}, {decimal(cuentan, pais)} "
        f"(la última compra es de hace {contar(max(dias, 0), 'día', 'días')})"
    )
    return _medida(cuentan, texto)
