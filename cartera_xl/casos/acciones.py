"""Lo que hace falta para decidir qué hacer: los planes del libro, sus contactos, sus alertas y sus permisos."""

from dataclasses import dataclass

from cartera_xl.casos.alertas import contexto_de_alertas
from cartera_xl.casos.contactos import contactos_del_libro
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.hojas import buscar_hoja, reescrita
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.acciones.avisos import ContextoDeAcciones
from cartera_xl.nucleo.acciones.hoy import lista_de_hoy
from cartera_xl.nucleo.acciones.hoy_hoja import ANCHOS, HOJA_HOY, Semana, celdas_de_hoy, es_hoy
from cartera_xl.nucleo.acciones.planes import Planes
from cartera_xl.nucleo.acciones.planes_de_partida import PLANES_DE_PARTIDA
from cartera_xl.nucleo.acciones.planes_hoja import ANCHOS as ANCHOS_DE_PLANES
from cartera_xl.nucleo.acciones.planes_hoja import HOJA_PLANES, celdas_de_planes, es_planes, leer_planes
from cartera_xl.nucleo.acciones.proximas import con_acciones
from cartera_xl.nucleo.acciones.vigilancia import atencion, esfuerzo, horas_disponibles, vigilar
from cartera_xl.nucleo.alertas.alertar import con_alertas
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.plan import HojaSalida


@dataclass(frozen=True, slots=True)
class Acciones:
    """La tabla puntuada con la acción de cada fila y de qué sale. `incidencias` son las del registro de contactos."""

    marco: Marco
    contexto: ContextoDeAcciones
    incidencias: tuple[Incidencia, ...]


def acciones_de(anfitrion: SheetHost, cartera: Cartera, peticion: Peticion) -> Acciones:
    """La próxima acción de cada cliente. `ConfiguracionErronea` si la hoja Planes no se entiende."""
    clientes = cartera.leido.clientes.tabla.cuadro
    registro = contactos_del_libro(anfitrion, cartera.libro, clientes)
    de_alertas = contexto_de_alertas(cartera, peticion, registro.contactos)
    con_avisos, alertas = con_alertas(cartera.calculo.puntuados, de_alertas)
    contexto = ContextoDeAcciones(
        corte=cartera.hechos.corte,
        clientes=clientes,
        ajustes=cartera.calculo.ajustes,
        planes=planes_del_libro(anfitrion, cartera),
        contactos=registro.contactos,
        alertas=alertas.lista,
        permisos=permisos_de(cartera, peticion),
        momento=peticion.momento,
    )
    return Acciones(con_acciones(con_avisos, contexto), contexto, registro.incidencias)


def planes_del_libro(anfitrion: SheetHost, cartera: Cartera) -> Planes:
    """Los de la hoja Planes o, si no la tiene, los de partida."""
    hoja = buscar_hoja(anfitrion, cartera.libro, HOJA_PLANES, es_planes)
    return leer_planes(hoja.cuadro, hoja.nombre) if hoja.existe else PLANES_DE_PARTIDA


def hoja_de_planes(anfitrion: SheetHost, cartera: Cartera) -> HojaSalida | None:
    """La hoja Planes con las secciones que le falten; `None` si no le falta ninguna."""
    hoja = buscar_hoja(anfitrion, cartera.libro, HOJA_PLANES, es_planes)
    celdas = celdas_de_planes(hoja.cuadro)
    return HojaSalida(hoja.nombre, celdas, ANCHOS_DE_PLANES, inmovilizar_filas=1) if celdas else None


def semana_de(cartera: Cartera, acciones: Acciones, peticion: Peticion, responsable: str | None = None) -> Semana:
    """La lista de la semana y lo que la acompaña; con `responsable`, solo sus acciones."""
    contexto, pais = acciones.contexto, pais_de(cartera.libro, peticion)
    codigo = pais.codigo if pais else None
    lista = lista_de_hoy(
        acciones.marco, contexto.corte, contexto.ajustes.acciones_semana, responsable=responsable, pais=codigo
    )
    return Semana(
        lista=lista,
        esfuerzo=esfuerzo(acciones.marco, contexto),
        horas=horas_disponibles(contexto),
        atencion=atencion(acciones.marco, contexto),
        vigilados=vigilar(acciones.marco, contexto),
        moneda=cartera.calculo.ajustes.moneda or (pais.moneda if pais else None),
    )


def hoja_de_hoy(anfitrion: SheetHost, cartera: Cartera, semana: Semana) -> HojaSalida:
    """La hoja Hoy entera, sin lo que dijera la vez anterior."""
    return reescrita(buscar_hoja(anfitrion, cartera.libro, HOJA_HOY, es_hoy), celdas_de_hoy(semana), ANCHOS)
