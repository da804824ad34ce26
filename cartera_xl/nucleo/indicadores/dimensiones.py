"""Por qué se puede repartir la cartera (segmento, canal, sector…) y a qué grupo va cada cliente."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cartera_xl.nucleo.errores import FaltanDatos
from cartera_xl.nucleo.hechos import Marco, Numeros, textos
from cartera_xl.nucleo.indicadores.base import Base, Enteros
from cartera_xl.nucleo.indicadores.lineas import por_lineas
from cartera_xl.nucleo.indicadores.zonas import comunidades, provincias
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.palabras_cifras import decimal
from cartera_xl.nucleo.resumen_tipos import CICLOS, SEGMENTOS, SIN_SEGMENTO

SIN_DATO = "Sin dato"
TRAMOS = 4
"""Grupos en que se parte una medida (empleados, gasto) que no trae tramos hechos. Decisión de la casa, 2026."""
TRAMOS_DESDE = 12
"""Con más números distintos que estos, la columna de tamaño se parte en tramos."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Una manera de repartir la cartera; `campo` es la columna de que sale; `de_lineas`, si vale también en las ventas.

    `nombres` son otras formas de pedirla. `titulo` va en singular y encabeza la columna de los grupos.
    """

    id: str
    titulo: str
    campo: str
    nombres: tuple[str, ...] = ()
    de_lineas: bool = False


DIMENSIONES: tuple[Dimension, ...] = (
    Dimension("segmento", "Segmento", "segmento"),
    Dimension("ciclo", "Ciclo de vida", "ciclo", ("ciclo de vida",)),
    Dimension("responsable", "Responsable", "responsable", ("comercial", "vendedor"), de_lineas=True),
    Dimension("canal", "Canal", "canal", de_lineas=True),
    Dimension("medio", "Medio", "medio"),
    Dimension("fuente", "Fuente", "fuente", ("origen",)),
    Dimension("sector", "Sector", "sector"),
    Dimension("tamano", "Tamaño", "dimension", ("dimension",)),
    Dimension("zona", "Zona", "zona"),
    Dimension("comunidad", "Comunidad", "provincia", ("comunidad autonoma", "ccaa")),
    Dimension("provincia", "Provincia", "provincia"),
    Dimension("ciudad", "Ciudad", "ciudad"),
    Dimension("producto", "Producto", "producto", ("servicio",), de_lineas=True),
    Dimension("categoria", "Categoría", "categoria", ("familia",), de_lineas=True),
    Dimension("etapa", "Etapa", "etapa"),
)
_FIJOS: Mapping[str, tuple[str, ...]] = {"segmento": (*SEGMENTOS, SIN_SEGMENTO), "ciclo": CICLOS}
_DE_HOY = (
    "Cada cliente está en el grupo que le toca hoy, y quien deja de comprar cambia de grupo: la retención de estos "
    "grupos dice quiénes son, no lo bien que se conservan."
)
_PREFIERE_LINEAS = ("producto", "categoria")


@dataclass(frozen=True, slots=True)
class Reparto:
    """A qué grupo va cada posición de `base`; `codigos` va de 0 a `len(nombres)` - 1.

    `base` es la de la cartera, salvo que el grupo sea de las compras y no del cliente: entonces un cliente cuenta en
    cada grupo en que ha comprado y sus importes se parten. `nota` dice de dónde sale lo que no es evidente.
    """

    dimension: Dimension
    base: Base
    codigos: Enteros
    nombres: tuple[str, ...]
    nota: str = ""

    @property
    def en_orden(self) -> bool:
        """Si los grupos ya van como se han de leer: los segmentos, el ciclo y los tramos."""
        return self.dimension.id in _FIJOS or (self.dimension.id == "tamano" and bool(self.nota))


@dataclass(frozen=True, slots=True)
class Tablas:
    """De dónde se reparte: la cartera puntuada, la hoja de clientes y las compras ya unidas a su cliente (o `None`).

    `etapas` es la de cada fila, si el embudo la deduce.
    """

    puntuados: Marco
    clientes: Marco
    movimientos: Marco | None
    claves: Enteros | None
    pais: str | None = None
    etapas: tuple[str, ...] = ()


def dimension(escrita: str) -> Dimension:
    """La dimensión que dice la persona; `FaltanDatos` si no hay ninguna así."""
    buscada = clave(escrita)
    for cada in DIMENSIONES:
        if buscada in {clave(cada.id), clave(cada.titulo), *cada.nombres}:
            return cada
    nombres = ", ".join(clave(d.id) for d in DIMENSIONES)
    raise FaltanDatos(
        f"No se sabe repartir la cartera por «{escrita}».", donde="opción --por", remedio=f"Elija entre: {nombres}"
    )


def todo(base: Base) -> Reparto:
    """La cartera entera en un solo grupo."""
    return Reparto(Dimension("total", "Total", ""), base, np.zeros(len(base), dtype=np.int64), ("Total",))


def repartir(que: Dimension, base: Base, tablas: Tablas) -> Reparto | None:
    """La cartera por esa dimensión; `None` si el libro no trae con qué."""
    if que.id in _PREFIERE_LINEAS and (reparto := _de_lineas(que, base, tablas)) is not None:
        return reparto
    valores, nota = _de_clientes(que, base, tablas)
    if any(valores):
        fijos = tuple(sorted({v for v in valores if v})) if que.id == "tamano" and nota else _FIJOS.get(que.id, ())
        return Reparto(que, base, *_agrupados(valores, fijos), nota)
    return _de_lineas(que, base, tablas) if que.de_lineas else None


def que_falta(que: Dimension) -> str:
    """La columna que daría esa dimensión, dicha para la persona.

    >>> que_falta(dimension("sector"))
    'Añada una columna «Sector» a la hoja de clientes'
    """
    columnas = {"comunidad": "Código postal» o «Provincia", "provincia": "Código postal» o «Provincia"}
    sitio = "a la hoja de clientes o a la de compras" if que.de_lineas else "a la hoja de clientes"
    return f"Añada una columna «{columnas.get(que.id, que.titulo)}» {sitio}"


def _de_clientes(que: Dimension, base: Base, tablas: Tablas) -> tuple[Sequence[str | None], str]:
    if que.id in ("segmento", "ciclo"):
        return textos(tablas.puntuados, que.campo), _DE_HOY
    if que.id in ("provincia", "comunidad"):
        return _de_direccion(que, tablas), "Según el código postal y, si falta, la provincia escrita."
    if que.id == "etapa" and tablas.etapas:
        return [etapa or None for etapa in tablas.etapas], ""
    if que.id == "tamano":
        return _tamanos(base, tablas)
    return textos(tablas.clientes, que.campo), ""


def _de_direccion(que: Dimension, tablas: Tablas) -> list[str | None]:
    campos = [textos(tablas.clientes, campo) for campo in ("codigo_postal", "provincia", "pais")]
    direcciones = list(zip(*campos, strict=True))
    return (comunidades if que.id == "comunidad" else provincias)(direcciones, tablas.pais)


def _tamanos(base: Base, tablas: Tablas) -> tuple[Sequence[str | None], str]:
    """Lo escrito; si son números sueltos, sus tramos; si no hay columna, tramos del neto de siempre."""
    escritos = textos(tablas.clientes, "dimension")
    if any(escritos):
        numeros = np.array([_numero(texto) for texto in escritos], dtype=np.float64)
        todos = (~np.isnan(numeros)).sum() == sum(texto is not None for texto in escritos)
        if not todos or len(np.unique(numeros[~np.isnan(numeros)])) < TRAMOS_DESDE:
            return escritos, ""
        return _en_tramos(numeros, tablas.pais), "Tramos de la columna de tamaño con parecido número de clientes."
    gasto = np.asarray(base.neto / 100, dtype=np.float64)
    gasto[(gasto <= 0) | ~base.es_cliente] = np.nan
    if np.isnan(gasto).all():
        return [None] * len(base), ""
    return _en_tramos(gasto, tablas.pais), "La hoja no dice el tamaño: son tramos de su neto de siempre."


def _numero(texto: str | None) -> float:
    try:
        return float(texto.replace(",", ".")) if texto else np.nan
    except ValueError:
        return np.nan


def _en_tramos(valores: Numeros, pais: str | None) -> list[str | None]:
    """El tramo de cada valor, con bordes redondos (dos cifras); un valor igual a un borde va al tramo de encima."""
    presentes = valores[~np.isnan(valores)]
    cuantiles = np.quantile(presentes, np.arange(1, TRAMOS) / TRAMOS)
    bordes = sorted({float(f"{borde:.1e}") for borde in cuantiles})
    rotulos = [decimal(borde, pais) for borde in bordes]
    nombres = [
        f"1. Menos de {rotulos[0]}",
        *(f"{i}. De {uno} a {otro}" for i, (uno, otro) in enumerate(pairwise(rotulos), 2)),
        f"{len(bordes) + 1}. Desde {rotulos[-1]}",
    ]
    sitios = np.searchsorted(np.array(bordes), valores, side="right")
    return [None if falta else nombres[i] for i, falta in zip(sitios.tolist(), np.isnan(valores).tolist(), strict=True)]


def _de_lineas(que: Dimension, base: Base, tablas: Tablas) -> Reparto | None:
    if tablas.movimientos is None or tablas.claves is None or not que.de_lineas or base.compras is None:
        return None
    partida = por_lineas(base, tablas.movimientos, tablas.claves, que.campo)
    if partida is None:
        return None
    nueva, valores = partida
    nota = "Según las compras: quien ha comprado en varios cuenta en cada uno; los importes se parten."
    return Reparto(que, nueva, *_agrupados(valores, ()), nota)


def _agrupados(valores: Sequence[str | None], fijos: tuple[str, ...]) -> tuple[Enteros, tuple[str, ...]]:
    """Grupo de cada posición: mayúsculas y tildes no distinguen; el nombre es la forma que más sale.

    Los `fijos` van delante y en su orden, aunque estén vacíos (menos «Sin segmento»); «Sin dato», el último.
    """
    veces = Counter(valores)
    nombres: dict[str, str] = {clave(fijo): fijo for fijo in fijos if fijo != SIN_SEGMENTO}
    falta = SIN_SEGMENTO if SIN_SEGMENTO in fijos else SIN_DATO
    for valor, _ in sorted(((v, n) for v, n in veces.items() if v), key=lambda par: (-par[1], par[0])):
        nombres.setdefault(clave(valor) or valor, valor)
    sitio = {llave: i for i, llave in enumerate(nombres)}
    de_cada = {valor: sitio[clave(valor) or valor] if valor else len(sitio) for valor in veces}
    codigos = np.fromiter((de_cada[valor] for valor in valores), dtype=np.int64, count=len(valores))
    todos = (*nombres.values(), *([falta] if len(sitio) in de_cada.values() else []))
    return codigos, todos
