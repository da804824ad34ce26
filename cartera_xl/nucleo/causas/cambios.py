"""Todo lo que se ha movido entre una foto y hoy: quién, de dónde a dónde, cuánto pesa y por qué."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.causas.factores import Factor
from cartera_xl.nucleo.causas.foto import FUERA, Foto
from cartera_xl.nucleo.causas.niveles import (
    DosCortes,
    FuenteDeMovimientos,
    Niveles,
    niveles_de_movimientos,
    niveles_de_resumen,
    niveles_sin_fuente_comun,
)
from cartera_xl.nucleo.causas.recorrido import Impuestos, recorrer
from cartera_xl.nucleo.causas.textos import NOMBRES, Redactor
from cartera_xl.nucleo.corrida import emparejar_filas
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS

CAUSA = "causa_cambio"
ALTA, BAJA = "alta", "baja"
_CENTIMOS = 100


@dataclass(frozen=True, slots=True)
class CambioExplicado:
    """Un cliente que ha cambiado de segmento; `posicion` es la suya en la tabla de hoy.

    `causa` son los nombres de los factores; `texto`, la frase de la columna; `detalle`, lo demás que se sabe.
    `ha_comprado`, si constan compras suyas desde entonces.
    """

    posicion: int
    de: str
    a: str
    importe_neto: float | None
    factores: tuple[Factor, ...]
    causa: str
    texto: str
    detalle: str
    ha_comprado: bool


@dataclass(frozen=True, slots=True)
class Migracion:
    """De qué segmento a cuál: `[i][j]`, de `SEGMENTOS[i]` a `SEGMENTOS[j]`.

    La última fila son las altas y la última columna, las bajas: quien no tenía segmento o ya no lo tiene, esté o no en
    la hoja. Los importes son el neto de hoy o, en las bajas, el de entonces, al céntimo.
    """

    clientes: tuple[tuple[int, ...], ...]
    importes: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class CambiosExplicados:
    """Lo que se ha movido; `textos` va fila a fila con la tabla de hoy. `cambios`, de más a menos neto.

    `reconocidos` son los clientes de la foto que siguen en la hoja.
    """

    textos: tuple[str, ...]
    cambios: tuple[CambioExplicado, ...]
    migracion: Migracion
    reconocidos: int


def explicar(
    antes: Foto, hoy: Foto, *, fuente: FuenteDeMovimientos | None, motor: Any, pais: str | None = None
) -> CambiosExplicados:
    """Compara dos fotos hechas con la misma sal; `fuente` son los movimientos de hoy, si los hechos salen de ellos."""
    sitios = emparejar_filas(antes.huellas, hoy.huellas)
    de_antes = np.where(sitios >= 0, antes.segmentos[sitios] if len(antes) else FUERA, FUERA).astype(np.int8)
    cambian = np.flatnonzero((sitios >= 0) & (de_antes != hoy.segmentos))
    textos = [""] * len(hoy)
    for posicion in np.flatnonzero(sitios < 0).tolist():
        segmento = hoy.segmentos[posicion]
        textos[posicion] = "Alta" if segmento == FUERA else f"Alta: entra como {NOMBRES[segmento]}"
    cambios = _cambios(antes, hoy, (sitios, cambian), fuente, (motor, pais)) if len(cambian) else ()
    for cambio in cambios:
        textos[cambio.posicion] = cambio.texto
    migracion = _migracion(antes, hoy, sitios, de_antes)
    return CambiosExplicados(tuple(textos), cambios, migracion, int((sitios >= 0).sum()))


def con_causas(puntuados: Marco, textos: Sequence[str]) -> Marco:
    """Añade `causa_cambio`: texto, vacío en quien no ha cambiado de segmento."""
    return puntuados.with_columns(nw.new_series(CAUSA, list(textos), nw.String, backend=puntuados.implementation))


def _cambios(
    antes: Foto,
    hoy: Foto,
    donde: tuple[NDArray[np.int64], NDArray[np.int64]],
    fuente: FuenteDeMovimientos | None,
    como: tuple[Any, str | None],
) -> tuple[CambioExplicado, ...]:
    (sitios, cambian), (motor, pais) = donde, como
    niveles = _niveles(antes, hoy, sitios, cambian, fuente)
    viejas = sitios[cambian]
    impuestos = Impuestos(antes.segmentos[viejas], antes.manuales[viejas], hoy.manuales[cambian])
    recorrido = recorrer(niveles, antes.circunstancias, hoy.circunstancias, impuestos, motor)
    redactor = Redactor(niveles, recorrido, antes.circunstancias, hoy.circunstancias, pais)
    netos = niveles.hoy.columna("importe_neto")
    cambios = []
    for i in np.argsort(-np.nan_to_num(netos, nan=-np.inf), kind="stable").tolist():
        frase, (de, *_, a) = redactor.frase(i), recorrido.camino[i].tolist()
        neto = None if np.isnan(netos[i]) else round(float(netos[i]), 2)
        cambios.append(
            CambioExplicado(
                posicion=int(cambian[i]),
                de=NOMBRES[de],
                a=NOMBRES[a],
                importe_neto=neto,
                factores=recorrido.juicios[i].factores,
                causa=frase.causa,
                texto=frase.texto,
                detalle=frase.detalle,
                ha_comprado=bool(recorrido.compra[i]),
            )
        )
    return tuple(cambios)


def _niveles(
    antes: Foto, hoy: Foto, sitios: NDArray[np.int64], cambian: NDArray[np.int64], fuente: FuenteDeMovimientos | None
) -> Niveles:
    de_antes, de_hoy = antes.hechos.de(sitios[cambian]), hoy.hechos.de(cambian)
    if antes.circunstancias.con_movimientos != hoy.circunstancias.con_movimientos:
        return niveles_sin_fuente_comun(de_antes, de_hoy)
    cortes = DosCortes(antes.circunstancias.corte, hoy.circunstancias.corte)
    if fuente is None:
        return niveles_de_resumen(de_antes, de_hoy, cortes)
    return niveles_de_movimientos(de_antes, de_hoy, fuente, cortes, cambian)


def _migracion(antes: Foto, hoy: Foto, sitios: NDArray[np.int64], de_antes: NDArray[np.int8]) -> Migracion:
    """Se suma en céntimos enteros: el orden de las filas no cuenta."""
    idos = np.ones(len(antes), dtype=bool)
    idos[sitios[sitios >= 0]] = False
    de = np.concatenate([de_antes, antes.segmentos[idos]]).astype(np.int64)
    a = np.concatenate([hoy.segmentos, np.full(int(idos.sum()), FUERA)]).astype(np.int64)
    netos = np.concatenate([hoy.hechos.columna("importe_neto"), antes.hechos.columna("importe_neto")[idos]])
    centimos = np.round(np.nan_to_num(netos) * _CENTIMOS).astype(np.int64)
    lado = len(SEGMENTOS) + 1
    cuentas, sumas = np.zeros((lado, lado), dtype=np.int64), np.zeros((lado, lado), dtype=np.int64)
    np.add.at(cuentas, (de, a), 1)
    np.add.at(sumas, (de, a), centimos)
    importes = tuple(tuple(centimos / _CENTIMOS for centimos in fila) for fila in sumas.tolist())
    return Migracion(tuple(map(tuple, cuentas.tolist())), importes)
