"""La hoja «Resumen»: qué cifra va en qué celda.

Los sitios son fijos: los gráficos de la plantilla apuntan a ellos y siguen valiendo de una ejecución a otra. Una
tabla que tiene menos líneas que la vez anterior vacía las que le sobran. Las columnas B a H son la mitad
izquierda y J a P la derecha; A e I son márgenes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, HojaSalida
from cartera_xl.nucleo.resumen_listas import calidad, en_riesgo, lista_de_cambios, matriz_de_cambios, oportunidades
from cartera_xl.nucleo.resumen_sitios import (
    FILA_ABC,
    FILA_CICLO,
    FILA_CIFRAS,
    FILA_MATRICES,
    FILA_PARETO,
    FILA_PREVISION,
    FILA_RANGOS,
    FILA_SEGMENTOS,
    IZQUIERDA,
    Celdas,
    bloque,
    linea_de,
    rellenar,
)
from cartera_xl.nucleo.resumen_tipos import DECILES, SEGMENTOS, SIN_SEGMENTO, Grupo, Resumen

HOJA_RESUMEN = "Resumen"
TITULO = "Resumen de la cartera"
ANCHOS: Mapping[int, float] = {
    1: 2,
    2: 29,
    **dict.fromkeys(range(3, 9), 13),
    9: 2,
    10: 29,
    **dict.fromkeys(range(11, 17), 13),
}


@dataclass(frozen=True, slots=True)
class Sello:
    """De qué ejecución son las cifras."""

    fecha: datetime
    ejecucion: str
    usuario: str = ""


def hoja_resumen(resumen: Resumen, sello: Sello | None = None) -> HojaSalida:
    """La hoja «Resumen» entera, lista para un plan de escritura."""
    return HojaSalida(HOJA_RESUMEN, celdas_resumen(resumen, sello), ANCHOS, inmovilizar_filas=2)


def es_resumen(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: si no, ahí no se escribe."""
    for fila in cuadro[:3]:
        for celda in fila:
            if isinstance(celda, str) and celda.strip():
                return celda.strip() == TITULO
    return not any(celda not in (None, "") for fila in cuadro for celda in fila)


def celdas_resumen(resumen: Resumen, sello: Sello | None = None) -> Celdas:
    """Todas las celdas de la hoja, por (fila, columna) desde 1; `None` vacía lo que sobre de la vez anterior."""
    celdas: Celdas = {
        (1, IZQUIERDA): CeldaSalida(TITULO, Aspecto.TITULO),
        (2, IZQUIERDA): CeldaSalida(_texto_del_sello(resumen, sello), Aspecto.NOTA),
    }
    celdas |= _cifras(resumen)
    celdas |= _reparto(FILA_SEGMENTOS, "Segmentos", "Segmento", _segmentos_con_total(resumen))
    celdas |= _rangos(resumen)
    celdas |= _reparto(FILA_CICLO, "Ciclo de vida", "Ciclo", resumen.ciclos)
    celdas |= _abc(resumen)
    celdas |= _pareto(resumen)
    celdas |= _matriz_rf(resumen)
    celdas |= en_riesgo(resumen)
    celdas |= oportunidades(resumen)
    celdas |= matriz_de_cambios(resumen)
    celdas |= lista_de_cambios(resumen)
    celdas |= calidad(resumen)
    celdas |= _prevision(resumen)
    return celdas


def _texto_del_sello(resumen: Resumen, sello: Sello | None) -> str:
    partes = [f"Corte: {resumen.corte:%d/%m/%Y}"]
    if sello:
        partes.append(f"Último recálculo: {sello.fecha:%d/%m/%Y %H:%M}")
        partes.append(f"Ejecución: {sello.ejecucion}")
        partes += [f"Usuario: {sello.usuario}"] if sello.usuario else []
    if resumen.moneda:
        partes.append(f"Importes en {resumen.moneda}")
    return " · ".join(partes)


def _cifras(resumen: Resumen) -> Celdas:
    totales, concentracion = resumen.totales, resumen.concentracion
    cifras: Sequence[tuple[int, str, Celda, Aspecto]] = (
        (2, "Clientes", totales.clientes, Aspecto.ENTERO),
        (3, "Potenciales", totales.potenciales, Aspecto.ENTERO),
        (4, "Con compras", totales.con_compras, Aspecto.ENTERO),
        (5, "Importe neto", totales.importe_neto, Aspecto.IMPORTE),
        (6, "Neto por cliente", totales.importe_medio, Aspecto.IMPORTE),
        (7, "Ticket medio", totales.ticket_medio, Aspecto.IMPORTE),
        (8, "Puntuación media", totales.puntuacion_media, Aspecto.DECIMAL),
        (10, "En riesgo", totales.en_riesgo, Aspecto.ENTERO),
        (11, "Neto en riesgo", totales.importe_en_riesgo, Aspecto.IMPORTE),
        (12, "Núcleo 80 %", concentracion.nucleo, Aspecto.ENTERO),
        (13, "Neto 5 mayores", concentracion.cuota_cinco, Aspecto.PORCENTAJE),
        (14, "Neto 10 mayores", concentracion.cuota_diez, Aspecto.PORCENTAJE),
        (15, "Ficha completa", resumen.calidad.ficha_media, Aspecto.PORCENTAJE),
        (16, "Incidencias", resumen.calidad.incidencias, Aspecto.ENTERO),
    )
    celdas: Celdas = {}
    for columna, titulo, valor, aspecto in cifras:
        celdas[FILA_CIFRAS - 1, columna] = CeldaSalida(titulo, Aspecto.NOTA)
        celdas[FILA_CIFRAS, columna] = CeldaSalida(valor, aspecto)
    return celdas


