"""La tabla puntuada vista por columnas de numpy, leída una vez, y las cuentas elementales sobre ella."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from numbers import Real
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.resumen_tipos import SEGMENTOS, SIN_SEGMENTO

Numeros = NDArray[np.float64]
Mascara = NDArray[np.bool_]

COLUMNAS_NUMERICAS = (
    "fila",
    "puntuacion",
    "importe_neto",
    "compras",
    "dias_sin_comprar",
    "r",
    "f",
    "ficha_completa",
    "prob_volver",
    "compras_esperadas",
    "clv",
)
COLUMNAS_DE_TEXTO = ("nombre", "responsable", "estado", "segmento", "ciclo", "en_riesgo", "riesgo", "abc", "nucleo")
_SEGMENTO_CONOCIDO = {nombre.casefold(): nombre for nombre in SEGMENTOS}


@dataclass(frozen=True, slots=True)
class Textos:
    """Una columna de texto: cada fila, el sitio de su texto en `valores`, sin nulos ni espacios de sobra."""

    codigos: NDArray[np.intp]
    valores: tuple[str, ...]

    def __getitem__(self, sitio: int | np.intp) -> str:
        return self.valores[int(self.codigos[sitio])]

    def es(self, valor: str) -> Mascara:
        """Qué filas tienen ese texto, sin distinguir mayúsculas."""
        buscado = valor.casefold()
        return self.traducir([texto.casefold() == buscado for texto in self.valores]).astype(np.bool_)

    def traducir(self, traduccion: Sequence[Any]) -> NDArray[Any]:
        """Cada fila con lo que corresponde a su texto; `traduccion` va en el orden de `valores`."""
        return np.asarray(traduccion)[self.codigos] if self.valores else np.zeros(0)


@dataclass(frozen=True, slots=True)
class Datos:
    """Las columnas que el resumen usa; los números, con NaN donde no hay dato o no es finito.

    `neto` es el importe neto al céntimo, cero donde no consta; `filas`, el número de fila de cada cliente. `visibles`
    son los que pueden salir con su nombre en una lista: todos, salvo los que la columna `oculto` marque.
    """

    numeros: Mapping[str, Numeros]
    textos: Mapping[str, Textos]
    neto: Numeros
    neto_total: float
    segmento: NDArray[np.object_]
    en_riesgo: Mascara
    filas: NDArray[np.int64]
    visibles: Mascara

    def __len__(self) -> int:
        return len(self.neto)

    def es(self, columna: str, valor: str) -> Mascara:
        """Qué filas tienen ese texto en esa columna, sin distinguir mayúsculas."""
        return self.textos[columna].es(valor)

    @property
    def netos_positivos(self) -> Numeros:
        """Los netos mayores que cero, de mayor a menor."""
        return np.sort(self.neto[self.neto > 0])[::-1]


def leer(marco: nw.DataFrame[Any]) -> Datos:
    """Saca de la tabla las columnas que el resumen usa; la que falta queda vacía."""
    numeros = {columna: _numeros(marco, columna) for columna in COLUMNAS_NUMERICAS}
    textos = {columna: _textos(marco, columna) for columna in COLUMNAS_DE_TEXTO}
    neto = np.nan_to_num(np.round(numeros["importe_neto"], 2), nan=0.0)
    segmentos = textos["segmento"].traducir([segmento_de(texto) for texto in textos["segmento"].valores])
    filas = np.where(np.isnan(numeros["fila"]), np.arange(1, len(neto) + 1), numeros["fila"])
    return Datos(
        numeros=numeros,
        textos=textos,
        neto=neto,
        neto_total=suma_exacta(neto),
        segmento=segmentos.astype(object),
        en_riesgo=textos["en_riesgo"].es("sí"),
        filas=filas.astype(np.int64),
        visibles=_visibles(marco),
    )


def _visibles(marco: nw.DataFrame[Any]) -> Mascara:
    if "oculto" not in marco.columns:
        return np.ones(len(marco), dtype=bool)
    return ~np.asarray(marco["oculto"].to_numpy(), dtype=bool)


def segmento_de(texto: str | None) -> str:
    """El segmento que nombra ese texto; `SIN_SEGMENTO` si no es ninguno."""
    return _SEGMENTO_CONOCIDO.get((texto or "").strip().casefold(), SIN_SEGMENTO)


def suma_exacta(importes: Numeros) -> float:
    """Suma al céntimo que no depende del orden."""
    return round(fsum(importes.tolist()), 2)


def media(valores: Numeros) -> float | None:
    """Media de los que constan; `None` si ninguno."""
    presentes = valores[~np.isnan(valores)]
    return fsum(presentes.tolist()) / len(presentes) if len(presentes) else None


def cuota(parte: float, todo: float) -> float | None:
    """La parte del todo, de 0 a 1; `None` si el todo no es positivo."""
    return parte / todo if todo > 0 else None


def _numeros(marco: nw.DataFrame[Any], columna: str) -> Numeros:
    if columna not in marco.columns:
        return np.full(len(marco), np.nan)
    serie = marco[columna]
    if serie.dtype.is_numeric():
        valores = np.asarray(serie.cast(nw.Float64).to_numpy(), dtype=np.float64)
    else:
        valores = np.array([_numero(valor) for valor in serie.to_list()], dtype=np.float64)
    return np.where(np.isfinite(valores), valores, np.nan)


def _numero(valor: object) -> float:
    return float(valor) if isinstance(valor, Real) and not isinstance(valor, bool) else np.nan


def _textos(marco: nw.DataFrame[Any], columna: str) -> Textos:
    if columna not in marco.columns:
        return Textos(np.zeros(len(marco), dtype=np.intp), ("",))
    celdas = marco[columna].to_list()
    distintas = dict.fromkeys(celdas)
    if len(distintas) > len(celdas) / 2:  # nombres: casi todos son distintos y nadie los busca
        return Textos(np.arange(len(celdas)), tuple(c.strip() if c.__class__ is str else _texto(c) for c in celdas))
    sitio = {celda: i for i, celda in enumerate(distintas)}
    codigos = np.fromiter(map(sitio.__getitem__, celdas), dtype=np.intp, count=len(celdas))
    return Textos(codigos, tuple(_texto(celda) for celda in sitio))


def _texto(celda: object) -> str:
    """El texto de una celda; vacío para cualquiera de las formas de no tener dato (`None`, NaN, NaT, NA)."""
    if isinstance(celda, str):
        return celda.strip()
    if isinstance(celda, bool):
        return "sí" if celda else "no"
    return str(celda) if isinstance(celda, Real | date) and celda == celda else ""
