"""Puntuar: lo que cada fila obtiene de un baremo, sin mirar a las demás.

La misma fila da lo mismo sola, filtrada, ordenada de otro modo o en otro motor. Todo son expresiones por filas.
"""

from collections.abc import Sequence

import narwhals as nw

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, Pesos
from cartera_xl.nucleo.expresiones import Caso, Marco, con_texto, redondear
from cartera_xl.nucleo.fiabilidad import con_fiabilidad
from cartera_xl.nucleo.percentiles import con_percentil, con_puntos
from cartera_xl.nucleo.rfm_clasico import casos_rfm
from cartera_xl.nucleo.riesgo import ES_CLIENTE, casos_de_riesgo, en_riesgo
from cartera_xl.nucleo.segmentos import con_ejes, con_segmento

HECHOS_USADOS = (
    "dias_sin_comprar",
    "compras",
    "importe_neto",
    "antiguedad",
    "ritmo",
    "importe_12m",
    "tendencia",
    "importe_contrato",
    "gasto_previsto",
    "encaje",
    "potencial_dado",
    "recompras",
    "edad_ultima_compra",
    "meses_activos",
    "mes_ultima",
    "mes_corte",
    "compras_90d",
    "compras_180d",
    "compras_365d",
    "compras_pagadas",
    "vence",
    "renovaciones",
    "margen",
)
PRONOSTICADAS = (
    "prob_volver",
    "compras_esperadas",
    "clv",
    "clv_desde",
    "clv_hasta",
    "proxima",
    "proxima_desde",
    "proxima_hasta",
    "prob_renovacion",
    "valor_contrato",
)
DIBUJOS: dict[Estilo, tuple[str, str, str]] = {
    Estilo.ESTRELLAS: ("★", "★★", "★★★"),
    Estilo.SEMAFORO: ("🔴", "🟡", "🟢"),
    Estilo.PULGARES: ("👎", "✋", "👍"),
    Estilo.CARITAS: ("🙁", "😐", "🙂"),
}


def puntuar(hechos: Marco, baremo: Baremo, configuracion: Configuracion) -> Marco:
    """Los hechos con sus columnas de resultado, en el mismo motor y el mismo orden; en pandas, con índice por defecto.

    | columna | tipo | sin dato |
    |---|---|---|
    | p_r p_f p_m, valor constancia actividad potencial | float64, 0..100 con 6 decimales | nulo |
    | r f m | float64, 1..5 | nulo |
    | puntuacion | float64, 0..100 con 1 decimal | nulo |
    | cuota | float64, parte de 1 con 12 decimales | nulo |
    | rango rfm abc ciclo segmento regla segmento_rfm fiabilidad | texto | vacío |
    | nucleo | «Sí» o «No» | «No» |
    | riesgo | «Alto», «Medio», «Bajo» o vacío | vacío |
    | en_riesgo | «Sí» o vacío | vacío |
    | prob_volver prob_renovacion | float64, parte de 1 con 6 decimales | nulo |
    | compras_esperadas | float64, en los meses del CLV | nulo |
    | clv clv_desde clv_hasta valor_contrato | float64, moneda del libro con 2 decimales; intervalo del 80 % | nulo |
    | proxima proxima_desde proxima_hasta | float64, días desde el corte; intervalo del 80 % | nulo |

    Puntuación de un cliente: suma w p / suma w de las partes que tiene. De un potencial: media de su eje valor (gasto
    previsto) y su eje potencial (encaje), de lo que haya. Fuente: definición 4 de la casa.
    """
    inactividad = dias_de_inactividad(baremo, configuracion)
    previsto = _con_pronostico(con_partes(hechos, baremo), baremo, configuracion)
    ejes = con_ejes(previsto, baremo).with_columns(_cuota(baremo).alias("cuota"))
    con_puntos = ejes.with_columns(_puntuacion(configuracion.pesos).alias("puntuacion"), _rfm().alias("rfm"))
    con_ciclo = con_texto(con_puntos, "ciclo", casos_de_ciclo(inactividad), "")
    con_nucleo = con_texto(con_ciclo, "nucleo", casos_de_nucleo(baremo), "No")
    con_reglas = con_segmento(con_nucleo, configuracion.reglas)
    con_fiable = con_fiabilidad(con_reglas, baremo, configuracion)
    con_rango = con_texto(con_fiable, "rango", _casos_de_rango(configuracion), "")
    con_abc = con_texto(con_rango, "abc", _casos_abc(baremo), "")
    con_nombres = con_texto(con_abc, "segmento_rfm", casos_rfm(), "")
    con_riesgo = con_texto(con_nombres, "riesgo", casos_de_riesgo(configuracion, inactividad), "")
    return con_texto(con_riesgo, "en_riesgo", [(en_riesgo(), "Sí")], "").drop(ES_CLIENTE)


def _con_pronostico(marco: Marco, baremo: Baremo, configuracion: Configuracion) -> Marco:
    """Añade `PRONOSTICADAS`; nulas si el baremo no sabe nada del futuro. Importar scipy cuesta: solo si hace falta."""
    if baremo.pronostico is None and baremo.contratos is None:
        return marco.with_columns(nw.lit(None, dtype=nw.Float64).alias(columna) for columna in PRONOSTICADAS)
    from cartera_xl.nucleo.pronostico.filas import con_pronostico

    return con_pronostico(marco, baremo, configuracion)


