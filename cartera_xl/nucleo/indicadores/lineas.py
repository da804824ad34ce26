"""La cartera partida por algo que dice cada compra y no el cliente: el producto, la categoría, el canal."""

from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.compras_agregado import por_dia_de_cliente
from cartera_xl.nucleo.compras_lineas import preparar_lineas
from cartera_xl.nucleo.hechos import HOJA_MOVIMIENTOS, Marco
from cartera_xl.nucleo.indicadores.base import (
    SIN_PRIMERA,
    Base,
    Compras,
    Enteros,
    centimos_partidos,
    compras_por_dia,
    ejercicio_de,
)


def por_lineas(base: Base, movimientos: Marco, claves: Enteros, campo: str) -> tuple[Base, list[str | None]] | None:
    """Una posición por cliente y valor de `campo` en que haya comprado, y el valor de cada una.

    `None` si las compras no traen esa columna o va vacía. Lo que solo se sabe del cliente entero (CLV, satisfacción)
    se queda sin dato.
    """
    if campo not in movimientos.columns or movimientos[campo].null_count() == len(movimientos):
        return None
    con_campo = movimientos.with_columns(nw.col(campo).cast(nw.String).alias("categoria"))
    lineas = preparar_lineas(con_campo, base.corte, HOJA_MOVIMIENTOS).cuadro
    escritos = [texto.strip() if isinstance(texto, str) else "" for texto in lineas["categoria"].to_list()]
    valores = sorted(set(escritos))
    numero = {valor: i for i, valor in enumerate(valores)}
    codigos = np.fromiter((numero[valor] for valor in escritos), dtype=np.int64, count=len(escritos))
    clave = np.asarray(lineas["clave"].to_numpy(), dtype=np.int64)
    parejas, quien = np.unique(clave * max(len(valores), 1) + codigos, return_inverse=True)
    cliente = _primera_fila(claves)[parejas // max(len(valores), 1)]
    compras = replace(_compras(lineas, quien, len(parejas)), cliente=cliente)
    return _partida(base, cliente, compras), [valores[i] or None for i in (parejas % max(len(valores), 1)).tolist()]


def _compras(lineas: Marco, quien: Any, cuantos: int) -> Compras:
    por_pareja = lineas.with_columns(nw.new_series("clave", quien, nw.Int64, backend=lineas.implementation))
    dias = por_dia_de_cliente(por_pareja)
    clave, dia, neto, compra = (
        np.asarray(dias[columna].to_numpy(), dtype=np.int64) for columna in ("clave", "dia", "neto", "compra")
    )
    return compras_por_dia(clave, dia, neto, compra == 1, cuantos)


def _primera_fila(claves: Enteros) -> Enteros:
    """De clave a la primera posición que la lleva."""
    sitio = np.zeros(int(claves.max(initial=0)) + 1, dtype=np.int64)
    con_clave = np.flatnonzero(claves >= 0)[::-1]
    sitio[claves[con_clave]] = con_clave
    return sitio


def _partida(base: Base, cliente: Enteros, compras: Compras) -> Base:
    suma = np.zeros(compras.cuantos, dtype=np.int64)
    np.add.at(suma, compras.quien, compras.unidades)
    nada = np.full(compras.cuantos, np.nan)
    veces = np.bincount(compras.quien[compras.compra], minlength=compras.cuantos).astype(np.float64)
    return replace(
        base,
        compras=compras,
        ejercicio=ejercicio_de(compras, base.bordes),
        es_cliente=base.es_cliente[cliente],
        neto=centimos_partidos(suma, cliente),
        veces=veces,
        clv=nada,
        margen=base.margen[cliente],
        csat=nada,
        inactivo=base.inactivo[cliente],
        en_riesgo=base.en_riesgo[cliente],
        alta=base.alta[cliente],
        primera=np.where(compras.primera == SIN_PRIMERA, np.nan, compras.primera.astype(np.float64)),
        repartida=True,
    )
