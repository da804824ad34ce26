"""De líneas a hechos por cliente: agrupaciones con álgebra portátil, y la mediana de los huecos con numpy.

Compra es un día de cliente con neto positivo, o con neto cero y sin ninguna devolución: un regalo o una muestra
cuenta para el cuándo (8 clientes de CDNOW no gastaron nada); un cero que sale de comprar y devolver, no.
Fuente: definiciones 1, 2 y 8 de la casa; Fader y Hardie, nota 026 (CDNOW), para unir las líneas del mismo día.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_lineas import UNIDADES, Lineas, numero_de_dia
from cartera_xl.nucleo.hechos import Marco, Numeros
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Registro

K_TENDENCIA = 4.0
"""Compras que pesan tanto como «no hay tendencia»: con 4 la razón se queda en la mitad. De partida, sin ajustar."""
COMPRAS_MINIMAS = 3
"""Con menos compras en los 24 meses no se da tendencia (definición 7: base de al menos 3 compras)."""
MARGEN_DE_INICIO = 31
"""Días que el registro puede empezar tarde sin que falten los 12 meses previos (un año que empieza en festivo)."""

_DE_PERIODO = tuple(f"compras_{dias}d" for dias in PERIODOS)
_DESPLAZAMIENTO = 719_163  # días del 1/1/1 al 1/1/1970: así ningún día es negativo


@dataclass(frozen=True, slots=True)
class Ventanas:
    """Bordes de los últimos 12 meses (hace_12m, corte] y de los 12 anteriores (hace_24m, hace_12m]."""

    corte: int
    hace_12m: int
    hace_24m: int

    @classmethod
    def hasta(cls, corte: date) -> "Ventanas":
        """El mismo día del calendario uno y dos años antes; el 29 de febrero pasa al 28."""
        bordes = [numero_de_dia(_anos_antes(corte, anos)) for anos in (0, 1, 2)]
        return cls(*bordes)


def _anos_antes(dia: date, anos: int) -> date:
    bisiesto_perdido = (dia.month, dia.day) == (2, 29) and anos % 4 != 0
    return dia.replace(year=dia.year - anos, day=28 if bisiesto_perdido else dia.day)


def por_dia_de_cliente(lineas: Marco) -> Marco:
    """Una fila por cliente y día: neto, bruto y devuelto en unidades enteras, y `compra` (0 o 1)."""
    unidades = nw.col("unidades")
    dias = (
        lineas.with_columns(
            bruto=nw.when(unidades > 0).then(unidades).otherwise(nw.lit(0)),
            devuelto=nw.when(unidades < 0).then(-unidades).otherwise(nw.lit(0)),
        )
        .group_by("clave", "dia")
        .agg(
            nw.col("mes").min(),
            nw.col("unidades").sum().alias("neto"),
            nw.col("bruto").sum(),
            nw.col("devuelto").sum(),
            nw.col("devolucion").max(),
        )
    )
    neto, hubo_devolucion = nw.col("neto"), nw.col("devolucion") == 1
    es_compra = (neto > 0) | ((neto == 0) & ~hubo_devolucion)
    return dias.with_columns(compra=nw.when(es_compra).then(nw.lit(1)).otherwise(nw.lit(0)))


def importes_por_cliente(dias: Marco, ventanas: Ventanas) -> Marco:
    """Sumas de todos los días, compren o no, y compras de los últimos 24 meses y de los periodos del pronóstico."""
    dia, neto = nw.col("dia"), nw.col("neto")
    ultimos = dia > ventanas.hace_12m
    previos = (dia > ventanas.hace_24m) & ~ultimos
    return (
        dias.with_columns(
            neto_12m=nw.when(ultimos).then(neto).otherwise(nw.lit(0)),
            neto_12m_previos=nw.when(previos).then(neto).otherwise(nw.lit(0)),
            compras_24m=nw.when(ultimos | previos).then(nw.col("compra")).otherwise(nw.lit(0)),
            pagadas=nw.when(neto > 0).then(nw.col("compra")).otherwise(nw.lit(0)),
            **{
                f"compras_{dias_atras}d": nw.when(dia > ventanas.corte - dias_atras)
                .then(nw.col("compra"))
                .otherwise(nw.lit(0))
                for dias_atras in PERIODOS
            },
        )
        .group_by("clave")
        .agg(
            nw.col(
                "neto", "bruto", "devuelto", "neto_12m", "neto_12m_previos", "compras_24m", "pagadas", *_DE_PERIODO
            ).sum()
        )
    )


def tiempos_por_cliente(compras: Marco) -> Marco:
    """Compras, primera, última y meses distintos, de los días con compra (se agrupa por mes y luego por cliente)."""
    por_mes = compras.group_by("clave", "mes").agg(
        nw.col("dia").min().alias("primera"), nw.col("dia").max().alias("ultima"), nw.col("compra").sum()
    )
    por_mes = por_mes.with_columns(meses=nw.lit(1), ultimo_mes=nw.col("mes"))
    return por_mes.group_by("clave").agg(
        nw.col("primera", "mes").min(), nw.col("ultima", "ultimo_mes").max(), nw.col("compra", "meses").sum()
    )


def categorias_por_cliente(lineas: Marco) -> Marco:
    """Categoría de más neto y cuántas distintas; en empate gana la primera por orden alfabético.

    Solo cuentan las categorías con alguna línea que no sea devolución.
    """
    por_categoria = (
        lineas.filter(~nw.col("categoria").is_null())
        .with_columns(venta=1 - nw.col("devolucion"))
        .group_by("clave", "categoria")
        .agg(nw.col("unidades").sum(), nw.col("venta").max())
        .filter(nw.col("venta") == 1)
    )
    cuantas = por_categoria.group_by("clave").agg(nw.len().alias("numero_categorias"))
    mejor = por_categoria.group_by("clave").agg(nw.col("unidades").max().alias("mejor"))
    primera = (
        por_categoria.join(mejor, on="clave", how="inner")
        .filter(nw.col("unidades") == nw.col("mejor"))
        .sort("clave", "categoria")
        .unique(subset=["clave"], keep="first", maintain_order=True)
    )
    return primera.select("clave", "categoria").join(cuantas, on="clave", how="inner")


def mediana_de_huecos(clave: NDArray[np.int64], dia: NDArray[np.int64], claves: int) -> Numeros:
    """Mediana de los días entre compras consecutivas de cada clave (0..claves-1); NaN sin ningún hueco.

    Con número par de huecos, la media de los dos centrales. Ordena en memoria: la mediana exacta por grupo no
    existe en todos los motores.
    """
    medianas = np.full(claves, np.nan)
    de, huecos = _ordenados(*_huecos(clave, dia))
    if not len(huecos):
        return medianas
    inicios = np.flatnonzero(np.r_[True, de[1:] != de[:-1]])
    cuantos = np.diff(np.r_[inicios, len(de)])
    centro_bajo, centro_alto = inicios + (cuantos - 1) // 2, inicios + cuantos // 2
    medianas[de[inicios]] = (huecos[centro_bajo] + huecos[centro_alto]) / 2
    return medianas


def registro_de_lineas(lineas: Lineas, claves: int) -> Registro:
    """Las líneas como registro por cliente y día, ordenado."""
    dias = por_dia_de_cliente(lineas.cuadro)
    clave, dia = (np.asarray(dias[columna].to_numpy(), dtype=np.int64) for columna in ("clave", "dia"))
    orden = np.lexsort((dia, clave))
    neto = np.asarray(dias["neto"].to_numpy(), dtype=np.float64)[orden] / UNIDADES
    compra = np.asarray(dias["compra"].to_numpy(), dtype=np.int64)[orden] == 1
    return Registro(clave[orden], dia[orden], neto, compra, claves)


def _huecos(clave: NDArray[np.int64], dia: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Clave y días de cada hueco entre dos compras seguidas de la misma clave."""
    clave, dia = _ordenados(clave, dia)
    mismo = clave[1:] == clave[:-1]
    return clave[1:][mismo], np.diff(dia)[mismo]


