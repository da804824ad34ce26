"""La próxima acción de cada cliente: qué, por qué, por dónde, quién y cuándo, según los planes de la hoja."""

from collections.abc import Sequence
from datetime import date, timedelta
from zlib import crc32

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.acciones.avisos import (
    DIAS_DE_CONTRATO,
    ContextoDeAcciones,
    avisos_de_filas,
    ultimos_contactos,
)
from cartera_xl.nucleo.acciones.canales import SE_OPONE, SIN_CONSENTIMIENTO, sin_acciones
from cartera_xl.nucleo.acciones.eleccion import Elegidos, elegir_planes
from cartera_xl.nucleo.acciones.motivos import antes_de_caer, cifras_de
from cartera_xl.nucleo.acciones.planes import Aviso
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros, dias, numeros, textos
from cartera_xl.nucleo.privacidad.permisos import EPOCA, Permisos, permisos

SIN_ASIGNAR = "Sin asignar"
DIAS_DE_DESCANSO = 7
"""Entre dos contactos nuestros con el mismo cliente, salvo para contestarle. Decisión de la casa, 2026."""
MARGEN_DE_CAIDA = 7
"""Días antes de bajar de segmento en que todavía da tiempo a actuar. Decisión de la casa, 2026."""
_TEXTOS = ("prioridad", "proxima_accion", "accion_motivo", "accion_canal", "accion_responsable")


def con_acciones(puntuados: Marco, contexto: ContextoDeAcciones) -> Marco:
    """Añade la acción de cada fila: una y solo una, salvo si sus datos están bloqueados, vencidos o anonimizados.

    | columna | tipo | sin dato |
    |---|---|---|
    | prioridad | «Alta», «Media» o «Baja» | vacío si no hay acción |
    | proxima_accion, accion_canal | texto; el canal, el preferido del cliente si consta y vale | vacío |
    | accion_motivo | texto, con las cifras de la fila; también por qué no hay acción | nunca |
    | accion_responsable | texto; «Sin asignar» si no consta | nunca |
    | accion_fecha | fecha, nunca antes del corte | nula si no hay acción |

    Usa, solo si están en `puntuados`, para_subir, sugerencia, fecha_caida y cae_a.
    """
    ultimos = ultimos_contactos(contexto)
    permitido = contexto.permisos or permisos(contexto.clientes, contexto.corte)
    nada = sin_acciones(permitido)
    avisos = avisos_de_filas(puntuados, contexto, ultimos)
    elegidos = elegir_planes(puntuados, contexto, avisos, permitido)
    cuando, por_caida = _cuando(puntuados, contexto, elegidos, ultimos)
    motivos = _motivos(puntuados, contexto, elegidos, ultimos)
    motivos = _con_caida(motivos, por_caida, puntuados)
    hay = [not por_que for por_que in nada]
    de_plan = {
        "prioridad": [plan.prioridad.value for plan in elegidos.planes],
        "proxima_accion": [plan.accion for plan in elegidos.planes],
    }
    cual = elegidos.cual.tolist()
    salida = {
        nombre: [textos_[i] if si else "" for i, si in zip(cual, hay, strict=True)]
        for nombre, textos_ in de_plan.items()
    }
    salida["accion_motivo"] = _con_vetos(motivos, nada, elegidos, permitido)
    salida["accion_canal"] = [canal if si else "" for canal, si in zip(elegidos.canales, hay, strict=True)]
    salida["accion_responsable"] = [quien or SIN_ASIGNAR for quien in textos(contexto.clientes, "responsable")]
    fechas = [dia if si else None for dia, si in zip(_fechas(cuando), hay, strict=True)]
    motor = puntuados.implementation
    return puntuados.with_columns(
        *(nw.new_series(nombre, salida[nombre], nw.String, backend=motor) for nombre in _TEXTOS),
        nw.new_series("accion_fecha", fechas, nw.Date, backend=motor),
    )


def _cuando(
    puntuados: Marco, contexto: ContextoDeAcciones, elegidos: Elegidos, ultimos: Numeros
) -> tuple[Numeros, Marca]:
    """El día de cada acción (desde 1970) y dónde lo ha adelantado la fecha de caída.

    Lo adelantan el fin de contrato y la caída de segmento; lo retrasa haber hablado hace menos de `DIAS_DE_DESCANSO`.
    """
    planes, cual = elegidos.planes, elegidos.cual
    urgente = np.array([plan.aviso is Aviso.RESPUESTA for plan in planes], dtype=bool)[cual]
    base = _dia_de_plan(puntuados, contexto, elegidos, ultimos)
    vence = numeros(puntuados, "vence")
    contrato = np.where((vence >= 0) & (vence <= DIAS_DE_CONTRATO), contexto.dia + vence, np.inf)
    caida = np.nan_to_num(dias(puntuados, "fecha_caida") - MARGEN_DE_CAIDA, nan=np.inf)
    normal = np.minimum(base, contrato)
    descanso = np.where(urgente, -np.inf, np.nan_to_num(ultimos + DIAS_DE_DESCANSO, nan=-np.inf))
    dia = np.maximum(np.maximum(np.minimum(normal, caida), descanso), contexto.dia)
    return dia, caida < normal


