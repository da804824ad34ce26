"""Lo que comparten las hojas que la persona edita: reconocerlas, crear lo que falta y leer sus celdas."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from textwrap import wrap

from cartera_xl.nucleo.ajustes_lectura import numero
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

LARGO_DE_NOTA = 130
"""Letras de una línea de nota: más no se ven de una vez en la pantalla."""


def es_de(cuadro: Cuadro, titulo: str, secciones: Sequence[Seccion]) -> bool:
    """Cierto si la hoja está vacía o es nuestra: lleva su título o el de alguna sección."""
    titulos = {clave(texto) for texto in (titulo, *(seccion.titulo for seccion in secciones))}
    escritas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    return not escritas or any(isinstance(celda, str) and clave(celda) in titulos for celda in escritas)


def lienzo_de(cuadro: Cuadro, hoja: str, secciones: Sequence[Seccion], notas: Sequence[str]) -> Lienzo:
    """El lienzo de la hoja; si está en blanco, con su título y sus notas ya puestos."""
    lienzo = Lienzo(cuadro, hoja, secciones)
    notas = [linea for nota in notas for linea in wrap(nota, LARGO_DE_NOTA)]
    if all(vacia(celda) for fila in cuadro for celda in fila):
        lienzo.poner(1, 1, CeldaSalida(hoja, Aspecto.TITULO))
        for fila, nota in enumerate(notas, 2):
            lienzo.poner(fila, 1, CeldaSalida(nota, Aspecto.NOTA))
    return lienzo


def crear_si_falta(
    lienzo: Lienzo, seccion: Seccion, filas: Sequence[Fila], *, en_blanco: int = 0, de_escribir: Sequence[str] = ()
) -> None:
    """Pone la sección con esas filas y otras en blanco si la hoja no la tiene; si la tiene, no toca nada.

    Las celdas vacías que la persona ha de llenar llevan también su aspecto: así se ve dónde escribir. `de_escribir` son
    las columnas de las filas en blanco que le tocan; si no se dice, todas.
    """
    if lienzo.trozos(seccion):
        return
    lienzo.reescribir(seccion, filas)
    trozo = lienzo.trozos(seccion)[-1]
    for i in range(len(filas) + en_blanco):
        fila = (
            filas[i]
            if i < len(filas)
            else dict.fromkeys(de_escribir or seccion.cabeceras, CeldaSalida(None, Aspecto.ENTRADA))
        )
        for nombre, celda in fila.items():
            if vacia(celda.valor):
                lienzo.cambios[trozo.cabecera + 1 + i, trozo.columnas[nombre]] = celda


def de_entrada(valores: Mapping[str, Celda]) -> Fila:
    """Una fila de celdas que la persona puede cambiar."""
    return {nombre: CeldaSalida(valor, Aspecto.ENTRADA) for nombre, valor in valores.items()}


def dia(celda: Celda) -> date:
    """Una fecha de una celda, también escrita como texto dd/mm/aaaa. `ValueError` si no lo es.

    >>> dia("01/02/2026")
    datetime.date(2026, 2, 1)
    """
    if isinstance(celda, datetime):
        return celda.date()
    if isinstance(celda, date):
        return celda
    partes = str(celda).strip().replace("-", "/").split("/")
    if len(partes) != 3 or not all(parte.isdigit() for parte in partes) or len(partes[2]) != 4:
        raise ValueError(str(celda))
    return date(int(partes[2]), int(partes[1]), int(partes[0]))


def no_negativo(celda: Celda) -> float:
    """Un número de cero en adelante."""
    valor = numero(celda)
    if valor < 0:
        raise ValueError(str(celda))
    return valor
