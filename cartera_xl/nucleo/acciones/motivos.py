"""Por qué se propone cada acción, con las cifras de la fila que lo dicen."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np

from cartera_xl.nucleo.acciones.avisos import APAGADOS, AVISO_DE, ContextoDeAcciones, pendientes
from cartera_xl.nucleo.acciones.planes import Aviso
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros, dias, numeros, textos
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import decimal, fecha, por_ciento
from cartera_xl.nucleo.privacidad.permisos import EPOCA

Cifras = list[str]
NINGUNO = "no consta ningún contacto"
Detalle = Callable[[Marco, ContextoDeAcciones, Numeros], Cifras]


def cifras_de(aviso: Aviso | None, puntuados: Marco, contexto: ContextoDeAcciones, ultimos: Numeros) -> Cifras:
    """Lo que da razón del aviso en cada fila del cuadro; vacío donde no hay nada que añadir.

    Manda el texto de la alerta, si la hay; `ultimos` es lo que da `ultimos_contactos`.
    """
    propias = _DETALLES.get(aviso, _de_rutina)(puntuados, contexto, ultimos)
    if contexto.alertas is None or aviso is None:
        return propias
    for alerta in reversed(contexto.alertas):
        if AVISO_DE.get(alerta.clase) is aviso:
            propias[alerta.posicion] = alerta.texto
    return propias


def _de_riesgo(puntuados: Marco, _contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    return [texto or "" for texto in textos(puntuados, "riesgo_motivo")]


def _de_tendencia(puntuados: Marco, _contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    return [
        "" if t != t else f"compra un {por_ciento(abs(t))} {'más' if t > 0 else 'menos'} que en los 12 meses anteriores"
        for t in numeros(puntuados, "tendencia").tolist()
    ]


def _de_contrato(puntuados: Marco, contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    prob = numeros(puntuados, "prob_renovacion").tolist()
    return [
        "" if dias != dias else f"{_cuando(round(dias), contexto.corte)}{_de_renovar(p)}"
        for dias, p in zip(numeros(puntuados, "vence").tolist(), prob, strict=True)
    ]


def _cuando(dias: int, corte: date) -> str:
    dia = fecha(corte + timedelta(days=dias))
    return f"el {dia}, hoy" if dias == 0 else f"el {dia}, en {contar(dias, 'día', 'días')}"


def _de_renovar(prob: float) -> str:
    return "" if prob != prob else f"; {por_ciento(min(max(prob, 0.01), 0.99))} de renovar"


def _de_respuesta(puntuados: Marco, contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    cifras = [""] * len(puntuados)
    for posicion, contacto in pendientes(contexto).items():
        horas = int((contexto.ahora - contacto.momento).total_seconds() // 3600)
        hace = contar(horas, "hora", "horas") if horas < 48 else contar(horas // 24, "día", "días")
        que = f" («{contacto.motivo}»)" if contacto.motivo else ""
        cifras[posicion] = f"desde el {fecha(contacto.momento.date())}, hace {hace}{que}"
    return cifras


def _de_contacto(_puntuados: Marco, contexto: ContextoDeAcciones, ultimos: Numeros) -> Cifras:
    return [
        NINGUNO if ultimo != ultimo else f"último contacto hace {contar(int(contexto.dia - ultimo), 'día', 'días')}"
        for ultimo in ultimos.tolist()
    ]


def _de_baja(puntuados: Marco, contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    trimestres = contar(contexto.ajustes.periodos_baja, "trimestre", "trimestres")
    return [
        "" if dias != dias else f"{contar(int(dias), 'día', 'días')} sin comprar, más de {trimestres}"
        for dias in numeros(puntuados, "dias_sin_comprar").tolist()
    ]


def _de_queja(_puntuados: Marco, contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    notas = numeros(contexto.clientes, "csat").tolist()
    return ["" if nota != nota else f"satisfacción {decimal(nota)}" for nota in notas]


def _de_sugerencia(puntuados: Marco, _contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    return [texto or "" for texto in textos(puntuados, "sugerencia")]


def _de_opinion(puntuados: Marco, _contexto: ContextoDeAcciones, _ultimos: Numeros) -> Cifras:
    return [
        "" if dias != dias else f"compró hace {contar(int(dias), 'día', 'días')}"
        for dias in numeros(puntuados, "dias_sin_comprar").tolist()
    ]


def _de_rutina(puntuados: Marco, contexto: ContextoDeAcciones, ultimos: Numeros) -> Cifras:
    """Su riesgo, si ha dejado de comprar; si no, la compra que lo subiría, si la hay, o el último contacto."""
    subir, riesgos = textos(puntuados, "para_subir"), textos(puntuados, "riesgo_motivo")
    hay_compra = textos(puntuados, "subir_a")
    contactos = _de_contacto(puntuados, contexto, ultimos)
    filas = zip(textos(puntuados, "ciclo"), riesgos, subir, hay_compra, contactos, strict=True)
    return [
        riesgo or hace if ciclo in APAGADOS else _en_frase(falta) if falta and a else hace
        for ciclo, riesgo, falta, a, hace in filas
    ]


def _en_frase(texto: str) -> str:
    return texto[:1].lower() + texto[1:]


_DETALLES: Mapping[Aviso | None, Detalle] = {
    Aviso.RESPUESTA: _de_respuesta,
    Aviso.QUEJA: _de_queja,
    Aviso.CAIDA: _de_tendencia,
    Aviso.SILENCIO: _de_riesgo,
    Aviso.CONTRATO: _de_contrato,
    Aviso.BAJA: _de_baja,
    Aviso.RECUPERABLE: _de_riesgo,
    Aviso.SIN_CONTACTO: _de_contacto,
    Aviso.POSITIVA: _de_tendencia,
    Aviso.SUGERENCIA: _de_sugerencia,
    Aviso.SIN_OPINION: _de_opinion,
    Aviso.FECHA: lambda puntuados, _contexto, _ultimos: [""] * len(puntuados),
    Aviso.FICHA: lambda puntuados, _contexto, _ultimos: [""] * len(puntuados),
}


def antes_de_caer(adelantadas: Marca, puntuados: Marco) -> Cifras:
    """«; antes de que baje a Clave el 03/05/2026», donde esa fecha ha adelantado la acción; vacío en las demás."""
    frases = [""] * len(puntuados)
    caidas, a_que = dias(puntuados, "fecha_caida"), textos(puntuados, "cae_a")
    for i in np.flatnonzero(adelantadas).tolist():
        dia = fecha(EPOCA + timedelta(days=int(caidas[i])))
        frases[i] = f"; antes de que baje{f' a {a_que[i]}' if a_que[i] else ''} el {dia}"
    return frases
