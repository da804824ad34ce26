"""Todo lo que se supone en una simulación, y cómo está escrito en la hoja «Simulación».

La hoja tiene las secciones que la persona llena («Hipótesis sobre los ajustes», «Bordes de las reglas», «Esfuerzo»,
«Reglas una a una») y las que escribe el programa. Una casilla de hipótesis vacía es que nada cambia.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cartera_xl.nucleo.ajustes import valores_de
from cartera_xl.nucleo.ajustes_lectura import peso, texto
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, FilaLeida, Lienzo
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.reglas import EJES_DE_TEXTO, EJES_NUMERICOS, Segmento
from cartera_xl.nucleo.reglas_texto import condicion_de, texto_de_condicion
from cartera_xl.nucleo.simulacion.esfuerzo import TRATO_DE_PARTIDA, Trato
from cartera_xl.nucleo.simulacion.hipotesis import (
    SIMULABLES,
    CambioDeBorde,
    CambioDeRegla,
    Hipotesis,
    bordes_de,
    etiqueta,
    texto_de_borde,
)
from cartera_xl.nucleo.simulacion.hipotesis_texto import leer_borde
from cartera_xl.nucleo.simulacion.retener import VECES_MAXIMO, VECES_MINIMO, SupuestosDeRetencion
from cartera_xl.nucleo.simulacion.secciones import BORDES, ESFUERZO, HIPOTESIS, REGLAS_UNA_A_UNA, SECCIONES

_SUBIDA, _DESDE, _HASTA, _HORA = "subida", "veces_minimo", "veces_maximo", "coste_hora"
_APARTE: Mapping[str, tuple[str, str]] = {
    _SUBIDA: ("Subir la retención (puntos)", "5 es retener a 5 clientes más de cada 100; con signo menos, a menos"),
    _DESDE: (
        "Captar cuesta, veces retener: desde",
        "Cita de «Harvard Business Review» en el artículo 001: de 5 a 25 veces; es un supuesto",
    ),
    _HASTA: ("Captar cuesta, veces retener: hasta", "Vea la fila anterior"),
    _HORA: ("Coste de una hora de trabajo", "En la moneda del libro; sin él, el esfuerzo se da solo en horas"),
}


REMEDIO_PUNTOS = "Escriba los puntos, de -100 a 100; por ejemplo 5"


@dataclass(frozen=True, slots=True)
class Escenario:
    """Lo que se supone. El coste de retener a un cliente es el ajuste «Coste de retención».

    `subida` en puntos de cien. `trato` tiene los cuatro segmentos.
    """

    hipotesis: Hipotesis = field(default_factory=Hipotesis)
    subida: float = 0.0
    veces_minimo: float = VECES_MINIMO
    veces_maximo: float = VECES_MAXIMO
    coste_hora: float = 0.0
    trato: Mapping[Segmento, Trato] = field(default_factory=lambda: dict(TRATO_DE_PARTIDA))

    def retencion(self, coste: float) -> SupuestosDeRetencion:
        """Los supuestos de retener o captar, con el coste de retener que resulte."""
        return SupuestosDeRetencion(self.subida / 100, coste, self.veces_minimo, self.veces_maximo)

    def textos_de_reglas(self, configuracion: Configuracion) -> dict[str, tuple[Celda, Celda]]:
        """Regla y eje -> condición de hoy y supuesta, como se leen en la hoja."""
        de_hoy = {regla.id: regla.condiciones for regla in configuracion.reglas}
        return {
            f"Regla: {cambio.regla}, {cambio.eje}": (
                texto_de_condicion(de_hoy.get(cambio.regla, {}).get(cambio.eje), cambio.eje) or None,
                texto_de_condicion(cambio.condicion, cambio.eje),
            )
            for cambio in self.hipotesis.reglas
        }

    @property
    def supone_algo(self) -> bool:
        """Si hay algo distinto de lo de hoy."""
        otro_trato = any(trato.contactos != trato.contactos_supuestos for trato in self.trato.values())
        return bool(self.hipotesis) or self.subida != 0 or otro_trato


def leer_escenario(cuadro: Cuadro, hoja: str, configuracion: Configuracion) -> Escenario:
    """El de la hoja; `ConfiguracionErronea` en la celda que no se entienda."""
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    ajustes, aparte = _leer_hipotesis(lienzo)
    trato = dict(TRATO_DE_PARTIDA)
    for fila in lienzo.filas(ESFUERZO):
        segmento = next((s for s in Segmento if clave(s.value) == clave(texto(fila.valores["Segmento"]))), None)
        if segmento is not None:
            trato[segmento] = _leer_trato(lienzo, fila, trato[segmento])
    desde, hasta = aparte.get(_DESDE, VECES_MINIMO), aparte.get(_HASTA, VECES_MAXIMO)
    exigir_veces(desde, hasta, f"hoja «{hoja}», sección «{HIPOTESIS.titulo}»")
    return Escenario(
        Hipotesis(ajustes, tuple(_leer_bordes(lienzo)), tuple(_leer_reglas(lienzo, configuracion))),
        aparte.get(_SUBIDA, 0.0),
        desde,
        hasta,
        aparte.get(_HORA, 0.0),
        trato,
    )


def exigir_veces(desde: float, hasta: float, donde: str) -> None:
    """`ConfiguracionErronea` si las veces que captar cuesta retener no van de menos a más."""
    if desde > hasta:
        raise ConfiguracionErronea(
            f"Captar no puede costar de {desde:g} a {hasta:g} veces retener.",
            donde=donde,
            remedio="Escriba primero la menor de las dos",
        )


def puntos(celda: Celda) -> float:
    """Puntos de retención, de -100 a 100: «+5», «5 puntos» y 5 son lo mismo; un 0,05 con formato de porcentaje, no."""
    escrito = texto(celda).casefold().removesuffix("puntos").removesuffix("%").strip()
    suelto = float(celda) if isinstance(celda, int | float) and not isinstance(celda, bool) else None
    valor = peso(escrito.lstrip("+-")) * (-1 if escrito.startswith("-") else 1) if suelto is None else suelto
    if not -100 <= valor <= 100:
        raise ValueError("no está entre -100 y 100")
    return valor


def _leer_hipotesis(lienzo: Lienzo) -> tuple[dict[str, Celda], dict[str, float]]:
    ajustes: dict[str, Celda] = {}
    aparte: dict[str, float] = {}
    de_ajuste = {clave(etiqueta(ident)): ident for ident in SIMULABLES}
    de_aparte = {clave(titulo): ident for ident, (titulo, _) in _APARTE.items()}
    for fila in lienzo.filas(HIPOTESIS):
        nombre = clave(texto(fila.valores["Ajuste"]))
        if vacia(fila.valores["Hipótesis"]):
            continue
        if nombre in de_ajuste:
            ident = de_ajuste[nombre]
            ajuste = SIMULABLES[ident]
            ajustes[ident] = lienzo.exigir(fila, "Hipótesis", ajuste.leer, ajuste.remedio)
        elif de_aparte.get(nombre) == _SUBIDA:
            aparte[_SUBIDA] = lienzo.exigir(
                fila, "Hipótesis", puntos, "Escriba los puntos, de -100 a 100; por ejemplo 5"
            )
        elif nombre in de_aparte:
            aparte[de_aparte[nombre]] = lienzo.exigir(fila, "Hipótesis", peso, "Escriba un número de 0 en adelante")
    return ajustes, aparte


def _leer_bordes(lienzo: Lienzo) -> list[CambioDeBorde]:
    bordes = []
    for fila in lienzo.filas(BORDES):
        if not vacia(fila.valores["Hipótesis"]) and not vacia(fila.valores["Borde"]):
            donde = lienzo.donde(fila.fila, fila.columnas["Hipótesis"])
            celda = fila.valores["Hipótesis"]
            bordes.append(leer_borde(f"{fila.valores['Borde']}={_con_coma(celda)}", donde))
    return bordes


def _con_coma(celda: Celda) -> str:
    """Un número de celda escrito como lo leen las reglas, con coma decimal."""
    return repr(float(celda)).replace(".", ",") if isinstance(celda, int | float) else texto(celda)


def _leer_reglas(lienzo: Lienzo, configuracion: Configuracion) -> list[CambioDeRegla]:
    cambios = []
    de_regla = _uno_de([regla.id for regla in configuracion.reglas])
    ejes = (*EJES_NUMERICOS, *EJES_DE_TEXTO)
    for fila in lienzo.filas(REGLAS_UNA_A_UNA):
        if vacia(fila.valores["Hipótesis"]):
            continue
        regla = lienzo.exigir(fila, "Regla", de_regla, "Escriba el nombre de una regla de Configuración")
        eje = lienzo.exigir(fila, "Eje", _uno_de(ejes), f"Escriba uno de estos: {', '.join(ejes)}")
        donde = lienzo.donde(fila.fila, fila.columnas["Hipótesis"])
        condicion = condicion_de(fila.valores["Hipótesis"], eje, donde)
        assert condicion is not None, "la celda no está vacía"
        cambios.append(CambioDeRegla(regla, eje, condicion))
    return cambios


def _uno_de(nombres: Sequence[str]) -> Callable[[Celda], str]:
    """La que lee uno de esos nombres, sin mirar mayúsculas ni tildes."""
    por_clave = {clave(nombre): nombre for nombre in nombres}

    def leer(celda: Celda) -> str:
        buscada = clave(texto(celda))
        if buscada not in por_clave:
            raise ValueError(buscada)
        return por_clave[buscada]

    return leer


def _leer_trato(lienzo: Lienzo, fila: FilaLeida, de_partida: Trato) -> Trato:
    hoy, supuesto, horas = (
        None if vacia(fila.valores[nombre]) else lienzo.exigir(fila, nombre, peso, "Escriba un número de 0 en adelante")
        for nombre in ESFUERZO.cabeceras[1:]
    )
    contactos = de_partida.contactos if hoy is None else hoy
    return Trato(contactos, contactos if supuesto is None else supuesto, de_partida.horas if horas is None else horas)


def escribir_escenario(lienzo: Lienzo, escenario: Escenario, configuracion: Configuracion, retencion: str) -> None:
    """Las secciones de entrada menos la de reglas una a una; `retencion` es la de hoy, dicha en palabras."""
    valores, hoy = escenario.hipotesis.ajustes, valores_de(configuracion)
    filas: list[Fila] = [
        _fila(etiqueta(ident), hoy[ident], valores.get(ident), ajuste.explicacion)
        for ident, ajuste in SIMULABLES.items()
    ]
    aparte: Mapping[str, tuple[Celda, Celda]] = {
        _SUBIDA: (retencion, escenario.subida or None),
        _DESDE: (VECES_MINIMO, None if escenario.veces_minimo == VECES_MINIMO else escenario.veces_minimo),
        _HASTA: (VECES_MAXIMO, None if escenario.veces_maximo == VECES_MAXIMO else escenario.veces_maximo),
        _HORA: (None, escenario.coste_hora or None),
    }
    filas += [_fila(titulo, *aparte[ident], explicacion) for ident, (titulo, explicacion) in _APARTE.items()]
    lienzo.escribir(HIPOTESIS, filas)
    movidos = {(borde.eje, borde.de): borde.a for borde in escenario.hipotesis.bordes}
    lienzo.reescribir(
        BORDES,
        [
            {
                "Borde": CeldaSalida(texto_de_borde(eje, corte), Aspecto.TEXTO),
                "Hipótesis": CeldaSalida(movidos.get((eje, corte)), Aspecto.ENTRADA),
            }
            for eje, corte in bordes_de(configuracion.reglas)
        ],
    )
    lienzo.escribir(ESFUERZO, [_fila_de_trato(segmento, trato) for segmento, trato in escenario.trato.items()])


def escribir_reglas_una_a_una(lienzo: Lienzo, escenario: Escenario, configuracion: Configuracion) -> None:
    """Todas las condiciones de las reglas, y las que se supongan en un eje que la regla hoy no mira."""
    supuestas = {(c.regla, c.eje): c.condicion for c in escenario.hipotesis.reglas}
    de_hoy = {(regla.id, eje): c for regla in configuracion.reglas for eje, c in regla.condiciones.items()}
    filas: list[Fila] = []
    for regla, eje in dict.fromkeys((*de_hoy, *supuestas)):
        hoy, supuesta = (texto_de_condicion(c.get((regla, eje)), eje) or None for c in (de_hoy, supuestas))
        celdas = (CeldaSalida(celda, Aspecto.TEXTO) for celda in (regla, eje, hoy))
        fila = dict(zip(REGLAS_UNA_A_UNA.cabeceras, celdas, strict=False))
        filas.append(fila | {"Hipótesis": CeldaSalida(supuesta, Aspecto.ENTRADA)})
    lienzo.reescribir(REGLAS_UNA_A_UNA, filas)


def _fila(titulo: str, hoy: Celda, hipotesis: Celda, explicacion: str) -> Fila:
    return {
        "Ajuste": CeldaSalida(titulo, Aspecto.TEXTO),
        "Hoy": CeldaSalida(hoy),
        "Hipótesis": CeldaSalida(hipotesis, Aspecto.ENTRADA),
        "Explicación": CeldaSalida(explicacion, Aspecto.NOTA),
    }


def _fila_de_trato(segmento: Segmento, trato: Trato) -> Fila:
    supuesto = None if trato.contactos_supuestos == trato.contactos else trato.contactos_supuestos
    valores = (trato.contactos, supuesto, trato.horas)
    celdas = {
        nombre: CeldaSalida(valor, Aspecto.ENTRADA)
        for nombre, valor in zip(ESFUERZO.cabeceras[1:], valores, strict=True)
    }
    return {"Segmento": CeldaSalida(segmento.value, Aspecto.TEXTO), **celdas}
