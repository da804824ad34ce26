"""El baremo como secciones de la hoja Configuración, y de vuelta, sin perder un bit.

Los números van como números; un corte o un umbral que no existe (infinito) va como «ninguno». La huella se vuelve a
calcular al leer: si no coincide, alguien ha cambiado una cifra a mano y no se usa.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from cartera_xl.nucleo.baremo import VERSION, Baremo, Reparto
from cartera_xl.nucleo.baremo_celdas import RECALIBRE, falta, fecha
from cartera_xl.nucleo.baremo_celdas import numero as leer_numero
from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.configuracion import Pesos, ReglaDeCortes
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.percentiles import Cortes, TablaPercentiles
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.pronostico_hoja import SECCIONES_DE_PRONOSTICO, escribir_pronostico, leer_pronostico

T = TypeVar("T")

_NOTA = "Lo calcula el programa a partir de la cartera; no lo edite. Para renovarlo: cartera recalcular --recalibrar"
_NINGUNO = "ninguno"

BAREMO = Seccion("Baremo", ("Dato", "Valor", "Qué es"), _NOTA)
CORTES = Seccion(
    "Baremo: cortes", ("Puntos", "Corte R", "Corte F", "Corte M", "Reparto R", "Reparto F", "Reparto M"), minimo=2
)
PERCENTILES = Seccion(
    "Baremo: percentiles",
    ("Días", "p días", "Compras", "p compras", "Neto", "p neto", "Neto 12 meses", "p 12 meses", "CLV", "p CLV"),
    minimo=2,
)
SECCIONES_DE_BAREMO = (BAREMO, CORTES, PERCENTILES, *SECCIONES_DE_PRONOSTICO)

_DATOS: Mapping[str, str] = {
    "Clientes": "Con cuántos se calibró",
    "Corte": "Fecha hasta la que se miró",
    "Días de inactividad medidos": "Hueco en que cae el 90 % de las recompras",
    "Umbral A": "Neto desde el que se está en el primer 80 %",
    "Umbral B": "Neto desde el que se está en el primer 95 %",
    "Neto total": "Suma del neto de los clientes",
    "Cortes por": "Cómo se calcularon los puntos",
    "Peso recencia": "El que había al calibrar",
    "Peso frecuencia": "El que había al calibrar",
    "Peso importe": "El que había al calibrar",
    "Versión": "De esta tabla",
    "Huella": "Comprueba que nadie ha cambiado una cifra",
}


def escribir_baremo(lienzo: Lienzo, baremo: Baremo) -> None:
    """Pone el baremo en sus secciones, en su sitio si ya estaban."""
    lienzo.escribir(BAREMO, _filas_de_datos(baremo))
    lienzo.reescribir(CORTES, _filas_de_cortes(baremo))
    escribir_pronostico(lienzo, baremo.pronostico, baremo.contratos)
    lienzo.reescribir(PERCENTILES, _filas_de_percentiles(baremo))


def leer_baremo(lienzo: Lienzo) -> Baremo | None:
    """El baremo guardado; `None` si no hay. `ConfiguracionErronea` si le falta o le sobra algo."""
    datos = {clave(str(fila.valores["Dato"])): fila for fila in lienzo.filas(BAREMO)}
    if clave("Huella") not in datos or vacia(datos[clave("Huella")].valores["Valor"]):
        return None
    _exigir_version(lienzo, datos)
    numero = {nombre: _dato(lienzo, datos, nombre, _numero) for nombre in _NUMERICOS}
    regla = _dato(lienzo, datos, "Cortes por", _regla_de_cortes)
    cortes, repartos = _cortes_leidos(lienzo, regla)
    dias, compras, neto, doce, clv = _tablas_leidas(lienzo)
    pronostico, contratos = leer_pronostico(lienzo)
    baremo = Baremo(
        n=int(numero["Clientes"]),
        corte=_dato(lienzo, datos, "Corte", fecha),
        tabla_dias=dias,
        tabla_compras=compras,
        tabla_neto=neto,
        tabla_12m=doce,
        tabla_clv=clv,
        pronostico=pronostico,
        contratos=contratos,
        cortes_r=cortes[0],
        cortes_f=cortes[1],
        cortes_m=cortes[2],
        reparto_r=repartos[0],
        reparto_f=repartos[1],
        reparto_m=repartos[2],
        regla_de_cortes=regla,
        umbral_a=numero["Umbral A"],
        umbral_b=numero["Umbral B"],
        total_neto=numero["Neto total"],
        dias_inactividad=int(numero["Días de inactividad medidos"]),
        pesos=Pesos(numero["Peso recencia"], numero["Peso frecuencia"], numero["Peso importe"]),
    )
    _exigir_huella(lienzo, datos[clave("Huella")], baremo)
    return baremo


_NUMERICOS = (
    "Clientes",
    "Días de inactividad medidos",
    "Umbral A",
    "Umbral B",
    "Neto total",
    "Peso recencia",
    "Peso frecuencia",
    "Peso importe",
)


def _filas_de_datos(baremo: Baremo) -> list[Fila]:
    pesos = baremo.pesos
    valores: Sequence[Celda] = (
        baremo.n,
        baremo.corte,
        baremo.dias_inactividad,
        _celda(baremo.umbral_a),
        _celda(baremo.umbral_b),
        baremo.total_neto,
        baremo.regla_de_cortes.value,
        pesos.recencia,
        pesos.frecuencia,
        pesos.importe,
        baremo.version,
        baremo.huella,
    )
    return [
        {
            "Dato": CeldaSalida(nombre),
            "Valor": CeldaSalida(valor, Aspecto.FECHA if isinstance(valor, date) else Aspecto.GENERAL),
            "Qué es": CeldaSalida(explicacion, Aspecto.NOTA),
        }
        for (nombre, explicacion), valor in zip(_DATOS.items(), valores, strict=True)
    ]


def _filas_de_cortes(baremo: Baremo) -> list[Fila]:
    cortes = (baremo.cortes_r, baremo.cortes_f, baremo.cortes_m)
    repartos = (baremo.reparto_r, baremo.reparto_f, baremo.reparto_m)
    filas: list[Fila] = []
    for puntos in range(1, 6):
        alcanzar = ["" if puntos == 1 else _celda(corte.valores[puntos - 2]) for corte in cortes]
        partes = [reparto[puntos - 1] for reparto in repartos]
        celdas = [puntos, *alcanzar, *partes]
        filas.append({nombre: CeldaSalida(celda) for nombre, celda in zip(CORTES.cabeceras, celdas, strict=True)})
    return filas


def _filas_de_percentiles(baremo: Baremo) -> list[Fila]:
    tablas = (baremo.tabla_dias, baremo.tabla_compras, baremo.tabla_neto, baremo.tabla_12m, baremo.tabla_clv)
    columnas = [columna for tabla in tablas for columna in (tabla.valores, tabla.p)]
    return [
        {
            nombre: CeldaSalida(columna[i] if i < len(columna) else None)
            for nombre, columna in zip(PERCENTILES.cabeceras, columnas, strict=True)
        }
        for i in range(max(map(len, columnas)))
    ]


def _celda(numero: float) -> Celda:
    return numero if math.isfinite(numero) else _NINGUNO


def _numero(celda: Celda, ausente: float = math.inf) -> float:
    if isinstance(celda, str) and clave(celda) == _NINGUNO:
        return ausente
    return leer_numero(celda)


def _regla_de_cortes(celda: Celda) -> ReglaDeCortes:
    return ReglaDeCortes(str(celda))


def _dato(lienzo: Lienzo, datos: Mapping[str, FilaLeida], nombre: str, leer: Callable[[Celda], T]) -> T:
    fila = datos.get(clave(nombre))
    if fila is None:
        raise falta(lienzo, BAREMO, nombre)
    return lienzo.exigir(fila, "Valor", leer, RECALIBRE)


def _exigir_version(lienzo: Lienzo, datos: Mapping[str, FilaLeida]) -> None:
    version = _dato(lienzo, datos, "Versión", _numero)
    if version != VERSION:
        raise ConfiguracionErronea(
            f"El baremo es de la versión «{version:g}», que este programa no sabe leer.",
            donde=f"hoja «{lienzo.hoja}», sección «{BAREMO.titulo}»",
            remedio="Actualice el programa, o calcule un baremo nuevo con --recalibrar",
        )


def _exigir_huella(lienzo: Lienzo, fila: FilaLeida, baremo: Baremo) -> None:
    guardada = str(fila.valores["Valor"])
    if guardada != baremo.huella:
        raise ConfiguracionErronea(
            f"El baremo no coincide con su huella «{guardada}»: alguna de sus cifras se ha cambiado a mano.",
            donde=lienzo.donde(fila.fila, fila.columnas["Valor"]),
            remedio=RECALIBRE,
        )


def _cortes_leidos(lienzo: Lienzo, regla: ReglaDeCortes) -> tuple[list[Cortes], list[Reparto]]:
    filas = list(lienzo.filas(CORTES))
    if len(filas) != 5:
        raise _incompleta(lienzo, CORTES)
    cortes, repartos = [], []
    for eje in "RFM":
        ausente = -math.inf if eje == "R" else math.inf
        leer = partial(_numero, ausente=ausente)
        uno, dos, tres, cuatro = (lienzo.exigir(fila, f"Corte {eje}", leer, RECALIBRE) for fila in filas[1:])
        incluido = eje != "R" or regla is not ReglaDeCortes.CUANTIL_MAS_UNO
        try:
            cortes.append(Cortes((uno, dos, tres, cuatro), eje == "R", incluido))
        except ValueError as error:
            raise _incompleta(lienzo, CORTES) from error
        repartos.append(tuple(lienzo.exigir(fila, f"Reparto {eje}", _numero, RECALIBRE) for fila in filas))
    return cortes, repartos


def _tablas_leidas(lienzo: Lienzo) -> list[TablaPercentiles]:
    filas = list(lienzo.filas(PERCENTILES))
    tablas = []
    for valor, p in zip(PERCENTILES.cabeceras[::2], PERCENTILES.cabeceras[1::2], strict=True):
        nudos = [fila for fila in filas if not (vacia(fila.valores[valor]) and vacia(fila.valores[p]))]
        valores, ps = (
            tuple(lienzo.exigir(fila, nombre, _numero, RECALIBRE) for fila in nudos) for nombre in (valor, p)
        )
        try:
            tablas.append(TablaPercentiles(valores, ps))
        except ValueError as error:
            raise _incompleta(lienzo, PERCENTILES) from error
    return tablas


def _incompleta(lienzo: Lienzo, seccion: Seccion) -> ConfiguracionErronea:
    return ConfiguracionErronea(
        f"La sección «{seccion.titulo}» está incompleta o desordenada.",
        donde=f"hoja «{lienzo.hoja}», sección «{seccion.titulo}»",
        remedio=RECALIBRE,
    )
