"""Los contactos anotados en el libro, ya unidos a sus clientes."""

from collections.abc import Sequence
from functools import partial

from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.casos.calculo import nombres
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.hojas import buscar_hoja
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.acciones.emparejar import posiciones
from cartera_xl.nucleo.acciones.registro_hoja import (
    HOJA_REGISTRO,
    RegistroDeContactos,
    es_registro,
    leer_registro,
)
from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.hechos import Marco


def contactos_del_libro(anfitrion: SheetHost, libro: LibroAbierto, clientes: Marco) -> RegistroDeContactos:
    """Los de la hoja «Registro de contactos»; ninguno si el libro no la tiene."""
    hoja = buscar_hoja(anfitrion, libro, HOJA_REGISTRO, es_registro)
    if not hoja.existe:
        return RegistroDeContactos()
    return leer_registro(hoja.cuadro, partial(posiciones, clientes, nombres(clientes)), hoja.nombre)


def contactos_de(anfitrion: SheetHost, cartera: Cartera) -> Sequence[Contacto]:
    """Los que se entienden, en el orden de la hoja."""
    return contactos_del_libro(anfitrion, cartera.libro, cartera.leido.clientes.tabla.cuadro).contactos
