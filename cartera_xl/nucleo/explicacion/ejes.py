"""Cada eje de una fila: cuánto vale, de dónde sale y qué bordes de las reglas tiene cerca."""

import math
from collections.abc import Callable, Mapping

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.aportaciones import DECIMAS, repartir
from cartera_xl.nucleo.explicacion.condiciones import NOMBRES
from cartera_xl.nucleo.explicacion.dichos import FUENTES_DE_VALOR
from cartera_xl.nucleo.explicacion.fila import FilaExplicada
from cartera_xl.nucleo.explicacion.tipos import BordeCercano, EjeExplicado, Sumando
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import decimal, importe
from cartera_xl.nucleo.puntuacion import dias_de_inactividad
from cartera_xl.nucleo.reglas import EJES_NUMERICOS
from cartera_xl.nucleo.segmentos import PUNTOS_POR_DUPLICAR

_DE_VALOR = {
    "clv": "del CLV ({}), porque ordenar por él acertó con el pasado de la cartera",
    "importe_12m": "del neto de los últimos 12 meses ({})",
    "importe_neto": "del neto de todas sus compras ({})",
}
_NO_CONSTA = "No consta {}: el eje se queda sin dato."


def ejes(fila: FilaExplicada, baremo: Baremo, configuracion: Configuracion) -> tuple[EjeExplicado, ...]:
    """Los ocho ejes, en el orden en que los nombran las reglas."""
    usados = {eje for regla in configuracion.reglas for eje in regla.condiciones}
    explicados = []
    for eje, nombre in NOMBRES.items():
        abajo, arriba = _cercanos(fila, eje)
        explicados.append(
            EjeExplicado(
                id=eje,
                nombre=nombre,
                valor=fila.dato(eje),
                dicho=fila.dicho(eje),
                de_donde=_DE_DONDE[eje](fila, baremo, configuracion),
                sumandos=_sumandos(fila) if eje == "potencial" else (),
                abajo=abajo,
                arriba=arriba,
                frase_de_bordes=_frase_de_bordes(abajo, arriba, fila.pais)
                if eje in usados
                else "Ninguna regla lo usa.",
            )
        )
    return tuple(explicados)


def _cercanos(fila: FilaExplicada, eje: str) -> tuple[BordeCercano | None, BordeCercano | None]:
    valor = fila.cifra(eje) if eje in EJES_NUMERICOS else None
    if valor is None:
        return None, None
    bordes = fila.dichos.bordes[eje]
    abajo = max((borde for borde in bordes if borde <= valor), default=None)
    arriba = min((borde for borde in bordes if borde > valor), default=None)
    return (
        None if abajo is None else BordeCercano(float(abajo), round(valor - abajo, 2)),
        None if arriba is None else BordeCercano(float(arriba), round(arriba - valor, 2)),
    )


def _frase_de_bordes(abajo: BordeCercano | None, arriba: BordeCercano | None, pais: str | None) -> str:
    frases = []
    if arriba is not None:
        frases.append(
            f"El borde de arriba es {_cifra(arriba.valor, pais)}: le faltan {_cifra(arriba.distancia, pais)}."
        )
    if abajo is not None and not abajo.distancia:
        frases.append(f"Está justo en el borde de {_cifra(abajo.valor, pais)}.")
    elif abajo is not None:
        frases.append(f"El de abajo es {_cifra(abajo.valor, pais)}: está {_cifra(abajo.distancia, pais)} por encima.")
    return " ".join(frases)


def _cifra(valor: float, pais: str | None) -> str:
    return decimal(valor, pais, decimales=1)


def _valor(fila: FilaExplicada, _baremo: Baremo, _configuracion: Configuracion) -> str:
    if not fila.es_cliente:
        gasto = fila.dinero("gasto_previsto")
        sin = "el gasto previsto" if not gasto else "ningún importe de los clientes con que compararlo"
        if fila.numero("valor") is None:
            return _NO_CONSTA.format(sin)
        return f"Es el percentil que tendría su gasto previsto ({gasto}) entre lo que compran los clientes."
    if fila.numero("valor") is None:
        return _NO_CONSTA.format("cuánto ha comprado")
    fuente = FUENTES_DE_VALOR[int(fila.dichos.fuente_de_valor[0])]
    return f"Es el percentil {_DE_VALOR[fuente].format(fila.dinero(fuente))}."


def _constancia(fila: FilaExplicada, _baremo: Baremo, _configuracion: Configuracion) -> str:
    compras = fila.numero("compras")
    if fila.numero("constancia") is None or compras is None:
        return "Todavía no ha comprado." if not fila.es_cliente else _NO_CONSTA.format("cuántas veces ha comprado")
    return f"Es el percentil de su número de compras ({compras:.0f})."


def _actividad(fila: FilaExplicada, baremo: Baremo, _configuracion: Configuracion) -> str:
    if fila.numero("actividad") is None:
        return "Todavía no ha comprado." if not fila.es_cliente else _NO_CONSTA.format("cuándo compró por última vez")
    if fila.dichos.por_probabilidad[0] and baremo.pronostico is not None:
        return f"Es la probabilidad de que vuelva a comprar en {baremo.pronostico.horizonte} días."
    sin_probar = baremo.pronostico is not None and baremo.pronostico.prueba is None
    motivo = "; la probabilidad de volver no se usa porque no se ha podido probar con el pasado" if sin_probar else ""
    return f"Es el percentil de lo reciente que es su última compra ({fila.recencia()}){motivo}."


