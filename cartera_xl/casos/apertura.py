"""Abrir un libro: sus hojas, sus ajustes, su baremo y los nombres de las hojas propias."""

from collections.abc import Callable
from dataclasses import dataclass

from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.configuracion_hoja import NOMBRE_DE_HOJA, es_configuracion, leer_baremo, leer_configuracion
from cartera_xl.nucleo.historial_hoja import (
    HOJA_HISTORIAL,
    EntradaHistorial,
    es_historial,
    hoja_historial,
    ultimo_recalculo,
)
from cartera_xl.nucleo.libro import LibroInfo
from cartera_xl.nucleo.plan import HojaSalida
from cartera_xl.nucleo.resumen_hoja import HOJA_RESUMEN, es_resumen

SUFIJO_DE_HOJA = " (Cartera)"


@dataclass(frozen=True, slots=True)
class LibroAbierto:
    """Lo que un libro dice de sí antes de leer sus clientes.

    `cuadro_configuracion` está vacío si el libro todavía no tiene hoja de ajustes. `ultima_ejecucion` es el id del
    último recálculo que consta en su historial, o vacío.
    """

    info: LibroInfo
    configuracion: Configuracion
    nombre_configuracion: str
    cuadro_configuracion: Cuadro
    nombre_resumen: str
    nombre_historial: str
    ultima_ejecucion: str

    @property
    def baremo(self) -> Baremo | None:
        """El guardado, o `None`. `ConfiguracionErronea` si está retocado."""
        return leer_baremo(self.cuadro_configuracion, self.nombre_configuracion) if self.cuadro_configuracion else None

    def es_configuracion(self, hoja: str) -> bool:
        """Cierto si esa hoja es la de ajustes de este libro."""
        return hoja.casefold() == self.nombre_configuracion.casefold()

    def hoja_historial(self, anfitrion: SheetHost, entrada: EntradaHistorial) -> HojaSalida:
        """La hoja de historial con una línea más."""
        existe = self.info.hoja(self.nombre_historial) is not None
        cuadro = anfitrion.grid(self.nombre_historial) if existe else None
        hoja = hoja_historial(cuadro, entrada)
        return HojaSalida(self.nombre_historial, hoja.celdas, hoja.anchos, hoja.inmovilizar_filas)


def abrir(anfitrion: SheetHost) -> LibroAbierto:
    """Lee los ajustes del libro, o los de partida si no tiene."""
    info = anfitrion.info()
    nombre, cuadro = hoja_propia(anfitrion, info, NOMBRE_DE_HOJA, es_configuracion)
    historial, cuadro_historial = hoja_propia(anfitrion, info, HOJA_HISTORIAL, es_historial)
    return LibroAbierto(
        info=info,
        configuracion=leer_configuracion(cuadro, nombre) if cuadro else Configuracion(),
        nombre_configuracion=nombre,
        cuadro_configuracion=cuadro,
        nombre_resumen=hoja_propia(anfitrion, info, HOJA_RESUMEN, es_resumen)[0],
        nombre_historial=historial,
        ultima_ejecucion=ultimo_recalculo(cuadro_historial),
    )


def hoja_propia(
    anfitrion: SheetHost, info: LibroInfo, nombre: str, es_nuestra: Callable[[Cuadro], bool]
) -> tuple[str, Cuadro]:
    """Nombre y contenido de una hoja propia. Si ese nombre lo usa una hoja de la persona, se deja y se toma otro."""
    for candidato in (nombre, nombre + SUFIJO_DE_HOJA):
        hoja = info.hoja(candidato)
        if hoja is None:
            return candidato, []
        cuadro = anfitrion.grid(hoja.nombre)
        if es_nuestra(cuadro):
            return hoja.nombre, cuadro
    return nombre + SUFIJO_DE_HOJA + " 2", []
