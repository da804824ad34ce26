"""Si una tabla es de clientes (una fila por cliente) o de movimientos (una por compra), y con qué pruebas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo import sinonimos
from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.columnas import Clase, separar
from cartera_xl.nucleo.lectura.mapeo import Mapeo, mapear
from cartera_xl.nucleo.lectura.textos import clave, texto_de

_POR_NOMBRE_EXACTO = 4.0
_POR_NOMBRE_PARECIDO = 2.5
_MINIMO = 3.0
"""Puntos sin los que una tabla no se da por reconocida."""

_REPITE, _NO_REPITE = 0.25, 0.02
"""Parte de filas con el cliente repetido que delata un libro de movimientos, y la que lo descarta; en medio, nada."""

_DE_RESUMEN = ("ultima_compra", "primera_compra", "compras", "importe_neto", "importe_contrato", "gasto_previsto")
_DE_FICHA = ("telefono", "direccion", "ciudad", "provincia", "sector", "estado", "fecha_alta", "zona", "responsable")
_DE_LINEA = ("documento", "cantidad", "precio", "tipo_movimiento")


@dataclass(frozen=True, slots=True)
class Evidencia:
    """Puntos de cada clase y las frases que los explican; `clase` es `None` si no llega a ninguna."""

    clase: Clase | None
    puntos: Mapping[Clase, float]
    pruebas: tuple[str, ...]


def es_hoja_propia(nombre: str) -> bool:
    """Cierto para las hojas que escribe el programa."""
    return clave(nombre) in separar(sinonimos.HOJAS["propias"])


def evidencia_de(
    hoja: str, tabla: str | None, titulos: Mapping[int, str], muestra: Mapping[int, Sequence[Celda]]
) -> Evidencia:
    """Pesa el nombre de la hoja, los títulos reconocidos y si los clientes se repiten."""
    pruebas: list[str] = []
    clientes = mapear(titulos, muestra, Clase.CLIENTES)
    movimientos = mapear(titulos, muestra, Clase.MOVIMIENTOS)
    puntos = {
        Clase.CLIENTES: _por_nombre("clientes", hoja, tabla, pruebas) + _de_clientes(clientes, pruebas),
        Clase.MOVIMIENTOS: _por_nombre("movimientos", hoja, tabla, pruebas)
        + _de_movimientos(movimientos, clientes, pruebas),
    }
    repetidos = _repeticion(clientes, muestra)
    if repetidos is not None:
        if repetidos >= _REPITE:
            puntos[Clase.MOVIMIENTOS] += 2.0
        elif repetidos <= _NO_REPITE and not _de_linea(movimientos, clientes):
            puntos[Clase.CLIENTES] += 2.0
        pruebas.append(f"en la muestra se repite el cliente en el {repetidos:.0%} de las filas".replace("%", " %"))
    mejor = max(puntos, key=lambda c: puntos[c])
    suficiente = puntos[mejor] >= _MINIMO and _tiene_lo_minimo(mejor, clientes, movimientos)
    return Evidencia(mejor if suficiente else None, puntos, tuple(pruebas))


def _por_nombre(clase: str, hoja: str, tabla: str | None, pruebas: list[str]) -> float:
    conocidos = separar(sinonimos.HOJAS[clase])
    for nombre in (tabla, hoja):
        limpio = clave(nombre or "")
        if not limpio:
            continue
        sin_cifras = limpio.rstrip("0123456789 ")
        if sin_cifras in conocidos or sin_cifras.removeprefix("tabla").strip() in conocidos:
            pruebas.append(f"«{nombre}» es nombre de hoja de {clase}")
            return _POR_NOMBRE_EXACTO
        if any(f" {conocido} " in f" {limpio} " for conocido in conocidos):
            pruebas.append(f"«{nombre}» contiene un nombre de hoja de {clase}")
            return _POR_NOMBRE_PARECIDO
    return 0.0


def _de_clientes(mapeo: Mapeo, pruebas: list[str]) -> float:
    presentes = {a.campo for a in mapeo.asignaciones} | {a.campo for a in mapeo.ambiguas}
    puntos = 2.0 * bool(presentes & {"id_cliente", "nombre"})
    puntos += 1.0 * len(presentes & set(_DE_RESUMEN)) + 0.5 * len(presentes & {*_DE_FICHA, "id_fiscal", "correo"})
    pruebas.append(f"{len(presentes)} títulos de clientes reconocidos")
    return puntos


def _de_movimientos(mapeo: Mapeo, de_clientes: Mapeo, pruebas: list[str]) -> float:
    """Cero si falta cuándo o cuánto, o si la fecha dice más de un cliente («Fecha última compra») que de una línea."""
    presentes = {a.campo for a in mapeo.asignaciones} | {a.campo for a in mapeo.ambiguas}
    hay_importe = "importe" in presentes or {"cantidad", "precio"} <= presentes
    if not hay_importe or not _dice_mas("fecha", mapeo, de_clientes):
        return 0.0
    puntos = 2.0 + 2.0 * bool(presentes & {"id_cliente", "nombre", "id_fiscal", "correo"})
    puntos += 1.5 * len(_de_linea(mapeo, de_clientes)) + 0.5 * len(presentes & {"producto", "categoria"})
    if mapeo.columna("fecha") in de_clientes.sin_reconocer:
        puntos += 1.5
    pruebas.append(f"{len(presentes)} títulos de movimientos reconocidos")
    return puntos


def _de_linea(mapeo: Mapeo, de_clientes: Mapeo) -> list[str]:
    """Los campos propios de una línea de venta que se reconocen mejor que como datos de cliente."""
    return [campo for campo in _DE_LINEA if _dice_mas(campo, mapeo, de_clientes)]


def _dice_mas(campo: str, mapeo: Mapeo, otro: Mapeo) -> bool:
    """Cierto si la columna de `campo` casa mejor con él que con lo que le asigna el otro diccionario."""
    propia = next((a for a in mapeo.asignaciones if a.campo == campo), None)
    if propia is None:
        return False
    return all(a.confianza < propia.confianza for a in otro.asignaciones if a.columna == propia.columna)


def _tiene_lo_minimo(clase: Clase, clientes: Mapeo, movimientos: Mapeo) -> bool:
    """Sin quién no hay cliente; sin quién, cuándo y cuánto no hay movimiento."""
    quien = {"id_cliente", "nombre", "id_fiscal", "correo"}
    if clase is Clase.CLIENTES:
        return bool({*clientes.posiciones, *(a.campo for a in clientes.ambiguas)} & quien)
    return bool({*movimientos.posiciones, *(a.campo for a in movimientos.ambiguas)} & quien)


def _repeticion(mapeo: Mapeo, muestra: Mapping[int, Sequence[Celda]]) -> float | None:
    """Parte de las filas cuyo cliente ya había salido antes; `None` con menos de cuatro filas."""
    columna = mapeo.columna("id_cliente") or mapeo.columna("nombre")
    if columna is None:
        return None
    valores = [texto_de(valor) for valor in muestra.get(columna, ()) if not vacia(valor)]
    return 1 - len(set(valores)) / len(valores) if len(valores) >= 4 else None
