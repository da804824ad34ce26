"""La revisión de la hoja de clientes: lo que se marca y se propone, sin cambiar nada.

Dos profundidades. La rápida se hace en cada ejecución: ficha completa, duplicados exactos, correos sin forma y
códigos postales; un identificador o un teléfono solo se comprueba si coincide con otro. `a_fondo` comprueba además
cada identificador fiscal y cada teléfono, y busca nombres parecidos.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.calidad.duplicados import Duplicados, Grupo, nombres_parecidos, por_clave, por_contacto
from cartera_xl.nucleo.calidad.ficha import Ficha, Nota, leer_ficha
from cartera_xl.nucleo.calidad.normal import (
    codigos_normales,
    minusculas,
    nombres_normales,
    palabras_normales,
)
from cartera_xl.nucleo.calidad.notas import notas_a_fondo, notas_rapidas
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.hechos import Numeros, Origen, incidencia_de_filas, marco_de


@dataclass(frozen=True, slots=True)
class Revision:
    """Lo que se ha visto; `ficha_completa` y `avisos` van fila a fila, en el orden del cuadro.

    `ficha_completa` va de 0 a 1 (NaN si la hoja no tiene ningún dato de contacto); `avisos` son textos cortos o
    `None`.
    """

    ficha_completa: Numeros
    avisos: NDArray[Any]
    incidencias: list[Incidencia]
    duplicados: list[Duplicados]


def revisar(
    clientes: Any, hoja: str, pais: str | None, columnas_celda: Mapping[str, int], a_fondo: bool = False
) -> Revision:
    """Revisa todas las filas. `columnas_celda` es campo -> columna (desde 1), para decir dónde está cada cosa."""
    ficha = leer_ficha(marco_de(clientes), pais)
    origen = Origen(hoja, columnas_celda)
    grupos, relleno = _duplicados(ficha, a_fondo=a_fondo)
    notas = notas_rapidas(ficha) + (notas_a_fondo(ficha) if a_fondo else [])
    return Revision(
        ficha.completa,
        _avisos(ficha, grupos, notas),
        [
            *_de_duplicados(ficha, grupos, origen),
            *_de_relleno(ficha, relleno, origen),
            *_de_notas(ficha, notas, origen),
        ],
        [Duplicados(tuple(ficha.filas[p] for p in grupo.posiciones), grupo.motivo) for grupo in grupos],
    )


_CAMPO_DE_MOTIVO = {"mismo código": "id_cliente", "mismo correo": "correo", "mismo teléfono": "telefono"}


def _duplicados(ficha: Ficha, *, a_fondo: bool) -> tuple[list[Grupo], list[Grupo]]:
    """Grupos de más a menos fuertes, sin repetir el mismo par de filas por un motivo más débil."""
    grupos = por_clave(codigos_normales(ficha.textos("id_cliente")), "mismo código", lambda _: True)
    grupos += por_clave(ficha.fiscales, f"mismo {ficha.nombre_fiscal}", ficha.fiscal_identifica)
    relleno: list[Grupo] = []
    por_texto: Sequence[tuple[str, Callable[[], Sequence[str]]]] = (
        ("mismo correo", lambda: minusculas(ficha.textos("correo"))),
        ("mismo teléfono", lambda: ficha.telefonos),
        ("mismo nombre", lambda: nombres_normales(ficha.nombres)),
    )
    for motivo, claves in por_texto:
        nuevos, de_relleno = por_contacto(claves(), motivo, ficha.fiscal_que_distingue)
        grupos += nuevos
        relleno += de_relleno
    if a_fondo:
        nombres = [palabras_normales(nombre) for nombre in ficha.nombres]
        grupos += nombres_parecidos(nombres, ficha.fiscal_que_distingue)
    return _sin_repetir(grupos), relleno


def _sin_repetir(grupos: Sequence[Grupo]) -> list[Grupo]:
    """Quita los grupos cuyas filas ya estaban todas juntas en otro anterior."""
    de_fila: dict[int, list[int]] = {}
    quedan: list[Grupo] = []
    for grupo in grupos:
        comunes = set(de_fila.get(grupo.posiciones[0], ()))
        for posicion in grupo.posiciones[1:]:
            comunes &= set(de_fila.get(posicion, ()))
        if not comunes:
            for posicion in grupo.posiciones:
                de_fila.setdefault(posicion, []).append(len(quedan))
            quedan.append(grupo)
    return quedan


def _avisos(ficha: Ficha, grupos: Sequence[Grupo], notas: Sequence[Nota]) -> NDArray[Any]:
    """Un texto por fila con algo que decir: primero el duplicado más claro y después cada nota."""
    textos: dict[int, list[str]] = {}
    for grupo in grupos:
        primera = grupo.posiciones[0]
        for posicion in grupo.posiciones:
            otra = ficha.filas[grupo.posiciones[1] if posicion == primera else primera]
            textos.setdefault(posicion, [f"Posible duplicado de la fila {otra} ({grupo.motivo})"])
    for nota in notas:
        textos.setdefault(nota.posicion, []).append(nota.texto)
    avisos = np.full(len(ficha.filas), None, dtype=object)
    for posicion, partes in textos.items():
        avisos[posicion] = "; ".join(partes)
    return avisos


def _de_duplicados(ficha: Ficha, grupos: Sequence[Grupo], origen: Origen) -> list[Incidencia]:
    """Una incidencia por motivo."""
    por_motivo: dict[str, list[Grupo]] = {}
    for grupo in grupos:
        por_motivo.setdefault(grupo.motivo, []).append(grupo)
    incidencias = []
    for motivo, suyos in por_motivo.items():
        filas = [ficha.filas[grupo.posiciones[-1]] for grupo in suyos]
        cuantos = "Un posible duplicado" if len(suyos) == 1 else f"{len(suyos)} posibles duplicados"
        que = f"{cuantos} por {motivo}."
        campo = _CAMPO_DE_MOTIVO.get(motivo, "nombre" if "nombre" in motivo else "id_fiscal")
        remedio = "Compruebe si son el mismo cliente y una las filas."
        incidencias.append(
            incidencia_de_filas("duplicado", que, remedio, donde=(origen, campo), filas=filas, aviso=True)
        )
    return incidencias


def _de_relleno(ficha: Ficha, relleno: Sequence[Grupo], origen: Origen) -> list[Incidencia]:
    """Una incidencia por motivo, con el valor que más se repite."""
    incidencias = []
    for motivo in dict.fromkeys(grupo.motivo for grupo in relleno):
        mayor = max((g for g in relleno if g.motivo == motivo), key=lambda g: len(g.posiciones))
        campo = _CAMPO_DE_MOTIVO.get(motivo, "nombre")
        valor = ficha.textos(campo)[mayor.posiciones[0]] or ""
        que = f"{len(mayor.posiciones)} filas tienen el {motivo} («{valor}»): no se usa para buscar duplicados."
        filas = [ficha.filas[p] for p in mayor.posiciones]
        remedio = "Si es un dato de relleno, deje la celda vacía."
        incidencias.append(incidencia_de_filas("relleno", que, remedio, donde=(origen, campo), filas=filas, aviso=True))
    return incidencias


def _de_notas(ficha: Ficha, notas: Sequence[Nota], origen: Origen) -> list[Incidencia]:
    """Una incidencia por clase de nota, con sus primeras filas y un ejemplo."""
    por_clase: dict[str, list[Nota]] = {}
    for nota in notas:
        por_clase.setdefault(nota.clase, []).append(nota)
    incidencias = []
    for clase, suyas in por_clase.items():
        cuantas = "" if len(suyas) == 1 else f"{len(suyas)} filas con avisos como este: "
        que = f"{cuantas}{suyas[0].texto} («{suyas[0].valor}»)."
        filas = [ficha.filas[nota.posicion] for nota in suyas]
        donde = (origen, suyas[0].campo)
        incidencias.append(incidencia_de_filas(clase, que, suyas[0].remedio, donde=donde, filas=filas, aviso=True))
    return incidencias
