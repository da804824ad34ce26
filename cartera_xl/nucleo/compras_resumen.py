"""Hechos a partir de las columnas de resumen de la hoja de clientes (última compra, compras, importe…).

Lo que necesita el registro de movimientos (últimos 12 meses, tendencia, meses, categorías) queda sin dato.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros, Origen, dias, filas_de, incidencia_de_filas, numeros


def columnas_de_resumen(clientes: Marco, corte: date, origen: Origen) -> tuple[dict[str, Any], list[Incidencia]]:
    """Los hechos que se pueden sacar de cada fila sin más que sus columnas; el estado va aparte."""
    dia = numero_de_dia(corte)
    primera, ultima = dias(clientes, "primera_compra"), dias(clientes, "ultima_compra")
    compras = numeros(clientes, "compras")
    malas = {
        "primera_compra": primera > dia,
        "ultima_compra": ultima > dia,
        "compras": (compras < 0) | (compras != np.floor(compras)) & ~np.isnan(compras),
    }
    primera = np.where(malas["primera_compra"], np.nan, primera)
    ultima = np.where(malas["ultima_compra"], np.nan, ultima)
    compras = np.where(malas["compras"], np.nan, compras)
    malas["orden"] = primera > ultima
    primera = np.where(malas["orden"], np.nan, primera)
    edad = ultima - primera
    recompras = np.maximum(compras - 1, 0.0)
    columnas: dict[str, Any] = {
        "dias_sin_comprar": dia - ultima,
        "compras": compras,
        "recompras": recompras,
        "antiguedad": dia - primera,
        "edad_ultima_compra": edad,
        "ritmo": _cociente(edad, recompras, (recompras > 0) & (edad > 0)),
    }
    columnas |= importes_de_resumen(clientes)
    columnas["ticket_medio"] = _cociente(columnas["importe_neto"], compras, compras > 0)
    return columnas, _incidencias(clientes, malas, corte, origen)


def importes_de_resumen(clientes: Marco) -> dict[str, Numeros]:
    """Neto, bruto y devoluciones (en positivo, se escriban como se escriban); el que falte, de los otros dos.

    Sin columna de devoluciones, bruto y neto son el mismo número: el que haya.
    """
    neto, bruto = numeros(clientes, "importe_neto"), numeros(clientes, "importe_bruto")
    devoluciones = np.abs(numeros(clientes, "devoluciones"))
    sin_dato = np.isnan(devoluciones)
    restar = np.where(sin_dato, 0.0, devoluciones)
    neto_final = np.where(np.isnan(neto), bruto - restar, neto)
    bruto_final = np.where(np.isnan(bruto) & ~sin_dato, neto + restar, bruto)
    return {"importe_neto": neto_final, "importe_bruto": bruto_final, "devoluciones": devoluciones}


def _cociente(numerador: Numeros, denominador: Numeros, sirve: Marca) -> Numeros:
    return np.where(sirve, numerador / np.where(sirve, denominador, 1.0), np.nan)


def _incidencias(clientes: Marco, malas: Mapping[str, Marca], corte: date, origen: Origen) -> list[Incidencia]:
    hasta = f"posterior a la fecha de corte ({corte:%d/%m/%Y}); no se usa"
    textos = {
        "primera_compra": ("posterior_al_corte", f"con la primera compra {hasta}", "Corrija la fecha."),
        "ultima_compra": ("posterior_al_corte", f"con la última compra {hasta}", "Corrija la fecha o cambie --corte."),
        "compras": ("compras_imposibles", "con un número de compras imposible; no se usa", "Escriba un entero."),
        "orden": (
            "fechas_al_reves",
            "con la primera compra después de la última; la primera no se usa",
            "Corrija una de las dos fechas.",
        ),
    }
    filas = filas_de(clientes)
    lista = []
    for campo, (clase, texto, remedio) in textos.items():
        if malas[campo].any():
            cuales = filas[malas[campo]].tolist()
            que = f"{'Un cliente' if len(cuales) == 1 else f'{len(cuales)} clientes'} {texto}."
            donde = (origen, "primera_compra" if campo == "orden" else campo)
            lista.append(incidencia_de_filas(clase, que, remedio, donde=donde, filas=cuales))
    return lista
