"""Qué pasaría si: la cartera del libro puntuada con otros ajustes, sin tocar ni sus clientes ni su Configuración."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from cartera_xl.casos.datos_fuera import datos_fuera
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import HojaPropia, buscar_hoja, escribir_hojas
from cartera_xl.casos.ingresos_por_cliente import de_los_movimientos
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.ajustes import valores_de
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import FaltanDatos
from cartera_xl.nucleo.hechos import Marco, Numeros, numeros, textos
from cartera_xl.nucleo.ingresos.puente import clasificar, puente_de
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import por_ciento
from cartera_xl.nucleo.plan import HojaSalida
from cartera_xl.nucleo.simulacion.efectos import Efecto, baremo_de, comparar, con_otros_ajustes, neto_de
from cartera_xl.nucleo.simulacion.escenario import Escenario, leer_escenario
from cartera_xl.nucleo.simulacion.escenario_texto import EnLaOrden, con_la_orden
from cartera_xl.nucleo.simulacion.esfuerzo import EsfuerzoEnSegmento, esfuerzo_de
from cartera_xl.nucleo.simulacion.hipotesis import (
    AL_CALIBRAR,
    SIMULABLES,
    SOLO_AL_CALIBRAR,
    bordes_de,
    con_hipotesis,
    etiqueta,
    texto_de_borde,
)
from cartera_xl.nucleo.simulacion.hoja import (
    ANCHOS,
    HOJA_SIMULACION,
    ClienteQueCambia,
    ResultadoDeSimulacion,
    cambios_de_simulacion,
    es_simulacion,
)
from cartera_xl.nucleo.simulacion.retener import Clientela, RetenerOCaptar, retener_o_captar

DIAS_DE_CLIENTELA = 365


@dataclass(frozen=True, slots=True)
class SimulacionDelLibro:
    """Lo que se enseña. `escrita` es el id de la ejecución que escribió la hoja; vacío si no se escribió.
    `datos_fuera`: cuántas incidencias han dejado algún dato fuera.

    `supuestos`: nombre -> (hoy, hipótesis) de lo que se cambia. `ajustables` y `bordes`: lo que se puede cambiar y su
    valor de hoy.
    """

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    escenario: Escenario
    supuestos: Mapping[str, tuple[Celda, Celda]]
    efecto: Efecto
    clientela: Clientela
    retener: RetenerOCaptar
    esfuerzo: tuple[EsfuerzoEnSegmento, ...]
    cambian: tuple[ClienteQueCambia, ...]
    nuevos_en_riesgo: tuple[str, ...]
    ajustables: Mapping[str, Celda]
    bordes: tuple[str, ...]
    notas: tuple[str, ...]
    hoja: str
    escrita: str
    datos_fuera: int

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return self.datos_fuera > 0

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        efecto = self.efecto
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.corte.isoformat(),
            "supuestos": {nombre: {"hoy": hoy, "hipotesis": otra} for nombre, (hoy, otra) in self.supuestos.items()},
            "segmentos": [asdict(segmento) for segmento in (*efecto.segmentos, efecto.total)],
            "pasos": [asdict(paso) for paso in efecto.pasos],
            "cambian": [asdict(cliente) for cliente in self.cambian],
            "cambian_de_rango": efecto.cambian_de_rango,
            "nuevos_en_riesgo": list(self.nuevos_en_riesgo),
            "dejan_el_riesgo": len(efecto.dejan_el_riesgo),
            "neto": "12 meses" if efecto.neto_de_12_meses else "todo el que consta",
            "clientela": asdict(self.clientela),
            "retener_o_captar": self.retener.a_dict(),
            "esfuerzo": [asdict(linea) for linea in self.esfuerzo],
            "ajustables": dict(self.ajustables),
            "bordes": list(self.bordes),
            "notas": list(self.notas),
            "hoja": self.hoja if self.escrita else None,
            "ejecucion": self.escrita or None,
            "datos_fuera": self.datos_fuera,
        }


def simular(
    anfitrion: SheetHost, diario: Journal, peticion: Peticion, orden: EnLaOrden, *, guardar: bool = False
) -> SimulacionDelLibro:
    """Lo que cambiaría con las hipótesis de la hoja «Simulación» y las de la orden, que mandan.

    `ReglasErroneas` si las reglas supuestas dejan un hueco o se solapan. Con `guardar` escribe la hoja, y nada más.
    """
    cartera = estudiar(anfitrion, diario, peticion)
    peticion.avance("Simulando…")
    ajustes = cartera.calculo.ajustes
    hoja = buscar_hoja(anfitrion, cartera.libro, HOJA_SIMULACION, es_simulacion)
    de_la_hoja = leer_escenario(hoja.cuadro, hoja.nombre, ajustes) if hoja.cuadro else Escenario()
    escenario = con_la_orden(de_la_hoja, orden, ajustes.reglas)
    supuesta = con_hipotesis(ajustes, escenario.hipotesis, _donde(hoja, de_la_hoja))
    puntuados = cartera.calculo.puntuados
    despues = _puntuar(cartera, peticion, supuesta)
    efecto = comparar(puntuados, despues)
    clientela = _clientela(cartera, despues, supuesta)
    pais = pais_de(cartera.libro, peticion)
    simulacion = SimulacionDelLibro(
        libro=cartera.libro.info.nombre,
        pais=pais.codigo if pais else None,
        moneda=cartera.libro.configuracion.moneda or (pais.moneda if pais else None),
        corte=cartera.hechos.corte,
        escenario=escenario,
        supuestos=_supuestos(escenario, ajustes),
        efecto=efecto,
        clientela=clientela,
        retener=retener_o_captar(clientela, escenario.retencion(supuesta.coste_retencion)),
        esfuerzo=esfuerzo_de(efecto.segmentos, escenario.trato, escenario.coste_hora),
        cambian=_cambian(puntuados, despues, efecto),
        nuevos_en_riesgo=tuple(_nombre(puntuados, i) for i in efecto.nuevos_en_riesgo),
        ajustables={ident: valores_de(ajustes)[ident] for ident in SIMULABLES},
        bordes=tuple(texto_de_borde(eje, corte) for eje, corte in bordes_de(ajustes.reglas)),
        notas=tuple(_notas(cartera, peticion, escenario)),
        hoja=hoja.nombre,
        escrita="",
        datos_fuera=datos_fuera(cartera),
    )
    if not guardar:
        return simulacion
    salida = HojaSalida(hoja.nombre, _celdas(hoja, simulacion, ajustes), ANCHOS, 0 if hoja.existe else 1)
    return replace(simulacion, escrita=escribir_hojas(anfitrion, diario, cartera.libro, peticion, [salida]))


def _donde(hoja: HojaPropia, de_la_hoja: Escenario) -> str:
    return f"hoja «{hoja.nombre}» y orden" if de_la_hoja.hipotesis else "la orden"


def _recalibra(cartera: Cartera, peticion: Peticion) -> bool:
    """Si «recalcular» mediría el baremo otra vez: porque se pide, o porque el libro todavía no tiene."""
    return peticion.recalibrar or cartera.libro.baremo is None


def _puntuar(cartera: Cartera, peticion: Peticion, supuesta: Configuracion) -> Marco:
    hechos, calculo = cartera.hechos, cartera.calculo
    baremo = calculo.baremo
    if _recalibra(cartera, peticion):
        registro = None
        if hechos.movimientos is not None:
            registro = registro_de_movimientos(hechos.movimientos, hechos.corte)
        baremo = baremo_de(hechos.cuadro, baremo, (calculo.ajustes, supuesta), registro)
    return con_otros_ajustes(hechos.cuadro, calculo.puntuados, baremo, supuesta)


def _clientela(cartera: Cartera, despues: Marco, supuesta: Configuracion) -> Clientela:
    """Quién ha comprado en los últimos 12 meses, con el margen y el riesgo de la hipótesis."""
    neto, de_12 = neto_de(despues)
    compro = numeros(despues, "compras_365d") > 0 if de_12 else _reciente(despues)
    escrito = numeros(despues, "margen")
    margen = np.where((escrito >= 0) & (escrito <= 1), escrito, supuesta.margen)
    suyo = np.nan_to_num(neto[compro])
    total = float(suyo.sum())
    riesgo = np.array([nivel in ("Alto", "Medio") for nivel in textos(despues, "riesgo")], dtype=bool)
    return Clientela(
        clientes=int(compro.sum()),
        con_riesgo=int((compro & riesgo).sum()),
        neto=total,
        margen=float((suyo * margen[compro]).sum() / total) if total else supuesta.margen,
        retencion=_retencion(cartera),
    )


def _reciente(puntuados: Marco) -> Numeros:
    return np.asarray(numeros(puntuados, "dias_sin_comprar") <= DIAS_DE_CLIENTELA)


def _retencion(cartera: Cartera) -> float | None:
    """La de clientes del puente de ingresos, o `None` si no hay dos años que comparar."""
    try:
        ingresos = de_los_movimientos(cartera, None).ingresos
    except FaltanDatos:
        return None
    return puente_de(ingresos, clasificar(ingresos)).retencion_de_clientes


def _supuestos(escenario: Escenario, ajustes: Configuracion) -> dict[str, tuple[Celda, Celda]]:
    hoy = valores_de(ajustes)
    supuestos = {etiqueta(ident): (hoy[ident], valor) for ident, valor in escenario.hipotesis.ajustes.items()}
    for borde in escenario.hipotesis.bordes:
        supuestos[f"Borde: {texto_de_borde(borde.eje, borde.de)}"] = (borde.de, borde.a)
    supuestos |= escenario.textos_de_reglas(ajustes)
    if escenario.subida:
        supuestos["Subir la retención (puntos)"] = (None, escenario.subida)
    for segmento, trato in escenario.trato.items():
        if trato.contactos != trato.contactos_supuestos:
            supuestos[f"Contactos al año: {segmento.value}"] = (trato.contactos, trato.contactos_supuestos)
    return supuestos


def _cambian(hoy: Marco, despues: Marco, efecto: Efecto) -> tuple[ClienteQueCambia, ...]:
    de, a, en_riesgo = (marco.to_list() for marco in (hoy["segmento"], despues["segmento"], despues["en_riesgo"]))
    neto, clv = neto_de(hoy)[0], numeros(despues, "clv")
    return tuple(
        ClienteQueCambia(
            _nombre(hoy, i), de[i] or "", a[i] or "", _o_nada(neto[i]), _o_nada(clv[i]), en_riesgo[i] == "Sí"
        )
        for i in efecto.cambian
    )


def _nombre(puntuados: Marco, posicion: int) -> str:
    nombre = puntuados["nombre"][posicion]
    return nombre if isinstance(nombre, str) else f"fila {puntuados['fila'][posicion]}"


def _o_nada(numero: float) -> float | None:
    return None if numero != numero else float(numero)


def _notas(cartera: Cartera, peticion: Peticion, escenario: Escenario) -> list[str]:
    notas = []
    supuestos = set(escenario.hipotesis.ajustes)
    recalibra = _recalibra(cartera, peticion)
    sin_efecto = [etiqueta(ident) for ident in SIMULABLES if ident in supuestos & SOLO_AL_CALIBRAR]
    if sin_efecto and not recalibra:
        cuales = " y ".join(f"«{nombre}»" for nombre in sin_efecto)
        notas.append(f"{cuales} solo cuenta al calibrar el baremo; aquí no cambia nada. Repita con --recalibrar.")
    if supuestos & AL_CALIBRAR and not recalibra and cartera.calculo.baremo.tabla_clv:
        notas.append("El baremo es el guardado, calibrado con los ajustes de hoy, como haría «recalcular».")
    if recalibra and peticion.recalibrar:
        notas.append("Con --recalibrar, también lo de «hoy» está medido con el baremo recalibrado.")
    impuestos = sum(bool(texto) for texto in textos(cartera.calculo.puntuados, "segmento_manual"))
    if impuestos:
        como = contar(impuestos, "cliente tiene", "clientes tienen")
        notas.append(f"{como} el segmento impuesto a mano: ninguna hipótesis lo cambia.")
    return notas


def _celdas(hoja: HojaPropia, simulacion: SimulacionDelLibro, ajustes: Configuracion) -> Mapping[tuple[int, int], Any]:
    retencion = simulacion.clientela.retencion
    resultado = ResultadoDeSimulacion(
        simulacion.efecto,
        simulacion.retener,
        simulacion.esfuerzo,
        simulacion.cambian,
        "no se puede medir" if retencion is None else f"sigue el {por_ciento(retencion)}",
    )
    return cambios_de_simulacion(hoja.cuadro, hoja.nombre, simulacion.escenario, ajustes, resultado)
