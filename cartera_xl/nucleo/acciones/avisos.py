"""Qué pide actuar sobre cada cliente: sus alertas y lo que se ve en su fila.

Si no se dan las alertas se mira lo que ya está puntuado: el riesgo, la tendencia y el fin de contrato.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.acciones.planes import AVISOS, Aviso, Planes
from cartera_xl.nucleo.acciones.planes_de_partida import PLANES_DE_PARTIDA
from cartera_xl.nucleo.alertas.tipos import Alerta, ClaseDeAlerta
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.hechos import CLIENTE, Marca, Marco, Numeros, dias, numeros, textos
from cartera_xl.nucleo.privacidad.permisos import EPOCA, Permisos
from cartera_xl.nucleo.reglas import Segmento
from cartera_xl.nucleo.riesgo import ALTO, BAJO

DIAS_DE_CONTRATO = 90
"""Con cuánta antelación se prepara una renovación (artículo 001, 90/60/30 días: la primera)."""
DIAS_DE_TRIMESTRE = 91.3
DIAS_TRAS_COMPRA = 30
"""Hasta cuándo tiene sentido pedir opinión de una compra. Decisión de la casa, 2026."""
RECUPERABLE_DESDE = 0.1
"""Probabilidad de volver desde la que se intenta recuperar a un inactivo. Decisión de la casa, 2026."""
SATISFACCION_BAJA, SATISFACCION_ALTA = 0.5, 0.8
"""Partes de la escala de la hoja. Decisión de la casa, 2026."""
ESCALAS = (5.0, 10.0, 100.0)
VALIOSOS = (Segmento.ESTRATEGICO.value, Segmento.CLAVE.value)
APAGADOS = ("Inactivo", "Ocasional")

AVISO_DE: Mapping[ClaseDeAlerta, Aviso] = {
    ClaseDeAlerta.SILENCIO: Aviso.SILENCIO,
    ClaseDeAlerta.EN_RIESGO: Aviso.SILENCIO,
    ClaseDeAlerta.FRECUENCIA: Aviso.CAIDA,
    ClaseDeAlerta.VOLUMEN: Aviso.CAIDA,
    ClaseDeAlerta.RESPUESTA: Aviso.RESPUESTA,
    ClaseDeAlerta.CONTRATO: Aviso.CONTRATO,
    ClaseDeAlerta.SIN_CONTACTO: Aviso.SIN_CONTACTO,
    ClaseDeAlerta.SIN_ACTUALIZAR: Aviso.FICHA,
    ClaseDeAlerta.FECHA_ESPECIAL: Aviso.FECHA,
    ClaseDeAlerta.RECUPERADO: Aviso.POSITIVA,
    ClaseDeAlerta.RENOVADO: Aviso.POSITIVA,
    ClaseDeAlerta.CRECE: Aviso.POSITIVA,
}
Avisos = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ContextoDeAcciones:
    """Lo que hace falta para decir qué hacer con cada fila puntuada.

    * `clientes`: la hoja de clientes ya leída, una fila por fila puntuada y en su orden.
    * `alertas`: las de `alertar`; `None` si no se han calculado y hay que mirar lo puntuado.
    * `permisos`: los de cada fila; `None` para leerlos de `clientes`.
    * `momento`: ahora, en hora local y sin zona; lo pendiente de respuesta se mide hasta él. Sin él, el fin del corte.
    """

    corte: date
    clientes: Marco
    ajustes: Configuracion = field(default_factory=Configuracion)
    planes: Planes = PLANES_DE_PARTIDA
    contactos: Sequence[Contacto] = ()
    alertas: Sequence[Alerta] | None = None
    permisos: Permisos | None = None
    momento: datetime | None = None

    @property
    def dia(self) -> int:
        """El corte en días desde 1970."""
        return (self.corte - EPOCA).days

    @property
    def ahora(self) -> datetime:
        """El momento, sin zona."""
        return (self.momento or datetime.combine(self.corte, time(23, 59))).replace(tzinfo=None)


def ultimos_contactos(contexto: ContextoDeAcciones) -> Numeros:
    """Día (desde 1970) del último contacto anotado o de la columna de la hoja; NaN si no consta ninguno."""
    ultimos = np.nan_to_num(dias(contexto.clientes, "ultimo_contacto"), nan=-np.inf)
    if contexto.contactos:
        cuando = [(contacto.momento.date() - EPOCA).days for contacto in contexto.contactos]
        np.maximum.at(ultimos, [contacto.posicion for contacto in contexto.contactos], np.array(cuando, dtype=float))
    return np.where(np.isfinite(ultimos), ultimos, np.nan)


def satisfaccion(clientes: Marco) -> Numeros:
    """La satisfacción como parte de 1; NaN donde no consta.

    La escala (5, 10 o 100) es la menor en que cabe la nota más alta de la hoja.
    """
    notas = numeros(clientes, "csat")
    maxima = np.nanmax(notas) if np.isfinite(notas).any() else 0.0
    return np.asarray(notas / next((escala for escala in ESCALAS if maxima <= escala), maxima))


def avisos_de_filas(puntuados: Marco, contexto: ContextoDeAcciones, ultimos: Numeros) -> Avisos:
    """Los avisos de cada fila: el bit i es `AVISOS[i]`. `ultimos` es lo que da `ultimos_contactos`."""
    marcas = _de_lo_puntuado(puntuados, contexto, ultimos) if contexto.alertas is None else _de_alertas(contexto)
    marcas |= _de_la_fila(puntuados, contexto)
    apagados = _es(puntuados, "ciclo", APAGADOS)
    for aviso in (Aviso.SILENCIO, Aviso.CAIDA):
        if aviso in marcas:
            marcas[aviso] = marcas[aviso] & ~apagados
    bits = np.zeros(len(puntuados), dtype=np.int64)
    for aviso, marca in marcas.items():
        bits |= marca.astype(np.int64) << AVISOS.index(aviso)
    return bits


def avisos_de(bits: int) -> list[Aviso]:
    """Los avisos de una fila, de más a menos urgente."""
    return [aviso for i, aviso in enumerate(AVISOS) if bits >> i & 1]


def pendientes(contexto: ContextoDeAcciones) -> dict[int, Contacto]:
    """El contacto más antiguo sin contestar de cada cliente al que se le ha pasado el plazo, por su posición."""
    limite = contexto.ahora - timedelta(hours=contexto.ajustes.horas_respuesta)
    esperan: dict[int, Contacto] = {}
    for contacto in sorted(contexto.contactos, key=lambda contacto: contacto.momento):
        if contacto.entrante and contacto.respondido is None and contacto.momento <= limite:
            esperan.setdefault(contacto.posicion, contacto)
    return esperan


def _de_alertas(contexto: ContextoDeAcciones) -> dict[Aviso, Marca]:
    """Las alertas como avisos; las de clases sin plan no piden nada."""
    sitios: dict[Aviso, list[int]] = {}
    for alerta in contexto.alertas or ():
        aviso = AVISO_DE.get(alerta.clase)
        if aviso is not None:
            sitios.setdefault(aviso, []).append(alerta.posicion)
    return {aviso: _en(posiciones, len(contexto.clientes)) for aviso, posiciones in sitios.items()}


def _de_lo_puntuado(puntuados: Marco, contexto: ContextoDeAcciones, ultimos: Numeros) -> dict[Aviso, Marca]:
    """Los avisos que se ven sin alertas: riesgo alto, tendencia, contrato, contactos."""
    tendencia, vence = numeros(puntuados, "tendencia"), numeros(puntuados, "vence")
    ajustes = contexto.ajustes
    callado = contexto.dia - ultimos >= ajustes.dias_sin_contacto
    return {
        Aviso.RESPUESTA: _en(pendientes(contexto), len(puntuados)),
        Aviso.CAIDA: tendencia <= -ajustes.caida_volumen,
        Aviso.SILENCIO: _es(puntuados, "riesgo", (ALTO,)),
        Aviso.CONTRATO: (vence >= 0) & (vence <= DIAS_DE_CONTRATO),
        Aviso.SIN_CONTACTO: callado & _es(puntuados, "estado", (CLIENTE,)),
        Aviso.POSITIVA: tendencia >= ajustes.caida_volumen,
    }


def _de_la_fila(puntuados: Marco, contexto: ContextoDeAcciones) -> dict[Aviso, Marca]:
    """Los avisos que no son alertas: recuperable, propuesta de baja, opinión y sugerencia."""
    sin_comprar, contento = numeros(puntuados, "dias_sin_comprar"), satisfaccion(contexto.clientes)
    apagados, valiosos = _es(puntuados, "ciclo", APAGADOS), _es(puntuados, "segmento", VALIOSOS)
    tarde = ~_es(puntuados, "riesgo", (BAJO,))
    recuperable = tarde & (valiosos | (numeros(puntuados, "prob_volver") >= RECUPERABLE_DESDE))
    bajos = _es(puntuados, "segmento", (Segmento.BAJO_VALOR.value,))
    plazo = contexto.ajustes.periodos_baja * DIAS_DE_TRIMESTRE
    reciente = (sin_comprar <= DIAS_TRAS_COMPRA) & np.isnan(contento) & ("csat" in contexto.clientes.columns)
    return {
        Aviso.QUEJA: contento <= SATISFACCION_BAJA,
        Aviso.BAJA: bajos & (sin_comprar >= plazo),
        Aviso.RECUPERABLE: apagados & recuperable,
        Aviso.SUGERENCIA: _con_texto(puntuados, "sugerencia"),
        Aviso.SIN_OPINION: reciente & ~apagados,
    }


def _es(marco: Marco, campo: str, valores: Iterable[str]) -> Marca:
    return np.isin(np.array([texto or "" for texto in textos(marco, campo)], dtype=object), list(valores))


def _con_texto(marco: Marco, campo: str) -> Marca:
    return np.array([texto is not None for texto in textos(marco, campo)], dtype=bool)


def _en(posiciones: Iterable[int], cuantas: int) -> Marca:
    marca = np.zeros(cuantas, dtype=bool)
    marca[list(posiciones)] = True
    return marca
