"""La lista de esta semana de cada responsable: primero quien más lo necesita ahora.

Orden: prioridad y, dentro de ella, el importe en juego por la urgencia. Fuente: artículo 002 («enfócate en quien te
necesita ahora») y decisión de la casa, 2026.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cartera_xl.nucleo.acciones.avisos import DIAS_DE_CONTRATO
from cartera_xl.nucleo.acciones.planes import Prioridad
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.hechos import POTENCIAL, Marco, Numeros, dias, numeros, textos
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import importe
from cartera_xl.nucleo.privacidad.permisos import EPOCA

DIAS_DE_LISTA = 7
"""El corte y los seis días siguientes."""
DIAS_A_LA_MITAD = 7.0
"""Lo que está a tantos días pesa la mitad que lo de hoy. Decisión de la casa, 2026."""
_RANGO = {prioridad.value: i for i, prioridad in enumerate(Prioridad)}


@dataclass(frozen=True, slots=True)
class LineaDeHoy:
    """Una acción de la lista; `posicion` es la del cliente en la tabla puntuada y `orden`, el suyo en su responsable.

    `importe` es lo que está en juego, en la moneda del libro; `None` si no se sabe.
    """

    posicion: int
    responsable: str
    orden: int
    cliente: str
    segmento: str
    prioridad: str
    accion: str
    motivo: str
    canal: str
    fecha: date
    importe: float | None
    por_que_aqui: str

    def a_dict(self) -> dict[str, Celda]:
        """La línea con tipos de JSON."""
        return {
            "responsable": self.responsable,
            "orden": self.orden,
            "cliente": self.cliente,
            "segmento": self.segmento,
            "prioridad": self.prioridad,
            "accion": self.accion,
            "motivo": self.motivo,
            "canal": self.canal,
            "fecha": self.fecha.isoformat(),
            "importe_en_juego": self.importe,
            "por_que_aqui": self.por_que_aqui,
        }


@dataclass(frozen=True, slots=True)
class ListaDeHoy:
    """Las líneas, por responsable y orden; `no_caben`, las acciones de la semana que pasan del tope de cada uno."""

    desde: date
    hasta: date
    tope: int
    lineas: tuple[LineaDeHoy, ...]
    no_caben: Mapping[str, int]


def importe_en_juego(puntuados: Marco) -> Numeros:
    """Lo que puede perderse con cada cliente, en la moneda del libro; NaN si no se sabe.

    El neto de 12 meses (o el total, sin movimientos) por la probabilidad de que no vuelva; sin pronóstico, entero. En
    un potencial, el gasto previsto. Si vence un contrato en 90 días, su importe por la probabilidad de no renovar, si
    es más.
    """
    doce, neto = numeros(puntuados, "importe_12m"), numeros(puntuados, "importe_neto")
    sin_volver = 1.0 - np.nan_to_num(numeros(puntuados, "prob_volver"), nan=0.0)
    de_cliente = np.maximum(np.where(np.isnan(doce), neto, doce), 0.0) * sin_volver
    potenciales = np.array([estado == POTENCIAL for estado in textos(puntuados, "estado")], dtype=bool)
    propio = np.where(potenciales, numeros(puntuados, "gasto_previsto"), de_cliente)
    vence, renovar = numeros(puntuados, "vence"), numeros(puntuados, "prob_renovacion")
    contrato = numeros(puntuados, "importe_contrato") * (1.0 - np.nan_to_num(renovar, nan=0.0))
    vence_pronto = (vence >= 0) & (vence <= DIAS_DE_CONTRATO)
    return np.asarray(np.fmax(propio, np.where(vence_pronto, contrato, np.nan)))


def lista_de_hoy(
    con_acciones: Marco, corte: date, tope: int, *, responsable: str | None = None, pais: str | None = None
) -> ListaDeHoy:
    """Las acciones de esta semana, como mucho `tope` por responsable; `responsable`, solo las suyas.

    `con_acciones` es la tabla con las columnas de la función de ese nombre y `nombre`.
    """
    cuando = dias(con_acciones, "accion_fecha") - (corte - EPOCA).days
    quienes = [quien or "" for quien in textos(con_acciones, "accion_responsable")]
    prioridades = [prioridad or "" for prioridad in textos(con_acciones, "prioridad")]
    filas = np.flatnonzero(cuando < DIAS_DE_LISTA)
    if responsable is not None:
        filas = np.array([i for i in filas.tolist() if quienes[i].casefold() == responsable.casefold()], dtype=np.int64)
    en_juego = importe_en_juego(con_acciones)
    peso = np.nan_to_num(en_juego) / (1.0 + np.nan_to_num(cuando) / DIAS_A_LA_MITAD)
    rangos = np.array([_RANGO.get(prioridades[i], len(_RANGO)) for i in filas.tolist()], dtype=np.int64)
    ordenadas = filas[np.lexsort((filas, cuando[filas], -peso[filas], rangos))].tolist()
    por_responsable: dict[str, list[int]] = {}
    for i in ordenadas:
        por_responsable.setdefault(quienes[i], []).append(i)
    elegidas = [
        (i, orden) for quien in sorted(por_responsable) for orden, i in enumerate(por_responsable[quien][:tope], 1)
    ]
    lineas = _lineas(con_acciones, elegidas, (cuando, en_juego), corte, pais)
    fuera = {quien: len(suyas) - tope for quien, suyas in sorted(por_responsable.items()) if len(suyas) > tope}
    return ListaDeHoy(corte, corte + timedelta(days=DIAS_DE_LISTA - 1), tope, lineas, fuera)


def _lineas(
    marco: Marco, elegidas: list[tuple[int, int]], cifras: tuple[Numeros, Numeros], corte: date, pais: str | None
) -> tuple[LineaDeHoy, ...]:
    cuando, en_juego = cifras
    campos = (
        "accion_responsable",
        "nombre",
        "segmento",
        "prioridad",
        "proxima_accion",
        "accion_motivo",
        "accion_canal",
    )
    columnas = [textos(marco, campo) for campo in campos]
    lineas = []
    for i, orden in elegidas:
        quien, cliente, segmento, prioridad, accion, motivo, canal = (columna[i] or "" for columna in columnas)
        faltan, dinero = int(cuando[i]), None if np.isnan(en_juego[i]) else round(float(en_juego[i]), 2)
        por_que = [f"prioridad {prioridad.lower()}", *([f"{importe(dinero, pais)} en juego"] if dinero else [])]
        por_que.append("hoy" if faltan == 0 else f"en {contar(faltan, 'día', 'días')}")
        lineas.append(
            LineaDeHoy(
                i,
                quien,
                orden,
                cliente,
                segmento,
                prioridad,
                accion,
                motivo,
                canal,
                corte + timedelta(days=faltan),
                dinero,
                "; ".join(por_que)[:1].upper() + "; ".join(por_que)[1:],
            )
        )
    return tuple(lineas)
