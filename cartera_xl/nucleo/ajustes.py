"""Los ajustes de una sola celda de la hoja Configuración: etiqueta, cómo se lee y qué explicación lleva."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, Pesos, ReglaDeCortes
from cartera_xl.nucleo.lectura.textos import clave, limpiar
from cartera_xl.nucleo.lienzo import Seccion
from cartera_xl.nucleo.paises import codigos
from cartera_xl.nucleo.reglas_texto import numero_de

_CABECERAS = ("Ajuste", "Valor", "Explicación")
GENERALES = Seccion("Ajustes generales", _CABECERAS)
PESOS = Seccion("Pesos de la puntuación", _CABECERAS)
RANGOS = Seccion("Rangos", _CABECERAS)
PREVISION = Seccion("Previsión", _CABECERAS)

HORIZONTES = (90, 180, 365)
_MESES_MAXIMO = 60
"""Más allá de cinco años el pasado de una cartera ya no dice nada. Decisión de la casa, 2026."""

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Ajuste:
    """Un ajuste: `leer` da `ValueError` si la celda no vale; nunca recibe una celda vacía."""

    id: str
    seccion: Seccion
    etiqueta: str
    explicacion: str
    leer: Callable[[Celda], Celda]
    remedio: str


def texto(celda: Celda) -> str:
    """El texto de una celda, limpio; un número entero, sin decimales; vacío si no hay nada."""
    if celda is None:
        return ""
    if isinstance(celda, float) and celda.is_integer():
        return str(int(celda))
    return limpiar(str(celda))


def _pais(celda: Celda) -> str:
    codigo = texto(celda).upper()
    if codigo not in codigos():
        raise ValueError(codigo)
    return codigo


def numero(celda: Celda) -> float:
    """Un número de una celda, también si se ha escrito como texto."""
    if isinstance(celda, bool):
        raise ValueError("es un sí o no")
    valor = float(celda) if isinstance(celda, int | float) else numero_de(texto(celda))
    if valor != valor or abs(valor) == float("inf"):
        raise ValueError("no es finito")
    return valor


def entero(celda: Celda) -> int:
    """Un número sin decimales."""
    valor = numero(celda)
    if valor != int(valor):
        raise ValueError("tiene decimales")
    return int(valor)


def _dias(celda: Celda) -> int:
    dias = entero(celda)
    if dias < 1:
        raise ValueError("ha de ser al menos 1")
    return dias


def _peso(celda: Celda) -> float:
    peso = numero(celda)
    if peso < 0:
        raise ValueError("es negativo")
    return peso


def _umbral(celda: Celda) -> float:
    umbral = numero(celda)
    if not 0 <= umbral <= 100:
        raise ValueError("no está entre 0 y 100")
    return umbral


def _horizonte(celda: Celda) -> int:
    dias = entero(celda)
    if dias not in HORIZONTES:
        raise ValueError("no es uno de los horizontes")
    return dias


def _parte(celda: Celda) -> float:
    """Una parte de 1: «30 %» y 0,3 son lo mismo, y 30 no vale."""
    escrito = texto(celda)
    parte = numero(escrito[:-1]) / 100 if isinstance(celda, str) and escrito.endswith("%") else numero(celda)
    if not 0 <= parte <= 1:
        raise ValueError("no está entre 0 % y 100 %")
    return parte


def _meses(celda: Celda) -> int:
    meses = entero(celda)
    if not 1 <= meses <= _MESES_MAXIMO:
        raise ValueError("no está entre 1 y 60")
    return meses


def _opcion(clase: type[E]) -> Callable[[Celda], E]:
    por_clave = {clave(opcion.value): opcion for opcion in clase}

    def leer(celda: Celda) -> E:
        opcion = por_clave.get(clave(texto(celda)))
        if opcion is None:
            raise ValueError(texto(celda))
        return opcion

    return leer


def _guid(celda: Celda) -> str:
    guid = texto(celda)
    if not re.fullmatch(r"[0-9a-zA-Z-]{8,64}", guid):
        raise ValueError(guid)
    return guid


def _ajustes() -> tuple[Ajuste, ...]:
    estilos, cortes = " | ".join(Estilo), " | ".join(ReglaDeCortes)
    peso, umbral = "Escriba un número de 0 en adelante", "Escriba un número de 0 a 100"
    nombre = "Escriba una palabra"
    return (
        Ajuste(
            "pais",
            GENERALES,
            "País",
            "Código de dos letras; decide decimales, fechas e identificación fiscal",
            _pais,
            f"Escriba uno de estos códigos: {', '.join(codigos())}",
        ),
        Ajuste("moneda", GENERALES, "Moneda", "La de todos los importes del libro", texto, nombre),
        Ajuste("hoja_clientes", GENERALES, "Hoja de clientes", "Vacía: la busca el programa", texto, nombre),
        Ajuste("hoja_movimientos", GENERALES, "Hoja de movimientos", "Vacía: la busca el programa", texto, nombre),
        Ajuste("estilo", GENERALES, "Estilo del rango", estilos, _opcion(Estilo), f"Escriba uno de estos: {estilos}"),
        Ajuste(
            "dias_inactividad",
            GENERALES,
            "Días de inactividad",
            "Sin comprar tantos días, el cliente está inactivo; vacío: lo mide el baremo",
            _dias,
            "Escriba un número entero de días o deje la celda vacía",
        ),
        Ajuste("cortes", GENERALES, "Cortes de R, F y M", cortes, _opcion(ReglaDeCortes), f"Escriba uno de: {cortes}"),
        Ajuste(
            "identificador",
            GENERALES,
            "Identificador del libro",
            "Lo pone el programa para poder deshacer; no lo cambie",
            _guid,
            "Deje la celda vacía y el programa pondrá otro",
        ),
        Ajuste("recencia", PESOS, "Recencia", "Peso de lo reciente de la última compra", _peso, peso),
        Ajuste("frecuencia", PESOS, "Frecuencia", "Peso del número de compras", _peso, peso),
        Ajuste("importe", PESOS, "Importe", "Peso del importe neto", _peso, peso),
        Ajuste("umbral_medio", RANGOS, "Medio desde", "Puntuación desde la que el rango es el medio", _umbral, umbral),
        Ajuste("umbral_alto", RANGOS, "Alto desde", "Puntuación desde la que el rango es el alto", _umbral, umbral),
        Ajuste("rango_bajo", RANGOS, "Nombre del bajo", "Se escribe junto al dibujo", texto, nombre),
        Ajuste("rango_medio", RANGOS, "Nombre del medio", "Se escribe junto al dibujo", texto, nombre),
        Ajuste("rango_alto", RANGOS, "Nombre del alto", "Se escribe junto al dibujo", texto, nombre),
        *_de_prevision(),
    )


def _de_prevision() -> tuple[Ajuste, ...]:
    parte, coste = "Escriba un porcentaje de 0 % a 100 %", "Escriba un número de 0 en adelante"
    horizonte = "Escriba 90, 180 o 365, o deje la celda vacía"
    meses = f"Escriba un número entero de 1 a {_MESES_MAXIMO}"
    return (
        Ajuste(
            "horizonte",
            PREVISION,
            "Horizonte (días)",
            "De «Prob. de volver»: 90, 180 o 365; vacío: lo elige el baremo",
            _horizonte,
            horizonte,
        ),
        Ajuste(
            "riesgo_alto", PREVISION, "Riesgo alto por debajo de", "Probabilidad de volver; 0,3 es 30 %", _parte, parte
        ),
        Ajuste(
            "riesgo_medio",
            PREVISION,
            "Riesgo medio por debajo de",
            "Probabilidad de volver; 0,6 es 60 %",
            _parte,
            parte,
        ),
        Ajuste(
            "margen",
            PREVISION,
            "Margen",
            "Donde la hoja no dé el del cliente; con 1 (100 %), el CLV es ingreso",
            _parte,
            parte,
        ),
        Ajuste(
            "tasa_anual",
            PREVISION,
            "Tasa de descuento anual",
            "Lo que se cobra dentro de un año vale menos; 0,1 es 10 %",
            _parte,
            parte,
        ),
        Ajuste(
            "coste_retencion",
            PREVISION,
            "Coste de retención",
            "Por cliente y año, en la moneda del libro",
            _peso,
            coste,
        ),
        Ajuste("meses_clv", PREVISION, "Meses del CLV", "Hasta dónde se mira", _meses, meses),
    )


AJUSTES = _ajustes()


def valores_de(configuracion: Configuracion) -> dict[str, Celda]:
    """El valor de cada ajuste, por id; `None` o vacío si no tiene."""
    pesos, (bajo, medio, alto) = configuracion.pesos, configuracion.nombres_rangos
    return {
        "pais": configuracion.pais,
        "moneda": configuracion.moneda,
        "hoja_clientes": configuracion.hoja_clientes,
        "hoja_movimientos": configuracion.hoja_movimientos,
        "estilo": configuracion.estilo.value,
        "dias_inactividad": configuracion.dias_inactividad,
        "cortes": configuracion.cortes.value,
        "identificador": configuracion.identificador or None,
        "recencia": pesos.recencia,
        "frecuencia": pesos.frecuencia,
        "importe": pesos.importe,
        "umbral_medio": configuracion.umbral_medio,
        "umbral_alto": configuracion.umbral_alto,
        "rango_bajo": bajo,
        "rango_medio": medio,
        "rango_alto": alto,
        **{ident: getattr(configuracion, ident) for ident in _DE_PREVISION},
    }


def configuracion_con(valores: Mapping[str, Celda]) -> Configuracion:
    """Una configuración con esos ajustes, ya leídos; los que faltan quedan por defecto.

    `ValueError` si los pesos suman cero, los umbrales no crecen, los riesgos se cruzan o dos rangos se llaman igual.
    """
    todos = valores_de(Configuracion()) | dict(valores)
    nombres = (str(todos["rango_bajo"]), str(todos["rango_medio"]), str(todos["rango_alto"]))
    medio, alto = numero(todos["umbral_medio"]), numero(todos["umbral_alto"])
    if medio >= alto:
        raise ValueError("«Medio desde» ha de ser menor que «Alto desde»")
    if len({clave(nombre) for nombre in nombres}) < len(nombres):
        raise ValueError("dos rangos se llaman igual")
    riesgo_alto, riesgo_medio = numero(todos["riesgo_alto"]), numero(todos["riesgo_medio"])
    if riesgo_alto > riesgo_medio:
        raise ValueError("«Riesgo alto por debajo de» no puede pasar de «Riesgo medio por debajo de»")
    pesos = [numero(todos[parte]) for parte in ("recencia", "frecuencia", "importe")]
    if not sum(pesos):
        raise ValueError("los pesos suman cero")
    dias = todos["dias_inactividad"]
    return Configuracion(
        pais=_o_nada(todos["pais"]),
        moneda=_o_nada(todos["moneda"]),
        hoja_clientes=_o_nada(todos["hoja_clientes"]),
        hoja_movimientos=_o_nada(todos["hoja_movimientos"]),
        estilo=Estilo(str(todos["estilo"])),
        pesos=Pesos(*pesos),
        umbral_medio=medio,
        umbral_alto=alto,
        nombres_rangos=nombres,
        dias_inactividad=None if dias is None else entero(dias),
        cortes=ReglaDeCortes(str(todos["cortes"])),
        horizonte=None if todos["horizonte"] is None else entero(todos["horizonte"]),
        riesgo_alto=riesgo_alto,
        riesgo_medio=riesgo_medio,
        margen=numero(todos["margen"]),
        tasa_anual=numero(todos["tasa_anual"]),
        coste_retencion=numero(todos["coste_retencion"]),
        meses_clv=entero(todos["meses_clv"]),
        identificador=str(todos["identificador"] or ""),
    )


_DE_PREVISION = (
    "horizonte",
    "riesgo_alto",
    "riesgo_medio",
    "margen",
    "tasa_anual",
    "coste_retencion",
    "meses_clv",
)


def _o_nada(celda: Celda) -> str | None:
    return None if celda is None else str(celda)