def _potencial(fila: FilaExplicada, _baremo: Baremo, _configuracion: Configuracion) -> str:
    if not fila.es_cliente:
        if fila.numero("potencial") is None:
            return _NO_CONSTA.format("qué encaje tiene")
        return f"Es el {'encaje' if fila.numero('encaje') is not None else 'potencial'} que dice la hoja."
    if fila.numero("potencial") is None:
        return _NO_CONSTA.format("cuándo compró por última vez")
    return (
        "Parte de la actividad, que se reduce según el potencial dado si la hoja lo trae, y suma o resta "
        f"{PUNTOS_POR_DUPLICAR:.0f} puntos si lo que compra se dobla o baja a la mitad de un año a otro."
    )


def _sumandos(fila: FilaExplicada) -> tuple[Sumando, ...]:
    """Las partes del potencial de un cliente; en un potencial no hay cuenta que enseñar."""
    actividad, total = fila.numero("actividad"), fila.cifra("potencial")
    if not fila.es_cliente or actividad is None or total is None:
        return ()
    dado, tendencia = fila.numero("potencial_dado"), fila.numero("tendencia")
    parte = 1.0 if dado is None else min(max(dado, 0.0), 100.0) / 100
    ritmo = min(max((tendencia or 0.0) + 1.0, 0.5), 2.0)
    crudos = [actividad * parte, math.log2(ritmo) * PUNTOS_POR_DUPLICAR]
    crudos.append(total - sum(crudos) if not 0 <= sum(crudos) <= 100 else 0.0)
    nombres = (
        "Actividad" if dado is None else f"Actividad por potencial dado ({decimal(dado, fila.pais)} %)",
        _nombre_de_tendencia(tendencia, fila.pais),
        "Tope: entre 0 y 100",
    )
    puntos = repartir([crudo * DECIMAS for crudo in crudos], round(total * DECIMAS))
    sumandos = [Sumando(nombre, punto / DECIMAS) for nombre, punto in zip(nombres, puntos, strict=True)]
    return tuple(sumandos[:2] + ([sumandos[2]] if sumandos[2].puntos else []))


def _nombre_de_tendencia(tendencia: float | None, pais: str | None) -> str:
    if tendencia is None:
        return "Tendencia: hace falta más historia"
    tope = "" if -0.5 <= tendencia <= 1.0 else "; no cuenta más del doble ni menos de la mitad"
    signo = "+" if tendencia > 0 else "−" if tendencia < 0 else ""
    return f"Tendencia ({signo}{importe(abs(tendencia) * 100, pais)} %{tope})"


def _contrato(fila: FilaExplicada, _baremo: Baremo, _configuracion: Configuracion) -> str:
    return "Es lo que dice la hoja." if fila.numero("importe_contrato") is not None else "No consta ningún contrato."


def _nucleo(fila: FilaExplicada, baremo: Baremo, _configuracion: Configuracion) -> str:
    if not fila.es_cliente:
        return "Todavía no ha comprado."
    neto = fila.dinero("importe_neto")
    if not neto or not math.isfinite(baremo.umbral_nucleo):
        return "No constan importes con que medirlo."
    umbral = importe(baremo.umbral_nucleo, fila.pais)
    llega = "llega a" if fila.texto("nucleo") == "Sí" else "no llega a"
    return f"Los clientes que suman el primer 80 % del neto tienen {umbral} o más; el suyo, {neto}, {llega} tanto."


def _estado(fila: FilaExplicada, _baremo: Baremo, _configuracion: Configuracion) -> str:
    return "Consta que ha comprado, o la hoja dice que es cliente." if fila.es_cliente else "No consta ninguna compra."


def _ciclo(fila: FilaExplicada, baremo: Baremo, configuracion: Configuracion) -> str:
    ciclo, dias, compras = fila.dato("ciclo"), fila.numero("dias_sin_comprar"), fila.numero("compras")
    plazo = dias_de_inactividad(baremo, configuracion)
    if ciclo is None:
        return _NO_CONSTA.format("ninguna compra ni su fecha")
    if ciclo == "prospecto":
        return "Todavía no ha comprado."
    callado = "" if dias is None else f"Lleva {contar(int(dias), 'día', 'días')} sin comprar"
    if ciclo == "inactivo":
        return f"{callado}, y desde {plazo} se da por inactivo."
    if ciclo == "ocasional":
        return f"Solo ha comprado una vez. {callado}, y desde {plazo} no se espera que repita."
    if ciclo == "nuevo":
        return "Solo ha comprado una vez." if compras == 1 else f"Compró por primera vez hace menos de {plazo} días."
    return f"{callado or 'No consta la última compra'}; se da por inactivo desde {plazo}."


_DE_DONDE: Mapping[str, Callable[[FilaExplicada, Baremo, Configuracion], str]] = {
    "valor": _valor,
    "constancia": _constancia,
    "actividad": _actividad,
    "potencial": _potencial,
    "importe_contrato": _contrato,
    "nucleo": _nucleo,
    "estado": _estado,
    "ciclo": _ciclo,
}
