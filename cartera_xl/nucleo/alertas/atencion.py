"""La atención que se presta: clientes antiguos sin contacto, respuestas pendientes, fichas viejas y descuentos."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from cartera_xl.nucleo.alertas.tipos import ALTA, BAJA, MEDIA, Alerta, ClaseDeAlerta, Hallazgo
from cartera_xl.nucleo.alertas.vista import Vista
from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.hechos import Marco, Numeros, dias, numeros
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import fecha, por_ciento

DIAS_DE_ANTIGUO = 365
"""Desde este día, inclusive, un cliente es antiguo."""
DESCUENTO_ALTO = 0.3
"""Con más descuento, se compra el precio. Decisión de la casa, 2026."""
_EPOCA = date(1970, 1, 1)
_HORAS_EN_HORAS = 48


def sin_contacto(
    vista: Vista, clientes: Marco, contactos: Sequence[Contacto], corte: date, dias_sin_contacto: int
) -> Hallazgo | None:
    """Clientes de un año o más con los que no se habla desde hace los días fijados, o nunca; `None` si no se anota.

    Cuenta lo más reciente de los contactos anotados y la columna de último contacto.
    """
    ultimo = _ultimo_contacto(clientes, contactos)
    if np.isnan(ultimo).all():
        return None
    lleva = (corte - _EPOCA).days - ultimo
    miradas = vista.cliente & (vista.antiguedad >= DIAS_DE_ANTIGUO)
    posiciones = np.flatnonzero(miradas & (np.isnan(lleva) | (lleva >= dias_sin_contacto)))
    alertas = [
        Alerta(
            p,
            ClaseDeAlerta.SIN_CONTACTO,
            BAJA if vista.gravedad[p] == BAJA else MEDIA,
            f"Sin contacto desde hace {int(lleva[p])} días" if lleva[p] == lleva[p] else "No consta ningún contacto",
            dinero,
        )
        for p, dinero in zip(posiciones.tolist(), vista.importes(posiciones), strict=True)
    ]
    return Hallazgo(ClaseDeAlerta.SIN_CONTACTO, alertas, int(miradas.sum()))


def _ultimo_contacto(clientes: Marco, contactos: Sequence[Contacto]) -> Numeros:
    """Día (desde 1970) del último contacto de cada fila; NaN si no consta."""
    ultimo = dias(clientes, "ultimo_contacto")
    for contacto in contactos:
        dia = float((contacto.momento.date() - _EPOCA).days)
        ultimo[contacto.posicion] = np.fmax(ultimo[contacto.posicion], dia)
    return ultimo


def respuestas_pendientes(
    vista: Vista, contactos: Sequence[Contacto], momento: datetime, horas_respuesta: int
) -> Hallazgo | None:
    """Quien se dirigió a la empresa y lleva las horas fijadas, o más, sin respuesta; `None` si no se anotan contactos.

    Un contacto posterior de la empresa vale como respuesta aunque no se haya marcado. De cada cliente, el que más
    lleva esperando.
    """
    if not contactos:
        return None
    ahora = momento.replace(tzinfo=None)
    hablado: dict[int, datetime] = {}
    for contacto in contactos:
        if not contacto.entrante:
            hablado[contacto.posicion] = max(contacto.momento, hablado.get(contacto.posicion, contacto.momento))
    entrantes = [contacto for contacto in contactos if contacto.entrante and vista.visible[contacto.posicion]]
    pendientes: dict[int, Contacto] = {}
    for contacto in sorted(entrantes, key=lambda c: c.momento):
        atendido = contacto.respondido is not None or hablado.get(contacto.posicion, datetime.min) > contacto.momento
        if not atendido and ahora - contacto.momento >= timedelta(hours=horas_respuesta):
            pendientes.setdefault(contacto.posicion, contacto)
    posiciones = np.array(sorted(pendientes), dtype=np.intp)
    alertas = [
        Alerta(
            p,
            ClaseDeAlerta.RESPUESTA,
            ALTA if vista.valioso[p] else MEDIA,
            _texto_de_espera(pendientes[p], ahora - pendientes[p].momento),
            dinero,
        )
        for p, dinero in zip(posiciones.tolist(), vista.importes(posiciones), strict=True)
    ]
    return Hallazgo(ClaseDeAlerta.RESPUESTA, alertas, len(entrantes))


def _texto_de_espera(contacto: Contacto, espera: timedelta) -> str:
    horas = int(espera.total_seconds() // 3600)
    cuanto = contar(horas, "hora", "horas") if horas < _HORAS_EN_HORAS else contar(horas // 24, "día", "días")
    por = f" por {contacto.canal.lower()}" if contacto.canal else ""
    return f"Espera respuesta desde hace {cuanto} ({fecha(contacto.momento.date())}{por})"


def sin_actualizar(vista: Vista, clientes: Marco, corte: date, dias_revision: int) -> Hallazgo | None:
    """Fichas cuya fecha de actualización pasa del plazo de revisión; `None` si la hoja no la lleva."""
    actualizada = dias(clientes, "fecha_actualizacion")
    if np.isnan(actualizada).all():
        return None
    lleva = (corte - _EPOCA).days - actualizada
    miradas = vista.cliente & ~np.isnan(lleva)
    alertas = [
        Alerta(p, ClaseDeAlerta.SIN_ACTUALIZAR, BAJA, f"Ficha sin actualizar desde hace {int(lleva[p])} días")
        for p in np.flatnonzero(miradas & (lleva > dias_revision)).tolist()
    ]
    return Hallazgo(ClaseDeAlerta.SIN_ACTUALIZAR, alertas, int(miradas.sum()))


def con_mucho_descuento(vista: Vista, clientes: Marco) -> Hallazgo | None:
    """Clientes con más del 30 % de descuento; `None` si la hoja no lo lleva."""
    descuento = numeros(clientes, "descuento")
    if np.isnan(descuento).all():
        return None
    miradas = vista.cliente & ~np.isnan(descuento)
    posiciones = np.flatnonzero(miradas & (descuento > DESCUENTO_ALTO))
    alertas = [
        Alerta(p, ClaseDeAlerta.DESCUENTO, BAJA, f"Compra con un {por_ciento(descuento[p])} de descuento", dinero)
        for p, dinero in zip(posiciones.tolist(), vista.importes(posiciones), strict=True)
    ]
    return Hallazgo(ClaseDeAlerta.DESCUENTO, alertas, int(miradas.sum()))