_CABECERA_DE_REPARTO = ("Clientes", "% clientes", "Importe neto", "% neto", "Puntuación", "En riesgo")


_ASPECTOS_DE_GRUPO = (
    Aspecto.TEXTO,
    Aspecto.ENTERO,
    Aspecto.PORCENTAJE,
    Aspecto.IMPORTE,
    Aspecto.PORCENTAJE,
    Aspecto.DECIMAL,
    Aspecto.ENTERO,
)


def _linea_de_grupo(grupo: Grupo | None) -> list[CeldaSalida]:
    """Las siete celdas de un grupo; vacías, con su aspecto, si no hay grupo."""
    valores: tuple[Celda, ...] = (None,) * len(_ASPECTOS_DE_GRUPO)
    if grupo:
        valores = (
            grupo.nombre,
            grupo.clientes,
            grupo.cuota_clientes,
            grupo.importe_neto,
            grupo.cuota_neto,
            grupo.puntuacion_media,
            grupo.en_riesgo,
        )
    return linea_de(*zip(valores, _ASPECTOS_DE_GRUPO, strict=True))


def _reparto(fila: int, titulo: str, linea: str, grupos: Iterable[Grupo | None]) -> Celdas:
    lineas = [_linea_de_grupo(grupo) for grupo in grupos]
    return bloque(fila, IZQUIERDA, titulo, (linea, *_CABECERA_DE_REPARTO), lineas)


def _segmentos_con_total(resumen: Resumen) -> list[Grupo | None]:
    """Los cuatro segmentos, «Sin segmento» (o un hueco) y el total."""
    por_nombre = {grupo.nombre: grupo for grupo in resumen.segmentos}
    totales = resumen.totales
    todo = 1.0 if totales.filas else None
    total = Grupo(
        nombre="Total",
        clientes=totales.filas,
        cuota_clientes=todo,
        importe_neto=totales.importe_neto,
        cuota_neto=todo if totales.importe_neto > 0 else None,
        puntuacion_media=totales.puntuacion_media,
        en_riesgo=totales.en_riesgo,
    )
    return [*(por_nombre[nombre] for nombre in SEGMENTOS), por_nombre.get(SIN_SEGMENTO), total]


def _rangos(resumen: Resumen) -> Celdas:
    cabecera = ("Rango", "Clientes", "% clientes", "Importe neto", "% neto", "De puntuación", "a puntuación")
    lineas = [
        [
            CeldaSalida(nivel.dibujo, Aspecto.TEXTO),
            *_linea_de_grupo(nivel.grupo)[1:5],
            CeldaSalida(nivel.desde, Aspecto.ENTERO),
            CeldaSalida(nivel.hasta, Aspecto.ENTERO),
        ]
        for nivel in resumen.rangos
    ]
    return bloque(FILA_RANGOS, IZQUIERDA, "Rango: qué significa cada dibujo", cabecera, lineas)


def _abc(resumen: Resumen) -> Celdas:
    celdas = _reparto(FILA_ABC, "ABC y concentración", "Clase", resumen.abc)
    concentracion = resumen.concentracion
    lineas = (
        ("Núcleo 80 %", concentracion.nucleo, concentracion.cuota_clientes_nucleo, concentracion.cuota_neto_nucleo),
        ("Los 5 mayores", None, None, concentracion.cuota_cinco),
        ("Los 10 mayores", None, None, concentracion.cuota_diez),
    )
    for fila, (nombre, clientes, cuota_clientes, cuota_neto) in enumerate(lineas, FILA_ABC + 5):
        linea = linea_de(
            (nombre, Aspecto.TEXTO),
            (clientes, Aspecto.ENTERO),
            (cuota_clientes, Aspecto.PORCENTAJE),
            (None, Aspecto.IMPORTE),
            (cuota_neto, Aspecto.PORCENTAJE),
        )
        celdas |= {(fila, IZQUIERDA + i): celda for i, celda in enumerate(linea)}
    return celdas


def _pareto(resumen: Resumen) -> Celdas:
    cabecera = ("% de clientes, de mayor a menor", "% neto sumado")
    lineas = rellenar(resumen.pareto, (Aspecto.PORCENTAJE, Aspecto.PORCENTAJE), DECILES + 1)
    return bloque(FILA_PARETO, IZQUIERDA, "Curva de concentración (Pareto)", cabecera, lineas)


def _prevision(resumen: Resumen) -> Celdas:
    cabecera = ("Segmento", "Clientes", "CLV", "% CLV", "Prob. de volver", "Compras esper.", "Riesgo alto")
    aspectos = (
        Aspecto.TEXTO,
        Aspecto.ENTERO,
        Aspecto.IMPORTE,
        Aspecto.PORCENTAJE,
        Aspecto.PORCENTAJE,
        Aspecto.DECIMAL,
        Aspecto.ENTERO,
    )
    lineas = rellenar((astuple(linea) for linea in resumen.prevision), aspectos, len(SEGMENTOS) + 1)
    titulo = "Previsión por segmento: lo que se espera en los meses del CLV"
    return bloque(FILA_PREVISION, IZQUIERDA, titulo, cabecera, lineas)


def _matriz_rf(resumen: Resumen) -> Celdas:
    lineas = [
        [CeldaSalida(f"Recencia {r}", Aspecto.TEXTO)]
        + [CeldaSalida(cuantos, Aspecto.ENTERO) for cuantos in resumen.matriz_rf[r - 1]]
        for r in range(5, 0, -1)
    ]
    cabecera = ("Clientes por puntos", *(f"Frecuencia {f}" for f in range(1, 6)))
    return bloque(FILA_MATRICES, IZQUIERDA, "Recencia y frecuencia (5 es lo mejor)", cabecera, lineas)
