"""La hoja «Planes», que edita la persona: planes de trato, plan de comunicación y horas disponibles."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from cartera_xl.nucleo.acciones.planes import (
    AVISOS,
    CICLOS,
    SEGMENTOS,
    Aviso,
    Cadencia,
    PlanDeTrato,
    Planes,
    Prioridad,
    hueco,
)
from cartera_xl.nucleo.acciones.planes_de_partida import PLANES_DE_PARTIDA
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave, si_o_no
from cartera_xl.nucleo.lienzo import Fila, FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

T = TypeVar("T")

HOJA_PLANES = "Planes"
TITULO = "Planes de la cartera"
ANCHOS: Mapping[int, float] = {1: 18, 2: 16, 3: 21, 4: 58, 5: 27, 6: 14, 7: 13, 8: 11, 9: 11}
DIAS_MAXIMOS = 3650
CADA_UNO = "Cada responsable"

TRATO = Seccion(
    "Planes de trato",
    ("Segmento", "Ciclo", "Aviso", "Acción", "Motivo", "Canal", "Plazo (días)", "Prioridad", "Comercial"),
    "Gana la fila del aviso más urgente que tenga el cliente y, entre esas, la que más dice de él. Celda vacía: vale "
    "cualquiera. Plazo: como mucho, tantos días. Comercial «sí»: no se hace con quien se opone a la publicidad.",
    holgura=3,
    minimo=2,
)
COMUNICACION = Seccion(
    "Plan de comunicación",
    ("Segmento", "Cada (días)", "Canal", "Quién", "Horas al año"),
    "Cada cuánto se habla con un cliente, por dónde, quién lo hace y cuántas horas al año se le dedican.",
    holgura=2,
    minimo=2,
)
DISPONIBILIDAD = Seccion(
    "Horas disponibles",
    ("Responsable", "Horas a la semana"),
    f"Para comparar con las que piden los planes. «{CADA_UNO}» vale para los que no tienen fila.",
    holgura=5,
    minimo=2,
)
SECCIONES = (TRATO, COMUNICACION, DISPONIBILIDAD)
_LISTA_DE_AVISOS = "Avisos, de más a menos urgente: " + ", ".join(AVISOS) + "."


def es_planes(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: tiene el título de alguna sección."""
    titulos = {clave(texto) for texto in (TITULO, *(seccion.titulo for seccion in SECCIONES))}
    escritas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    return not escritas or any(isinstance(celda, str) and clave(celda) in titulos for celda in escritas)


