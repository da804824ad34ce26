"""El escenario tal como se dice en la orden, sobre el que ya hay en la hoja."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cartera_xl.nucleo.ajustes_lectura import peso
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.reglas import Regla, Segmento
from cartera_xl.nucleo.simulacion.escenario import REMEDIO_PUNTOS, Escenario, exigir_veces, puntos
from cartera_xl.nucleo.simulacion.esfuerzo import Trato
from cartera_xl.nucleo.simulacion.hipotesis_texto import leer_hipotesis

T = TypeVar("T")
_NUMERO = "Escriba un número de 0 en adelante"


@dataclass(frozen=True, slots=True)
class EnLaOrden:
    """Los textos de la orden, sin leer; `None` o vacío es que no se ha dicho."""

    ajustes: tuple[str, ...] = ()
    pesos: tuple[str, ...] = ()
    bordes: tuple[str, ...] = ()
    reglas: tuple[str, ...] = ()
    retencion: str | None = None
    veces: str | None = None
    contactos: tuple[str, ...] = ()
    coste_hora: str | None = None


def con_la_orden(escenario: Escenario, orden: EnLaOrden, reglas: Sequence[Regla]) -> Escenario:
    """El de la hoja con lo que diga la orden, que manda; `reglas` son las de hoy."""
    dichas = leer_hipotesis(
        reglas, ajustes=orden.ajustes, pesos=orden.pesos, bordes=orden.bordes, de_reglas=orden.reglas
    )
    desde, hasta = _veces(escenario, orden.veces)
    trato = dict(escenario.trato)
    for texto in orden.contactos:
        segmento, cuantos = _contactos(texto)
        trato[segmento] = Trato(trato[segmento].contactos, cuantos, trato[segmento].horas)
    return replace(
        escenario,
        hipotesis=escenario.hipotesis.mas(dichas),
        subida=_leido(orden.retencion, puntos, "--retencion", REMEDIO_PUNTOS, escenario.subida),
        veces_minimo=desde,
        veces_maximo=hasta,
        coste_hora=_leido(orden.coste_hora, peso, "--coste-hora", _NUMERO, escenario.coste_hora),
        trato=trato,
    )


def _leido(texto: str | None, leer: Callable[[Celda], T], opcion: str, remedio: str, si_falta: T) -> T:
    if texto is None:
        return si_falta
    try:
        return leer(texto)
    except ValueError as error:
        raise ConfiguracionErronea(f"«{texto}» no vale.", donde=f"opción {opcion}", remedio=remedio) from error


def _veces(escenario: Escenario, texto: str | None) -> tuple[float, float]:
    """`5 a 25`, o un solo número para las dos."""
    if texto is None:
        return escenario.veces_minimo, escenario.veces_maximo
    uno, _, otro = texto.replace("-", " a ").partition(" a ")
    remedio = "Escriba dos números de menos a más, por ejemplo «5 a 25»"
    desde = _leido(uno.strip(), peso, "--veces", remedio, 0.0)
    hasta = _leido((otro or uno).strip(), peso, "--veces", remedio, 0.0)
    exigir_veces(desde, hasta, "opción --veces")
    return desde, hasta


def _contactos(texto: str) -> tuple[Segmento, float]:
    """`Clave=6`: contactos al año con cada cliente del segmento."""
    nombre, _, cuantos = texto.partition("=")
    segmento = next((s for s in Segmento if clave(s.value) == clave(nombre)), None)
    if segmento is None:
        raise ConfiguracionErronea(
            f"«{nombre}» no es un segmento.",
            donde="opción --contactos",
            remedio=f"Escriba uno de estos y cuántos al año: {', '.join(Segmento)}; por ejemplo «Clave=6»",
        )
    return segmento, _leido(cuantos.strip(), peso, "--contactos", _NUMERO, 0.0)
