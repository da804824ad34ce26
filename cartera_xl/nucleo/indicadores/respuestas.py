"""Cuánto se tarda en contestar a quien escribe o llama."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.indicadores.base import Enteros


@dataclass(frozen=True, slots=True)
class Respuestas:
    """Una consulta de cliente por posición: de quién es, horas hasta contestar (NaN si no consta) y si fue en plazo.

    Una consulta sin contestar cuya espera aún no pasa del plazo no está: todavía no se sabe. `plazo` va en horas.
    """

    posicion: Enteros
    horas: Numeros
    en_plazo: Marca
    plazo: int


def respuestas_de(contactos: Sequence[Contacto], ahora: datetime, plazo: int) -> Respuestas | None:
    """Las consultas ya juzgables; `None` si no hay ninguna. Contestar justo al cumplirse el plazo es a tiempo."""
    juzgadas = []
    for contacto in contactos:
        if not contacto.entrante:
            continue
        horas = _horas(contacto.momento, contacto.respondido) if contacto.respondido else float("nan")
        if contacto.respondido is not None or _horas(contacto.momento, ahora) > plazo:
            juzgadas.append((contacto.posicion, horas))
    if not juzgadas:
        return None
    horas_de = np.array([horas for _, horas in juzgadas], dtype=np.float64)
    en_plazo = np.nan_to_num(horas_de, nan=np.inf) <= plazo
    return Respuestas(np.array([posicion for posicion, _ in juzgadas], dtype=np.int64), horas_de, en_plazo, plazo)


def _horas(desde: datetime, hasta: datetime) -> float:
    """Horas entre dos momentos; la zona horaria no cuenta porque la hoja no la dice."""
    return max((hasta.replace(tzinfo=None) - desde.replace(tzinfo=None)).total_seconds() / 3600, 0.0)
