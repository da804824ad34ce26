"""Lo que se está descuidando o repitiendo: clientes sin responsable, contactos de más, seguimientos vencidos.

Fuente: artículos 001 (no visitar de más a los de bajo potencial, no repetir seguimientos), 003 (responsables de los
clientes importantes) y 004 (no duplicar trabajo, no olvidar seguimientos, no descuidar a los actuales por los nuevos).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from heapq import heapify, heapreplace
from itertools import pairwise

import numpy as np

from cartera_xl.nucleo.acciones.avisos import VALIOSOS, ContextoDeAcciones, ultimos_contactos
from cartera_xl.nucleo.acciones.hoy import importe_en_juego
from cartera_xl.nucleo.acciones.proximas import SIN_ASIGNAR
from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.hechos import Marca, Marco, textos
from cartera_xl.nucleo.lectura.textos import clave, contar
from cartera_xl.nucleo.palabras_cifras import fecha, por_ciento
from cartera_xl.nucleo.privacidad.permisos import EPOCA, permisos, puede_aparecer
from cartera_xl.nucleo.reglas import Segmento

DIAS_MIRADOS = 90
DIAS_ENTRE_DOS_PERSONAS = 14
DIAS_DE_REPETICION = 7
"""Dos veces el mismo motivo en menos es insistir. Las tres, decisión de la casa, 2026."""
DE_CADA_CLASE = 15
"""Los que se nombran de cada clase; los demás se cuentan."""


class ClaseDeVigilancia(StrEnum):
    """Qué se está descuidando o repitiendo."""

    SIN_RESPONSABLE = "Sin responsable"
    DOS_PERSONAS = "Dos personas, un cliente"
    DE_MAS = "Contactos de más"
    REPETIDO = "Seguimiento repetido"
    VENCIDO = "Seguimiento vencido"


@dataclass(frozen=True, slots=True)
class Vigilado:
    """Un descuido: de quién, qué pasa y qué se propone. Sin `cliente` es el resumen de los que no se nombran."""

    clase: ClaseDeVigilancia
    cliente: str
    que: str
    propuesta: str

    def a_dict(self) -> dict[str, str]:
        """El descuido con tipos de JSON."""
        return {
            "clase": self.clase.value,
            "cliente": self.cliente,
            "que": self.que,
            "propuesta": self.propuesta,
        }


@dataclass(frozen=True, slots=True)
class Atencion:
    """Cuántos clientes de un grupo han tenido algún contacto en los últimos `DIAS_MIRADOS` días."""

    grupo: str
    clientes: int
    atendidos: int
    contactos: int


@dataclass(frozen=True, slots=True)
class Esfuerzo:
    """Las horas a la semana que el plan de comunicación pide para un segmento, y los contactos que ha tenido."""

    segmento: str
    clientes: int
    horas_semana: float
    contactos: int


def vigilar(puntuados: Marco, contexto: ContextoDeAcciones) -> tuple[Vigilado, ...]:
    """Los descuidos de la cartera, por clases; de cada una se nombran unos pocos y los demás se cuentan."""
    nombres = [nombre or "" for nombre in textos(puntuados, "nombre")]
    recientes = _por_cliente(contexto)
    grupos = (
        (ClaseDeVigilancia.SIN_RESPONSABLE, _sin_responsable(puntuados, contexto)),
        (ClaseDeVigilancia.DOS_PERSONAS, _dos_personas(recientes)),
        (ClaseDeVigilancia.DE_MAS, _de_mas(puntuados, contexto, recientes)),
        (ClaseDeVigilancia.REPETIDO, _repetidos(recientes)),
        (ClaseDeVigilancia.VENCIDO, _vencidos(puntuados, contexto)),
    )
    return tuple(vigilado for clase, hallados in grupos for vigilado in _nombrados(clase, hallados, nombres))


def atencion(puntuados: Marco, contexto: ContextoDeAcciones) -> tuple[Atencion, ...]:
    """Cómo se reparte la atención entre los clientes actuales y los nuevos o por captar."""
    ciclos = textos(puntuados, "ciclo")
    nuevos = np.array([ciclo in ("Nuevo", "Prospecto") for ciclo in ciclos], dtype=bool)
    cuantos = np.zeros(len(puntuados), dtype=np.int64)
    for posicion, suyos in _por_cliente(contexto).items():
        cuantos[posicion] = len(suyos)
    return tuple(
        Atencion(grupo, int(quienes.sum()), int((quienes & (cuantos > 0)).sum()), int(cuantos[quienes].sum()))
        for grupo, quienes in (("Clientes actuales", ~nuevos), ("Nuevos y por captar", nuevos))
    )


def frase_de_atencion(grupos: Sequence[Atencion]) -> str:
    """Una frase que dice si se atiende menos a los actuales que a los nuevos; o que no se puede saber."""
    actuales, nuevos = grupos
    if not actuales.contactos and not nuevos.contactos:
        return f"Sin contactos anotados en los últimos {DIAS_MIRADOS} días: anótelos con «cartera anotar»."
    partes = [
        f"{por_ciento(grupo.atendidos / grupo.clientes)} de los {grupo.clientes} {nombre}"
        for grupo, nombre in ((actuales, "clientes actuales"), (nuevos, "nuevos y por captar"))
        if grupo.clientes
    ]
    frase = f"En {DIAS_MIRADOS} días se ha hablado con el {' y con el '.join(partes)}."
    if actuales.atendidos * nuevos.clientes < nuevos.atendidos * actuales.clientes:
        return f"{frase} Se atiende más a los nuevos: no descuide a los actuales."
    return frase


def esfuerzo(puntuados: Marco, contexto: ContextoDeAcciones) -> tuple[Esfuerzo, ...]:
    """Una línea por segmento, en su orden: lo que pide el plan de comunicación y los contactos que ha habido."""
    segmentos = [segmento or "" for segmento in textos(puntuados, "segmento")]
    cuantos = dict.fromkeys(segmentos, 0)
    for posicion, suyos in _por_cliente(contexto).items():
        cuantos[segmentos[posicion]] += len(suyos)
    lineas = []
    for segmento in Segmento:
        clientes, cadencia = segmentos.count(segmento.value), contexto.planes.cadencia(segmento.value)
        horas = 0.0 if cadencia is None else clientes * cadencia.horas_anuales / 52.0
        lineas.append(Esfuerzo(segmento.value, clientes, round(horas, 1), cuantos.get(segmento.value, 0)))
    return tuple(lineas)


def horas_disponibles(contexto: ContextoDeAcciones) -> float | None:
    """Las horas a la semana de todos los responsables de la hoja; `None` si no se sabe cuántas tienen."""
    planes = contexto.planes
    propias = {clave(quien): horas for quien, horas in planes.horas_semana.items()}
    quienes = {clave(quien) for quien in textos(contexto.clientes, "responsable") if quien}
    horas = [propias.get(quien, planes.cada_uno) for quien in quienes]
    sabidas = [cuantas for cuantas in horas if cuantas is not None]
    return sum(sabidas) if sabidas and len(sabidas) == len(horas) else None


def _visibles(contexto: ContextoDeAcciones) -> Marca:
    return puede_aparecer(contexto.permisos or permisos(contexto.clientes, contexto.corte))


Hallados = list[tuple[int, str, str]]


def _nombrados(clase: ClaseDeVigilancia, hallados: Hallados, nombres: Sequence[str]) -> Iterable[Vigilado]:
    for posicion, que, propuesta in hallados[:DE_CADA_CLASE]:
        yield Vigilado(clase, nombres[posicion], que, propuesta)
    resto = len(hallados) - DE_CADA_CLASE
    if resto > 0:
        yield Vigilado(clase, "", f"Y {contar(resto, 'cliente más', 'clientes más')} en el mismo caso", "")


def _por_cliente(contexto: ContextoDeAcciones) -> dict[int, list[Contacto]]:
    """Los contactos de los últimos días mirados, por cliente y del más antiguo al más nuevo.

    Se cuentan hacia atrás desde el corte o desde el último contacto, si es posterior. De un cliente bloqueado, nada.
    """
    visibles = _visibles(contexto)
    ordenados = sorted(contexto.contactos, key=lambda contacto: contacto.momento)
    fin = max([contexto.corte, *(contacto.momento.date() for contacto in ordenados[-1:])])
    por_cliente: dict[int, list[Contacto]] = {}
    for contacto in ordenados:
        if visibles[contacto.posicion] and contacto.momento.date() > fin - timedelta(days=DIAS_MIRADOS):
            por_cliente.setdefault(contacto.posicion, []).append(contacto)
    return por_cliente


def _sin_responsable(puntuados: Marco, contexto: ContextoDeAcciones) -> Hallados:
    """Los importantes que no lleva nadie, de más a menos en juego, y a quién darlos para un reparto parejo."""
    segmentos, quienes = textos(puntuados, "segmento"), textos(contexto.clientes, "responsable")
    visibles = _visibles(contexto)
    carga = {quien: 0 for quien in quienes if quien and quien != SIN_ASIGNAR}
    libres = []
    for i, (segmento, quien) in enumerate(zip(segmentos, quienes, strict=True)):
        if segmento in VALIOSOS and quien in carga:
            carga[quien or ""] += 1
        elif segmento in VALIOSOS and visibles[i]:
            libres.append(i)
    en_juego = np.nan_to_num(importe_en_juego(puntuados))
    libres.sort(key=lambda i: (-en_juego[i], i))
    cola = [(cuantos, quien) for quien, cuantos in carga.items()]
    heapify(cola)
    hallados: Hallados = []
    for i in libres:
        propuesta = "Escriba quién lo lleva en la columna Responsable"
        if cola:
            cuantos, quien = cola[0]
            propuesta = f"Asignarlo a {quien}: llevaría {contar(cuantos + 1, 'importante', 'importantes')}"
            heapreplace(cola, (cuantos + 1, quien))
        hallados.append((i, f"Cliente {segmentos[i]} que no lleva nadie", propuesta))
    return hallados


def _dos_personas(recientes: dict[int, list[Contacto]]) -> Hallados:
    hallados: Hallados = []
    for posicion, suyos in recientes.items():
        nuestros = [contacto for contacto in suyos if not contacto.entrante and contacto.responsable]
        for antes, despues in pairwise(nuestros):
            distintas = clave(antes.responsable) != clave(despues.responsable)
            if distintas and (despues.momento - antes.momento).days <= DIAS_ENTRE_DOS_PERSONAS:
                cuando = f"{fecha(antes.momento.date())} y {fecha(despues.momento.date())}"
                que = f"Le han contactado {antes.responsable} y {despues.responsable} ({cuando})"
                hallados.append((posicion, que, "Acuerden quién lo lleva"))
                break
    return hallados


def _de_mas(puntuados: Marco, contexto: ContextoDeAcciones, recientes: dict[int, list[Contacto]]) -> Hallados:
    segmentos, maximo = textos(puntuados, "segmento"), contexto.ajustes.contactos_maximos
    hallados: Hallados = []
    for posicion, suyos in recientes.items():
        nuestros = sum(not contacto.entrante for contacto in suyos)
        if segmentos[posicion] == Segmento.BAJO_VALOR.value and nuestros > maximo:
            que = f"{nuestros} contactos en {DIAS_MIRADOS} días a un cliente de Bajo valor (máximo, {maximo})"
            hallados.append((posicion, que, "Dejarlo en los envíos automáticos"))
    return sorted(hallados, key=lambda hallado: hallado[0])


def _repetidos(recientes: dict[int, list[Contacto]]) -> Hallados:
    hallados: Hallados = []
    for posicion, suyos in recientes.items():
        ultimo: dict[str, Contacto] = {}
        for contacto in suyos:
            if contacto.entrante:
                ultimo.clear()
                continue
            motivo = clave(contacto.motivo)
            antes = ultimo.get(motivo) if motivo else None
            if antes is not None and (contacto.momento - antes.momento).days <= DIAS_DE_REPETICION:
                cuando = f"{fecha(antes.momento.date())} y {fecha(contacto.momento.date())}"
                hallados.append((posicion, f"«{contacto.motivo}» dos veces ({cuando})", "Esperar a que conteste"))
                break
            ultimo[motivo] = contacto
    return hallados


def _vencidos(puntuados: Marco, contexto: ContextoDeAcciones) -> Hallados:
    """Clientes importantes a los que ya tocaba hablar según el plan de comunicación, del más al menos atrasado."""
    segmentos, ultimos = textos(puntuados, "segmento"), ultimos_contactos(contexto)
    cadencias = {cadencia.segmento: cadencia.cada_dias for cadencia in contexto.planes.cadencias}
    cada = np.array([cadencias.get(s or "", np.nan) if s in VALIOSOS else np.nan for s in segmentos], dtype=np.float64)
    atraso = contexto.dia - ultimos - cada
    visibles = _visibles(contexto)
    filas = np.flatnonzero((np.nan_to_num(atraso, nan=-1.0) > 0) & visibles)
    filas = filas[np.argsort(-atraso[filas], kind="stable")]
    return [
        (
            i,
            f"Tocaba hablarle hace {contar(int(atraso[i]), 'día', 'días')} (último: {_dia(float(ultimos[i]))})",
            f"Cliente {segmentos[i]}: contactarle esta semana",
        )
        for i in filas.tolist()
    ]


def _dia(dia: float) -> str:
    return fecha(EPOCA + timedelta(days=int(dia)))
