"""Lo que un libro cuenta de sí mismo antes de leer sus datos, sea cual sea el anfitrión."""

from dataclasses import dataclass

from cartera_xl.nucleo.celdas import Rango


@dataclass(frozen=True, slots=True)
class TablaExcel:
    """Una tabla con nombre (ListObject); `rango` incluye cabecera y fila de totales."""

    nombre: str
    rango: Rango
    tiene_cabecera: bool = True
    tiene_totales: bool = False


@dataclass(frozen=True, slots=True)
class HojaInfo:
    """Una hoja de cálculo del libro, en su orden."""

    nombre: str
    visible: bool = True
    protegida: bool = False
    tablas: tuple[TablaExcel, ...] = ()
    combinadas: tuple[Rango, ...] = ()


@dataclass(frozen=True, slots=True)
class LibroInfo:
    """Nombre del archivo y sus hojas de cálculo (sin hojas de gráfico).

    `desde_1904` es la época de sus números de serie: el día 0 es el 1 de enero de 1904.
    """

    nombre: str
    hojas: tuple[HojaInfo, ...]
    desde_1904: bool = False

    def hoja(self, nombre: str) -> HojaInfo | None:
        """La hoja de ese nombre sin distinguir mayúsculas, como hace Excel; `None` si no está."""
        for hoja in self.hojas:
            if hoja.nombre.casefold() == nombre.casefold():
                return hoja
        return None
