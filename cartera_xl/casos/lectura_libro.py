"""Leer los clientes y los movimientos de un libro: qué tabla, qué columnas y qué dicen.

Cada hoja grande se lee una sola vez: las columnas del usuario y las nuestras se piden juntas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np

from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.casos.columnas_propias import localizar_propias
from cartera_xl.casos.peticion import MovimientosAparte, Peticion
from cartera_xl.casos.puertos import SheetHost, SheetReader
from cartera_xl.casos.salida import FilasDeZona
from cartera_xl.nucleo.celdas import ColumnaLeida
from cartera_xl.nucleo.columnas import CAMPOS, Clase
from cartera_xl.nucleo.corrida import Huellas, huellas_de_fila
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, HojaNoEncontrada
from cartera_xl.nucleo.hechos import Marco, Origen
from cartera_xl.nucleo.lectura.hoja import Encargo, encargar, leer, zona
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA, Candidata, elegir, localizar
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lectura.tipado import Lectura
from cartera_xl.nucleo.libro import HojaInfo
from cartera_xl.nucleo.paises import Pais, pais
from cartera_xl.nucleo.plan import Zona

MOTOR: Literal["pandas"] = "pandas"
DE_COMPRA = ("ultima_compra", "primera_compra", "compras", "importe_neto", "importe_bruto")
IDENTIDAD = (("id_cliente",), ("nombre", "apellidos"), ("id_fiscal",), ("correo",), ("telefono",))


@dataclass(frozen=True, slots=True)
class TablaLeida:
    """Una tabla con tipo: `cuadro` lleva solo las filas que son datos, con su `fila` de hoja."""

    encargo: Encargo
    lectura: Lectura
    cuadro: Marco

    @property
    def origen(self) -> Origen:
        """Para decir en qué celda está cada cosa."""
        return Origen(self.lectura.hoja, self.lectura.posiciones)


@dataclass(frozen=True, slots=True)
class ClientesLeidos:
    """La hoja de clientes: su tabla, su zona y lo que hoy dicen nuestras columnas (una celda por fila de la zona)."""

    tabla: TablaLeida
    zona: Zona
    filas: FilasDeZona
    cabecera: Mapping[int, str]
    sitios: Mapping[str, int]
    propias: Mapping[str, ColumnaLeida]
    crudas: Mapping[str, ColumnaLeida]

    def sitio_propio(self, ident: str) -> int | None:
        """Número de una columna nuestra, o `None` si no está en la hoja."""
        return self.sitios.get(ident)

    @property
    def campos_de_identidad(self) -> tuple[str, ...]:
        """Los campos con que se reconoce una fila de una ejecución a otra."""
        for campos in IDENTIDAD:
            presentes = tuple(campo for campo in campos if campo in self.crudas)
            if presentes:
                return presentes
        return ()

    def huellas(self, campos: Sequence[str], sal: str) -> Huellas:
        """Una huella por fila de la zona. Un campo que ya no se reconoce cuenta como vacío."""
        vacia = np.full(self.filas.total, None, dtype=object)
        return huellas_de_fila([self.crudas.get(campo, vacia) for campo in campos], sal)


@dataclass(frozen=True, slots=True)
class Tablas:
    """Las tablas del libro que interesan; `clientes` falta si el libro solo tiene movimientos."""

    clientes: Candidata | None
    movimientos: Candidata | None


def pais_de(libro: LibroAbierto, peticion: Peticion) -> Pais | None:
    """El de la orden o el que recuerda el libro. `ConfiguracionErronea` si no se conoce."""
    codigo = peticion.pais or libro.configuracion.pais
    return pais(codigo) if codigo else None


def elegir_tablas(anfitrion: SheetHost, libro: LibroAbierto, peticion: Peticion) -> Tablas:
    """Busca la tabla de clientes y, si no vienen aparte, la de movimientos."""
    candidatas = [c for hoja in libro.info.hojas for c in _candidatas(anfitrion, hoja)]
    nombre = libro.info.nombre
    pedida = peticion.hoja or _si_esta(libro, libro.configuracion.hoja_clientes)
    movimientos = None
    if peticion.movimientos is None:
        movimientos = _opcional(candidatas, _si_esta(libro, libro.configuracion.hoja_movimientos), nombre)
    try:
        clientes = elegir(candidatas, Clase.CLIENTES, pedida, nombre)
    except HojaNoEncontrada:
        if peticion.hoja is not None or (movimientos is None and peticion.movimientos is None):
            raise
        return Tablas(None, movimientos)
    if movimientos is not None and (movimientos.hoja, movimientos.tabla) == (clientes.hoja, clientes.tabla):
        movimientos = None
    return Tablas(clientes, movimientos)


def leer_clientes(anfitrion: SheetHost, libro: LibroAbierto, peticion: Peticion) -> ClientesLeidos:
    """Encuentra y lee la hoja de clientes."""
    tablas = elegir_tablas(anfitrion, libro, peticion)
    if tablas.clientes is None:
        elegir([], Clase.CLIENTES, peticion.hoja, libro.info.nombre)
        raise AssertionError("elegir sin candidatas siempre avisa")
    return leer_tabla_de_clientes(anfitrion, libro, peticion, tablas.clientes)


def leer_tabla_de_clientes(
    anfitrion: SheetReader, libro: LibroAbierto, peticion: Peticion, candidata: Candidata
) -> ClientesLeidos:
    """Lee una tabla de clientes ya elegida, con nuestras columnas si las tiene."""
    cabecera = _cabecera(anfitrion, candidata)
    sitios = localizar_propias(libro.configuracion, cabecera)
    propios = {cabecera[columna] for columna in sitios.values()}
    forzadas = {c: t for c, t in peticion.columnas.items() if not _solo_de_movimientos(c)}
    encargo = encargar(candidata, Clase.CLIENTES, forzadas, libro.configuracion.columnas, propios)
    pedidas = [*encargo.columnas, *sitios.values()]
    leidas = anfitrion.columns(candidata.hoja, candidata.primera_fila, pedidas)
    crudas, nuestras = leidas[: len(encargo.columnas)], leidas[len(encargo.columnas) :]
    lectura = leer(encargo, crudas, pais_de(libro, peticion), desde_1904=libro.info.desde_1904)
    de_zona = _ensanchada(zona(encargo, lectura), sitios)
    largo = de_zona.ultima_fila - de_zona.primera_fila + 1
    marca = np.zeros(largo, dtype=bool)
    marca[: len(lectura.filas)] = lectura.filas[:largo]
    return ClientesLeidos(
        tabla=TablaLeida(encargo, lectura, cuadro_de(lectura)),
        zona=de_zona,
        filas=FilasDeZona(de_zona.primera_fila, marca),
        cabecera=cabecera,
        sitios=sitios,
        propias={ident: _de_largo(columna, largo) for ident, columna in zip(sitios, nuestras, strict=True)},
        crudas={
            campo: _de_largo(columna, largo) for campo, columna in zip(encargo.mapeo.posiciones, crudas, strict=True)
        },
    )


def leer_movimientos(
    anfitrion: SheetHost, libro: LibroAbierto, peticion: Peticion, candidata: Candidata | None
) -> TablaLeida | None:
    """Los movimientos del libro, o los que vienen aparte; `None` si no hay."""
    forzadas = {c: t for c, t in peticion.columnas.items() if _solo_de_movimientos(c)}
    recordadas = libro.configuracion.columnas_movimientos
    if peticion.movimientos is not None:
        candidata = _candidata_aparte(peticion.movimientos)
        encargo = encargar(candidata, Clase.MOVIMIENTOS, forzadas, recordadas)
        columnas = [peticion.movimientos.columnas[c - 1] for c in encargo.columnas]
        desde_1904 = False
    elif candidata is not None:
        encargo = encargar(candidata, Clase.MOVIMIENTOS, forzadas, recordadas)
        columnas = anfitrion.columns(candidata.hoja, candidata.primera_fila, encargo.columnas)
        desde_1904 = libro.info.desde_1904
    else:
        return None
    con_precio = {"cantidad", "precio"} <= set(encargo.mapeo.posiciones)
    _exigir_columnas(encargo, ("fecha",) if con_precio else ("fecha", "importe"))
    lectura = leer(encargo, columnas, pais_de(libro, peticion), desde_1904=desde_1904)
    return TablaLeida(encargo, lectura, cuadro_de(lectura))


def cuadro_de(lectura: Lectura) -> Marco:
    """Las filas que son datos, como cuadro de Narwhals; `fila` es la fila de la hoja.

    `compra_ilegible` es cierto donde consta una compra que no se ha podido leer: eso no es un potencial.
    """
    ilegible = np.zeros(len(lectura.filas), dtype=bool)
    for campo in DE_COMPRA:
        ilegible[list(lectura.malos.get(campo, ()))] = True
    datos: dict[str, Any] = {"fila": np.flatnonzero(lectura.filas) + lectura.primera_fila}
    datos["compra_ilegible"] = ilegible[lectura.filas]
    datos |= {campo: valores[lectura.filas] for campo, valores in lectura.datos.items()}
    return nw.from_dict(datos, backend=MOTOR)


def _candidatas(anfitrion: SheetHost, hoja: HojaInfo) -> list[Candidata]:
    return localizar(hoja, anfitrion.head(hoja.nombre, FILAS_DE_CABEZA))


def _si_esta(libro: LibroAbierto, hoja: str | None) -> str | None:
    return hoja if hoja and libro.info.hoja(hoja) else None


def _opcional(candidatas: Sequence[Candidata], pedida: str | None, libro: str) -> Candidata | None:
    try:
        return elegir(candidatas, Clase.MOVIMIENTOS, pedida, libro)
    except HojaNoEncontrada:
        return None


def _solo_de_movimientos(campo: str) -> bool:
    de_clientes = {c.id for c in CAMPOS[Clase.CLIENTES]}
    return campo not in de_clientes and campo in {c.id for c in CAMPOS[Clase.MOVIMIENTOS]}


def _cabecera(anfitrion: SheetReader, candidata: Candidata) -> dict[int, str]:
    """Los títulos de toda la fila, también los que quedan fuera del bloque: ahí puede haber columnas nuestras."""
    fila = anfitrion.head(candidata.hoja, candidata.fila_cabecera)[candidata.fila_cabecera - 1]
    textos = {columna: celda.strip() for columna, celda in enumerate(fila, 1) if isinstance(celda, str)}
    return {columna: texto for columna, texto in textos.items() if texto} | dict(candidata.titulos)


def _ensanchada(de_zona: Zona, sitios: Mapping[str, int]) -> Zona:
    """La zona hasta nuestra última columna; una tabla de Excel ya dice dónde acaba."""
    if de_zona.tabla is not None:
        return de_zona
    ultima = max((de_zona.ultima_columna, *sitios.values()))
    return Zona(
        de_zona.hoja,
        de_zona.fila_cabecera,
        de_zona.primera_fila,
        de_zona.ultima_fila,
        de_zona.primera_columna,
        ultima,
    )


def _de_largo(columna: ColumnaLeida, largo: int) -> ColumnaLeida:
    """La columna con exactamente `largo` celdas: sobra lo de debajo de la tabla, falta lo que nunca se escribió."""
    if len(columna) >= largo:
        return columna[:largo]
    relleno = np.full(largo, np.nan if columna.dtype.kind == "f" else None, dtype=columna.dtype)
    relleno[: len(columna)] = columna
    return relleno


def _candidata_aparte(aparte: MovimientosAparte) -> Candidata:
    titulos = {numero: titulo for numero, titulo in enumerate(aparte.titulos, 1) if titulo.strip()}
    muestra = {numero: tuple(aparte.columnas[numero - 1][:FILAS_DE_CABEZA].tolist()) for numero in titulos}
    return Candidata(
        hoja=aparte.nombre,
        fila_cabecera=aparte.fila_cabecera,
        primera_fila=aparte.fila_cabecera + 1,
        ultima_fila=None,
        primera_columna=1,
        ultima_columna=len(aparte.titulos),
        titulos=titulos,
        clase=Clase.MOVIMIENTOS,
        puntos={Clase.MOVIMIENTOS: 0.0},
        pruebas=("dada con --movimientos",),
        muestra=muestra,
    )


def _exigir_columnas(encargo: Encargo, campos: Sequence[str]) -> None:
    faltan = [campo for campo in campos if campo not in encargo.mapeo.posiciones]
    if not faltan:
        return
    dudas = [str(ambigua) for ambigua in encargo.mapeo.ambiguas if clave(ambigua.campo) in {clave(f) for f in faltan}]
    titulos = ", ".join(f"«{titulo}»" for titulo in encargo.candidata.titulos.values())
    raise ColumnaNoEncontrada(
        f"A los movimientos les falta la columna de {' y la de '.join(faltan)}. Las que hay: {titulos}.",
        donde=encargo.candidata.donde,
        remedio=dudas[0] if dudas else f'Diga cuál es con --columna {faltan[0]}="Título"',
    )
