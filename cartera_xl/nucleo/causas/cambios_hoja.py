"""La hoja «Cambios de segmento»: arriba, de qué segmento a cuál en la última ejecución; debajo, la lista de cambios.

La lista se guarda en la propia hoja: cada ejecución pone los suyos delante y conserva los anteriores, hasta
`MAXIMO_DE_CAMBIOS`.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cartera_xl.nucleo.causas.cambios import Migracion
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.lectura.textos import clave, contar
from cartera_xl.nucleo.palabras_cifras import fecha as en_fecha
from cartera_xl.nucleo.palabras_cifras import importe
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS

HOJA_CAMBIOS = "Cambios de segmento"
MAXIMO_DE_CAMBIOS = 2_000
"""Más harían la hoja incómoda y el deshacer, pesado. Decisión de la casa, 2026."""
CABECERA = ("Fecha", "Ejecución", "Cliente", "De", "A", "Causa", "Detalle", "Vaivén")
ANCHOS: Mapping[int, float] = dict(enumerate((18, 22, 28, 14, 14, 34, 60, 34), 1))
ALTAS, BAJAS = "Altas", "Bajas"
_ASPECTOS = (Aspecto.FECHA, *(Aspecto.TEXTO,) * 7)
_RETIRADOS = re.compile(r"([\d.]+) cambios? más antiguos?")
Celdas = dict[tuple[int, int], CeldaSalida]


@dataclass(frozen=True, slots=True)
class LineaDeCambio:
    """Una línea de la lista; `vaiven`, vacío o dónde había estado ya el cliente justo antes."""

    fecha: date
    ejecucion: str
    cliente: str
    de: str
    a: str
    causa: str
    detalle: str = ""
    vaiven: str = ""

    def celdas(self) -> tuple[Celda, ...]:
        """En el orden de `CABECERA`."""
        textos = (self.ejecucion, self.cliente, self.de, self.a, self.causa, self.detalle, self.vaiven)
        return (self.fecha, *(texto or None for texto in textos))


@dataclass(frozen=True, slots=True)
class Titular:
    """Qué dos ejecuciones compara la matriz."""

    migracion: Migracion
    antes: str
    corte_antes: date
    ahora: str
    corte_ahora: date


def es_cambios(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: si no, ahí no se escribe."""
    return _fila_de_cabecera(cuadro) is not None or all(vacia(celda) for fila in cuadro for celda in fila)


def hoja_de_cambios(
    cuadro: Cuadro, titular: Titular, nuevas: Sequence[LineaDeCambio], *, sin: Collection[str] = ()
) -> Celdas:
    """La hoja entera: la matriz de esta ejecución y los cambios nuevos delante de los que ya había en `cuadro`.

    De los que ya había se quitan los de los clientes `sin`.
    """
    nuevas_y_viejas = [*nuevas, *_menos(lineas_de(cuadro), sin)]
    sobran = len(nuevas_y_viejas) - MAXIMO_DE_CAMBIOS
    retirados = _retirados(cuadro) + max(sobran, 0)
    celdas = _cabeza(titular)
    fila = max(numero for numero, _ in celdas) + 2
    return celdas | _lista(fila, con_vaiven(nuevas_y_viejas[:MAXIMO_DE_CAMBIOS]), retirados)


def sin_cliente(cuadro: Cuadro, nombres: Collection[str]) -> Celdas:
    """La hoja entera sin los cambios de esos clientes, sin mirar mayúsculas ni tildes; vacía si no los hay."""
    antes = lineas_de(cuadro)
    quedan = _menos(antes, nombres)
    cabecera = _fila_de_cabecera(cuadro)
    if cabecera is None or len(quedan) == len(antes):
        return {}
    encima = {
        (i, j): CeldaSalida(celda, _aspecto_de_encima(celda))
        for i, fila in enumerate(cuadro[: cabecera - 2], 1)
        for j, celda in enumerate(fila, 1)
        if not vacia(celda)
    }
    return encima | _lista(cabecera - 1, con_vaiven(quedan), _retirados(cuadro))


def _menos(lineas: Sequence[LineaDeCambio], nombres: Collection[str]) -> list[LineaDeCambio]:
    quitar = {clave(nombre) for nombre in nombres}
    return [linea for linea in lineas if clave(linea.cliente) not in quitar]


def lineas_de(cuadro: Cuadro) -> list[LineaDeCambio]:
    """Los cambios que la hoja ya guarda, tal como están escritos; una línea sin cliente o sin fecha no cuenta."""
    cabecera = _fila_de_cabecera(cuadro)
    if cabecera is None:
        return []
    lineas = []
    for fila in cuadro[cabecera:]:
        celdas = [*fila, *[None] * len(CABECERA)][: len(CABECERA)]
        cuando = celdas[0].date() if isinstance(celdas[0], datetime) else celdas[0]
        if isinstance(cuando, date) and not vacia(celdas[2]):
            lineas.append(LineaDeCambio(cuando, *map(_texto, celdas[1:])))
    return lineas