def _ordenados(clave: NDArray[np.int64], dia: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Por clave y luego por día, en una sola ordenación: los dos caben en un entero de 64 bits (día en 22)."""
    juntos = np.sort((clave << 22) + (dia + _DESPLAZAMIENTO))
    return juntos >> 22, (juntos & ((1 << 22) - 1)) - _DESPLAZAMIENTO


def tendencia(ultimos: Numeros, previos: Numeros, compras_24m: Numeros) -> Numeros:
    """Crecimiento en tanto por uno de los últimos 12 meses sobre los 12 anteriores, encogido por n/(n+k).

    Es exp(n/(n+k) · ln((a + t/2)/(b + t/2))) - 1, con a y b los netos de cada periodo (un neto negativo cuenta
    como 0), n las compras de los 24 meses y t el ticket (a+b)/n. La media compra que se suma a los dos lados la
    hace finita cuando un periodo es 0 y no cambia si cambia la moneda. NaN con menos de `COMPRAS_MINIMAS`
    compras o sin importe.
    """
    a, b = np.maximum(ultimos, 0.0), np.maximum(previos, 0.0)
    sirve = (compras_24m >= COMPRAS_MINIMAS) & (a + b > 0)
    n = np.where(sirve, compras_24m, 1.0)
    medio_ticket = np.where(sirve, (a + b) / n / 2, 1.0)
    razon = np.log((a + medio_ticket) / (b + medio_ticket))
    return np.where(sirve, np.expm1(n / (n + K_TENDENCIA) * razon), np.nan)


def agregar(lineas: Lineas, ventanas: Ventanas, claves: int) -> dict[str, Any]:
    """Los hechos de cada clave (posición 0..claves-1) como columnas; quien no tiene líneas lleva ceros o NaN."""
    dias = por_dia_de_cliente(lineas.cuadro)
    compras = dias.filter(nw.col("compra") == 1)
    importes = _en_su_sitio(importes_por_cliente(dias, ventanas), claves, 0.0)
    tiempos = _en_su_sitio(tiempos_por_cliente(compras), claves, np.nan)
    cuantas = np.nan_to_num(tiempos["compra"], nan=0.0)
    neto = importes["neto"] / UNIDADES
    ultimos, previos = importes["neto_12m"] / UNIDADES, importes["neto_12m_previos"] / UNIDADES
    alcanza = lineas.inicio is not None and lineas.inicio <= ventanas.hace_24m + MARGEN_DE_INICIO
    con_previos = alcanza & (tiempos["primera"] <= ventanas.hace_12m)
    columnas: dict[str, Any] = {
        "movimientos": importes["presente"],
        "dias_sin_comprar": ventanas.corte - tiempos["ultima"],
        "compras": cuantas,
        "recompras": np.maximum(cuantas - 1, 0.0),
        "importe_neto": neto,
        "importe_bruto": importes["bruto"] / UNIDADES,
        "devoluciones": importes["devuelto"] / UNIDADES,
        "ticket_medio": np.where(cuantas > 0, neto / np.maximum(cuantas, 1.0), np.nan),
        "antiguedad": ventanas.corte - tiempos["primera"],
        "edad_ultima_compra": tiempos["ultima"] - tiempos["primera"],
        "ritmo": mediana_de_huecos(compras["clave"].to_numpy(), compras["dia"].to_numpy(), claves),
        "importe_12m": ultimos,
        "importe_12m_previos": previos if alcanza else np.full(claves, np.nan),
        "tendencia": np.where(con_previos, tendencia(ultimos, previos, importes["compras_24m"]), np.nan),
        "meses_activos": np.nan_to_num(tiempos["meses"], nan=0.0),
        "mes_ultima": tiempos["ultimo_mes"] - tiempos["mes"],
        "mes_corte": _mes_de(ventanas.corte) - tiempos["mes"],
        "compras_pagadas": importes["pagadas"],
        **{nombre: importes[nombre] for nombre in _DE_PERIODO},
    }
    return columnas | _categorias(lineas.cuadro, claves)


def _mes_de(dia: int) -> int:
    """Meses desde el año cero, como el `mes` de las líneas."""
    fecha = date.fromordinal(dia + _DESPLAZAMIENTO)
    return fecha.year * 12 + fecha.month


def _categorias(lineas: Marco, claves: int) -> dict[str, Any]:
    if "categoria" not in lineas.columns:
        return {}
    tabla = categorias_por_cliente(lineas)
    principal: list[str | None] = [None] * claves
    for clave, categoria in zip(tabla["clave"].to_list(), tabla["categoria"].to_list(), strict=True):
        principal[clave] = categoria
    cuantas = _en_su_sitio(tabla.select("clave", "numero_categorias"), claves, 0.0)["numero_categorias"]
    return {"categoria_principal": principal, "numero_categorias": cuantas}


def _en_su_sitio(tabla: Marco, claves: int, falta: float) -> Mapping[str, Numeros]:
    """Cada columna como vector de `claves` posiciones, con `falta` donde la clave no está; `presente` es 0 o 1."""
    sitio = np.asarray(tabla["clave"].to_numpy(), dtype=np.int64)
    columnas = {"presente": np.zeros(claves)}
    columnas["presente"][sitio] = 1.0
    for nombre in tabla.columns:
        columnas[nombre] = np.full(claves, falta)
        columnas[nombre][sitio] = tabla[nombre].to_numpy()
    return columnas
