"""De la candidata elegida a los datos: el único paso que llama quien lee una hoja entera."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.celdas import ColumnaLeida
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.lectura.fin import Bloque
from cartera_xl.nucleo.lectura.mapeo import Mapeo, mapear
from cartera_xl.nucleo.lectura.tabla import Candidata
from cartera_xl.nucleo.lectura.tipado import Lectura, tipar
from cartera_xl.nucleo.paises import Pais
from cartera_xl.nucleo.plan import Zona


@dataclass(frozen=True, slots=True)
class Encargo:
    """Qué columnas hay que pedir al anfitrión para leer una tabla, y lo que se sabe de ellas."""

    candidata: Candidata
    mapeo: Mapeo
    clase: Clase

    @property
    def hoja(self) -> str:
        """La hoja que hay que leer."""
        return self.candidata.hoja

    @property
    def primera_fila(self) -> int:
        """La primera fila de datos."""
        return self.candidata.primera_fila

    @property
    def columnas(self) -> list[int]:
        """Columnas que hay que leer, desde 1, en el orden en que las espera `leer`."""
        return list(self.mapeo.posiciones.values())


def encargar(
    candidata: Candidata,
    clase: Clase,
    forzadas: Mapping[str, str] | None = None,
    recordadas: Mapping[str, str] | None = None,
    propias: Collection[str] = (),
) -> Encargo:
    """Reconoce las columnas de una tabla y dice cuáles hay que leer. Los argumentos son los de `mapear`."""
    mapeo = mapear(candidata.titulos, candidata.muestra, clase, forzadas, recordadas, propias)
    return Encargo(candidata, mapeo, clase)


def leer(encargo: Encargo, columnas: Sequence[ColumnaLeida], pais: Pais | None, *, desde_1904: bool = False) -> Lectura:
    """Da tipo a las columnas leídas (en el orden de `encargo.columnas`) y separa las filas que son datos."""
    candidata = encargo.candidata
    largo = None if candidata.ultima_fila is None else max(0, candidata.ultima_fila - candidata.primera_fila + 1)
    posiciones = encargo.mapeo.posiciones
    bloque = Bloque(
        hoja=candidata.hoja,
        primera_fila=candidata.primera_fila,
        columnas={campo: columna[:largo] for campo, columna in zip(posiciones, columnas, strict=True)},
        posiciones=posiciones,
        titulos=encargo.mapeo.titulos,
        clase=encargo.clase,
    )
    return tipar(bloque, pais, desde_1904=desde_1904)


def zona(encargo: Encargo, lectura: Lectura) -> Zona:
    """Dónde está la tabla leída, para escribir a su lado. En una tabla de Excel, la tabla entera."""
    candidata = encargo.candidata
    return Zona(
        hoja=candidata.hoja,
        fila_cabecera=candidata.fila_cabecera,
        primera_fila=candidata.primera_fila,
        ultima_fila=lectura.ultima_fila if candidata.ultima_fila is None else candidata.ultima_fila,
        primera_columna=candidata.primera_columna,
        ultima_columna=candidata.ultima_columna,
        tabla=candidata.tabla,
    )
