"""Sitios fijos de la hoja «Resumen» y piezas con que se monta: bloques con título, cabecera y líneas.

Los gráficos de los libros que ya tiene la gente apuntan a estos sitios: no se mueven.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

Celdas: TypeAlias = dict[tuple[int, int], CeldaSalida]
IZQUIERDA, DERECHA = 2, 10
FILA_CIFRAS, FILA_SEGMENTOS, FILA_RANGOS, FILA_CICLO = 5, 7, 16, 22
FILA_ABC, FILA_PARETO, FILA_MATRICES, FILA_LISTAS, FILA_CALIDAD, FILA_PREVISION = 30, 39, 53, 61, 74, 88
LINEAS_DE_LISTA = 10


def bloque(
    fila: int, columna: int, titulo: str, cabecera: Sequence[str], lineas: Iterable[Sequence[CeldaSalida]]
) -> Celdas:
    """Un título de sección, una cabecera debajo y las líneas, una por fila."""
    celdas = {(fila, columna): CeldaSalida(titulo, Aspecto.SECCION)}
    for i, texto in enumerate(cabecera):
        celdas[fila + 1, columna + i] = CeldaSalida(texto, Aspecto.CABECERA)
    for j, linea in enumerate(lineas):
        for i, celda in enumerate(linea):
            celdas[fila + 2 + j, columna + i] = celda
    return celdas


def linea_de(*pares: tuple[Celda, Aspecto]) -> list[CeldaSalida]:
    """Una celda por pareja de valor y aspecto."""
    return [CeldaSalida(valor, aspecto) for valor, aspecto in pares]


def rellenar(lineas: Iterable[Sequence[Celda]], aspectos: Sequence[Aspecto], hasta: int) -> list[list[CeldaSalida]]:
    """Las `hasta` primeras líneas; las que falten, vacías pero con su aspecto."""
    huecos = [(None,) * len(aspectos)] * hasta
    primeras = [*lineas, *huecos][:hasta]
    return [linea_de(*zip(linea, aspectos, strict=True)) for linea in primeras]
