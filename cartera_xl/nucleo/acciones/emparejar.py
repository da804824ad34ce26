"""De lo que alguien escribe en una celda (un código, un nombre) al cliente que es."""

from collections.abc import Iterable, Mapping, Sequence

from cartera_xl.nucleo.hechos import Marco, textos
from cartera_xl.nucleo.lectura.textos import clave

DE_IDENTIDAD = ("id_cliente", "id_fiscal", "correo")


def posiciones(clientes: Marco, nombres: Sequence[str | None], escritos: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Por cada texto, las posiciones de los clientes que son: por código, id. fiscal, correo o nombre, en ese orden.

    Gana el primer dato en que coincide alguno; mayúsculas, tildes y espacios no cuentan. Lo que no es nadie no sale.
    """
    buscados = {escrito: clave(escrito) for escrito in escritos if clave(escrito)}
    hallados: dict[str, tuple[int, ...]] = {}
    for columna in (*(textos(clientes, campo) for campo in DE_IDENTIDAD), nombres):
        pendientes = {llave for escrito, llave in buscados.items() if escrito not in hallados}
        if not pendientes:
            break
        por_llave = _por_llave(columna, pendientes)
        hallados |= {
            escrito: tuple(por_llave[llave])
            for escrito, llave in buscados.items()
            if escrito not in hallados and llave in por_llave
        }
    return hallados


def _por_llave(columna: Sequence[str | None], pendientes: set[str]) -> Mapping[str, list[int]]:
    """Solo de las llaves buscadas. Comparar la inicial primero evita limpiar cien mil nombres que no son."""
    iniciales = {llave[0] for llave in pendientes}
    sitios: dict[str, list[int]] = {}
    for i, valor in enumerate(columna):
        if valor and (not valor[0].isascii() or not valor[0].isalnum() or valor[0].lower() in iniciales):
            llave = clave(valor)
            if llave in pendientes:
                sitios.setdefault(llave, []).append(i)
    return sitios