def celdas_de_planes(cuadro: Cuadro, planes: Planes = PLANES_DE_PARTIDA) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que faltan: la hoja entera si está vacía; si no, solo las secciones que no estén."""
    lienzo = Lienzo(cuadro, HOJA_PLANES, SECCIONES)
    if not any(not vacia(celda) for fila in cuadro for celda in fila):
        lienzo.poner(1, 1, CeldaSalida(TITULO, Aspecto.TITULO))
        lienzo.poner(2, 1, CeldaSalida(_LISTA_DE_AVISOS, Aspecto.NOTA))
    for seccion, filas in (
        (COMUNICACION, [_fila_de_cadencia(cadencia) for cadencia in planes.cadencias]),
        (DISPONIBILIDAD, list(_filas_de_horas(planes))),
        (TRATO, [_fila_de_trato(plan) for plan in planes.tratos]),
    ):
        if not lienzo.trozos(seccion):
            lienzo.reescribir(seccion, filas)
    return lienzo.cambios


def leer_planes(cuadro: Cuadro, hoja: str = HOJA_PLANES) -> Planes:
    """Los planes de la hoja; una sección que falta es la de partida. `ConfiguracionErronea` si algo no se entiende.

    También si a una clase de cliente no le vale ninguna fila, o si dos dicen lo mismo.
    """
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    tratos, cadencias = PLANES_DE_PARTIDA.tratos, PLANES_DE_PARTIDA.cadencias
    horas, cada_uno = dict(PLANES_DE_PARTIDA.horas_semana), PLANES_DE_PARTIDA.cada_uno
    if lienzo.trozos(TRATO):
        tratos = tuple(_tratos(lienzo))
        _exigir_para_todos(tratos, hoja)
    if lienzo.trozos(COMUNICACION):
        cadencias = tuple(_cadencias(lienzo))
    if lienzo.trozos(DISPONIBILIDAD):
        leidas = [_horas(lienzo, leida) for leida in lienzo.filas(DISPONIBILIDAD)]
        horas = {quien: cuantas for quien, cuantas in leidas if clave(quien) != clave(CADA_UNO)}
        cada_uno = next((cuantas for quien, cuantas in leidas if clave(quien) == clave(CADA_UNO)), None)
    return Planes(tratos, cadencias, horas, cada_uno)


def _tratos(lienzo: Lienzo) -> Iterable[PlanDeTrato]:
    vistos: dict[tuple[Aviso | None, str, str], int] = {}
    for leida in lienzo.filas(TRATO):
        plan = _trato(lienzo, leida)
        if plan.para in vistos:
            raise ConfiguracionErronea(
                f"Dos planes valen para lo mismo: las filas {vistos[plan.para]} y {leida.fila}.",
                donde=lienzo.donde(leida.fila, leida.columnas["Segmento"]),
                remedio="Quite una de las dos, o cambie su segmento, su ciclo o su aviso",
            )
        vistos[plan.para] = leida.fila
        yield plan


def _trato(lienzo: Lienzo, leida: FilaLeida) -> PlanDeTrato:
    return PlanDeTrato(
        accion=lienzo.exigir(leida, "Acción", _texto, "Escriba qué hay que hacer"),
        motivo=_texto_o_nada(leida.valores["Motivo"]),
        canal=_texto_o_nada(leida.valores["Canal"]),
        plazo_dias=lienzo.exigir(leida, "Plazo (días)", _dias, f"Escriba un número entero de 0 a {DIAS_MAXIMOS}"),
        prioridad=Prioridad(_de_lista(lienzo, leida, "Prioridad", tuple(Prioridad), vacio=Prioridad.MEDIA)),
        comercial=lienzo.exigir(leida, "Comercial", _si_salvo_no, "Escriba «sí» o «no»"),
        segmento=_de_lista(lienzo, leida, "Segmento", SEGMENTOS),
        ciclo=_de_lista(lienzo, leida, "Ciclo", CICLOS),
        aviso=Aviso(nombre) if (nombre := _de_lista(lienzo, leida, "Aviso", AVISOS)) else None,
    )


def _cadencias(lienzo: Lienzo) -> Iterable[Cadencia]:
    vistos: set[str] = set()
    for leida in lienzo.filas(COMUNICACION):
        cada = lienzo.exigir(leida, "Cada (días)", _dias_de_cadencia, f"Escriba un entero de 1 a {DIAS_MAXIMOS}")
        horas = lienzo.exigir(leida, "Horas al año", _cuantas_horas, "Escriba un número de 0 en adelante")
        canal, rol = _texto_o_nada(leida.valores["Canal"]), _texto_o_nada(leida.valores["Quién"])
        segmento = _de_lista(lienzo, leida, "Segmento", SEGMENTOS)
        if segmento in vistos or not segmento:
            raise ConfiguracionErronea(
                f"El segmento «{segmento}» tiene dos filas." if segmento else "Falta el segmento de esta fila.",
                donde=lienzo.donde(leida.fila, leida.columnas["Segmento"]),
                remedio=f"Escriba uno que no esté: {', '.join(SEGMENTOS)}",
            )
        vistos.add(segmento)
        yield Cadencia(segmento, cada, canal, horas, rol)


def _horas(lienzo: Lienzo, leida: FilaLeida) -> tuple[str, float]:
    quien = lienzo.exigir(leida, "Responsable", _texto, "Escriba el nombre del responsable")
    return quien, lienzo.exigir(leida, "Horas a la semana", _cuantas_horas, "Escriba un número de 0 en adelante")


def _exigir_para_todos(tratos: Sequence[PlanDeTrato], hoja: str) -> None:
    falta = hueco(tratos)
    if falta is None:
        return
    segmento, ciclo = falta
    de_ciclo = f"en ciclo «{ciclo}»" if ciclo else "de ciclo desconocido"
    raise ConfiguracionErronea(
        f"Ningún plan de trato vale para un cliente «{segmento}» {de_ciclo} y sin avisos.",
        donde=f"hoja «{hoja}», sección «{TRATO.titulo}»",
        remedio="Añada una fila con ese segmento, o una con segmento, ciclo y aviso vacíos, que vale para todos",
    )


def _de_lista(lienzo: Lienzo, leida: FilaLeida, nombre: str, valores: Sequence[str], vacio: str = "") -> str:
    """El valor de la lista que dice la celda, sin mirar mayúsculas ni tildes."""
    conocidos = {clave(valor): valor for valor in valores}

    def leer(celda: Celda) -> str:
        if vacia(celda):
            return vacio
        try:
            return conocidos[clave(str(celda))]
        except KeyError as error:
            raise ValueError(str(celda)) from error

    return lienzo.exigir(leida, nombre, leer, f"Escriba {', '.join(valores)}, o deje la celda vacía")


def _texto(celda: Celda) -> str:
    texto = _texto_o_nada(celda)
    if not texto:
        raise ValueError(str(celda))
    return texto


def _texto_o_nada(celda: Celda) -> str:
    return "" if vacia(celda) else str(celda).strip()


def _si_salvo_no(celda: Celda) -> bool:
    """Vacía cuenta como comercial: ante la duda, no se molesta a quien se opone."""
    return si_o_no(celda) is not False


def _entero(desde: int) -> Callable[[Celda], int]:
    def leer(celda: Celda) -> int:
        numero = _cuantas_horas(celda)
        if not numero.is_integer() or not desde <= numero <= DIAS_MAXIMOS:
            raise ValueError(str(celda))
        return int(numero)

    return leer


_dias, _dias_de_cadencia = _entero(0), _entero(1)


def _cuantas_horas(celda: Celda) -> float:
    if isinstance(celda, bool) or not isinstance(celda, int | float) or not math.isfinite(celda) or celda < 0:
        raise ValueError(str(celda))
    return float(celda)


def _fila_de_trato(plan: PlanDeTrato) -> Fila:
    textos = (plan.segmento, plan.ciclo, plan.aviso or "", plan.accion, plan.motivo, plan.canal)
    celdas = [CeldaSalida(str(texto) or None, Aspecto.ENTRADA) for texto in textos]
    celdas.append(CeldaSalida(plan.plazo_dias, Aspecto.ENTRADA))
    celdas += [CeldaSalida(plan.prioridad.value, Aspecto.ENTRADA)]
    celdas += [CeldaSalida("sí" if plan.comercial else "no", Aspecto.ENTRADA)]
    return dict(zip(TRATO.cabeceras, celdas, strict=True))


def _fila_de_cadencia(cadencia: Cadencia) -> Fila:
    valores = (cadencia.segmento, cadencia.cada_dias, cadencia.canal, cadencia.rol, cadencia.horas_anuales)
    celdas = [CeldaSalida(valor, Aspecto.ENTRADA) for valor in valores]
    return dict(zip(COMUNICACION.cabeceras, celdas, strict=True))


def _filas_de_horas(planes: Planes) -> Iterable[Fila]:
    todas: dict[str, float | None] = {CADA_UNO: planes.cada_uno} | dict(planes.horas_semana)
    for quien, cuantas in todas.items():
        celdas = (CeldaSalida(quien, Aspecto.ENTRADA), CeldaSalida(cuantas, Aspecto.ENTRADA))
        yield dict(zip(DISPONIBILIDAD.cabeceras, celdas, strict=True))
