"""Lo que tiene fecha: contratos por vencer y renovados, y fechas especiales."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from cartera_xl.nucleo.alertas.tipos import ALTA, BAJA, MEDIA, NINGUNA, Alerta, ClaseDeAlerta, Hallazgo
from cartera_xl.nucleo.alertas.vista import Vista
from cartera_xl.nucleo.hechos import Marca, Marco, dias, numeros
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import fecha, por_ciento

PLAZOS = (30, 60, 90)
"""Días antes del vencimiento en que se avisa, de más a menos urgente (artículo 001)."""
DIAS_DE_RENOVADO = 90
DIAS_DE_FECHA_ESPECIAL = 30
_ANUAL = 365.25
_HOLGURA_DE_ANIVERSARIO = 15.0
_EPOCA = date(1970, 1, 1)


def contratos(vista: Vista, puntuados: Marco, corte: date) -> Hallazgo:
    """Contratos que vencen en 90 días o menos, o ya vencidos; el que vence el mismo día del corte aún no ha vencido.

    De un cliente valioso: Alta a 30 días o vencido hace 90 como mucho, Media a 60. De los demás, Media a 30 o vencido.
    El resto, Baja.
    """
    vence, prob = numeros(puntuados, "vence"), numeros(puntuados, "prob_renovacion")
    veces, importes = numeros(puntuados, "renovaciones"), numeros(puntuados, "importe_contrato")
    posiciones = np.flatnonzero(vista.cliente & (vence <= PLAZOS[-1]))
    alertas = [
        Alerta(
            p,
            ClaseDeAlerta.CONTRATO,
            _gravedad(vence[p], valioso=bool(vista.valioso[p])),
            _texto(float(vence[p]), float(prob[p]), float(veces[p]), corte),
            None if np.isnan(importes[p]) else float(importes[p]),
        )
        for p in posiciones.tolist()
    ]
    miradas = int((vista.cliente & ~np.isnan(vence)).sum())
    conocidas = prob[posiciones]
    if not len(posiciones) or np.isnan(conocidas).all():
        return Hallazgo(ClaseDeAlerta.CONTRATO, alertas, miradas)
    como = "los que se renovarían de todos modos, según su probabilidad de renovación"
    return Hallazgo(ClaseDeAlerta.CONTRATO, alertas, miradas, float(np.nansum(conocidas)), como)


def _gravedad(vence: float, *, valioso: bool) -> str:
    if -PLAZOS[-1] <= vence <= PLAZOS[0]:
        return ALTA if valioso else MEDIA
    return MEDIA if valioso and 0 <= vence <= PLAZOS[1] else BAJA


def _texto(vence: float, prob: float, veces: float, corte: date) -> str:
    dia = fecha(corte + timedelta(days=int(vence)))
    if vence < 0:
        return f"Contrato vencido el {dia} (hace {contar(int(-vence), 'día', 'días')})"
    cuando = "vence hoy" if vence == 0 else f"vence en {contar(int(vence), 'día', 'días')} ({dia})"
    if prob != prob:
        return f"Contrato {cuando}"
    ya = f", renovado {contar(int(veces), 'vez', 'veces')}" if veces >= 1 else ""
    return f"Contrato {cuando}: {por_ciento(prob)} de renovar{ya}"


def renovados(vista: Vista, puntuados: Marco, clientes: Marco, corte: date) -> Hallazgo:
    """Contratos que han empezado un periodo nuevo en el último trimestre.

    Se sabe si constan el alta, el fin y las renovaciones, y del alta al fin caben justos tantos periodos de años
    enteros como renovaciones y uno más; si no, el alta no es la del contrato y no se dice nada.
    """
    vence, veces = numeros(puntuados, "vence"), numeros(puntuados, "renovaciones")
    alta = dias(clientes, "fecha_alta") - (corte - _EPOCA).days
    periodo = (vence - alta) / (veces + 1)
    enteros = np.round(periodo / _ANUAL)
    justo = (enteros >= 1) & (np.abs(periodo - enteros * _ANUAL) * (veces + 1) <= _HOLGURA_DE_ANIVERSARIO)
    desde = periodo - vence
    cuales = vista.cliente & (veces >= 1) & justo & (desde >= 0) & (desde <= DIAS_DE_RENOVADO)
    importes = numeros(puntuados, "importe_contrato")
    alertas = [
        Alerta(
            p,
            ClaseDeAlerta.RENOVADO,
            NINGUNA,
            f"Contrato renovado por {int(veces[p])}.ª vez, hasta el {fecha(corte + timedelta(days=int(vence[p])))}",
            None if np.isnan(importes[p]) else float(importes[p]),
            True,
        )
        for p in np.flatnonzero(cuales).tolist()
    ]
    return Hallazgo(ClaseDeAlerta.RENOVADO, alertas, int((vista.cliente & (veces >= 1) & justo).sum()))


def fechas_especiales(vista: Vista, clientes: Marco, opuestos: Marca, hoy: date) -> Hallazgo:
    """Los aniversarios de los próximos 30 días, hoy incluido; nunca de quien se opone a que se le hable."""
    escritas = dias(clientes, "fecha_especial")
    posibles = vista.cliente & ~np.isnan(escritas) & ~opuestos
    alertas = [
        Alerta(p, ClaseDeAlerta.FECHA_ESPECIAL, NINGUNA, texto, es_positiva=True)
        for p in np.flatnonzero(posibles).tolist()
        for texto in _proxima(_EPOCA + timedelta(days=int(escritas[p])), hoy)
    ]
    return Hallazgo(ClaseDeAlerta.FECHA_ESPECIAL, alertas, int(posibles.sum()))


def _proxima(escrita: date, hoy: date) -> Iterator[str]:
    """El texto, si el aniversario cae en los próximos días; el 29 de febrero se celebra el 28 si no lo hay."""
    for cual in (hoy.year, hoy.year + 1):
        dia = 28 if (escrita.month, escrita.day) == (2, 29) and not _bisiesto(cual) else escrita.day
        faltan = (date(cual, escrita.month, dia) - hoy).days
        if 0 <= faltan <= DIAS_DE_FECHA_ESPECIAL:
            cuando = "hoy" if faltan == 0 else f"en {contar(faltan, 'día', 'días')}"
            yield f"Fecha especial {cuando} ({dia:02d}/{escrita.month:02d})"
            return


def _bisiesto(cual: int) -> bool:
    return cual % 4 == 0 and (cual % 100 != 0 or cual % 400 == 0)
