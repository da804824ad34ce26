"""Lo que cuesta captar y cuánto se tarda en contestar, por grupos: lo que no está en la hoja de clientes."""

import numpy as np

from cartera_xl.nucleo.indicadores.base import Enteros
from cartera_xl.nucleo.indicadores.captacion import Captacion
from cartera_xl.nucleo.indicadores.cuentas import Aparte, por_que_no_hay_clv, sin
from cartera_xl.nucleo.indicadores.dimensiones import Reparto
from cartera_xl.nucleo.indicadores.medidas import Cuenta, cuantos, entre, media, proporcion, sumar
from cartera_xl.nucleo.lectura.textos import clave

SIN_CONSULTAS = "No consta ninguna consulta de cliente en el registro de contactos"
SIN_GASTO = "Escriba lo gastado en la hoja «Gasto de captación»"


def horas_de_respuesta(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Mediana de las horas hasta contestar, de las consultas contestadas."""
    if aparte.respuestas is None:
        return sin(reparto, SIN_CONSULTAS)
    grupo, horas = reparto.codigos[aparte.respuestas.posicion], aparte.respuestas.horas
    por_grupo = [horas[(grupo == g) & ~np.isnan(horas)] for g in range(len(reparto.nombres))]
    medianas = [float(np.median(suyas)) if len(suyas) else np.nan for suyas in por_grupo]
    return Cuenta(np.array(medianas), np.array([float(len(suyas)) for suyas in por_grupo]))


def respuesta_en_plazo(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Parte de las consultas contestadas dentro del plazo de Configuración."""
    if aparte.respuestas is None:
        return sin(reparto, SIN_CONSULTAS)
    de_consultas = Reparto(
        reparto.dimension, reparto.base, reparto.codigos[aparte.respuestas.posicion], reparto.nombres
    )
    return proporcion(de_consultas, aparte.respuestas.en_plazo, np.ones(len(aparte.respuestas.horas), dtype=bool))


def gasto_de_captacion(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Lo gastado en captar a los clientes del grupo; en el total, también lo que no trajo a nadie."""
    if aparte.captacion is None:
        return sin(reparto, SIN_GASTO)
    return Cuenta((sumar(reparto, aparte.captacion.centimos) + _perdido(reparto, aparte.captacion)) / 100)


def captados(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Clientes nuevos que casan con alguna línea de gasto."""
    return sin(reparto, SIN_GASTO) if aparte.captacion is None else cuantos(reparto, aparte.captacion.captado)


def cac(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """Gasto de captación por cliente captado."""
    gasto, nuevos_captados = gasto_de_captacion(reparto, aparte), captados(reparto, aparte)
    return Cuenta(entre(gasto.valor, nuevos_captados.valor), nuevos_captados.valor, falta=gasto.falta)


def clv_por_cac(reparto: Reparto, aparte: Aparte) -> Cuenta:
    """CLV medio de los captados entre lo que costó captar a cada uno."""
    if aparte.captacion is None:
        return sin(reparto, SIN_GASTO)
    if np.isnan(reparto.base.clv).all():
        return sin(reparto, por_que_no_hay_clv(reparto))
    suyo = media(reparto, np.where(aparte.captacion.captado, reparto.base.clv, np.nan))
    return Cuenta(entre(suyo.valor, cac(reparto, aparte).valor), suyo.n)


def _perdido(reparto: Reparto, captacion: Captacion) -> Enteros:
    """Gasto que no captó a nadie: en su grupo si se reparte por medio o por fuente; si no, solo en el total."""
    perdido = np.zeros(len(reparto.nombres), dtype=np.int64)
    for gasto in captacion.sin_nadie:
        sitio = _grupo_del_gasto(reparto, gasto.medio, gasto.fuente)
        if sitio is not None:
            perdido[sitio] += gasto.centimos
    return perdido


def _grupo_del_gasto(reparto: Reparto, medio: str, fuente: str) -> int | None:
    if reparto.dimension.id == "total":
        return 0
    buscado = {"medio": medio, "fuente": fuente}.get(reparto.dimension.id, "")
    llaves = [clave(nombre) for nombre in reparto.nombres]
    return llaves.index(clave(buscado)) if buscado and clave(buscado) in llaves else None
