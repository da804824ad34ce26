"""Qué ha comprado cada cliente: una cesta por cliente con sus productos (o categorías) distintos."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_lineas import UNIDADES, numero_de_dia, preparar_lineas
from cartera_xl.nucleo.hechos import HOJA_MOVIMIENTOS, Marca, Marco, Numeros

Enteros = NDArray[np.int64]
CAMPOS = ("producto", "categoria")
"""En qué se mira, por orden: la categoría solo si los productos no dan para nada."""
DIAS_RECIENTES = 730
"""Dos años: lo que casi nadie ha comprado desde entonces ya no se ofrece, aunque se vendiera mucho."""
_UN_ANO = 365
_PRODUCTOS_MINIMOS = 2


@dataclass(frozen=True, slots=True)
class Cestas:
    """Las parejas (cliente, producto) de una cartera, ordenadas por cliente y, dentro, por producto.

    * `campo`: «producto» o «categoria». `nombres`: cada producto, como más veces está escrito.
    * `claves`: la clave de cada cliente con compras, creciente; `lineas`: cuántas líneas de compra tiene.
    * `cliente`, `producto`: posición en `claves` y en `nombres`. `veces`: líneas de compra de la pareja.
    * `se_queda`: falso si lo devolvió entero. `neto_12m`: lo que le compró en los últimos 12 meses.
    * `vigente`: por producto, si lo han comprado bastantes clientes en los dos últimos años.
    """

    campo: str
    nombres: tuple[str, ...]
    claves: Enteros
    lineas: Enteros
    cliente: Enteros
    producto: Enteros
    veces: Enteros
    se_queda: Marca
    neto_12m: Numeros
    vigente: Marca

    @property
    def codigos(self) -> dict[str, int]:
        """Nombre normal -> número de producto."""
        return {normal(nombre): i for i, nombre in enumerate(self.nombres)}

    def clientes_por_producto(self) -> list[Enteros]:
        """Los clientes de cada producto, también los que lo devolvieron: a esos tampoco se les ofrece."""
        orden = np.argsort(self.producto, kind="stable")
        cortes = np.searchsorted(self.producto[orden], np.arange(1, len(self.nombres)))
        return np.split(self.cliente[orden], cortes)


def normal(nombre: str) -> str:
    """Para comparar nombres de producto: sin mayúsculas, tildes ni espacios de más; los signos cuentan.

    >>> normal("  Café  Nº 5"), normal("Pila A+") == normal("Pila A")
    ('cafe nº 5', False)
    """
    descompuesto = unicodedata.normalize("NFD", " ".join(nombre.split()).casefold())
    return "".join(letra for letra in descompuesto if not unicodedata.combining(letra))


def cestas_de(lineas: Marco, corte: date, soporte_minimo: int) -> Cestas | None:
    """Las cestas hasta el corte; `None` si las líneas no dicen ni el producto ni la categoría.

    `lineas` son los movimientos con `clave`, `fecha`, `importe` y `producto` o `categoria`. Las devoluciones no son
    compras. Si no hay dos productos con bastantes clientes (cada línea lleva un texto suyo, por ejemplo), se mira la
    categoría.
    """
    primera = None
    for campo in CAMPOS:
        cestas = _de_campo(lineas, campo, corte, soporte_minimo) if campo in lineas.columns else None
        if cestas is not None and cestas.vigente.sum() >= _PRODUCTOS_MINIMOS:
            return cestas
        primera = primera or cestas
    return primera


def _de_campo(lineas: Marco, campo: str, corte: date, soporte_minimo: int) -> Cestas | None:
    elegidas = lineas.with_columns(nw.col(campo).alias("categoria"))
    preparadas = preparar_lineas(elegidas, corte, HOJA_MOVIMIENTOS).cuadro
    codigos, nombres = _codificados(preparadas)
    con_nombre = codigos >= 0
    if not con_nombre.any():
        return None
    clave, dia, unidades, devuelta = (
        np.asarray(preparadas[columna].to_numpy(), dtype=np.int64)[con_nombre]
        for columna in ("clave", "dia", "unidades", "devolucion")
    )
    return _agrupadas(campo, nombres, (clave, codigos[con_nombre], dia, unidades, devuelta), corte, soporte_minimo)


def _codificados(lineas: Marco) -> tuple[Enteros, tuple[str, ...]]:
    """El número de producto de cada línea (-1 sin él) y los nombres; cada texto distinto se mira una vez."""
    escritos = lineas["categoria"].unique()
    sitios = nw.new_series("sitio", np.arange(len(escritos)), nw.Int64, backend=lineas.implementation)
    tabla = escritos.to_frame().with_columns(sitios).filter(~nw.col("categoria").is_null())
    unidas = lineas.select("categoria").join(tabla, on="categoria", how="left")
    sitio = np.asarray(unidas["sitio"].cast(nw.Float64).fill_null(-1.0).to_numpy(), dtype=np.float64)
    de_linea = np.nan_to_num(sitio, nan=-1.0).astype(np.int64)
    veces = np.bincount(de_linea + 1, minlength=len(escritos) + 1)[1:].tolist()
    codigos, nombres = _numerados(escritos.to_list(), veces)
    return np.append(codigos, -1)[de_linea], nombres


def _numerados(escritos: Sequence[object], veces: Sequence[int]) -> tuple[Enteros, tuple[str, ...]]:
    """El número de cada texto, el mismo si solo cambian mayúsculas, tildes o espacios, y el texto más repetido."""
    numeros: dict[str, int] = {}
    mejores: dict[int, tuple[int, str]] = {}
    codigos = np.full(len(escritos), -1, dtype=np.int64)
    for i, texto in enumerate(escritos):
        if isinstance(texto, str) and texto.strip():
            codigos[i] = numero = numeros.setdefault(normal(texto), len(numeros))
            candidato = (-veces[i], " ".join(texto.split()))
            mejores[numero] = min(mejores.get(numero, candidato), candidato)
    return codigos, tuple(mejores[i][1] for i in range(len(numeros)))


def _agrupadas(
    campo: str, nombres: tuple[str, ...], columnas: tuple[Enteros, ...], corte: date, soporte_minimo: int
) -> Cestas | None:
    clave, producto, dia, unidades, devuelta = columnas
    compra = devuelta == 0
    if not compra.any():
        return None
    claves, lineas = np.unique(clave[compra], return_counts=True)
    parejas, sitio = np.unique(clave * len(nombres) + producto, return_inverse=True)
    veces = np.bincount(sitio[compra], minlength=len(parejas))
    hay_compra = veces > 0
    devueltas = np.bincount(sitio[~compra], minlength=len(parejas))
    hoy = numero_de_dia(corte)
    reciente = compra & (dia > hoy - DIAS_RECIENTES)
    recientes = np.unique(sitio[reciente])
    vigente = np.bincount(parejas[recientes] % len(nombres), minlength=len(nombres)) >= soporte_minimo
    neto = np.bincount(sitio, weights=unidades.astype(float), minlength=len(parejas))
    del_ano = dia > hoy - _UN_ANO
    neto_12m = np.bincount(sitio[del_ano], weights=unidades[del_ano].astype(float), minlength=len(parejas))
    return Cestas(
        campo=campo,
        nombres=nombres,
        claves=claves,
        lineas=lineas.astype(np.int64),
        cliente=np.searchsorted(claves, parejas[hay_compra] // len(nombres)),
        producto=parejas[hay_compra] % len(nombres),
        veces=veces[hay_compra],
        se_queda=((neto > 0) | (devueltas == 0))[hay_compra],
        neto_12m=neto_12m[hay_compra] / UNIDADES,
        vigente=vigente,
    )
