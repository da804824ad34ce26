"""Lo que la persona escribe con palabras: el estado del cliente y su potencial."""

import re
from collections.abc import Mapping

import numpy as np

from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.hechos import (
    CLIENTE,
    POTENCIAL,
    Marca,
    Marco,
    Numeros,
    Origen,
    filas_de,
    incidencia_de_filas,
    numeros,
    textos,
)
from cartera_xl.nucleo.lectura.textos import clave

NIVELES: Mapping[str, float] = {
    "muy alto": 100.0,
    "alto": 80.0,
    "medio alto": 65.0,
    "medio": 50.0,
    "medio bajo": 35.0,
    "bajo": 20.0,
    "muy bajo": 5.0,
    "nulo": 0.0,
    "ninguno": 0.0,
}
"""Puntos de cada palabra, simétricos alrededor de 50; decisión de la casa: dan el mismo trato a alto y a bajo."""

_POTENCIAL = re.compile(
    r"potencial|prospect|\blead|candidat|oportunidad|interesad|suspect|pre ?cliente|(todavia|aun)? ?no (es )?cliente"
)
_CLIENTE = re.compile(r"client|activ|baja|vigente|habitual|recurrente|fidel|perdid|dormid|ocasional|nuevo|vip")


def estado_escrito(texto: str) -> str | None:
    """«cliente» o «potencial» según lo escrito; `None` si no dice ni lo uno ni lo otro.

    >>> estado_escrito("Cliente potencial"), estado_escrito("Inactivo"), estado_escrito("¿?")
    ('potencial', 'cliente', None)
    """
    llana = clave(texto)
    if _POTENCIAL.search(llana):
        return POTENCIAL
    return CLIENTE if _CLIENTE.search(llana) else None


def estados_escritos(clientes: Marco) -> tuple[Marca, Marca]:
    """Qué filas dicen ser cliente y cuáles potencial (puede que ninguna); cada texto se entiende una sola vez."""
    if "estado" not in clientes.columns:
        return np.zeros(len(clientes), dtype=bool), np.zeros(len(clientes), dtype=bool)
    escritos = textos(clientes, "estado")
    tabla = {texto: estado_escrito(texto) if texto else None for texto in set(escritos)}
    leidos = np.array([tabla[texto] or "" for texto in escritos], dtype=str)
    return leidos == CLIENTE, leidos == POTENCIAL


def varias_monedas(marco: Marco, origen: Origen) -> list[Incidencia]:
    """Una incidencia si la columna de moneda dice más de una: los importes se suman tal cual, sin convertir."""
    if "moneda" not in marco.columns:
        return []
    distintas = {m.strip().upper() for m in marco["moneda"].unique().to_list() if isinstance(m, str) and m.strip()}
    distintas = {"EUR" if moneda in ("€", "EURO", "EUROS") else moneda for moneda in distintas}
    if len(distintas) < 2:
        return []
    que = f"Hay importes en {len(distintas)} monedas ({', '.join(sorted(distintas))}) y se suman sin convertir."
    remedio = "Deje una sola moneda, o convierta los importes antes."
    return [incidencia_de_filas("varias_monedas", que, remedio, donde=(origen, "moneda"), filas=[])]


def puntos_0_100(clientes: Marco, campo: str, origen: Origen) -> tuple[Numeros, list[Incidencia]]:
    """La columna `campo` en puntos de 0 a 100: palabras (alto, medio, bajo), porcentajes o números.

    La escala se decide para toda la columna, nunca por celda: hasta 1 es tanto por uno; enteros de 1 a 5, una
    escala de cinco; hasta 10, una de diez; lo demás, sobre 100. Fuera de 0..100 queda sin dato.
    """
    if campo not in clientes.columns:
        return np.full(len(clientes), np.nan), []
    dudosas: list[int] = []
    if clientes.schema[campo].is_numeric():
        puntos, fijos = numeros(clientes, campo), np.zeros(len(clientes), dtype=bool)
    else:
        puntos, fijos, dudosas = _de_textos(textos(clientes, campo), filas_de(clientes).tolist())
    incidencias = []
    if dudosas:
        que = f"{_celdas(len(dudosas))} «{campo}» no se entiende como potencial."
        remedio = "Escriba alto, medio, bajo o un número de 0 a 100."
        incidencias.append(
            incidencia_de_filas("potencial_ilegible", que, remedio, donde=(origen, campo), filas=dudosas)
        )
    sueltos = ~fijos & ~np.isnan(puntos)
    puntos[sueltos], escala = _a_cien(puntos[sueltos])
    if escala:
        que = f"La columna «{campo}» se ha leído en {escala} y se ha llevado a 0–100."
        remedio = "Si no es esa escala, escriba los valores de 0 a 100."
        incidencias.append(incidencia_de_filas("escala", que, remedio, donde=(origen, campo), filas=[], aviso=True))
    fuera = (puntos < 0) | (puntos > 100)
    if fuera.any():
        que = f"{_celdas(int(fuera.sum()))} «{campo}» queda fuera de 0–100 y no se usa."
        filas = filas_de(clientes)[fuera].tolist()
        remedio = "Escriba un número de 0 a 100."
        incidencias.append(incidencia_de_filas("fuera_de_rango", que, remedio, donde=(origen, campo), filas=filas))
    return np.where(fuera, np.nan, puntos), incidencias


def _celdas(n: int) -> str:
    return "Una celda de" if n == 1 else f"El valor de {n} celdas de"


def _a_cien(valores: Numeros) -> tuple[Numeros, str]:
    if not len(valores) or float(valores.max()) > 10 or float(valores.min()) < 0:
        return valores, ""
    mayor, enteros = float(valores.max()), bool((valores == np.floor(valores)).all())
    if mayor <= 1:
        return valores * 100, ""
    if enteros and mayor <= 5 and float(valores.min()) >= 1:
        return (valores - 1) * 25, "escala de 1 a 5"
    return valores * 10, "escala de 0 a 10"


def _de_textos(escritos: list[str | None], filas: list[int]) -> tuple[Numeros, np.ndarray, list[int]]:
    """Puntos, cuáles son ya definitivos (palabras y porcentajes con %) y las filas que no se entienden."""
    tabla: dict[str | None, tuple[float, bool] | None] = {t: _un_texto(t) for t in set(escritos) if t is not None}
    tabla[None] = (np.nan, True)
    leidos = [tabla[texto] for texto in escritos]
    puntos = np.array([leido[0] if leido else np.nan for leido in leidos], dtype=np.float64)
    fijos = np.array([leido is None or leido[1] for leido in leidos], dtype=bool)
    return puntos, fijos, [fila for fila, leido in zip(filas, leidos, strict=True) if leido is None]


def _un_texto(texto: str) -> tuple[float, bool] | None:
    palabra = re.sub(r"\b(alt|medi|baj|nul|ningun)a\b", r"\1o", clave(texto))
    if palabra in NIVELES:
        return NIVELES[palabra], True
    numero = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*(%?)\s*", texto)
    return (float(numero[1].replace(",", ".")), bool(numero[2])) if numero else None
