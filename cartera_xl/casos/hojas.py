"""Las hojas propias que no son de ajustes: cómo se encuentran y cómo se reescriben sin pisar las de la persona."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cartera_xl.casos.apertura import LibroAbierto, hoja_propia
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.celdas import Cuadro, celda_de, vacia
from cartera_xl.nucleo.plan import CeldaSalida, HojaSalida


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
