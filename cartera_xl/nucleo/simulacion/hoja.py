"""La hoja «Simulación»: las hipótesis de la persona y, debajo, lo que cambiaría. Lo anotado al lado se queda."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.lienzo import Fila, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.simulacion.efectos import Efecto, EfectoEnSegmento
from cartera_xl.nucleo.simulacion.escenario import (
    Escenario,
    escribir_escenario,
    escribir_reglas_una_a_una,
)
from cartera_xl.nucleo.simulacion.esfuerzo import EsfuerzoEnSegmento
from cartera_xl.nucleo.simulacion.retener import RetenerOCaptar
from cartera_xl.nucleo.simulacion.secciones import (
    BORDES,
    ESFUERZO,
    HIPOTESIS,
    HORAS,
    LISTA,
    MATRIZ,
    POR_SEGMENTO,
    REGLAS_UNA_A_UNA,
    RETENER,
    SECCIONES,
    SEGMENTOS,
)

HOJA_SIMULACION = "Simulación"
TITULO = "Simulación: qué pasaría si"
_NOTA = (
    "Nada de esta hoja cambia a sus clientes ni sus ajustes. Para adoptar una hipótesis, escríbala en Configuración."
)
ANCHOS: Mapping[int, float] = {1: 36, 2: 20, 3: 20, 4: 20, 5: 16, 6: 16, 7: 16, 8: 16, 9: 16}
FILAS_DE_LISTA = 500

_FALTA_COSTE = "Falta «Coste de retención»"


@dataclass(frozen=True, slots=True)
class ClienteQueCambia:
    """Un cliente que iría a otro segmento; `clv` y `en_riesgo`, con la hipótesis."""

    nombre: str
    de: str
    a: str
    neto: float | None
    clv: float | None
    en_riesgo: bool


@dataclass(frozen=True, slots=True)
class ResultadoDeSimulacion:
    """Todo lo que la hoja enseña debajo de las hipótesis; `cambian` puede traer solo los primeros."""

    efecto: Efecto
    retener: RetenerOCaptar
    esfuerzo: Sequence[EsfuerzoEnSegmento]
    cambian: Sequence[ClienteQueCambia]
    retencion: str


def es_simulacion(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    escritas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    return not escritas or TITULO in escritas or any(seccion.titulo in escritas for seccion in SECCIONES)


def cambios_de_simulacion(
    cuadro: Cuadro, hoja: str, escenario: Escenario, configuracion: Configuracion, resultado: ResultadoDeSimulacion
) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que cambian para que la hoja diga eso; lo que la persona haya movido o anotado se respeta."""
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    if not cuadro:
        lienzo.poner(1, 1, CeldaSalida(TITULO, Aspecto.TITULO))
        lienzo.poner(2, 1, CeldaSalida(_NOTA, Aspecto.NOTA))
    escribir_escenario(lienzo, escenario, configuracion, resultado.retencion)
    efecto = resultado.efecto
    lienzo.reescribir(POR_SEGMENTO, [_de_segmento(e) for e in (*efecto.segmentos, efecto.total)])
    lienzo.reescribir(MATRIZ, _matriz(efecto))
    lienzo.reescribir(RETENER, _retener(resultado.retener))
    lienzo.reescribir(HORAS, [_de_esfuerzo(linea) for linea in resultado.esfuerzo])
    escribir_reglas_una_a_una(lienzo, escenario, configuracion)
    lienzo.reescribir(LISTA, _lista(resultado))
    if not cuadro:
        lienzo.marcar_entradas(HIPOTESIS, ("Hipótesis",))
        lienzo.marcar_entradas(BORDES, ("Hipótesis",))
        lienzo.marcar_entradas(ESFUERZO, ("Contactos, hipótesis",))
        lienzo.marcar_entradas(REGLAS_UNA_A_UNA, ("Hipótesis",))
    return lienzo.cambios


def _fila(seccion: Seccion, valores: Sequence[Celda], aspectos: Sequence[Aspecto]) -> Fila:
    tercia = zip(seccion.cabeceras, valores, aspectos, strict=True)
    return {nombre: CeldaSalida(valor, aspecto) for nombre, valor, aspecto in tercia}


