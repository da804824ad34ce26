"""Una ejecución guardada, sin la persona que se olvida: sus celdas vacías y su huella a cero."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cartera_xl.nucleo.causas.foto import Foto
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, columna_de_objetos
from cartera_xl.nucleo.corrida import ColumnaCorrida, Corrida, HojaCorrida

Limpiar = Callable[[Celda], Celda]


def sin_la_persona(corrida: Corrida, huella: int | None, limpiar: Limpiar) -> Corrida | None:
    """La misma ejecución sin ella, o `None` si no la tenía.

    Deshacerla después sigue valiendo para los demás: ninguna fila tiene la huella cero, y una celda limpia dice lo
    mismo antes y después que en el libro ya borrado. Si dos filas compartían huella se vacían las dos.
    """
    suyas = np.zeros(len(corrida.huellas), dtype=bool)
    if huella is not None:
        suyas = corrida.huellas == np.uint64(huella)
    columnas = tuple(_columna(columna, suyas, limpiar) for columna in corrida.columnas)
    hojas = tuple(_hoja(hoja, limpiar) for hoja in corrida.hojas)
    iguales = all(a is b for a, b in zip((*columnas, *hojas), (*corrida.columnas, *corrida.hojas), strict=True))
    foto = None if corrida.foto is None else _foto(corrida.foto, huella)
    if iguales and foto is corrida.foto and not suyas.any():
        return None
    huellas = np.where(suyas, np.uint64(0), corrida.huellas)
    return replace(corrida, huellas=huellas, columnas=columnas, hojas=hojas, foto=foto)


def _foto(foto: Foto, huella: int | None) -> Foto:
    """La foto sin su fila: se compara con otras por huella y no por posición."""
    quedan = foto.huellas != np.uint64(huella or 0)
    if quedan.all():
        return foto
    columnas = {nombre: valores[quedan] for nombre, valores in foto.hechos.columnas.items()}
    return replace(
        foto,
        huellas=foto.huellas[quedan],
        hechos=replace(foto.hechos, columnas=columnas, clientes=foto.hechos.clientes[quedan]),
        segmentos=foto.segmentos[quedan],
        manuales=foto.manuales[quedan],
    )


def _columna(columna: ColumnaCorrida, suyas: ColumnaLeida, limpiar: Limpiar) -> ColumnaCorrida:
    antes, despues = (_valores(valores, suyas, limpiar) for valores in (columna.antes, columna.despues))
    if antes is columna.antes and despues is columna.despues:
        return columna
    return replace(columna, antes=antes, despues=despues)


def _valores(valores: ColumnaLeida, suyas: ColumnaLeida, limpiar: Limpiar) -> ColumnaLeida:
    if valores.dtype.kind in "fM":
        if not suyas.any():
            return valores
        vacios = valores.copy()
        vacios[suyas] = np.nan if valores.dtype.kind == "f" else np.datetime64("NaT")
        return vacios
    celdas = valores.tolist()
    limpios = {celda: limpiar(celda) for celda in set(celdas) if isinstance(celda, str)}
    nuevas = [
        None if suya else limpios.get(c, c) if isinstance(c, str) else c for c, suya in zip(celdas, suyas, strict=True)
    ]
    cambia = any(nueva is not celda for nueva, celda in zip(nuevas, celdas, strict=True))
    return columna_de_objetos(nuevas) if cambia else valores


def _hoja(hoja: HojaCorrida, limpiar: Limpiar) -> HojaCorrida:
    antes = {sitio: limpiar(celda) for sitio, celda in hoja.antes.items()}
    despues = {sitio: limpiar(celda) for sitio, celda in hoja.despues.items()}
    cambia = any(antes[sitio] is not hoja.antes[sitio] for sitio in antes)
    cambia = cambia or any(despues[sitio] is not hoja.despues[sitio] for sitio in despues)
    return replace(hoja, antes=antes, despues=despues) if cambia else hoja
