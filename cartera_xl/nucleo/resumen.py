"""Todas las cifras de una cartera ya puntuada, calculadas una sola vez y en un solo sitio.

Entra la tabla puntuada (una fila por cliente) y sale un `Resumen`. Una columna que falta es una columna sin
datos: el resumen se hace igual y deja a cero o en `None` lo que dependía de ella.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from math import ceil

import narwhals as nw
import numpy as np
from narwhals.typing import IntoDataFrame
from numpy.typing import NDArray

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.puntuacion import textos_de_rango
from cartera_xl.nucleo.reglas import Segmento
from cartera_xl.nucleo.resumen_datos import (
    Datos,
    Mascara,
    Numeros,
    cuota,
    leer,
    media,
    segmento_de,
    suma_exacta,
)
from cartera_xl.nucleo.resumen_prevision import prevision
from cartera_xl.nucleo.resumen_tipos import (
    CICLOS,
    CLASES_ABC,
    DECILES,
    SEGMENTOS,
    SIN_SEGMENTO,
    Calidad,
    Cambio,
    Cambios,
    ClaseDeIncidencia,
    Cliente,
    Concentracion,
    Grupo,
    Nivel,
    PuntoPareto,
    Resumen,
    Totales,
)

MAXIMO_LISTA = 25
MAXIMO_CAMBIOS = 500
PUNTUACION_MAXIMA = 100.0

_Agrupar = Callable[[str, Mascara], Grupo]


def resumir(
    puntuados: IntoDataFrame,
    *,
    corte: date,
    moneda: str | None = None,
    anteriores: Mapping[int, str] | None = None,
    incidencias: Sequence[Incidencia] = (),
    configuracion: Configuracion | None = None,
) -> Resumen:
    """Resume la cartera puntuada en `corte`.

    `puntuados` lleva una fila por cliente con los ids de las columnas de resultado más `fila`, `nombre`,
    `responsable` y `estado`; cualquiera puede faltar. Quien tenga `oculto` cuenta, pero no sale en las listas (datos
    bloqueados). `anteriores` es el segmento que tenía cada `fila` antes de
    esta ejecución (vacío = no tenía), o `None` si nunca se había puntuado.
    """
    ajustes = configuracion or Configuracion()
    datos = leer(nw.from_native(puntuados, eager_only=True))
    grupo = partial(_grupo, datos)
    emergentes = datos.segmento == Segmento.EMERGENTE
    return Resumen(
        corte=corte,
        moneda=moneda or ajustes.moneda,
        totales=_totales(datos),
        segmentos=_segmentos(datos, grupo),
        rangos=_rangos(datos, ajustes, grupo),
        ciclos=tuple(grupo(ciclo, datos.es("ciclo", ciclo)) for ciclo in CICLOS),
        abc=tuple(grupo(clase, datos.es("abc", clase)) for clase in CLASES_ABC),
        concentracion=_concentracion(datos),
        pareto=_pareto(datos.netos_positivos),
        matriz_rf=_matriz_rf(datos.numeros["r"], datos.numeros["f"]),
        en_riesgo=_mejores(datos, datos.en_riesgo, ("importe_neto", "puntuacion")),
        oportunidades=_mejores(datos, emergentes, ("puntuacion", "importe_neto")),
        cambios=None if anteriores is None else _cambios(datos, anteriores),
        calidad=_calidad(datos, incidencias),
        prevision=prevision(datos),
    )


def _totales(datos: Datos) -> Totales:
    compras = np.nan_to_num(datos.numeros["compras"], nan=0.0)
    dias = datos.numeros["dias_sin_comprar"]
    dias = dias[~np.isnan(dias)]
    potenciales = int(datos.es("estado", "potencial").sum())
    con_compras, numero_de_compras = int((compras > 0).sum()), int(compras.sum())
    return Totales(
        filas=len(datos),
        clientes=len(datos) - potenciales,
        potenciales=potenciales,
        con_compras=con_compras,
        compras=numero_de_compras,
        importe_neto=datos.neto_total,
        importe_medio=round(datos.neto_total / con_compras, 2) if con_compras else None,
        ticket_medio=round(datos.neto_total / numero_de_compras, 2) if numero_de_compras else None,
        puntuacion_media=media(datos.numeros["puntuacion"]),
        dias_sin_comprar=float(np.median(dias)) if len(dias) else None,
        en_riesgo=int(datos.en_riesgo.sum()),
        importe_en_riesgo=suma_exacta(datos.neto[datos.en_riesgo]),
    )


def _grupo(datos: Datos, nombre: str, filas: Mascara) -> Grupo:
    neto, clientes = suma_exacta(datos.neto[filas]), int(filas.sum())
    return Grupo(
        nombre=nombre,
        clientes=clientes,
        cuota_clientes=cuota(clientes, len(datos)),
        importe_neto=neto,
        cuota_neto=cuota(neto, datos.neto_total),
        puntuacion_media=media(datos.numeros["puntuacion"][filas]),
        en_riesgo=int((datos.en_riesgo & filas).sum()),
    )


def _segmentos(datos: Datos, grupo: _Agrupar) -> tuple[Grupo, ...]:
    grupos = [grupo(nombre, datos.segmento == nombre) for nombre in (*SEGMENTOS, SIN_SEGMENTO)]
    return tuple(grupos if grupos[-1].clientes else grupos[:-1])


def _rangos(datos: Datos, ajustes: Configuracion, grupo: _Agrupar) -> tuple[Nivel, ...]:
    """De alto a bajo, según la puntuación y los umbrales; lo que llega justo a un umbral está en el nivel de encima."""
    puntuacion, dibujos = datos.numeros["puntuacion"], textos_de_rango(ajustes)
    bordes = (0.0, ajustes.umbral_medio, ajustes.umbral_alto, PUNTUACION_MAXIMA)
    niveles = []
    for indice, nombre in reversed(list(enumerate(ajustes.nombres_rangos))):
        desde, hasta = bordes[indice], bordes[indice + 1]
        filas = (puntuacion >= desde) & ((puntuacion < hasta) | (hasta == PUNTUACION_MAXIMA))
        niveles.append(Nivel(nombre, dibujos[indice], desde, hasta, grupo(nombre, filas)))
    return tuple(niveles)


def _concentracion(datos: Datos) -> Concentracion:
    positivos = datos.netos_positivos
    base, nucleo = suma_exacta(positivos), datos.es("nucleo", "sí")
    return Concentracion(
        nucleo=int(nucleo.sum()),
        cuota_clientes_nucleo=cuota(int(nucleo.sum()), len(positivos)),
        cuota_neto_nucleo=cuota(suma_exacta(datos.neto[nucleo]), base),
        cuota_cinco=cuota(suma_exacta(positivos[:5]), base),
        cuota_diez=cuota(suma_exacta(positivos[:10]), base),
    )


def _pareto(positivos: Numeros) -> tuple[PuntoPareto, ...]:
    """Un punto por decil, más el origen; el cliente que cae a caballo de un decil cuenta entero en él."""
    base = suma_exacta(positivos)
    if base <= 0:
        return ()
    puntos = [PuntoPareto(0.0, 0.0)]
    for decil in range(1, DECILES + 1):
        cuantos = ceil(len(positivos) * decil / DECILES)
        puntos.append(PuntoPareto(decil / DECILES, suma_exacta(positivos[:cuantos]) / base))
    return tuple(puntos)


def _matriz_rf(r: Numeros, f: Numeros) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(((r == fila) & (f == columna)).sum()) for columna in range(1, 6)) for fila in range(1, 6))


def _mejores(datos: Datos, elegidas: Mascara, orden: tuple[str, ...]) -> tuple[Cliente, ...]:
    sitios = _ordenar(datos, np.flatnonzero(elegidas), orden)[:MAXIMO_LISTA]
    return tuple(_cliente(datos, sitio) for sitio in sitios)


def _ordenar(datos: Datos, sitios: NDArray[np.intp], orden: tuple[str, ...]) -> NDArray[np.intp]:
    """Los visibles de esos sitios por esas columnas, de más a menos (sin dato, al final); si no, por nombre y fila."""
    sitios = sitios[datos.visibles[sitios]]
    claves = [-np.nan_to_num(datos.numeros[columna][sitios], nan=-np.inf) for columna in reversed(orden)]
    nombres = np.array([datos.textos["nombre"][sitio] for sitio in sitios], dtype=np.str_)
    return sitios[np.lexsort((datos.filas[sitios], nombres, *claves))]


def _cliente(datos: Datos, sitio: int | np.intp) -> Cliente:
    return Cliente(
        fila=int(datos.filas[sitio]),
        nombre=datos.textos["nombre"][sitio],
        responsable=datos.textos["responsable"][sitio],
        segmento=datos.segmento[sitio],
        ciclo=datos.textos["ciclo"][sitio],
        puntuacion=_o_nada(datos.numeros["puntuacion"][sitio]),
        importe_neto=_o_nada(np.round(datos.numeros["importe_neto"][sitio], 2)),
        dias_sin_comprar=_o_nada(datos.numeros["dias_sin_comprar"][sitio]),
    )


def _o_nada(numero: np.float64) -> float | None:
    return None if np.isnan(numero) else float(numero)


def _cambios(datos: Datos, anteriores: Mapping[int, str]) -> Cambios:
    antes = {fila: segmento_de(texto) for fila, texto in anteriores.items()}
    pares = [
        (antes.pop(fila, SIN_SEGMENTO), ahora) for fila, ahora in zip(datos.filas.tolist(), datos.segmento, strict=True)
    ]
    ausentes = sum(segmento != SIN_SEGMENTO for segmento in antes.values())
    cuenta = Counter(pares)
    matriz = tuple(tuple(cuenta[uno, otro] for otro in SEGMENTOS) for uno in SEGMENTOS)
    movidos = [i for i, (uno, otro) in enumerate(pares) if uno != otro and SIN_SEGMENTO not in (uno, otro)]
    sitios = _ordenar(datos, np.array(movidos, dtype=np.intp), ("importe_neto",))[:MAXIMO_CAMBIOS]
    return Cambios(
        matriz=matriz,
        suben=int(np.tril(matriz, -1).sum()),
        bajan=int(np.triu(matriz, 1).sum()),
        iguales=int(np.trace(matriz)),
        altas=sum(cuenta[SIN_SEGMENTO, segmento] for segmento in SEGMENTOS),
        bajas=ausentes + sum(cuenta[segmento, SIN_SEGMENTO] for segmento in SEGMENTOS),
        lista=tuple(_cambio(_cliente(datos, sitio), pares[sitio][0]) for sitio in sitios),
    )


def _cambio(cliente: Cliente, antes: str) -> Cambio:
    return Cambio(
        fila=cliente.fila,
        nombre=cliente.nombre,
        responsable=cliente.responsable,
        antes=antes,
        ahora=cliente.segmento,
        sube=SEGMENTOS.index(cliente.segmento) < SEGMENTOS.index(antes),
        importe_neto=cliente.importe_neto,
    )


def _calidad(datos: Datos, incidencias: Sequence[Incidencia]) -> Calidad:
    primeras: dict[tuple[str, Gravedad], Incidencia] = {}
    for incidencia in incidencias:
        primeras.setdefault((incidencia.clase, incidencia.gravedad), incidencia)
    cuenta = Counter((incidencia.clase, incidencia.gravedad) for incidencia in incidencias)
    orden = sorted(cuenta, key=lambda par: (par[1] != Gravedad.ERROR, -cuenta[par], par[0]))
    return Calidad(
        incidencias=len(incidencias),
        errores=sum(incidencia.gravedad == Gravedad.ERROR for incidencia in incidencias),
        avisos=sum(incidencia.gravedad == Gravedad.AVISO for incidencia in incidencias),
        duplicados=sum(incidencia.clase.startswith("duplicado") for incidencia in incidencias),
        ficha_media=media(datos.numeros["ficha_completa"]),
        clases=tuple(ClaseDeIncidencia(*par, cuenta[par], str(primeras[par])) for par in orden),
    )