def _de_segmento(efecto: EfectoEnSegmento) -> Fila:
    hoy, despues = efecto.hoy, efecto.despues
    valores = (efecto.segmento, hoy.clientes, despues.clientes, hoy.neto, despues.neto, hoy.clv, despues.clv)
    aspectos = (Aspecto.TEXTO, *[Aspecto.ENTERO] * 2, *[Aspecto.IMPORTE] * 4, *[Aspecto.ENTERO] * 2)
    return _fila(POR_SEGMENTO, (*valores, hoy.en_riesgo, despues.en_riesgo), aspectos)


def _matriz(efecto: Efecto) -> list[Fila]:
    """Clientes que cambian; en la diagonal, nada: los que se quedan no son un cambio."""
    clientes = {(paso.de, paso.a): paso.clientes for paso in efecto.pasos}
    aspectos = (Aspecto.TEXTO, *[Aspecto.ENTERO] * len(SEGMENTOS))
    return [
        _fila(MATRIZ, (de, *(None if de == a else clientes.get((de, a), 0) for a in SEGMENTOS)), aspectos)
        for de in SEGMENTOS
    ]


def cuentas_de_retener(retener: RetenerOCaptar) -> list[tuple[str, float | str, Aspecto, str]]:
    """Nombre, valor, cómo se enseña y cómo sale cada cifra de retener o captar."""
    dinero = Aspecto.IMPORTE

    def o_falta(valor: float | None, falta: str = _FALTA_COSTE) -> float | str:
        return falta if valor is None else valor

    return [
        (
            "Clientes de más (o de menos)",
            retener.clientes,
            Aspecto.DECIMAL,
            "puntos × clientes de los últimos 12 meses",
        ),
        ("Ingresos que dejarían", retener.ingresos, dinero, "a lo que deja de media uno de hoy en 12 meses"),
        ("Margen de esos ingresos", retener.margen, dinero, "con el margen de cada cliente o el de Configuración"),
        ("Coste si se atiende a todos", o_falta(retener.coste_de_todos), dinero, "coste de retención × clientes"),
        (
            "Coste si solo a los de riesgo",
            o_falta(retener.coste_de_los_de_riesgo),
            dinero,
            "coste de retención × clientes de riesgo alto o medio",
        ),
        ("Captar a otros tantos: desde", o_falta(retener.captar_desde), dinero, "a las veces mínimas de retener a uno"),
        ("Captar a otros tantos: hasta", o_falta(retener.captar_hasta), dinero, "a las veces máximas"),
        (
            "Gasto de equilibrio por cliente",
            o_falta(retener.gasto_de_equilibrio, "Solo si la retención sube"),
            dinero,
            "lo que puede gastar al año en cada uno, atendiendo a todos, sin perder",
        ),
        (
            "Puntos de equilibrio",
            _puntos(retener),
            Aspecto.DECIMAL,
            "lo que ha de subir la retención para pagar el atender a todos",
        ),
    ]


def _puntos(retener: RetenerOCaptar) -> float | str:
    if retener.coste_de_todos is None:
        return _FALTA_COSTE
    return "Sin margen no se paga nunca" if retener.puntos_de_equilibrio is None else 100 * retener.puntos_de_equilibrio


def _retener(retener: RetenerOCaptar) -> list[Fila]:
    return [
        _fila(RETENER, (nombre, valor, como), (Aspecto.TEXTO, aspecto, Aspecto.NOTA))
        for nombre, valor, aspecto, como in cuentas_de_retener(retener)
    ]


def _de_esfuerzo(linea: EsfuerzoEnSegmento) -> Fila:
    valores = (linea.segmento, linea.horas_hoy, linea.horas_despues, linea.coste_hoy, linea.coste_despues)
    return _fila(HORAS, valores, (Aspecto.TEXTO, *[Aspecto.DECIMAL] * 2, *[Aspecto.IMPORTE] * 2))


def _lista(resultado: ResultadoDeSimulacion) -> list[Fila]:
    aspectos = (*[Aspecto.TEXTO] * 3, *[Aspecto.IMPORTE] * 2, Aspecto.CENTRADO)
    filas = [
        _fila(LISTA, (c.nombre, c.de, c.a, c.neto, c.clv, "Sí" if c.en_riesgo else None), aspectos)
        for c in resultado.cambian[:FILAS_DE_LISTA]
    ]
    resto = len(resultado.efecto.cambian) - len(filas)
    if not filas:
        return [_fila(LISTA, ("Nadie cambia de segmento", *[None] * 5), aspectos)]
    return filas + ([_fila(LISTA, (f"… y {resto} más", *[None] * 5), aspectos)] if resto > 0 else [])
