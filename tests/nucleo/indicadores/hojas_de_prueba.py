"""Pasar de lo que se escribe en una hoja a lo que se lee de ella."""

from collections.abc import Mapping

from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.plan import CeldaSalida


def cuadro_de(celdas: Mapping[tuple[int, int], CeldaSalida], antes: Cuadro | None = None) -> Cuadro:
    """El cuadro que queda al escribir esas celdas sobre el de antes."""
    cuadro = [list(fila) for fila in antes or []]
    for (fila, columna), celda in celdas.items():
        while len(cuadro) < fila:
            cuadro.append([])
        while len(cuadro[fila - 1]) < columna:
            cuadro[fila - 1].append(None)
        cuadro[fila - 1][columna - 1] = celda.valor
    return cuadro


def fila_de(cuadro: Cuadro, cabecera: str) -> int:
    """Índice de la fila cuya primera celda es esa cabecera."""
    return next(i for i, fila in enumerate(cuadro) if fila and fila[0] == cabecera)
