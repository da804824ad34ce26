"""Las hojas propias que no son de ajustes: cómo se encuentran y cómo se reescriben sin pisar las de la persona."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cartera_xl.casos.apertura import LibroAbierto, hoja_propia
from cartera_xl.casos.escritura import hoja_corrida
from cartera_xl.casos.identidad import nueva_ejecucion, nuevo_identificador
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.celdas import Cuadro, celda_de, vacia
from cartera_xl.nucleo.configuracion_hoja import ANCHOS, cambios
from cartera_xl.nucleo.corrida import Accion, Corrida
from cartera_xl.nucleo.errores import ErrorCartera
from cartera_xl.nucleo.historial_hoja import EntradaHistorial
from cartera_xl.nucleo.plan import CeldaSalida, HojaSalida, PlanEscritura


@dataclass(frozen=True, slots=True)
class HojaPropia:
    """Una hoja nuestra: el nombre que le toca en este libro y lo que hay en ella; vacía si todavía no está."""

    nombre: str
    cuadro: Cuadro
    existe: bool


def buscar_hoja(
    anfitrion: SheetHost, libro: LibroAbierto, nombre: str, es_nuestra: Callable[[Cuadro], bool]
) -> HojaPropia:
    """La hoja propia de ese nombre; si el nombre lo usa una hoja de la persona, se toma otro («Hoy (Cartera)»)."""
    propio, cuadro = hoja_propia(anfitrion, libro.info, nombre, es_nuestra)
    return HojaPropia(propio, cuadro, libro.info.hoja(propio) is not None)


def reescrita(
    hoja: HojaPropia, celdas: Mapping[tuple[int, int], CeldaSalida], anchos: Mapping[int, float]
) -> HojaSalida:
    """La hoja con esas celdas y ninguna más: lo que sobra de la vez anterior se vacía."""
    sobra = {
        (i, j): CeldaSalida(None)
        for i, fila in enumerate(hoja.cuadro, start=1)
        for j in range(1, len(fila) + 1)
        if (i, j) not in celdas and not vacia(celda_de(hoja.cuadro, i, j))
    }
    return HojaSalida(hoja.nombre, {**celdas, **sobra}, anchos, inmovilizar_filas=0 if hoja.existe else 1)


def escribir_hojas(
    anfitrion: SheetHost,
    diario: Journal,
    libro: LibroAbierto,
    peticion: Peticion,
    hojas: Sequence[HojaSalida],
    *,
    nota: str = "",
) -> str:
    """Escribe hojas propias y nada más, con su línea en Historial; devuelve el id de la ejecución, vacío si simula.

    Se deshace con ese id. Si nada cambia no se escribe, y también devuelve vacío. Un libro que todavía no tiene
    identificador lo recibe, en Configuración.
    """
    identificador = libro.configuracion.identificador
    identificador = identificador or nuevo_identificador(libro.info.nombre, peticion.usuario, peticion.momento)
    corrida = _corrida(anfitrion, libro, peticion, hojas, identificador)
    if peticion.simular or not any(hoja.creada or hoja.despues for hoja in corrida.hojas):
        return ""
    entrada = EntradaHistorial(
        fecha=corrida.momento,
        ejecucion=corrida.id,
        usuario=corrida.usuario,
        accion=corrida.accion,
        corte=None,
        clientes=0,
        cambios=0,
        incidencias=0,
        nota=nota or "Hojas: " + ", ".join(hoja.nombre for hoja in hojas),
    )
    plan = PlanEscritura(
        hojas=(*hojas, *_con_identificador(libro, identificador), libro.hoja_historial(anfitrion, entrada))
    )
    diario.record(corrida)
    try:
        anfitrion.write(plan)
    except ErrorCartera:
        diario.discard(corrida.libro, corrida.id)
        raise
    return corrida.id


def _corrida(
    anfitrion: SheetHost, libro: LibroAbierto, peticion: Peticion, hojas: Sequence[HojaSalida], identificador: str
) -> Corrida:
    return Corrida(
        libro=identificador,
        id=nueva_ejecucion(peticion.momento, identificador),
        momento=peticion.momento,
        usuario=peticion.usuario,
        accion=Accion.ESCRIBIR_HOJA,
        hoja=hojas[0].nombre,
        campos=(),
        huellas=np.empty(0, dtype=np.uint64),
        hojas=tuple(hoja_corrida(anfitrion, libro, hoja) for hoja in hojas),
    )


def _con_identificador(libro: LibroAbierto, identificador: str) -> tuple[HojaSalida, ...]:
    if libro.configuracion.identificador:
        return ()
    ajustes = cambios(libro.cuadro_configuracion, replace(libro.configuracion, identificador=identificador), None)
    return (HojaSalida(libro.nombre_configuracion, ajustes, ANCHOS, inmovilizar_filas=1),)