def dias_de_inactividad(baremo: Baremo, configuracion: Configuracion) -> int:
    """Los que ha fijado la persona o, si no ha fijado ninguno, los del baremo."""
    fijados = configuracion.dias_inactividad
    return baremo.dias_inactividad if fijados is None else fijados


def textos_de_rango(configuracion: Configuracion) -> tuple[str, str, str]:
    """Bajo, medio y alto tal como se escriben en la celda: dibujo y palabra."""
    bajo, medio, alto = zip(DIBUJOS[configuracion.estilo], configuracion.nombres_rangos, strict=True)
    return " ".join(bajo), " ".join(medio), " ".join(alto)


def _preparado(marco: Marco) -> Marco:
    """Números en float64 y sin NaN (en adelante «sin dato» es siempre nulo), y `ES_CLIENTE`."""
    sin_indice = marco if isinstance(marco, nw.LazyFrame) else nw.maybe_reset_index(marco)
    return sin_indice.with_columns(
        nw.col(*HECHOS_USADOS).cast(nw.Float64).fill_nan(None),
        (nw.col("estado") == "cliente").fill_null(False).alias(ES_CLIENTE),
    )


def con_partes(hechos: Marco, baremo: Baremo) -> Marco:
    """Los hechos con `ES_CLIENTE`, p_r, p_f, p_m, r, f y m; nulos en los potenciales, que no tienen compras."""
    partes = (
        ("dias_sin_comprar", "r", baremo.tabla_dias, baremo.cortes_r),
        ("compras", "f", baremo.tabla_compras, baremo.cortes_f),
        ("importe_neto", "m", baremo.tabla_neto, baremo.cortes_m),
    )
    solo_clientes = [
        nw.when(nw.col(ES_CLIENTE)).then(nw.col(columna)).alias(f"_{parte}") for columna, parte, _, _ in partes
    ]
    salida = _preparado(hechos).with_columns(solo_clientes)
    for _, parte, tabla, cortes in partes:
        salida = con_percentil(salida, f"_{parte}", tabla, f"p_{parte}")
        salida = con_puntos(salida, f"_{parte}", cortes if tabla else None, parte)
    return salida.drop([f"_{parte}" for _, parte, _, _ in partes])


def _puntuacion(pesos: Pesos) -> nw.Expr:
    cliente = _media_ponderada([("p_r", pesos.recencia), ("p_f", pesos.frecuencia), ("p_m", pesos.importe)])
    potencial = _media_ponderada([("valor", 1.0), ("potencial", 1.0)])
    return redondear(nw.when(nw.col(ES_CLIENTE)).then(cliente).otherwise(potencial), 1)


def _media_ponderada(partes: Sequence[tuple[str, float]]) -> nw.Expr:
    """Media de las partes con dato; nula si no hay ninguna con peso."""
    suma, peso = nw.lit(0.0), nw.lit(0.0)
    for columna, w in partes:
        parte = nw.col(columna)
        suma = suma + parte.fill_null(0.0) * w
        peso = peso + (~parte.is_null()).cast(nw.Float64) * w
    return suma / nw.when(peso > 0).then(peso)


def _casos_de_rango(configuracion: Configuracion) -> list[Caso]:
    bajo, medio, alto = textos_de_rango(configuracion)
    puntuacion = nw.col("puntuacion")
    return [
        (puntuacion >= configuracion.umbral_alto, alto),
        (puntuacion >= configuracion.umbral_medio, medio),
        (~puntuacion.is_null(), bajo),
    ]


def _casos_abc(baremo: Baremo) -> list[Caso]:
    neto = nw.col("importe_neto")
    casos = [(neto >= baremo.umbral_a, "A"), (neto >= baremo.umbral_b, "B"), (~neto.is_null(), "C")]
    return [(nw.col(ES_CLIENTE) & condicion, clase) for condicion, clase in casos]


def casos_de_nucleo(baremo: Baremo) -> list[Caso]:
    return [(nw.col(ES_CLIENTE) & (nw.col("importe_neto") >= baremo.umbral_nucleo), "Sí")]


def _cuota(baremo: Baremo) -> nw.Expr:
    if baremo.total_neto <= 0:
        return nw.lit(None, dtype=nw.Float64)
    return redondear(nw.when(nw.col(ES_CLIENTE)).then(nw.col("importe_neto") / baremo.total_neto), 12)


def casos_de_ciclo(dias_inactividad: int) -> list[Caso]:
    """Prospecto, ocasional, inactivo, nuevo o habitual; vacío si es cliente y no consta ninguna compra ni su fecha.

    El día que se cumple el plazo ya es inactividad. Fuente: definición 6 de la casa.
    """
    compras, dias = nw.col("compras"), nw.col("dias_sin_comprar")
    una = compras == 1
    pasado = dias >= dias_inactividad
    return [
        (~nw.col(ES_CLIENTE) | (compras <= 0).fill_null(False), "Prospecto"),
        (pasado & una, "Ocasional"),
        (pasado, "Inactivo"),
        (una | (nw.col("antiguedad") < dias_inactividad), "Nuevo"),
        (~compras.is_null() | ~dias.is_null(), "Habitual"),
    ]


def _rfm() -> nw.Expr:
    """Los tres puntos seguidos («543»); vacío si falta alguno."""
    r, f, m = nw.col("r"), nw.col("f"), nw.col("m")
    junto = (r * 100.0 + f * 10.0 + m).fill_null(0.0).cast(nw.Int64).cast(nw.String)
    return nw.when(~r.is_null() & ~f.is_null() & ~m.is_null()).then(junto).otherwise(nw.lit(""))
