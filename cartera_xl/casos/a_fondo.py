"""Estudiar un libro a fondo: lo puntuado, con su porqué, lo que lo movería, sus alertas, su causa y su próxima acción.

Cada cosa se calcula una vez y aquí; lo que enseñan la hoja, la pantalla y las listas sale de la misma tabla.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import narwhals as nw

from cartera_xl.casos.acciones import Acciones, acciones_de, hoja_de_hoy, hoja_de_planes, semana_de
from cartera_xl.casos.causas import CausasDeCambio, explicar_cambios, hoja_con_cambios
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import buscar_hoja
from cartera_xl.casos.permisos import avisos_de_columnas_sensibles, permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.cambio.cambios import con_cambios
from cartera_xl.nucleo.causas.cambios import con_causas
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.explicacion.porque import con_porque
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.plan import HojaSalida
from cartera_xl.nucleo.privacidad.permisos import Permisos, puede_aparecer
from cartera_xl.nucleo.ventas.complementos import (
    HOJA_COMPLEMENTOS,
    Complementos,
    es_complementos,
    leer_complementos,
)
from cartera_xl.nucleo.ventas.sugerencias import Ventas, estudiar_ventas, textos_por_fila


@dataclass(frozen=True, slots=True)
class Estudio:
    """Una cartera estudiada a fondo: `cartera.calculo.puntuados` lleva todas las columnas de resultado.

    `incidencias` son las que no salen de leer clientes y movimientos: contactos, columnas sensibles y Complementos.
    """

    cartera: Cartera
    acciones: Acciones
    causas: CausasDeCambio
    incidencias: tuple[Incidencia, ...]

    def hojas(self, anfitrion: SheetHost, peticion: Peticion, ejecucion: str) -> Iterator[HojaSalida]:
        """Las hojas propias que acompañan a las columnas: Planes si falta, Hoy, y Cambios de segmento si los hay."""
        planes = hoja_de_planes(anfitrion, self.cartera)
        cambios = hoja_con_cambios(anfitrion, self.cartera, self.causas, peticion, ejecucion)
        yield from (hoja for hoja in (planes, cambios) if hoja is not None)
        yield hoja_de_hoy(anfitrion, self.cartera, semana_de(self.cartera, self.acciones, peticion))


def estudiar_a_fondo(anfitrion: SheetHost, diario: Journal, peticion: Peticion) -> Estudio:
    """Como `estudiar`, y además explica y propone. `ConfiguracionErronea` si Planes o Complementos no se entienden."""
    cartera = estudiar(anfitrion, diario, peticion)
    peticion.avance("Explicando cada resultado…")
    ajustes = _ajustes(cartera, peticion)
    cartera = _con(cartera, _explicados(cartera, ajustes))
    peticion.avance("Buscando alertas y acciones…")
    ofertas = _estudiar_ofertas(anfitrion, cartera, ajustes)
    cartera = _con(cartera, _con_ofertas(cartera, ofertas, permisos_de(cartera, peticion), ajustes))
    acciones = acciones_de(anfitrion, cartera, peticion)
    causas = explicar_cambios(cartera, diario, peticion)
    marco = con_causas(acciones.marco, causas.textos)
    sensibles = avisos_de_columnas_sensibles(cartera.leido.clientes.tabla, cartera.leido.movimientos)
    dudas = () if ofertas is None else ofertas.complementos.desconocidos(ofertas.cestas.nombres)
    incidencias = (*acciones.incidencias, *sensibles, *dudas)
    return Estudio(_con(cartera, marco), replace(acciones, marco=marco), causas, incidencias)


def _con(cartera: Cartera, puntuados: Marco) -> Cartera:
    return replace(cartera, calculo=replace(cartera.calculo, puntuados=puntuados))


def _ajustes(cartera: Cartera, peticion: Peticion) -> Configuracion:
    """Los del libro, con el país de la orden si dice otro: en él se escriben las cifras de los textos."""
    ajustes = cartera.calculo.ajustes
    return replace(ajustes, pais=peticion.pais or ajustes.pais)


def _explicados(cartera: Cartera, ajustes: Configuracion) -> Marco:
    calculo, hechos = cartera.calculo, cartera.hechos
    con_motivo = con_porque(calculo.puntuados, calculo.baremo, ajustes)
    registro = None if hechos.movimientos is None else registro_de_movimientos(hechos.movimientos, hechos.corte)
    return con_cambios(con_motivo, calculo.baremo, ajustes, hechos.corte, registro, hechos.claves)


def _estudiar_ofertas(anfitrion: SheetHost, cartera: Cartera, ajustes: Configuracion) -> Ventas | None:
    """`None` si no hay compras con su producto."""
    hechos = cartera.hechos
    if hechos.movimientos is None:
        return None
    return estudiar_ventas(hechos.movimientos, complementos_del_libro(anfitrion, cartera), ajustes, hechos.corte)


def _con_ofertas(cartera: Cartera, ofertas: Ventas | None, permisos: Permisos, ajustes: Configuracion) -> Marco:
    """Qué ofrecer a cada cliente, nada a quien se opone; y `oculto`, quien tiene los datos bloqueados."""
    marco, claves = cartera.calculo.puntuados, cartera.hechos.claves
    textos = [""] * len(marco)
    if ofertas is not None and claves is not None:
        textos = textos_por_fila(ofertas, marco, claves, ajustes.pais)
    oculto = ~puede_aparecer(permisos)
    callar = oculto | permisos.opuestos
    sugerencia = ["" if calla else texto for texto, calla in zip(textos, callar.tolist(), strict=True)]
    motor = marco.implementation
    return marco.with_columns(
        nw.new_series("sugerencia", sugerencia, nw.String, backend=motor),
        nw.new_series("oculto", oculto, nw.Boolean, backend=motor),
    )


def complementos_del_libro(anfitrion: SheetHost, cartera: Cartera) -> Complementos:
    """Los de la hoja Complementos; ninguno si el libro no la tiene."""
    hoja = buscar_hoja(anfitrion, cartera.libro, HOJA_COMPLEMENTOS, es_complementos)
    return leer_complementos(hoja.cuadro, hoja.nombre) if hoja.existe else Complementos()
