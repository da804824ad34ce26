"""Los hechos de cada cliente: qué columnas son, en qué unidad y qué quiere decir que falten.

| columna | unidad | sin dato quiere decir |
|---|---|---|
| fila | fila de la hoja | nunca falta |
| estado | «cliente» o «potencial» | nunca falta |
| dias_sin_comprar | días de la última compra al corte | no consta ninguna compra |
| compras | días con compra | no se sabe cuántas (0 si consta que ninguna) |
| recompras | compras después de la primera | igual que `compras` |
| importe_neto, importe_bruto, devoluciones | moneda del libro; devoluciones en positivo | no constan |
| ticket_medio | neto entre compras | sin compras o sin importe |
| antiguedad | días de la primera compra al corte | no consta la primera |
| edad_ultima_compra | días de la primera a la última (t_x de los modelos) | falta una de las dos |
| ritmo | mediana de días entre compras (al menos un hueco) | menos de dos compras |
| importe_12m | neto de los últimos 12 meses | sin movimientos |
| importe_12m_previos | neto de los 12 anteriores | sin movimientos, o no llegan tan atrás |
| tendencia | tanto por uno: 0,10 es crecer un 10 % | poca historia (`compras_agregado.tendencia`) |
| meses_activos | meses de calendario con compra | sin movimientos |
| mes_ultima, mes_corte | meses del de la primera compra al de la última y al del corte | sin movimientos |
| categoria_principal, numero_categorias | texto; cuenta | sin movimientos o sin categorías |
| compras_90d, compras_180d, compras_365d | compras de los últimos tantos días | sin movimientos |
| compras_pagadas | compras con neto positivo: las gratuitas no dicen lo que se gasta | sin movimientos |
| importe_contrato, gasto_previsto | moneda del libro | no consta |
| vence | días del corte al fin del contrato; negativo si ya ha vencido | no consta |
| renovaciones | veces que se ha renovado el contrato | no consta |
| margen | parte de 1 del neto | no consta |
| encaje, potencial_dado | 0 a 100 | no consta |

Los números son `float64` con nulos: nunca NaN ni infinito como valor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.celdas import a1
from cartera_xl.nucleo.errores import Gravedad, Incidencia

Numeros: TypeAlias = NDArray[np.float64]
Marca: TypeAlias = NDArray[np.bool_]
Textos: TypeAlias = NDArray[np.str_]
Marco: TypeAlias = nw.DataFrame[Any]

CLIENTE, POTENCIAL = "cliente", "potencial"
COLUMNAS_DE_TEXTO = ("estado", "categoria_principal")
COLUMNAS_DE_HECHOS = (
    "fila",
    "estado",
    "dias_sin_comprar",
    "compras",
    "recompras",
    "importe_neto",
    "importe_bruto",
    "devoluciones",
    "ticket_medio",
    "antiguedad",
    "edad_ultima_compra",
    "ritmo",
    "importe_12m",
    "importe_12m_previos",
    "tendencia",
    "meses_activos",
    "mes_ultima",
    "mes_corte",
    "categoria_principal",
    "numero_categorias",
    "compras_90d",
    "compras_180d",
    "compras_365d",
    "compras_pagadas",
    "importe_contrato",
    "vence",
    "renovaciones",
    "margen",
    "gasto_previsto",
    "encaje",
    "potencial_dado",
)


@dataclass(frozen=True, slots=True)
class Origen:
    """De qué hoja viene un cuadro y en qué columna (desde 1) está cada campo: para decir dónde está lo malo."""

    hoja: str
    columnas: Mapping[str, int] = field(default_factory=dict)

    def celda(self, campo: str, fila: int) -> str:
        """`D4`, o vacío si no se sabe la columna o la fila (0)."""
        columna = self.columnas.get(campo)
        return a1(fila, columna) if columna and fila else ""


HOJA_CLIENTES, HOJA_MOVIMIENTOS = Origen("Clientes"), Origen("Movimientos")


def incidencia_de_filas(
    clase: str, que: str, remedio: str, *, donde: tuple[Origen, str], filas: Sequence[int], aviso: bool = False
) -> Incidencia:
    """Una sola incidencia para muchas filas: señala la primera y nombra hasta cinco; `donde` es (origen, campo)."""
    origen, campo = donde
    primeras = ", ".join(str(fila) for fila in filas[:5] if fila)
    resto = len(filas) - 5
    lista = f" Filas {primeras}{f' y {resto} más' if resto > 0 else ''}." if primeras and len(filas) > 1 else ""
    celda = origen.celda(campo, filas[0]) if filas else ""
    return Incidencia(clase, que + lista, origen.hoja, celda, remedio, Gravedad.AVISO if aviso else Gravedad.ERROR)


def marco_de(cuadro: Any) -> Marco:
    """El cuadro como Narwhals, sea ya de Narwhals o de pandas o polars."""
    return nw.from_native(cuadro, eager_only=True)


def numeros(marco: Marco, campo: str) -> Numeros:
    """La columna como `float64`; NaN donde falta, o entera si la hoja no la tiene. Un infinito no es un dato."""
    if campo not in marco.columns:
        return np.full(len(marco), np.nan)
    valores = np.asarray(marco[campo].cast(nw.Float64).to_numpy(), dtype=np.float64)
    return np.where(np.isfinite(valores), valores, np.nan)


def dias(marco: Marco, campo: str) -> Numeros:
    """Una columna de fechas como días desde 1970 (`float64`, NaN donde falta)."""
    if campo not in marco.columns:
        return np.full(len(marco), np.nan)
    serie = marco[campo]
    con_hora = serie.cast(nw.Datetime("us")) if serie.dtype == nw.Date else serie  # de un día nulo, pandas da un objeto
    fechas = np.asarray(con_hora.to_numpy()).astype("datetime64[D]")
    return np.where(np.isnat(fechas), np.nan, fechas.astype(np.int64).astype(np.float64))


def textos(marco: Marco, campo: str) -> list[str | None]:
    """La columna como lista de textos recortados; lo vacío es `None`."""
    if campo not in marco.columns:
        return [None] * len(marco)
    valores = marco[campo].to_list()
    recortados = {v: (v.strip() or None) if isinstance(v, str) else None for v in set(valores)}
    return list(map(recortados.__getitem__, valores))


def filas_de(marco: Marco) -> NDArray[np.int64]:
    """La fila de hoja de cada línea; ceros si el cuadro no viene de una hoja."""
    if "fila" not in marco.columns:
        return np.zeros(len(marco), dtype=np.int64)
    return np.asarray(marco["fila"].to_numpy(), dtype=np.int64)


def cuadro_de_hechos(columnas: Mapping[str, Any], motor: Any) -> Marco:
    """El cuadro de hechos completo y en su orden, en el mismo motor; las columnas que no se dan van sin dato."""
    n = len(columnas["fila"])
    datos: dict[str, Any] = {}
    for nombre in COLUMNAS_DE_HECHOS:
        de_texto = nombre in COLUMNAS_DE_TEXTO
        datos[nombre] = columnas.get(nombre, [None] * n if de_texto else np.full(n, np.nan))
    marco = nw.from_dict(datos, backend=motor).with_columns(nw.col(*COLUMNAS_DE_TEXTO).cast(nw.String))
    if marco.implementation.is_pandas_like():
        return marco  # en pandas, NaN ya es el nulo
    return marco.with_columns(nw.selectors.by_dtype(nw.Float64).fill_nan(None))
