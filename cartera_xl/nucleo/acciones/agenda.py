"""Los días señalados de la cartera, como valores: quien los escriba en una agenda pone el formato.

Cada evento tiene un identificador que no cambia de una vez a otra: la agenda lo actualiza y no lo repite.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np

from cartera_xl.nucleo.acciones.avisos import ContextoDeAcciones
from cartera_xl.nucleo.hechos import Marco, dias, numeros, textos
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.privacidad.permisos import EPOCA, permisos, puede_aparecer

AVISOS_DE_CONTRATO = (90, 60, 30)
"""Días antes del fin de contrato (artículo 001)."""


@dataclass(frozen=True, slots=True)
class EventoDeAgenda:
    """Un día entero señalado. `quien` es a quien se muestra: el nombre o, si se piden sin nombres, el código."""

    uid: str
    dia: date
    titulo: str
    detalle: str


@dataclass(frozen=True, slots=True)
class PedidoDeAgenda:
    """Qué se pide: `libro`, su identificador; `responsable`, solo lo suyo; sin nombres, el código del cliente."""

    libro: str
    con_nombres: bool = True
    responsable: str | None = None
    ultima_revision: date | None = None


def eventos_de_agenda(
    con_acciones: Marco, contexto: ContextoDeAcciones, pedido: PedidoDeAgenda
) -> tuple[EventoDeAgenda, ...]:
    """Acciones, caídas de segmento, fines de contrato (con sus avisos) y la revisión de la cartera, por fecha.

    Ningún evento lleva más dato personal que el nombre del cliente. Lo que ya ha pasado en el corte no sale.
    """
    elegidas = _filas(con_acciones, contexto, pedido)
    quienes, claves = _quien_es(con_acciones, contexto, pedido)
    eventos: list[EventoDeAgenda] = []
    for clase, dia_de, frase in (
        ("accion", dias(con_acciones, "accion_fecha"), textos(con_acciones, "proxima_accion")),
        ("caida", dias(con_acciones, "fecha_caida"), textos(con_acciones, "cae_a")),
    ):
        for i in elegidas:
            if dia_de[i] >= contexto.dia:
                eventos.append(_evento(clase, dia_de[i], (quienes[i], frase[i] or ""), (pedido.libro, claves[i])))
    vence = numeros(con_acciones, "vence")
    for i in elegidas:
        if vence[i] >= 0:
            eventos += _de_contrato(contexto, float(vence[i]), quienes[i], (pedido.libro, claves[i]))
    eventos.append(_revision(contexto, pedido))
    return tuple(sorted(eventos, key=lambda evento: (evento.dia, evento.titulo, evento.uid)))


def _filas(con_acciones: Marco, contexto: ContextoDeAcciones, pedido: PedidoDeAgenda) -> list[int]:
    visibles = puede_aparecer(contexto.permisos or permisos(contexto.clientes, contexto.corte))
    filas: list[int] = np.flatnonzero(visibles).tolist()
    if pedido.responsable is None:
        return filas
    buscado, suyos = pedido.responsable.casefold(), textos(con_acciones, "accion_responsable")
    return [i for i in filas if (suyos[i] or "").casefold() == buscado]


def _quien_es(
    con_acciones: Marco, contexto: ContextoDeAcciones, pedido: PedidoDeAgenda
) -> tuple[Sequence[str], Sequence[str]]:
    """Cómo se nombra a cada cliente en la agenda y con qué clave se reconoce de una vez a otra."""
    codigos, nombres = textos(contexto.clientes, "id_cliente"), textos(con_acciones, "nombre")
    filas = con_acciones["fila"].to_list()
    claves = [codigo or nombre or f"fila {fila}" for codigo, nombre, fila in zip(codigos, nombres, filas, strict=True)]
    if pedido.con_nombres:
        return [nombre or clave for nombre, clave in zip(nombres, claves, strict=True)], claves
    return [codigo or f"Cliente de la fila {fila}" for codigo, fila in zip(codigos, filas, strict=True)], claves


def _evento(clase: str, dia: float, que: tuple[str, str], sitio: tuple[str, str]) -> EventoDeAgenda:
    quien, frase = que
    titulo = f"{frase}: {quien}" if clase == "accion" else f"{quien} bajaría{f' a {frase}' if frase else ''}"
    detalle = (
        "Acción propuesta por la cartera." if clase == "accion" else "Si no compra antes, ese día baja de segmento."
    )
    return EventoDeAgenda(_uid(clase, *sitio), _fecha(dia), titulo, detalle)


def _de_contrato(
    contexto: ContextoDeAcciones, vence: float, quien: str, sitio: tuple[str, str]
) -> Iterable[EventoDeAgenda]:
    fin = contexto.dia + vence
    yield EventoDeAgenda(_uid("contrato", *sitio), _fecha(fin), f"Vence el contrato de {quien}", "Fin de contrato.")
    for antes in AVISOS_DE_CONTRATO:
        if vence >= antes:
            faltan = contar(antes, "día", "días")
            titulo = f"Faltan {faltan} para que venza el contrato de {quien}"
            yield EventoDeAgenda(
                _uid(f"contrato-{antes}", *sitio), _fecha(fin - antes), titulo, "Prepare la renovación."
            )


def _revision(contexto: ContextoDeAcciones, pedido: PedidoDeAgenda) -> EventoDeAgenda:
    """La próxima revisión: un plazo después de la última o, si no consta, del corte; nunca antes del corte."""
    ultima = pedido.ultima_revision or contexto.corte
    dia = max(ultima + timedelta(days=contexto.ajustes.dias_revision), contexto.corte)
    detalle = "Ponga al día los datos y recalcule."
    return EventoDeAgenda(_uid("revision", pedido.libro, ""), dia, "Revisar la cartera de clientes", detalle)


def _uid(clase: str, libro: str, cliente: str) -> str:
    """Estable y sin datos personales: un resumen de la clase, el libro y la clave del cliente."""
    resumen = blake2b("\x1f".join((clase, libro, cliente)).encode("utf-8", "surrogatepass"), digest_size=16)
    return f"{resumen.hexdigest()}@cartera-xl"


def _fecha(dia: float) -> date:
    return EPOCA + timedelta(days=int(dia))
