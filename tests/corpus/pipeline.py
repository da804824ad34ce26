"""Lo que hace el producto al leer una hoja, de punta a punta, contado como valores de JSON para compararlo."""

from pathlib import Path
from typing import Any

import numpy as np

from cartera_xl.hosts import readers
from cartera_xl.nucleo.celdas import Rango
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.nucleo.lectura.hoja import encargar, leer, zona
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA, elegir, localizar
from cartera_xl.nucleo.libro import HojaInfo, TablaExcel
from cartera_xl.nucleo.paises import pais


def leer_libro(ruta: Path, caso: dict[str, Any]) -> dict[str, Any]:
    """Localiza, reconoce y da tipo; un `ErrorCartera` es también un resultado."""
    try:
        return _leer(ruta, caso)
    except ErrorCartera as error:
        return {"error": type(error).__name__, "que": error.que}


def _leer(ruta: Path, caso: dict[str, Any]) -> dict[str, Any]:
    clase = Clase(caso.get("clase", "clientes"))
    candidatas = [
        candidata
        for nombre in readers.sheet_names(ruta)
        for candidata in localizar(_info(nombre, caso), readers.read_head(ruta, nombre, FILAS_DE_CABEZA))
    ]
    encargo = encargar(elegir(candidatas, clase, caso.get("hoja"), ruta.name), clase, caso.get("columnas"))
    columnas = readers.read_columns(ruta, encargo.hoja, encargo.primera_fila, encargo.columnas)
    codigo = caso.get("pais")
    lectura = leer(encargo, columnas, pais(codigo) if codigo else None, desde_1904=readers.uses_1904(ruta))
    assert int(lectura.filas.sum()) + len(lectura.excluidas) <= len(lectura.filas)
    return {
        "tabla": str(zona(encargo, lectura)).removeprefix("Zona"),
        "columnas": encargo.mapeo.titulos,
        "ambiguas": {a.campo: list(a.titulos) for a in encargo.mapeo.ambiguas},
        "sin_reconocer": list(encargo.mapeo.sin_reconocer.values()),
        "datos": {campo: [_json(v) for v in valores[lectura.filas]] for campo, valores in lectura.datos.items()},
        "excluidas": {str(fila): motivo for fila, motivo in lectura.excluidas.items()},
        "convenios": {f"{c.campo}/{c.que}": f"{c.valor or '?'} ({c.origen}) {c.prueba}" for c in lectura.convenios},
        "incidencias": [f"{i.clase}: {i}" for i in lectura.incidencias],
    }


def _info(nombre: str, caso: dict[str, Any]) -> HojaInfo:
    tablas = caso.get("tablas", {}).get(nombre, ())
    return HojaInfo(
        nombre,
        tablas=tuple(
            TablaExcel(t["nombre"], Rango.desde_a1(t["rango"]), tiene_totales=t.get("totales", False)) for t in tablas
        ),
        combinadas=tuple(Rango.desde_a1(r) for r in caso.get("combinadas", {}).get(nombre, ())),
    )


def _json(valor: Any) -> Any:
    if isinstance(valor, np.datetime64):
        return None if np.isnat(valor) else str(valor)
    if isinstance(valor, float | np.floating):
        return None if np.isnan(valor) else round(float(valor), 6)
    return valor
