"""Todo lo que un libro tiene de un cliente: su fila, sus compras y las demás celdas que lo nombran."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cartera_xl.casos.buscar import buscar_cliente
from cartera_xl.casos.calculo import nombres
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.lectura_libro import TablaLeida
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.celdas import Celda, Cuadro, a1, vacia
from cartera_xl.nucleo.columnas import Clase, separar
from cartera_xl.nucleo.hechos import filas_de, textos
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lectura.titulos import parecidos
from cartera_xl.nucleo.privacidad.identidad import (
    CAMPOS_DE_DATO,
    Coincide,
    Dato,
    Hallazgo,
    Identidad,
    identidad,
    repetidos,
)
from cartera_xl.nucleo.sinonimos import HOJAS

TITULO_SEGURO = 0.775
"""Desde este parecido el título de una columna dice qué dato lleva."""
HOJAS_PROPIAS = frozenset((*separar(HOJAS["propias"]), "contactos"))
"""Las que escribe el programa y «Contactos», la de las plantillas: cada fila habla de un solo cliente."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Un cliente del libro. `fila` es la de la hoja; `lineas`, las filas de sus movimientos en su hoja o fichero."""

    posicion: int
    fila: int
    nombre: str
    hoja: str
    identidad: Identidad
    hoja_movimientos: str
    lineas: tuple[int, ...]
    lineas_de_otros: frozenset[int]


@dataclass(frozen=True, slots=True)
class Aparicion:
    """Una celda, fuera de su fila y de sus compras, que nombra a la persona.

    `seguro` es falso si puede ser otra cosa; `compartida`, cierto si el dato es también de otro cliente; `propia`, si
    la hoja la escribe el programa.
    """

    hoja: str
    fila: int
    columna: int
    titulo: str
    dato: Dato
    coincide: Coincide
    seguro: bool
    compartida: bool
    propia: bool
    valor: Celda

    @property
    def es_nombre_en_lo_nuestro(self) -> bool:
        """En una hoja del programa, un nombre de una sola palabra es un nombre y no otra cosa."""
        return self.propia and self.dato is Dato.NOMBRE

    @property
    def celda(self) -> str:
        """«D4»."""
        return a1(self.fila, self.columna)

    def a_dict(self) -> dict[str, object]:
        """Lo mismo con tipos de JSON."""
        return {
            "hoja": self.hoja,
            "celda": self.celda,
            "titulo": self.titulo,
            "dato": self.dato.value,
            "coincide": self.coincide.value,
            "seguro": self.seguro,
            "valor": str(self.valor),
        }


def reconocer(cartera: Cartera, escrito: str) -> Persona:
    """El cliente que se pide, con lo que lo identifica. `ClienteNoEncontrado` si no hay ninguno o hay varios."""
    tabla = cartera.leido.clientes.tabla
    posicion = buscar_cliente(tabla, escrito)
    columnas = {campo: textos(tabla.cuadro, campo) for campo in CAMPOS_DE_DATO if campo in tabla.cuadro.columns}
    datos = {campo: columna[posicion] for campo, columna in columnas.items()}
    fila = int(tabla.cuadro["fila"][posicion])
    movimientos = cartera.leido.movimientos
    suyas, de_otros = _lineas(cartera, posicion)
    return Persona(
        posicion=posicion,
        fila=fila,
        nombre=nombres(tabla.cuadro)[posicion] or f"fila {fila}",
        hoja=tabla.lectura.hoja,
        identidad=identidad(datos, repetidos(datos, columnas, posicion)),
        hoja_movimientos="" if movimientos is None else movimientos.lectura.hoja,
        lineas=suyas,
        lineas_de_otros=de_otros,
    )


def apariciones(anfitrion: SheetHost, cartera: Cartera, persona: Persona) -> Iterator[Aparicion]:
    """Las demás celdas del libro que la nombran, hoja a hoja; el nombre y el código de otros clientes no cuentan."""
    for info in cartera.libro.info.hojas:
        cuadro = anfitrion.grid(info.nombre)
        yield from _de_la_hoja(cartera, persona, info.nombre, cuadro)


def _lineas(cartera: Cartera, posicion: int) -> tuple[tuple[int, ...], frozenset[int]]:
    hechos = cartera.hechos
    if hechos.movimientos is None or hechos.claves is None:
        return (), frozenset()
    clave_suya = int(hechos.claves["clave"][posicion])
    claves = np.asarray(hechos.movimientos["clave"].to_numpy(), dtype=np.int64)
    filas = filas_de(hechos.movimientos)
    suyas = (claves == clave_suya) & (clave_suya >= 0)
    return tuple(filas[suyas].tolist()), frozenset(filas[~suyas & (claves >= 0)].tolist())


