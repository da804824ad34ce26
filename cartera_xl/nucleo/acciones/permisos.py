"""Con quién se puede hacer qué: lo que dicen las columnas de consentimiento, oposición, bloqueo y conservación.

Una columna que la hoja no tiene no prohíbe nada. Fuente: RGPD, arts. 7, 18 y 21, y LOPDGDD, art. 32 (bloqueo).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.hechos import Marca, Marco, dias
from cartera_xl.nucleo.lectura.textos import clave

EPOCA = date(1970, 1, 1)


class Permiso(StrEnum):
    """Lo que impide actuar con un cliente, dicho como motivo; `LIBRE` si nada lo impide."""

    LIBRE = ""
    SIN_CONSENTIMIENTO = "no ha dado su consentimiento"
    SE_OPONE = "se opone"
    CADUCADO = "ha pasado la fecha hasta la que se conservan sus datos"
    BLOQUEADO = "sus datos están bloqueados"


PERMISOS = tuple(Permiso)
Codigos = NDArray[np.int8]
_PALABRAS: Mapping[str, tuple[str, ...]] = {
    "correo": ("correo", "mail", "newsletter", "boletin"),
    "telefono": ("tel", "llamada", "movil", "fijo"),
    "whatsapp": ("whatsapp", "wasap"),
    "sms": ("sms",),
    "postal": ("postal", "carta"),
}
"""Cada canal con consentimiento propio, y las palabras con que se reconoce. «Correo postal» es postal."""
CANALES = tuple(_PALABRAS)


def canal_de(texto: str) -> str:
    """El canal con consentimiento propio al que se refiere; vacío si es otro (una visita) o no se dice.

    >>> canal_de("Correo electrónico"), canal_de("Teléfono móvil"), canal_de("Correo postal"), canal_de("visita")
    ('correo', 'telefono', 'postal', '')
    """
    buscado = clave(texto)
    hallados = [canal for canal, palabras in _PALABRAS.items() if any(p in buscado for p in palabras)]
    return hallados[-1] if hallados else ""


def permisos(clientes: Marco, corte: date) -> Codigos:
    """Por cliente, la posición en `PERMISOS` de lo que más le protege; sin consentimiento es haber dicho que no.

    El día de `conservar_hasta` todavía se conserva.
    """
    codigos = np.zeros(len(clientes), dtype=np.int8)
    codigos[respuestas(clientes, "consentimiento") < 0] = PERMISOS.index(Permiso.SIN_CONSENTIMIENTO)
    codigos[respuestas(clientes, "oposicion") > 0] = PERMISOS.index(Permiso.SE_OPONE)
    hasta = np.nan_to_num(dias(clientes, "conservar_hasta"), nan=np.inf)
    codigos[hasta < (corte - EPOCA).days] = PERMISOS.index(Permiso.CADUCADO)
    codigos[respuestas(clientes, "bloqueado") > 0] = PERMISOS.index(Permiso.BLOQUEADO)
    return codigos


def permisos_de_envio(clientes: Marco, corte: date, canal: str) -> Codigos:
    """Como `permisos`, pero para enviar publicidad por un canal: quien no ha dicho que sí, no se cuenta.

    Si la hoja pregunta por ese canal, manda lo que dijo de él; donde no dijo nada, vale el consentimiento general.
    Sin ninguna de las dos columnas no consta que nadie se niegue, y se avisa aparte.
    """
    codigos = permisos(clientes, corte)
    propia = f"consentimiento_{canal}"
    if not {propia, "consentimiento"} & set(clientes.columns):
        return codigos
    del_canal = respuestas(clientes, propia)
    acepta = np.where(del_canal != 0, del_canal > 0, respuestas(clientes, "consentimiento") > 0)
    libres = codigos <= PERMISOS.index(Permiso.SIN_CONSENTIMIENTO)
    sin = np.where(acepta, PERMISOS.index(Permiso.LIBRE), PERMISOS.index(Permiso.SIN_CONSENTIMIENTO))
    return np.where(libres, sin, codigos).astype(np.int8)


def canal_vedado(clientes: Marco, canales: Sequence[str]) -> Marca:
    """Cierto donde el cliente ha dicho que no a ese canal; `canales`, uno por fila y como los da `canal_de`."""
    vedados = np.zeros(len(clientes), dtype=bool)
    por_fila = np.array(canales, dtype=object)
    for canal in CANALES:
        vedados |= (por_fila == canal) & (respuestas(clientes, f"consentimiento_{canal}") < 0)
    return vedados


def intocables(codigos: Codigos) -> Marca:
    """Con quién no se hace nada, ni siquiera de servicio."""
    return np.asarray(codigos >= PERMISOS.index(Permiso.CADUCADO))


def sin_publicidad(codigos: Codigos) -> Marca:
    """Con quién no se hace nada comercial; incluye a los intocables."""
    return np.asarray(codigos > PERMISOS.index(Permiso.LIBRE))


def respuestas(clientes: Marco, campo: str) -> NDArray[np.int8]:
    """1 donde dice que sí, -1 donde dice que no, 0 donde no dice nada o no hay columna."""
    if campo not in clientes.columns:
        return np.zeros(len(clientes), dtype=np.int8)
    valores = clientes[campo].to_list()
    return np.fromiter(
        (0 if v is None or v != v else 1 if v else -1 for v in valores), dtype=np.int8, count=len(valores)
    )
