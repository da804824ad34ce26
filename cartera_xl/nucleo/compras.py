"""Los hechos de compra de cada cliente, de los movimientos o de las columnas de resumen, a una fecha de corte.

Una fila por fila de clientes, en su orden, con las columnas de `hechos.COLUMNAS_DE_HECHOS`. La fecha de corte es
siempre un argumento: aquí nadie mira el reloj.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_agregado import Ventanas, agregar, registro_de_lineas
from cartera_xl.nucleo.compras_lineas import Lineas, numero_de_dia, preparar_lineas
from cartera_xl.nucleo.compras_palabras import estados_escritos, puntos_0_100, varias_monedas
from cartera_xl.nucleo.compras_resumen import columnas_de_resumen
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.hechos import (
    CLIENTE,
    COLUMNAS_DE_TEXTO,
    HOJA_CLIENTES,
    HOJA_MOVIMIENTOS,
    POTENCIAL,
    Marca,
    Marco,
    Origen,
    Textos,
    cuadro_de_hechos,
    dias,
    filas_de,
    incidencia_de_filas,
    marco_de,
    numeros,
)
from cartera_xl.nucleo.pronostico.registro import Registro


def corte_por_defecto(clientes: Any, movimientos: Any = None, *, hoy: date | None = None) -> date | None:
    """La última fecha de compra que consta (de los movimientos si los hay), sin pasar de `hoy` si se da.

    Una fecha del futuro es un error de escritura y arrastraría a toda la cartera. `None` si no consta ninguna.
    """
    candidatos = (movimientos, "fecha"), (clientes, "ultima_compra"), (clientes, "primera_compra")
    for cuadro, campo in candidatos:
        if cuadro is None:
            continue
        fechas = dias(marco_de(cuadro), campo)
        validas = fechas[~np.isnan(fechas)]
        if hoy is not None:
            validas = validas[validas <= (hoy - date(1970, 1, 1)).days]
        if len(validas):
            return date(1970, 1, 1) + timedelta(days=int(validas.max()))
    return None


def hechos_de_movimientos(
    clientes: Any,
    movimientos: Any,
    corte: date,
    *,
    origen_clientes: Origen = HOJA_CLIENTES,
    origen_movimientos: Origen = HOJA_MOVIMIENTOS,
) -> tuple[Marco, list[Incidencia]]:
    """Hechos calculados línea a línea. Los dos cuadros llevan ya su `clave` entera (`claves.emparejar`), -1 sin ella.

    Si dos filas de clientes comparten clave, los hechos van a la primera y la otra queda sin datos de compra.
    Un cliente sin movimientos tiene 0 compras y neto 0.
    """
    marco_clientes, marco_movimientos = marco_de(clientes), marco_de(movimientos)
    lineas = preparar_lineas(marco_movimientos, corte, origen_movimientos)
    cuadro, avisos = hechos_de_lineas(marco_clientes, lineas, corte, origen_clientes)
    monedas = varias_monedas(marco_movimientos, origen_movimientos)
    return cuadro, [*monedas, *lineas.incidencias, *avisos]


def hechos_de_lineas(
    clientes: Marco, lineas: Lineas, corte: date, origen: Origen = HOJA_CLIENTES
) -> tuple[Marco, list[Incidencia]]:
    """Como `hechos_de_movimientos`, con las líneas ya preparadas: las que haya, ninguna posterior al corte."""
    clave = np.asarray(clientes["clave"].to_numpy(), dtype=np.int64)
    ultima = int(lineas.cuadro["clave"].max()) if len(lineas.cuadro) else -1
    claves = max(int(clave.max(initial=-1)), ultima) + 1
    por_clave = agregar(lineas, Ventanas.hasta(corte), claves)
    columnas = _repartir(por_clave, clave, claves)
    con_movimientos = np.append(por_clave["movimientos"], 0.0)[clave] > 0
    estado, avisos = _estado(clientes, con_movimientos, columnas["compras"] > 0, origen)
    completas, dudas = _con_lo_dado(clientes, columnas | {"estado": estado.tolist()}, corte, origen)
    return completas, [*avisos, *dudas]


def registro_de_movimientos(movimientos: Any, corte: date, *, origen: Origen = HOJA_MOVIMIENTOS) -> Registro:
    """Las compras por cliente y día hasta el corte; la posición de cada cliente es su `clave`."""
    marco = marco_de(movimientos)
    claves = int(marco["clave"].max()) + 1 if len(marco) else 0
    return registro_de_lineas(preparar_lineas(marco, corte, origen), max(claves, 0))


def hechos_de_resumen(clientes: Any, corte: date, *, origen: Origen = HOJA_CLIENTES) -> tuple[Marco, list[Incidencia]]:
    """Hechos sacados de las columnas de la hoja de clientes; lo que necesita el registro queda sin dato.

    El ritmo se estima repartiendo el tiempo de la primera a la última compra entre las recompras.
    """
    marco = marco_de(clientes)
    columnas, incidencias = columnas_de_resumen(marco, corte, origen)
    consta = (~np.isnan(dias(marco, "ultima_compra"))) | (~np.isnan(dias(marco, "primera_compra")))
    consta |= (numeros(marco, "compras") > 0) | (np.nan_to_num(columnas["importe_neto"]) != 0)
    if "compra_ilegible" in marco.columns:
        consta |= np.asarray(marco["compra_ilegible"].to_numpy(), dtype=bool)
    estado, avisos = _estado(marco, consta, consta, origen)
    sin_compras = (estado == POTENCIAL) & np.isnan(columnas["compras"])
    columnas["compras"] = np.where(sin_compras, 0.0, columnas["compras"])
    columnas["recompras"] = np.where(sin_compras, 0.0, columnas["recompras"])
    completas, dudas = _con_lo_dado(marco, columnas | {"estado": estado.tolist()}, corte, origen)
    return completas, [*varias_monedas(marco, origen), *incidencias, *avisos, *dudas]


def _repartir(por_clave: dict[str, Any], clave: NDArray[np.int64], claves: int) -> dict[str, Any]:
    """De una posición por clave a una por fila: sin clave, ceros donde «ninguno» es un dato; repetida, nada."""
    primeras = np.zeros(len(clave), dtype=bool)
    primeras[np.unique(clave, return_index=True)[1]] = True
    repetida = ~primeras & (clave >= 0)
    sitio = np.where(clave >= 0, clave, claves)
    columnas: dict[str, Any] = {}
    for nombre, valores in por_clave.items():
        if nombre in COLUMNAS_DE_TEXTO:
            con_falta = [*valores, None]
            columnas[nombre] = [None if otra else con_falta[i] for i, otra in zip(sitio, repetida, strict=True)]
        elif nombre != "movimientos":
            falta = 0.0 if nombre in _CERO_SIN_MOVIMIENTOS else np.nan
            columnas[nombre] = np.where(repetida, np.nan, np.append(valores, falta)[sitio])
    return columnas


_CERO_SIN_MOVIMIENTOS = frozenset(
    (
        "compras",
        "recompras",
        "importe_neto",
        "importe_bruto",
        "devoluciones",
        "importe_12m",
        "meses_activos",
        "compras_90d",
        "compras_180d",
        "compras_365d",
        "compras_pagadas",
    )
)


def _estado(clientes: Marco, consta: Marca, ha_comprado: Marca, origen: Origen) -> tuple[Textos, list[Incidencia]]:
    """Cliente o potencial: lo escrito en la hoja, y si no dice nada, cliente quien tiene alguna compra.

    Quien figura como potencial y ya ha comprado es cliente: los hechos mandan, y se avisa.
    """
    dice_cliente, dice_potencial = estados_escritos(clientes)
    es_cliente = ha_comprado | dice_cliente | (consta & ~dice_potencial)
    estado = np.where(es_cliente, CLIENTE, POTENCIAL)
    chocan = filas_de(clientes)[ha_comprado & dice_potencial].tolist()
    if not chocan:
        return estado, []
    cuantos = "Una fila figura" if len(chocan) == 1 else f"{len(chocan)} filas figuran"
    que = f"{cuantos} como potencial y ya ha comprado: se trata como cliente."
    remedio = "Actualice la columna de estado."
    return estado, [
        incidencia_de_filas("potencial_con_compras", que, remedio, donde=(origen, "estado"), filas=chocan, aviso=True)
    ]


def _con_lo_dado(
    clientes: Marco, columnas: dict[str, Any], corte: date, origen: Origen
) -> tuple[Marco, list[Incidencia]]:
    """Añade lo que la persona da escrito (contrato, gasto previsto, encaje, potencial, margen) y monta el cuadro."""
    encaje, dudas = puntos_0_100(clientes, "encaje", origen)
    potencial, mas = puntos_0_100(clientes, "potencial", origen)
    completas = columnas | {
        "fila": filas_de(clientes),
        "importe_contrato": numeros(clientes, "importe_contrato"),
        "vence": dias(clientes, "fin_contrato") - numero_de_dia(corte),
        "renovaciones": numeros(clientes, "renovaciones"),
        "margen": numeros(clientes, "margen"),
        "gasto_previsto": numeros(clientes, "gasto_previsto"),
        "encaje": encaje,
        "potencial_dado": potencial,
    }
    return cuadro_de_hechos(completas, clientes.implementation), [*dudas, *mas]