def _de_la_hoja(cartera: Cartera, persona: Persona, hoja: str, cuadro: Cuadro) -> Iterator[Aparicion]:
    hallados = persona.identidad.buscar_todas(celda for linea in cuadro for celda in linea)
    if not hallados:
        return
    reserva = _reserva(cartera, persona, hoja)
    propia = clave(hoja).removesuffix(" 2").removesuffix(" cartera") in HOJAS_PROPIAS
    for fila, linea in enumerate(cuadro, 1):
        for columna, celda in enumerate(linea, 1):
            if isinstance(celda, bool) or not isinstance(celda, str | int | float):
                continue
            hallazgo = hallados.get(celda)
            if hallazgo is None or reserva.excluye(fila, columna):
                continue
            titulo = _titulo(cuadro, fila, columna)
            seguro = hallazgo.seguro or (not hallazgo.compartida and _lo_dice_el_titulo(titulo, hallazgo))
            yield Aparicion(
                hoja,
                fila,
                columna,
                titulo,
                dato=hallazgo.dato,
                coincide=hallazgo.coincide,
                seguro=seguro,
                compartida=hallazgo.compartida,
                propia=propia,
                valor=celda,
            )


@dataclass(frozen=True, slots=True)
class _Reserva:
    """Lo que ya se cuenta aparte (sus filas, en las columnas de la tabla) y los datos que dicen quién es otro."""

    suyas: frozenset[int] = frozenset()
    columnas: range = range(0)
    de_otros: frozenset[int] = frozenset()
    de_identidad: frozenset[int] = frozenset()

    def excluye(self, fila: int, columna: int) -> bool:
        """Cierto si esa celda no es una aparición suelta."""
        es_suya = fila in self.suyas and columna in self.columnas
        return es_suya or (fila in self.de_otros and columna in self.de_identidad)


def _reserva(cartera: Cartera, persona: Persona, hoja: str) -> _Reserva:
    clientes, movimientos = cartera.leido.clientes, cartera.leido.movimientos
    if hoja == persona.hoja and cartera.leido.nueva is None:
        filas = frozenset((np.flatnonzero(clientes.filas.marca) + clientes.zona.primera_fila).tolist())
        identidad = _de_identidad(clientes.tabla.lectura.posiciones)
        return _Reserva(frozenset({persona.fila}), columnas_de_clientes(cartera), filas, identidad)
    if movimientos is not None and hoja == persona.hoja_movimientos:
        identidad = _de_identidad(movimientos.lectura.posiciones)
        columnas = columnas_de_movimientos(movimientos)
        return _Reserva(frozenset(persona.lineas), columnas, persona.lineas_de_otros, identidad)
    return _Reserva()


def columnas_de_clientes(cartera: Cartera) -> range:
    """Las de la tabla de clientes, con las nuestras; otra tabla a su derecha no cuenta."""
    zona = cartera.leido.clientes.zona
    return range(zona.primera_columna, zona.ultima_columna + 1)


def columnas_de_movimientos(movimientos: TablaLeida) -> range:
    """Las de la tabla de movimientos."""
    candidata = movimientos.encargo.candidata
    return range(candidata.primera_columna, candidata.ultima_columna + 1)


def _de_identidad(posiciones: Mapping[str, int]) -> frozenset[int]:
    return frozenset(columna for campo, columna in posiciones.items() if campo in CAMPOS_DE_DATO)


def _titulo(cuadro: Cuadro, fila: int, columna: int) -> str:
    """El primer texto de la columna por encima de la celda; vacío si no hay."""
    for linea in cuadro[: fila - 1]:
        celda = linea[columna - 1] if columna <= len(linea) else None
        if isinstance(celda, str) and not vacia(celda):
            return celda.strip()
    return ""


def _lo_dice_el_titulo(titulo: str, hallazgo: Hallazgo) -> bool:
    """Un código corto o un nombre de una palabra son seguros si la columna lleva ese dato."""
    if hallazgo.coincide is not Coincide.IGUAL or not titulo:
        return False
    campos = {campo for campo, parecido in parecidos(titulo, Clase.CLIENTES) if parecido.grado >= TITULO_SEGURO}
    return any(CAMPOS_DE_DATO.get(campo) is hallazgo.dato for campo in campos)


def filas_sueltas(halladas: Iterable[Aparicion]) -> dict[str, list[int]]:
    """Hoja -> filas en que una celda es, entera y segura, un dato suyo: lo demás de la fila puede ser suyo también."""
    filas: dict[str, set[int]] = {}
    for aparicion in halladas:
        seguro = aparicion.seguro or (aparicion.es_nombre_en_lo_nuestro and not aparicion.compartida)
        if aparicion.coincide is Coincide.IGUAL and seguro:
            filas.setdefault(aparicion.hoja, set()).add(aparicion.fila)
    return {hoja: sorted(numeros) for hoja, numeros in filas.items()}
