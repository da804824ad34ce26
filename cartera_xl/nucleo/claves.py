"""La clave que une clientes y movimientos: el identificador común que más líneas reconoce, con su prueba.

Se prueban por orden el código de cliente (y sin ceros a la izquierda, que Excel se come), el identificador
fiscal, el correo y el nombre con apellidos (con y sin forma jurídica). Vale el primero que reconoce casi todas las
líneas (`SUFICIENTE`); si ninguno llega, el que más. Si ninguno reconoce la mitad, se prueba además el nombre contra
el código: hay hojas que llaman «Cliente» a cualquiera de los dos.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.calidad.normal import Lista, alfanumericos, codigos_normales, minusculas, nombres_normales
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, Incidencia
from cartera_xl.nucleo.hechos import (
    HOJA_CLIENTES,
    HOJA_MOVIMIENTOS,
    Marco,
    Origen,
    filas_de,
    incidencia_de_filas,
    marco_de,
)

SIN_CLIENTE, VACIA = -1, -2
SUFICIENTE = 0.95
"""La primera candidata que reconoce esta parte de las líneas vale, y no se prueban las siguientes."""


@dataclass(frozen=True, slots=True)
class Candidata:
    """Un modo de unir: `campo` de clientes contra `campo_movimientos`, comparados en su forma `normal`."""

    nombre: str
    campo: str
    campo_movimientos: str
    normal: Callable[[Lista], list[str]]


@dataclass(frozen=True, slots=True)
class Prueba:
    """Qué parte (0..1) de las líneas con identificador reconoce una candidata."""

    nombre: str
    cobertura: float


@dataclass(frozen=True, slots=True)
class Emparejamiento:
    """Los dos cuadros con su columna `clave` (entero desde 0; -1 = sin cliente), y por qué esa clave."""

    clientes: Marco
    movimientos: Marco
    campo: str
    nombre: str
    cobertura: float
    pruebas: tuple[Prueba, ...] = ()
    incidencias: list[Incidencia] = field(default_factory=list)


def _sin_ceros(valores: Lista) -> list[str]:
    return codigos_normales(valores, sin_ceros=True)


def _con_forma(valores: Lista) -> list[str]:
    return nombres_normales(valores, con_forma=True)


CANDIDATAS = (
    Candidata("código de cliente", "id_cliente", "id_cliente", codigos_normales),
    Candidata("código de cliente sin ceros a la izquierda", "id_cliente", "id_cliente", _sin_ceros),
    Candidata("identificador fiscal", "id_fiscal", "id_fiscal", alfanumericos),
    Candidata("correo", "correo", "correo", minusculas),
    Candidata("nombre", "nombre", "nombre", _con_forma),
    Candidata("nombre sin forma jurídica", "nombre", "nombre", nombres_normales),
)
CRUZADAS = (
    Candidata("nombre, en la columna del código", "nombre", "id_cliente", nombres_normales),
    Candidata("código, en la columna del nombre", "id_cliente", "nombre", _sin_ceros),
)


def emparejar(
    clientes: Any,
    movimientos: Any,
    *,
    origen_clientes: Origen = HOJA_CLIENTES,
    origen_movimientos: Origen = HOJA_MOVIMIENTOS,
) -> Emparejamiento:
    """Pone `clave` a los dos cuadros. `ColumnaNoEncontrada` si nada permite saber de quién es una sola línea."""
    marco, lineas = marco_de(clientes), marco_de(movimientos)
    intentos = _intentos(CANDIDATAS, marco, lineas)
    if not intentos or max(i.cobertura for i in intentos) < 0.5:
        intentos += _intentos(CRUZADAS, marco, lineas)
    if not intentos or not (mejor := max(intentos, key=lambda i: i.cobertura)).cobertura:
        raise _sin_clave(origen_clientes, origen_movimientos, hay=bool(intentos))
    incidencias = [
        *_lineas_sin_cliente(mejor, lineas, origen_movimientos),
        *_claves_repetidas(mejor, marco, origen_clientes),
    ]
    return Emparejamiento(
        _con_clave(marco, mejor.clave_clientes),
        _con_clave(lineas, np.maximum(mejor.clave_lineas, SIN_CLIENTE)),
        mejor.candidata.campo,
        mejor.candidata.nombre,
        mejor.cobertura,
        tuple(Prueba(i.candidata.nombre, i.cobertura) for i in intentos),
        incidencias,
    )


@dataclass(frozen=True, slots=True)
class _Intento:
    candidata: Candidata
    clave_clientes: NDArray[np.int64]
    clave_lineas: NDArray[np.int64]
    cobertura: float


def _intentos(candidatas: Sequence[Candidata], clientes: Marco, movimientos: Marco) -> list[_Intento]:
    intentos: list[_Intento] = []
    for candidata in candidatas:
        if _posible(candidata, clientes, movimientos):
            intentos.append(_intentar(candidata, clientes, movimientos))
            if intentos[-1].cobertura >= SUFICIENTE:
                break
    return intentos


def _posible(candidata: Candidata, clientes: Marco, movimientos: Marco) -> bool:
    return candidata.campo in clientes.columns and candidata.campo_movimientos in movimientos.columns


def _intentar(candidata: Candidata, clientes: Marco, movimientos: Marco) -> _Intento:
    """Cada texto distinto de los movimientos se normaliza una vez; las líneas solo lo buscan."""
    normales = candidata.normal(_valores(clientes, candidata.campo))
    numero: dict[str, int] = {}
    de_clientes = [numero.setdefault(normal, len(numero)) if normal else SIN_CLIENTE for normal in normales]
    escritos = _valores(movimientos, candidata.campo_movimientos)
    distintos = [texto for texto in set(escritos) if isinstance(texto, str)]
    tabla = {
        texto: numero.get(normal, SIN_CLIENTE) if normal else VACIA
        for texto, normal in zip(distintos, candidata.normal(distintos), strict=bool(distintos))
    }
    de_lineas = np.array([tabla.get(texto, VACIA) for texto in escritos], dtype=np.int64)
    con_identificador = int((de_lineas != VACIA).sum())
    cobertura = float((de_lineas >= 0).sum() / con_identificador) if con_identificador else float(not len(escritos))
    return _Intento(candidata, np.array(de_clientes, dtype=np.int64), de_lineas, cobertura)


def _valores(marco: Marco, campo: str) -> list[Any]:
    valores: list[Any] = marco[campo].to_list()
    if campo != "nombre" or "apellidos" not in marco.columns:
        return valores
    apellidos = marco["apellidos"].to_list()
    pares = zip(valores, apellidos, strict=True)
    return [f"{n} {a}" if isinstance(n, str) and isinstance(a, str) else n for n, a in pares]


def _con_clave(marco: Marco, clave: NDArray[np.int64]) -> Marco:
    return marco.with_columns(nw.new_series("clave", clave, backend=marco.implementation))


def _lineas_sin_cliente(intento: _Intento, movimientos: Marco, origen: Origen) -> list[Incidencia]:
    campo, nombre = intento.candidata.campo_movimientos, intento.candidata.nombre
    filas = filas_de(movimientos)
    incidencias = []
    if (vacias := intento.clave_lineas == VACIA).any():
        que = f"{_lineas(int(vacias.sum()))} sin decir de qué cliente: no se cuenta su importe."
        remedio = f"Escriba el {nombre} en esas líneas."
        incidencias.append(
            incidencia_de_filas("sin_cliente", que, remedio, donde=(origen, campo), filas=filas[vacias].tolist())
        )
    if (sueltas := intento.clave_lineas == SIN_CLIENTE).any():
        escritos = movimientos[campo].filter(sueltas.tolist())
        distintos = sorted(set(escritos.to_list()))
        ejemplos = ", ".join(f"«{texto}»" for texto in distintos[:3])
        de_quien = "un cliente que no está" if len(distintos) == 1 else f"{len(distintos)} clientes que no están"
        que = f"{_lineas(int(sueltas.sum()))} de {de_quien} en la hoja: {ejemplos}."
        remedio = f"Añada esos clientes, o corrija su {nombre} en los movimientos."
        filas_sueltas = filas[sueltas].tolist()
        incidencias.append(
            incidencia_de_filas(
                "cliente_desconocido", que, remedio, donde=(origen, campo), filas=filas_sueltas, aviso=True
            )
        )
    return incidencias


def _lineas(n: int) -> str:
    return f"{n} líneas de movimientos" if n != 1 else "Una línea de movimientos"


def _claves_repetidas(intento: _Intento, clientes: Marco, origen: Origen) -> list[Incidencia]:
    """Filas de clientes que comparten clave: los hechos van a la primera y se dice."""
    clave, filas = intento.clave_clientes, filas_de(clientes)
    primeras = np.zeros(len(clave), dtype=bool)
    primeras[np.unique(clave, return_index=True)[1]] = True
    repetidas = filas[~primeras & (clave >= 0)].tolist()
    if not repetidas:
        return []
    cuantas = "Una fila de clientes repite" if len(repetidas) == 1 else f"{len(repetidas)} filas de clientes repiten"
    que = f"{cuantas} el {intento.candidata.nombre} de otra anterior; sus compras se cuentan solo en la primera."
    donde = (origen, intento.candidata.campo)
    remedio = "Una las filas repetidas o distíngalas con un código."
    return [incidencia_de_filas("clave_repetida", que, remedio, donde=donde, filas=repetidas, aviso=True)]


def _sin_clave(clientes: Origen, movimientos: Origen, *, hay: bool) -> ColumnaNoEncontrada:
    que = (
        "Ninguna línea de movimientos es de un cliente de la hoja."
        if hay
        else "Clientes y movimientos no tienen ningún identificador en común."
    )
    return ColumnaNoEncontrada(
        que,
        donde=f"hojas «{clientes.hoja}» y «{movimientos.hoja}»",
        remedio="Ponga en las dos hojas la misma columna de código, identificador fiscal, correo o nombre.",
    )
