"""De las columnas leídas a los datos con tipo: `tipar` es la puerta de la lectura.

Nunca falla por un dato: el que no se entiende queda vacío y es una `Incidencia`. El convenio de cada columna (coma
o punto, día o mes delante) se decide para la columna entera: primero con sus celdas que solo admiten una lectura,
después con el país, después con lo que demostraron las demás columnas de la hoja. Si nadie decide, las celdas
dudosas quedan vacías y una incidencia pide el país.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.celdas import ColumnaLeida, a1
from cartera_xl.nucleo.columnas import CAMPOS, Campo, Tipo
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.lectura.convenio import Convenio
from cartera_xl.nucleo.lectura.conversion import (
    Calendario,
    Convertida,
    Malo,
    a_fechas,
    a_numeros,
    a_si_no,
    a_textos,
    con_porcentaje,
    textos_distintos,
)
from cartera_xl.nucleo.lectura.fechas import PRIMERA, PRIMERA_DE_NACIMIENTO, convenio_orden
from cartera_xl.nucleo.lectura.fin import Bloque, Filas, filas_de_datos
from cartera_xl.nucleo.lectura.mensajes import frase, frase_de_ambigua
from cartera_xl.nucleo.lectura.numeros import convenio_decimal
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.paises import Pais

TOPE_POR_COLUMNA = 100
"""Incidencias que se detallan de cada columna; las demás se cuentan en una sola."""

_NUMERICOS = (Tipo.NUMERO, Tipo.ENTERO, Tipo.IMPORTE, Tipo.PORCENTAJE)
_CIEN = 1.5
"""Un porcentaje sin «%» mayor que este dice que la columna va de 0 a 100 y no de 0 a 1."""


@dataclass(frozen=True, slots=True)
class Lectura:
    """Lo que dice la hoja, con tipo. Todas las columnas tienen una posición por fila leída, sea dato o no.

    `datos`: campo -> `float64` (NaN = sin dato), `datetime64[D]` (NaT) u `object` (`str`, `bool` o `None`).
    `filas`: cierto donde hay un cliente o un movimiento; en las demás, todo está vacío. `excluidas`: fila de la
    hoja -> motivo. `malos`: campo -> filas leídas cuya celda no se entendió. La fila `i` es la `primera_fila + i`.
    """

    hoja: str
    primera_fila: int
    datos: Mapping[str, NDArray[np.generic]]
    filas: NDArray[np.bool_]
    posiciones: Mapping[str, int]
    convenios: tuple[Convenio, ...]
    incidencias: tuple[Incidencia, ...]
    excluidas: Mapping[int, str]
    malos: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def ultima_fila(self) -> int:
        """La última fila de la hoja con un dato; `primera_fila - 1` si no hay ninguno."""
        con_dato = np.flatnonzero(self.filas)
        return self.primera_fila + (int(con_dato[-1]) if len(con_dato) else -1)

    def celda(self, campo: str, indice: int) -> str:
        """Dirección A1 de un campo en la fila leída `indice` (desde 0)."""
        return a1(self.primera_fila + indice, self.posiciones[campo])


def tipar(bloque: Bloque, pais: Pais | None, *, desde_1904: bool = False) -> Lectura:
    """Da tipo a un bloque. `desde_1904` es la época de los números de serie del libro."""
    filas = filas_de_datos(bloque)
    campos = {campo.id: campo for campo in CAMPOS[bloque.clase]}
    convenios = _convenios(bloque, filas, campos, pais)
    datos: dict[str, NDArray[np.generic]] = {}
    incidencias = list(filas.incidencias)
    por_campo: dict[str, tuple[int, ...]] = {}
    for identificador, columna in bloque.columnas.items():
        campo, convenio = campos[identificador], convenios.get(identificador)
        convertida = _convertir(campo, columna, convenio, desde_1904)
        malos = {indice: malo for indice, malo in convertida.malos.items() if filas.datos[indice]}
        incidencias += _incidencias(bloque, campo, malos, convenio)
        if malos:
            por_campo[identificador] = tuple(malos)
        valores = _vaciar(convertida.valores, ~filas.datos)
        if campo.tipo is Tipo.PORCENTAJE:
            valores, de_cien = _como_fraccion(campo, columna, valores)
            convenios[f"{identificador} %"] = de_cien
        datos[identificador] = valores
    return Lectura(
        hoja=bloque.hoja,
        primera_fila=bloque.primera_fila,
        datos=datos,
        filas=filas.datos,
        posiciones=dict(bloque.posiciones),
        convenios=tuple(convenios.values()),
        incidencias=tuple(incidencias),
        excluidas=filas.excluidas,
        malos=por_campo,
    )


def _convenios(bloque: Bloque, filas: Filas, campos: Mapping[str, Campo], pais: Pais | None) -> dict[str, Convenio]:
    """El convenio de cada columna con textos que leer. Dos vueltas: la segunda sabe qué demostraron las vecinas."""
    textos = {
        identificador: (campos[identificador].tipo, textos_distintos(columna, filas.datos))
        for identificador, columna in bloque.columnas.items()
        if campos[identificador].tipo in (*_NUMERICOS, Tipo.FECHA)
    }
    primeros = _decidir(textos, pais, {})
    vecinos = {
        que: _mas_comun(c.valor for c in primeros.values() if c.que == que and c.origen == "celdas" and c.a_favor)
        for que in ("decimal", "orden")
    }
    dudosas = {identificador: textos[identificador] for identificador, c in primeros.items() if c.ambiguo}
    return {**primeros, **_decidir(dudosas, pais, vecinos)}


def _decidir(
    textos: Mapping[str, tuple[Tipo, dict[str, int]]], pais: Pais | None, vecinos: Mapping[str, str | None]
) -> dict[str, Convenio]:
    convenios = {}
    for identificador, (tipo, distintos) in textos.items():
        if not distintos:
            continue
        if tipo is Tipo.FECHA:
            convenios[identificador] = convenio_orden(identificador, distintos, pais, vecinos.get("orden"))
        else:
            convenios[identificador] = convenio_decimal(identificador, distintos, pais, vecinos.get("decimal"))
    return convenios


def _mas_comun(valores: Iterable[str]) -> str | None:
    cuentas = Counter(valores).most_common(2)
    if not cuentas or (len(cuentas) == 2 and cuentas[0][1] == cuentas[1][1]):
        return None
    return cuentas[0][0]


def _convertir(campo: Campo, columna: ColumnaLeida, convenio: Convenio | None, desde_1904: bool) -> Convertida:
    if campo.tipo in _NUMERICOS:
        return a_numeros(columna, convenio.valor if convenio else "")
    if campo.tipo is Tipo.FECHA:
        primera = PRIMERA_DE_NACIMIENTO if campo.id == "fecha_nacimiento" else PRIMERA
        return a_fechas(columna, Calendario(convenio.valor if convenio else "", desde_1904, primera))
    if campo.tipo is Tipo.SI_NO:
        return a_si_no(columna)
    return a_textos(columna, campo.tipo)


def _vaciar(valores: NDArray[np.generic], sobran: NDArray[np.bool_]) -> NDArray[np.generic]:
    """Los valores sin lo que haya en las filas que no son dato."""
    if not sobran.any():
        return valores
    limpios = valores.copy()
    nada: Any = {"f": np.nan, "M": np.datetime64("NaT")}.get(valores.dtype.kind)
    np.place(limpios, sobran, [nada])
    return limpios


def _como_fraccion(
    campo: Campo, columna: ColumnaLeida, valores: NDArray[np.generic]
) -> tuple[NDArray[np.generic], Convenio]:
    """12,5 o 0,125 según la columna: si algún número sin «%» pasa de 1,5, la columna está de 0 a 100."""
    sueltos = ~con_porcentaje(columna) & ~np.isnan(valores.astype(np.float64))
    de_cien = bool(sueltos.any()) and float(np.abs(valores.astype(np.float64)[sueltos]).max()) > _CIEN
    cuantos = int(sueltos.sum())
    prueba = f"{contar(cuantos, 'número', 'números')} sin «%»: " + (
        "hay mayores que 1,5, van de 0 a 100" if de_cien else "van de 0 a 1"
    )
    convenio = Convenio(campo.id, "porcentaje", "cien" if de_cien else "fraccion", "celdas", cuantos, 0, 0, prueba)
    return (np.where(sueltos, valores / 100.0, valores) if de_cien else valores), convenio  # type: ignore[operator]


def _incidencias(
    bloque: Bloque, campo: Campo, malos: Mapping[int, Malo], convenio: Convenio | None
) -> list[Incidencia]:
    """Una por celda mala, hasta el tope; las ambiguas, una por columna."""
    titulo = bloque.titulos.get(campo.id, campo.nombre)
    salida: list[Incidencia] = []
    ambiguos = [malo.valor for malo in malos.values() if malo.motivo == "ambiguo"]
    if ambiguos and convenio is not None:
        dicha = frase_de_ambigua(replace(convenio, dudosas=len(ambiguos)), titulo, ambiguos[0])
        salida.append(Incidencia(dicha.clase, dicha.que, bloque.hoja, "", dicha.remedio))
    claros = sorted((indice, malo) for indice, malo in malos.items() if malo.motivo != "ambiguo")
    for indice, malo in claros[:TOPE_POR_COLUMNA]:
        dicha = frase(malo.motivo, malo.valor, campo, titulo, convenio)
        salida.append(Incidencia(dicha.clase, dicha.que, bloque.hoja, bloque.celda(campo.id, indice), dicha.remedio))
    if len(claros) > TOPE_POR_COLUMNA:
        que = f"Otras {len(claros) - TOPE_POR_COLUMNA} celdas de la columna «{titulo}» tampoco se han podido leer."
        salida.append(Incidencia("mas_incidencias", que, bloque.hoja, "", "Revise la columna entera."))
    return salida


def rechazar_futuras(
    lectura: Lectura, campo: str, corte: date
) -> tuple[NDArray[np.datetime64], tuple[Incidencia, ...]]:
    """Las fechas de un campo sin las posteriores al corte, y una incidencia por cada una (hasta el tope).

    El día del corte vale.
    """
    fechas = lectura.datos[campo].astype("datetime64[D]")
    futuras = np.flatnonzero(fechas > np.datetime64(corte)).tolist()
    if not futuras:
        return fechas, ()
    limpias = fechas.copy()
    limpias[futuras] = np.datetime64("NaT")
    remedio = "Corrija la fecha, o cambie la fecha de corte con --corte."
    salida = [
        Incidencia(
            "fecha_futura",
            f"«{fechas[indice].item():%d/%m/%Y}» es posterior a la fecha de corte, {corte:%d/%m/%Y}.",
            lectura.hoja,
            lectura.celda(campo, indice),
            remedio,
        )
        for indice in futuras[:TOPE_POR_COLUMNA]
    ]
    if len(futuras) > TOPE_POR_COLUMNA:
        que = f"Otras {len(futuras) - TOPE_POR_COLUMNA} fechas son posteriores al corte."
        salida.append(Incidencia("fecha_futura", que, lectura.hoja, "", remedio, Gravedad.ERROR))
    return limpias, tuple(salida)
