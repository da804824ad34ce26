"""De líneas de movimientos a líneas que se pueden sumar: importe entero con signo, día y marca de devolución.

El importe se lleva a diezmilésimas enteras de la moneda: así la suma no depende del orden de las líneas ni del
motor, y no se pierde nada de un importe con hasta cuatro decimales.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.errores import ColumnaNoEncontrada, Incidencia
from cartera_xl.nucleo.hechos import Marca, Marco, Origen, dias, filas_de, incidencia_de_filas, numeros
from cartera_xl.nucleo.lectura.textos import clave

UNIDADES = 10_000
IMPORTE_MAXIMO = 1e12
"""Por encima (un billón) es un error de escritura; además, así ninguna suma desborda un entero de 64 bits."""

_TIPO_DEVOLUCION = re.compile(
    r"\b(devol\w*|devuelt\w*|abonos?|nota (de )?credito|notas (de )?credito|nc|ncr|n c|rectificativ\w*|anulaci\w*|"
    r"reembols\w*|return\w*|refund\w*|credit (note|memo))\b"
)
_DOCUMENTO_DEVOLUCION = re.compile(
    r"\s*(abono|devol\w*|dev|notas? (de )?cr[eé]dito|ncr?|n[./]c|((factura|fact|fra)[. ]*)?rectificativa|"
    r"credit (note|memo))(?![^\W\d_])",
    re.IGNORECASE,
)
_DOCUMENTO_C = re.compile(r"[cC]-?\d+")


@dataclass(frozen=True, slots=True)
class Lineas:
    """`cuadro`: clave, dia, mes, unidades, devolucion (0 o 1) y categoria si la hay; una fila por línea válida.

    `inicio` es el primer día con una línea válida (días desde 1970), o `None` sin líneas.
    """

    cuadro: Marco
    inicio: int | None
    incidencias: list[Incidencia]


def dia_de_1970(fecha: nw.Expr) -> nw.Expr:
    """Días desde el 1/1/1970 solo con aritmética entera, igual en todos los motores; la hora no cuenta.

    Calendario gregoriano: 477 son los días bisiestos anteriores a 1970.
    """
    anterior = fecha.dt.year().cast(nw.Int64) - 1
    bisiestos = anterior // 4 - anterior // 100 + anterior // 400 - 477
    return (anterior - 1969) * 365 + bisiestos + fecha.dt.ordinal_day().cast(nw.Int64) - 1


def numero_de_dia(fecha: date) -> int:
    """Días desde el 1/1/1970.

    >>> numero_de_dia(date(1970, 1, 2))
    1
    """
    return fecha.toordinal() - date(1970, 1, 1).toordinal()


def preparar_lineas(movimientos: Marco, corte: date, origen: Origen) -> Lineas:
    """Líneas con cliente, fecha hasta el corte (inclusive) e importe; de las demás se dice cuántas y dónde."""
    con_importe = _con_importe(movimientos, origen)
    valida, incidencias = _validas(con_importe, corte, origen)
    devuelta, aviso = _devueltas(con_importe, valida, origen)
    marca = nw.new_series("devolucion", devuelta.astype(np.int64), backend=con_importe.implementation)
    extras = [campo for campo in ("categoria",) if campo in con_importe.columns]
    con_clave = con_importe.select("clave", "fecha", "importe", *extras).with_columns(marca)
    lineas = con_clave if valida.all() else con_clave.filter(valida.tolist())
    unidades = (nw.col("importe") * UNIDADES + 0.5).floor().cast(nw.Int64)
    a_signo = nw.when((nw.col("devolucion") == 1) & (nw.col("unidades") > 0)).then(-nw.col("unidades"))
    lineas = (
        lineas.with_columns(
            unidades=unidades,
            dia=dia_de_1970(nw.col("fecha")),
            mes=nw.col("fecha").dt.year().cast(nw.Int64) * 12 + nw.col("fecha").dt.month().cast(nw.Int64),
        )
        .with_columns(unidades=a_signo.otherwise(nw.col("unidades")))
        .with_columns(devolucion=nw.when(nw.col("unidades") < 0).then(nw.lit(1)).otherwise(nw.col("devolucion")))
        .select("clave", "dia", "mes", "unidades", "devolucion", *extras)
    )
    return Lineas(lineas, int(lineas["dia"].min()) if len(lineas) else None, [*incidencias, *aviso])


def _con_importe(movimientos: Marco, origen: Origen) -> Marco:
    """Si la hoja no tiene importe pero sí cantidad y precio, el importe es su producto."""
    if "importe" in movimientos.columns:
        return movimientos
    if {"cantidad", "precio"} <= set(movimientos.columns):
        return movimientos.with_columns(importe=nw.col("cantidad").cast(nw.Float64) * nw.col("precio"))
    raise ColumnaNoEncontrada(
        "Los movimientos no tienen columna de importe.",
        donde=f"hoja «{origen.hoja}»",
        remedio="Añada una columna Importe, o Cantidad y Precio, o indique cuál es con --columna importe=«Título».",
    )


def _validas(movimientos: Marco, corte: date, origen: Origen) -> tuple[Marca, list[Incidencia]]:
    """Qué líneas cuentan, y una incidencia por cada motivo de que otras no; cada línea se rechaza una vez."""
    dia, importe, filas = dias(movimientos, "fecha"), numeros(movimientos, "importe"), filas_de(movimientos)
    vale: Marca = np.asarray(movimientos["clave"].to_numpy(), dtype=np.int64) >= 0
    motivos: tuple[tuple[str, str, Marca, str, str], ...] = (
        ("sin_fecha", "fecha", np.isnan(dia), "sin una fecha que se entienda", "Escriba la fecha de la línea."),
        (
            "sin_importe",
            "importe",
            np.isnan(importe),
            "sin un importe que se entienda",
            "Escriba el importe; si fue gratis, un 0.",
        ),
        (
            "importe_desmesurado",
            "importe",
            np.abs(importe) > IMPORTE_MAXIMO,
            "de más de un billón",
            "Corrija el importe.",
        ),
        (
            "posterior_al_corte",
            "fecha",
            dia > numero_de_dia(corte),
            f"con fecha posterior al corte ({corte:%d/%m/%Y})",
            "Corrija la fecha o indique otro corte con --corte.",
        ),
    )
    incidencias = []
    for clase, campo, mala, como, remedio in motivos:
        rechazada = vale & mala
        vale = vale & ~mala
        if rechazada.any():
            malas = filas[rechazada].tolist()
            cuantas = "Una línea de movimientos" if len(malas) == 1 else f"{len(malas)} líneas de movimientos"
            texto = f"{cuantas} {como}: no {'cuenta' if len(malas) == 1 else 'cuentan'}."
            aviso = clase == "posterior_al_corte"
            incidencias.append(
                incidencia_de_filas(clase, texto, remedio, donde=(origen, campo), filas=malas, aviso=aviso)
            )
    return vale, incidencias


def _devueltas(movimientos: Marco, valida: Marca, origen: Origen) -> tuple[Marca, list[Incidencia]]:
    """Líneas que son devolución por su tipo o su documento, y aviso de las que venían con importe positivo."""
    tipos = _que_cumplen(movimientos, "tipo_movimiento", _es_tipo_de_devolucion)
    documentos = _documentos_de_devolucion(movimientos)
    marca = np.zeros(len(movimientos), dtype=bool)
    for campo, devueltos in (("tipo_movimiento", tipos), ("documento", documentos)):
        if devueltos:
            marca |= np.asarray(movimientos[campo].is_in(devueltos).fill_null(False).to_numpy(), dtype=bool)
    cambiadas = marca & valida & (numeros(movimientos, "importe") > 0)
    if not cambiadas.any():
        return marca, []
    ejemplo = sorted(tipos)[0] if tipos else sorted(documentos)[0]
    n = int(cambiadas.sum())
    lineas = "Una línea con importe positivo se resta" if n == 1 else f"{n} líneas con importe positivo se restan"
    que = f"{lineas} porque su tipo o su documento es de devolución (por ejemplo, «{ejemplo}»)."
    remedio = "Si son ventas, cambie el tipo o el número de documento."
    filas = filas_de(movimientos)[cambiadas].tolist()
    return marca, [
        incidencia_de_filas("devolucion_en_positivo", que, remedio, donde=(origen, "importe"), filas=filas, aviso=True)
    ]


def _que_cumplen(movimientos: Marco, campo: str, prueba: Callable[[str], bool]) -> list[str]:
    """Los textos distintos de la columna que cumplen la prueba: se mira cada uno una vez, no cada línea."""
    if campo not in movimientos.columns:
        return []
    return [texto for texto in movimientos[campo].unique().to_list() if isinstance(texto, str) and prueba(texto)]


def _es_tipo_de_devolucion(texto: str) -> bool:
    return bool(_TIPO_DEVOLUCION.search(clave(texto)))


def _documentos_de_devolucion(movimientos: Marco) -> list[str]:
    """Documentos que dicen ser abono o nota de crédito, y los «C123» si son menos que los demás.

    La «C» de anulación viene de los registros de venta en línea (C536379 anula la factura 536379). Si la mayoría
    de los documentos empiezan así, es una serie de facturas y no quiere decir nada.
    """
    if "documento" not in movimientos.columns:
        return []
    distintos = [d for d in movimientos["documento"].unique().to_list() if isinstance(d, str)]
    con_c = [d for d in distintos if _DOCUMENTO_C.fullmatch(d)]
    dichos = [d for d in distintos if _DOCUMENTO_DEVOLUCION.match(d)]
    return dichos + (con_c if 0 < len(con_c) < sum(map(str.isdigit, distintos)) else [])