def con_vaiven(lineas: Sequence[LineaDeCambio]) -> list[LineaDeCambio]:
    """Las mismas, de la más nueva a la más vieja, con `vaiven` donde el cliente vuelve al segmento de antes del último.

    Solo se comparan dos cambios seguidos del mismo cliente: de A a B y de B a A.
    """
    anteriores: dict[str, LineaDeCambio] = {}
    salida = []
    for linea in reversed(lineas):
        quien = clave(linea.cliente)
        anterior = anteriores.get(quien)
        vuelve = anterior is not None and (anterior.de, anterior.a) == (linea.a, linea.de)
        texto = f"Vuelve a {linea.a}, de donde salió el {en_fecha(anterior.fecha)}" if anterior and vuelve else ""
        campos = (linea.fecha, linea.ejecucion, linea.cliente, linea.de, linea.a, linea.causa, linea.detalle, texto)
        salida.append(LineaDeCambio(*campos))
        if linea.de in SEGMENTOS and linea.a in SEGMENTOS:
            anteriores[quien] = linea
    return salida[::-1]


def _cabeza(titular: Titular) -> Celdas:
    de_a = (
        f"De la ejecución {titular.antes} (corte {en_fecha(titular.corte_antes)}) "
        f"a la {titular.ahora} (corte {en_fecha(titular.corte_ahora)})"
    )
    celdas = {(1, 1): CeldaSalida(HOJA_CAMBIOS, Aspecto.TITULO), (2, 1): CeldaSalida(de_a, Aspecto.NOTA)}
    migracion = titular.migracion
    celdas |= _matriz(4, "Clientes: de dónde vienen y dónde están", migracion.clientes, Aspecto.ENTERO)
    fila = max(numero for numero, _ in celdas) + 2
    return celdas | _matriz(fila, "Importe neto de esos clientes", migracion.importes, Aspecto.IMPORTE)


def _matriz(fila: int, titulo: str, valores: Sequence[Sequence[float]], aspecto: Aspecto) -> Celdas:
    cabecera = ("Antes", *(f"→ {segmento}" for segmento in SEGMENTOS), BAJAS, "Total")
    celdas: Celdas = {(fila, 1): CeldaSalida(titulo, Aspecto.SECCION)}
    celdas |= {(fila + 1, j): CeldaSalida(texto, Aspecto.CABECERA) for j, texto in enumerate(cabecera, 1)}
    filas = [list(linea) for linea in valores]
    columnas = [_suma(linea[j] for linea in filas) for j in range(len(filas[0]))]
    nombres = (*SEGMENTOS, ALTAS, "Total")
    for i, (nombre, linea) in enumerate(zip(nombres, [*filas, columnas], strict=True), fila + 2):
        celdas[i, 1] = CeldaSalida(nombre, Aspecto.TEXTO)
        celdas |= {(i, j): CeldaSalida(valor, aspecto) for j, valor in enumerate([*linea, _suma(linea)], 2)}
    return celdas


def _suma(valores: Iterable[float]) -> float:
    return round(sum(valores), 2)


def _lista(fila: int, lineas: Sequence[LineaDeCambio], retirados: int) -> Celdas:
    """`fila` es la de su título; la cabecera va en la siguiente."""
    titulo = "Cambios, del más nuevo al más viejo"
    if retirados:
        cuantos = importe(retirados)
        mas = "cambio más antiguo" if retirados == 1 else "cambios más antiguos"
        titulo += f" (solo los últimos {importe(MAXIMO_DE_CAMBIOS)}: {cuantos} {mas} ya no están)"
    celdas: Celdas = {(fila, 1): CeldaSalida(titulo, Aspecto.SECCION)}
    celdas |= {(fila + 1, j): CeldaSalida(texto, Aspecto.CABECERA) for j, texto in enumerate(CABECERA, 1)}
    for i, linea in enumerate(lineas, fila + 2):
        for j, (celda, aspecto) in enumerate(zip(linea.celdas(), _ASPECTOS, strict=True), 1):
            if celda is not None:
                celdas[i, j] = CeldaSalida(celda, aspecto)
    return celdas


def _retirados(cuadro: Cuadro) -> int:
    """Cuántos se habían retirado ya, según el título de la lista."""
    cabecera = _fila_de_cabecera(cuadro)
    if cabecera is None or cabecera < 2 or not cuadro[cabecera - 2]:
        return 0
    hallado = _RETIRADOS.search(_texto(cuadro[cabecera - 2][0]))
    return int(hallado[1].replace(".", "")) if hallado else 0


def _aspecto_de_encima(celda: Celda) -> Aspecto:
    if isinstance(celda, str):
        return Aspecto.TEXTO
    return Aspecto.IMPORTE if isinstance(celda, float) and not celda.is_integer() else Aspecto.ENTERO


def _fila_de_cabecera(cuadro: Cuadro) -> int | None:
    for numero, fila in enumerate(cuadro, 1):
        if tuple(_texto(celda) for celda in fila[: len(CABECERA)]) == CABECERA:
            return numero
    return None


def _texto(celda: Celda) -> str:
    return "" if celda is None else str(celda).strip()


def linea_de_grupo(cuantos: int, neto: float, pais: str | None, *, alta: bool) -> tuple[str, str]:
    """Quiénes y cuánto, en una línea para todas las altas (o bajas) de un segmento: sus nombres no se guardan."""
    quienes = contar(cuantos, "cliente nuevo", "clientes nuevos") if alta else _ya_no_estan(cuantos)
    return quienes, f"Neto: {importe(neto, pais, decimales=2)}."


def _ya_no_estan(cuantos: int) -> str:
    return "1 cliente que ya no está" if cuantos == 1 else f"{cuantos} clientes que ya no están"