def _dia_de_plan(puntuados: Marco, contexto: ContextoDeAcciones, elegidos: Elegidos, ultimos: Numeros) -> Numeros:
    """Sin aviso, la cadencia de su segmento desde el último contacto; si no consta, o con aviso, dentro del plazo.

    Dentro de un plazo, a cada cliente le toca siempre el mismo día: así el trabajo se reparte y la fecha no se aleja
    cada vez que se recalcula. Sin contactos anotados, el plazo de un plan que no nombra el ciclo es la cadencia.
    """
    planes, cual = elegidos.planes, elegidos.cual
    cadencias = {cadencia.segmento: float(cadencia.cada_dias) for cadencia in contexto.planes.cadencias}
    cada = np.array([cadencias.get(s or "", np.nan) for s in textos(puntuados, "segmento")], dtype=np.float64)
    plazo = np.array([plan.plazo_dias for plan in planes], dtype=np.float64)[cual]
    rutina = np.array([plan.aviso is None for plan in planes], dtype=bool)[cual]
    general = np.array([plan.aviso is None and not plan.ciclo for plan in planes], dtype=bool)[cual]
    dentro_de = np.where(general & ~np.isnan(cada), cada - 1.0, plazo)
    repartido = contexto.dia + np.mod(_turnos(puntuados, contexto) - contexto.dia, dentro_de + 1.0)
    return np.where(rutina & ~np.isnan(ultimos + cada), ultimos + cada, repartido)


def _turnos(puntuados: Marco, contexto: ContextoDeAcciones) -> Numeros:
    """Un número por cliente que no cambia de una vez a otra ni al ordenar la hoja.

    El día de su primera compra o el de alta; si no constan, uno que sale de su código y su nombre.
    """
    primera = contexto.dia - numeros(puntuados, "antiguedad")
    con_alta = np.where(np.isnan(primera), dias(contexto.clientes, "fecha_alta"), primera)
    if not np.isnan(con_alta).any():
        return con_alta
    quienes = zip(textos(contexto.clientes, "id_cliente"), textos(contexto.clientes, "nombre"), strict=True)
    sorteo = [float(crc32(f"{codigo}|{nombre}".encode("utf-8", "surrogatepass"))) for codigo, nombre in quienes]
    return np.where(np.isnan(con_alta), sorteo, con_alta)


def _motivos(puntuados: Marco, contexto: ContextoDeAcciones, elegidos: Elegidos, ultimos: Numeros) -> list[str]:
    """El motivo del plan y las cifras de la fila."""
    de_fila = np.array([_posicion(plan.aviso) for plan in elegidos.planes], dtype=np.int64)[elegidos.cual]
    bases = [plan.motivo for plan in elegidos.planes]
    motivos = [bases[i] for i in elegidos.cual.tolist()]
    for aviso in (None, *Aviso):
        filas = np.flatnonzero(de_fila == _posicion(aviso)).tolist()
        if not filas:
            continue
        cifras = cifras_de(aviso, puntuados, contexto, ultimos)
        for i in filas:
            motivos[i] = _unidos(motivos[i], cifras[i])
    return motivos


def _unidos(motivo: str, cifras: str) -> str:
    """El motivo del plan y, en otra frase, las cifras de la fila."""
    frase = cifras[:1].upper() + cifras[1:]
    return f"{motivo}. {frase}" if motivo and cifras else motivo or frase


def _posicion(aviso: Aviso | None) -> int:
    return -1 if aviso is None else tuple(Aviso).index(aviso)


def _con_caida(motivos: list[str], por_caida: Marca, puntuados: Marco) -> list[str]:
    if not por_caida.any():
        return motivos
    frases = antes_de_caer(por_caida, puntuados)
    return [f"{motivo}{frase}" for motivo, frase in zip(motivos, frases, strict=True)]


def _con_vetos(motivos: Sequence[str], nada: Sequence[str], elegidos: Elegidos, permitido: Permisos) -> list[str]:
    """El motivo, más por qué no se hace nada comercial o nada en absoluto."""
    salida = [por_que or motivo for motivo, por_que in zip(motivos, nada, strict=True)]
    for i in np.flatnonzero(elegidos.vetados).tolist():
        if not nada[i]:
            sin = f"acciones comerciales: {SE_OPONE if permitido.opuestos[i] else SIN_CONSENTIMIENTO}"
            salida[i] = f"{salida[i]}; sin {sin}" if salida[i] else f"Sin {sin}"
    return salida


def _fechas(cuando: Numeros) -> list[date]:
    return [EPOCA + timedelta(days=int(dia)) for dia in cuando.tolist()]
