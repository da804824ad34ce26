"""De dónde salen el riesgo y el CLV de una fila, y con qué método se ha pronosticado."""

from collections.abc import Iterator

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.fila import FilaExplicada
from cartera_xl.nucleo.palabras import notas_de_pronostico
from cartera_xl.nucleo.palabras_cifras import decimal, por_ciento
from cartera_xl.nucleo.puntuacion import dias_de_inactividad
from cartera_xl.nucleo.riesgo import COMPRAS_CON_RITMO, VECES_ALTO, VECES_MEDIO, motivos_de_riesgo

_DECIMA = 0.1


def prevision(fila: FilaExplicada, baremo: Baremo, configuracion: Configuracion) -> tuple[str, ...]:
    """Una frase por hecho: riesgo, CLV, contrato y método."""
    return (
        *_riesgo(fila, baremo, configuracion),
        *_clv(fila, configuracion),
        *_contrato(fila),
        *notas_de_pronostico(baremo, hay_movimientos=bool(baremo.tabla_12m)),
    )


def _riesgo(fila: FilaExplicada, baremo: Baremo, configuracion: Configuracion) -> Iterator[str]:
    nivel = fila.texto("riesgo").lower()
    if not fila.es_cliente:
        yield "Todavía no ha comprado: no hay riesgo de que no vuelva ni CLV que calcular."
        return
    if not nivel:
        yield "No consta cuándo compró por última vez: el riesgo no se puede saber."
        return
    horizonte = None if baremo.pronostico is None else baremo.pronostico.horizonte
    yield f"El riesgo de que no vuelva es {nivel} ({_con_minuscula(motivos_de_riesgo(fila.marco, horizonte)[0])})."
    if fila.numero("prob_volver") is not None:
        alto, medio = por_ciento(configuracion.riesgo_alto), por_ciento(configuracion.riesgo_medio)
        yield f"Es alto con una probabilidad de volver por debajo del {alto}, y medio por debajo del {medio}."
        return
    plazo = dias_de_inactividad(baremo, configuracion)
    compras = fila.numero("compras")
    if compras is not None and compras >= COMPRAS_CON_RITMO and fila.numero("ritmo") is not None:
        veces = f"si pasa de {decimal(VECES_ALTO, fila.pais)} veces su ritmo, y medio si pasa de "
        yield f"Es alto desde {plazo} días sin comprar o {veces}{decimal(VECES_MEDIO, fila.pais, decimales=2)}."
    else:
        yield f"Es alto desde {plazo} días sin comprar o si casi todos los clientes han comprado después que él."


def _con_minuscula(frase: str) -> str:
    return frase[:1].lower() + frase[1:]


def _clv(fila: FilaExplicada, configuracion: Configuracion) -> Iterator[str]:
    clv, compras = fila.dinero("clv"), fila.numero("compras_esperadas")
    meses = configuracion.meses_clv
    if compras is not None:
        cuantas = decimal(compras, fila.pais) if compras >= _DECIMA else f"menos de {decimal(_DECIMA, fila.pais)}"
        yield f"Se esperan {cuantas} compras suyas en los próximos {meses} meses."
    if not clv:
        if fila.es_cliente:
            yield "No hay CLV: hacen falta sus compras una a una y sus importes."
        return
    propio = fila.numero("margen")
    margen = propio if propio is not None and 0 <= propio <= 1 else configuracion.margen
    bruto = ": el CLV es ingreso, no beneficio" if margen == 1 else ""
    descuento = por_ciento(configuracion.tasa_anual)
    yield f"Su CLV es {clv}: esas compras por lo que se espera que gaste en cada una, con su descuento y su margen."
    yield f"El descuento es del {descuento} al año y el margen, del {por_ciento(margen)}{bruto}."
    if configuracion.coste_retencion:
        coste = decimal(configuracion.coste_retencion, fila.pais, decimales=2)
        yield f"Del CLV se ha restado un coste de retención de {coste} al año."
    desde, hasta = fila.dinero("clv_desde"), fila.dinero("clv_hasta")
    if fila.numero("clv_hasta") == 0:
        yield "De cada 10 clientes así, 8 o más no compran nada en ese tiempo."
    elif desde and hasta:
        yield f"De cada 10 clientes así, 8 quedan entre {desde} y {hasta}."


def _contrato(fila: FilaExplicada) -> Iterator[str]:
    probabilidad, vence = fila.numero("prob_renovacion"), fila.numero("vence")
    if probabilidad is None or vence is None:
        return
    cuando = f"vence en {vence:.0f} días" if vence >= 0 else f"venció hace {-vence:.0f} días"
    yield f"Su contrato {cuando}; la probabilidad de que lo renueve es del {por_ciento(probabilidad)}."
