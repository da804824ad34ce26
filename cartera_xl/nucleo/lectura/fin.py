"""Qué filas leídas son datos: sin las vacías, los totales, las notas del final ni los títulos repetidos.

Ninguna fila desaparece en silencio: o es dato, o está vacía, o queda en `excluidas` con su motivo y, si puede
doler, con una incidencia.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, ErrorCelda, a1, vacia
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.lectura.textos import clave, limpiar
from cartera_xl.nucleo.lectura.titulos import parecidos

IDENTIDAD = ("id_cliente", "nombre", "apellidos", "id_fiscal", "correo", "telefono")
_PRUEBA_DE_CLIENTE = ("id_fiscal", "correo", "telefono")
_FECHAS = ("ultima_compra", "fecha", "primera_compra", "fecha_alta")

_QUIZA_TOTAL = re.compile(
    r"\W*(?:sub|gran|total|sum|promedio|media|recuento|m[aáÁ]xim|m[iíÍ]nim|average|grand|n[.º°]|n[uúÚ]mero|cuenta|tot\b)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:sub ?total|total|totales|gran total|total general|grand total|suma|sumas|suma total|promedio|promedios|media"
    r"|recuento|maximo|minimo|average|sum|tot|cuenta|totales generales|subtotales)"
)
_EMPIEZA_TOTAL = re.compile(
    r"(?:sub ?total|total|totales|gran total|suma|promedio|media|recuento|numero de clientes) .+"
)
_SUBTOTAL = re.compile(r"(?:sub ?total|total (?:general|clientes|cartera|zona|mes|ventas|parcial))\b")
_NOTA = re.compile(
    r"\s*(?:\*|\(|nota|fuente|actualizad|datos |elaborad|leyenda|observaci|informe |generado|p[aá]gina|©)", re.I
)
_NOTA_LARGA = 60


@dataclass(frozen=True, slots=True)
class Filas:
    """`datos`: una marca por fila leída. `excluidas`: fila de la hoja -> motivo. Las demás estaban vacías."""

    datos: NDArray[np.bool_]
    excluidas: Mapping[int, str]
    incidencias: tuple[Incidencia, ...]


@dataclass(frozen=True, slots=True)
class Bloque:
    """Las columnas leídas de una tabla: campo -> valores, título y posición; todas igual de largas."""

    hoja: str
    primera_fila: int
    columnas: Mapping[str, ColumnaLeida]
    posiciones: Mapping[str, int]
    titulos: Mapping[str, str]
    clase: Clase

    @property
    def largo(self) -> int:
        """Filas leídas."""
        return max((len(columna) for columna in self.columnas.values()), default=0)

    def celda(self, campo: str, indice: int) -> str:
        """Dirección A1 de la celda `indice` (desde 0) de un campo."""
        return a1(self.primera_fila + indice, self.posiciones[campo])

    def fila(self, indice: int) -> dict[str, Celda]:
        """Lo que hay en una fila, sin lo vacío."""
        valores = ((campo, columna[indice]) for campo, columna in self.columnas.items())
        return {campo: valor for campo, valor in valores if not _nada(valor)}


def filas_de_datos(bloque: Bloque) -> Filas:
    """Clasifica las filas de un bloque."""
    con_algo = ~_en_blanco(bloque)
    excluidas: dict[int, str] = {}
    fin = _otra_tabla(bloque, con_algo)
    if fin is not None:
        for debajo in (np.flatnonzero(con_algo[fin:]) + fin).tolist():
            excluidas[debajo] = "otra tabla debajo"
    for indice in _titulos_repetidos(bloque):
        excluidas.setdefault(indice, "títulos repetidos")
    _excluir_totales_y_notas(bloque, con_algo, excluidas)
    incidencias = list(_avisos(bloque, excluidas))
    datos = con_algo.copy()
    datos[list(excluidas)] = False
    incidencias += _sin_cliente(bloque, datos, excluidas)
    por_fila = {bloque.primera_fila + indice: motivo for indice, motivo in sorted(excluidas.items())}
    return Filas(datos, por_fila, tuple(incidencias))


def _nada(valor: object) -> bool:
    """Como `vacia`, también para lo que sale de una columna de numpy."""
    if isinstance(valor, np.datetime64):
        return bool(np.isnat(valor))
    return vacia(valor)  # type: ignore[arg-type]


def _en_blanco(bloque: Bloque, campos: Sequence[str] | None = None) -> NDArray[np.bool_]:
    """Filas sin nada en esos campos. Las columnas de objetos solo se miran donde aún hace falta."""
    blancas = np.ones(bloque.largo, dtype=np.bool_)
    elegidas = [c for campo, c in bloque.columnas.items() if campos is None or campo in campos]
    for columna in sorted(elegidas, key=lambda c: c.dtype == object):
        if columna.dtype == object:
            pendientes = np.flatnonzero(blancas)
            blancas[pendientes] = [
                not (valor.__class__ is str and " " < valor[:1] < "\x7f") and _nada(valor)
                for valor in columna[pendientes]
            ]
        else:
            blancas &= np.isnat(columna) if columna.dtype.kind == "M" else np.isnan(columna)
    return blancas


def _titulos_repetidos(bloque: Bloque) -> Iterator[int]:
    """Filas que repiten la cabecera, como al pegar dos exportaciones o imprimir con títulos en cada página."""
    coincidencias: dict[int, int] = {}
    for campo, columna in bloque.columnas.items():
        titulo = bloque.titulos.get(campo, "")
        if columna.dtype != object or not titulo:
            continue
        for variante in {titulo, titulo.upper(), titulo.lower(), titulo.title()}:
            for igual in np.flatnonzero(columna == variante).tolist():
                coincidencias[igual] = coincidencias.get(igual, 0) + 1
    for indice, cuantas in coincidencias.items():
        if cuantas >= 2 and cuantas >= len(bloque.fila(indice)) / 2:
            yield indice


def _otra_tabla(bloque: Bloque, con_algo: NDArray[np.bool_]) -> int | None:
    """Dónde empieza, tras una fila en blanco, otra fila de títulos distinta; `None` si no hay."""
    tras_hueco = np.flatnonzero(con_algo[1:] & ~con_algo[:-1]) + 1
    for indice in tras_hueco:
        valores = list(bloque.fila(int(indice)).values())
        if len(valores) < 2 or not all(isinstance(v, str) for v in valores):
            continue
        claros = [v for v in valores if any(p.grado >= 0.88 for _, p in parecidos(limpiar(str(v)), bloque.clase))]
        iguales = sum(clave(str(v)) in {clave(t) for t in bloque.titulos.values()} for v in valores)
        if len(claros) >= 2 and len(claros) >= len(valores) / 2 and iguales < len(valores) / 2:
            return int(indice)
    return None


def _excluir_totales_y_notas(bloque: Bloque, con_algo: NDArray[np.bool_], excluidas: dict[int, str]) -> None:
    """De abajo arriba: al final caben notas y totales de cualquier clase; en medio, solo totales claros."""
    sospechas = _quiza_totales(bloque)
    llenas = np.flatnonzero(con_algo)
    al_final = True
    for indice in map(int, llenas[::-1]):
        if indice in excluidas:
            continue
        if indice in sospechas and _es_total(bloque, indice, sospechas[indice], al_final):
            excluidas[indice] = "total"
        elif al_final and _es_nota(bloque, indice):
            excluidas[indice] = "nota"
        else:
            al_final = False
            if not any(sospecha < indice for sospecha in sospechas):
                return


def _quiza_totales(bloque: Bloque) -> dict[int, str]:
    """Fila -> campo en que se lee algo como «Total»."""
    encontradas: dict[int, str] = {}
    for campo, columna in bloque.columnas.items():
        if columna.dtype != object or campo in _PRUEBA_DE_CLIENTE:
            continue
        totales = {v for v in set(columna) if v.__class__ is str and _QUIZA_TOTAL.match(v)}
        if totales:
            for indice in np.flatnonzero([valor in totales for valor in columna]).tolist():
                encontradas.setdefault(indice, campo)
    return encontradas


def _es_total(bloque: Bloque, indice: int, campo: str, al_final: bool) -> bool:
    """«Total Energías S. A.», con su teléfono o su fecha, es un cliente; «Total» o el «Total Norte» final, no."""
    fila = bloque.fila(indice)
    texto = clave(str(fila.get(campo, "")))
    if any(prueba in fila for prueba in _PRUEBA_DE_CLIENTE) or (campo != "id_cliente" and "id_cliente" in fila):
        return False
    if any(fecha in fila for fecha in _FECHAS) and not _TOTAL.fullmatch(texto):
        return False
    if campo not in IDENTIDAD and any(quien in fila for quien in IDENTIDAD):
        return False
    if _TOTAL.fullmatch(texto) or _SUBTOTAL.match(texto):
        return True
    return al_final and bool(_EMPIEZA_TOTAL.fullmatch(texto)) and any(not isinstance(v, str) for v in fila.values())


def _es_nota(bloque: Bloque, indice: int) -> bool:
    """Una sola celda de texto que empieza como una nota, o muy larga. Un nombre suelto es un cliente sin datos."""
    valores = list(bloque.fila(indice).values())
    if len(valores) != 1 or not isinstance(valores[0], str) or isinstance(valores[0], ErrorCelda):
        return False
    return len(valores[0]) > _NOTA_LARGA or _NOTA.match(valores[0]) is not None


def _avisos(bloque: Bloque, excluidas: Mapping[int, str]) -> Iterator[Incidencia]:
    textos = {
        "total": ("fila_de_total", "es una fila de totales y no se cuenta como {clase}."),
        "nota": ("nota_al_pie", "es una nota y no se cuenta como {clase}."),
        "títulos repetidos": ("titulos_repetidos", "repite los títulos y no se cuenta como {clase}."),
    }
    singular = "cliente" if bloque.clase is Clase.CLIENTES else "movimiento"
    for indice, motivo in sorted(excluidas.items()):
        if motivo not in textos:
            continue
        clase, frase = textos[motivo]
        campo = next(iter(bloque.fila(indice)))
        yield Incidencia(
            clase,
            f"La fila {bloque.primera_fila + indice} {frase.format(clase=singular)}",
            bloque.hoja,
            bloque.celda(campo, indice),
            "Si es un dato, cambie el texto de esa celda.",
            Gravedad.AVISO,
        )
    otras = [indice for indice, motivo in excluidas.items() if motivo == "otra tabla debajo"]
    if otras:
        yield Incidencia(
            "otra_tabla",
            f"Debajo, desde la fila {bloque.primera_fila + min(otras)}, empieza otra tabla y no se lee.",
            bloque.hoja,
            "",
            "Si son datos de la misma tabla, quite la fila en blanco y los títulos de en medio.",
            Gravedad.AVISO,
        )


def _sin_cliente(bloque: Bloque, datos: NDArray[np.bool_], excluidas: dict[int, str]) -> list[Incidencia]:
    """Quita de `datos` las filas con datos pero sin decir de quién son; una incidencia por cada una, hasta 50."""
    if not any(campo in bloque.columnas for campo in IDENTIDAD):
        return []
    anonimas = [int(i) for i in np.flatnonzero(_en_blanco(bloque, IDENTIDAD) & datos)]
    datos[anonimas] = False
    excluidas.update(dict.fromkeys(anonimas, "sin cliente"))
    incidencias = [
        Incidencia(
            "fila_sin_cliente",
            f"La fila {bloque.primera_fila + indice} tiene datos pero no dice de qué cliente son.",
            bloque.hoja,
            bloque.celda(next(iter(bloque.fila(indice))), indice),
            "Escriba el nombre o el código del cliente, o borre la fila.",
        )
        for indice in anonimas[:50]
    ]
    if len(anonimas) > 50:
        que = f"Otras {len(anonimas) - 50} filas tienen datos pero no dicen de qué cliente son."
        remedio = "Escriba el nombre o el código del cliente en todas."
        incidencias.append(Incidencia("fila_sin_cliente", que, bloque.hoja, "", remedio))
    return incidencias
